"""The simulation: thousands of possible futures of a scenario, counted project by project."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np

from foresight.funding.budgets import volatile_paths
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import Levels, Model, draw_levels, inert_changes, price_levels, resolve
from foresight.funding.pipeline import build_pipeline
from foresight.funding.random_streams import Numbers, RandomStreams, random_streams
from foresight.funding.result import SimulationResult
from foresight.funding.scenario import Scenario, scenario_hash
from foresight.funding.vocabulary import BINDING, ENGINE_VERSION, INSTRUMENTS
from foresight.funding.year_loop import Tables, run_years

CHUNK = 1000
"""Draws worked on at a time: small enough for the processor's cache."""

Overrides = Mapping[str, "np.ndarray | float"]


def simulate(scenario: Scenario, inputs: FundingInputs, *, draws: int = 10_000, seed: int = 1) -> SimulationResult:
    """Simulate a scenario.

    Parameters
    ----------
    scenario : Scenario
        Changes to the baseline.
    inputs : FundingInputs
        The baseline.
    draws : int
        Number of possible futures.
    seed : int
        Root of all random numbers; the same seed gives the same numbers, and scenarios with the same seed meet the
        same futures.

    Returns
    -------
    SimulationResult
        Arrays (draws, regions, years, instruments) and their summary.
    """
    started_at = time.perf_counter()
    model = resolve(scenario, inputs)
    streams = random_streams(seed, draws, inputs.regions, len(inputs.years))
    tables = _empty_tables(model, streams.draws)
    years, regions = len(inputs.years), len(inputs.regions)
    sessions = np.empty((years, streams.draws), np.int16)
    recommendations = np.empty((years, streams.draws), np.int16)
    specifications = np.empty((years, regions, streams.draws), np.int16)
    budgets = np.empty((years, regions, streams.draws), np.float32)
    levels = draw_levels(model, streams)
    for part in chunks(streams.draws):
        numbers, some = Numbers(streams, part), part_of_levels(levels, part)
        budgets[..., part] = local_budgets(model, some, numbers)
        pipeline = build_pipeline(model, some, numbers, budgets[..., part])
        run_years(model, some, numbers, budgets[..., part], pipeline, tables.part(part))
        sessions[:, part], recommendations[:, part] = pipeline.sessions, pipeline.recommendations
        specifications[..., part] = pipeline.specifications
    closed = np.array(inputs.years) <= inputs.recorded_through
    tables.binding[:, closed] = BINDING.index("none")
    return SimulationResult(
        scenario=scenario,
        inputs=inputs,
        model=model,
        draws=streams.draws,
        seed=streams.seed,
        hash=scenario_hash(ENGINE_VERSION, inputs.digest(), scenario.changes, streams.seed, streams.draws),
        tables=tables,
        levels=levels,
        budgets_by_year=budgets,
        sessions_by_year=sessions,
        specifications_by_year=specifications,
        recommendations_by_year=recommendations,
        notes=(*inputs.notes, *inert_changes(scenario, model)),
        seconds=time.perf_counter() - started_at,
    )


def active_projects(
    model: Model,
    streams: RandomStreams,
    overrides: Overrides | None = None,
    positions: np.ndarray | None = None,
    chunk: int = CHUNK,
) -> np.ndarray:
    """Count the nation's running projects only: the lean run behind sweeps, goal seek and sensitivity.

    Parameters
    ----------
    model : Model
        Resolved scenario.
    streams : RandomStreams
        Random numbers.
    overrides : mapping or None
        Parameter name to a number, or to one value for each entry of ``positions`` (or each draw).
    positions : numpy.ndarray or None
        Which draw each run takes its random numbers from; None takes every draw once.
    chunk : int
        Runs worked on at a time.

    Returns
    -------
    numpy.ndarray
        (years, runs) running projects of the nation, float32.
    """
    runs = streams.draws if positions is None else len(positions)
    levels = draw_levels(model, streams, overrides)
    counts = np.empty((len(model.inputs.years), runs), np.float32)
    given = set(overrides or ())
    for part in chunks(runs, chunk):
        which = part if positions is None else positions[part]
        some = {
            name: level if level.shape[1] == 1 else level[:, part if name in given else which]
            for name, level in levels.items()
        }
        numbers = Numbers(streams, which)
        budgets = local_budgets(model, some, numbers)
        tables = _empty_tables(model, part.stop - part.start, lean=True)
        run_years(model, some, numbers, budgets, build_pipeline(model, some, numbers, budgets), tables)
        counts[:, part] = tables.active.sum(axis=(0, 2), dtype=np.float32)
    return counts


def local_budgets(model: Model, levels: Levels, numbers: Numbers) -> np.ndarray:
    """Return local R&D budgets of some draws, (years, regions, draws), mln KZT at current prices."""
    inputs = model.inputs
    if model.budgets == "forecast":
        budgets = _forecast_paths(model, numbers.streams)[:, :, numbers.draws]
        scale = _policy_scale(levels, len(inputs.years))
        budgets = budgets * scale[:, None, :]
    else:
        prices = price_levels(levels, inputs.years)
        names = ("budget_growth", "budget_volatility", "common_shock", "entry_hazard")
        budgets = volatile_paths(
            inputs.local_budget_2024,
            *(levels[name] for name in names),
            levels["entry_budget"] * prices,
            numbers.regional("budget.state"),
            numbers.yearly("budget.common", "normal"),
            numbers.regional("budget.own", "normal"),
        )
        budgets *= _policy_scale(levels, len(inputs.years))[:, None, :]
    for t, r in np.argwhere(~np.isnan(model.local_budget)):
        budgets[t, r] = model.local_budget[t, r]
    return budgets


def chunks(count: int, size: int = CHUNK) -> list[slice]:
    """Cut a number of draws into slices."""
    return [slice(first, min(first + size, count)) for first in range(0, count, size)]


def part_of_levels(levels: Levels, draws: slice) -> Levels:
    """Return the parameter values of some draws."""
    return {name: level if level.shape[1] == 1 else level[:, draws] for name, level in levels.items()}


def _policy_scale(levels: Levels, years: int) -> np.ndarray:
    """Return what a policy makes of every budget: its level times the growth it adds, (years, draws or 1)."""
    extra = levels["extra_budget_growth"]
    growth = np.cumprod(np.broadcast_to(1 + extra, (years, extra.shape[1])), axis=0, dtype=np.float64)
    return (levels["budget_level"] * growth).astype(np.float32)


def _forecast_paths(model: Model, streams: RandomStreams) -> np.ndarray:
    """Return the forecast's paths for all draws, (years, regions, draws), kept with the random numbers."""
    provider = model.inputs.budget_paths

    def make() -> tuple[object, np.ndarray]:
        state = streams.regional("budget.state").transpose(2, 1, 0)
        own = streams.regional("budget.own", "normal").transpose(2, 1, 0)
        paths = np.asarray(provider.paths(state, streams.yearly("budget.common", "normal").T, own))
        return provider, np.ascontiguousarray(np.nan_to_num(paths).transpose(2, 1, 0), dtype=np.float32)

    return streams.kept(("budgets", id(provider)), make)[1]  # the provider is kept too, so its id stays its own


def _empty_tables(model: Model, draws: int, lean: bool = False) -> Tables:
    shape = (len(INSTRUMENTS), len(model.inputs.years), len(model.inputs.regions), draws)
    limited = all(model.choices[f"limit_{name}"] for name in ("budget", "pipeline", "capacity", "envelope"))
    counts = np.float32 if model.choices["divisible"] else (np.int16 if limited else np.int32)
    started, active = np.empty(shape, counts), np.empty(shape, counts)
    if lean:
        return Tables(started, active)
    money = {name: np.empty(shape, np.float32) for name in ("local", "central")}
    if model.private_share.any():
        money["private"] = np.empty(shape, np.float32)
    if model.in_kind_share.any():
        money["in_kind"] = np.empty(shape, np.float32)
    return Tables(started, active, **money, binding=np.empty(shape, np.int8), unused=np.empty(shape[1:], np.float32))

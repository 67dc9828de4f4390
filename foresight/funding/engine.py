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
from foresight.funding.tables import CellTables, Totals
from foresight.funding.vocabulary import BINDING, ENGINE_VERSION
from foresight.funding.year_loop import YearLoop
from foresight.problems import Problem

COUNTS = ("active", "started", "cumulative")
"""Ways to count projects."""

CHUNK = 5000
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
    years, regions = len(inputs.years), len(inputs.regions)
    tables = CellTables.empty(years, regions, streams.draws)
    sessions = np.empty((years, streams.draws), np.int16)
    recommendations = np.empty((years, streams.draws), np.int16)
    specifications = np.empty((years, regions, streams.draws), np.int16)
    budgets = np.empty((years, regions, streams.draws), np.float32)
    levels = draw_levels(model, streams)
    for part in chunks(streams.draws):
        numbers, some = Numbers(streams, part), part_of_levels(levels, part)
        budgets[..., part] = local_budgets(model, some, numbers)
        pipeline = build_pipeline(model, some, numbers, budgets[..., part])
        YearLoop(model, some, numbers, budgets[..., part], pipeline, tables.part(part)).run()
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


def count_projects(
    model: Model,
    streams: RandomStreams,
    overrides: Overrides | None = None,
    positions: np.ndarray | None = None,
    measure: str = "active",
) -> np.ndarray:
    """Count the nation's projects only: the lean run behind sweeps, goal seek and sensitivity.

    Parameters
    ----------
    model : Model
        Resolved scenario.
    streams : RandomStreams
        Random numbers.
    overrides : mapping or None
        Parameter name to a number, to one value for each entry of ``positions`` (or each draw), or (years, runs).
    positions : numpy.ndarray or None
        Which draw each run takes its random numbers from; None takes every draw once.
    measure : str
        ``active`` in a year, ``started`` in a year, or ``cumulative`` starts.

    Returns
    -------
    numpy.ndarray
        (years, runs), float32.
    """
    runs = streams.draws if positions is None else len(positions)
    levels = draw_levels(model, streams, overrides)
    totals = Totals.empty(len(model.inputs.years), runs)
    given = set(overrides or ())
    for part in chunks(runs):
        which = part if positions is None else positions[part]
        some = {
            name: level if level.shape[1] == 1 else level[:, part if name in given else which]
            for name, level in levels.items()
        }
        numbers = Numbers(streams, which)
        budgets = local_budgets(model, some, numbers)
        pipeline = build_pipeline(model, some, numbers, budgets)
        view = Totals(totals.active[:, part], totals.started[:, part])
        YearLoop(model, some, numbers, budgets, pipeline, view).run()
    if measure not in COUNTS:
        raise Problem(
            "projects cannot be counted as {measure}: one of {allowed}", measure=measure, allowed=", ".join(COUNTS)
        )
    if measure == "active":
        return totals.active
    return totals.started if measure == "started" else np.cumsum(totals.started, axis=0)


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

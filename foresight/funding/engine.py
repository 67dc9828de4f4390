"""The simulation: thousands of possible futures of a scenario, counted project by project."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from foresight.funding.budgets import volatile_paths
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import Levels, Model, draw_levels, inert_changes, price_levels, resolve
from foresight.funding.pipeline import Pipeline, build_pipeline
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
    tables = CellTables.empty(len(inputs.years), len(inputs.regions), streams.draws)
    levels = draw_levels(model, streams)
    stage = first_stage(model, streams, levels)
    for part, budgets, pipeline in stage.parts:
        some = part_of_levels(levels, part)
        YearLoop(model, some, Numbers(streams, part), budgets, pipeline, tables.part(part)).run()
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
        budgets_by_year=stage.budgets,
        sessions_by_year=stage.sessions,
        specifications_by_year=stage.specifications,
        recommendations_by_year=stage.recommendations,
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
    if measure not in COUNTS:
        raise Problem(
            "projects cannot be counted as {measure}: one of {allowed}", measure=measure, allowed=", ".join(COUNTS)
        )
    levels = draw_levels(model, streams, overrides)
    given = set(overrides or ())
    if positions is None and not given & set(FIRST_STAGE):
        totals = Totals.empty(len(model.inputs.years), streams.draws)
        for part, budgets, pipeline in first_stage(model, streams, levels).parts:
            some = part_of_levels(levels, part)
            YearLoop(model, some, Numbers(streams, part), budgets, pipeline, totals.part(part)).run()
    else:
        runs = streams.draws if positions is None else len(positions)
        totals = Totals.empty(len(model.inputs.years), runs)
        for part in chunks(runs):
            which = part if positions is None else positions[part]
            some = {
                name: level if level.shape[1] == 1 else level[:, part if name in given else which]
                for name, level in levels.items()
            }
            numbers = Numbers(streams, which)
            budgets = local_budgets(model, some, numbers)
            pipeline = build_pipeline(model, some, numbers, budgets)
            YearLoop(model, some, numbers, budgets, pipeline, totals.part(part)).run()
    if measure == "active":
        return totals.active
    return totals.started if measure == "started" else np.cumsum(totals.started, axis=0)


FIRST_STAGE = (
    "budget_growth",
    "budget_volatility",
    "common_shock",
    "entry_hazard",
    "entry_budget",
    "budget_level",
    "extra_budget_growth",
    "inflation",
    "sessions_per_year",
    "session_held",
    "specifications_per_session",
    "specification_quota",
    "specification_approved",
    "applications_per_specification",
    "fundable",
    "targeting",
    "programme_specification_share",
    "pipeline_lag",
    "recommendations_per_session",
)
"""Parameters that move budgets or the pipeline; all others come in later."""


@dataclass(frozen=True, eq=False)
class FirstStage:
    """Budgets and pipeline of all draws: what a co-financing rule cannot change.

    Attributes
    ----------
    inputs : FundingInputs
        Kept, so that its identity stays its own.
    parts : tuple
        (draws, budgets, pipeline) of every slice of draws.
    budgets, specifications : numpy.ndarray
        (years, regions, draws).
    sessions, recommendations : numpy.ndarray
        (years, draws).
    """

    inputs: FundingInputs
    parts: tuple[tuple[slice, np.ndarray, Pipeline], ...]
    budgets: np.ndarray
    specifications: np.ndarray
    sessions: np.ndarray
    recommendations: np.ndarray


def first_stage(model: Model, streams: RandomStreams, levels: Levels) -> FirstStage:
    """Return budgets and pipeline, kept as long as nothing that moves them changes."""
    key = (
        id(model.inputs),
        model.budgets,
        model.choices["uncertainty"],
        model.choices["limit_pipeline"],
        tuple(model.parameters.series[name] for name in FIRST_STAGE),
        model.local_budget.tobytes(),
        model.specifications.tobytes(),
    )
    return streams.recent(key, lambda: _make_first_stage(model, streams, levels))


def _make_first_stage(model: Model, streams: RandomStreams, levels: Levels) -> FirstStage:
    shape = (len(model.inputs.years), len(model.inputs.regions), streams.draws)
    budgets, specifications = np.empty(shape, np.float32), np.empty(shape, np.int16)
    parts = []
    for part in chunks(streams.draws):
        numbers, some = Numbers(streams, part), part_of_levels(levels, part)
        budgets[..., part] = local_budgets(model, some, numbers)
        pipeline = build_pipeline(model, some, numbers, budgets[..., part])
        specifications[..., part] = pipeline.specifications
        parts.append((part, budgets[..., part], replace(pipeline, specifications=specifications[..., part])))
    sessions, recommendations = (
        np.concatenate([getattr(pipeline, name) for _, _, pipeline in parts], axis=1)
        for name in ("sessions", "recommendations")
    )
    return FirstStage(model.inputs, tuple(parts), budgets, specifications, sessions, recommendations)


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

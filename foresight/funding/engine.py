"""The simulation: thousands of possible futures of a scenario, counted project by project."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np

from foresight.funding.first_stage import FIRST_STAGE, chunks, first_stage, local_budgets, part_of_levels
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import Model, draw_levels, inert_changes, resolve
from foresight.funding.pipeline import build_pipeline, hold_sessions
from foresight.funding.random_streams import Numbers, RandomStreams, random_streams
from foresight.funding.result import SimulationResult
from foresight.funding.scenario import Scenario, scenario_hash
from foresight.funding.tables import CellTables, Totals
from foresight.funding.vocabulary import BINDING, ENGINE_VERSION
from foresight.funding.year_loop import YearLoop
from foresight.problems import Problem

COUNTS = ("active", "started", "cumulative")
"""Ways to count projects."""

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
    for part, pipeline in stage.parts:
        some = part_of_levels(levels, part)
        YearLoop(model, some, Numbers(streams, part), stage.budgets[..., part], pipeline, tables.part(part)).run()
    closed = np.array(inputs.years) <= inputs.recorded_through
    tables.binding[:, closed] = BINDING.index("none")
    return SimulationResult(
        scenario=scenario,
        inputs=inputs,
        model=model,
        draws=streams.draws,
        seed=streams.seed,
        hash=scenario_hash(ENGINE_VERSION, inputs.digest, scenario.changes, streams.seed, streams.draws),
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
        stage = first_stage(model, streams, levels)
        for part, pipeline in stage.parts:
            some, budgets = part_of_levels(levels, part), stage.budgets[..., part]
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
            pipeline = build_pipeline(model, some, numbers, budgets > 0, hold_sessions(model, some, numbers))
            YearLoop(model, some, numbers, budgets, pipeline, totals.part(part)).run()
    if measure == "active":
        return totals.active
    return totals.started if measure == "started" else np.cumsum(totals.started, axis=0)

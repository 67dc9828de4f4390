"""A heat map: the probability of a goal over any two paths."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.funding.closed_forms import best_share
from foresight.funding.engine import count_projects, simulate
from foresight.funding.executors import Progress, executor_for, run_tasks
from foresight.funding.first_stage import stage_of
from foresight.funding.goal_seek import Goal
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import resolve
from foresight.funding.random_streams import random_streams
from foresight.funding.scenario import Change, Scenario
from foresight.problems import Problem

MOST_CELLS = 10_000
KINK_DRAWS = 500


@dataclass(frozen=True)
class Axis:
    """One direction of a heat map.

    Attributes
    ----------
    path : str
        Path of a change with a number as its value.
    values : tuple of float
        What is put in.
    years : tuple of int
        Years in which it is put in; empty for all.
    """

    path: str
    values: tuple[float, ...]
    years: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.values:
            raise Problem("the axis {path} has no values", path=self.path)


@dataclass(frozen=True, eq=False)
class Sweep:
    """A heat map.

    Attributes
    ----------
    across, down : Axis
        Columns and rows.
    probability, standard_error, mean : numpy.ndarray
        (down, across): of the goal, its Monte Carlo error, and the mean number of projects.
    goal : Goal
        What is to be reached.
    kink : float
        Local share ``m* = B / (B + E)`` at which all local money B meets all central money E, with B the mean local
        money for joint projects in the year of the goal; below it the centre binds, above it the regions.
    draws, seed : int
        Of each cell.
    """

    across: Axis
    down: Axis
    probability: np.ndarray
    standard_error: np.ndarray
    mean: np.ndarray
    goal: Goal
    kink: float
    draws: int
    seed: int

    def table(self) -> pd.DataFrame:
        """Return one row a cell: ``across, down, probability, standard_error, mean``."""
        down, across = np.meshgrid(self.down.values, self.across.values, indexing="ij")
        columns = {"across": across, "down": down}
        columns |= {name: getattr(self, name) for name in ("probability", "standard_error", "mean")}
        return pd.DataFrame({name: values.ravel() for name, values in columns.items()})


def sweep(
    scenario: Scenario,
    inputs: FundingInputs,
    across: Axis,
    down: Axis,
    goal: Goal,
    *,
    draws: int = 500,
    seed: int = 1,
    executor: Executor | str | None = None,
    workers: int = 2,
    progress: Progress | None = None,
) -> Sweep:
    """Work out the probability of a goal over two paths.

    Parameters
    ----------
    scenario, inputs : Scenario, FundingInputs
        Everything else stays as here.
    across, down : Axis
        What varies.
    goal : Goal
        What is to be reached.
    draws, seed : int
        Of each cell; all cells meet the same futures.
    executor : Executor, str or None
        See ``executor_for``; the numbers are the same whichever runs it.
    workers : int
        Number of processes.
    progress : callable or None
        Told after every row.
    """
    if across.path == down.path:
        raise Problem("both axes change {path}", path=across.path)
    cells = len(across.values) * len(down.values)
    if cells > MOST_CELLS:
        raise Problem("{cells} cells: at most {most}", cells=cells, most=MOST_CELLS)
    if goal.year not in inputs.years:
        first, last = inputs.years[0], inputs.years[-1]
        raise Problem("year {year} is outside the horizon {first} to {last}", year=goal.year, first=first, last=last)
    for axis in (across, down):  # a wrong path or value is named before the long work starts
        for value in axis.values:
            resolve(_with(scenario, [(axis, value)], inputs), inputs)
    turned = stage_of(across.path) is not None and stage_of(down.path) is None  # budgets are worked out once a row
    inner, outer = (down, across) if turned else (across, down)
    jobs = [(scenario, inputs, inner, outer, value, goal, draws, seed) for value in outer.values]
    with executor_for(executor, workers) as pool:
        rows = run_tasks(sweep_row, jobs, pool, progress)
    probability, mean = (np.array([row[part] for row in rows]) for part in range(2))
    if turned:
        probability, mean = probability.T, mean.T
    error = np.sqrt(probability * (1 - probability) / draws)
    kink = money_kink(scenario, inputs, goal.year, seed=seed)
    return Sweep(across, down, probability, error, mean, goal, kink, draws, seed)


def sweep_row(
    scenario: Scenario,
    inputs: FundingInputs,
    across: Axis,
    down: Axis,
    value: float,
    goal: Goal,
    draws: int,
    seed: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Return probability and mean of one row of the heat map, (across,) each."""
    streams = random_streams(seed, draws, inputs.regions, len(inputs.years))
    t = inputs.years.index(goal.year)
    batch = _batched(across, down, inputs)
    if batch is None:
        models = [resolve(_with(scenario, [(down, value), (across, other)], inputs), inputs) for other in across.values]
        counts = np.array([count_projects(model, streams, measure=goal.measure)[t] for model in models])
    else:
        model = resolve(_with(scenario, [(down, value)], inputs), inputs)
        positions = np.tile(np.arange(draws), len(across.values))
        each = np.repeat(np.asarray(across.values, dtype=np.float32), draws)
        runs = count_projects(model, streams, {batch: each}, positions, measure=goal.measure)
        counts = runs[t].reshape(len(across.values), draws)
    return np.mean(counts >= goal.projects - 1e-6, axis=1), counts.mean(axis=1)


def money_kink(scenario: Scenario, inputs: FundingInputs, year: int, *, seed: int = 1) -> float:
    """Return the local share at which local and central money are used up together, m* = B / (B + E)."""
    result = simulate(scenario, inputs, draws=KINK_DRAWS, seed=seed)
    t = inputs.years.index(year)
    local = float(result.available[:, :, t].sum(axis=1).mean())
    central = float(result.model.parameters.at("central_envelope", year).value)
    return best_share(local, central) if local + central > 0 else float("nan")


def _batched(across: Axis, down: Axis, inputs: FundingInputs) -> str | None:
    """Return the parameter that varies within one run, or None where every value has a run of its own.

    Worth it where both axes move the same stage before the rule; otherwise what was worked out for other cells is kept.
    """
    name = across.path.removeprefix("parameters.")
    together = stage_of(across.path) is not None and stage_of(across.path) == stage_of(down.path)
    parameter = together and across.path != name and name in inputs.parameters.series
    everywhere = not across.years or tuple(across.years) == tuple(inputs.years)
    fixed = parameter and inputs.parameters[name].role == "fixed"  # durations and lags hold for a whole run
    return name if parameter and everywhere and not fixed else None


def _with(scenario: Scenario, values: Sequence[tuple[Axis, float]], inputs: FundingInputs) -> Scenario:
    return scenario.with_changes(Change(axis.path, axis.years or inputs.years, value) for axis, value in values)

"""Which rule survives most futures: regret, satisficing, and the conditions under which each fails."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.funding.engine import count_projects
from foresight.funding.executors import Progress, executor_for, run_tasks
from foresight.funding.goal_seek import Goal
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import draw_levels, resolve, varied
from foresight.funding.random_streams import random_streams
from foresight.funding.scenario import Scenario
from foresight.funding.scenario_discovery import Box, find_box
from foresight.problems import Problem


@dataclass(frozen=True, eq=False)
class Robustness:
    """Several scenarios in the same thousands of futures.

    Attributes
    ----------
    scenarios : tuple of str
        Names.
    outcomes : numpy.ndarray
        (futures, scenarios) projects.
    futures : pandas.DataFrame
        One row a future, one column an uncertain parameter.
    goal : Goal
        What satisfices.
    table : pandas.DataFrame
        ``scenario, mean, p10, p90, satisfices, standard_error, mean_regret, p90_regret, most_regret, best_in``.
    """

    scenarios: tuple[str, ...]
    outcomes: np.ndarray
    futures: pd.DataFrame
    goal: Goal
    table: pd.DataFrame

    @property
    def regret(self) -> np.ndarray:
        """Projects forgone against the best scenario of each future, (futures, scenarios)."""
        return regret(self.outcomes)

    def conditions(self, scenario: str, outcome: str = "fails", **how: float) -> Box:
        """Return the conditions under which a scenario fails (or works).

        Parameters
        ----------
        scenario : str
            Name.
        outcome : str
            ``fails``: the goal is missed; ``works``: it is reached.
        **how
            See ``find_box``.
        """
        if scenario not in self.scenarios:
            allowed = ", ".join(self.scenarios)
            raise Problem("unknown scenario {scenario}: one of {allowed}", scenario=scenario, allowed=allowed)
        if outcome not in ("fails", "works"):
            raise Problem("unknown outcome {outcome}: fails or works", outcome=outcome)
        works = self.outcomes[:, self.scenarios.index(scenario)] >= self.goal.projects - 1e-6
        return find_box(self.futures, works if outcome == "works" else ~works, **how)


def regret(outcomes: np.ndarray) -> np.ndarray:
    """Return how much each option falls short of the best one in the same future (Savage 1951).

    Parameters
    ----------
    outcomes : numpy.ndarray
        (futures, options), more is better.

    Returns
    -------
    numpy.ndarray
        Same shape; never negative, 0 for the best.
    """
    return outcomes.max(axis=1, keepdims=True) - outcomes


def satisficing(outcomes: np.ndarray, threshold: float) -> np.ndarray:
    """Return the share of futures in which each option is good enough (Simon 1956), (options,)."""
    return np.mean(outcomes >= threshold - 1e-6, axis=0)


def robustness(
    scenarios: Sequence[Scenario],
    inputs: FundingInputs,
    goal: Goal,
    *,
    futures: int = 5000,
    seed: int = 1,
    executor: Executor | str | None = None,
    workers: int = 2,
    progress: Progress | None = None,
) -> Robustness:
    """Put several scenarios into the same futures.

    A future is one draw of every uncertain parameter and of chance.

    Parameters
    ----------
    scenarios : sequence of Scenario
        At least two, with different names.
    inputs : FundingInputs
        The baseline of all.
    goal : Goal
        What is good enough.
    futures, seed : int
        Of the run.
    executor, workers
        See ``executor_for``.
    progress : callable or None
        Told after every scenario.
    """
    names = tuple(scenario.name for scenario in scenarios)
    if len(set(names)) != len(names) or len(names) < 2:
        raise Problem("at least two scenarios with different names are needed, not {names}", names=", ".join(names))
    if goal.year not in inputs.years:
        first, last = inputs.years[0], inputs.years[-1]
        raise Problem("year {year} is outside the horizon {first} to {last}", year=goal.year, first=first, last=last)
    jobs = [(scenario, inputs, goal, futures, seed) for scenario in scenarios]
    with executor_for(executor, workers) as pool:
        outcomes = np.stack(run_tasks(outcomes_of, jobs, pool, progress), axis=1)
    model = resolve(scenarios[0], inputs)
    streams = random_streams(seed, futures, inputs.regions, len(inputs.years))
    drawn = draw_levels(model, streams)
    values = {name: drawn[name][-1].astype(float) for name in varied(model)}
    frame = pd.DataFrame({name: column for name, column in values.items() if column.size == futures})
    return Robustness(names, outcomes, frame, goal, _table(names, outcomes, goal))


def outcomes_of(scenario: Scenario, inputs: FundingInputs, goal: Goal, futures: int, seed: int) -> np.ndarray:
    """Return projects in the year of the goal in every future, (futures,)."""
    streams = random_streams(seed, futures, inputs.regions, len(inputs.years))
    return count_projects(resolve(scenario, inputs), streams, measure=goal.measure)[inputs.years.index(goal.year)]


def _table(names: tuple[str, ...], outcomes: np.ndarray, goal: Goal) -> pd.DataFrame:
    missed = regret(outcomes)
    enough = satisficing(outcomes, goal.projects)
    low, high = np.percentile(outcomes, [10, 90], axis=0)
    return pd.DataFrame(
        {
            "scenario": names,
            "mean": outcomes.mean(axis=0, dtype=np.float64),
            "p10": low,
            "p90": high,
            "satisfices": enough,
            "standard_error": np.sqrt(enough * (1 - enough) / len(outcomes)),
            "mean_regret": missed.mean(axis=0, dtype=np.float64),
            "p90_regret": np.percentile(missed, 90, axis=0),
            "most_regret": missed.max(axis=0),
            "best_in": np.mean(missed <= 1e-6, axis=0),
        }
    )

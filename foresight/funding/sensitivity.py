"""Sobol indices: which uncertain parameters drive the spread, alone and together."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import sobol_indices

from foresight.funding.engine import count_projects
from foresight.funding.executors import Progress, executor_for, run_tasks
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import Model, resolve, varied
from foresight.funding.parameters import Parameter, quantile
from foresight.funding.random_streams import random_streams
from foresight.funding.scenario import Change, Scenario
from foresight.problems import Problem

BATCH = 64


@dataclass(frozen=True)
class Quantiles:
    """A parameter's distribution in the form scipy asks for."""

    parameter: Parameter

    def ppf(self, uniform: np.ndarray) -> np.ndarray:
        """Return values of uniform numbers."""
        return quantile(self.parameter, uniform)


@dataclass(frozen=True)
class Sensitivity:
    """Sobol indices of one outcome.

    Attributes
    ----------
    table : pandas.DataFrame
        ``name, grade, first, first_low, first_high, total, total_low, total_high``, largest total first; the
        intervals are 95 % bootstrap ones.
    evaluations : int
        Parameter sets tried.
    draws : int
        Futures behind each.
    sum_of_first : float
        Near 1: parameters act one by one; far below: they act together.
    """

    table: pd.DataFrame
    evaluations: int
    draws: int
    sum_of_first: float


def sensitivity(
    scenario: Scenario,
    inputs: FundingInputs,
    *,
    names: Iterable[str] | None = None,
    year: int = 2030,
    measure: str = "active",
    base_samples: int = 128,
    draws: int = 100,
    seed: int = 1,
    executor: Executor | str | None = None,
    workers: int = 2,
    progress: Progress | None = None,
    bootstrap: int = 200,
) -> Sensitivity:
    """Work out first-order and total Sobol indices of the mean number of projects.

    One future a parameter set would drown the indices in chance, so each set is judged by its mean over the same
    draws (common random numbers). Parameters that are not named stay at their defaults.

    Parameters
    ----------
    scenario, inputs : Scenario, FundingInputs
        What is simulated.
    names : iterable of str or None
        Parameters; None takes all that are uncertain in this scenario.
    year, measure : int, str
        What is counted.
    base_samples : int
        A power of two; ``base_samples * (names + 2)`` parameter sets are tried.
    draws, seed : int
        Of each set.
    executor, workers
        See ``executor_for``.
    progress : callable or None
        Told after every batch; may raise to cancel.
    bootstrap : int
        Resamplings behind the intervals.
    """
    if base_samples < 2 or base_samples & (base_samples - 1):
        raise Problem("{samples} samples: a power of two is needed", samples=base_samples)
    model = _at_defaults(scenario, inputs)
    chosen = list(names) if names is not None else varied(resolve(scenario, inputs))
    for name in chosen:
        if model.parameters[name].distribution == "fixed":
            raise Problem("parameter {name} has no spread in scenario {scenario}", name=name, scenario=scenario.name)
    if len(chosen) < 2:
        raise Problem("at least two parameters are needed for Sobol indices")
    if year not in inputs.years:
        first, last = inputs.years[0], inputs.years[-1]
        raise Problem("year {year} is outside the horizon {first} to {last}", year=year, first=first, last=last)
    distributions = [Quantiles(resolve(scenario, inputs).parameters[name]) for name in chosen]
    generator = random_streams(seed, draws, inputs.regions, len(inputs.years)).generator("sobol")
    done = [0, base_samples * (len(chosen) + 2)]

    with executor_for(executor, workers) as pool:

        def outcome(values: np.ndarray) -> np.ndarray:
            batches = [values[:, first : first + BATCH] for first in range(0, values.shape[1], BATCH)]
            jobs = [(scenario, inputs, chosen, batch, year, measure, draws, seed) for batch in batches]
            before = done[0]

            def told(part: int, _: int) -> None:
                done[0] = min(before + part * BATCH, done[1])
                if progress is not None:
                    progress(done[0], done[1])

            return np.concatenate(run_tasks(mean_outcomes, jobs, pool, told))[None, :]

        indices = sobol_indices(func=outcome, n=base_samples, dists=distributions, rng=generator)
    intervals = indices.bootstrap(confidence_level=0.95, n_resamples=bootstrap)
    frame = pd.DataFrame(
        {
            "name": chosen,
            "grade": [model.parameters[name].grade for name in chosen],
            "first": np.ravel(indices.first_order),
            "first_low": np.ravel(intervals.first_order.confidence_interval.low),
            "first_high": np.ravel(intervals.first_order.confidence_interval.high),
            "total": np.ravel(indices.total_order),
            "total_low": np.ravel(intervals.total_order.confidence_interval.low),
            "total_high": np.ravel(intervals.total_order.confidence_interval.high),
        }
    ).sort_values("total", ascending=False, kind="stable", ignore_index=True)
    return Sensitivity(frame, done[1], draws, float(frame["first"].sum()))


def mean_outcomes(
    scenario: Scenario,
    inputs: FundingInputs,
    names: list[str],
    values: np.ndarray,
    year: int,
    measure: str,
    draws: int,
    seed: int,
) -> np.ndarray:
    """Return the mean number of projects of each parameter set.

    Parameters
    ----------
    scenario, inputs : Scenario, FundingInputs
        What is simulated.
    names : list of str
        Parameters.
    values : numpy.ndarray
        (names, sets).
    year, measure, draws, seed
        As in ``sensitivity``.

    Returns
    -------
    numpy.ndarray
        (sets,).
    """
    model = _at_defaults(scenario, inputs)
    streams = random_streams(seed, draws, inputs.regions, len(inputs.years))
    sets = values.shape[1]
    positions = np.tile(np.arange(draws), sets)
    overrides = {name: np.repeat(row, draws) for name, row in zip(names, values)}
    counts = count_projects(model, streams, overrides, positions, measure=measure)
    return counts[inputs.years.index(year)].reshape(sets, draws).mean(axis=1, dtype=np.float64)


def _at_defaults(scenario: Scenario, inputs: FundingInputs) -> Model:
    """Resolve with chance only: parameters that are not varied stand still."""
    return resolve(scenario.with_changes([Change("choices.uncertainty", inputs.years, "chance")]), inputs)

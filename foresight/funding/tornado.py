"""Which assumptions matter: one at a time, and how much of the result rests on mere assumptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.funding.engine import count_projects
from foresight.funding.executors import Progress, run_tasks
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import resolve, varied
from foresight.funding.parameters import quantile
from foresight.funding.random_streams import random_streams
from foresight.funding.result import SimulationResult
from foresight.funding.scenario import Scenario
from foresight.problems import Problem

COLUMNS = ("name", "grade", "low_value", "high_value", "low_mean", "high_mean", "swing", "standard_error", "middle")


def tornado(
    scenario: Scenario,
    inputs: FundingInputs,
    *,
    year: int = 2030,
    measure: str = "active",
    names: Iterable[str] | None = None,
    low: float = 0.1,
    high: float = 0.9,
    draws: int = 1000,
    seed: int = 1,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Move one assumption at a time from its low to its high end, everything else as drawn.

    Parameters
    ----------
    scenario, inputs : Scenario, FundingInputs
        What is simulated.
    year, measure : int, str
        What is counted.
    names : iterable of str or None
        Parameters; None takes all that are uncertain in this scenario.
    low, high : float
        Quantiles of the ends.
    draws, seed : int
        Of each run; all meet the same futures.
    progress : callable or None
        Told after every parameter.

    Returns
    -------
    pandas.DataFrame
        ``name, grade, low_value, high_value, low_mean, high_mean, swing, standard_error, middle``, widest first.
        ``middle`` is the mean with nothing moved, the same in every row.
    """
    if not 0 <= low < high <= 1:
        raise Problem("the ends {low} and {high} must be rising shares between 0 and 1", low=low, high=high)
    model = resolve(scenario, inputs)
    streams = random_streams(seed, draws, inputs.regions, len(inputs.years))
    t = _year(inputs, year)
    chosen = list(names) if names is not None else varied(model)
    middle = float(count_projects(model, streams, measure=measure)[t].mean())

    def ends(name: str) -> dict[str, object]:
        parameter = model.parameters[name]
        values = quantile(parameter, np.array([low, high]))
        counts = [count_projects(model, streams, {name: np.array(value)}, measure=measure)[t] for value in values]
        gap = counts[1] - counts[0]
        return {
            "name": name,
            "grade": parameter.grade,
            "low_value": float(values[0]),
            "high_value": float(values[1]),
            "low_mean": float(counts[0].mean()),
            "high_mean": float(counts[1].mean()),
            "swing": float(gap.mean()),
            "standard_error": float(gap.std() / np.sqrt(gap.size)),
            "middle": middle,
        }

    rows = run_tasks(ends, [(name,) for name in chosen], progress=progress)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.sort_values("swing", key=np.abs, ascending=False, kind="stable", ignore_index=True)


@dataclass(frozen=True)
class AssumptionLoad:
    """How much of a result rests on which grade of evidence.

    Attributes
    ----------
    by_grade : dict
        Grade to the share of the explained variance; sums to 1.
    by_parameter : dict
        Parameter to its share of the explained variance, largest first.
    explained : float
        Part of the variance of the outcome that single parameters explain; the rest is chance and interplay.
    """

    by_grade: dict[str, float]
    by_parameter: dict[str, float]
    explained: float

    @property
    def assumed(self) -> float:
        """Share that rests on grade C, mere assumptions."""
        return self.by_grade.get("C", 0.0)


def assumption_load(
    simulation: SimulationResult, *, year: int = 2030, measure: str = "active", bins: int = 20
) -> AssumptionLoad:
    """Attribute the spread of an outcome to the parameters, from the draws that are there already.

    The part of one parameter is its correlation ratio: the variance of the outcome's mean within equal groups of
    draws sorted by the parameter, less what chance alone would give, ``(bins - 1) / draws`` of the variance.

    Parameters
    ----------
    simulation : SimulationResult
        With uncertainty ``all``.
    year, measure : int, str
        What is counted: ``active`` or ``started``.
    bins : int
        Number of groups.
    """
    outcome = simulation.national(measure)[_year(simulation.inputs, year)].astype(np.float64)
    parts = {}
    for name in varied(simulation.model):
        values = simulation.levels[name][-1]
        if values.size == simulation.draws:
            parts[name] = correlation_ratio(values, outcome, bins)
    total = sum(parts.values())
    shares = {name: part / total for name, part in sorted(parts.items(), key=lambda row: -row[1])} if total > 0 else {}
    grades: dict[str, float] = {}
    for name, share in shares.items():
        grade = simulation.model.parameters[name].grade
        grades[grade] = grades.get(grade, 0.0) + share
    return AssumptionLoad(dict(sorted(grades.items())), shares, float(min(total, 1.0)))


def correlation_ratio(values: np.ndarray, outcome: np.ndarray, bins: int = 20) -> float:
    """Return the share of the variance of an outcome that one variable explains, bias taken off.

    Parameters
    ----------
    values, outcome : numpy.ndarray
        (draws,).
    bins : int
        Number of equal groups.
    """
    variance = outcome.var()
    if variance == 0 or outcome.size < 2 * bins:
        return 0.0
    groups = np.array_split(outcome[np.argsort(values, kind="stable")], bins)
    between = sum(group.size * (group.mean() - outcome.mean()) ** 2 for group in groups) / outcome.size
    share = between / variance
    chance = (bins - 1) / (outcome.size - 1)
    return float(max((share - chance) / (1 - chance), 0.0))


def _year(inputs: FundingInputs, year: int) -> int:
    if year not in inputs.years:
        first, last = inputs.years[0], inputs.years[-1]
        raise Problem("year {year} is outside the horizon {first} to {last}", year=year, first=first, last=last)
    return inputs.years.index(year)

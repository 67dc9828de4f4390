"""Who wins and who loses: how projects and money spread over the regions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from foresight.funding.comparison import SURE, check_same_futures, difference
from foresight.funding.result import SimulationResult
from foresight.problems import Problem

NOTICEABLE = 0.01
"""Projects (or mln KZT) a year below which a difference is called none."""


def gini(values: np.ndarray) -> np.ndarray:
    """Return the Gini coefficient along the last axis: 0 when all have the same, (n - 1) / n when one has all.

    ``G = sum_i (2 i - n - 1) x_(i) / (n sum x)`` with x sorted. Where nobody has anything it is 0.

    Parameters
    ----------
    values : numpy.ndarray
        Not negative.
    """
    x = np.sort(np.asarray(values, dtype=np.float64), axis=-1)
    if np.any(x < 0):
        raise Problem("the Gini coefficient needs values that are not negative: {value}", value=float(x.min()))
    n = x.shape[-1]
    weights = 2 * np.arange(1, n + 1) - n - 1
    total = x.sum(axis=-1)
    return np.divide((x * weights).sum(axis=-1), n * total, out=np.zeros_like(total), where=total > 0)


def regional_distribution(result: SimulationResult, year: int) -> dict[str, float]:
    """Describe how one scenario spreads over the regions in a year.

    Returns
    -------
    dict
        ``gini_projects`` of the regions' mean number of running projects, ``gini_central_money``,
        ``regions_with_projects`` (mean), ``most`` (share of the region that has most).
    """
    t = _year(result, year)
    projects = np.array([result.regional("active", code)[t].mean() for code in result.regions])
    central = np.array([result.regional("central", code)[t].mean() for code in result.regions])
    return {
        "gini_projects": float(gini(projects)),
        "gini_central_money": float(gini(central)),
        "regions_with_projects": float(result.regions_with_projects()[t].mean()),
        "most": float(projects.max() / projects.sum()) if projects.sum() > 0 else 0.0,
    }


def winners_and_losers(
    first: SimulationResult, second: SimulationResult, year: int, measure: str = "active"
) -> pd.DataFrame:
    """Tell which regions gain and which lose when the second scenario replaces the first.

    Parameters
    ----------
    first, second : SimulationResult
        Same seed and draws.
    year : int
        Year.
    measure : str
        ``active``, ``started``, ``local``, ``central``, ``private``, ``in_kind`` or ``unused``.

    Returns
    -------
    pandas.DataFrame
        ``region, first, second, difference, standard_error, low, high, ..., verdict``; the verdict is ``winner`` or
        ``loser`` where the difference is beyond its Monte Carlo error and noticeable, else ``unchanged``.
    """
    check_same_futures(first, second)
    t = _year(first, year)
    rows = []
    for code in first.regions:
        row = difference(first.regional(measure, code)[t], second.regional(measure, code)[t])
        sure = abs(row["difference"]) > max(SURE * row["standard_error"], NOTICEABLE)
        verdict = ("winner" if row["difference"] > 0 else "loser") if sure else "unchanged"
        rows.append({"region": code, **row, "verdict": verdict})
    frame = pd.DataFrame(rows)
    return frame.sort_values("difference", ascending=False, kind="stable", ignore_index=True)


def _year(result: SimulationResult, year: int) -> int:
    if year not in result.years:
        first, last = result.years[0], result.years[-1]
        raise Problem("year {year} is outside the horizon {first} to {last}", year=year, first=first, last=last)
    return result.years.index(year)

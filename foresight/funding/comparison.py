"""One scenario against another, future by future."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from foresight.funding.result import SimulationResult
from foresight.problems import Problem

NATION = "KZ"
MEASURES = ("active", "started", "specifications", "local", "central", "private", "in_kind", "unused", "displaced")
SURE = 1.96


def compare(
    first: SimulationResult,
    second: SimulationResult,
    *,
    measures: Iterable[str] = MEASURES,
    by_region: bool = False,
) -> pd.DataFrame:
    """Compare two scenarios that met the same futures.

    Both were drawn with the same random numbers, so differences are taken future by future; their error is much
    smaller than that of two independent runs (``variance_ratio`` tells how much).

    Parameters
    ----------
    first, second : SimulationResult
        Same seed, draws, regions and years.
    measures : iterable of str
        Out of ``MEASURES``.
    by_region : bool
        Whether to add a row for every region.

    Returns
    -------
    pandas.DataFrame
        ``measure, region, year, first, second, difference, standard_error, low, high, p10, p90, more, less,
        variance_ratio``: means, mean difference with its 95 % Monte Carlo interval, the middle 80 % of the single
        differences, and how often the second is more or less than the first.
    """
    check_same_futures(first, second)
    rows = []
    for measure in measures:
        if measure not in MEASURES:
            raise Problem("unknown measure {measure}: one of {allowed}", measure=measure, allowed=", ".join(MEASURES))
        places = [NATION, *(first.regions if by_region else ())]
        for place in places:
            pair = [_values(result, measure, place) for result in (first, second)]
            for t, year in enumerate(first.years):
                rows.append({"measure": measure, "region": place, "year": year, **difference(pair[0][t], pair[1][t])})
    return pd.DataFrame(rows)


def difference(first: np.ndarray, second: np.ndarray) -> dict[str, float]:
    """Describe paired differences.

    Parameters
    ----------
    first, second : numpy.ndarray
        (draws,) outcomes of the same futures.
    """
    first, second = (np.asarray(values, dtype=np.float64) for values in (first, second))
    gap = second - first
    mean, error = float(gap.mean()), float(gap.std() / np.sqrt(gap.size))
    low, high = np.percentile(gap, [10, 90])
    apart, together = float(first.var() + second.var()), float(gap.var())
    return {
        "first": float(first.mean()),
        "second": float(second.mean()),
        "difference": mean,
        "standard_error": error,
        "low": mean - SURE * error,
        "high": mean + SURE * error,
        "p10": float(low),
        "p90": float(high),
        "more": float(np.mean(gap > 1e-6)),
        "less": float(np.mean(gap < -1e-6)),
        "variance_ratio": apart / together if together > 0 else float("inf") if apart > 0 else 1.0,
    }


def compare_all(results: Mapping[str, SimulationResult], measure: str, year: int) -> pd.DataFrame:
    """Compare any number of scenarios, each with each.

    Parameters
    ----------
    results : mapping
        Name to simulated scenario.
    measure : str
        Out of ``MEASURES``.
    year : int
        Year.

    Returns
    -------
    pandas.DataFrame
        One row a pair: ``first_scenario, second_scenario`` and the columns of ``difference``.
    """
    names = list(results)
    rows = []
    for position, one in enumerate(names):
        for other in names[position + 1 :]:
            check_same_futures(results[one], results[other])
            t = _year(results[one], year)
            pair = (_values(results[name], measure, NATION)[t] for name in (one, other))
            rows.append({"first_scenario": one, "second_scenario": other, **difference(*pair)})
    return pd.DataFrame(rows)


def check_same_futures(first: SimulationResult, second: SimulationResult) -> None:
    """Raise a Problem where two simulations did not meet the same futures."""
    if (first.seed, first.draws) != (second.seed, second.draws):
        raise Problem(
            "{first} and {second} were not drawn alike: seeds {seeds}, draws {draws}",
            first=first.scenario.name,
            second=second.scenario.name,
            seeds=f"{first.seed}, {second.seed}",
            draws=f"{first.draws}, {second.draws}",
        )
    if first.regions != second.regions or first.years != second.years:
        raise Problem(
            "{first} and {second} cover different regions or years",
            first=first.scenario.name,
            second=second.scenario.name,
        )


def _values(result: SimulationResult, measure: str, place: str) -> np.ndarray:
    return result.national(measure) if place == NATION else result.regional(measure, place)


def _year(result: SimulationResult, year: int) -> int:
    if year not in result.years:
        first, last = result.years[0], result.years[-1]
        raise Problem("year {year} is outside the horizon {first} to {last}", year=year, first=first, last=last)
    return result.years.index(year)

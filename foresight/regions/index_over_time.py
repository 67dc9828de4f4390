"""The index of several years on one scale, what a region's score is made of, and what is possible in a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from foresight.problems import Problem
from foresight.regions.index_table import (
    SHIPPED_INDICATORS,
    IndexIndicator,
    RegionalFigures,
    index_table,
    regions_with_a_value,
)
from foresight.regions.potential_index import IndexResult, potential_index

POSSIBLE_INDICATORS = (
    *SHIPPED_INDICATORS,
    IndexIndicator("local_budget_rd", "population", 1e5, transformation="log"),
    IndexIndicator("local_budget_rd", "grp", 100.0, transformation="log"),
    IndexIndicator("rd_personnel", "population", 1e5, transformation="log"),
    IndexIndicator("researchers", "population", 1e5, transformation="log"),
    IndexIndicator("publications", "population", 1e5, transformation="log"),
    IndexIndicator("share_of_enterprises_doing_rd"),
    # Oil makes product a head large where there is little research: strength to some, no sign of it to others.
    IndexIndicator("grp", "population", 1e5, transformation="log", disputed=True),
)
"""All that may enter the index once the figures carry it; the shipped four come first."""
ENOUGH_REGIONS = 12
"""Fewer regions than this with a value, and an indicator tells more of who reports than of who is strong."""
EMPHASES: Mapping[str, Mapping[str, float]] = {
    "spending": {"rd_expenditure": 3.0},
    "people": {"doctoral_students": 3.0, "doctoral_graduates": 3.0, "researchers": 3.0, "rd_personnel": 3.0},
}
"""Starting points for experts who share out points: an indicator of the emphasis has three, every other one."""


def usable_indicators(figures: RegionalFigures, year: int) -> list[tuple[IndexIndicator, int]]:
    """Return the indicators with values in a year, and for how many regions."""
    counted = ((indicator, regions_with_a_value(figures, year, indicator)) for indicator in POSSIBLE_INDICATORS)
    return [(indicator, count) for indicator, count in counted if count > 1]


def starting_points(names: Sequence[str], emphasis: str) -> dict[str, float]:
    """Return the points of an emphasis for the indicators of an index.

    Raises
    ------
    Problem
        If the emphasis does not exist.
    """
    if emphasis not in EMPHASES:
        raise Problem("unknown emphasis {emphasis}: one of {allowed}", emphasis=emphasis, allowed=", ".join(EMPHASES))
    points = EMPHASES[emphasis]
    return {name: points.get(name.partition("/")[0], 1.0) for name in names}


def common_goalposts(tables: Sequence[pd.DataFrame]) -> dict[str, tuple[float, float]]:
    """Return the smallest and the largest value of each indicator over several years, which makes years comparable."""
    posts = {}
    for name in tables[0].columns:
        values = np.concatenate([table[name].to_numpy(float) for table in tables if name in table])
        positive = values[np.isfinite(values)]
        posts[name] = (float(positive.min()), float(positive.max()))
    return posts


def index_over_time(
    figures: RegionalFigures,
    years: Sequence[int],
    indicators: Sequence[IndexIndicator] = SHIPPED_INDICATORS,
    *,
    normalisation: str = "min_max",
    weights: str | Mapping[str, float] = "equal",
    aggregation: str = "arithmetic",
    missing: str = "available",
) -> pd.DataFrame:
    """Compute the index of every year in which all its indicators have values.

    With ``min_max`` the goalposts are those of all years together, so that a score may be compared between years; the
    other normalisations compare regions within a year only, and then the ranks alone can be followed.

    Returns
    -------
    pandas.DataFrame
        ``region, year, score, rank, coverage``; ``rank`` is NaN where a region has no value.

    Raises
    ------
    Problem
        If no year has every indicator.
    """
    tables: dict[int, pd.DataFrame] = {}
    for year in years:
        try:
            tables[year] = index_table(figures, year, indicators).values
        except Problem:
            continue
    tables = {year: table for year, table in tables.items() if table.notna().any().all()}
    if not tables:
        raise Problem("no year has all the indicators of the index")
    posts = common_goalposts(list(tables.values())) if normalisation == "min_max" else None
    rows = []
    for year, table in tables.items():
        found = potential_index(
            table,
            {row.name: row.direction for row in indicators},
            {row.name: row.transformation for row in indicators},
            normalisation,
            posts,
            weights,
            aggregation,
            missing,
        )
        rows.append(
            pd.DataFrame({"score": found.score, "rank": found.rank, "coverage": found.coverage}).assign(year=year)
        )
    frame = pd.concat(rows).rename_axis("region").reset_index()
    return frame[["region", "year", "score", "rank", "coverage"]].sort_values(["region", "year"], ignore_index=True)


def drivers_of(found: IndexResult, code: str) -> pd.DataFrame:
    """Tell what lifts and what lowers a region's score against the mean of all regions.

    Parameters
    ----------
    found : IndexResult
        The index.
    code : str
        Code of the region.

    Returns
    -------
    pandas.DataFrame
        By indicator: ``own`` and ``mean`` (scaled values), ``weight`` and ``effect`` (weight within the region's own
        indicators times the difference), the largest effect first. Indicators without a value of the region have NaN
        and stand last.

    Raises
    ------
    Problem
        If the region is not in the index.
    """
    if code not in found.normalised.index:
        raise Problem(
            "unknown region {region}: one of {allowed}", region=code, allowed=", ".join(found.normalised.index)
        )
    own = found.normalised.loc[code]
    weight = found.weights.where(own.notna())
    frame = pd.DataFrame({"own": own, "mean": found.normalised.mean(), "weight": weight / weight.sum()})
    frame["effect"] = frame["weight"] * (frame["own"] - frame["mean"])
    return frame.sort_values("effect", key=abs, ascending=False, na_position="last")

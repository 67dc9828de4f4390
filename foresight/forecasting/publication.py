"""What is published of a forecast: regions and the nation in the prices of each year, with what people changed."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from foresight.forecasting.from_figures import FiguresForecast
from foresight.forecasting.judgement import Adjustment, apply_adjustments
from foresight.forecasting.prices import widen_for_common_shock

NOT_PUBLISHED = ("notes", "adjustments")


def fitting_adjustments(rows: pd.DataFrame, adjustments: Iterable[Adjustment]) -> list[Adjustment]:
    """Return the adjustments whose region and every year have a forecast."""
    known = set(zip(rows["unique_id"].astype(str), rows["ds"].astype(int)))
    return [one for one in adjustments if all((one.region, int(year)) in known for year in one.years)]


def published_rows(
    regions: FiguresForecast,
    nation: FiguresForecast | None = None,
    adjustments: Iterable[Adjustment] = (),
    shock: float = 0.0,
) -> pd.DataFrame:
    """Put together the rows that are kept and held against what comes.

    Parameters
    ----------
    regions : FiguresForecast
        Forecast of the regions, or of a series of the nation alone.
    nation : FiguresForecast, optional
        The nation with an interval of its own; kept under the method of the regions, because a kept forecast has one.
    adjustments : iterable of Adjustment
        Those that stand; one for a region or year without forecast is left out.
    shock : float
        Yearly deviation of a common shock that widens the limits.

    Returns
    -------
    pandas.DataFrame
        ``unique_id, ds``, the methods' points and limits, ``adjusted`` and its limits; money in prices of each year.
    """
    method = regions.found.chosen
    parts = []
    for one in (regions, nation):
        if one is None:
            continue
        rows = one.current
        parts.append(widen_for_common_shock(rows, shock, one.found.origin, method) if shock > 0 else rows)
    rows = pd.concat(parts, ignore_index=True)
    rows = apply_adjustments(rows, fitting_adjustments(rows, adjustments), method)
    return rows.drop(columns=[name for name in NOT_PUBLISHED if name in rows.columns])

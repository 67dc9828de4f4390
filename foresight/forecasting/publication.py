"""What is published of a forecast: regions and the nation in the prices of each year, with what people changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from foresight.forecasting.from_figures import FiguresForecast
from foresight.forecasting.judgement import Adjustment, apply_adjustments
from foresight.forecasting.prices import widen_for_common_shock

NOT_PUBLISHED = ("notes", "adjustments")


def fitting_adjustments(rows: pd.DataFrame, adjustments: Iterable[Adjustment]) -> list[Adjustment]:
    """Return the adjustments for what is still ahead: those of regions and years that have a forecast."""
    known = set(zip(rows["unique_id"].astype(str), rows["ds"].astype(int)))
    ahead = [(one, tuple(year for year in one.years if (one.region, int(year)) in known)) for one in adjustments]
    return [replace(one, years=years) for one, years in ahead if years]


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
        Those that stand; regions and years without forecast are left out.
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

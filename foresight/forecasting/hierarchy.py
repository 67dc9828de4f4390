"""Regions and the nation: sums, an official total to agree with, and an interval of the nation's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from foresight.forecasting.panel_forecast import PanelForecast, forecast_panel
from foresight.problems import Problem


@dataclass(frozen=True)
class AgreedForecast:
    """Regions that add up to an official total.

    Attributes
    ----------
    rows : pandas.DataFrame
        ``unique_id, ds, base, agreed, share_of_gap``: the forecast, the forecast after the gap was distributed, and
        the part of the gap that went to the region.
    gaps : pandas.DataFrame
        ``ds, regions, official, gap``: one row a year with an official total.
    """

    rows: pd.DataFrame
    gaps: pd.DataFrame


def distribute_gap(points: np.ndarray, variances: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Add to every region its share of the gap between an official total and the sum, by forecast variance.

    Parameters
    ----------
    points, variances : numpy.ndarray
        (series, years); NaN where a region has no forecast, which stays out of the sum and of the distribution.
    totals : numpy.ndarray
        (years,) totals of the regions with a forecast; NaN where none is given.

    Returns
    -------
    numpy.ndarray
        (series, years). Each year with a total adds up to it, and nothing is negative: a region that would fall below
        zero stops there and the others carry the rest.

    Notes
    -----
    The weighted least squares reconciliation of two levels with a total that is known exactly, in closed form:
    f_i + v_i / sum(v) * (total - sum(f)).
    """
    agreed = points.copy()
    for year in np.flatnonzero(np.isfinite(totals)):
        free = np.isfinite(points[:, year])
        if not free.any():
            continue
        fixed_sum = 0.0
        while free.any():
            gap = totals[year] - fixed_sum - points[free, year].sum()
            weight = np.where(np.isfinite(variances[free, year]), variances[free, year], 0.0)
            if weight.sum() <= 0:
                weight = np.maximum(points[free, year], 0.0)
            weight = weight / weight.sum() if weight.sum() > 0 else np.full(free.sum(), 1.0 / free.sum())
            trial = points[free, year] + weight * gap
            if (trial >= -1e-9 * max(abs(totals[year]), 1.0)).all():
                agreed[free, year] = np.maximum(trial, 0.0)
                break
            rows = np.flatnonzero(free)[trial < 0]
            agreed[rows, year] = 0.0
            free[rows] = False
    return agreed


def variances_of(rows: pd.DataFrame, method: str, level: int = 80) -> np.ndarray:
    """Forecast variances read back from the width of the limits."""
    width = rows[f"{method}-hi-{level}"] - rows[f"{method}-lo-{level}"]
    return (width.to_numpy() / (2.0 * ndtri(0.5 + level / 200.0))) ** 2


def sum_of_regions(forecast: PanelForecast, method: str | None = None) -> pd.DataFrame:
    """Bottom-up total.

    Parameters
    ----------
    forecast : PanelForecast
        Forecast of the regions.
    method : str, optional
        The chosen method by default.

    Returns
    -------
    pandas.DataFrame
        ``ds, median, regions``: sum of the medians and how many regions it holds. It has no limits: limits do not add
        up; use ``limits_of_sum`` or ``forecast_nation``.
    """
    grouped = forecast.rows.groupby("ds")[method or forecast.chosen]
    return pd.DataFrame({"median": grouped.sum(), "regions": grouped.count()}).reset_index()


def limits_of_sum(draws: np.ndarray, years: Sequence[int], levels: Sequence[int] = (80, 95)) -> pd.DataFrame:
    """Median and limits of the sum of simulated regions.

    Parameters
    ----------
    draws : numpy.ndarray
        (draws, series, years) from ``PanelForecast.draws``, with common shocks.
    years : sequence of int
        The years of the last axis.
    levels : sequence of int
        Levels in percent.

    Returns
    -------
    pandas.DataFrame
        ``ds, median, lo-80, hi-80, …``
    """
    total = draws.sum(axis=1)
    columns = {"ds": np.array(years, dtype=int), "median": np.median(total, axis=0)}
    for level in levels:
        tail = 0.5 - level / 200.0
        columns[f"lo-{level}"], columns[f"hi-{level}"] = np.quantile(total, [tail, 1.0 - tail], axis=0)
    return pd.DataFrame(columns)


def agree_with_total(forecast: PanelForecast, totals: Mapping[int, float], method: str | None = None) -> AgreedForecast:
    """Distribute the gap between an official total and the sum of the regions.

    Parameters
    ----------
    forecast : PanelForecast
        Forecast of the regions.
    totals : mapping of year to money
        Official totals, for some or all forecast years.
    method : str, optional
        The chosen method by default.

    Returns
    -------
    AgreedForecast

    Raises
    ------
    Problem
        When a total is negative or for a year without forecast.
    """
    method = method or forecast.chosen
    for year, total in totals.items():
        if year not in forecast.years:
            raise Problem(
                "there is no forecast for {year} to agree with a total: forecast years are {first} to {last}",
                year=year,
                first=forecast.years[0],
                last=forecast.years[-1],
            )
        if not total >= 0:
            raise Problem("the total for {year} must not be negative: {total}", year=year, total=total)
    shape = (len(forecast.ids), len(forecast.years))
    base = forecast.rows[method].to_numpy().reshape(shape)
    variance = variances_of(forecast.rows, method).reshape(shape)
    official = np.array([totals.get(year, np.nan) for year in forecast.years])
    agreed = distribute_gap(base, variance, official)
    gap = official - base.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(gap != 0, (agreed - base) / gap, 0.0)
    rows = forecast.rows[["unique_id", "ds"]].assign(
        base=base.ravel(), agreed=agreed.ravel(), share_of_gap=share.ravel()
    )
    gaps = pd.DataFrame({"ds": forecast.years, "regions": base.sum(axis=0), "official": official, "gap": gap})
    return AgreedForecast(rows, gaps[np.isfinite(official)].reset_index(drop=True))


def forecast_nation(nation: pd.DataFrame, regions: pd.DataFrame, horizon_year: int, **options: object) -> PanelForecast:
    """Forecast the nation with an interval of its own, as one more member of the panel.

    Parameters
    ----------
    nation : pandas.DataFrame
        ``unique_id, ds, y`` of one series.
    regions : pandas.DataFrame
        The panel it learns from.
    horizon_year : int
        Last year to forecast.
    **options
        Passed to ``forecast_panel``.

    Returns
    -------
    PanelForecast
        Its ``rows`` and ``own_growth`` hold the nation only; its draws still have the whole panel on their axes.

    Raises
    ------
    Problem
        When the frame of the nation holds more than one series or one that is also a region.
    """
    names = nation["unique_id"].astype(str).unique()
    if len(names) != 1:
        raise Problem("the nation must be one series, not {count}", count=len(names))
    if names[0] in set(regions["unique_id"].astype(str)):
        raise Problem("series {series} is both the nation and a region", series=names[0])
    both = pd.concat([regions[["unique_id", "ds", "y"]], nation[["unique_id", "ds", "y"]]], ignore_index=True)
    return forecast_panel(both, horizon_year, **options).only(names[0])

"""Money of different years: forecast in constant prices, shown in current ones along a chosen inflation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.forecasting.common_shock import wider_limit
from foresight.forecasting.panel_forecast import PanelForecast, forecast_panel
from foresight.problems import Problem


@dataclass(frozen=True)
class InflationScenario:
    """Price growth a year as shares (0.08 is 8 %), observed or assumed.

    Attributes
    ----------
    name : str
        How it is called.
    rates : mapping of year to float
        Price growth on the year before.
    source : str
        Who published or assumed it.
    unverified : tuple of int
        Years whose rate nobody has confirmed.
    """

    name: str
    rates: Mapping[int, float]
    source: str = ""
    unverified: tuple[int, ...] = ()


@dataclass(frozen=True)
class RealForecast:
    """A forecast made in constant prices.

    Attributes
    ----------
    real : PanelForecast
        In prices of ``base_year``.
    nominal : pandas.DataFrame
        The rows of ``real`` in prices of each year, along the scenario.
    index : pandas.Series
        Price level per year, 1 in the base year.
    base_year : int
        The year whose prices are used.
    scenario : InflationScenario
        The inflation ahead.
    """

    real: PanelForecast
    nominal: pd.DataFrame
    index: pd.Series
    base_year: int
    scenario: InflationScenario


def price_index(rates: Mapping[int, float], first: int, last: int, base_year: int) -> pd.Series:
    """Price level of each year relative to a base year.

    Parameters
    ----------
    rates : mapping of year to float
        Price growth on the year before, as a share.
    first, last : int
        The years wanted.
    base_year : int
        The year whose level is 1.

    Returns
    -------
    pandas.Series
        Index year.

    Raises
    ------
    Problem
        When a rate is missing, or so low that prices would vanish.
    """
    begin, end = min(first, base_year), max(last, base_year)
    level, levels = 1.0, {begin: 1.0}
    for year in range(begin + 1, end + 1):
        if year not in rates or not np.isfinite(rates[year]):
            raise Problem("the price index has no value for {year}", year=year)
        if rates[year] <= -1.0:
            raise Problem("inflation of {rate} in {year} would leave no prices", rate=rates[year], year=year)
        level *= 1.0 + rates[year]
        levels[year] = level
    index = pd.Series(levels) / levels[base_year]
    return index.loc[first:last].rename_axis("year")


def deflate(frame: pd.DataFrame, index: pd.Series) -> pd.DataFrame:
    """Return a long frame in constant prices; a year without a price level is a Problem."""
    years = pd.to_numeric(frame["ds"], errors="coerce")
    missing = sorted(set(years.dropna().astype(int)) - set(index.index))
    if missing:
        raise Problem("the price index has no value for {year}", year=missing[0])
    return frame.assign(y=pd.to_numeric(frame["y"], errors="coerce") / years.map(index))


def inflate(rows: pd.DataFrame, index: pd.Series, methods: tuple[str, ...]) -> pd.DataFrame:
    """Return forecast rows in prices of each year: every point and limit times the price level."""
    level = rows["ds"].map(index)
    money = [
        column for column in rows.columns if column in methods or column.startswith(tuple(f"{m}-" for m in methods))
    ]
    return rows.assign(**{column: rows[column] * level for column in money})


def forecast_in_constant_prices(
    panel: pd.DataFrame,
    horizon_year: int,
    observed: InflationScenario,
    ahead: InflationScenario,
    base_year: int | None = None,
    **options: object,
) -> RealForecast:
    """Deflate, forecast, and inflate again.

    Parameters
    ----------
    panel : pandas.DataFrame
        ``unique_id, ds, y`` in current prices.
    horizon_year : int
        Last year to forecast.
    observed : InflationScenario
        Published inflation of the years of the panel.
    ahead : InflationScenario
        Inflation assumed for the forecast years; where it also has a past year, the published one counts.
    base_year : int, optional
        The last year of the panel by default.
    **options
        Passed to ``forecast_panel``.

    Returns
    -------
    RealForecast

    Raises
    ------
    Problem
        When a rate is missing, or as for ``forecast_panel``.
    """
    years = pd.to_numeric(panel["ds"], errors="coerce").dropna()
    if not len(years):
        raise Problem("the panel has no usable value")
    first, last = int(years.min()), int(years.max())
    base_year = last if base_year is None else base_year
    past = price_index(observed.rates, first, last, base_year)
    real = forecast_panel(deflate(panel, past), horizon_year, **options)
    rates = {**dict(ahead.rates), **dict(observed.rates)}
    index = price_index(rates, first, int(horizon_year), base_year)
    return RealForecast(real, inflate(real.rows, index, real.methods), index, base_year, ahead)


def widen_for_common_shock(rows: pd.DataFrame, deviation: float, origin: int, method: str = "pooled") -> pd.DataFrame:
    """Widen limits for a shock that hits all regions, such as a jump in inflation.

    Parameters
    ----------
    rows : pandas.DataFrame
        Forecast rows with ``ds``, the point ``method`` and its limits.
    deviation : float
        Standard deviation of the shock a year on the log scale (0.1 is about 10 %).
    origin : int
        Last year before the forecast.
    method : str
        Whose limits.

    Returns
    -------
    pandas.DataFrame
        The rows with wider limits: half-widths and shock add up as variances, the shock over the years.

    Raises
    ------
    Problem
        When the deviation is negative.
    """
    wide = rows.copy()
    point, ahead = rows[method].to_numpy(), rows["ds"].to_numpy() - origin
    for column in rows.columns:
        for start, side in ((f"{method}-lo-", -1), (f"{method}-hi-", 1)):
            if column.startswith(start):
                level = int(column.removeprefix(start))
                wide[column] = wider_limit(point, rows[column].to_numpy(), level, ahead, deviation, side)
    return wide

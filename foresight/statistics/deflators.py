"""Constant prices: a chained price index, and money moved between years with it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from foresight.problems import Problem
from foresight.statistics.panel import national_series


def chain_index(growth_percent: pd.Series, base_year: int) -> pd.Series:
    """Chain yearly price growth into an index.

    ``I(t) = I(t-1) * (1 + g(t) / 100)``, scaled so that the base year is 1; the year before the first growth
    rate is part of the index.

    Parameters
    ----------
    growth_percent : pandas.Series
        Growth on the previous year in per cent, by year, without holes.
    base_year : int
        Year whose prices are wanted.

    Returns
    -------
    pandas.Series
        Price level by year, 1 in the base year.

    Raises
    ------
    Problem
        If a year is missing within the series, or the base year lies outside it.
    """
    growth = growth_percent.dropna().sort_index()
    if growth.empty:
        raise Problem("the price series has no values")
    years = np.arange(int(growth.index[0]) - 1, int(growth.index[-1]) + 1)
    gaps = sorted(set(years[1:]) - set(growth.index))
    if gaps:
        raise Problem("the price series has no value for {years}", years=", ".join(map(str, gaps)))
    level = np.concatenate([[1.0], np.cumprod(1 + growth.to_numpy(float) / 100)])
    index = pd.Series(level, index=pd.Index(years, name="year"), name="price_index")
    return index / _at(index, base_year)


def price_index(observations: pd.DataFrame, base_year: int, indicator: str = "cpi_annual_average") -> pd.Series:
    """Return the price index of the nation from ``cpi_annual_average`` or ``gdp_deflator``."""
    series = national_series(observations, indicator)
    return chain_index(series.set_index("ds")["y"], base_year)


def to_constant_prices(
    values: Sequence[float] | np.ndarray, years: Sequence[int] | np.ndarray, index: pd.Series, base_year: int
) -> np.ndarray:
    """Express money of each year in the prices of the base year: ``value * I(base) / I(year)``.

    Parameters
    ----------
    values : array
        Money in current prices; NaN stays NaN.
    years : array of int
        Year of each value.
    index : pandas.Series
        Price level by year, on any base.
    base_year : int
        Year whose prices are wanted.

    Raises
    ------
    Problem
        If the index lacks a year.
    """
    return np.asarray(values, float) * _at(index, base_year) / _levels(index, years)


def to_current_prices(
    values: Sequence[float] | np.ndarray, years: Sequence[int] | np.ndarray, index: pd.Series, base_year: int
) -> np.ndarray:
    """Express money given in the prices of the base year in the prices of each year: the way back."""
    return np.asarray(values, float) * _levels(index, years) / _at(index, base_year)


def real_growth(nominal: float, prices: float) -> float:
    """Return growth in volume, ``(1 + nominal) / (1 + prices) - 1``; all three are shares of one."""
    return (1 + nominal) / (1 + prices) - 1


def _levels(index: pd.Series, years: Sequence[int] | np.ndarray) -> np.ndarray:
    wanted = np.asarray(years)
    lacking = sorted({int(year) for year in wanted.ravel()} - {int(year) for year in index.index})
    if lacking:
        _refuse_years(index, lacking)
    return index.reindex(wanted.ravel()).to_numpy(float).reshape(wanted.shape)


def _at(index: pd.Series, year: int) -> float:
    if year not in index.index:
        _refuse_years(index, [year])
    return float(index.loc[year])


def _refuse_years(index: pd.Series, lacking: list[int]) -> None:
    raise Problem(
        "no prices for {years}: the index reaches from {first} to {last}",
        years=", ".join(map(str, lacking)),
        first=int(index.index.min()),
        last=int(index.index.max()),
    )

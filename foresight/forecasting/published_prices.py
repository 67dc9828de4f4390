"""Which published prices money is forecast in: the index, the inflation of the years to come, and what is unsure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from foresight.forecasting.prices import InflationScenario
from foresight.problems import Problem
from foresight.regions.regions import NATION
from foresight.statistics.shipped import read_inflation_scenarios

CONSUMER_PRICES = "cpi_annual_average"
PRICE_INDEXES = (CONSUMER_PRICES, "gdp_deflator")


@dataclass(frozen=True)
class Prices:
    """The prices in which money is forecast.

    Attributes
    ----------
    index : str
        Indicator of the published price growth, one of ``PRICE_INDEXES``.
    ahead : InflationScenario
        The inflation of the years to come.
    """

    index: str
    ahead: InflationScenario


def inflation_scenarios() -> dict[str, InflationScenario]:
    """Return the shipped courses of inflation by code, the official one first."""
    frame = read_inflation_scenarios()
    return {
        code: InflationScenario(
            str(code),
            dict(zip(rows["year"], rows["rate"])),
            "; ".join(dict.fromkeys(rows["source"])),
            tuple(int(year) for year in rows.loc[rows["status"] == "unverified", "year"]),
        )
        for code, rows in frame.groupby("scenario", sort=False)
    }


def steady_inflation(rate: float, first: int) -> InflationScenario:
    """Return a course of inflation with one rate from a year on."""
    if not -0.5 < rate < 2.0:
        raise Problem("inflation must lie between -50 and 200 % a year, not {rate} %", rate=round(100 * rate, 1))
    return InflationScenario("own", {first: rate}, "")


def observed_inflation(observations: pd.DataFrame, index: str) -> tuple[dict[int, float], list[tuple[str, dict]]]:
    """Return the published price growth by year as shares; consumer prices stand in where the index has holes.

    Parameters
    ----------
    observations : pandas.DataFrame
        The long frame of figures.
    index : str
        One of ``PRICE_INDEXES``.

    Returns
    -------
    tuple
        Rates by year, and notes (code, values) on years that stand in or are not verified.

    Raises
    ------
    Problem
        When the index is unknown or has no figures.
    """
    if index not in PRICE_INDEXES:
        raise Problem("unknown price index {index}: one of {allowed}", index=index, allowed=", ".join(PRICE_INDEXES))
    rates: dict[int, float] = {}
    chosen_years: set[int] = set()
    unverified: set[int] = set()
    for code in dict.fromkeys([CONSUMER_PRICES, index]):
        rows = observations[(observations["indicator"] == code) & (observations["region"] == NATION)]
        rows = rows.dropna(subset=["value"])
        chosen_years = set(rows["year"].astype(int))
        unverified = (unverified - chosen_years) | set(rows.loc[rows["status"] == "unverified", "year"].astype(int))
        rates |= {int(year): value / 100.0 for year, value in zip(rows["year"], rows["value"])}
    if not rates:
        raise Problem("the figures in use hold no price index, so nothing can be told in constant prices")
    notes: list[tuple[str, dict]] = []
    # Only the latest years matter to a reader: a hole long ago has no figures behind it either.
    stand_in = sorted(year for year in set(rates) - chosen_years if year > max(chosen_years, default=0))
    for code, years in (("prices_stand_in", stand_in), ("prices_unverified", sorted(unverified))):
        if years:
            notes.append((code, {"years": ", ".join(map(str, years))}))
    return rates, notes


def rates_to(horizon: int, observed: Mapping[int, float], ahead: InflationScenario) -> dict[int, float]:
    """Join published and assumed rates until a year; a scenario keeps its last rate."""
    rates, rate = {}, next(iter(ahead.rates.values()))
    for year in range(min(min(observed), min(ahead.rates)), horizon + 1):
        rate = ahead.rates.get(year, rate)
        if year in observed or year > max(observed):
            rates[year] = observed.get(year, rate)
    return rates

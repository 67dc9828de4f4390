"""Regions side by side: an indicator as printed, in constant prices, per head and per gross regional product."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from foresight.problems import Problem
from foresight.regions.regions import NATION, REGIONS
from foresight.statistics.deflators import price_index, to_constant_prices
from foresight.statistics.panel import comparable_share, national_series, panel, weakest

MEASURES = ("nominal", "real", "per_head", "per_grp")
PEOPLE, PRODUCT, NATIONAL_PRODUCT = "population", "grp", "gdp"
HUNDRED_THOUSAND = 1e5
_MONEY = "mln KZT, current prices"
_UNITS = {
    ("money", "real"): "mln KZT, prices of {year}",
    ("money", "per_head"): "mln KZT per 100,000 people",
    ("persons", "per_head"): "per 100,000 people",
    ("organisations", "per_head"): "per 100,000 people",
    ("articles and reviews", "per_head"): "per 100,000 people",
    ("money", "per_grp"): "% of GRP",
}


def possible_measures(unit: str, indicator: str = "") -> list[str]:
    """Return the measures an indicator with this unit can be shown in.

    Parameters
    ----------
    unit : str
        Unit of the catalogue.
    indicator : str, optional
        Code of the indicator; nothing is divided by itself.
    """
    if indicator == PEOPLE:
        return ["nominal"]
    if unit == _MONEY:
        return [measure for measure in MEASURES if (indicator, measure) != (PRODUCT, "per_grp")]
    if unit in ("persons", "organisations", "articles and reviews"):
        return ["nominal", "per_head"]
    return ["nominal"]


def unit_of_measure(unit: str, measure: str) -> str:
    """Return the unit of a measure; that of constant prices holds ``{year}``."""
    kind = "money" if unit == _MONEY else unit
    return _UNITS.get((kind, measure), unit)


def measured(
    observations: pd.DataFrame,
    boundaries: pd.DataFrame,
    indicator: str,
    measure: str = "nominal",
    base_year: int | None = None,
    regions: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return an indicator of regions over the years in one measure.

    Parameters
    ----------
    observations, boundaries : pandas.DataFrame
        As read by ``read_observations`` and ``read_boundaries``.
    indicator : str
        Code of the indicator.
    measure : {"nominal", "real", "per_head", "per_grp"}
        As printed; in the prices of ``base_year``; per 100,000 people; as a percentage of gross regional product.
    base_year : int, optional
        Year of constant prices; the last one with a price by default.
    regions : sequence of str, optional
        Codes of regions, of which one may be the nation; all 20 by default.

    Returns
    -------
    pandas.DataFrame
        ``region, year, value, status``, every region and year. A region whose indicator and population (or product)
        stand on different boundaries in a year has no value there and the status ``missing``.

    Raises
    ------
    Problem
        If the measure does not exist or does not fit the indicator.
    """
    wanted = list(REGIONS) if regions is None else list(regions)
    frame = _printed(observations, indicator, wanted)
    if measure == "nominal":
        return frame
    unit = observations.loc[observations["indicator"] == indicator, "unit"].iloc[0]
    if measure not in possible_measures(unit, indicator):
        raise Problem(
            "{indicator} cannot be shown as {measure}: one of {allowed}",
            indicator=indicator,
            measure=measure,
            allowed=", ".join(possible_measures(unit, indicator)),
        )
    if measure == "real":
        return _in_constant_prices(frame, observations, base_year)
    times = HUNDRED_THOUSAND if measure == "per_head" else 100.0
    return _divided(observations, boundaries, indicator, frame, measure, times)


def ranked(frame: pd.DataFrame, year: int) -> pd.Series:
    """Return the ranks of the regions in a year, 1 for the largest value; regions without one are left out."""
    of_year = frame[(frame["year"] == year) & (frame["region"] != NATION)].set_index("region")["value"].dropna()
    return of_year.rank(ascending=False, method="min").astype(int)


def _printed(observations: pd.DataFrame, indicator: str, wanted: list[str]) -> pd.DataFrame:
    parts = []
    regional = [code for code in wanted if code != NATION]
    if regional:
        parts.append(panel(observations, indicator, regional))
    held = observations[(observations["indicator"] == indicator) & (observations["region"] == NATION)]
    if NATION in wanted and len(held):
        parts.append(national_series(observations, indicator))
    frame = pd.concat(parts, ignore_index=True)
    return frame.rename(columns={"unique_id": "region", "ds": "year", "y": "value"})


def _in_constant_prices(frame: pd.DataFrame, observations: pd.DataFrame, base_year: int | None) -> pd.DataFrame:
    cpi = observations.loc[observations["indicator"] == "cpi_annual_average"].dropna(subset=["value"])
    if cpi.empty:
        raise Problem("the figures hold no consumer prices, so nothing can be shown in constant prices")
    index = price_index(observations, int(cpi["year"].max()) if base_year is None else base_year)
    base_year = int(cpi["year"].max()) if base_year is None else base_year
    priced = frame["year"].isin(index.index)
    values = np.full(len(frame), np.nan)
    values[priced] = to_constant_prices(
        frame.loc[priced, "value"].to_numpy(float), frame.loc[priced, "year"].to_numpy(), index, base_year
    )
    status = frame["status"].where(priced | frame["value"].isna(), "missing")
    derived = priced & frame["value"].notna()
    # A figure in other prices is no surer than the weakest price growth on its way.
    growth = dict(zip(cpi["year"], cpi["status"]))
    on_the_way = {
        year: [growth[one] for one in range(min(year, base_year) + 1, max(year, base_year) + 1) if one in growth]
        for year in frame["year"].unique()
    }
    said = [weakest((one, "derived", *on_the_way[year])) for one, year in zip(status, frame["year"])]
    return frame.assign(value=values, status=status.where(~derived, said))


def _divided(
    observations: pd.DataFrame,
    boundaries: pd.DataFrame,
    indicator: str,
    frame: pd.DataFrame,
    measure: str,
    times: float,
) -> pd.DataFrame:
    below = PEOPLE if measure == "per_head" else PRODUCT
    regional = [code for code in dict.fromkeys(frame["region"]) if code != NATION]
    years = sorted(frame["year"].unique())
    parts = []
    if regional:
        held = set(observations.loc[(observations["indicator"] == below), "year"])
        shares = comparable_share(
            observations,
            indicator,
            below,
            boundaries,
            pairs="leave_out",
            years=[year for year in years if year in held],
            regions=regional,
        )
        shares = shares.rename(columns={"unique_id": "region", "ds": "year", "share": "value"})
        parts.append(shares[["region", "year", "value", "status"]])
    if NATION in set(frame["region"]):
        divisor = NATIONAL_PRODUCT if below == PRODUCT else below
        both = national_series(observations, indicator).merge(
            national_series(observations, divisor), on=["unique_id", "ds"], suffixes=("", "_below")
        )
        status = [weakest(pair) for pair in zip(both["status"], both["status_below"], strict=True)]
        value = both["y"] / both["y_below"].where(both["y_below"] > 0)
        parts.append(pd.DataFrame({"region": NATION, "year": both["ds"], "value": value, "status": status}))
    found = pd.concat(parts, ignore_index=True)
    found["value"] = found["value"] * times
    filled = frame[["region", "year", "status"]].merge(
        found, on=["region", "year"], how="left", suffixes=("_printed", "")
    )
    # What the divisor or the boundaries leave out is missing here, even where the numerator itself is printed.
    status = filled["status"].where(filled["value"].notna(), filled["status_printed"])
    status = status.where(filled["value"].notna() | status.isin(("not_published", "missing")), "missing")
    known = filled["value"].notna()
    status = status.where(~known, [weakest((one, "derived")) if isinstance(one, str) else "missing" for one in status])
    return filled.assign(status=status)[["region", "year", "value", "status"]]


def latest_figures(observations: pd.DataFrame, region: str) -> pd.DataFrame:
    """Return the last figure of each regional indicator for one region, its rank and its change.

    Parameters
    ----------
    observations : pandas.DataFrame
        Long frame of observations.
    region : str
        Code of the region.

    Returns
    -------
    pandas.DataFrame
        ``indicator, year, value, status, unit, rank, ranked, before, change, real_change, prices``, one row an
        indicator; ``rank`` among the ``ranked`` regions with a value in that year (NaN without a value), ``change``
        against the year before as a share, ``real_change`` the same without the growth of consumer prices, for money;
        ``prices`` is the status of that growth.
    """
    regional = observations[observations["region"] != NATION]
    cpi = observations[observations["indicator"] == "cpi_annual_average"].set_index("year")
    prices, sure = cpi["value"] / 100, cpi["status"]
    rows = []
    for indicator, of_one in regional.groupby("indicator", sort=False):
        own = of_one[of_one["region"] == region].set_index("year").sort_index()
        if own.empty:
            continue
        year = int(own.index[-1])
        last = own.loc[year]
        ranks = ranked(of_one, year)
        before = float(own["value"].get(year - 1, np.nan))
        change = last["value"] / before - 1 if before > 0 else np.nan
        growth = float(prices.get(year, np.nan)) if last["unit"] == _MONEY else np.nan
        rows.append(
            (indicator, year, last["value"], last["status"], last["unit"], ranks.get(region, np.nan), len(ranks),
             before, change, (1 + change) / (1 + growth) - 1, str(sure.get(year, "missing")))
        )  # fmt: skip
    columns = [
        "indicator",
        "year",
        "value",
        "status",
        "unit",
        "rank",
        "ranked",
        "before",
        "change",
        "real_change",
        "prices",
    ]
    return pd.DataFrame(rows, columns=columns)

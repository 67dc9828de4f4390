"""Forecasts straight from the long frame of figures: what a fit leaves out, whose panel it is, in which prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from foresight.forecasting import hierarchy
from foresight.forecasting.local_budgets import LocalBudgetModel, fit_local_budgets
from foresight.forecasting.panel_forecast import PanelForecast, forecast_panel
from foresight.forecasting.prices import deflate, inflate, price_index
from foresight.forecasting.published_prices import Prices, observed_inflation, rates_to
from foresight.forecasting.shares import ShareForecast, forecast_shares
from foresight.problems import Problem
from foresight.regions.regions import NATION, REGIONS
from foresight.statistics.panel import comparable_share, excluded_from_fit, national_series, panel

LOCAL_BUDGETS = "local_budget_rd"
RD_EXPENDITURE = "rd_expenditure"
MONEY = "mln KZT, current prices"
#: Kinds of break after which the earlier years are another series.
NEW_LEVEL = ("level_break", "boundary_change")


@dataclass(frozen=True)
class FitOptions:
    """What a fit leaves out, series by series.

    Attributes
    ----------
    exclusions : frozenset of (unique_id, year)
        Single years that enter no fit.
    level_breaks : mapping of unique_id to year
        A series is fitted from this year on.
    level_only : frozenset of unique_id
        Series from which no growth may be read.
    """

    exclusions: frozenset[tuple[str, int]] = frozenset()
    level_breaks: Mapping[str, int] = field(default_factory=dict)
    level_only: frozenset[str] = frozenset()

    def as_arguments(self) -> dict[str, object]:
        """Return them under the names of ``forecast_panel``."""
        return {"exclusions": self.exclusions, "level_breaks": self.level_breaks, "level_only": self.level_only}


def fit_options(breaks: pd.DataFrame, indicator: str) -> FitOptions:
    """Read from the table of breaks what the fits of an indicator leave out."""
    rows = breaks[(breaks["indicator"] == indicator) & breaks["excluded_from_fit"]]
    kinds = rows["kind"]
    new_level = rows[kinds.isin(NEW_LEVEL)].groupby("region")["year"].max()
    single_years = rows[kinds.isin(["outlier", "coverage_change"])]
    return FitOptions(
        exclusions=frozenset((region, int(year)) for region, year in zip(single_years["region"], single_years["year"])),
        level_breaks={region: int(year) for region, year in new_level.items()},
        level_only=frozenset(rows.loc[kinds == "single_performer", "region"]),
    )


def is_regional(observations: pd.DataFrame, indicator: str) -> bool:
    """Tell whether an indicator has figures of at least one region."""
    return bool((_rows_of(observations, indicator)["region"] != NATION).any())


def unit_of(observations: pd.DataFrame, indicator: str) -> str:
    """Return the unit in which an indicator is held."""
    return str(_rows_of(observations, indicator)["unit"].iloc[0])


def forecastable(observations: pd.DataFrame) -> list[str]:
    """List the indicators in money or people with at least three known years somewhere, in the order of the figures."""
    known = observations.dropna(subset=["value"])
    years = known.groupby(["indicator", "region"])["year"].nunique().groupby("indicator").max()
    units = known.groupby("indicator")["unit"].first()
    whole = units.str.startswith((MONEY, "persons"))
    return [
        code for code in dict.fromkeys(observations["indicator"]) if years.get(code, 0) >= 3 and whole.get(code, False)
    ]


def regions_with_history(observations: pd.DataFrame, indicator: str) -> list[str]:
    """List the regions that have at least one known year, the largest last value first."""
    rows = observations[(observations["indicator"] == indicator) & (observations["region"] != NATION)].dropna(
        subset=["value"]
    )
    return rows.sort_values("year").groupby("region")["value"].last().sort_values(ascending=False).index.tolist()


def excluded_years(observations: pd.DataFrame, breaks: pd.DataFrame, indicator: str, region: str) -> set[int]:
    """Return the years of one series that stay out of its fit."""
    rows = observations[(observations["indicator"] == indicator) & (observations["region"] == region)]
    if rows.empty:
        return set()
    frame = rows.rename(columns={"region": "unique_id", "year": "ds", "value": "y"})[["unique_id", "ds", "y", "status"]]
    return set(frame.loc[excluded_from_fit(frame, breaks, indicator).to_numpy(), "ds"].astype(int))


@dataclass(frozen=True)
class FiguresForecast:
    """A forecast of official figures with the prices it was made in.

    Attributes
    ----------
    indicator, unit : str
        What is forecast, and the unit of the figures.
    found : PanelForecast
        As fitted: in the prices of ``base_year`` where there are ``prices``, else as printed.
    current : pandas.DataFrame
        The rows of ``found`` in the prices of each year.
    prices : Prices or None
        What the figures were deflated with and are inflated along.
    levels : pandas.Series
        Price level by year, 1 in the base year; 1 everywhere without ``prices``.
    base_year : int
        The year whose prices are used; the origin of the panel.
    notes : tuple of (code, values)
        ``prices_stand_in`` (years in which consumer prices stand in for the chosen index), ``prices_assumed`` (years
        without a published price growth, taken from the scenario), ``prices_unverified``, ``years_before_prices``.
    """

    indicator: str
    unit: str
    found: PanelForecast
    current: pd.DataFrame
    prices: Prices | None
    levels: pd.Series
    base_year: int
    notes: tuple[tuple[str, dict], ...] = ()

    @property
    def real(self) -> bool:
        """Whether it was made in constant prices."""
        return self.prices is not None

    def rows(self, constant: bool) -> pd.DataFrame:
        """Return the rows in constant prices, or in the prices of each year."""
        return self.found.rows if constant else self.current

    def in_prices(self, history: pd.DataFrame, constant: bool) -> pd.DataFrame:
        """Express a history (``year, value`` as printed) in constant prices; years without prices are left out."""
        if not (self.real and constant):
            return history
        known = history[history["year"].isin(self.levels.index)]
        return known.assign(value=known["value"] / known["year"].map(self.levels))


def forecast_figures(
    observations: pd.DataFrame,
    breaks: pd.DataFrame,
    indicator: str,
    horizon_year: int,
    *,
    national: bool = False,
    without_breaks: bool = True,
    prices: Prices | None = None,
    methods: Sequence[str] = ("pooled", "naive"),
) -> FiguresForecast:
    """Forecast an indicator in every region that has figures, or the nation as one more member of that panel.

    Parameters
    ----------
    observations : pandas.DataFrame
        The long frame of figures.
    breaks : pandas.DataFrame
        Breaks and outliers with their reasons.
    indicator : str
        Code of the catalogue.
    horizon_year : int
        Last year of the forecast.
    national : bool
        The nation with an interval of its own, instead of the regions.
    without_breaks : bool
        Whether the marked years stay out of the fits.
    prices : Prices, optional
        Deflate, forecast, and inflate again; only for money. As printed by default.
    methods : sequence of str
        Methods computed beside pooled growth and naive.

    Returns
    -------
    FiguresForecast

    Raises
    ------
    Problem
        When the indicator is unknown, the horizon is in the past, or prices are asked for something that is no money.
    """
    unit = unit_of(observations, indicator)
    regional = is_regional(observations, indicator)
    if prices is not None and unit != MONEY:
        raise Problem("{indicator} is not money: it has no prices to be held constant", indicator=indicator)
    options = (fit_options(breaks, indicator) if without_breaks else FitOptions()).as_arguments()
    nation = national_series(observations, indicator) if national or not regional else None
    regions = panel(observations, indicator) if regional else None
    frames = [frame for frame in (regions, nation) if frame is not None]
    known = pd.concat(frames).dropna(subset=["y"])
    if known.empty:
        raise Problem("the panel has no usable value")
    base_year = int(known["ds"].max())
    if horizon_year <= base_year:
        raise Problem(
            "the horizon {horizon} lies in the past: the last year of the panel is {last}",
            horizon=horizon_year,
            last=base_year,
        )
    first = int(known["ds"].min())
    levels = pd.Series(1.0, index=pd.RangeIndex(first, horizon_year + 1, name="year"))
    notes: list[tuple[str, dict]] = []
    if prices is not None:
        observed, notes = observed_inflation(observations, prices.index)
        assumed = range(max(observed) + 1, base_year + 1)
        if assumed:
            notes.append(("prices_assumed", {"years": ", ".join(map(str, assumed))}))
        unsure = [year for year in prices.ahead.unverified if max(observed) < year <= horizon_year]
        if unsure:
            notes.append(("prices_ahead_unverified", {"years": ", ".join(map(str, unsure))}))
        begin = max(first, min(observed) - 1)
        if begin > first:
            notes.append(("years_before_prices", {"year": begin}))
        levels = price_index(rates_to(horizon_year, observed, prices.ahead), begin, horizon_year, base_year)
        frames = [deflate(frame[frame["ds"] >= begin], levels) for frame in frames]
    if national and regional:
        found = hierarchy.forecast_nation(frames[1], frames[0], horizon_year, methods=methods, **options)
    else:
        found = forecast_panel(frames[0], horizon_year, methods=methods, **options)
    current = found.rows if prices is None else inflate(found.rows, levels, found.methods)
    return FiguresForecast(indicator, unit, found, current, prices, levels, base_year, tuple(notes))


def forecast_local_budgets(
    observations: pd.DataFrame, horizon_year: int, first_year: int | None = None
) -> LocalBudgetModel:
    """Fit the states and amounts of local budgets; years before a region was created say nothing about it.

    Parameters
    ----------
    observations : pandas.DataFrame
        The long frame of figures.
    horizon_year : int
        Last year of the forecast.
    first_year : int, optional
        Where the years of the model begin when figures have come for some of them; the year after the last figures by
        default.
    """
    frame = panel(observations, LOCAL_BUDGETS)
    national = national_series(observations, LOCAL_BUDGETS).dropna(subset=["y"])
    before = frozenset(
        (code, int(year))
        for code, found in REGIONS.items()
        if found.created is not None
        for year in frame["ds"].unique()
        if year < found.created.year
    )
    model = fit_local_budgets(
        frame, horizon_year, exclusions=before, national=dict(zip(national["ds"].astype(int), national["y"]))
    )
    if first_year is None or first_year > model.last_year:
        return model
    table = frame.pivot(index="unique_id", columns="ds", values="y")
    return model.reaching_back(table.reindex(model.regions)[list(range(first_year, model.last_year + 1))].to_numpy())


def forecast_budget_shares(
    observations: pd.DataFrame, boundaries: pd.DataFrame, horizon_year: int
) -> tuple[pd.DataFrame, ShareForecast]:
    """Carry on the reported share of local budgets in the R&D expenditure of each region.

    Parameters
    ----------
    observations : pandas.DataFrame
        The long frame of figures.
    boundaries : pandas.DataFrame
        Which indicator stands on which boundaries in which years.
    horizon_year : int
        Last year to forecast.

    Returns
    -------
    tuple
        The reported shares (``unique_id, ds, share, status, reason``; NaN where a region's two figures stand on
        different boundaries or one is not published), and their forecast.
    """
    reported = comparable_share(observations, LOCAL_BUDGETS, RD_EXPENDITURE, boundaries, pairs="leave_out")
    found = forecast_shares(reported.rename(columns={"share": "y"})[["unique_id", "ds", "y"]], horizon_year)
    return reported, found


def yearly_swing(observations: pd.DataFrame, indicator: str) -> float:
    """Return the standard deviation of the nation's yearly log growth: how large a shock to all regions usually is.

    NaN where the nation has fewer than four consecutive years.
    """
    rows = observations[(observations["indicator"] == indicator) & (observations["region"] == NATION)]
    rows = rows.dropna(subset=["value"]).sort_values("year")
    rows = rows[rows["value"] > 0]
    steps = np.diff(np.log(rows["value"].to_numpy(dtype=float)))[np.diff(rows["year"].to_numpy()) == 1]
    return float(steps.std(ddof=1)) if len(steps) >= 3 else float("nan")


def budget_share_of_spending(observations: pd.DataFrame) -> float:
    """Return the part of the nation's R&D expenditure that the republican budget paid in the last year told.

    NaN where the figures do not say.
    """
    national = observations[observations["region"] == NATION].dropna(subset=["value"])
    paid, all_money = (
        national[national["indicator"] == code].set_index("year")["value"]
        for code in ("rd_by_source:republican_budget", RD_EXPENDITURE)
    )
    years = sorted(set(paid.index) & set(all_money.index))
    return float(paid[years[-1]] / all_money[years[-1]]) if years else float("nan")


def _rows_of(observations: pd.DataFrame, indicator: str) -> pd.DataFrame:
    rows = observations[observations["indicator"] == indicator]
    if rows.empty:
        raise Problem(
            "unknown indicator {indicator}: one of {allowed}",
            indicator=indicator,
            allowed=", ".join(dict.fromkeys(observations["indicator"])),
        )
    return rows

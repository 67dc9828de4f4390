"""What the page of forecasts asks, and the answers kept until the figures change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st
from altair import TopLevelMixin

from foresight.forecasting import from_figures, published_prices
from foresight.forecasting.common_shock import rolling_coverage
from foresight.forecasting.from_figures import FiguresForecast
from foresight.forecasting.hierarchy import limits_of_sum
from foresight.forecasting.local_budgets import LocalBudgetModel
from foresight.forecasting.prices import InflationScenario, widen_for_common_shock
from foresight.forecasting.published_prices import Prices
from foresight.forecasting.rolling_origin import rolling_scores
from foresight.forecasting.shares import ShareForecast
from foresight.regions.regions import NATION, REGIONS
from foresight.screen import resources
from foresight.screen.language import current
from foresight.statistics.shipped import read_boundaries

CLOSED_FORMS = ("pooled", "naive", "log_half_drift", "damped_drift", "drift")
DRAWS_OF_SUM = 2000


@dataclass(frozen=True)
class View:
    """What a reader has asked for.

    Attributes
    ----------
    indicator, place : str
        What is forecast and for whom; ``KZ`` is the nation.
    horizon : int
        Last year.
    without_breaks : bool
        Whether marked years stay out of the fits.
    constant : bool
        Shown in prices of the last year with figures, or in the prices of each year.
    index : str or None
        The price index the figures are deflated with; None fits them as printed.
    inflation : str
        Code of the inflation ahead; ``own`` is the rate in ``own_rate``.
    own_rate : float
        A share of one.
    shock : float
        Yearly deviation of a shock to all regions, on the log scale.
    """

    indicator: str
    place: str
    horizon: int
    without_breaks: bool = True
    constant: bool = False
    index: str | None = None
    inflation: str = "official"
    own_rate: float = 0.08
    shock: float = 0.0

    @property
    def national(self) -> bool:
        """Whether the nation is asked for."""
        return self.place == NATION

    @property
    def states(self) -> bool:
        """Whether the answer is a chance and an amount instead of a fan."""
        return self.indicator == from_figures.LOCAL_BUDGETS and not self.national

    @property
    def scenario(self) -> InflationScenario:
        """The inflation ahead."""
        if self.inflation == "own":
            return published_prices.steady_inflation(self.own_rate, 2000)
        return inflation_scenarios()[self.inflation]

    @property
    def prices(self) -> Prices | None:
        """What the figures are deflated with."""
        return None if self.index is None else Prices(self.index, self.scenario)

    def as_choices(self) -> dict[str, object]:
        """Return what a published forecast is kept with."""
        return {
            "without_breaks": self.without_breaks,
            "index": self.index,
            "inflation": self.own_rate if self.inflation == "own" else self.inflation,
            "shock": self.shock,
        }


def key() -> tuple:
    """Return what every answer hangs on: figures, marks and their versions."""
    return resources.figures_key()


@st.cache_resource(max_entries=80, show_spinner=False)
def _forecast(asked: View, national: bool, version: tuple) -> FiguresForecast:
    return from_figures.forecast_figures(
        resources.observations(),
        resources.breaks(),
        asked.indicator,
        asked.horizon,
        national=national,
        without_breaks=asked.without_breaks,
        prices=asked.prices,
    )


def forecast(view: View, *, national: bool | None = None) -> FiguresForecast:
    """Return the forecast of the regions, or of the nation; what only changes how it is shown changes nothing here."""
    national = view.national if national is None else national
    asked = replace(view, place="", constant=False, shock=0.0)
    if view.index is None:
        asked = replace(asked, inflation="official", own_rate=0.08)
    return _forecast(asked, national, key())


def shown_rows(view: View, found: FiguresForecast, *, constant: bool | None = None) -> pd.DataFrame:
    """Return the rows in the prices asked for, with room for the shock asked for."""
    rows = found.rows(view.constant if constant is None else constant)
    if view.shock > 0:
        return widen_for_common_shock(rows, view.shock, found.found.origin, found.found.chosen)
    return rows


def history(view: View, found: FiguresForecast | None = None, *, region: str | None = None) -> pd.DataFrame:
    """Return one series in the prices asked for: ``year, value, status, excluded, flag``.

    ``flag`` is the reason why a year is marked as a break or an outlier; ``excluded`` tells what the fit leaves out.
    """
    region = region or view.place
    observations, breaks = resources.observations(), resources.breaks()
    rows = observations[(observations["indicator"] == view.indicator) & (observations["region"] == region)]
    rows = rows[["year", "value", "status"]].sort_values("year")
    marks = breaks[(breaks["indicator"] == view.indicator) & (breaks["region"] == region)]
    reasons = dict(zip(marks["year"], marks[f"reason_{current().code}"]))
    out = (
        from_figures.excluded_years(observations, breaks, view.indicator, region)
        if view.without_breaks and not view.states
        else set()
    )
    rows = rows.assign(excluded=rows["year"].isin(out), flag=[reasons.get(year, "") for year in rows["year"]])
    return rows if found is None else found.in_prices(rows, view.constant)


@st.cache_data(max_entries=4, show_spinner=False)
def _forecastable(version: tuple) -> set[str]:
    return set(from_figures.forecastable(resources.observations()))


def forecastable() -> set[str]:
    """Return the indicators that can be forecast."""
    return _forecastable(key())


@st.cache_resource(show_spinner=False)
def inflation_scenarios() -> dict[str, InflationScenario]:
    """Return the shipped courses of inflation by code."""
    return published_prices.inflation_scenarios()


@st.cache_data(max_entries=80, show_spinner=False)
def _places(indicator: str, version: tuple) -> list[str]:
    observations = resources.observations()
    regions = from_figures.regions_with_history(observations, indicator)
    if indicator == from_figures.LOCAL_BUDGETS:
        # A line that was never funded has a chance to start.
        regions = [*regions, *(code for code in REGIONS if code not in regions)]
    rows = observations[(observations["indicator"] == indicator) & (observations["region"] == NATION)]
    return [*regions, *([NATION] if rows["value"].notna().any() else [])]


def places_of(indicator: str) -> list[str]:
    """Return the places an indicator can be forecast for: regions by size, then the nation where it has figures."""
    return _places(indicator, key())


@st.cache_data(max_entries=80, show_spinner=False)
def _yearly_swing(indicator: str, version: tuple) -> float:
    return from_figures.yearly_swing(resources.observations(), indicator)


def yearly_swing(indicator: str) -> float:
    """Return how much the national figure has swung from year to year; NaN where it has too few."""
    return _yearly_swing(indicator, key())


def marked_regions(indicator: str) -> list[str]:
    """Return the regions with a year that the fits leave out, in the order of the figures."""
    breaks = resources.breaks()
    rows = breaks[(breaks["indicator"] == indicator) & breaks["excluded_from_fit"]]
    return list(dict.fromkeys(rows["region"]))


@st.cache_resource(max_entries=20, show_spinner=False)
def _local_budgets(horizon: int, version: tuple) -> LocalBudgetModel:
    return from_figures.forecast_local_budgets(resources.observations(), horizon)


def local_budgets(horizon: int) -> LocalBudgetModel:
    """Return the model of local budgets on the figures in use."""
    return _local_budgets(horizon, key())


@st.cache_resource(max_entries=20, show_spinner=False)
def _budget_shares(horizon: int, version: tuple) -> tuple[pd.DataFrame, ShareForecast]:
    return from_figures.forecast_budget_shares(resources.observations(), read_boundaries(), horizon)


def budget_shares(horizon: int) -> tuple[pd.DataFrame, ShareForecast]:
    """Return the reported shares of local budgets in the R&D expenditure, and their last values carried on."""
    return _budget_shares(horizon, key())


@st.cache_data(max_entries=80, show_spinner=False)
def _coverage(asked: View, national: bool, shock: float, version: tuple) -> dict[int, float]:
    found = _forecast(asked, national, version).found
    return rolling_coverage(found.panel.values, found.chosen, shock, len(found.years))


def coverage(view: View, shock: float | None = None) -> dict[int, float]:
    """Return which share of past values the limits shown would have held."""
    asked = replace(view, place="", constant=False, shock=0.0)
    return _coverage(asked, view.national, view.shock if shock is None else shock, key())


@st.cache_data(max_entries=40, show_spinner=False)
def _closed_scores(asked: View, national: bool, version: tuple) -> pd.DataFrame:
    found = _forecast(asked, national, version).found
    return rolling_scores(found.panel.values, CLOSED_FORMS, len(found.years))


def closed_scores(view: View) -> pd.DataFrame:
    """Return the scores of the methods that cost nothing, on the panel of the view."""
    return _closed_scores(replace(view, place="", constant=False, shock=0.0), view.national, key())


@st.cache_data(max_entries=40, show_spinner=False)
def _sum_limits(asked: View, version: tuple) -> pd.DataFrame:
    found = _forecast(asked, False, version)
    panel = found.found
    source = np.random.default_rng(0)
    normals = source.standard_normal((DRAWS_OF_SUM, len(panel.ids), len(panel.years)))
    common = source.standard_normal((DRAWS_OF_SUM, len(panel.years)))
    return limits_of_sum(panel.draws(normals, common), panel.years)


def sum_of_regions(view: View) -> pd.DataFrame:
    """Return the sum of the regions in the prices asked for, its limits from paths with common shocks.

    ``ds, median`` (the sum of the medians), ``lo-80, hi-80, lo-95, hi-95``.
    """
    found = forecast(view, national=False)
    rows = _sum_limits(replace(view, place="", constant=False, shock=0.0), key())
    totals = found.rows(constant=True).groupby("ds")[found.found.chosen].sum()
    rows = rows.assign(median=rows["ds"].map(totals))
    if found.real and not view.constant:
        money = [name for name in rows.columns if name != "ds"]
        rows[money] = rows[money].mul(rows["ds"].map(found.levels), axis=0)
    return rows


def packed(spec: dict) -> dict:
    """Return a specification with its values as Arrow bytes: packing them again at every rerun takes longest of all."""
    data = spec.get("data", {})
    tables = dict(spec.get("datasets", {}))
    if "values" in data:
        tables["values"] = data["values"]
        spec = {**spec, "data": {"name": "values"}}
    if not tables:
        return spec
    return {**spec, "datasets": {name: _arrow(pd.DataFrame(rows)) for name, rows in tables.items()}}


def _arrow(frame: pd.DataFrame) -> bytes:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


@st.cache_data(max_entries=300, show_spinner=False)
def _drawn(what: tuple, _build: Callable[[], object]) -> object:
    made = _build()
    return packed(made.to_dict()) if isinstance(made, TopLevelMixin) else made


def drawn(what: tuple, build: Callable[[], object]) -> object:
    """Return what a build makes, a chart as a specification: building takes longer than all the forecasts."""
    return _drawn((current().code, key(), resources.version("forecasts"), *what), build)


def draw(what: tuple, build: Callable[[], object], *, alt: str) -> None:
    """Put a chart on the page."""
    st.vega_lite_chart(drawn(what, build), alt=alt)

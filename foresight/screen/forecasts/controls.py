"""What the reader of the page of forecasts chooses: the series, the prices, and the settings behind a button."""

from __future__ import annotations

import streamlit as st

from foresight.forecasting import from_figures
from foresight.forecasting.published_prices import PRICE_INDEXES
from foresight.i18n.language import Language
from foresight.regions.regions import NATION
from foresight.screen import resources
from foresight.screen.address import linked
from foresight.screen.figures import indicator_names
from foresight.screen.forecasts import answers
from foresight.screen.forecasts.answers import View
from foresight.screen.language import text as _

FIRST_HORIZON, LAST_HORIZON = 2026, 2035
WIDEST_SHOCK = 40


def ask(language: Language) -> View:
    """Draw the controls and return what they say."""
    observations = resources.observations()
    names = indicator_names(observations, language)
    possible = answers.forecastable()
    forecastable = {code: name for code, name in names.items() if code in possible}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="forecast_controls"):
        linked("forecast_indicator", forecastable, from_figures.RD_EXPENDITURE)
        indicator = st.selectbox(
            _("Indicator"), list(forecastable), format_func=forecastable.get, key="forecast_indicator"
        )
        places = answers.places_of(indicator)
        linked("forecast_region", places, places[0])
        place = st.selectbox(_("Region"), places, format_func=language.region, key="forecast_region")
        states = indicator == from_figures.LOCAL_BUDGETS and place != NATION
        in_prices = from_figures.unit_of(observations, indicator) == from_figures.MONEY and not states
        rows = observations[observations["indicator"] == indicator].dropna(subset=["value"])
        base_year = int(rows["year"].max())
        constant = in_prices and _in_constant_prices(base_year)
        with st.popover(_("Settings"), icon=":material/tune:"):
            settings = _settings(language, indicator, base_year, prices=in_prices, shock=not states)
    without_breaks = True
    if not states and (marked := answers.marked_regions(indicator)):
        without_breaks = st.toggle(
            _("Leave marked breaks and outliers out of the fits ({count} series)", count=len(marked)),
            value=True,
            key="forecast_without_breaks",
            persist_state="session",
            help=_("Marked years keep their place in the chart; the reasons stand on the page Statistics."),
        )
    index = settings.pop("index")
    return View(
        indicator,
        place,
        without_breaks=without_breaks,
        constant=constant and index is not None,
        index=index if in_prices else None,
        **settings,
    )


def _in_constant_prices(base_year: int) -> bool:
    linked("forecast_prices", ["constant", "current"], "constant")
    chosen = st.segmented_control(
        _("In prices"),
        ["constant", "current"],
        format_func=lambda code: _("of {year}", year=base_year) if code == "constant" else _("of each year"),
        required=True,
        key="forecast_prices",
    )
    return chosen == "constant"


def _settings(language: Language, indicator: str, base_year: int, *, prices: bool, shock: bool) -> dict[str, object]:
    """Draw the settings that few readers change."""
    horizons = list(range(max(FIRST_HORIZON, base_year + 1), max(LAST_HORIZON, base_year + 6) + 1))
    found: dict[str, object] = {
        "horizon": st.selectbox(
            _("Until"),
            horizons,
            index=horizons.index(2030) if 2030 in horizons else 0,
            key="forecast_horizon",
            persist_state="session",
        ),
        "index": None,
    }
    if prices:
        index = st.selectbox(
            _("Constant prices by"),
            [*PRICE_INDEXES, "none"],
            format_func=lambda code: language.label("price_index", code),
            key="forecast_index",
            persist_state="session",
        )
        found["index"] = None if index == "none" else index
        inflation = st.selectbox(
            _("Inflation ahead"),
            [*answers.inflation_scenarios(), "own"],
            format_func=lambda code: language.label("inflation", code),
            key="forecast_inflation",
            persist_state="session",
        )
        found["inflation"] = inflation
        if inflation == "own":
            found["own_rate"] = (
                st.number_input(
                    _("Inflation a year, %"), 0.0, 100.0, 8.0, 0.5, key="forecast_own_rate", persist_state="session"
                )
                / 100
            )
    if shock:
        found["shock"] = (
            st.slider(
                _("Shock for all regions at once, ± % a year"),
                0,
                WIDEST_SHOCK,
                0,
                key="forecast_shock",
                persist_state="session",
                help=_(
                    "A jump in prices or a turn of national policy hits every region at once and does not average "
                    "out. The limits widen by it; how often such limits would have held stands beside the chart."
                ),
            )
            / 100
        )
        swing = answers.yearly_swing(indicator)
        if swing == swing:
            st.caption(_("The national figure has swung by ± {swing} a year.", swing=language.percent(swing)))
    return found

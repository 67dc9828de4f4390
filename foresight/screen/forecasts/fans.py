"""The first thing on the page: one series with its fan, and beside it what the forecast stands on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts.amounts import ReadableUnit, readable_unit
from foresight.charts.forecasts import ROOM_ABOVE, fan_chart, largest_shown
from foresight.forecasting.from_figures import FiguresForecast
from foresight.i18n.language import Language
from foresight.screen.forecasts import answers, sentences
from foresight.screen.forecasts.answers import View
from foresight.screen.forecasts.kept import adjusted_rows
from foresight.screen.language import text as _


def unit_of(view: View, found: FiguresForecast, largest: float, language: Language) -> ReadableUnit:
    """Return the unit of an axis whose largest value is given."""
    constant = found.real and view.constant
    return readable_unit(largest, found.unit, language, prices_of=found.base_year if constant else None)


def fan(
    view: View,
    found: FiguresForecast,
    rows: pd.DataFrame,
    language: Language,
    *,
    beside: dict[str, pd.DataFrame] | None = None,
    height: int = 310,
) -> object:
    """Build the fan chart of one series."""
    history, shown = answers.history(view, found), found.found.chosen
    largest = max(
        largest_shown(history, rows, shown), *(float(line["value"].max()) for line in (beside or {}).values()), 0.0
    )
    return fan_chart(
        history,
        rows,
        unit_of(view, found, largest, language),
        language,
        shown=shown,
        beside=beside,
        naive_name=sentences.naive_name(found.real and not view.constant, language),
        height=height,
    )


def adjusted_line(view: View, found: FiguresForecast) -> pd.DataFrame | None:
    """Return the adjusted values of one series in the prices shown; None without an adjustment that still fits."""
    current = found.rows(constant=False)
    changed = adjusted_rows(view, current[current["unique_id"] == view.place], found.found.chosen)
    if changed is None:
        return None
    level = changed["ds"].map(found.levels) if view.constant else 1.0
    return pd.DataFrame({"ds": changed["ds"], "value": changed["adjusted"] / level})


def _cut_off(view: View, found: FiguresForecast, rows: pd.DataFrame, language: Language) -> str:
    """Say where the light band ends that the chart has no room for."""
    shown, highest = found.found.chosen, rows[f"{found.found.chosen}-hi-95"].max()
    if not highest > ROOM_ABOVE * largest_shown(answers.history(view, found), rows, shown):
        return ""
    return " " + _("The light band goes on up to {high}.", high=sentences.amount(highest, found.unit, language))


def draw_first(view: View, language: Language) -> FiguresForecast:
    """Draw headline, fan and explanation of one series."""
    found = answers.forecast(view)
    rows = answers.shown_rows(view, found)
    rows = rows[rows["unique_id"] == view.place]
    if rows.empty:
        st.info(
            _("There is no history from which {region} could be forecast.", region=language.region(view.place)),
            icon=":material/info:",
        )
        return found
    last = rows[rows["ds"] == view.horizon].iloc[0]
    st.subheader(sentences.capital(sentences.headline(view, last, found, language)), anchor=False)
    chart, facts = st.columns([1.9, 1], gap="medium")
    beside: dict[str, pd.DataFrame] = {}
    adjusted = adjusted_line(view, found)
    if adjusted is not None:
        beside[_("adjusted by people")] = adjusted
    if view.national and found.found.panel is not None and len(found.found.panel.ids) > 1:
        total = answers.sum_of_regions(view)
        beside[_("sum of the regions")] = pd.DataFrame({"ds": total["ds"], "value": total["median"]})
    with chart:
        answers.draw(
            ("fan", view),
            lambda: fan(view, found, rows, language, beside=beside),
            alt=_("Fan chart of the region: history, forecast and its limits"),
        )
        st.caption(
            _("Inner band: 8 futures in 10; outer band: 95 in 100. Ringed: a marked year; hollow: not used in the fit.")
            + answers.drawn(("cut_off", view), lambda: _cut_off(view, found, rows, language))
        )
    with facts:
        said = []
        if found.real:
            other = answers.shown_rows(view, found, constant=not view.constant)
            other = other[(other["unique_id"] == view.place) & (other["ds"] == view.horizon)].iloc[0]
            said.append(sentences.other_prices(view, other, found, language))
        said.append(sentences.coverage_sentence(found.found, answers.coverage(view), view.shock, language))
        said.append(sentences.weight_sentence(last, found.found, language))
        said.append(sentences.choice_sentence(found.found, language))
        said += sentences.notes_of(last, language)
        said += sentences.price_notes(found, language)
        sentences.list_small(said)
    return found

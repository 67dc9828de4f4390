"""Sections on the whole panel: all regions on one sheet, and the regions against the nation."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from foresight.charts.forecasts import SMALL_WIDTH, small_multiples
from foresight.forecasting.from_figures import FiguresForecast
from foresight.forecasting.hierarchy import agree_with_total
from foresight.i18n.language import Language
from foresight.regions.regions import NATION
from foresight.screen.elements import download_table
from foresight.screen.forecasts import answers, sentences
from foresight.screen.forecasts.answers import View
from foresight.screen.forecasts.fans import fan
from foresight.screen.language import text as _


def draw_regions(view: View, language: Language) -> None:
    """Draw all regions on one sheet, then the table."""
    found = answers.forecast(view, national=False)
    rows = answers.shown_rows(view, found)
    same_scale = st.toggle(_("One scale for all"), value=False, key="forecast_same_scale", persist_state="session")
    last = rows[rows["ds"] == view.horizon].set_index("unique_id")[found.found.chosen]
    order = [code for code in last.sort_values(ascending=False).index if code in found.found.ids]

    def build() -> dict[str, dict]:
        history = {code: answers.history(view, found, region=code) for code in order}
        made = small_multiples(
            history,
            rows,
            found.unit,
            language,
            shown=found.found.chosen,
            prices_of=found.base_year if found.real and view.constant else None,
            same_scale=same_scale,
        )
        return {code: answers.packed(spec) for code, spec in made.items()}

    asked = replace(view, place="")
    charts = answers.drawn(("small", asked, same_scale), build)
    with st.container(horizontal=True, gap="small", key="forecast_small_charts"):
        for code, spec in charts.items():
            st.vega_lite_chart(
                spec,
                width=SMALL_WIDTH,
                key=f"small-{code}",
                alt=_("Small fan chart of {region}", region=language.region(code)),
            )
    st.caption(_("Band: 8 futures in 10. Orange: a year that the fit leaves out."))
    table = answers.drawn(
        ("forecast_table", asked), lambda: sentences.forecast_table(rows, found, view.horizon, view.constant, language)
    )
    st.dataframe(
        table, hide_index=True, height="content", alt=_("Forecast of every region with its limits and remarks")
    )
    for sentence in sentences.problem_sentences(found.found, language):
        st.caption(f":material/info: {sentence}")
    download_forecast(view, found)


def download_forecast(view: View, found: FiguresForecast) -> None:
    """Offer the rows with the columns that forecasting tools expect."""
    rows = answers.shown_rows(view, found).drop(columns="notes")
    prices = f"-prices-{found.base_year}" if found.real and view.constant else ""
    download_table(
        rows, f"forecast-{view.indicator.replace(':', '-')}-{view.horizon}{prices}.csv", key="download_forecast"
    )


def draw_total(view: View, language: Language) -> None:
    """Draw the sum of the regions, the nation's own forecast, and an official total that the regions agree with."""
    found = answers.forecast(view, national=False)
    nation = answers.forecast(view, national=True)
    rows = answers.shown_rows(view, nation)
    total = answers.sum_of_regions(view)
    last, own = total.iloc[-1], rows[rows["ds"] == view.horizon].iloc[0]
    shown = nation.found.chosen
    st.markdown(
        _(
            "**The regions add up to {total} in {year}** (8 in 10: {low} – {high}). The nation's own series, which is "
            "longer, says {own} ({own_low} – {own_high}). The sum is what the simulation uses; limits do not add up, "
            "so the nation's are its own.",
            year=view.horizon,
            total=sentences.amount(last["median"], found.unit, language),
            low=sentences.amount(last["lo-80"], found.unit, language),
            high=sentences.amount(last["hi-80"], found.unit, language),
            own=sentences.amount(own[shown], found.unit, language),
            own_low=sentences.amount(own[f"{shown}-lo-80"], found.unit, language),
            own_high=sentences.amount(own[f"{shown}-hi-80"], found.unit, language),
        )
    )
    beside = {_("sum of the regions"): pd.DataFrame({"ds": total["ds"], "value": total["median"]})}
    national_view = replace(view, place=NATION)
    answers.draw(
        ("total", national_view),
        lambda: fan(national_view, nation, rows, language, beside=beside, height=260),
        alt=_("The nation's own forecast with the sum of the regions beside it"),
    )
    st.markdown(f"**{_('An official total')}**")
    year_choice, amount_choice, hint = st.columns([1, 1.6, 3], vertical_alignment="bottom")
    year = year_choice.selectbox(
        _("Year"), list(found.found.years), index=len(found.found.years) - 1, key="forecast_total_year"
    )
    given = amount_choice.number_input(
        _("Total of that year, bn ₸ in its own prices"), min_value=0, value=0, step=10, key="forecast_total"
    )
    hint.caption(
        _(
            "A budget law or an official forecast: the gap to the sum goes to the regions by how uncertain each is, "
            "so a small region never turns negative."
        )
    )
    if given <= 0:
        return
    agreed = agree_with_total(replace(found.found, rows=found.current), {int(year): given * 1e3})
    of_year = agreed.rows[agreed.rows["ds"] == year].sort_values("agreed", ascending=False)
    gap = agreed.gaps.iloc[0]
    st.write(
        _(
            "In prices of {year} the regions add up to {sum}; the total of {official} leaves a gap of {gap}.",
            year=year,
            sum=language.money(gap["regions"]),
            official=language.money(gap["official"]),
            gap=language.money(gap["gap"]),
        )
    )
    st.dataframe(
        pd.DataFrame(
            {
                _("Region"): [language.region(code) for code in of_year["unique_id"]],
                _("Forecast"): [language.money(value) for value in of_year["base"]],
                _("With the official total"): [language.money(value) for value in of_year["agreed"]],
                _("Part of the gap"): [language.percent(value, 1) for value in of_year["share_of_gap"]],
            }
        ),
        hide_index=True,
        alt=_("Forecast of every region before and after the official total"),
    )
    download_table(of_year, f"agreed-{view.indicator.replace(':', '-')}-{year}.csv", key="download_agreed")

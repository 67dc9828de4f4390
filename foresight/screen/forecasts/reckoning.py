"""The section on how we did: publish the forecast with its figures, and hold it against what came."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts.reckoning import reckoning_chart
from foresight.forecasting import from_figures
from foresight.forecasting.accountability import BudgetReckoning, Reckoning
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.screen import resources
from foresight.screen.elements import download_table, show_problem
from foresight.screen.forecasts import answers, kept, sentences
from foresight.screen.forecasts.answers import View
from foresight.screen.forecasts.judgement import draw_scored
from foresight.screen.language import text as _
from foresight.store import figures
from foresight.store.forecast_runs import ForecastRun

WINDOW, PUBLISHED = "publish_window", "publish_done"


def draw_reckoning(view: View, language: Language) -> None:
    """Offer to publish, and show how the last published forecast did."""
    runs = kept.published(view.indicator)
    runs = [one for one in runs if (one.method == kept.STATES) == view.states]
    if kept.may_plan():
        _publish(view)
    if not runs:
        st.info(
            _(
                "No forecast of this indicator has been published yet. Publish one now: when the figures of the next "
                "year are brought in, this page shows how it did, region by region."
            ),
            icon=":material/history:",
        )
        return
    come = [one for one in runs if kept.has_come(one)]
    names = kept.vintage_names(language)
    titles = {
        one.id: _(
            "{day}: until {year}, from the figures «{vintage}», {author}",
            day=language.date(one.made_on.date()),
            year=one.horizon,
            vintage=names.get(one.vintage, one.vintage),
            author=one.published_by or "–",
        )
        for one in runs
    }
    chosen = st.selectbox(
        _("Published forecast"),
        list(titles),
        index=runs.index(come[0]) if come else 0,
        format_func=titles.get,
        key="forecast_run",
    )
    run = next(one for one in runs if one.id == chosen)
    if run not in come:
        st.info(
            _("The figures in use do not reach the years of this forecast yet: nothing to hold it against."),
            icon=":material/hourglass_empty:",
        )
        return
    found = kept.reckoning_of(run)
    if isinstance(found, BudgetReckoning):
        _draw_budgets(run, found, language)
    else:
        _draw_panel(run, found, language)
    draw_scored(view.indicator, language)


def _publish(view: View) -> None:
    # Left open, a second press would publish the same forecast twice.
    if st.session_state.pop(PUBLISHED, False):
        st.session_state[WINDOW] = False
    with st.popover(_("Publish this forecast"), icon=":material/publish:", key=WINDOW, on_change="rerun"):
        st.caption(
            _(
                "Kept as it stands, all regions and the nation, with the set of figures, prices, breaks and "
                "adjustments it stands on. It cannot be changed afterwards."
            )
        )
        author = st.text_input(_("Your name"), kept.reader_name(), max_chars=200, key="publish_author")
        if st.button(_("Publish"), type="primary", key="publish"):
            try:
                kept.publish(view, author)
            except Problem as problem:
                show_problem(problem)
                return
            st.session_state[PUBLISHED] = True
            st.toast(_("Published."), icon=":material/check:")
            st.rerun()


def _draw_panel(run: ForecastRun, found: Reckoning, language: Language) -> None:
    years = sorted(int(year) for year in found.rows["ds"].unique())
    year = years[-1]
    if len(years) > 1:
        year = st.segmented_control(_("Year"), years, default=year, required=True, key="reckoned_year")
    rows = found.rows[found.rows["ds"] == year]
    naive = sentences.naive_name(bool(run.choices.get("index")), language)
    closer = int((rows["percentage_error"] < rows["naive_percentage_error"]).sum())
    st.markdown(
        _(
            "**{year}: {inside80} of {count} inside the 80 % limits, {inside95} inside the 95 % limits.** "
            "Error {error} %, “{naive_name}” {naive} %; closer than it in {closer} regions.",
            naive_name=naive,
            year=year,
            count=len(rows),
            inside80=int(rows["inside80"].sum()),
            inside95=int(rows["inside95"].sum()),
            error=language.number(rows["percentage_error"].mean(), 1),
            naive=language.number(rows["naive_percentage_error"].mean(), 1),
            closer=closer,
        )
    )
    answers.draw(
        ("reckoning", run.id, int(year), figures.current_vintage(resources.database())),
        lambda: reckoning_chart(rows, language),
        alt=_("What came against the published forecast and its limits, region by region"),
    )
    st.caption(
        _(
            "Thick bar: 80 % limits; thin bar: 95 %; upright line: {naive_name}; sign: what came. 0 is the forecast.",
            naive_name=naive,
        )
    )
    unit = from_figures.unit_of(resources.observations(), run.indicator)
    with st.expander(_("Region by region"), icon=":material/table:"):
        st.dataframe(
            pd.DataFrame(
                {
                    _("Region"): [language.region(code) for code in rows["unique_id"]],
                    _("What came"): [sentences.amount(value, unit, language) for value in rows["actual"]],
                    _("Forecast"): [sentences.amount(value, unit, language) for value in rows["forecast"]],
                    sentences.capital(naive): [sentences.amount(value, unit, language) for value in rows["naive"]],
                    _("Place"): [language.label("forecast_place", code) for code in rows["place"]],
                    _("Error, %"): [language.number(value, 1) for value in rows["percentage_error"]],
                }
            ),
            hide_index=True,
            alt=_("What came, the forecast and the error of every region"),
        )
        download_table(found.rows, f"reckoning-{run.indicator.replace(':', '-')}.csv", key="download_reckoning")


def _draw_budgets(run: ForecastRun, found: BudgetReckoning, language: Language) -> None:
    known = found.rows[found.rows["came"] != "unknown"]
    st.markdown(
        _(
            "**The chances were off by {brier} on average (squared); “as last year” by {same}.** Of {count} amounts "
            "{inside80} lay inside the 80 % limits. {unknown} dashes may hide money and are not counted.",
            brier=language.number(found.brier, 2),
            same=language.number(found.brier_same_state, 2),
            count=int((found.rows["came"] == "funded").sum()),
            inside80=language.percent(found.coverage80),
            unknown=found.unknown,
        )
    )
    st.dataframe(
        pd.DataFrame(
            {
                _("Region"): [language.region(code) for code in known["unique_id"]],
                _("Year"): known["ds"].tolist(),
                _("Chance that was told"): [language.chance(value) for value in known["funded_probability"]],
                _("What came"): [
                    language.money(row.actual) if row.came == "funded" else language.label("budget_state", row.came)
                    for row in known.itertuples()
                ],
                _("Amount if funded"): [language.money(value) for value in known["amount"]],
                _("Place"): [language.label("forecast_place", code) if code else "–" for code in known["place"]],
            }
        ),
        hide_index=True,
        alt=_("Chances and amounts of local budgets held against what came"),
    )
    download_table(found.rows, f"reckoning-{run.indicator}.csv", key="download_reckoning")

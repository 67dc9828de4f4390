"""The card of a region on the page: what it spends, where that goes, what it asked for and what came of it."""

from __future__ import annotations

import datetime as dt

import altair as alt
import pandas as pd
import streamlit as st

from foresight import chain
from foresight.charts.forecasts import fan_chart
from foresight.charts.statistics import years_of_regions
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.reports.region_card import (
    figures_table,
    initiatives_table,
    moves_table,
    partner_line,
    priorities_heading,
    priorities_table,
    region_card,
    revised_table,
    sessions_table,
)
from foresight.reports.region_facts import RegionFacts, region_facts
from foresight.screen import region_index, resources
from foresight.screen.forecasting import forecast_sentence, history_of
from foresight.screen.language import text as _
from foresight.store import figures

HORIZON = chain.LAST_TARGET_YEAR
SPENDING = chain.RD_EXPENDITURE


@st.cache_resource(max_entries=60, show_spinner=False)
def _facts(region: str, language: str, key: tuple) -> RegionFacts:
    with resources.database().snapshot() as moment:
        return region_facts(moment, region, resources.observations(), language)


def facts_of(region: str, language: Language) -> RegionFacts:
    """Return what is known of a region; gathered anew after every change of the store."""
    return _facts(region, language.code, (resources.figures_key(), *resources.version("")))


def sentences(region: str, language: Language) -> list[str]:
    """Say what is expected of a region: spending, its local budget, its place in the index."""
    return [*_spending(region, language), *_budget(region, language), *_place(region, language)]


def _spending(region: str, language: Language) -> list[str]:
    found = resources.forecast(SPENDING, HORIZON)
    rows = found.rows[found.rows["unique_id"] == region]
    if rows.empty:
        return [language.text("There is no forecast of R&D expenditure: the series is too short.")]
    unit = resources.unit_of(SPENDING)
    told = forecast_sentence(rows, found.chosen, region, HORIZON, unit, language)
    return [language.text("R&D expenditure. {sentence}.", sentence=told)]


def _budget(region: str, language: Language) -> list[str]:
    summary = resources.local_budget_model(HORIZON).summary()
    row = summary[(summary["unique_id"] == region) & (summary["ds"] == HORIZON)]
    if row.empty:
        return []
    return [
        language.text(
            "Local R&D budget in {year}: {chance} to be funded; if funded, about {amount}.",
            year=HORIZON,
            chance=language.chance(row["funded_probability"].iloc[0]),
            amount=language.money(row["amount"].iloc[0]),
        )
    ]


def _place(region: str, language: Language) -> list[str]:
    try:
        choices = region_index.IndexChoices(region_index.index_years()[0])
        frame = region_index.rank_frame(region_index.computed(choices)[1], region_index.varied(choices))
    except (Problem, IndexError):
        return []
    row = frame[frame["region"] == region].iloc[0]
    if pd.isna(row["rank"]):
        return [language.text("Index of scientific potential: no value of this region.")]
    return [
        language.text(
            "Index of scientific potential {year}: rank {rank}, between {low} and {high} in 9 variations of 10.",
            year=choices.year,
            rank=int(row["rank"]),
            low=int(row["low"]),
            high=int(row["high"]),
        )
    ]


def spending_chart(region: str, language: Language) -> alt.TopLevelMixin:
    """Draw the region's spending with its forecast; without one the history alone."""
    frame, unit = resources.observations(), language.label("unit", resources.unit_of(SPENDING))
    found = resources.forecast(SPENDING, HORIZON)
    rows = found.rows[found.rows["unique_id"] == region]
    if rows.empty:
        own = frame[(frame["indicator"] == SPENDING) & (frame["region"] == region)]
        return years_of_regions(own, unit, language)
    history = history_of(frame, SPENDING, region, resources.excluded_years(SPENDING, region))
    return fan_chart(history, rows, unit, language, shown=found.chosen)


def draw_card(region: str, language: Language) -> None:
    """Draw the whole card under the map."""
    facts = facts_of(region, language)
    head, download = st.columns([3, 1], vertical_alignment="bottom")
    head.subheader(language.region(region), anchor=False)
    download.download_button(
        _("Card as PDF"),
        data=lambda: pdf_of(region, language),
        file_name=f"region-{region}.pdf",
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        on_click="ignore",
        key="region_pdf",
        width="stretch",
    )
    told = sentences(region, language)
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        st.altair_chart(
            spending_chart(region, language),
            alt=_("R&D expenditure of the region with its forecast"),
            key="region_spending",
        )
        st.caption(_("Dark band: 8 futures in 10; light band: 95 in 100; dashed line: same as last year."))
    with right:
        for sentence in told:
            st.write(sentence)
        _draw_work(facts, language)
    st.markdown(f"**{_('Figures')}**")
    st.dataframe(figures_table(facts, language), hide_index=True, alt=_("Last figures of the region"))
    changed, moved = revised_table(facts, language), moves_table(facts, language)
    with st.expander(_("What changed"), icon=":material/history:", expanded=bool(len(changed))):
        if len(changed):
            st.caption(_("Figures that the last file changed"))
            st.dataframe(changed, hide_index=True, alt=_("Figures of the region that changed"))
        if len(moved):
            st.caption(_("Latest moves of initiatives"))
            st.dataframe(moved, hide_index=True, alt=_("Moves of initiatives"))
        if not len(changed) and not len(moved):
            st.write(_("Nothing yet: no file of figures was brought in, and no initiative has moved."))


def _draw_work(facts: RegionFacts, language: Language) -> None:
    """Draw what the region asked for and what came of it."""
    if len(facts.priorities):
        st.markdown(f"**{priorities_heading(facts, language)}**")
        st.dataframe(
            priorities_table(facts, language), hide_index=True, alt=_("Priorities of the region"), height="auto"
        )
    begun = initiatives_table(facts, language)
    if len(begun):
        st.markdown(f"**{_('Initiatives and specifications')}**")
        st.dataframe(begun, hide_index=True, alt=_("Initiatives of the region"))
    if facts.partners:
        st.markdown(f"**{_('Partners')}**")
        st.text(partner_line(facts))
    held = sessions_table(facts, language)
    if len(held):
        st.markdown(f"**{_('Sessions')}**")
        st.dataframe(held, hide_index=True, alt=_("Sessions of the region"))
    else:
        st.info(_("No session was held here yet."), icon=":material/groups:")
        st.page_link("sessions.py", label=_("Start a session"), icon=":material/add:")


def pdf_of(region: str, language: Language) -> bytes:
    """Set the card as PDF."""
    from foresight.reports.pdf import to_pdf

    facts = facts_of(region, language)
    chart = spending_chart(region, language)
    caption = language.text("R&D expenditure and its forecast")
    told = language.text("R&D expenditure of the region with its forecast")
    document = region_card(
        facts,
        language,
        dt.date.today(),
        figures.current_vintage(resources.database()),
        sentences(region, language),
        [(chart, caption, told)],
    )
    return to_pdf(document)

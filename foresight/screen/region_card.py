"""The card of a region on the page: what it spends, where that goes, what it asked for and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import altair as alt
import pandas as pd
import streamlit as st

from foresight.charts.amounts import readable_unit
from foresight.charts.forecasts import fan_chart, largest_shown
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
from foresight.screen.forecasts import answers
from foresight.screen.forecasts.sentences import capital, headline
from foresight.screen.language import text as _
from foresight.screen.region_map import Picture

HORIZON = 2030
SPENDING = "rd_expenditure"


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
    view = answers.View(SPENDING, region, HORIZON)
    found = answers.forecast(view)
    rows = answers.shown_rows(view, found)
    last = rows[(rows["unique_id"] == region) & (rows["ds"] == HORIZON)]
    if last.empty:
        return [language.text("There is no forecast of R&D expenditure: the series is too short.")]
    sentence = headline(view, last.iloc[0], found, language)
    return [language.text("R&D expenditure. {sentence}.", sentence=capital(sentence))]


def _budget(region: str, language: Language) -> list[str]:
    summary = answers.local_budgets(HORIZON).summary()
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
    place = region_index.place_sentence(row, language)
    return [language.text("Index of scientific potential, {year}. {place}", year=choices.year, place=place)]


def spending_chart(region: str, language: Language) -> alt.TopLevelMixin:
    """Draw the region's spending with its forecast; without one the history alone."""
    view = answers.View(SPENDING, region, HORIZON)
    found = answers.forecast(view)
    rows = answers.shown_rows(view, found)
    rows, history = rows[rows["unique_id"] == region], answers.history(view, found)
    if rows.empty:
        own = resources.observations().query("indicator == @SPENDING and region == @region")
        return years_of_regions(own, language.label("unit", found.unit), language)
    unit = readable_unit(largest_shown(history, rows, found.found.chosen), found.unit, language)
    return fan_chart(history, rows, unit, language, shown=found.found.chosen, height=270)


def draw_card(region: str, language: Language, map_of: Callable[[], Picture] | None = None) -> None:
    """Draw the whole card under the map; its PDF shows the map as it stands."""
    facts = facts_of(region, language)
    head, download = st.columns([3, 1], vertical_alignment="bottom")
    head.subheader(language.region(region), anchor=False)
    download.download_button(
        _("Card as PDF"),
        data=lambda: pdf_of(region, language, map_of),
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
        answers.draw(
            ("region card", region),
            lambda: spending_chart(region, language),
            alt=_("R&D expenditure of the region with its forecast"),
        )
        st.caption(_("Inner band: 8 futures in 10; outer band: 95 in 100; dashed line: same as last year."))
    with right:
        for sentence in told:
            st.write(sentence)
        _draw_sessions(facts, language)
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


def _draw_sessions(facts: RegionFacts, language: Language) -> None:
    held = sessions_table(facts, language)
    if len(held):
        st.markdown(f"**{_('Sessions')}**")
        st.dataframe(held, hide_index=True, alt=_("Sessions of the region"))
    else:
        st.info(_("No session was held here yet."), icon=":material/groups:")
        st.page_link("sessions.py", label=_("Start a session"), icon=":material/add:")


def _draw_work(facts: RegionFacts, language: Language) -> None:
    """Draw what the region asked for and what came of it."""
    begun, priorities = initiatives_table(facts, language), priorities_table(facts, language)
    if not len(begun) and not len(priorities):
        return
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{priorities_heading(facts, language)}**")
        if len(priorities):
            st.dataframe(priorities, hide_index=True, alt=_("Priorities of the region"))
        else:
            st.write(_("No session has results yet."))
    with right:
        st.markdown(f"**{_('Initiatives and specifications')}**")
        if len(begun):
            st.dataframe(begun, hide_index=True, alt=_("Initiatives of the region"))
        else:
            st.write(_("None has begun yet."))
        if facts.partners:
            st.markdown(f"**{_('Partners')}**")
            # Names are people's texts: never as Markdown.
            st.text(partner_line(facts))


def pdf_of(region: str, language: Language, map_of: Callable[[], Picture] | None = None) -> bytes:
    """Set the card as PDF, with the map where one is given."""
    from foresight.reports.pdf import to_pdf

    facts = facts_of(region, language)
    chart = spending_chart(region, language)
    caption = language.text("R&D expenditure and its forecast")
    told = language.text("R&D expenditure of the region with its forecast")
    document = region_card(
        facts,
        language,
        dt.date.today(),
        resources.vintage(),
        sentences(region, language),
        [*([map_of()] if map_of else []), (chart, caption, told)],
    )
    return to_pdf(document)

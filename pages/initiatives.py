"""From need to specification to contract to result: the registry along the Concept's eight steps.

What is entered here is what the targets count; board, table and timeline show the same initiatives.
"""

import datetime as dt

import streamlit as st

from foresight.i18n.language import extracted
from foresight.problems import Problem
from foresight.regions.regions import REGIONS
from foresight.reports.drafts import initiative_from
from foresight.screen import initiatives as registry
from foresight.screen import resources
from foresight.screen.address import choose_section, linked
from foresight.screen.elements import page_head, show_problem
from foresight.screen.follow_up import board, card, exchange, recommendations, specifications
from foresight.screen.language import current, plural
from foresight.screen.language import text as _
from foresight.store import initiatives
from foresight.store import specifications as stored

VIEWS = {
    "board": extracted("Board"),
    "table": extracted("Table"),
    "timeline": extracted("Timeline"),
    "specifications": extracted("Specifications"),
    "recommendations": extracted("Recommendations"),
    "files": extracted("Import and export"),
}

language = current()
database = resources.database()
today = dt.date.today()
year = min(max(today.year, 2026), 2030)
rows = registry.everything(today)
active = sum(one.initiative.state == "active" for one in rows)
page_head(
    plural(
        "{count} initiative, {active} under way", "{count} initiatives, {active} under way", len(rows), active=active
    )
    if rows
    else _("No initiative yet: the first one comes from a need"),
    _("From need to specification to contract to result, along the eight steps of the Concept."),
)


def enter_initiative() -> None:
    """Enter the initiative that the form describes and open it."""
    state = st.session_state
    try:
        if state.new_source:
            made = initiative_from(database, state.new_source, owner=state.new_owner)
        else:
            made = initiatives.create_initiative(
                database,
                title=state.new_title,
                region=state.new_region,
                instrument=state.new_instrument,
                owner=state.new_owner,
                step="council",
            )
        board.open_card(made.id)
    except Problem as problem:
        state.initiative_problem = problem


st.caption(_("What the targets of {year} count of it", year=year))
with st.container(horizontal=True):
    for name, value, wanted in registry.counted(year, language):
        st.metric(name, value, wanted, delta_color="off", delta_arrow="off", width="content")

if "initiative_view_wanted" in st.session_state:
    st.session_state["initiative_view"] = st.session_state.pop("initiative_view_wanted")
view = choose_section(_("View"), {code: _(name) for code, name in VIEWS.items()}, "initiative_view", "board")

try:
    if view in ("board", "table", "timeline"):
        with st.expander(_("Enter an initiative"), icon=":material/add:"), st.form("new_initiative"):
            drafts = {one.id: one for one in stored.list_specifications(database)}
            st.selectbox(
                _("From the technical specification"),
                [None, *drafts],
                format_func=lambda code: _("none: enter it by hand") if code is None else drafts[code].title,
                key="new_source",
            )
            st.text_input(_("Title, if entered by hand"), max_chars=500, key="new_title")
            first, second, third = st.columns(3)
            first.selectbox(_("Region"), list(REGIONS), format_func=language.region, key="new_region")
            second.selectbox(
                _("Instrument"),
                ["grant", "programme"],
                format_func=lambda code: language.label("instrument", code),
                key="new_instrument",
            )
            third.text_input(_("Who answers for it"), max_chars=500, key="new_owner")
            st.form_submit_button(_("Enter"), icon=":material/add:", type="primary", on_click=enter_initiative)
        if "initiative_problem" in st.session_state:
            show_problem(st.session_state.pop("initiative_problem"))
        if not rows:
            st.info(
                _("Draft a specification from a need of a session, then enter it here as an initiative."),
                icon=":material/info:",
            )
        elif view == "board":
            board.board(rows)
        elif view == "table":
            board.table(rows)
        else:
            board.timeline(rows, today)
        known = {one.initiative.id: one for one in rows}
        if known:
            linked(board.CHOSEN, known)
            st.divider()
            chosen = st.selectbox(
                _("Initiative"),
                list(known),
                format_func=lambda code: (
                    f"{known[code].initiative.title} · {language.region(known[code].initiative.region, short=True)}"
                ),
                key=board.CHOSEN,
            )
            card.card(known[chosen], today)
    elif view == "specifications":
        with st.expander(_("Draft a specification from a need"), icon=":material/note_add:", expanded=True):
            specifications.need_chooser()
        specifications.editor(today)
    elif view == "recommendations":
        with st.expander(_("Draft a recommendation"), icon=":material/note_add:"):
            recommendations.new_recommendation()
        recommendations.editor(today)
    else:
        exchange.exchange()
except Problem as problem:
    show_problem(problem)

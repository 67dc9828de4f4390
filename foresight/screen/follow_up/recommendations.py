"""Recommendations on the scientific potential of regions: written, issued, and what became of them."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from foresight.problems import Problem
from foresight.regions.regions import REGIONS
from foresight.screen import resources, session_ratings
from foresight.screen.address import linked
from foresight.screen.elements import show_problem
from foresight.screen.follow_up import drafted
from foresight.screen.follow_up.drafted import RECOMMENDATION
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.store import recommendations, sessions


def new_recommendation() -> None:
    """Draw the form that starts a recommendation."""
    language, database = current(), resources.database()
    known = {one.id: one for one in sessions.list_sessions(database)}
    with st.form("new_recommendation", clear_on_submit=True):
        title = st.text_input(_("What is recommended, in a line"), max_chars=500, key="recommendation_title")
        first, second, third = st.columns(3)
        region = first.selectbox(
            _("Region"), ["KZ", *REGIONS], format_func=language.region, key="recommendation_region"
        )
        addressee = second.text_input(_("To"), max_chars=500, key="recommendation_addressee")
        session = third.selectbox(
            _("From the session"),
            [None, *known],
            format_func=lambda code: _("none") if code is None else session_ratings.session_line(known[code], language),
            key="recommendation_session",
        )
        if st.form_submit_button(_("Draft the recommendation"), icon=":material/note_add:"):
            try:
                made = recommendations.create_recommendation(
                    database,
                    title=title,
                    region=region,
                    addressee=addressee,
                    session=session,
                    content={"texts": {language.code: {"title": title}}},
                )
                st.session_state["recommendation"] = made.id
                st.rerun()
            except Problem as problem:
                show_problem(problem)


def editor(today: dt.date) -> None:
    """Draw one recommendation: texts by language, state, and the way to its document."""
    language, database = current(), resources.database()
    known = {one.id: one for one in recommendations.list_recommendations(database)}
    if not known:
        st.info(_("There is no recommendation yet: draft one above."), icon=":material/info:")
        return
    linked("recommendation", known)
    chosen = st.selectbox(
        _("Recommendation"),
        list(known),
        format_func=lambda code: f"{known[code].title} · {language.label('recommendation_state', known[code].state)}",
        key="recommendation",
    )
    found = known[chosen]
    drafted.texts_form(RECOMMENDATION, found)
    drafted.state_form(RECOMMENDATION, found, today)
    drafted.document_link(RECOMMENDATION, found)

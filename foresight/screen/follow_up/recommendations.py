"""Recommendations on the scientific potential of regions: written, issued, and what became of them."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from foresight.i18n.language import LANGUAGES
from foresight.problems import Problem
from foresight.regions.regions import REGIONS
from foresight.reports.recommendation import RECOMMENDATION_SECTIONS
from foresight.reports.written import LISTS
from foresight.screen import resources, session_ratings
from foresight.screen.address import linked
from foresight.screen.elements import show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.store import recommendations, sessions
from foresight.store.recommendations import STATES, Recommendation


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
    _texts(found)
    with st.form(f"recommendation-state-{found.id}"):
        first, second = st.columns(2)
        state = first.selectbox(
            _("State"),
            STATES,
            index=STATES.index(found.state),
            format_func=lambda code: language.label("recommendation_state", code),
            key=f"recommendation-state-choice-{found.id}",
        )
        day = second.date_input(_("Day"), value=today, format="DD.MM.YYYY", key=f"recommendation-day-{found.id}")
        if st.form_submit_button(_("Move"), icon=":material/arrow_forward:"):
            recommendations.set_state(database, found.id, state, happened_on=day)
            st.rerun()
    st.caption(_("“Issued” is what the target counts, in the year of that day."))
    st.page_link(
        "documents.py",
        label=_("Open it as a document"),
        icon=":material/picture_as_pdf:",
        query_params={"document": "recommendation", "subject": found.id},
    )


def _texts(found: Recommendation) -> None:
    code = st.segmented_control(
        _("Language of the text"),
        list(LANGUAGES),
        default=current().code,
        format_func=LANGUAGES.get,
        key=f"recommendation-language-{found.id}",
        required=True,
    )
    stored = found.content.get("texts") if isinstance(found.content.get("texts"), dict) else {}
    own = stored.get(code) if isinstance(stored.get(code), dict) else {}
    with st.form(f"recommendation-texts-{found.id}-{code}"):
        typed = {
            "title": st.text_input(
                _("Title"),
                value=str(own.get("title") or (found.title if not stored else "")),
                max_chars=500,
                key=f"recommendation-text-title-{found.id}-{code}",
            )
        }
        for name in RECOMMENDATION_SECTIONS:
            value = own.get(name) or ""
            typed[name] = st.text_area(
                current().label("written_section", name),
                value="\n".join(value) if isinstance(value, list) else str(value),
                max_chars=6000,
                height=90,
                help=_("One line an entry") if name in LISTS else None,
                key=f"recommendation-text-{name}-{found.id}-{code}",
            )
        if st.form_submit_button(_("Keep the texts"), icon=":material/save:"):
            lines = {
                name: [line.strip() for line in text.splitlines() if line.strip()] if name in LISTS else text.strip()
                for name, text in typed.items()
            }
            texts = {**stored, code: {name: value for name, value in lines.items() if value}}
            try:
                recommendations.change_recommendation(
                    resources.database(), found.id, content={**found.content, "texts": texts}
                )
                st.rerun()
            except Problem as problem:
                show_problem(problem)

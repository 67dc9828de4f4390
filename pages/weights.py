"""How much each criterion counts: as set, as the room weighed, and as each group judges, side by side."""

import streamlit as st

from foresight.problems import Problem
from foresight.screen import criteria_weights, resources, session_ratings, weights
from foresight.screen.address import choose_section, choose_session
from foresight.screen.elements import page_head, show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.store import sessions

language = current()
database = resources.database()
page_head(
    _("Weights of the criteria"),
    _("How much each criterion counts: as the method was set, as the room weighed, and as each group judges."),
)

known = {one.id: one for one in sessions.list_sessions(database)}
if not known:
    st.info(_("There is no session yet. Start one on the page of sessions."), icon=":material/info:")
    st.stop()

lines = criteria_weights.different({code: session_ratings.session_line(one, language) for code, one in known.items()})
chosen = choose_session(lines)

try:
    session = known[chosen]
    weights.keep_entered(session)
    criteria = criteria_weights.criteria_of(criteria_weights.method_of(session), language)
    sections = {
        "compare": _("Side by side"),
        "direct": _("Points to distribute"),
        "swing": _("Swing"),
        "pairwise": _("Pairs (AHP)"),
    }
    section = choose_section(_("Section"), sections, "section", "compare")
    if section == "compare":
        weights.draw_comparison(session, criteria, language)
    elif section == "pairwise":
        weights.draw_pairs(session, criteria, language)
    else:
        weights.draw_points(session, section, criteria, language)
    st.page_link("results.py", label=_("Results with these weights"), icon=":material/leaderboard:")
except Problem as problem:
    show_problem(problem)

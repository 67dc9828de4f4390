"""What we agreed on, how firmly, who disagrees, what we do next.

Ranks come with the interval they would have in other panels; agreement and stability are two answers, by group and
together; where the methods disagree about the winner, the page says so.
"""

import streamlit as st

from foresight.problems import Problem
from foresight.screen import criteria_weights, resources, session_ratings
from foresight.screen.address import choose_section, choose_session
from foresight.screen.elements import page_head, show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.screen.results import ranking, reading, words
from foresight.screen.results.sections import SECTIONS
from foresight.store import sessions

FIRST = 10

language = current()
database = resources.database()
page_head(_("Results"), _("What the session agreed on, how firmly, who disagrees, and what comes next."))

known = {one.id: one for one in sessions.list_sessions(database)}
if not known:
    st.info(_("There is no session yet. Start one on the page of sessions."), icon=":material/info:")
    st.stop()

left, middle, right = st.columns([2.3, 1.7, 1.7], vertical_alignment="bottom")
lines = criteria_weights.different({code: session_ratings.session_line(one, language) for code, one in known.items()})
with left:
    chosen = choose_session(lines)

try:
    sources = criteria_weights.sources(chosen)
    source = middle.selectbox(
        _("Weights of the criteria"),
        sources,
        format_func=lambda code: language.label("weights_source", code),
        key=f"results_weights-{chosen}",
    )
    aggregation = right.segmented_control(
        _("Who counts the same"),
        ["group_equal", "person_equal"],
        default="group_equal",
        format_func=lambda code: language.label("aggregation", code),
        key="results_aggregation",
        required=True,
    )
    shown = reading.read(known[chosen], aggregation, source, language)
    if shown is None:
        st.info(
            _("Nothing can be shown yet: no round of this session is over, or nobody has answered."),
            icon=":material/visibility_off:",
        )
        st.stop()
    count = len(shown.found.needs)
    first = FIRST if count > FIRST else None
    head, more = st.columns([4, 1.3], vertical_alignment="center") if first else (st, st)
    head.subheader(words.headline(shown), anchor=False)
    if first and more.toggle(_("All {count} needs", count=count), key="results_all"):
        first = None
    with st.container(gap="xsmall"):
        for icon, sentence in words.answers(shown):
            st.markdown(f":material/{icon}: {sentence}")
    if source != sources[0]:
        st.badge(
            _("The protocol uses other weights: {source}", source=language.label("weights_source", sources[0])),
            icon=":material/balance:",
            color="orange",
        )
    warnings, remarks = words.remarks(shown)
    for sentence in warnings:
        st.warning(sentence, icon=":material/warning:")
    names = {code: language.label("result_section", code) for code in SECTIONS}
    section = choose_section(_("Section"), names, "section", "ranking")
    if section == "ranking":
        ranking.chart(shown, first)
        if remarks:
            with st.expander(_("Good to know"), icon=":material/info:"):
                for sentence in remarks:
                    st.markdown(f"- {sentence}")
    SECTIONS[section](shown, first)
    st.page_link("sessions.py", label=_("Turn the best into technical specifications"), icon=":material/description:")
except Problem as problem:
    show_problem(problem)

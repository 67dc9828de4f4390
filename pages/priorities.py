"""Needs shared by regions, moves since last time, what regions ask for more than others, and the national picture."""

import streamlit as st

from foresight.problems import Problem
from foresight.screen.across import moves, national, reading, shared, speciality
from foresight.screen.address import choose_section
from foresight.screen.elements import page_head, show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _

SECTIONS = {"shared": shared.draw, "national": national.draw, "moves": moves.draw, "speciality": speciality.draw}

language = current()
page_head(
    _("Priorities across regions"),
    _("One project instead of seven: needs shared by regions, moves since last time, and the national picture."),
)

try:
    held = reading.held()
    real = [one for one in held if not reading.invented(one.id)]
    left, middle, right = st.columns([1, 2, 2], vertical_alignment="bottom")
    years = sorted({one.held_on.year for one in held}, reverse=True)
    year = left.selectbox(
        _("Up to the year"), years, key="across_year", disabled=not years, placeholder=_("no session yet")
    )
    aggregation = middle.segmented_control(
        _("Who counts the same"),
        ["group_equal", "person_equal"],
        default="group_equal",
        format_func=lambda code: language.label("aggregation", code),
        key="across_aggregation",
        required=True,
    )
    with_invented = len(real) < len(held) and right.toggle(
        _("Invented demonstrations too"), value=not real, key="across_invented"
    )
    chosen = [one for one in (held if with_invented else real) if year is None or one.held_on.year <= year]
    across = reading.read(chosen, aggregation, language)
    if across.needs.empty:
        st.info(
            _("No region has a ranked session yet. Hold one, or load the demonstration on the page Console."),
            icon=":material/info:",
        )
        st.stop()
    found = reading.matched(reading.latest_of_regions(across))
    st.subheader(shared.headline(shared.groups(found), language), anchor=False)
    st.caption(
        language.plural("{count} session", "{count} sessions", len(across.sizes))
        + " · "
        + language.plural("{count} region", "{count} regions", across.needs["region"].nunique())
        + " · "
        + language.plural("{count} need", "{count} needs", len(across.needs))
    )
    SECTIONS[choose_section(_("Section"), language.labels("across"), "section", "shared")](across)
except Problem as problem:
    show_problem(problem)

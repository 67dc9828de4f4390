"""Every session by region and year; start one, enter needs and ballots, rank, and turn the best into specifications.

What is called here is what the simulation's pipeline and the count of the target are made of.
"""

import datetime as dt

import streamlit as st

from foresight.charts.sessions import ranked_needs
from foresight.problems import Problem
from foresight.regions.regions import REGIONS
from foresight.screen import resources, session_ratings
from foresight.screen.address import choose_session
from foresight.screen.elements import page_head, show_problem
from foresight.screen.language import current, plural
from foresight.screen.language import text as _
from foresight.screen.room.choice import say_whose_sessions
from foresight.sessions.needs import AREAS
from foresight.sessions.templates import templates
from foresight.store import live_start, sessions, specifications
from foresight.store.live_session import is_live

language = current()
database = resources.database()
page_head(
    _("Foresight sessions"),
    _("What regions need from science: collect it, rate it by group, and turn the best into specifications."),
)


def start_session() -> None:
    """Create the session that the form describes and open it."""
    state = st.session_state
    chosen = templates()[state.new_template]
    try:
        made = sessions.create_session(
            database,
            title=state.new_title,
            region=state.new_region,
            held_on=state.new_day,
            method=chosen.method.as_dict(),
        )
        state.session = made.id
    except Problem as problem:
        state.session_problem = problem


with st.expander(_("Start a session"), icon=":material/add:", expanded=not sessions.list_sessions(database)):
    with st.form("new_session"):
        st.text_input(
            _("Title"), key="new_title", max_chars=200, placeholder=_("What does the region need from science?")
        )
        first, second, third = st.columns(3)
        first.selectbox(_("Region"), list(REGIONS), format_func=language.region, key="new_region")
        second.date_input(_("Day"), value=dt.date.today(), key="new_day", format="DD.MM.YYYY")
        third.selectbox(
            _("Template"),
            list(templates()),
            format_func=lambda code: templates()[code].name(language.code),
            key="new_template",
        )
        st.form_submit_button(_("Start"), icon=":material/play_arrow:", type="primary", on_click=start_session)
if "session_problem" in st.session_state:
    show_problem(st.session_state.pop("session_problem"))

known = {one.id: one for one in sessions.list_sessions(database)}
say_whose_sessions()
if not known:
    st.info(
        _("There is no session yet: start one above. Its needs and ballots can be entered here by hand."),
        icon=":material/info:",
    )
    st.stop()

chosen = choose_session({code: session_ratings.session_line(one, language) for code, one in known.items()})
session = known[chosen]
criteria = session_ratings.criteria_of(session, language)
needs = sessions.list_needs(database, session.id, statuses=session_ratings.RATED)
closed = session.stage == "closed"
live = is_live(database, session.id)
counts = sessions.response_counts(database, session.id)
st.caption(
    " · ".join(
        [
            plural("{count} need", "{count} needs", len(needs)),
            plural("{count} ballot", "{count} ballots", int(counts["raters"].sum()) if len(counts) else 0),
            language.label("stage", session.stage, round=session.round),
        ]
    )
)

if not live and not closed and counts.empty:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_("Hold it live, with phones"), icon=":material/smartphone:"):
            live_start.go_live(database, session.id)
            st.switch_page("console.py")
        st.caption(_("Or type in below what was collected and rated on paper."), width="content")

collect, rate, decide = st.tabs(
    [_("1. Needs"), _("2. Ratings"), _("3. Ranking and specifications")], key="session_step"
)

with collect:
    # The list keeps its place while it is empty: the form below, half written in, must not move with the first need.
    listed = st.container()
    if needs:
        listed.dataframe(session_ratings.needs_table(needs, language), hide_index=True, alt=_("Needs of the session"))
    if not closed:
        with st.form("add_need", clear_on_submit=True):
            title = st.text_input(_("Need"), max_chars=200)
            left, right = st.columns(2)
            why = left.text_area(_("Why"), max_chars=1000, height=80)
            beneficiary = right.text_area(_("Who benefits"), max_chars=1000, height=80)
            horizon = left.selectbox(
                _("Horizon"),
                ["", "short", "medium", "long"],
                format_func=lambda code: language.label("horizon", code) if code else "–",
            )
            area = right.selectbox(
                _("Area"), ["", *AREAS], format_func=lambda code: language.label("area", code) if code else "–"
            )
            if st.form_submit_button(_("Add the need"), icon=":material/add:"):
                try:
                    sessions.add_need(
                        database,
                        session.id,
                        titles={language.code: title},
                        why=why,
                        beneficiary=beneficiary,
                        horizon=horizon,
                        area=area,
                    )
                    st.rerun()
                except Problem as problem:
                    show_problem(problem)

with rate:
    if live:
        st.info(_("This session is held live: its ballots come from phones and paper."), icon=":material/co_present:")
        st.page_link("console.py", label=_("Open the console"), icon=":material/tune:")
    elif not needs:
        st.info(_("There is nothing to rate yet: add needs in step 1."), icon=":material/info:")
    elif closed:
        st.info(_("The session is closed: its ballots stay as they are."), icon=":material/lock:")
    else:
        group = st.segmented_control(
            _("Stakeholder group"),
            list(language.labels("stakeholder_group")),
            default="government",
            format_func=lambda code: language.label("stakeholder_group", code),
            key="ballot_group",
            required=True,
        )
        already = counts[(counts["stakeholder_group"] == group) & (counts["source"] == "facilitator")]["raters"].sum()
        number = st.number_input(
            _("Ballot number"),
            min_value=1,
            value=int(already) + 1,
            key=f"ballot-{session.id}-{group}-{already}",
            help=_("The same number again replaces the ballot."),
        )
        with st.form(f"ballot_sheet_{group}_{number}"):
            sheet = st.data_editor(
                session_ratings.empty_ballot(needs, criteria, language),
                hide_index=True,
                disabled=["need"],
                column_config={
                    "need": st.column_config.TextColumn(_("Need"), width=280),
                    **{
                        one.code: st.column_config.NumberColumn(
                            one.name, min_value=one.lowest, max_value=one.highest, step=1 if one.highest > 1 else 0.5
                        )
                        for one in criteria
                    },
                },
                placeholder="–",
                alt=_("Ballot: rate each need by each criterion"),
                key=f"sheet-{session.id}-{group}-{number}",
            )
            st.caption(
                _(
                    "From {lowest} (least) to {highest} (most); leave empty what the person does not know.",
                    lowest=int(criteria[0].lowest),
                    highest=int(criteria[0].highest),
                )
            )
            if st.form_submit_button(_("Save the ballot"), icon=":material/how_to_vote:", type="primary"):
                try:
                    sessions.record_ratings(
                        database, session.id, session_ratings.ballot_rows(sheet, criteria, group, int(number))
                    )
                    st.rerun()
                except Problem as problem:
                    show_problem(problem)

with decide:
    aggregation = st.segmented_control(
        _("Who counts the same"),
        ["group_equal", "person_equal"],
        default="group_equal",
        format_func=lambda code: language.label("aggregation", code),
        key="aggregation",
        required=True,
    )
    ranked = None
    try:
        ranked = session_ratings.ranking(database, session, language, aggregation)
        if ranked is None:
            st.info(
                _("There is nothing to rank yet: type in ballots in step 2.")
                if not live
                else _("There are no ballots yet."),
                icon=":material/info:",
            )
    except Problem as problem:
        show_problem(problem)
    if ranked is not None:
        st.altair_chart(ranked_needs(ranked, language), alt=_("Needs ranked by score, with the scores of the groups"))
        drafted = {one.need: one for one in specifications.list_specifications(database, session=session.id)}
        open_needs = [need for need in ranked["need"] if need not in drafted]
        titles = dict(zip(ranked["need"], ranked["title"]))
        with st.form("draft_specifications"):
            top = st.multiselect(
                _("Turn into technical specifications"),
                open_needs,
                default=open_needs[:3],
                format_func=titles.get,
                key=f"top-{session.id}",
            )
            left, right = st.columns(2)
            instrument = left.selectbox(
                _("Instrument"),
                ["grant", "programme"],
                format_func=lambda code: language.label("instrument", code),
                key="draft_instrument",
            )
            year = right.selectbox(
                _("Included in the call of"),
                [None, *range(2026, 2031)],
                format_func=lambda value: str(value) if value else _("not yet"),
                key="draft_year",
            )
            if st.form_submit_button(_("Draft the specifications"), icon=":material/description:", type="primary"):
                try:
                    for need in top:
                        made = specifications.create_specification(
                            database, title=titles[need], need=need, instrument=instrument
                        )
                        if year:
                            specifications.set_state(database, made.id, "in_call", happened_on=dt.date(year, 1, 1))
                    st.rerun()
                except Problem as problem:
                    show_problem(problem)
        if drafted:
            st.markdown(f"**{_('Specifications of this session')}**")
            for one in drafted.values():
                st.write(
                    f":material/description: {one.title} · {language.label('specification_state', one.state)}"
                    + (f" · {one.called_on.year}" if one.called_on else "")
                )
    # A live session is closed from its console, where receipts are published and the key of the tags is destroyed.
    if (
        not closed
        and not live
        and len(counts)
        and st.button(
            _("Close the session"),
            icon=":material/lock:",
            help=_("A closed session counts for the target of sessions."),
        )
    ):
        sessions.set_stage(database, session.id, "closed")
        st.rerun()

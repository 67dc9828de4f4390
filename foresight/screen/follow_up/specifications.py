"""Technical specifications: from a ranked need to a draft in one step, the editor, the budget by the chosen rule."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import streamlit as st

from foresight.funding.rules import read_rules
from foresight.problems import Problem
from foresight.reports.drafts import draft_specification, initiative_from
from foresight.reports.session_facts import session_facts
from foresight.reports.specification import finding_text, rule_name
from foresight.reports.specification_facts import DEFAULT_RULE, budget_summary, rule_shares
from foresight.reports.words import need_titles
from foresight.screen import resources, session_ratings
from foresight.screen.address import linked
from foresight.screen.elements import as_text, show_problem
from foresight.screen.follow_up import drafted
from foresight.screen.follow_up.board import open_card
from foresight.screen.follow_up.card import rows_editor
from foresight.screen.follow_up.drafted import SPECIFICATION
from foresight.screen.initiatives import SIGNS, shortened
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.store import initiatives, sessions, specifications
from foresight.store.specifications import Specification
from foresight.targets.initiatives import FIRST_YEAR, LAST_YEAR, budget_by_rule

INDICATOR_PARTS = ("name", "unit", "baseline", "target", "year")
USUAL_COST = {"grant": 28.5, "programme": 300.0}


@st.cache_data(max_entries=8, show_spinner=False)
def _facts(session: str, key: tuple) -> dict:
    with resources.database().snapshot() as moment:
        return session_facts(moment, session)


def facts_of(session: str) -> dict:
    """Return what the protocol of a session says, kept until the store changes."""
    return _facts(session, (*resources.version(""), str(resources.database().label)))


def need_chooser() -> None:
    """Draw the ranked needs of a session and turn one into a draft that keeps its trace."""
    language, database = current(), resources.database()
    known = {one.id: one for one in sessions.list_sessions(database)}
    if not known:
        st.info(_("There is no session yet. Start one on the page of sessions."), icon=":material/info:")
        return
    session = st.selectbox(
        _("Session"),
        list(known),
        format_func=lambda code: session_ratings.session_line(known[code], language),
        key="draft_session",
    )
    facts = facts_of(session)
    titles, _missing = need_titles(facts["needs"], language)
    taken = {one.need for one in specifications.list_specifications(database, session=session)}
    ranked = [row["need"] for row in facts["results"]["needs"]] if facts["results"] else []
    needs = ranked or [one["id"] for one in facts["needs"] if one["state"] == "accepted"]
    free = [need for need in needs if need not in taken]
    if not free:
        st.info(_("Every need of this session has a specification, or there is none yet."), icon=":material/info:")
        return
    if not ranked:
        st.caption(_("There are no ballots that may be shown yet; the needs stand in their order."))
    places = {need: place for place, need in enumerate(ranked, 1)}
    need = st.selectbox(
        _("Need"),
        free,
        format_func=lambda code: f"{places[code]}. {titles[code]}" if code in places else titles[code],
        key=f"draft_need-{session}",
    )
    if st.button(_("Draft the specification with its trace"), icon=":material/note_add:", type="primary"):
        try:
            made = draft_specification(database, need, language=language.code)
        except Problem as problem:
            show_problem(problem)
        else:
            st.session_state["specification"] = made.id
            st.rerun()


def editor(today: dt.date) -> None:
    """Draw one specification: its texts by language, indicators, budget by payer, partners, and what comes next."""
    language, database = current(), resources.database()
    known = {one.id: one for one in specifications.list_specifications(database)}
    if not known:
        st.info(_("There is no technical specification yet: draft one from a need above."), icon=":material/info:")
        return
    linked("specification", known)
    chosen = st.selectbox(
        _("Technical specification"),
        list(known),
        format_func=lambda code: (
            f"{known[code].title} · {language.region(known[code].region, short=True)} · "
            f"{language.label('specification_state', known[code].state)}"
        ),
        key="specification",
    )
    found = known[chosen]
    texts, numbers, budget, partners, onward = st.tabs(
        [_("Texts"), _("Indicators"), _("Budget by payer"), _("Partners"), _("State and next step")],
        key=f"specification-part-{found.id}",
    )
    with texts:
        drafted.texts_form(SPECIFICATION, found)
    with numbers:
        _indicators(found)
    with budget:
        _budget(found)
    with partners:
        _partners(found)
    with onward:
        _onward(found, today)


def _indicators(found: Specification) -> None:
    stored = [one for one in found.content.get("indicators") or () if isinstance(one, dict)]
    sheet = pd.DataFrame(
        [{name: one.get(name) for name in INDICATOR_PARTS} for one in stored], columns=list(INDICATOR_PARTS)
    )
    sheet = sheet.astype({"name": "str", "unit": "str", "baseline": "float64", "target": "float64", "year": "float64"})
    with st.form(f"indicators-{found.id}"):
        edited = st.data_editor(
            sheet,
            num_rows="dynamic",
            hide_index=True,
            column_config={
                "name": st.column_config.TextColumn(_("Indicator"), width="large"),
                "unit": st.column_config.TextColumn(_("Unit")),
                "baseline": st.column_config.NumberColumn(_("Today")),
                "target": st.column_config.NumberColumn(_("Goal")),
                "year": st.column_config.NumberColumn(
                    _("By"), min_value=FIRST_YEAR, max_value=LAST_YEAR, step=1, format="%d"
                ),
            },
            placeholder="–",
            alt=_("Quantitative indicators"),
            key=f"indicator-sheet-{found.id}-{len(sheet)}",
        )
        if st.form_submit_button(_("Keep the indicators"), icon=":material/save:"):
            rows = [
                {name: None if value is None or pd.isna(value) else value for name, value in row.items()}
                for row in edited.to_dict("records")
            ]
            drafted.keep(SPECIFICATION, found, indicators=[row for row in rows if str(row["name"] or "").strip()])
            st.rerun()


def _budget(found: Specification) -> None:
    language, database = current(), resources.database()
    budget = dict(found.content.get("budget") or {})
    rules = list(read_rules())
    with st.form(f"budget-{found.id}"):
        first, second, third, fourth, fifth = st.columns([2.4, 1.6, 1.2, 1, 1])
        rule = first.selectbox(
            _("Co-financing rule"),
            rules,
            index=rules.index(budget.get("rule") if budget.get("rule") in rules else DEFAULT_RULE),
            format_func=lambda code: rule_name(code, language),
            key=f"rule-{found.id}",
        )
        instrument = second.selectbox(
            _("Instrument"),
            list(USUAL_COST),
            index=list(USUAL_COST).index(found.instrument or "grant"),
            format_func=lambda code: language.label("instrument", code),
            key=f"instrument-{found.id}",
        )
        cost = third.number_input(
            _("Cost a year, mln ₸"),
            min_value=0.1,
            value=float(budget.get("cost") or USUAL_COST[found.instrument or "grant"]),
            key=f"cost-{found.id}",
        )
        begins = fourth.number_input(
            _("First year"),
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            value=int(budget.get("first_year") or 2027),
            step=1,
            key=f"first-year-{found.id}",
        )
        count = fifth.number_input(
            _("Years"), min_value=1, max_value=10, value=int(budget.get("years") or 3), step=1, key=f"count-{found.id}"
        )
        if st.form_submit_button(_("Divide among the payers by the rule"), icon=":material/call_split:"):
            try:
                years = list(range(int(begins), int(begins) + int(count)))
                shares, private = rule_shares(database, rule, instrument, found.region, years)
                rows = budget_by_rule(float(cost), years, shares, private)
                made = [[int(row.year), row.payer, float(row.planned)] for row in rows.itertuples()]
                specifications.change_specification(database, found.id, instrument=instrument)
                drafted.keep(
                    SPECIFICATION,
                    found,
                    budget={
                        "rule": rule,
                        "cost": float(cost),
                        "first_year": int(begins),
                        "years": int(count),
                        "rows": made,
                    },
                )
                st.rerun()
            except Problem as problem:
                show_problem(problem)
    if not budget.get("rows"):
        st.caption(_("No money yet. The rule divides the cost; every amount can be changed afterwards."))
        return
    _budget_sheet(found, budget)
    summary = budget_summary(database, budget, found.instrument, found.region)
    st.write(
        _(
            "In all {total}; local and private payers bring {share}, the rule asks for {asked}.",
            total=language.money(summary["total"]),
            share=language.percent(summary["share"] if summary["share"] is not None else math.nan, 1),
            asked=language.percent(summary["asked"] if summary["asked"] is not None else math.nan, 1),
        )
    )
    for code, severity, values in summary["findings"]:
        st.markdown(f"{SIGNS[severity]} {as_text(finding_text(code, values, language))}")


def _budget_sheet(found: Specification, budget: dict) -> None:
    payers = current().labels("initiative_payer")
    names = {name: code for code, name in payers.items()}
    sheet = pd.DataFrame(budget["rows"], columns=["year", "payer", "planned"])
    sheet["payer"] = sheet["payer"].map(lambda code: payers.get(code, code))
    with st.form(f"budget-rows-{found.id}"):
        edited = st.data_editor(
            sheet,
            num_rows="dynamic",
            hide_index=True,
            column_config={
                "year": st.column_config.NumberColumn(
                    _("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, step=1, format="%d"
                ),
                "payer": st.column_config.SelectboxColumn(_("Payer"), options=list(names)),
                "planned": st.column_config.NumberColumn(_("Planned, mln ₸"), min_value=0.0, format="localized"),
            },
            placeholder="–",
            alt=_("Budget by year and payer"),
            key=f"budget-sheet-{found.id}-{len(sheet)}-{budget.get('rule')}-{budget.get('cost')}",
        )
        if st.form_submit_button(_("Keep the amounts"), icon=":material/save:"):
            rows = []
            for row in edited.dropna(how="all").to_dict("records"):
                known = {name: None if pd.isna(value) else value for name, value in row.items()}
                year = None if known["year"] is None else int(known["year"])
                rows.append([year, names.get(known["payer"], known["payer"] or ""), known["planned"]])
            drafted.keep(SPECIFICATION, found, budget={**budget, "rows": rows})
            st.rerun()


def _partners(found: Specification) -> None:
    with st.form(f"spec-partners-{found.id}"):
        partners = rows_editor(
            found.content.get("partners") or (),
            {
                "name": st.column_config.TextColumn(_("Organisation"), width="medium"),
                "place": st.column_config.TextColumn(_("Region or country"), help=_("A region's code or any name")),
                "competence": st.column_config.TextColumn(_("What it brings"), width="large"),
            },
            alt=_("Partners"),
            key=f"spec-partner-rows-{found.id}",
        )
        if st.form_submit_button(_("Keep"), icon=":material/save:"):
            drafted.keep(SPECIFICATION, found, partners=partners)
            st.rerun()


def _onward(found: Specification, today: dt.date) -> None:
    database = resources.database()
    drafted.state_form(SPECIFICATION, found, today)
    entered = [one for one in initiatives.list_initiatives(database) if one.specification == found.id]
    if entered:
        names = ", ".join(f"“{as_text(shortened(one.title))}”" for one in entered)
        st.caption(_("Already entered as: {initiatives}.", initiatives=names))
    left, right = st.columns(2)
    if left.button(_("Enter it as an initiative"), icon=":material/playlist_add:", key=f"initiate-{found.id}"):
        try:
            made = initiative_from(database, found.id)
            open_card(made.id)
            st.session_state["initiative_view_wanted"] = "board"
            st.rerun()
        except Problem as problem:
            show_problem(problem)
    with right:
        drafted.document_link(SPECIFICATION, found)

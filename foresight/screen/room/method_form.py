"""The method of the session as a form: everything that is asked, shown and judged, until the first ballot locks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from foresight.i18n.language import LANGUAGES, Language
from foresight.problems import Problem
from foresight.screen import resources
from foresight.screen.elements import show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.screen.room import reading
from foresight.sessions.consensus.rules import MEASURES, ConsensusRule
from foresight.sessions.method import SCALES, SMALLEST_GROUP, Method, Question
from foresight.sessions.stages import MOST_ROUNDS, allows
from foresight.store import live_stage
from foresight.store.live_session import MODES, LiveSession

TEXTS = ("ru", "kk", "en")


def questions_table(method: Method) -> pd.DataFrame:
    """Return the criteria for editing: a row a criterion."""
    return pd.DataFrame(
        [
            {
                "code": question.code,
                **{f"name_{code}": question.names.get(code, "") for code in TEXTS},
                "objective": question.objective,
                "weight": question.weight,
            }
            for question in method.questions
        ]
    )


def questions_of(table: pd.DataFrame, earlier: Method) -> tuple[Question, ...]:
    """Turn an edited table into criteria; the questions behind the names stay where the code stays."""
    asked = {question.code: question.questions for question in earlier.questions}
    made = []
    for place, row in enumerate(table.to_dict("records"), 1):
        names = {code: str(row.get(f"name_{code}") or "").strip() for code in TEXTS}
        names = {code: name for code, name in names.items() if name and name != "None"}
        if not names and not row.get("code"):
            continue
        code = str(row.get("code") or f"criterion_{place}").strip()
        weight = row.get("weight")
        made.append(
            Question(
                code=code,
                names=names,
                questions=asked.get(code, {}),
                objective=str(row.get("objective") or "max"),
                weight=1.0 if weight is None or pd.isna(weight) else float(weight),
            )
        )
    return tuple(made)


def consensus_on(scale: str, points: int, rule: ConsensusRule, measure: str, top: int) -> ConsensusRule:
    """Put the thresholds of a rule on the ends of a scale; the disagreement index is only for 1 to 9."""
    if scale == "one_to_nine":
        zones = {"lowest": 1.0, "highest": 9.0, "zone_from": 7.0, "decline_to": 3.0}
    elif scale == "chnri":
        zones = {"lowest": 0.0, "highest": 1.0, "zone_from": 1.0, "decline_to": 0.0}
    else:
        zones = {"lowest": 0.0, "highest": float(points), "zone_from": points / 2, "decline_to": points / 10}
    if (rule.lowest, rule.highest) == (zones["lowest"], zones["highest"]):
        zones = {}
    return replace(rule, measure=measure, top_k=top, **zones)


@st.fragment(key="room_method")
def method_form(session: str) -> None:
    """Draw the method; after the first ballot it can only be read."""
    found, language = reading.live(session), current()
    method = found.method
    if not allows(found.life, "edit_method"):
        st.info(
            _("The first ballot has locked the method. Its fingerprint: {mark}", mark=method.fingerprint),
            icon=":material/lock:",
        )
    locked = not allows(found.life, "edit_method")
    with st.form(f"method_{found.version}"):
        given = _fields(method, language, locked)
        if st.form_submit_button(_("Keep the method"), type="primary", disabled=locked):
            try:
                live_stage.change_method(resources.database(), session, _method(method, given))
                st.rerun(scope="fragment")
            except Problem as problem:
                show_problem(problem)
    _joining(found, language)


def _fields(method: Method, language: Language, locked: bool) -> Mapping[str, object]:
    first, second, third = st.columns(3)
    given: dict[str, object] = {
        "scale": first.selectbox(
            _("Scale"),
            list(SCALES),
            index=list(SCALES).index(method.scale),
            format_func=lambda code: language.label("scale", code),
            disabled=locked,
        ),
        "rounds": second.number_input(_("At most so many rounds"), 1, MOST_ROUNDS, method.rounds, disabled=locked),
        "minimum_group": third.number_input(
            _("Smallest group that is shown"), SMALLEST_GROUP, 50, method.minimum_group, disabled=locked
        ),
        "measure": first.selectbox(
            _("Consensus is judged by"),
            list(MEASURES),
            index=MEASURES.index(method.consensus.measure),
            format_func={
                "rand_ucla": _("RAND/UCLA: median and disagreement index"),
                "share_in_zone": _("share of answers in the zone"),
                "quartiles": _("median and interquartile range"),
            }.get,
            disabled=locked,
        ),
        "top": second.number_input(_("Needs to choose"), 1, 60, method.consensus.top_k, disabled=locked),
        "points": third.number_input(
            _("Points a person, if points are distributed"), 1, 1000, method.points, disabled=locked
        ),
        "late": first.toggle(
            _("Show proposals only after the collecting"), method.needs_shown == "after_collecting", disabled=locked
        ),
        "moderated": second.toggle(
            _("Proposals wait for the facilitator"), method.proposals_moderated, disabled=locked
        ),
        "phones": third.toggle(
            _("Phones show the answers after a round"), method.distributions_on_phones, disabled=locked
        ),
        "rationales": first.toggle(_("Ask for reasons"), method.rationales, disabled=locked),
    }
    given["questions"] = st.data_editor(
        questions_table(method),
        num_rows="dynamic" if not locked else "fixed",
        hide_index=True,
        disabled=locked,
        column_config={
            "code": st.column_config.TextColumn(_("Code"), width="small"),
            **{f"name_{code}": name for code, name in LANGUAGES.items()},
            "objective": st.column_config.SelectboxColumn(
                _("Better is"),
                options=["max", "min"],
                format_func={"max": _("more"), "min": _("less")}.get,
                width="small",
            ),
            "weight": st.column_config.NumberColumn(_("Weight"), min_value=0.01, max_value=1000.0, width="small"),
        },
        key=f"method_questions_{method.fingerprint}",
        alt=_("Criteria"),
    )
    return given


def _method(method: Method, given: Mapping[str, object]) -> Method:
    scale, points = str(given["scale"]), int(given["points"])
    return replace(
        method,
        scale=scale,
        questions=questions_of(given["questions"], method),
        consensus=consensus_on(scale, points, method.consensus, str(given["measure"]), int(given["top"])),
        rounds=int(given["rounds"]),
        points=points,
        minimum_group=int(given["minimum_group"]),
        needs_shown="after_collecting" if given["late"] else "at_once",
        proposals_moderated=bool(given["moderated"]),
        distributions_on_phones=bool(given["phones"]),
        rationales=bool(given["rationales"]),
    )


def _joining(found: LiveSession, language: Language) -> None:
    with st.form(f"joining_{found.version}"):
        st.markdown(f"**{_('Joining')}**")
        title = st.text_input(_("Title"), value=found.title, max_chars=200)
        mode = st.radio(
            _("Who can join"),
            list(MODES),
            index=MODES.index(found.mode),
            format_func=lambda code: language.label("session_mode", code),
        )
        if st.form_submit_button(_("Keep"), disabled=found.stage.kind == "closed"):
            try:
                live_stage.change_settings(resources.database(), found.id, title=title, mode=mode)
                st.rerun()
            except Problem as problem:
                show_problem(problem)

"""Typing in paper ballots: twice each, counted when both agree, always marked as paper."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.screen import resources
from foresight.screen.elements import show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.screen.room import reading
from foresight.store import live_paper
from foresight.store.live_session import LiveSession


def choices(found: LiveSession, language: Language) -> dict[str, str]:
    """Return what can be written in a cell of a paper ballot, and the code it stands for."""
    method = found.method
    shown = {}
    for value in method.answers.values:
        code = format(value, "g")
        shown[language.label("chnri", code) if method.scale == "chnri" else code] = code
    return shown | {language.label("blank", code): code for code in method.answers.blanks}


def typed_answers(sheet: pd.DataFrame, known: dict[str, str]) -> dict[str, dict[str, str]]:
    """Turn a filled sheet (needs by criteria) into answers; cells left empty are left out."""
    found: dict[str, dict[str, str]] = {}
    for need, row in sheet.drop(columns="title").iterrows():
        given = {}
        for code, cell in row.items():
            if cell is None or pd.isna(cell) or str(cell).strip() == "":
                continue
            written = str(cell).strip()
            given[str(code)] = known.get(written, written.removesuffix(".0"))
        if given:
            found[str(need)] = given
    return found


@st.fragment(key="room_paper")
def paper(session: str) -> None:
    """Draw the sheet for the next paper ballot and what was typed in so far."""
    found, language = reading.live(session), current()
    if found.stage.kind != "round":
        st.info(
            _("Paper ballots are typed in while their round is open; the phones answer at the same time."),
            icon=":material/description:",
        )
        return
    number = found.stage.round
    done = live_paper.papers(resources.database(), session, number)
    waiting = [ballot for ballot, _group, counted in done if not counted]
    st.caption(
        _(
            "{counted} paper ballots count in this round; {waiting} wait for the second time.",
            counted=len(done) - len(waiting),
            waiting=len(waiting),
        )
    )
    entry = st.segmented_control(
        _("Typed in"),
        [1, 2],
        default=1,
        format_func=lambda one: _("for the first time") if one == 1 else _("for the second time"),
        key="paper_entry",
        required=True,
    )
    first, second = st.columns(2)
    if entry == 1:
        following = max([0, *(ballot for ballot, *_rest in done)]) + 1
        ballot = first.number_input(
            _("Number on the ballot"), 1, live_paper.HIGHEST_NUMBER, following, key=f"paper_{len(done)}"
        )
    elif waiting:
        ballot = first.selectbox(_("Number on the ballot"), waiting, key=f"paper_second_{len(waiting)}")
    else:
        st.info(_("No paper ballot waits for its second time."), icon=":material/done_all:")
        return
    group = second.selectbox(
        _("Stakeholder group"),
        list(language.labels("stakeholder_group")),
        format_func=lambda code: language.label("stakeholder_group", code),
        key=f"paper_group_{entry}_{ballot}",
    )
    _sheet(found, language, int(ballot), group, entry)


def _sheet(found: LiveSession, language: Language, ballot: int, group: str, entry: int) -> None:
    known = choices(found, language)
    needs = found.rated_needs
    empty = pd.DataFrame({"title": [need.title(language.code) for need in needs]}, index=[need.id for need in needs])
    for question in found.method.questions:
        empty[question.code] = pd.Series([None] * len(needs), index=empty.index, dtype="object")
    column = (
        st.column_config.NumberColumn(min_value=0, max_value=found.method.points, step=1)
        if found.method.scale == "points"
        else st.column_config.SelectboxColumn(options=list(known))
    )
    with st.form(f"paper_{found.stage.round}_{ballot}_{entry}"):
        sheet = st.data_editor(
            empty,
            hide_index=True,
            disabled=["title"],
            column_config={
                "title": st.column_config.TextColumn(_("Need"), width=280),
                **{
                    question.code: {**column, "label": question.name(language.code)}
                    for question in found.method.questions
                },
            },
            key=f"paper_sheet_{found.stage.round}_{ballot}_{entry}",
            placeholder="–",
            alt=_("Paper ballot: a row a need, a column a criterion"),
        )
        if not st.form_submit_button(_("Keep"), type="primary", icon=":material/save:"):
            return
    try:
        typed = live_paper.type_in(
            resources.database(),
            found.id,
            number=ballot,
            stakeholder_group=group,
            answers=typed_answers(sheet, known),
            entry=entry,
        )
    except Problem as problem:
        show_problem(problem)
        return
    if typed.state == "different":
        _differences(found, language, typed)
    else:
        st.rerun(scope="fragment")


def _differences(found: LiveSession, language: Language, typed: live_paper.Typed) -> None:
    st.error(
        _("The two times differ: look at the paper again and correct the wrong one."), icon=":material/difference:"
    )
    titles = {need.id: need.title(language.code) for need in found.needs}
    names = {question.code: question.name(language.code) for question in found.method.questions}
    st.dataframe(
        pd.DataFrame(
            [
                (titles.get(need, ""), names.get(criterion, _("Stakeholder group")), first, second)
                for need, criterion, first, second in typed.differences
            ],
            columns=[_("Need"), _("Criterion"), _("First time"), _("Second time")],
        ),
        hide_index=True,
        alt=_("What differs between the two times"),
    )

"""One initiative: where it stands, what must be looked at, its money, partners, documents and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from foresight.charts.initiatives import money_by_year
from foresight.problems import Problem
from foresight.screen import resources
from foresight.screen.elements import as_text, show_problem
from foresight.screen.initiatives import SIGNS, Registered, finding_sentence, money_line, years_line
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.store import initiative_money, initiatives
from foresight.targets.initiatives import FIRST_YEAR, LAST_YEAR, STATES, STEPS, following, step_dates


def card(one: Registered, today: dt.date) -> None:
    """Draw everything about an initiative."""
    language, found = current(), one.initiative
    st.subheader(as_text(found.title), anchor=False)
    st.caption(
        " · ".join(
            [
                language.region(found.region),
                language.label("instrument", found.instrument),
                years_line(found, language),
                money_line(one, language),
                as_text(found.owner) or _("nobody named"),
            ]
        )
    )
    for each in one.findings:
        st.markdown(f"{SIGNS[each.severity]} {as_text(finding_sentence(each, language))}")
    step, money, people, papers, history = st.tabs(
        [_("Step and state"), _("Money"), _("Owner, years, partners"), _("Documents"), _("History and trace")],
        key=f"card-part-{found.id}",
    )
    with step:
        _step(one, today)
    with money:
        _money(one)
    with people:
        _people(one)
    with papers:
        _papers(one)
    with history:
        _history(one)


def _step(one: Registered, today: dt.date) -> None:
    language, found = current(), one.initiative
    dates = step_dates(found.content.get("dates"))
    with st.form(f"move-{found.id}"):
        first, second, third = st.columns(3)
        step = first.selectbox(
            _("Step"),
            STEPS,
            index=STEPS.index(following(found.step) or found.step),
            format_func=lambda code: f"{STEPS.index(code) + 1}. {language.label('initiative_step', code)}",
            key=f"step-{found.id}",
        )
        state = second.selectbox(
            _("State"),
            STATES,
            index=STATES.index(found.state),
            format_func=lambda code: language.label("initiative_state", code),
            key=f"state-{found.id}",
        )
        day = third.date_input(_("Day"), value=today, format="DD.MM.YYYY", key=f"day-{found.id}")
        note = st.text_input(_("Why"), max_chars=500, key=f"note-{found.id}")
        if st.form_submit_button(_("Move"), icon=":material/arrow_forward:", type="primary"):
            _kept(lambda: _move(found, step, state, day, note, dates))
    st.caption(_("Days of the steps; they must follow each other."))
    sheet = pd.DataFrame(
        {
            "step": [f"{place}. {language.label('initiative_step', name)}" for place, name in enumerate(STEPS, 1)],
            "day": pd.to_datetime([dates.get(name) for name in STEPS]),
        },
        index=list(STEPS),
    )
    edited = st.data_editor(
        sheet,
        hide_index=True,
        disabled=["step"],
        column_config={
            # Both fit a phone; a day out of sight would not be looked for.
            "step": st.column_config.TextColumn(_("Step"), width=215),
            "day": st.column_config.DateColumn(_("Day"), format="DD.MM.YYYY", width=115),
        },
        placeholder="–",
        alt=_("Days of the eight steps"),
        key=f"days-{found.id}",
    )
    if st.button(_("Keep the days"), icon=":material/save:", key=f"keep-days-{found.id}"):
        new = {name: _iso(day) for name, day in edited["day"].items() if _iso(day)}
        _kept(lambda: _change_content(found, dates=new))


def _iso(value: object) -> str:
    if value is None or pd.isna(value):
        return ""
    return pd.Timestamp(value).date().isoformat()


def _move(
    found: initiatives.Initiative, step: str, state: str, day: dt.date, note: str, dates: dict[str, dt.date]
) -> None:
    database = resources.database()
    initiatives.move_initiative(database, found.id, step=step, state=state, note=note)
    if step not in dates or step != found.step:
        known = {name: one.isoformat() for name, one in dates.items()} | {step: day.isoformat()}
        _change_content(initiatives.get_initiative(database, found.id), dates=known)


def _change_content(found: initiatives.Initiative, **parts: object) -> None:
    initiatives.change_initiative(resources.database(), found.id, content={**found.content, **parts})


def _kept(change) -> None:
    try:
        change()
    except Problem as problem:
        show_problem(problem)
    else:
        st.rerun()


def _money(one: Registered) -> None:
    language, found = current(), one.initiative
    if len(one.money):
        st.altair_chart(money_by_year(one.money, language), alt=_("Planned and paid by year and payer"))
    payers = language.labels("initiative_payer")
    names = {name: code for code, name in payers.items()}
    sheet = one.money[["year", "payer", "planned", "paid"]].assign(payer=lambda frame: frame["payer"].map(payers))
    with st.form(f"money-{found.id}"):
        edited = st.data_editor(
            sheet.reset_index(drop=True),
            num_rows="dynamic",
            hide_index=True,
            column_config={
                "year": st.column_config.NumberColumn(
                    _("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, step=1, format="%d", required=True
                ),
                "payer": st.column_config.SelectboxColumn(_("Payer"), options=list(names), required=True),
                "planned": st.column_config.NumberColumn(_("Planned, mln ₸"), min_value=0.0, format="localized"),
                "paid": st.column_config.NumberColumn(_("Paid, mln ₸"), min_value=0.0, format="localized"),
            },
            placeholder="–",
            alt=_("Money by year and payer"),
            key=f"money-sheet-{found.id}-{len(sheet)}",
        )
        if st.form_submit_button(_("Keep the money"), icon=":material/save:"):
            _kept(lambda: initiative_money.set_money(resources.database(), found.id, _money_rows(edited, names)))


def _money_rows(edited: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return the sheet with codes; a row with money but without a payer or a year is named, not dropped."""
    rows = edited.dropna(how="all")
    for place, row in enumerate(rows.to_dict("records"), 1):
        if row["payer"] is None or pd.isna(row["payer"]):
            raise Problem("row {row}: the money has no payer: one of {allowed}", row=place, allowed=", ".join(names))
        if row["year"] is None or pd.isna(row["year"]):
            raise Problem("row {row}: the money has no year", row=place)
    return rows.assign(payer=rows["payer"].map(lambda name: names.get(name, name)))


def _people(one: Registered) -> None:
    found = one.initiative
    with st.form(f"people-{found.id}"):
        title = st.text_input(_("Title"), value=found.title, max_chars=500, key=f"title-{found.id}")
        first, second, third = st.columns([2, 1, 1])
        owner = first.text_input(_("Who answers for it"), value=found.owner, max_chars=500, key=f"owner-{found.id}")
        begins = second.number_input(
            _("First year"),
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            value=found.starts_year,
            step=1,
            key=f"starts-{found.id}",
        )
        ends = third.number_input(
            _("Last year"),
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            value=found.ends_year,
            step=1,
            key=f"ends-{found.id}",
        )
        partners = rows_editor(
            found.content.get("partners") or (),
            {
                "name": st.column_config.TextColumn(_("Organisation"), width="medium"),
                "place": st.column_config.TextColumn(_("Region or country"), help=_("A region's code or any name")),
                "competence": st.column_config.TextColumn(_("What it brings"), width="large"),
            },
            alt=_("Partners"),
            key=f"partners-{found.id}",
        )
        if st.form_submit_button(_("Keep"), icon=":material/save:"):
            _kept(lambda: _change_people(found, title, owner, begins, ends, partners))


def _change_people(
    found: initiatives.Initiative,
    title: str,
    owner: str,
    begins: int | None,
    ends: int | None,
    partners: list[dict[str, str]],
) -> None:
    initiatives.change_initiative(
        resources.database(),
        found.id,
        title=title,
        owner=owner,
        years=(begins, ends),
        content={**found.content, "partners": partners},
    )


def rows_editor(stored: Sequence, columns: dict, *, alt: str, key: str) -> list[dict[str, str]]:
    """Draw rows of texts that can be added to, and return those with anything in them."""
    rows = [{name: str(one.get(name) or "") for name in columns} for one in stored if isinstance(one, dict)]
    sheet = pd.DataFrame(rows, columns=list(columns)).astype("str")
    edited = st.data_editor(
        sheet, num_rows="dynamic", hide_index=True, column_config=columns, alt=alt, key=f"{key}-{len(sheet)}"
    )
    found = [
        {name: "" if value is None or pd.isna(value) else str(value).strip() for name, value in row.items()}
        for row in edited.to_dict("records")
    ]
    return [row for row in found if any(row.values())]


def _papers(one: Registered) -> None:
    found = one.initiative
    with st.form(f"papers-{found.id}"):
        papers = rows_editor(
            found.content.get("documents") or (),
            {
                "title": st.column_config.TextColumn(_("Document"), width="medium"),
                "kind": st.column_config.TextColumn(_("Kind"), help=_("Contract, report, minutes, …")),
                "date": st.column_config.TextColumn(_("Day"), help="2026-05-14"),
                "address": st.column_config.TextColumn(_("Where it is kept"), width="large"),
            },
            alt=_("Documents of the initiative"),
            key=f"documents-{found.id}",
        )
        if st.form_submit_button(_("Keep the documents"), icon=":material/save:"):
            _kept(lambda: _change_content(found, documents=papers))


def _history(one: Registered) -> None:
    language, found = current(), one.initiative
    moved = initiatives.moves(resources.database(), found.id)
    st.dataframe(
        pd.DataFrame(
            {
                _("When"): [language.date(day.date()) for day in moved["moved_on"]],
                _("Step"): [language.label("initiative_step", step) for step in moved["step"]],
                _("State"): [language.label("initiative_state", state) for state in moved["state"]],
                _("Who"): [language.label("actor", code) for code in moved["moved_by"]],
                _("Why"): moved["note"].tolist(),
            }
        ),
        hide_index=True,
        alt=_("How the initiative moved"),
    )
    if found.specification:
        st.page_link(
            "documents.py",
            label=_("Its technical specification as a document"),
            icon=":material/description:",
            query_params={"document": "specification", "subject": found.specification},
        )
    if found.session:
        st.page_link(
            "documents.py",
            label=_("The protocol of the session it comes from"),
            icon=":material/groups:",
            query_params={"document": "protocol", "subject": found.session},
        )
    if not found.specification and not found.session:
        st.caption(_("It was entered by hand, without a specification or a session."))

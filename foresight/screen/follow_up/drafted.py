"""The forms that specifications and recommendations share: texts by language, the state and the day that counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import streamlit as st

from foresight.i18n.language import LANGUAGES
from foresight.problems import Problem, extracted
from foresight.reports.recommendation import RECOMMENDATION_SECTIONS
from foresight.reports.specification import SECTIONS
from foresight.reports.written import LISTS, written
from foresight.screen import resources
from foresight.screen.elements import show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.store import recommendations, specifications
from foresight.store.recommendations import Recommendation
from foresight.store.specifications import Specification

Found = Specification | Recommendation


@dataclass(frozen=True)
class Drafted:
    """One kind of what is drafted.

    Attributes
    ----------
    kind : str
        ``specification`` or ``recommendation``: begins the keys of its widgets and the names of its labels.
    sections : tuple of str
        What is written, beside the title, in reading order.
    states : tuple of str
        In their order.
    counted : str
        The state that a target counts.
    day : str
        Where the day of that state is kept.
    rule : str
        What the target counts, to be translated.
    get, change, move : callable
        Of the store.
    lines : mapping of str to str
        What stands beside the texts in no particular language, with its name to be translated.
    """

    kind: str
    sections: tuple[str, ...]
    states: tuple[str, ...]
    counted: str
    day: str
    rule: str
    get: Callable[..., Found]
    change: Callable[..., Found]
    move: Callable[..., Found]
    lines: Mapping[str, str] = field(default_factory=dict)


SPECIFICATION = Drafted(
    "specification",
    SECTIONS,
    specifications.STATES,
    "in_call",
    "called_on",
    extracted("“Included in a call” is what the target counts, in the year of that day."),
    specifications.get_specification,
    specifications.change_specification,
    specifications.set_state,
)
RECOMMENDATION = Drafted(
    "recommendation",
    RECOMMENDATION_SECTIONS,
    recommendations.STATES,
    "issued",
    "issued_on",
    extracted("“Issued” is what the target counts, in the year of that day."),
    recommendations.get_recommendation,
    recommendations.change_recommendation,
    recommendations.set_state,
    {"addressee": extracted("To")},
)


def keep(one: Drafted, found: Found, **parts: object) -> None:
    """Keep parts of the content, the others as they are in the store now."""
    database = resources.database()
    one.change(database, found.id, content={**one.get(database, found.id).content, **parts})


def texts_form(one: Drafted, found: Found) -> None:
    """Draw the texts in one language, chosen above them, and keep what is typed."""
    code = st.segmented_control(
        _("Language of the text"),
        list(LANGUAGES),
        default=current().code,
        format_func=LANGUAGES.get,
        key=f"{one.kind}-language-{found.id}",
        required=True,
    )
    stored = found.content.get("texts") if isinstance(found.content.get("texts"), dict) else {}
    own = stored.get(code) if isinstance(stored.get(code), dict) else {}
    if not own:
        st.caption(_("Nothing is written in this language yet; a document says so openly."))
    with st.form(f"{one.kind}-texts-{found.id}-{code}"):
        title = st.text_input(
            _("Title"),
            value=str(own.get("title") or (found.title if not stored else "")),
            max_chars=500,
            key=f"{one.kind}-title-{found.id}-{code}",
        ).strip()
        typed = {
            name: st.text_area(
                current().label("written_section", name),
                value=_text(own.get(name)) if stored else _text(_unsorted(found, name, code)),
                max_chars=6000,
                height=110 if name in LISTS or name == "problem" else 80,
                help=_("One line an entry") if name in LISTS else None,
                key=f"{one.kind}-{name}-{found.id}-{code}",
            )
            for name in one.sections
        }
        lines = {
            name: st.text_input(
                _(label), value=getattr(found, name), max_chars=500, key=f"{one.kind}-{name}-{found.id}-{code}"
            )
            for name, label in one.lines.items()
        }
        if st.form_submit_button(_("Keep the texts"), icon=":material/save:", type="primary"):
            parts = {"title": title} | {name: _entry(name, text) for name, text in typed.items()}
            try:
                keep(one, found, texts={**stored, code: {name: part for name, part in parts.items() if part}})
                # The registry calls it as its reader does.
                named = {"title": title} if title and (code == current().code or not stored) else {}
                if named or lines:
                    one.change(resources.database(), found.id, **named, **lines)
                st.rerun()
            except Problem as problem:
                show_problem(problem)


def _unsorted(found: Found, name: str, code: str) -> object:
    """Return a section that was brought in beside the texts by language."""
    plain = written(found.content, name, code)
    return list(plain.items) or plain.text


def _text(part: object) -> str:
    return "\n".join(map(str, part)) if isinstance(part, list) else str(part or "")


def _entry(name: str, text: str) -> str | list[str]:
    if name in LISTS:
        return [line.strip() for line in text.splitlines() if line.strip()]
    return text.strip()


def state_form(one: Drafted, found: Found, today: dt.date) -> None:
    """Draw where it stands, move it, and say which day counts towards the target."""
    language = current()
    counts_since = getattr(found, one.day)
    usual = min(counts_since, today) if counts_since and found.state == one.counted else today
    with st.form(f"{one.kind}-state-{found.id}"):
        first, second = st.columns(2)
        state = first.selectbox(
            _("State"),
            one.states,
            index=one.states.index(found.state),
            format_func=lambda code: language.label(f"{one.kind}_state", code),
            key=f"{one.kind}-state-choice-{found.id}",
        )
        day = second.date_input(
            _("Day"), value=usual, max_value=today, format="DD.MM.YYYY", key=f"{one.kind}-day-{found.id}"
        )
        if st.form_submit_button(_("Move"), icon=":material/arrow_forward:"):
            try:
                one.move(resources.database(), found.id, state, happened_on=day)
                st.rerun()
            except Problem as problem:
                show_problem(problem)
    st.caption(_(one.rule))
    if counts_since:
        st.caption(
            _(
                "It counts since {day}. “{state}” once more with another day corrects it; an earlier state takes it "
                "back.",
                day=language.date(counts_since),
                state=language.label(f"{one.kind}_state", one.counted),
            )
        )


def document_link(one: Drafted, found: Found) -> None:
    """Link to it as a document."""
    st.page_link(
        "documents.py",
        label=_("Open it as a document"),
        icon=":material/picture_as_pdf:",
        query_params={"document": one.kind, "subject": found.id},
    )

"""Documents as a page shows them: made from the store, looked at as pictures, handed out as files, checked later."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from foresight.i18n.language import Language
from foresight.i18n.language import language as language_of
from foresight.reports import protocol_supplement
from foresight.reports.accord import STATUS, accord_answers
from foresight.reports.document import Notice
from foresight.reports.making import Made, document_of, gather, note_issue, reference_of, render, subjects
from foresight.reports.pdf import to_png
from foresight.reports.target_facts import comparison_reference
from foresight.screen import funding, resources, session_ratings
from foresight.store import figures, initiatives, recommendations, sessions, settings, specifications
from foresight.store.live_session import topic as live_topic

WORKBOOKS = ("protocol", "specification", "brief", "comparison")
FILE_NAMES = {"pdf": "PDF", "docx": "DOCX", "xlsx": "XLSX"}


def subject_names(kind: str, reader: Language) -> dict[str, str]:
    """Return what a document of a kind can be about, by identifier."""
    if kind == "brief":
        return funding.scenario_names(reader)
    found = subjects(resources.database(), kind)
    if kind == "protocol":
        return {code: session_ratings.session_line(one, reader) for code, one in found}
    if kind == "specification":
        return {
            code: f"{one.title} · {reader.region(one.region, short=True)} · "
            + reader.label("specification_state", one.state)
            for code, one in found
        }
    return {code: f"{one.title} · {reader.label('recommendation_state', one.state)}" for code, one in found}


def compared(names: list[str]) -> str:
    """Return the reference of a comparison."""
    return comparison_reference(names)


def _topics(kind: str, reference: str) -> tuple[str, ...]:
    """Return the topics of the store that a document of a kind depends on."""
    texts = (specifications.TOPIC, recommendations.TOPIC, settings.TOPIC)
    if kind == "protocol":
        return (sessions.topic(reference), live_topic(reference), *texts)
    if kind in ("specification", "recommendation"):
        return ("sessions", initiatives.TOPIC, figures.TOPIC, *texts)
    return (figures.TOPIC, "scenarios", "sessions", initiatives.TOPIC, *texts)


@st.cache_resource(max_entries=12, show_spinner=False)
def _gathered(kind: str, reference: str, key: tuple) -> dict[str, object]:
    return gather(resources.database(), kind, reference)


@st.cache_resource(max_entries=12, show_spinner=False)
def _made(kind: str, reference: str, code: str, day: str, key: tuple) -> Made:
    facts = _gathered(kind, reference, key)
    return document_of(kind, reference, facts, language_of(code), dt.date.fromisoformat(day))


def _key(kind: str, reference: str) -> tuple:
    """Return what the data of a document hang on, after asking whether this reader may have them."""
    if kind == "protocol":
        sessions.get_session(resources.database(), reference)  # what is kept for one reader is not for every other
    return (*resources.version(*_topics(kind, reference)), *resources.figures_key(), str(resources.database().label))


def made(kind: str, reference: str, code: str, day: dt.date) -> Made:
    """Return a document as the store has it now."""
    reference = reference_of(resources.database(), kind, reference)
    return _made(kind, reference, code, day.isoformat(), _key(kind, reference))


@st.cache_data(max_entries=6, show_spinner=False)
def _pictures(sha256: str, kind: str, code: str, day: str, _document: Made) -> list[bytes]:
    return to_png(_document.document, 112.0)


def pictures(found: Made) -> list[bytes]:
    """Return the pages of a document as pictures."""
    document = found.document
    return _pictures(document.mark.sha256, document.kind, document.language, document.made_on.isoformat(), found)


def notices(found: Made) -> list[Notice]:
    """Return what the document itself warns of."""
    return [block for block in found.document.blocks if isinstance(block, Notice)]


def endings(kind: str) -> list[str]:
    """Return in which forms a document can be had."""
    return ["pdf", "docx", *(["xlsx"] if kind in WORKBOOKS else [])]


def handed_out(found: Made, ending: str) -> bytes:
    """Render a document for download and note in the journal that this very file was issued."""
    file = render(found, ending)
    note_issue(resources.database(), found.mark, file)
    return file.content


def file_name(found: Made, ending: str) -> str:
    """Return the name a file is offered under: kind, day, language; no text of a person."""
    document = found.document
    return f"{document.kind}-{document.made_on.isoformat()}-{document.language}.{ending}"


def checklist(session: str, reader: Language) -> pd.DataFrame:
    """Return the 35 items with what follows from the store and what people added, to be filled in."""
    facts = _gathered("protocol", session, _key("protocol", session))
    added = facts["supplement"].get("answers", {})
    facts = {**facts, "supplement": {**facts["supplement"], "answers": {}}}
    answers = accord_answers(facts, reader)
    return pd.DataFrame(
        {
            "item": [f"{one.code} {one.item}" for one in answers],
            "derived": [
                f"{reader.text(STATUS[one.status])}: {one.text}" if one.status != "open" else one.text
                for one in answers
            ],
            "answer": [str(added.get(one.code, "")) for one in answers],
        },
        index=[one.code for one in answers],
    )


def people_wrote(session: str) -> dict[str, object]:
    """Return what people added to a protocol."""
    return protocol_supplement.supplement(resources.database(), session)


def keep_supplement(session: str, parts: dict[str, object]) -> None:
    """Keep what people added to a protocol."""
    protocol_supplement.keep_supplement(resources.database(), session, parts)

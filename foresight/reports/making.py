"""Making documents from the store and checking them against it later."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from foresight.i18n.language import Language, language
from foresight.problems import Problem
from foresight.reports.document import Document
from foresight.reports.fingerprint import SECTION_DIGITS, Mark, digest, mark_of, read_mark
from foresight.store import journal, recommendations, sessions, specifications
from foresight.store.database import Database

KINDS = ("brief", "protocol", "specification", "recommendation", "comparison")
ENDINGS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ISSUED = "document_issued"
# Looked up when a document of the kind is made: a brief need not wait for the charts of a protocol.
_MAKERS = {
    "brief": ("target_facts:brief_facts", "brief:brief"),
    "protocol": ("session_facts:session_facts", "protocol:protocol"),
    "specification": ("specification_facts:specification_facts", "specification:specification"),
    "recommendation": ("specification_facts:recommendation_facts", "recommendation:recommendation"),
    "comparison": ("target_facts:comparison_facts", "comparison:comparison"),
}
#: Scenarios need no identifier; these are taken when none is named.
USUAL = {"brief": "concept", "comparison": "baseline,concept"}


@dataclass(frozen=True, eq=False)
class Made:
    """A document made from the store.

    Attributes
    ----------
    document : Document
    facts : mapping
        The data it says.
    """

    document: Document
    facts: Mapping[str, object]

    @property
    def mark(self) -> Mark:
        """What it was made from, with the hash of its data."""
        return self.document.mark


@dataclass(frozen=True)
class Rendered:
    """A file: its bytes, ending, type, and number of pages where that is known before it is opened."""

    content: bytes
    ending: str
    mime: str
    pages: int | None

    @property
    def sha256(self) -> str:
        """Hash of the file itself."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Verification:
    """What comparing a document with the store found.

    Attributes
    ----------
    mark : Mark
        As the document carries it.
    matches : bool
        The store says today what the document says.
    sha256 : str or None
        Hash of the data today; None when what it is about is gone.
    changed : tuple of str
        Parts of the data that are different now.
    problem : Problem or None
        Why it could not be made anew.
    issued : tuple of (datetime text, actor)
        When this very file, byte by byte, was issued here; empty when it was not, or was edited since.
    title : str
        What the store calls its subject; empty for simulations and for what is gone.
    """

    mark: Mark
    matches: bool
    sha256: str | None
    changed: tuple[str, ...]
    problem: Problem | None
    issued: tuple[tuple[str, str], ...]
    title: str = ""


def _looked_up(place: str) -> Callable:
    module, _, name = place.partition(":")
    return getattr(import_module(f"foresight.reports.{module}"), name)


def reference_of(database: Database, kind: str, reference: str = "") -> str:
    """Return what a document is about: as named, or what there is only one of.

    Raises
    ------
    Problem
        For an unknown kind, or when there are several to choose from.
    """
    if kind not in KINDS:
        raise Problem("unknown document {kind}: one of {allowed}", kind=kind, allowed=", ".join(KINDS))
    if reference:
        return reference
    if kind in USUAL:
        return USUAL[kind]
    known = {
        "protocol": lambda: [one.id for one in sessions.list_sessions(database)],
        "specification": lambda: [one.id for one in specifications.list_specifications(database)],
        "recommendation": lambda: [one.id for one in recommendations.list_recommendations(database)],
    }[kind]()
    if len(known) == 1:
        return known[0]
    if not known:
        raise Problem("there is nothing yet that a {kind} could be about", kind=kind)
    raise Problem("name what the {kind} is about: one of {allowed}", kind=kind, allowed=", ".join(known[:20]))


def gather(database: Database, kind: str, reference: str) -> dict[str, object]:
    """Gather the data of a document from one moment of the store."""
    facts = _looked_up(_MAKERS[kind][0])
    if kind == "protocol":
        sessions.get_session(database, reference)  # refuses a session that is another's
    with database.snapshot() as moment:
        return facts(moment, reference)


def make(database: Database, kind: str, reference: str, code: str, made_on: dt.date) -> Made:
    """Make a document.

    Parameters
    ----------
    database : Database
    kind : str
        One of ``KINDS``.
    reference : str
        Identifier of a session, specification or recommendation; a scenario; scenarios with commas between.
    code : {"ru", "kk", "en"}
    made_on : date
        The day that stands on it; not part of its data.

    Raises
    ------
    Problem
        When there is nothing of that name.
    """
    reference = reference_of(database, kind, reference)
    return document_of(kind, reference, gather(database, kind, reference), language(code), made_on)


def document_of(kind: str, reference: str, facts: Mapping, reader: Language, made_on: dt.date) -> Made:
    """Write a document from its data."""
    mark = mark_of(kind, reference, reader.code, made_on.isoformat(), facts)
    return Made(_looked_up(_MAKERS[kind][1])(facts, reader, mark, made_on), facts)


def render(made: Made, ending: str) -> Rendered:
    """Turn a document into a file.

    Parameters
    ----------
    made : Made
    ending : {"pdf", "docx", "xlsx"}

    Raises
    ------
    Problem
        For another ending, or a workbook of a document without numbers.
    """
    ending = ending.lower().lstrip(".")
    if ending not in ENDINGS:
        raise Problem(
            "the ending {ending} is not known: one of {allowed}", ending=ending or "–", allowed=", ".join(ENDINGS)
        )
    pages = None
    if ending == "pdf":
        from foresight.reports.pdf import page_count, to_pdf

        content = to_pdf(made.document)
        pages = page_count(content)
    elif ending == "docx":
        from foresight.reports.word import to_docx

        content = to_docx(made.document)
    else:
        from foresight.reports.workbook import to_xlsx

        content = to_xlsx(made.document.kind, made.facts, language(made.document.language), made.mark)
    return Rendered(content, ending, ENDINGS[ending], pages)


def note_issue(database: Database, mark: Mark, file: Rendered, *, actor: str = "local") -> None:
    """Note in the journal that a file was issued, so that this very file can be recognised."""
    detail = {
        "sha256": mark.sha256,
        "file": file.sha256,
        "ending": file.ending,
        "language": mark.language,
    }
    database.write(
        lambda transaction: journal.record(
            transaction,
            actor=actor,
            action=ISSUED,
            subject=f"document/{mark.kind}/{mark.reference}"[:1000],
            detail=detail,
            topics=["documents"],
        )
    )


def verify(database: Database, content: bytes) -> Verification:
    """Compare a document with the store.

    Parameters
    ----------
    database : Database
    content : bytes
        A PDF, DOCX or XLSX file made by the workbench.

    Raises
    ------
    Problem
        When the file carries no mark.
    """
    mark = read_mark(content)
    file = hashlib.sha256(content).hexdigest()
    entries = journal.entries(database, limit=1_000_000)
    own = entries[entries["action"] == ISSUED]
    issued = tuple(
        (str(entry["happened"])[:16], str(entry["actor"]))
        for entry in own.to_dict("records")
        if entry["detail"].get("file") == file
    )
    try:
        if mark.kind not in KINDS:
            raise Problem("unknown document {kind}: one of {allowed}", kind=mark.kind, allowed=", ".join(KINDS))
        facts = gather(database, mark.kind, mark.reference)
    except Problem as problem:
        return Verification(mark, False, None, (), problem, issued)
    now = digest(facts)
    sections = {name: digest(value)[:SECTION_DIGITS] for name, value in facts.items()}
    before = dict(mark.sections)
    changed = tuple(sorted(name for name in {*sections, *before} if before and sections.get(name) != before.get(name)))
    subject = facts.get("session" if mark.kind == "protocol" else mark.kind)
    title = str(subject.get("title", "")) if isinstance(subject, Mapping) else ""
    return Verification(mark, now == mark.sha256, now, changed, None, issued, title)


def subjects(database: Database, kind: str) -> list[tuple[str, object]]:
    """List what documents of a kind can be about: identifier and what is stored."""
    if kind == "protocol":
        return [(one.id, one) for one in sessions.list_sessions(database)]
    if kind == "specification":
        return [(one.id, one) for one in specifications.list_specifications(database)]
    if kind == "recommendation":
        return [(one.id, one) for one in recommendations.list_recommendations(database)]
    return []

"""What only people know of a session and the protocol has to say: who led it, where, what was decided."""

from __future__ import annotations

from collections.abc import Mapping

from foresight.store import journal, sessions, settings
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.texts import clean_text

LONGEST_SUPPLEMENT = 2000
SUPPLEMENT_PARTS = ("chair", "secretary", "place", "decisions", "answers")


def supplement_name(session: str) -> str:
    """Return the name under which what only people know of a session is kept."""
    return f"protocol/{session}"


def supplement(reader: Reading, session: str) -> dict[str, object]:
    """Return what people added to a protocol: who led it, where, what was decided, answers to the checklist."""
    kept = settings.get(reader, supplement_name(session), {})
    return {name: kept[name] for name in SUPPLEMENT_PARTS if isinstance(kept, Mapping) and kept.get(name)}


def keep_supplement(database: Database, session: str, parts: Mapping[str, object], *, actor: str = "local") -> None:
    """Keep what people add to a protocol; the session itself, open or closed, stays as it is.

    Parameters
    ----------
    database : Database
    session : str
    parts : mapping
        ``chair, secretary, place`` (texts), ``decisions`` (list of texts), ``answers`` (text by item of ACCORD).
    actor : str

    Raises
    ------
    Problem
        When there is no such session, or a text is too long to be printed.
    """
    kept: dict[str, object] = {}
    for name in ("chair", "secretary", "place"):
        kept[name] = _short_text(parts.get(name), name)
    kept["decisions"] = [_short_text(one, "decisions") for one in parts.get("decisions") or ()]
    kept["answers"] = {str(code): _short_text(text, str(code)) for code, text in (parts.get("answers") or {}).items()}

    def keep(transaction: Transaction) -> None:
        found = sessions.get_session(transaction, session)
        settings.put(transaction, supplement_name(found.id), {name: value for name, value in kept.items() if value})
        journal.record(
            transaction,
            actor=actor,
            action="session_changed",
            subject=found.id,
            detail={"changed": ["protocol"]},
            topics=["sessions", sessions.topic(found.id)],
        )

    database.write(keep)


def _short_text(value: object, field: str) -> str:
    return clean_text(str(value or ""), field, required=False, longest=LONGEST_SUPPLEMENT)

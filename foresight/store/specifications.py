"""Technical specifications: from a need of a session to a place in a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from foresight.problems import Problem, extracted
from foresight.store.database import Database
from foresight.store.drafted import Register, given_or
from foresight.store.engine import Reading, Transaction
from foresight.store.sessions import get_need, get_session, known_region
from foresight.store.texts import clean_text, one_of

TOPIC = "specifications"
STATES = ("draft", "review", "approved", "submitted", "in_call", "contracted", "rejected", "withdrawn")
INSTRUMENTS = ("grant", "programme")


@dataclass(frozen=True)
class Specification:
    """A technical specification.

    Attributes
    ----------
    id : str
        Identifier.
    session, need : str or None
        Where it comes from.
    region : str
        ISO 3166-2 code.
    title : str
        What it is called.
    content : dict
        Problem, goal, tasks, indicators, requirements, budget, … by name.
    state : str
        One of `STATES`.
    instrument : str or None
        ``grant`` or ``programme``, once chosen.
    called_on : date or None
        The day it was included in a call; what the target indicator counts.
    created_on, changed_on : datetime
        When it was made and last changed.
    """

    id: str
    session: str | None
    need: str | None
    region: str
    title: str
    content: dict
    state: str
    instrument: str | None
    called_on: date | None
    created_on: datetime
    changed_on: datetime


_REGISTER = Register(
    "specification", Specification, TOPIC, extracted("there is no technical specification {specification}")
)


def create_specification(
    database: Database,
    *,
    title: str,
    region: str | None = None,
    session: str | None = None,
    need: str | None = None,
    content: Mapping[str, object] | None = None,
    instrument: str | None = None,
    actor: str = "local",
) -> Specification:
    """Draft a specification; one made from a need takes its session and region from it.

    Parameters
    ----------
    database : Database
        The store.
    title : str
        What it is called.
    region : str, optional
        ISO 3166-2 code, or ``KZ``; needed when there is neither a need nor a session.
    session, need : str, optional
        Where it comes from.
    content : mapping, optional
        Its sections by name.
    instrument : str, optional
        ``grant`` or ``programme``.
    actor : str
        Who drafts it.

    Returns
    -------
    Specification
        The draft.
    """
    title = clean_text(title, "title", longest=500)
    if instrument is not None:
        one_of(instrument, "instrument", INSTRUMENTS)
    place = None if region is None else known_region(region)

    def columns(transaction: Transaction) -> dict[str, object]:
        source = session if need is None else get_need(transaction, need).session
        where = place or (None if source is None else get_session(transaction, source).region)
        if where is None:
            raise Problem("a specification must name a region, a session or a need")
        return {
            "session": source,
            "need": need,
            "region": where,
            "title": title,
            "content": dict(content or {}),
            "state": "draft",
            "instrument": instrument,
        }

    return _REGISTER.create(database, columns, actor=actor, told=("need", "region"))


def get_specification(reader: Reading, specification: str) -> Specification:
    """Return a specification.

    Parameters
    ----------
    reader : Reading
        The store.
    specification : str
        Its identifier.

    Returns
    -------
    Specification
        As stored.

    Raises
    ------
    Problem
        When there is none.
    """
    return _REGISTER.get(reader, specification)


def list_specifications(
    reader: Reading, *, session: str | None = None, region: str | None = None, state: str | None = None
) -> list[Specification]:
    """Return specifications, last changed first.

    Parameters
    ----------
    reader : Reading
        The store.
    session, region, state : str, optional
        Only those of this session, this region, in this state.

    Returns
    -------
    list of Specification
        Possibly empty.
    """
    return _REGISTER.list(reader, session=session, region=region, state=state)


def change_specification(
    database: Database,
    specification: str,
    *,
    title: str | None = None,
    content: Mapping[str, object] | None = None,
    instrument: str | None = None,
    actor: str = "local",
) -> Specification:
    """Change what is given of a specification.

    Parameters
    ----------
    database : Database
        The store.
    specification : str
        Its identifier.
    title, content, instrument
        As in `create_specification`; what is not given stays.
    actor : str
        Who changes it.

    Returns
    -------
    Specification
        As it is now.
    """
    new_title = None if title is None else clean_text(title, "title", longest=500)
    if instrument is not None:
        one_of(instrument, "instrument", INSTRUMENTS)

    def columns(old: Specification) -> dict[str, object]:
        return {
            "title": new_title or old.title,
            "content": given_or(content, old.content),
            "instrument": instrument or old.instrument,
        }

    return _REGISTER.change(database, specification, columns, actor=actor)


def set_state(
    database: Database, specification: str, state: str, *, happened_on: date | str | None = None, actor: str = "local"
) -> Specification:
    """Move a specification to a state; the day it first entered a call is kept.

    Parameters
    ----------
    database : Database
        The store.
    specification : str
        Its identifier.
    state : str
        One of `STATES`.
    happened_on : date or str, optional
        The day it happened; today when not given.
    actor : str
        Who moves it.

    Returns
    -------
    Specification
        As it is now.
    """
    return _REGISTER.move(
        database,
        specification,
        state,
        STATES,
        day_in="called_on",
        counted=("in_call", "contracted"),
        happened_on=happened_on,
        actor=actor,
    )

"""Technical specifications: from a need of a session to a place in a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from foresight.problems import Problem
from foresight.store import clock, journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.sessions import get_need, get_session, known_region
from foresight.store.texts import clean_text, from_json, new_identifier, one_of, to_json

TOPIC = "specifications"
STATES = ("draft", "review", "approved", "submitted", "in_call", "contracted", "rejected", "withdrawn")
INSTRUMENTS = ("grant", "programme")

_SPECIFICATION = """
    select id, session, need, region, title, content, state, instrument, called_on, created_on, changed_on
    from specification
"""


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
    text = to_json(dict(content or {}))
    if instrument is not None:
        one_of(instrument, "instrument", INSTRUMENTS)
    place = None if region is None else known_region(region)
    identifier = new_identifier()

    def create(transaction: Transaction) -> Specification:
        source = session if need is None else get_need(transaction, need).session
        where = place
        if source is not None:
            where = where or get_session(transaction, source).region
        if where is None:
            raise Problem("a specification must name a region, a session or a need")
        now = clock.stamp()
        transaction.execute(
            """
            insert into specification (id, session, need, region, title, content, state, instrument, called_on,
                created_on, changed_on)
            values ($1, $2, $3, $4, $5, $6, 'draft', $7, null, $8, $8)
            """,
            [identifier, source, need, where, title, text, instrument, now],
        )
        journal.record(
            transaction,
            actor=actor,
            action="specification_created",
            subject=identifier,
            detail={"need": need, "region": where},
            topics=[TOPIC],
        )
        return get_specification(transaction, identifier)

    return database.write(create)


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
    rows = reader.read(_SPECIFICATION + " where id = $1", [clean_text(specification, "specification", longest=200)])
    if not rows:
        raise Problem("there is no technical specification {specification}", specification=specification)
    return _specification(rows[0])


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
    rows = reader.read(
        _SPECIFICATION
        + """
        where ($1::varchar is null or session = $1::varchar)
            and ($2::varchar is null or region = $2::varchar)
            and ($3::varchar is null or state = $3::varchar)
        order by changed_on desc, id
        """,
        [session, region, state],
    )
    return [_specification(row) for row in rows]


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

    def change(transaction: Transaction) -> Specification:
        old = get_specification(transaction, specification)
        transaction.execute(
            "update specification set title = $2, content = $3, instrument = $4, changed_on = $5 where id = $1",
            [
                specification,
                new_title or old.title,
                to_json(old.content if content is None else dict(content)),
                instrument or old.instrument,
                clock.stamp(),
            ],
        )
        journal.record(transaction, actor=actor, action="specification_changed", subject=specification, topics=[TOPIC])
        return get_specification(transaction, specification)

    return database.write(change)


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
    state = one_of(state, "state", STATES)
    day = clock.day(clock.now() if happened_on is None else happened_on)

    def move(transaction: Transaction) -> Specification:
        old = get_specification(transaction, specification)
        called_on = None if old.called_on is None else old.called_on.isoformat()
        if called_on is None and state in ("in_call", "contracted"):
            called_on = day
        transaction.execute(
            "update specification set state = $2, called_on = $3, changed_on = $4 where id = $1",
            [specification, state, called_on, clock.stamp()],
        )
        detail = {"from": old.state, "to": state, "on": day}
        journal.record(
            transaction, actor=actor, action="specification_moved", subject=specification, detail=detail, topics=[TOPIC]
        )
        return get_specification(transaction, specification)

    return database.write(move)


def _specification(row: tuple) -> Specification:
    id, session, need, region, title, content, state, instrument, called_on, created_on, changed_on = row
    called = None if called_on is None else date.fromisoformat(called_on)
    created, changed = clock.moment(created_on), clock.moment(changed_on)
    return Specification(
        id, session, need, region, title, from_json(content), state, instrument, called, created, changed
    )

"""A foresight session: where and when it is held, by which method, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from foresight.problems import Problem
from foresight.regions.regions import NATION
from foresight.regions.regions import region as find_region
from foresight.store import clock, journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.texts import clean_text, from_json, new_identifier, one_of, to_json

STAGES = ("draft", "lobby", "collect", "merge", "weights", "round", "feedback", "results", "closed")
STAKEHOLDER_GROUPS = ("government", "business", "public", "science")
LONGEST_TITLE = 300

_SESSION = """
    select id, code, title, region, held_on, stage, round, method, copied_from, created_on, closed_on
    from session
"""


@dataclass(frozen=True)
class Session:
    """A foresight session.

    Attributes
    ----------
    id : str
        Identifier.
    code : str or None
        What participants type to join, while they can.
    title, region : str
        What it is called and where it is held.
    held_on : date
        The day of the session.
    stage : str
        One of `STAGES`.
    round : int
        The round in progress or last finished; 0 before the first.
    method : dict
        Scale, criteria, consensus rule and thresholds.
    copied_from : str or None
        The session its method and needs were taken from.
    created_on, closed_on : datetime
        When it was made, and closed (None while open).
    """

    id: str
    code: str | None
    title: str
    region: str
    held_on: date
    stage: str
    round: int
    method: dict
    copied_from: str | None
    created_on: datetime
    closed_on: datetime | None

    @property
    def topic(self) -> str:
        """The topic whose version grows with every change of this session."""
        return topic(self.id)


def topic(session: str) -> str:
    """Return the topic of a session for `Database.version`."""
    return "session/" + session


def known_region(code: str, *, nation: bool = True) -> str:
    """Return the code when it is a region's, or the nation's where that is allowed.

    Parameters
    ----------
    code : str
        ISO 3166-2 code.
    nation : bool
        Whether ``KZ`` is allowed.

    Returns
    -------
    str
        The code.

    Raises
    ------
    Problem
        When it is neither.
    """
    return code if nation and code == NATION else find_region(code).code


def create_session(
    database: Database,
    *,
    title: str,
    region: str,
    held_on: date | str,
    method: Mapping[str, object] | None = None,
    actor: str = "local",
) -> Session:
    """Start a session as a draft.

    Parameters
    ----------
    database : Database
        The store.
    title : str
        What it is called.
    region : str
        ISO 3166-2 code of the region, or ``KZ``.
    held_on : date or str
        The day of the session.
    method : mapping, optional
        ``{"criteria": [{"code": …, "lowest": …, "highest": …, …}], …}``.
    actor : str
        Who starts it.

    Returns
    -------
    Session
        The draft.
    """
    title = clean_text(title, "title", longest=LONGEST_TITLE)
    region, day, rules = known_region(region), clock.day(held_on), dict(method or {})

    def create(transaction: Transaction) -> Session:
        return insert_session(transaction, title, region, day, rules, actor=actor)

    return database.write(create)


def insert_session(
    transaction: Transaction,
    title: str,
    region: str,
    day: str,
    method: Mapping[str, object],
    *,
    copied_from: str | None = None,
    actor: str,
) -> Session:
    """Insert a draft within a change (arguments as in `create_session`, already checked)."""
    identifier = new_identifier()
    transaction.execute(
        """
        insert into session (id, code, title, region, held_on, stage, round, method, copied_from, created_on)
        values ($1, null, $2, $3, $4, 'draft', 0, $5, $6, $7)
        """,
        [identifier, title, region, day, to_json(dict(method)), copied_from, clock.stamp()],
    )
    detail = {"region": region, "held_on": day, "copied_from": copied_from}
    note_change(transaction, actor, "session_created", identifier, detail)
    return get_session(transaction, identifier)


def get_session(reader: Reading, session: str) -> Session:
    """Return a session.

    Parameters
    ----------
    reader : Reading
        The store.
    session : str
        Its identifier.

    Returns
    -------
    Session
        As stored.

    Raises
    ------
    Problem
        When there is none, or it is not for whoever asks.
    """
    rows = reader.read(_SESSION + " where id = $1", [clean_text(session, "session", longest=200)])
    if not rows:
        raise Problem("there is no session {session}", session=session)
    reader.require_readable(session)
    return _session(rows[0])


def list_sessions(
    reader: Reading, *, region: str | None = None, year: int | None = None, with_closed_ones: bool = False
) -> list[Session]:
    """Return the sessions that whoever asks may open, latest day first.

    Parameters
    ----------
    reader : Reading
        The store.
    region : str, optional
        Only sessions of this region.
    year : int, optional
        Only sessions held in this year.
    with_closed_ones : bool
        Also closed sessions of others, for what is reckoned over the whole country.

    Returns
    -------
    list of Session
        Possibly empty.
    """
    rows = reader.read(
        _SESSION
        + """
        where ($1::varchar is null or region = $1::varchar)
            and ($2::varchar is null or substr(held_on, 1, 4) = $2::varchar)
        order by held_on desc, created_on desc
        """,
        [region, None if year is None else f"{int(year):04d}"],
    )
    found = [_session(row) for row in rows]
    own = reader.sessions_to_open()
    if own is None:
        return found
    return [one for one in found if one.id in own or (with_closed_ones and one.stage == "closed")]


def change_session(
    database: Database,
    session: str,
    *,
    title: str | None = None,
    region: str | None = None,
    held_on: date | str | None = None,
    method: Mapping[str, object] | None = None,
    actor: str = "local",
) -> Session:
    """Change what is given of a session that is still open; the method is locked by the first rating.

    Parameters
    ----------
    database : Database
        The store.
    session : str
        Its identifier.
    title, region, held_on, method
        As in `create_session`; what is not given stays.
    actor : str
        Who changes it.

    Returns
    -------
    Session
        As it is now.

    Raises
    ------
    Problem
        When it is closed, or its method would change after ratings came in.
    """
    new_title = None if title is None else clean_text(title, "title", longest=LONGEST_TITLE)
    new_region = None if region is None else known_region(region)
    new_day = None if held_on is None else clock.day(held_on)

    def change(transaction: Transaction) -> Session:
        before = require_open(transaction, session)
        rules = before.method if method is None else dict(method)
        if to_json(rules) != to_json(before.method) and _has_ratings(transaction, session):
            raise Problem(
                "the method of session {session} cannot change: ratings were given by it", session=before.title
            )
        transaction.execute(
            "update session set title = $2, region = $3, held_on = $4, method = $5 where id = $1",
            [
                session,
                new_title or before.title,
                new_region or before.region,
                new_day or before.held_on.isoformat(),
                to_json(rules),
            ],
        )
        after = get_session(transaction, session)
        names = ("title", "region", "held_on", "method")
        changed = [name for name in names if getattr(before, name) != getattr(after, name)]
        note_change(transaction, actor, "session_changed", session, {"changed": changed})
        return after

    return database.write(change)


def set_stage(
    database: Database, session: str, stage: str, *, round: int | None = None, actor: str = "local"
) -> Session:
    """Move a session to a stage; closing is final.

    Parameters
    ----------
    database : Database
        The store.
    session : str
        Its identifier.
    stage : str
        One of `STAGES`.
    round : int, optional
        Number of the round when the stage is ``round``; stays as it is when not given.
    actor : str
        Who moves it.

    Returns
    -------
    Session
        As it is now.

    Raises
    ------
    Problem
        When the stage is unknown or the session is closed.
    """
    stage = one_of(stage, "stage", STAGES)

    def move(transaction: Transaction) -> Session:
        before = require_open(transaction, session)
        number = before.round if round is None else int(round)
        closed_on = clock.stamp() if stage == "closed" else None
        transaction.execute(
            "update session set stage = $2, round = $3, closed_on = $4 where id = $1",
            [session, stage, number, closed_on],
        )
        detail: dict[str, object] = {"from": before.stage, "to": stage, "round": number}
        if stage == "closed":
            detail["raters"] = transaction.value(
                "select count(distinct rater) from rating where session = $1", [session]
            )
        note_change(transaction, actor, "stage_changed", session, detail)
        return get_session(transaction, session)

    return database.write(move)


def require_open(reader: Reading, session: str) -> Session:
    """Return a session, or refuse when it is closed."""
    found = get_session(reader, session)
    if found.stage == "closed":
        raise Problem("the session {session} is closed", session=found.title)
    return found


def note_change(
    transaction: Transaction, actor: str, action: str, session: str, detail: Mapping[str, object] | None = None
) -> None:
    """Note a change of a session in the journal and tell those who watch it."""
    journal.record(transaction, actor=actor, action=action, subject=session, detail=detail)
    transaction.touch("sessions", topic(session))


def _session(row: tuple) -> Session:
    id, code, title, region, held_on, stage, round, method, copied_from, created_on, closed_on = row
    closed = None if closed_on is None else clock.moment(closed_on)
    day = date.fromisoformat(held_on)
    created = clock.moment(created_on)
    return Session(id, code, title, region, day, stage, round, from_json(method), copied_from, created, closed)


def _has_ratings(reader: Reading, session: str) -> bool:
    return reader.value("select count(*) from rating where session = $1", [session]) > 0

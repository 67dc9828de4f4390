"""Initiatives: what really happened after a specification, along the Concept's eight steps, and who pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from foresight.problems import Problem
from foresight.store import clock, journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.sessions import get_session, known_region
from foresight.store.specifications import INSTRUMENTS, get_specification
from foresight.store.texts import clean_text, from_json, new_identifier, one_of, to_json

TOPIC = "initiatives"
STEPS = ("council", "session", "specification", "call", "structuring", "execution", "results", "dissemination")
STATES = ("planned", "active", "completed", "stopped")

_INITIATIVE = """
    select id, specification, session, need, region, title, owner, instrument, step, state, starts_year, ends_year,
        content, created_on, changed_on
    from initiative
"""


@dataclass(frozen=True)
class Initiative:
    """A project or programme with its trace back to the need.

    Attributes
    ----------
    id : str
        Identifier.
    specification, session, need : str or None
        Where it comes from.
    region, title, owner : str
        Where it is carried out, what it is called and who answers for it.
    instrument : str
        ``grant`` or ``programme``.
    step : str
        One of `STEPS`.
    state : str
        One of `STATES`.
    starts_year, ends_year : int or None
        First and last year of execution.
    content : dict
        Partners, documents, results, … by name.
    created_on, changed_on : datetime
        When it was entered and last changed.
    """

    id: str
    specification: str | None
    session: str | None
    need: str | None
    region: str
    title: str
    owner: str
    instrument: str
    step: str
    state: str
    starts_year: int | None
    ends_year: int | None
    content: dict
    created_on: datetime
    changed_on: datetime


def create_initiative(
    database: Database,
    *,
    title: str,
    instrument: str,
    region: str | None = None,
    specification: str | None = None,
    session: str | None = None,
    owner: str = "",
    step: str = "specification",
    state: str = "planned",
    starts_year: int | None = None,
    ends_year: int | None = None,
    content: Mapping[str, object] | None = None,
    actor: str = "local",
) -> Initiative:
    """Enter an initiative; one made from a specification takes its trace and region from it.

    Parameters
    ----------
    database : Database
        The store.
    title : str
        What it is called.
    instrument : str
        ``grant`` or ``programme``.
    region : str, optional
        ISO 3166-2 code, or ``KZ``; needed when there is neither a specification nor a session.
    specification, session : str, optional
        Where it comes from.
    owner : str
        Who answers for it.
    step, state : str
        Where it is.
    starts_year, ends_year : int, optional
        First and last year of execution.
    content : mapping, optional
        Partners, documents, results, … by name.
    actor : str
        Who enters it.

    Returns
    -------
    Initiative
        As stored.
    """
    title = clean_text(title, "title", longest=500)
    owner = clean_text(owner, "owner", required=False, longest=500)
    one_of(instrument, "instrument", INSTRUMENTS)
    one_of(step, "step", STEPS)
    one_of(state, "state", STATES)
    first, last = _checked_years(starts_year, ends_year)
    place = None if region is None else known_region(region)
    text, identifier = to_json(dict(content or {})), new_identifier()

    def create(transaction: Transaction) -> Initiative:
        origin, need, where = session, None, place
        if specification is not None:
            source = get_specification(transaction, specification)
            origin, need, where = source.session, source.need, where or source.region
        elif origin is not None:
            where = where or get_session(transaction, origin).region
        if where is None:
            raise Problem("an initiative must name a region, a session or a technical specification")
        now = clock.stamp()
        transaction.execute(
            """
            insert into initiative (id, specification, session, need, region, title, owner, instrument, step, state,
                starts_year, ends_year, content, created_on, changed_on)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
            """,
            [
                identifier,
                specification,
                origin,
                need,
                where,
                title,
                owner,
                instrument,
                step,
                state,
                first,
                last,
                text,
                now,
            ],
        )
        _insert_move(transaction, identifier, step, state, actor, "")
        journal.record(
            transaction,
            actor=actor,
            action="initiative_created",
            subject=identifier,
            detail={"specification": specification, "region": where},
            topics=[TOPIC],
        )
        return get_initiative(transaction, identifier)

    return database.write(create)


def get_initiative(reader: Reading, initiative: str) -> Initiative:
    """Return an initiative.

    Parameters
    ----------
    reader : Reading
        The store.
    initiative : str
        Its identifier.

    Returns
    -------
    Initiative
        As stored.

    Raises
    ------
    Problem
        When there is none.
    """
    rows = reader.read(_INITIATIVE + " where id = $1", [clean_text(initiative, "initiative", longest=200)])
    if not rows:
        raise Problem("there is no initiative {initiative}", initiative=initiative)
    return _initiative(rows[0])


def list_initiatives(reader: Reading, *, region: str | None = None, state: str | None = None) -> list[Initiative]:
    """Return initiatives, last changed first.

    Parameters
    ----------
    reader : Reading
        The store.
    region, state : str, optional
        Only those of this region, in this state.

    Returns
    -------
    list of Initiative
        Possibly empty.
    """
    rows = reader.read(
        _INITIATIVE
        + """
        where ($1::varchar is null or region = $1::varchar) and ($2::varchar is null or state = $2::varchar)
        order by changed_on desc, id
        """,
        [region, state],
    )
    return [_initiative(row) for row in rows]


def change_initiative(
    database: Database,
    initiative: str,
    *,
    title: str | None = None,
    owner: str | None = None,
    instrument: str | None = None,
    starts_year: int | None = None,
    ends_year: int | None = None,
    content: Mapping[str, object] | None = None,
    actor: str = "local",
) -> Initiative:
    """Change what is given of an initiative.

    Parameters
    ----------
    database : Database
        The store.
    initiative : str
        Its identifier.
    title, owner, instrument, starts_year, ends_year, content
        As in `create_initiative`; what is not given stays.
    actor : str
        Who changes it.

    Returns
    -------
    Initiative
        As it is now.
    """
    new_title = None if title is None else clean_text(title, "title", longest=500)
    new_owner = None if owner is None else clean_text(owner, "owner", required=False, longest=500)
    if instrument is not None:
        one_of(instrument, "instrument", INSTRUMENTS)

    def change(transaction: Transaction) -> Initiative:
        old = get_initiative(transaction, initiative)
        first, last = _checked_years(
            old.starts_year if starts_year is None else starts_year, old.ends_year if ends_year is None else ends_year
        )
        transaction.execute(
            """
            update initiative set title = $2, owner = $3, instrument = $4, starts_year = $5, ends_year = $6,
                content = $7, changed_on = $8
            where id = $1
            """,
            [
                initiative,
                new_title or old.title,
                old.owner if new_owner is None else new_owner,
                instrument or old.instrument,
                first,
                last,
                to_json(old.content if content is None else dict(content)),
                clock.stamp(),
            ],
        )
        journal.record(transaction, actor=actor, action="initiative_changed", subject=initiative, topics=[TOPIC])
        return get_initiative(transaction, initiative)

    return database.write(change)


def move_initiative(
    database: Database,
    initiative: str,
    *,
    step: str | None = None,
    state: str | None = None,
    note: str = "",
    actor: str = "local",
) -> Initiative:
    """Move an initiative along the steps or to another state; every move is kept.

    Parameters
    ----------
    database : Database
        The store.
    initiative : str
        Its identifier.
    step, state : str, optional
        Where to; what is not given stays.
    note : str
        Why.
    actor : str
        Who moves it.

    Returns
    -------
    Initiative
        As it is now.
    """
    if step is not None:
        one_of(step, "step", STEPS)
    if state is not None:
        one_of(state, "state", STATES)
    note = clean_text(note, "note", required=False)

    def move(transaction: Transaction) -> Initiative:
        old = get_initiative(transaction, initiative)
        new_step, new_state = step or old.step, state or old.state
        transaction.execute(
            "update initiative set step = $2, state = $3, changed_on = $4 where id = $1",
            [initiative, new_step, new_state, clock.stamp()],
        )
        _insert_move(transaction, initiative, new_step, new_state, actor, note)
        detail = {"from": [old.step, old.state], "to": [new_step, new_state]}
        journal.record(
            transaction, actor=actor, action="initiative_moved", subject=initiative, detail=detail, topics=[TOPIC]
        )
        return get_initiative(transaction, initiative)

    return database.write(move)


def moves(reader: Reading, initiative: str) -> pd.DataFrame:
    """Return how an initiative moved.

    Parameters
    ----------
    reader : Reading
        The store.
    initiative : str
        Its identifier.

    Returns
    -------
    DataFrame
        ``step, state, moved_on, moved_by, note``, first move first.
    """
    frame = reader.frame(
        """
        select step, state, moved_on, moved_by, note from initiative_move
        where initiative = $1 order by position
        """,
        [initiative],
    )
    frame["moved_on"] = pd.to_datetime(frame["moved_on"], utc=True)
    return frame


def _initiative(row: tuple) -> Initiative:
    *values, content, created_on, changed_on = row
    return Initiative(*values, from_json(content), clock.moment(created_on), clock.moment(changed_on))


def _insert_move(transaction: Transaction, initiative: str, step: str, state: str, actor: str, note: str) -> None:
    transaction.execute(
        """
        insert into initiative_move (initiative, position, step, state, moved_on, moved_by, note)
        select $1::varchar, coalesce(max(position), 0) + 1, $2::varchar, $3::varchar, $4::varchar, $5::varchar,
            $6::varchar
        from initiative_move where initiative = $1::varchar
        """,
        [initiative, step, state, clock.stamp(), clean_text(actor, "actor", longest=200), note],
    )


def _checked_years(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    if first is not None and last is not None and int(first) > int(last):
        raise Problem("the last year {last} is before the first year {first}", last=last, first=first)
    return (None if first is None else int(first), None if last is None else int(last))

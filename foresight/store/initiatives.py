"""Initiatives: what really happened after a specification, along the Concept's eight steps, and who pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from foresight.problems import Problem, extracted
from foresight.store import clock
from foresight.store.database import Database
from foresight.store.drafted import Register, given_or
from foresight.store.engine import Reading, Transaction
from foresight.store.sessions import get_session, known_region
from foresight.store.specifications import INSTRUMENTS, get_specification
from foresight.store.texts import clean_text, one_of

TOPIC = "initiatives"
STEPS = ("council", "session", "specification", "call", "structuring", "execution", "results", "dissemination")
STATES = ("planned", "active", "completed", "stopped")


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


_REGISTER = Register("initiative", Initiative, TOPIC, extracted("there is no initiative {initiative}"))


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

    def columns(transaction: Transaction) -> dict[str, object]:
        origin, need, where = session, None, place
        if specification is not None:
            source = get_specification(transaction, specification)
            origin, need, where = source.session, source.need, where or source.region
        elif origin is not None:
            where = where or get_session(transaction, origin).region
        if where is None:
            raise Problem("an initiative must name a region, a session or a technical specification")
        return {
            "specification": specification,
            "session": origin,
            "need": need,
            "region": where,
            "title": title,
            "owner": owner,
            "instrument": instrument,
            "step": step,
            "state": state,
            "starts_year": first,
            "ends_year": last,
            "content": dict(content or {}),
        }

    return _REGISTER.create(
        database,
        columns,
        actor=actor,
        told=("specification", "region"),
        after=lambda transaction, identifier: _insert_move(transaction, identifier, step, state, actor, ""),
    )


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
    return _REGISTER.get(reader, initiative)


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
    return _REGISTER.list(reader, region=region, state=state)


def change_initiative(
    database: Database,
    initiative: str,
    *,
    title: str | None = None,
    owner: str | None = None,
    instrument: str | None = None,
    years: tuple[int | None, int | None] | None = None,
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
    title, owner, instrument, content
        As in `create_initiative`; what is not given stays.
    years : tuple, optional
        First and last year of execution together, so that a year entered wrongly can become unknown again (None).
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

    def columns(old: Initiative) -> dict[str, object]:
        first, last = _checked_years(*given_or(years, (old.starts_year, old.ends_year)))
        return {
            "title": new_title or old.title,
            "owner": given_or(new_owner, old.owner),
            "instrument": instrument or old.instrument,
            "starts_year": first,
            "ends_year": last,
            "content": given_or(content, old.content),
        }

    return _REGISTER.change(database, initiative, columns, actor=actor)


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

    return _REGISTER.change(
        database,
        initiative,
        lambda old: {"step": step or old.step, "state": state or old.state},
        actor=actor,
        action="moved",
        detail=lambda old: {"from": [old.step, old.state], "to": [step or old.step, state or old.state]},
        after=lambda transaction, now: _insert_move(transaction, initiative, now["step"], now["state"], actor, note),
    )


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


def _insert_move(transaction: Transaction, initiative: str, step: str, state: str, actor: str, note: str) -> None:
    transaction.execute(
        """
        insert into initiative_move (initiative, position, step, state, moved_on, moved_by, note)
        select $1::varchar, coalesce(max(position), 0) + 1, $2::varchar, $3::varchar, $4::varchar, $5::varchar,
            $6::varchar
        from initiative_move where initiative = $1::varchar
        """,
        [initiative, step, state, clock.stamp(), transaction.named(actor), note],
    )


def _checked_years(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    if first is not None and last is not None and int(first) > int(last):
        raise Problem("the last year {last} is before the first year {first}", last=last, first=first)
    return (None if first is None else int(first), None if last is None else int(last))

"""Recommendations on the scientific potential of regions: drafted, issued, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from foresight.problems import Problem
from foresight.store import clock, journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.sessions import known_region
from foresight.store.texts import clean_text, from_json, new_identifier, one_of, to_json

TOPIC = "recommendations"
STATES = ("draft", "issued", "accepted", "implemented", "declined")

_RECOMMENDATION = """
    select id, session, region, title, content, addressee, state, issued_on, created_on, changed_on
    from recommendation
"""


@dataclass(frozen=True)
class Recommendation:
    """A recommendation.

    Attributes
    ----------
    id : str
        Identifier.
    session, region : str or None
        Where it comes from, and the region it is about.
    title : str
        What it says in a line.
    content : dict
        Its sections by name.
    addressee : str
        To whom it is addressed; possibly empty.
    state : str
        One of `STATES`.
    issued_on : date or None
        The day it was issued; what the target indicator counts.
    created_on, changed_on : datetime
        When it was made and last changed.
    """

    id: str
    session: str | None
    region: str | None
    title: str
    content: dict
    addressee: str
    state: str
    issued_on: date | None
    created_on: datetime
    changed_on: datetime


def create_recommendation(
    database: Database,
    *,
    title: str,
    session: str | None = None,
    region: str | None = None,
    content: Mapping[str, object] | None = None,
    addressee: str = "",
    actor: str = "local",
) -> Recommendation:
    """Draft a recommendation.

    Parameters
    ----------
    database : Database
        The store.
    title : str
        What it says in a line.
    session, region : str, optional
        Where it comes from, and the region it is about.
    content : mapping, optional
        Its sections by name.
    addressee : str
        To whom it is addressed.
    actor : str
        Who drafts it.

    Returns
    -------
    Recommendation
        The draft.
    """
    title = clean_text(title, "title", longest=500)
    addressee = clean_text(addressee, "addressee", required=False, longest=500)
    place = None if region is None else known_region(region)
    source = None if session is None else clean_text(session, "session", longest=200)
    text, identifier = to_json(dict(content or {})), new_identifier()

    def create(transaction: Transaction) -> Recommendation:
        now = clock.stamp()
        transaction.execute(
            """
            insert into recommendation (id, session, region, title, content, addressee, state, issued_on, created_on,
                changed_on)
            values ($1, $2, $3, $4, $5, $6, 'draft', null, $7, $7)
            """,
            [identifier, source, place, title, text, addressee, now],
        )
        journal.record(
            transaction,
            actor=actor,
            action="recommendation_created",
            subject=identifier,
            detail={"region": place},
            topics=[TOPIC],
        )
        return get_recommendation(transaction, identifier)

    return database.write(create)


def get_recommendation(reader: Reading, recommendation: str) -> Recommendation:
    """Return a recommendation.

    Parameters
    ----------
    reader : Reading
        The store.
    recommendation : str
        Its identifier.

    Returns
    -------
    Recommendation
        As stored.

    Raises
    ------
    Problem
        When there is none.
    """
    identifier = clean_text(recommendation, "recommendation", longest=200)
    rows = reader.read(_RECOMMENDATION + " where id = $1", [identifier])
    if not rows:
        raise Problem("there is no recommendation {recommendation}", recommendation=recommendation)
    return _recommendation(rows[0])


def list_recommendations(
    reader: Reading, *, region: str | None = None, state: str | None = None
) -> list[Recommendation]:
    """Return recommendations, last changed first.

    Parameters
    ----------
    reader : Reading
        The store.
    region, state : str, optional
        Only those about this region, in this state.

    Returns
    -------
    list of Recommendation
        Possibly empty.
    """
    rows = reader.read(
        _RECOMMENDATION
        + """
        where ($1::varchar is null or region = $1::varchar) and ($2::varchar is null or state = $2::varchar)
        order by changed_on desc, id
        """,
        [region, state],
    )
    return [_recommendation(row) for row in rows]


def change_recommendation(
    database: Database,
    recommendation: str,
    *,
    title: str | None = None,
    content: Mapping[str, object] | None = None,
    addressee: str | None = None,
    actor: str = "local",
) -> Recommendation:
    """Change what is given of a recommendation.

    Parameters
    ----------
    database : Database
        The store.
    recommendation : str
        Its identifier.
    title, content, addressee
        As in `create_recommendation`; what is not given stays.
    actor : str
        Who changes it.

    Returns
    -------
    Recommendation
        As it is now.
    """
    new_title = None if title is None else clean_text(title, "title", longest=500)
    new_addressee = None if addressee is None else clean_text(addressee, "addressee", required=False, longest=500)

    def change(transaction: Transaction) -> Recommendation:
        old = get_recommendation(transaction, recommendation)
        transaction.execute(
            "update recommendation set title = $2, content = $3, addressee = $4, changed_on = $5 where id = $1",
            [
                recommendation,
                new_title or old.title,
                to_json(old.content if content is None else dict(content)),
                old.addressee if new_addressee is None else new_addressee,
                clock.stamp(),
            ],
        )
        journal.record(
            transaction, actor=actor, action="recommendation_changed", subject=recommendation, topics=[TOPIC]
        )
        return get_recommendation(transaction, recommendation)

    return database.write(change)


def set_state(
    database: Database, recommendation: str, state: str, *, happened_on: date | str | None = None, actor: str = "local"
) -> Recommendation:
    """Move a recommendation to a state; the day it was first issued is kept.

    Parameters
    ----------
    database : Database
        The store.
    recommendation : str
        Its identifier.
    state : str
        One of `STATES`.
    happened_on : date or str, optional
        The day it happened; today when not given.
    actor : str
        Who moves it.

    Returns
    -------
    Recommendation
        As it is now.
    """
    state = one_of(state, "state", STATES)
    day = clock.day(clock.now() if happened_on is None else happened_on)

    def move(transaction: Transaction) -> Recommendation:
        old = get_recommendation(transaction, recommendation)
        issued_on = None if old.issued_on is None else old.issued_on.isoformat()
        if issued_on is None and state != "draft":
            issued_on = day
        transaction.execute(
            "update recommendation set state = $2, issued_on = $3, changed_on = $4 where id = $1",
            [recommendation, state, issued_on, clock.stamp()],
        )
        detail = {"from": old.state, "to": state, "on": day}
        journal.record(
            transaction,
            actor=actor,
            action="recommendation_moved",
            subject=recommendation,
            detail=detail,
            topics=[TOPIC],
        )
        return get_recommendation(transaction, recommendation)

    return database.write(move)


def _recommendation(row: tuple) -> Recommendation:
    id, session, region, title, content, addressee, state, issued_on, created_on, changed_on = row
    issued = None if issued_on is None else date.fromisoformat(issued_on)
    created, changed = clock.moment(created_on), clock.moment(changed_on)
    return Recommendation(id, session, region, title, from_json(content), addressee, state, issued, created, changed)

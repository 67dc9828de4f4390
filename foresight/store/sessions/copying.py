"""A new session from an earlier one: its method and needs, none of its ratings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from foresight.store import clock
from foresight.store.database import Database
from foresight.store.engine import Transaction
from foresight.store.sessions.needs import insert_needs, list_needs
from foresight.store.sessions.session import LONGEST_TITLE, Session, get_session, insert_session, known_region
from foresight.store.texts import clean_text, new_identifier


def copy_session(
    database: Database, source: str, *, title: str, region: str, held_on: date | str, actor: str = "local"
) -> Session:
    """Start a session with the method and the needs of an earlier one of any region.

    Parameters
    ----------
    database : Database
        The store.
    source : str
        Identifier of the earlier session, open or closed.
    title : str
        What the new one is called.
    region : str
        ISO 3166-2 code of its region, or ``KZ``.
    held_on : date or str
        Its day.
    actor : str
        Who starts it.

    Returns
    -------
    Session
        The draft.

    Raises
    ------
    Problem
        When there is no earlier session, or the region or the day is wrong.
    """
    title = clean_text(title, "title", longest=LONGEST_TITLE)
    region, day = known_region(region), clock.day(held_on)

    def copy(transaction: Transaction) -> Session:
        earlier = get_session(transaction, source)
        session = insert_session(transaction, title, region, day, earlier.method, copied_from=earlier.id, actor=actor)
        kept = list_needs(transaction, earlier.id, statuses=("proposed", "accepted"))
        insert_needs(
            transaction,
            [
                replace(need, id=new_identifier(), session=session.id, position=position, parents=())
                for position, need in enumerate(kept, 1)
            ],
        )
        return session

    return database.write(copy)

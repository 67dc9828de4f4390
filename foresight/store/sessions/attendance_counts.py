"""How many people of each stakeholder group were in the room of a session."""

from __future__ import annotations

from collections.abc import Mapping

from foresight.problems import Problem
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.sessions.session import STAKEHOLDER_GROUPS, note_change, require_open
from foresight.store.texts import one_of


def set_attendance(database: Database, session: str, people: Mapping[str, int], *, actor: str = "local") -> None:
    """Note how many people of each stakeholder group were in the room.

    Parameters
    ----------
    database : Database
        The store.
    session : str
        Its identifier.
    people : mapping
        Number by stakeholder group.
    actor : str
        Who counted.
    """
    counts = {one_of(group, "stakeholder group", STAKEHOLDER_GROUPS): int(number) for group, number in people.items()}
    for group, number in counts.items():
        if number < 0:
            raise Problem("the attendance of {group} must not be negative: {number}", group=group, number=number)

    def keep(transaction: Transaction) -> None:
        require_open(transaction, session)
        transaction.execute(
            """
            insert into attendance (session, stakeholder_group, people)
            select $1::varchar, unnest($2::varchar[]), unnest($3::integer[])
            on conflict (session, stakeholder_group) do update set people = excluded.people
            """,
            [session, list(counts), list(counts.values())],
        )
        note_change(transaction, actor, "attendance_counted", session, dict(counts))

    if counts:
        database.write(keep)


def attendance(reader: Reading, session: str) -> dict[str, int]:
    """Return how many people of each stakeholder group were in the room.

    Parameters
    ----------
    reader : Reading
        The store.
    session : str
        Its identifier.

    Returns
    -------
    dict
        Number by stakeholder group; a group nobody counted is absent.
    """
    rows = dict(reader.read("select stakeholder_group, people from attendance where session = $1", [session]))
    return {group: rows[group] for group in STAKEHOLDER_GROUPS if group in rows}

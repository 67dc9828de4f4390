"""How important each stakeholder group holds the criteria, as the facilitator entered it for the group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from foresight.problems import Problem
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.sessions.session import STAKEHOLDER_GROUPS, get_session, note_change, require_open
from foresight.store.texts import finite, one_of

#: Points to distribute, points for the swing from worst to best, and pairs compared.
WAYS = ("direct", "swing", "pairwise")


def keep_points(
    database: Database, session: str, way: str, group: str, points: Mapping[str, float], *, actor: str = "local"
) -> None:
    """Keep the points a group gives to the criteria, in place of earlier ones.

    Parameters
    ----------
    database : Database
        The store.
    session : str
        Its identifier.
    way : str
        ``direct`` or ``swing``.
    group : str
        The stakeholder group.
    points : mapping of criterion to float
        None below zero.
    actor : str
        Who entered them.

    Raises
    ------
    Problem
        When the session is closed, a criterion is not its own, or points are below zero.
    """
    way = one_of(way, "way of weighing", WAYS[:2])
    rows = [(criterion, "", finite(value, "points")) for criterion, value in points.items()]
    for criterion, _, value in rows:
        if value < 0:
            raise Problem("the points of criterion {criterion} must not be below zero", criterion=criterion)
    _keep(database, session, way, group, rows, actor)


def keep_judgements(
    database: Database,
    session: str,
    group: str,
    judgements: Sequence[tuple[str, str, float]],
    *,
    actor: str = "local",
) -> None:
    """Keep what a group said of pairs of criteria, in place of what it said earlier.

    Parameters
    ----------
    database : Database
        The store.
    session : str
        Its identifier.
    group : str
        The stakeholder group.
    judgements : sequence of (first, second, value)
        "First is value times as important as second"; pairs not judged are left out.
    actor : str
        Who entered them.

    Raises
    ------
    Problem
        When the session is closed, a criterion is not its own, or a judgement is not above zero.
    """
    rows = [(first, second, finite(value, "judgement")) for first, second, value in judgements]
    for first, second, value in rows:
        if value <= 0:
            raise Problem(
                "the judgement of {first} against {second} must be a positive number, not {value}",
                first=first,
                second=second,
                value=value,
            )
    _keep(database, session, "pairwise", group, rows, actor)


def forget(database: Database, session: str, way: str, group: str, *, actor: str = "local") -> None:
    """Remove what a group gave in one way (arguments as in `keep_points`)."""
    _keep(database, session, one_of(way, "way of weighing", WAYS), group, [], actor)


def points(reader: Reading, session: str, way: str) -> pd.DataFrame:
    """Return the points the groups gave.

    Returns
    -------
    DataFrame
        ``rater, stakeholder_group, criterion, points``; a group's sheet is one rater, named as the group.
    """
    rows = reader.read(_ENTRIES, [session, way])
    return pd.DataFrame(
        sorted((group, group, criterion, value) for group, criterion, _, value in rows),
        columns=["rater", "stakeholder_group", "criterion", "points"],
    )


def judgements(reader: Reading, session: str) -> pd.DataFrame:
    """Return what the groups said of pairs of criteria.

    Returns
    -------
    DataFrame
        ``rater, stakeholder_group, first, second, value``; a group's sheet is one rater, named as the group.
    """
    rows = reader.read(_ENTRIES, [session, "pairwise"])
    return pd.DataFrame(
        sorted((group, group, first, second, value) for group, first, second, value in rows),
        columns=["rater", "stakeholder_group", "first", "second", "value"],
    )


def ways_entered(reader: Reading, session: str) -> list[str]:
    """Return in which ways any group has given weights."""
    entered = {
        way for (way,) in reader.read("select distinct way from criteria_judgement where session = $1", [session])
    }
    return [way for way in WAYS if way in entered]


def sheets(reader: Reading, session: str) -> pd.DataFrame:
    """Return all that the groups gave, for the file of a session.

    Returns
    -------
    DataFrame
        ``way, stakeholder_group, criterion, other, value``; ``other`` is empty unless pairs were compared.
    """
    rows = reader.read(
        "select way, stakeholder_group, criterion, other, value from criteria_judgement where session = $1", [session]
    )
    return pd.DataFrame(sorted(rows), columns=["way", "stakeholder_group", "criterion", "other", "value"])


def bring_sheets(transaction: Transaction, session: str, frame: pd.DataFrame) -> None:
    """Store what `sheets` returned of a session that came in from a file."""
    transaction.execute(
        """
        insert into criteria_judgement (session, way, stakeholder_group, criterion, other, value)
        select $1::varchar, unnest($2::varchar[]), unnest($3::varchar[]), unnest($4::varchar[]), unnest($5::varchar[]),
            unnest($6::double precision[])
        """,
        [session, *(frame[name].tolist() for name in ("way", "stakeholder_group", "criterion", "other", "value"))],
    )


_ENTRIES = """
    select stakeholder_group, criterion, other, value from criteria_judgement where session = $1 and way = $2
"""


def _keep(
    database: Database, session: str, way: str, group: str, rows: Sequence[tuple[str, str, float]], actor: str
) -> None:
    group = one_of(group, "stakeholder group", STAKEHOLDER_GROUPS)

    def keep(transaction: Transaction) -> None:
        require_open(transaction, session)
        known = criteria_codes(get_session(transaction, session).method)
        for criterion, other, _ in rows:
            for code in (criterion, other) if other else (criterion,):
                one_of(code, "criterion", known)
        transaction.execute(
            "delete from criteria_judgement where session = $1 and way = $2 and stakeholder_group = $3",
            [session, way, group],
        )
        if rows:
            transaction.execute(
                """
                insert into criteria_judgement (session, way, stakeholder_group, criterion, other, value)
                select $1::varchar, $2::varchar, $3::varchar, unnest($4::varchar[]), unnest($5::varchar[]),
                    unnest($6::double precision[])
                """,
                [session, way, group, *([row[place] for row in rows] for place in range(3))],
            )
        note_change(transaction, actor, "weights_judged", session, {"way": way, "group": group, "entries": len(rows)})

    database.write(keep)


def criteria_codes(method: Mapping[str, object]) -> list[str]:
    """Return the codes of the criteria of a stored method, in their order."""
    return [str(one["code"]) for one in method.get("questions") or method.get("criteria") or ()]

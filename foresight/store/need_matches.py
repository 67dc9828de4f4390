"""Needs of different sessions that a person has called the same, or not the same, whatever their spelling."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from foresight.problems import Problem
from foresight.store import journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.sessions.needs import get_need

TOPIC = "need_matches"


def decide(database: Database, pairs: Sequence[tuple[str, str]], same: bool | None, *, actor: str = "local") -> None:
    """Note that needs are the same or not; None takes it back.

    Parameters
    ----------
    database : Database
        The store.
    pairs : sequence of (need, need)
        Identifiers, in any order.
    same : bool or None
        Whether the two are one.
    actor : str
        Who says so.

    Raises
    ------
    Problem
        When a need does not exist, is paired with itself, or both were said in one session.
    """
    ordered = sorted({(min(pair), max(pair)) for pair in pairs})

    def keep(transaction: Transaction) -> None:
        for first, second in ordered:
            needs = get_need(transaction, first), get_need(transaction, second)
            if first == second or needs[0].session == needs[1].session:
                raise Problem("needs of one session are kept apart: merge them there")
            transaction.execute("delete from need_match where first = $1 and second = $2", [first, second])
            if same is not None:
                transaction.execute(
                    "insert into need_match (first, second, same) values ($1, $2, $3)", [first, second, same]
                )
            journal.record(
                transaction, actor=actor, action="needs_matched", subject=first, detail={"need": second, "same": same}
            )
        transaction.touch(TOPIC)

    if ordered:
        database.write(keep)


def decided(reader: Reading) -> dict[bool, list[tuple[str, str]]]:
    """Return the pairs that were called the same (under True) and those that were not (under False)."""
    rows = reader.read("select first, second, same from need_match")
    return {
        answer: sorted((str(first), str(second)) for first, second, same in rows if bool(same) is answer)
        for answer in (True, False)
    }


def matches_of(reader: Reading, needs: Sequence[str]) -> pd.DataFrame:
    """Return what was decided about needs of one session, for its file.

    Returns
    -------
    DataFrame
        ``need`` (one of ``needs``), ``other`` (of another session), ``same`` (``yes`` or ``no``).
    """
    own = set(needs)
    rows = reader.read("select first, second, same from need_match")
    found = [
        (*((first, second) if first in own else (second, first)), "yes" if same else "no")
        for first, second, same in rows
        if first in own or second in own
    ]
    return pd.DataFrame(sorted(found), columns=["need", "other", "same"])


def bring_matches(transaction: Transaction, frame: pd.DataFrame) -> None:
    """Store what `matches_of` returned of a session that came in from a file; what was decided here stays."""
    pairs = [(min(pair), max(pair)) for pair in zip(frame["need"], frame["other"])]
    transaction.execute(
        """
        insert into need_match (first, second, same)
        select unnest($1::varchar[]), unnest($2::varchar[]), unnest($3::boolean[])
        on conflict do nothing
        """,
        [[first for first, _ in pairs], [second for _, second in pairs], [same == "yes" for same in frame["same"]]],
    )
    transaction.touch(TOPIC)

"""Looks in the store for every ballot that was acknowledged."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.live.phones import Phone
from foresight.sessions.voter_tags import voter_tag
from foresight.store.database import Database
from foresight.store.live_session import live_session


def missing_answers(database: Database, phones: Sequence[Phone]) -> tuple[int, int, int]:
    """Return acknowledged answers, how many of them are not there, and how many rows are there twice."""
    acknowledged = missing = doubled = 0
    for session in sorted({phone.prepared.session for phone in phones}):
        key = live_session(database, session).voter_key
        rows = database.read(
            "select voter_tag, need, criterion, value from live_ballot where session = $1 and round = 1", [session]
        )
        found = {(tag, need, criterion): value for tag, need, criterion, value in rows}
        doubled += len(rows) - len(found)
        for phone in (phone for phone in phones if phone.prepared.session == session):
            tag = voter_tag(key, phone.secret)
            for need, answers in phone.kept.items():
                for criterion, value in answers.items():
                    acknowledged += 1
                    allowed = {float(value)}
                    # What was sent last and not answered may have been kept as well.
                    if need in phone.on_the_way:
                        allowed.add(float(phone.on_the_way[need][criterion]))
                    missing += found.get((tag, need, criterion)) not in allowed
    return acknowledged, missing, doubled

"""What a wrong code tells: nothing, not even by what the server does before it answers."""

from __future__ import annotations

import pytest

from foresight.problems import Problem
from foresight.store import live_joining
from foresight.store.database import Database
from foresight.store.duckdb_engine import DuckDBCursor
from tests.store.live_room import room_with

PAST = "update live_session set code_expires_on = '2000-01-01T00:00:00.000000Z' where session = $1"


def test_unknown_expired_closed_and_draft_codes_cost_the_same_statements(empty: Database, monkeypatch) -> None:
    """Time is not measured, because it would tell on a busy machine; what is asked of the store is, word for word."""
    expired, closed, draft = (room_with(empty, 0) for _ in range(3))
    codes = {name: live_joining.join_code(empty, room.now) for name, room in (("expired", expired), ("closed", closed))}
    empty.write(lambda transaction: transaction.execute(PAST, [expired.id]))
    closed.go("closed")
    codes |= {"unknown": "ABCDEFGH", "renewed": live_joining.join_code(empty, draft.now)}
    live_joining.renew_code(empty, draft.id)
    asked: list[str] = []
    for way in ("rows", "execute"):
        kept = getattr(DuckDBCursor, way)

        def noted(self, statement, parameters, kept=kept):
            asked.append(statement)
            return kept(self, statement, parameters)

        monkeypatch.setattr(DuckDBCursor, way, noted)
    traces = {}
    for number, (name, code) in enumerate(codes.items()):
        asked.clear()
        with pytest.raises(Problem):
            live_joining.find_by_code(empty, code, f"192.0.2.{number}")
        traces[name] = tuple(asked)
    assert len(set(traces.values())) == 1
    assert len(traces["unknown"]) >= 2

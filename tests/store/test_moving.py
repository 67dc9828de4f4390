"""A whole store goes from one engine to the other and back, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from foresight.problems import Problem
from foresight.store import backup, figures, journal, sessions, settings, tables
from foresight.store.database import Database
from foresight.store.moving import move_store
from tests.store.conftest import ENGINES, OBSERVATIONS


@pytest.fixture
def filled(database: Database, session: sessions.Session, need: sessions.Need) -> Database:
    figures.load_shipped_figures(database, OBSERVATIONS)
    settings.change(database, "text", "Ә'\"\\ ₸\n\t🤷")
    return database


@pytest.fixture(params=ENGINES)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A second, empty store, on each engine."""
    if request.param == "duckdb":
        address = str(tmp_path / "elsewhere.duckdb")
    else:
        address = request.getfixturevalue("server").new_schema("elsewhere_" + tmp_path.name)
    with Database.open(address, backups=tmp_path / "elsewhere") as opened:
        yield opened


def test_a_moved_store_equals_the_original_row_by_row(filled: Database, elsewhere: Database) -> None:
    counts = move_store(filled, elsewhere)
    assert counts == tables.row_counts(filled)
    assert tables.fingerprints(elsewhere) == tables.fingerprints(filled)
    for table in tables.table_names(filled):
        assert tables.rows_of(elsewhere, table) == tables.rows_of(filled, table)
    assert journal.verify(elsewhere).intact
    settings.change(elsewhere, "life", "goes on")
    assert journal.verify(elsewhere).intact


def test_a_store_that_holds_something_is_not_moved_into(filled: Database, elsewhere: Database) -> None:
    settings.change(elsewhere, "mine", 1)
    before = tables.fingerprints(elsewhere)
    with pytest.raises(Problem, match="is not empty: table journal has rows"):
        move_store(filled, elsewhere)
    assert tables.fingerprints(elsewhere) == before


def test_a_backup_of_either_engine_is_restored_to_a_server(filled: Database, tmp_path: Path, server) -> None:
    made = backup.back_up(filled)
    address = server.new_schema("restored_" + tmp_path.name)
    restored = backup.restore(made.file, address)
    assert restored.rows == made.rows
    with Database.open(address) as again:
        assert tables.fingerprints(again) == tables.fingerprints(filled)
    with pytest.raises(Problem, match="is not empty"):
        backup.restore(made.file, address)

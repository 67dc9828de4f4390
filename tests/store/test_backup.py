"""Copies made while the store is in use, and put back only when they are proven."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from foresight.problems import Problem
from foresight.store import backup, figures, journal, sessions, settings, tables
from foresight.store.database import Database
from foresight.store.duckdb_engine import read_only
from foresight.store.engine import Transaction
from foresight.store.migrate import Migration, shipped_migrations
from tests.store.conftest import OBSERVATIONS

HOLDER = """
import sys
import duckdb
held = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def prepared(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one copy and its manifest, to be copied; it is a DuckDB file whichever engine it was taken from."""
    folder = tmp_path_factory.mktemp("prepared")
    with Database.open(shutil.copyfile(empty_file, folder / "store.duckdb"), backups=folder / "backups") as database:
        figures.load_shipped_figures(database, OBSERVATIONS)
        backup.back_up(database)
    return folder / "backups"


@pytest.fixture
def made(prepared: Path, tmp_path: Path) -> backup.Backup:
    [copy] = backup.list_backups(shutil.copytree(prepared, tmp_path / "backups"))
    return copy


def test_a_restored_backup_equals_the_store_row_by_row(
    database: Database, session: sessions.Session, tmp_path: Path
) -> None:
    figures.load_shipped_figures(database, OBSERVATIONS)
    made = backup.back_up(database)
    expected = {table: tables.rows_of(database, table) for table in tables.table_names(database)}
    restored = backup.restore(made.file, tmp_path / "elsewhere" / "store.duckdb")
    assert restored.set_aside is None
    assert restored.rows == {table: len(rows) for table, rows in expected.items()}
    with Database.open(restored.file) as again:
        assert {table: tables.rows_of(again, table) for table in tables.table_names(again)} == expected
        sessions.create_session(again, title="Life goes on", region="KZ-11", held_on="2027-05-14")
        assert journal.verify(again).intact


def test_a_backup_made_while_everybody_writes_holds_one_moment(database: Database, tmp_path: Path) -> None:
    stop = threading.Event()

    def both(number: int):
        def change(transaction: Transaction) -> None:
            # Two tables that must always agree.
            settings.put(transaction, f"n{number}", number)
            transaction.execute(
                "insert into simulation_result (hash, content, made_on) values ($1, '', '')", [f"n{number}"]
            )

        return change

    def write(thread: int) -> None:
        number = 0
        while not stop.is_set():
            database.write(both(thread * 1_000_000 + number))
            number += 1

    threads = [threading.Thread(target=write, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    try:
        copies = [backup.back_up(database, rotate=False) for _ in range(3)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    sizes = []
    for copy in copies:
        restored = backup.restore(copy.file, tmp_path / "restored" / copy.file.name)
        with read_only(restored.file) as store:
            left = [row[0] for row in tables.rows_of(store, "setting")]
            right = [row[0] for row in tables.rows_of(store, "simulation_result")]
            assert left == right
            assert journal.head(store) == (copy.journal_number, copy.journal_head)
            sizes.append(len(left))
    assert sizes == sorted(sizes)
    in_the_store = {row[0]: row for row in tables.rows_of(database, "setting")}
    with read_only(copies[-1].file) as store:
        assert all(in_the_store[row[0]] == row for row in tables.rows_of(store, "setting"))


def test_two_backups_at_once_are_both_whole(database: Database) -> None:
    made: list[backup.Backup] = []
    threads = [threading.Thread(target=lambda: made.append(backup.back_up(database, rotate=False))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({copy.file for copy in made}) == 3
    assert all(backup.verify(copy.file) == copy for copy in made)


def test_no_half_made_copy_is_left_in_the_folder(database: Database) -> None:
    made = backup.back_up(database)
    assert sorted(path.name for path in made.file.parent.iterdir()) == sorted([made.file.name, made.manifest.name])


def test_a_copy_is_readable_by_its_owner_only(database: Database) -> None:
    assert backup.back_up(database).file.stat().st_mode & 0o077 == 0


def test_a_copy_that_was_changed_is_refused(made: backup.Backup, tmp_path: Path) -> None:
    content = bytearray(made.file.read_bytes())
    content[-1] ^= 1
    made.file.write_bytes(content)
    with pytest.raises(Problem, match="was changed after it was made"):
        backup.restore(made.file, tmp_path / "new.duckdb")
    assert not (tmp_path / "new.duckdb").exists()


def test_a_copy_without_its_manifest_is_refused(made: backup.Backup, tmp_path: Path) -> None:
    made.manifest.unlink()
    with pytest.raises(Problem, match="no readable manifest"):
        backup.restore(made.file, tmp_path / "new.duckdb")


def test_a_manifest_that_says_something_else_is_refused(made: backup.Backup, tmp_path: Path) -> None:
    content = json.loads(made.manifest.read_text())
    content["journal_head"] = "0" * 64
    made.manifest.write_text(json.dumps(content))
    with pytest.raises(Problem, match="does not hold what its manifest says"):
        backup.restore(made.file, tmp_path / "new.duckdb")


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"made_on": 5}', "{"])
def test_a_manifest_that_makes_no_sense_is_refused(made: backup.Backup, text: str) -> None:
    made.manifest.write_text(text)
    with pytest.raises(Problem, match="no readable manifest"):
        backup.verify(made.file)
    assert backup.list_backups(made.file.parent) == []


def test_a_copy_of_a_newer_version_is_refused(made: backup.Backup, tmp_path: Path) -> None:
    content = json.loads(made.manifest.read_text())
    content["schema"] = 9999
    made.manifest.write_text(json.dumps(content))
    with pytest.raises(Problem, match="newer version"):
        backup.restore(made.file, tmp_path / "new.duckdb")


def test_a_missing_copy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="there is no backup"):
        backup.restore(tmp_path / "none.duckdb", tmp_path / "new.duckdb")


def test_a_store_open_in_this_process_is_not_replaced(made: backup.Backup, file: Path) -> None:
    with Database.open(file) as live:
        settings.change(live, "a", 1)
        with pytest.raises(Problem, match="is in use"):
            backup.restore(made.file, file)
        assert settings.get(live, "a") == 1


def test_a_store_open_in_another_process_is_not_replaced(made: backup.Backup, tmp_path: Path) -> None:
    target = tmp_path / "held.duckdb"
    Database.open(target).close()
    before = target.read_bytes()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Problem, match="is in use"):
            backup.restore(made.file, target)
    finally:
        holder.communicate()
    assert target.read_bytes() == before


def test_what_was_in_the_place_is_kept_beside_it(made: backup.Backup, tmp_path: Path) -> None:
    target = tmp_path / "old.duckdb"
    with Database.open(target) as old:
        settings.change(old, "only", "here")
    restored = backup.restore(made.file, target)
    with Database.open(restored.set_aside) as old:
        assert settings.get(old, "only") == "here"
    with Database.open(target) as new:
        assert settings.get(new, "only") is None


def test_a_damaged_store_can_be_replaced(made: backup.Backup, tmp_path: Path) -> None:
    target = tmp_path / "damaged.duckdb"
    target.write_bytes(b"damaged")
    restored = backup.restore(made.file, target)
    assert restored.set_aside.read_bytes() == b"damaged"
    Database.open(target).close()


def test_a_store_in_use_is_copied_before_it_is_migrated(
    new_database: Database, new_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.change(new_database, "a", 1)
    new_database.close()
    later = Migration(9999, "9999_later.sql", "create table later (a integer)", "0" * 64)
    everything = [*shipped_migrations(), later]
    monkeypatch.setattr("foresight.store.migrate.shipped_migrations", lambda: everything)
    folder = tmp_path / "before"
    with Database.open(new_address, backups=folder) as migrated:
        assert migrated.migrated == ["9999_later.sql"]
    [copy] = backup.list_backups(folder)
    assert copy.schema < 9999
    with read_only(copy.file) as before:
        assert settings.get(before, "a") == 1
        assert "later" not in tables.table_names(before)


def test_rotation_keeps_seven_days_four_weeks_and_twelve_months() -> None:
    last = datetime(2026, 12, 31, 3, tzinfo=UTC)
    copies = [
        backup.Backup(
            Path(f"{number}.duckdb"), Path(f"{number}.json"), last - timedelta(hours=12 * number), "", 1, {}, 0, ""
        )
        for number in range(2 * 500)
    ]
    gone = {copy.file for copy in backup.superseded(copies)}
    kept = [copy.made_on for copy in copies if copy.file not in gone]
    days = [moment.date().isoformat() for moment in kept]
    # Seven days to 25 December, Sundays before that to complete four weeks, month ends before those.
    assert days == [
        *("2026-12-31", "2026-12-30", "2026-12-29", "2026-12-28", "2026-12-27", "2026-12-26", "2026-12-25"),
        *("2026-12-20", "2026-12-13"),
        *("2026-11-30", "2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31"),
        *("2026-04-30", "2026-03-31", "2026-02-28", "2026-01-31"),
    ]
    assert backup.superseded([copy for copy in copies if copy.file not in gone]) == []


def test_a_copy_just_made_is_never_rotated_away() -> None:
    moments = [datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in range(3)]
    copies = [backup.Backup(Path(f"{m.hour}.duckdb"), Path("x"), m, "", 1, {}, 0, "") for m in moments]
    assert backup.superseded(copies, keep=copies[0]) == [copies[1]]


def test_older_copies_of_a_day_are_taken_away(database: Database) -> None:
    copies = [backup.back_up(database) for _ in range(3)]
    assert [copy.file for copy in backup.list_backups(database.engine.backups)] == [copies[-1].file]
    assert len(list(database.engine.backups.iterdir())) == 2

"""Opening a store, and what it refuses to open or to reach."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from foresight.problems import Problem
from foresight.store import scenarios, settings
from foresight.store.database import Database, is_open
from foresight.store.duckdb_engine import read_only
from foresight.store.migrate import Migration, migrate, shipped_migrations

HOLDER = """
import sys
import duckdb
held = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_a_missing_store_is_made(new_database: Database) -> None:
    assert new_database.migrated == [migration.name for migration in shipped_migrations()]


def test_a_missing_file_is_made_with_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "var" / "new" / "store.duckdb"
    Database.open(file).close()
    assert file.exists()


def test_a_prepared_store_is_opened_without_applying_anything(database: Database, address: str) -> None:
    database.close()
    with Database.open(address) as again:
        assert again.migrated == []


def test_opening_the_same_store_twice_in_a_process_gives_the_same_one(database: Database, address: str) -> None:
    with Database.open(address) as again:
        assert again is database
    settings.change(database, "still", "open")
    assert settings.get(database, "still") == "open"


def test_the_file_is_free_after_the_last_holder_closed_it(file: Path) -> None:
    first, second = Database.open(file), Database.open(file)
    first.close()
    assert is_open(file)
    second.close()
    assert not is_open(file)


@pytest.mark.parametrize("name", ["temp.duckdb", "main.duckdb", "memory.duckdb", "a b'c\".duckdb", "Қазақстан"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    with Database.open(tmp_path / name) as database:
        settings.change(database, "name", name)
    with Database.open(tmp_path / name) as database:
        assert settings.get(database, "name") == name


def test_a_file_held_by_another_process_is_refused_by_name(file: Path) -> None:
    Database.open(file).close()
    before = file.read_bytes()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Problem, match=r"store\.duckdb is in use by another process"):
            Database.open(file)
    finally:
        holder.communicate()
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"", b"not a database" * 1000, b"PK\x03\x04" + bytes(5000), b"SQLite format 3\0" * 512]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(Problem, match=r"store\.duckdb is damaged or is not a database of the workbench"):
        Database.open(file)
    assert file.read_bytes() == content


def test_a_damaged_database_is_refused_and_left_alone(file: Path) -> None:
    Database.open(file).close()
    content = bytearray(file.read_bytes())
    content[4096:8192] = bytes(4096)
    file.write_bytes(content)
    with pytest.raises(Problem, match="damaged"):
        Database.open(file)
    assert file.read_bytes() == content


@pytest.mark.parametrize("address", [Path("postgresql://user@host/name"), "mysql://host/name", "https:/x"])
def test_an_address_that_is_not_postgresql_does_not_become_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str | Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Problem, match="begins with postgresql://"):
        Database.open(address)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be opened or created"):
        Database.open(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(Problem, match="cannot be opened or created"):
        Database.open(tmp_path / "taken" / "store.duckdb")


def test_a_database_of_a_newer_version_is_refused_and_left_alone(file: Path) -> None:
    with Database.open(file) as database:
        database.write(
            lambda transaction: transaction.execute(
                "insert into schema_migration (number, name, sha256, applied_on) values (9999, 'x', 'y', 'z')"
            )
        )
    before = file.read_bytes()
    with pytest.raises(Problem, match=r"newer version of the workbench \(schema 9999"):
        Database.open(file)
    assert file.read_bytes() == before


def test_an_edited_migration_is_refused(database: Database) -> None:
    first, *others = shipped_migrations()
    edited = Migration(first.number, first.name, first.script + " -- edited", "0" * 64)
    with pytest.raises(Problem, match=first.name + " was edited"):
        migrate(database.engine, [edited, *others])


def test_a_migration_that_fails_leaves_nothing_behind(new_database: Database) -> None:
    number = shipped_migrations()[-1].number + 1
    broken = Migration(number, "broken.sql", "create table half (a integer); create table half (a integer);", "0" * 64)
    with pytest.raises(Exception, match="half"):
        migrate(new_database.engine, [*shipped_migrations(), broken])
    assert not new_database.engine.table_exists("half")
    assert new_database.value("select count(*) from schema_migration where number = $1", [number]) == 0


def test_a_database_of_another_program_is_refused(new_database: Database) -> None:
    new_database.write(lambda transaction: transaction.execute("drop table schema_migration"))
    with pytest.raises(Problem, match="tables of another program"):
        migrate(new_database.engine)


def test_a_migration_that_fills_a_hole_is_still_applied(new_database: Database) -> None:
    number = next(n for n in range(1, 9999) if n not in {migration.number for migration in shipped_migrations()})
    late = Migration(number, "late.sql", "create table late (a integer)", "0" * 64)
    everything = sorted([*shipped_migrations(), late], key=lambda migration: migration.number)
    assert migrate(new_database.engine, everything) == ["late.sql"]
    assert new_database.engine.table_exists("late")
    with pytest.raises(Problem, match="newer version"):
        migrate(new_database.engine)


def test_no_two_migrations_share_a_number() -> None:
    numbers = [migration.number for migration in shipped_migrations()]
    assert sorted(set(numbers)) == numbers


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('/etc/passwd')",
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from glob('/etc/*')",
        "copy setting to '/tmp/stolen.csv'",
        "copy setting from '/etc/passwd'",
        "export database '/tmp/stolen'",
        "attach '/tmp/other.duckdb' as other",
        "install httpfs",
        "load '/tmp/evil.duckdb_extension'",
        "select * from tokens",
    ],
)
def test_the_store_reaches_no_other_file(file: Path, statement: str) -> None:
    tokens = object()
    assert tokens is not None
    with Database.open(file) as database, pytest.raises(Exception, match=r"(?i)permission|disabled|does not exist"):
        database.read(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "set enable_external_access = true",
        "set allowed_directories = ['/']",
        "set lock_configuration = false",
        "set autoinstall_known_extensions = true",
        "reset lock_configuration",
    ],
)
def test_the_configuration_is_locked(file: Path, statement: str) -> None:
    with Database.open(file) as database, pytest.raises(Exception, match=r"(?i)lock|cannot"):
        database.read(statement)


def test_a_version_grows_with_each_commit_that_touches_its_topic(database: Database) -> None:
    before, other, every = database.version("settings"), database.version("figures"), database.version()
    settings.change(database, "a", 1)
    assert database.version("settings") == before + 1
    assert database.version("figures") == other
    assert database.version() == every + 1


def test_a_change_without_a_topic_still_counts_as_a_commit(database: Database) -> None:
    before = database.version()
    scenarios.keep_result(database, "hash", 1)
    assert database.version() == before + 1
    database.write(lambda transaction: transaction.value("select 1"))
    assert database.version() == before + 1


def test_a_refused_change_moves_no_version(database: Database) -> None:
    def refuse(transaction: object) -> None:
        transaction.touch("settings")
        raise Problem("no")

    before = database.version("settings")
    with pytest.raises(Problem):
        database.write(refuse)
    assert database.version("settings") == before


def test_watchers_hear_of_a_commit_until_they_stop(database: Database) -> None:
    heard: list[frozenset[str]] = []
    stop = database.watch(heard.append)
    settings.change(database, "a", 1)
    stop()
    settings.change(database, "a", 2)
    assert heard == [frozenset({"settings", "journal"})]


def test_a_watcher_that_fails_hurts_nobody(database: Database) -> None:
    database.watch(lambda topics: 1 / 0)
    settings.change(database, "a", 1)
    assert settings.get(database, "a") == 1


def test_a_snapshot_does_not_see_what_is_committed_later(database: Database) -> None:
    settings.change(database, "a", 1)
    with database.snapshot() as moment:
        assert settings.get(moment, "a") == 1
        settings.change(database, "a", 2)
        assert settings.get(moment, "a") == 1
    assert settings.get(database, "a") == 2


def test_readers_of_many_threads_do_not_disturb_each_other(database: Database) -> None:
    settings.change(database, "a", "x" * 1000)
    seen: list[object] = []

    def look() -> None:
        seen.extend(settings.get(database, "a") for _ in range(20))

    threads = [threading.Thread(target=look) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["x" * 1000] * 320


def test_frames_have_one_type_a_column(database: Database) -> None:
    frame = database.frame(
        """
        select * from (values ('a', 1, 2.5::double precision, true), ('b', null, null, false))
        as listed(name, whole, real, flag) where name >= $1
        """,
        ["a"],
    )
    assert [str(kind) for kind in frame.dtypes] == ["str", "float64", "float64", "bool"]
    empty = database.frame("select name, content from setting")
    assert [str(kind) for kind in empty.dtypes] == ["str", "str"]


def test_a_file_can_be_looked_into_without_changing_it(file: Path) -> None:
    with Database.open(file) as database:
        settings.change(database, "a", 1)
    before = file.read_bytes()
    with read_only(file) as copy:
        assert settings.get(copy, "a") == 1
    assert file.read_bytes() == before


def test_a_closed_store_says_so(new_address: str) -> None:
    database = Database.open(new_address)
    database.close()
    with pytest.raises(Problem, match="the store is closed"):
        settings.change(database, "a", 1)

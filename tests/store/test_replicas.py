"""Several processes on one PostgreSQL server, and a server that goes away and comes back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from foresight.problems import Problem
from foresight.store import journal, settings
from foresight.store.database import Database
from foresight.store.engine import Transaction
from foresight.store.postgresql_engine import PostgreSQLEngine, label_of
from tests.store.conftest import needs_postgresql
from tests.store.postgresql_server import Server, empty, running_server

pytestmark = needs_postgresql


@pytest.fixture
def replicas(empty_schema: str, tmp_path: Path) -> Iterator[list[Database]]:
    """Two stores on the same database, as two processes would have them."""
    opened = [Database(PostgreSQLEngine(empty_schema, tmp_path), f"replica {number}") for number in range(2)]
    yield opened
    for database in opened:
        database.close()
    empty(empty_schema)


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """A server that may be stopped."""
    with running_server() as running:
        yield running


def insert(name: str, content: str = "") -> object:
    def change(transaction: Transaction) -> None:
        transaction.execute("insert into setting (name, content, changed_on) values ($1, $2, 'now')", [name, content])

    return change


def test_a_replica_hears_what_another_has_changed(replicas: list[Database]) -> None:
    here, there = replicas
    heard = threading.Event()
    there.watch(lambda topics: heard.set() if "settings" in topics else None)
    # The first change may come before the other listens; any later one is heard.
    for number in range(200):
        before = there.version("settings")
        settings.change(here, "a", number)
        if heard.wait(0.1):
            break
    assert heard.is_set()
    assert there.version("settings") > before
    assert settings.get(there, "a") == number


def test_replicas_do_not_hear_themselves_twice(replicas: list[Database]) -> None:
    here, _ = replicas
    before = here.version("settings")
    for number in range(5):
        settings.change(here, "a", number)
    assert here.version("settings") == before + 5


def test_replicas_on_the_same_rows_meet_no_conflict_and_keep_one_journal(replicas: list[Database]) -> None:
    failures: list[BaseException] = []

    def change(database: Database, thread: int) -> None:
        try:
            for number in range(5):
                settings.change(database, f"hot {number % 2}", thread, actor=f"thread {thread}")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=change, args=(replicas[n % 2], n)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert journal.verify(replicas[0]).entries == 100
    assert journal.verify(replicas[0]).intact


def test_replicas_that_start_together_migrate_once(server: Server, tmp_path: Path) -> None:
    address = server.new_schema("together")
    opened: list[Database] = []

    def start(number: int) -> None:
        opened.append(Database(PostgreSQLEngine(address, tmp_path), f"starting {number}"))

    threads = [threading.Thread(target=start, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    applied = [name for database in opened for name in database.migrated]
    assert len(opened) == 4
    assert len(applied) == len(set(applied)) > 0
    for database in opened:
        database.close()


def test_a_reader_cannot_write_past_the_writer(replicas: list[Database]) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        replicas[0].read("delete from setting returning name")


def test_a_server_that_crashes_and_comes_back_loses_nothing_acknowledged(own_server: Server, tmp_path: Path) -> None:
    acknowledged: list[str] = []
    uncertain: list[str] = []
    told: list[str] = []
    enough, stop = threading.Event(), threading.Event()
    with Database.open(own_server.new_schema("crash"), backups=tmp_path) as database:

        def write(thread: int) -> None:
            number = 0
            while not stop.is_set():
                name = f"{thread}-{number}"
                try:
                    database.write(insert(name))
                    acknowledged.append(name)
                except Problem as problem:
                    uncertain.append(name)
                    told.append(str(problem))
                number += 1
                if len(acknowledged) > 200:
                    enough.set()

        threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        enough.wait()
        own_server.stop("immediate")
        own_server.start()
        before = len(acknowledged)
        while len(acknowledged) < before + 50:
            stop.wait(0.01)
        stop.set()
        for thread in threads:
            thread.join()
        kept = {name for (name,) in database.read("select name from setting")}
    assert all("look whether the change is there" in sentence for sentence in told)
    assert set(acknowledged) <= kept
    assert kept <= set(acknowledged) | set(uncertain)


def test_reading_goes_on_after_the_server_was_restarted(own_server: Server, tmp_path: Path) -> None:
    with Database.open(own_server.new_schema("restart"), backups=tmp_path) as database:
        settings.change(database, "a", 1)
        own_server.stop("fast")
        own_server.start()
        assert settings.get(database, "a") == 1
        settings.change(database, "a", 2)
        assert settings.get(database, "a") == 2


def test_a_server_that_stays_away_is_told_in_a_sentence(
    own_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foresight.store.postgresql_engine.PATIENCE", 0.1)
    with Database.open(own_server.new_schema("away"), backups=tmp_path) as database:
        own_server.stop("fast")
        try:
            with pytest.raises(Problem, match="cannot be reached"):
                settings.change(database, "a", 1)
            with pytest.raises(Problem, match="cannot be reached"):
                settings.get(database, "a")
        finally:
            own_server.start()
        settings.change(database, "a", 2)
        assert settings.get(database, "a") == 2


def test_an_address_without_a_server_is_refused_without_its_password() -> None:
    with pytest.raises(Problem, match="cannot be reached") as refused:
        Database.open("postgresql://somebody:secret@127.0.0.1:1/none?connect_timeout=2")
    assert "secret" not in str(refused.value)
    assert "postgresql://somebody@127.0.0.1:1/none" in str(refused.value)


def test_an_address_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(Problem, match="address of the database cannot be read"):
        Database.open("postgresql://a:b:c@/x?nonsense=1")


def test_a_label_has_no_password() -> None:
    assert label_of("postgresql://u:p@h:1/d") == "postgresql://u@h:1/d"
    assert label_of("postgresql:///d") == "postgresql://localhost:5432/d"


def test_a_database_with_another_encoding_is_refused(server: Server) -> None:
    with psycopg.connect(server.address(), autocommit=True) as connection:
        connection.execute("create database latin encoding 'LATIN1' template template0 locale 'C'")
    with pytest.raises(Problem, match="has the encoding LATIN1: create it with UTF8"):
        Database.open(server.address().replace("/postgres?", "/latin?"))

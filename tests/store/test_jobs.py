"""Work in the background: due, done by one at a time, and not stopped by a failure, a death or a clock set back."""

import threading
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from foresight.problems import Problem
from foresight.store import jobs, settings
from foresight.store.database import Database
from foresight.store.postgresql_engine import PostgreSQLEngine
from tests.store.conftest import needs_postgresql

DAY = timedelta(days=1)
NOON = datetime(2027, 5, 14, 12, tzinfo=UTC)
DEATH = """
select pg_terminate_backend(pid) from pg_locks where relation = 'job_turn'::regclass and mode = 'RowShareLock'
"""


def do(database: Database, *, now: datetime = NOON, name: str = "backup") -> bool:
    with jobs.turn(database, name, DAY, holder="a", now=now) as mine:
        return mine


def test_work_is_done_once_and_is_due_again_after_a_day(database: Database):
    assert do(database)
    assert jobs.last_done(database) == {"backup": NOON}
    assert not do(database, now=NOON + timedelta(hours=23))
    assert do(database, now=NOON + timedelta(hours=24))


def test_while_one_is_at_it_others_pass_over_it_and_writing_goes_on(database: Database):
    with jobs.turn(database, "backup", DAY, holder="a", now=NOON) as mine:
        assert mine
        assert not do(database)
        assert do(database, name="retention")
        settings.change(database, "retention_days", 90)
    assert not do(database)
    assert jobs.last_done(database) == {"backup": NOON, "retention": NOON}


def test_work_that_failed_is_due_at_once(database: Database):
    with pytest.raises(OSError, match="full"), jobs.turn(database, "backup", DAY, holder="a", now=NOON):
        raise OSError("full")
    assert jobs.last_done(database) == {}
    assert do(database)


def test_a_clock_set_back_by_a_year_does_not_stop_the_work(database: Database):
    assert do(database)
    assert do(database, now=NOON - timedelta(days=365))


def test_of_many_at_once_one_gets_the_work(database: Database):
    got, everybody = [], threading.Barrier(8)

    def race() -> None:
        with jobs.turn(database, "x", DAY, holder="a") as mine:
            got.append(mine)
            everybody.wait(30)

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]


@needs_postgresql
def test_of_two_replicas_the_second_takes_over_at_once_when_the_first_dies(empty_schema: str, tmp_path: Path):
    with ExitStack() as replicas:
        first, second = (
            replicas.enter_context(Database(PostgreSQLEngine(empty_schema, tmp_path), f"replica {number}"))
            for number in range(2)
        )
        with first.engine.turn("backup") as mine:
            assert mine
            assert not do(second)
            # What happens to the connection of a process that is killed.
            second.read(DEATH)
            while not do(second):
                pass
        assert jobs.last_done(first) == {"backup": NOON}
        second.write(lambda transaction: transaction.execute("delete from job"))


def test_a_failure_is_logged_and_stops_no_other_work(database: Database, caplog):
    def fail(store: Database) -> None:
        raise Problem("the backup could not be written to {folder} ({reason})", folder="x", reason="full")

    done = []
    scheduler = jobs.Scheduler(database, {"bad": (DAY, fail), "good": (DAY, lambda store: done.append(store))})
    assert scheduler.round() == ["good"]
    assert scheduler.round() == []
    assert done == [database]
    assert "bad was not done" in caplog.text


def test_the_thread_stops_when_told(database: Database):
    reached = threading.Event()
    scheduler = jobs.Scheduler(database, {"x": (DAY, lambda store: reached.set())}, pause=0.01).start()
    assert reached.wait(10)
    scheduler.stop()
    assert not scheduler._thread.is_alive()

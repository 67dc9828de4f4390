"""Work in the background: due, taken by one, given back, and not stopped by a clock that was set back."""

import threading
from datetime import UTC, datetime, timedelta

from foresight.problems import Problem
from foresight.store import jobs
from foresight.store.database import Database

DAY = timedelta(days=1)
NOON = datetime(2027, 5, 14, 12, tzinfo=UTC)


def test_work_is_taken_once_and_is_due_again_after_a_day(database: Database):
    assert jobs.take(database, "backup", DAY, holder="a", now=NOON)
    assert not jobs.take(database, "backup", DAY, holder="b", now=NOON)
    jobs.finish(database, "backup", holder="a", done=True, now=NOON)
    assert not jobs.take(database, "backup", DAY, holder="b", now=NOON + timedelta(hours=23))
    assert jobs.take(database, "backup", DAY, holder="b", now=NOON + timedelta(hours=24))


def test_work_of_a_process_that_died_is_taken_over_after_half_an_hour(database: Database):
    assert jobs.take(database, "backup", DAY, holder="dead", now=NOON)
    assert not jobs.take(database, "backup", DAY, holder="b", now=NOON + timedelta(minutes=29))
    assert jobs.take(database, "backup", DAY, holder="b", now=NOON + timedelta(minutes=31))


def test_work_that_failed_is_due_at_once(database: Database):
    assert jobs.take(database, "backup", DAY, holder="a", now=NOON)
    jobs.finish(database, "backup", holder="a", done=False, now=NOON)
    assert jobs.take(database, "backup", DAY, holder="a", now=NOON)


def test_a_clock_set_back_by_a_year_does_not_stop_the_work(database: Database):
    jobs.take(database, "backup", DAY, holder="a", now=NOON)
    jobs.finish(database, "backup", holder="a", done=True, now=NOON)
    assert jobs.take(database, "backup", DAY, holder="a", now=NOON - timedelta(days=365))


def test_of_many_at_once_one_gets_the_work(database: Database):
    got = []
    threads = [
        threading.Thread(target=lambda n=n: got.append(jobs.take(database, "x", DAY, holder=str(n)))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]


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

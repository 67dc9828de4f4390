"""Many write at once: everybody's change is kept, and a bad one is nobody else's business."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

import pandas as pd
import pytest

from foresight.problems import Problem
from foresight.store import sessions
from foresight.store.database import Database
from foresight.store.engine import Transaction
from foresight.store.sessions import RATING_COLUMNS, Need, Session

INSERT = "insert into setting (name, content, changed_on) values ($1, $2, 'now')"


def insert(name: str) -> Callable[[Transaction], str]:
    def change(transaction: Transaction) -> str:
        transaction.execute(INSERT, [name, "1"])
        return name

    return change


def held_together(database: Database, *changes: Callable[[Transaction], object]) -> list[Future]:
    """Submit changes so that they meet in one batch: the writer is held until all are queued."""
    entered, release = threading.Event(), threading.Event()

    def hold(transaction: Transaction) -> None:
        entered.set()
        release.wait()

    holding = database.submit(hold)
    entered.wait()
    futures = [database.submit(change) for change in changes]
    release.set()
    holding.result()
    return futures


def names(database: Database) -> list[str]:
    return sorted(name for (name,) in database.read("select name from setting"))


def test_a_change_is_there_when_it_is_acknowledged(database: Database) -> None:
    assert database.write(insert("a")) == "a"
    assert names(database) == ["a"]


def test_changes_that_wait_together_share_a_commit(database: Database) -> None:
    before = database.version("x")

    def touching(name: str) -> Callable[[Transaction], None]:
        def change(transaction: Transaction) -> None:
            insert(name)(transaction)
            transaction.touch("x")

        return change

    futures = held_together(database, *(touching(str(number)) for number in range(20)))
    for future in futures:
        future.result()
    assert len(names(database)) == 20
    assert database.version("x") == before + 1


def test_a_change_that_breaks_a_rule_does_not_take_its_neighbours_along(database: Database) -> None:
    first, bad, last = held_together(database, insert("a"), insert("a"), insert("b"))
    assert first.result() == "a"
    assert last.result() == "b"
    with pytest.raises(Exception, match=r"(?i)duplicate"):
        bad.result()
    assert names(database) == ["a", "b"]


def test_a_change_that_fails_half_way_leaves_no_half(database: Database) -> None:
    def half(transaction: Transaction) -> None:
        transaction.execute(INSERT, ["half", "1"])
        raise Problem("not this one")

    bad, good = held_together(database, half, insert("good"))
    with pytest.raises(Problem, match="not this one"):
        bad.result()
    good.result()
    assert names(database) == ["good"]


def test_a_change_refused_before_it_touched_anything_costs_no_repetition(database: Database) -> None:
    calls = []

    def refuse(transaction: Transaction) -> None:
        transaction.value("select count(*) from setting")
        raise Problem("refused")

    def counted(transaction: Transaction) -> None:
        calls.append(1)
        insert("counted")(transaction)

    bad, good = held_together(database, refuse, counted)
    with pytest.raises(Problem, match="refused"):
        bad.result()
    good.result()
    assert len(calls) == 1


def test_a_statement_that_cannot_be_read_hurts_nobody(database: Database) -> None:
    bad, good = held_together(database, lambda transaction: transaction.value("select nonsense"), insert("good"))
    with pytest.raises(Exception, match="nonsense"):
        bad.result()
    good.result()


def test_a_change_sees_those_before_it_in_its_batch(database: Database) -> None:
    _, count = held_together(
        database, insert("a"), lambda transaction: transaction.value("select count(*) from setting")
    )
    assert count.result() == 1


def test_a_change_given_up_while_waiting_is_not_made(database: Database) -> None:
    entered, release = threading.Event(), threading.Event()

    def hold(transaction: Transaction) -> None:
        entered.set()
        release.wait()

    database.submit(hold)
    entered.wait()
    given_up, kept = database.submit(insert("a")), database.submit(insert("b"))
    assert given_up.cancel()
    release.set()
    kept.result()
    assert names(database) == ["b"]


def test_writing_within_a_change_is_a_mistake_that_is_told(database: Database) -> None:
    with pytest.raises(RuntimeError, match="must use the transaction it was given"):
        database.write(lambda transaction: database.write(insert("a")))


def test_closing_keeps_what_was_queued(new_address: str) -> None:
    database = Database.open(new_address)
    futures = [database.submit(insert(str(number))) for number in range(50)]
    database.close()
    assert all(future.done() for future in futures)
    with Database.open(new_address) as again:
        assert len(names(again)) == 50


GATHER = """
    insert into setting (name, content, changed_on) select unnest($1::varchar[]), unnest($2::varchar[]), 'now'
    on conflict (name) do update set content = excluded.content
"""


def gather(name: str, content: str) -> Callable[[Transaction], None]:
    return lambda transaction: transaction.gather(GATHER, [(name, content)], key=1)


def contents(database: Database) -> dict[str, str]:
    return dict(database.read("select name, content from setting"))


def test_gathered_rows_of_a_commit_go_into_one_statement_and_the_last_counts(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor = database.engine.writer()
    statements: list[str] = []
    execute = cursor.execute
    monkeypatch.setattr(cursor, "execute", lambda *asked: statements.append(asked[0]) or execute(*asked))
    futures = held_together(database, gather("a", "1"), gather("b", "2"), gather("a", "3"))
    for future in futures:
        future.result()
    assert statements == [GATHER]
    assert contents(database) == {"a": "3", "b": "2"}


def test_whoever_asks_or_changes_in_the_same_commit_finds_gathered_rows(database: Database) -> None:
    count = "select count(*) from setting"
    _, asked, _, changed = held_together(
        database,
        gather("a", "1"),
        lambda transaction: transaction.value(count),
        gather("b", "1"),
        lambda transaction: transaction.execute("update setting set content = '2'"),
    )
    assert asked.result() == 1
    assert changed.result() == 2
    assert contents(database) == {"a": "2", "b": "2"}


def test_gathered_rows_that_break_a_rule_do_not_take_others_along(database: Database) -> None:
    good, bad, other = held_together(database, gather("a", "1"), gather("b", None), gather("c", "1"))
    good.result()
    other.result()
    with pytest.raises(Exception, match=r"(?i)null"):
        bad.result()
    assert contents(database) == {"a": "1", "c": "1"}


def test_an_answer_is_remembered_until_something_changes(database: Database) -> None:
    asked: list[int] = []

    def ask(transaction: Transaction) -> int:
        return transaction.remember("how many", lambda: asked.append(1) or len(asked))

    def ask_and_gather(transaction: Transaction) -> int:
        gather("a", "1")(transaction)
        return ask(transaction)

    futures = held_together(database, ask_and_gather, ask_and_gather, ask, insert("b"), ask)
    assert [future.result() for future in futures] == [1, 1, 1, "b", 2]
    assert database.write(ask) == 3


def test_fifty_threads_on_the_same_rows_meet_no_conflict(database: Database, session: Session, need: Need) -> None:
    failures: list[BaseException] = []

    def rate(value: int) -> None:
        for turn in range(4):
            ballot = pd.DataFrame(
                [
                    (need.id, criterion, "business", number, 1.0 + (value + turn) % 9)
                    for number in range(5)
                    for criterion in ("impact", "cost")
                ],
                columns=RATING_COLUMNS,
            )
            try:
                sessions.record_ratings(database, session.id, ballot, source="paper")
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=rate, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    frame = sessions.ratings_frame(database, session.id)
    assert len(frame) == 10
    # The last ballot is whole: a ballot's five raters all carry its one value.
    assert frame.groupby("criterion")["value"].nunique().tolist() == [1, 1]


def test_ten_parallel_submissions_of_one_rater_are_one_row(database: Database, session: Session, need: Need) -> None:
    ballot = pd.DataFrame([(need.id, "impact", "public", "tag", 5.0)], columns=RATING_COLUMNS)
    threads = [
        threading.Thread(
            target=sessions.record_ratings, args=(database, session.id, ballot), kwargs={"source": "phone"}
        )
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sessions.ratings_frame(database, session.id)) == 1

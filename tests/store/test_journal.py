"""The journal shows what was done, and that nobody touched it since."""

from __future__ import annotations

import pandas as pd
import pytest

from foresight.problems import Problem
from foresight.store import journal, sessions, settings
from foresight.store.database import Database


@pytest.fixture
def written(database: Database) -> Database:
    for number in range(5):
        settings.change(database, f"s{number}", number, actor="Алия Қ.")
    return database


def tamper(database: Database, statement: str) -> None:
    database.write(lambda transaction: transaction.execute(statement))


def test_an_empty_journal_is_intact(database: Database) -> None:
    assert journal.verify(database) == journal.Verdict(0, journal.START)


def test_every_change_leaves_one_entry_that_says_who_and_what(written: Database) -> None:
    frame = journal.entries(written)
    assert frame["number"].tolist() == [5, 4, 3, 2, 1]
    assert frame["actor"].unique().tolist() == ["Алия Қ."]
    assert frame["action"].unique().tolist() == ["setting_changed"]
    assert frame["subject"].tolist() == ["s4", "s3", "s2", "s1", "s0"]
    assert journal.entries(written, limit=2, before=4)["number"].tolist() == [3, 2]


def test_an_untouched_journal_is_intact(written: Database) -> None:
    verdict = journal.verify(written)
    assert verdict.intact
    assert (verdict.entries, verdict.head) == journal.head(written)


@pytest.mark.parametrize(
    ("statement", "number", "reason"),
    [
        ("update journal set actor = 'somebody else' where number = 3", 3, "edited"),
        ("update journal set detail = '{\"a\":1}' where number = 1", 1, "edited"),
        ("update journal set happened = '2020-01-01T00:00:00.000000Z' where number = 5", 5, "edited"),
        ("delete from journal where number = 2", 2, "missing"),
        ("delete from journal where number = 1", 1, "missing"),
        ("delete from journal where number >= 4", 4, "truncated"),
        ("update journal set number = number + 10 where number >= 4", 4, "missing"),
    ],
)
def test_tampering_is_found_where_it_happened(written: Database, statement: str, number: int, reason: str) -> None:
    known_number, known_head = journal.head(written)
    tamper(written, statement)
    verdict = journal.verify(written, known_number=known_number, known_head=known_head)
    assert (verdict.broken_at, verdict.reason) == (number, reason)


def test_two_entries_that_changed_places_are_found(written: Database) -> None:
    tamper(written, "update journal set number = 99 where number = 2")
    tamper(written, "update journal set number = 2 where number = 3")
    tamper(written, "update journal set number = 3 where number = 99")
    assert journal.verify(written).broken_at == 2


def test_a_journal_written_anew_with_right_hashes_does_not_fit_the_head_noted_before(written: Database) -> None:
    known_number, known_head = journal.head(written)
    rows = written.read("select * from journal order by number")

    def rewrite(transaction: object) -> None:
        previous = journal.START
        for number, happened, _, action, subject, detail, _, _ in rows:
            digest = journal.entry_hash(number, happened, "forger", action, subject, detail, previous)
            transaction.execute(
                "update journal set actor = 'forger', previous_hash = $2, hash = $3 where number = $1",
                [number, previous, digest],
            )
            previous = digest

    written.write(rewrite)
    assert journal.verify(written).intact
    verdict = journal.verify(written, known_number=known_number, known_head=known_head)
    assert (verdict.broken_at, verdict.reason) == (known_number, "rewritten")


def test_an_entry_and_its_change_are_kept_together_or_not_at_all(database: Database) -> None:
    def change(transaction: object) -> None:
        journal.record(transaction, actor="a", action="b")
        raise Problem("no")

    with pytest.raises(Problem):
        database.write(change)
    assert journal.head(database) == (0, journal.START)


def test_the_journal_never_says_who_rated_what(
    database: Database, session: sessions.Session, need: sessions.Need
) -> None:

    entries = journal.head(database)[0]
    ballot = pd.DataFrame([(need.id, "impact", "public", "secret-tag", 7.0)], columns=sessions.RATING_COLUMNS)
    sessions.record_ratings(database, session.id, ballot, source="phone")
    assert journal.head(database)[0] == entries
    sessions.set_stage(database, session.id, "closed")
    everything = journal.entries(database).to_string()
    assert "secret-tag" not in everything
    assert journal.entries(database)["detail"][0]["raters"] == 1

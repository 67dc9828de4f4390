"""What is not kept for ever: keys, tokens and participants' own words; what was agreed stays."""

from datetime import timedelta
from pathlib import Path

import pytest

from foresight.problems import Problem
from foresight.store import backup, clock, journal, live_joining, retention, signed_in, staff, tables
from foresight.store.database import Database
from tests.store.live_room import room_with

HELD = clock.moment("2026-05-14T09:00:00.000000Z")
LATER = HELD + timedelta(days=400)


@pytest.fixture
def room(database: Database):
    """A session that was rated, with reasons, and then forgotten by everybody."""
    found = room_with(database, 12, "collect", "merge", "round_1")
    found.rate_all(
        {person: 1 + person % 9 for person in range(12)}, {person: f"because of {person}" for person in range(12)}
    )
    found.go("feedback_1")
    staff.add(database, "aliya", name="Aliya", role="administrator")
    return found


def test_nothing_is_taken_away_within_the_term(database: Database, room):
    before = tables.fingerprints(database)
    assert retention.purge(database, now=HELD + timedelta(days=300)) == retention.Purged()
    assert tables.fingerprints(database) == before


def test_after_the_term_keys_tokens_and_words_are_gone_and_what_was_agreed_stays(database: Database, room):
    ratings = database.value("select count(*) from rating")
    needs = database.value("select count(*) from need")
    purged = retention.purge(database, now=LATER)
    assert purged.sessions_closed == 1
    assert purged.reasons > 0
    assert database.value("select voter_key from live_session") == ""
    for table in ("live_token", "live_attendee", "live_rationale", "live_paper", "live_undo", "released_rationale"):
        assert tables.row_counts(database)[table] == 0, table
    assert database.value("select count(*) from rating") == ratings > 0
    assert database.value("select count(*) from need") == needs
    last = journal.entries(database, limit=1).iloc[0]
    assert (last["action"], last["actor"]) == ("retention_purged", "workbench")
    assert last["detail"]["reasons"] == purged.reasons
    assert journal.verify(database).intact


def test_a_second_purge_finds_nothing_and_notes_nothing(database: Database, room):
    retention.purge(database, now=LATER)
    head = journal.head(database)
    assert retention.purge(database, now=LATER) == retention.Purged()
    assert journal.head(database) == head


def test_an_old_backup_that_is_put_back_is_purged_again_and_signs_everybody_out(
    database: Database, room, tmp_path: Path
):
    token = signed_in.begin(database, "aliya")
    made = backup.back_up(database)
    retention.purge(database, now=LATER)
    backup.restore(made.file, tmp_path / "restored.duckdb")
    with Database.open(tmp_path / "restored.duckdb") as restored:
        assert restored.value("select voter_key from live_session") != ""
        assert signed_in.current(restored, token)
        purged = retention.purge(restored, now=LATER, restored=True)
        assert (purged.sessions_closed, purged.sign_ins) == (1, 1)
        assert restored.value("select voter_key from live_session") == ""
        assert signed_in.current(restored, token) is None


def test_the_term_can_be_changed_but_not_to_days(database: Database, room):
    retention.set_term(database, 60)
    assert retention.purge(database, now=HELD + timedelta(days=61)).sessions_closed == 1
    with pytest.raises(Problem):
        retention.set_term(database, 3)


def test_counts_of_wrong_codes_are_kept_for_a_day(database: Database, room):
    with pytest.raises(Problem):
        live_joining.find_by_code(database, "WRONGONE", "10.0.0.1")
    assert retention.purge(database, now=clock.now() + timedelta(hours=25)).refusals == 2

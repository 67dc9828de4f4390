"""Sessions, their needs and their ratings."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from foresight.problems import Problem
from foresight.store import sessions
from foresight.store.database import Database
from foresight.store.sessions import RATING_COLUMNS, Need, Session
from tests.store.conftest import METHOD


def ballots(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=RATING_COLUMNS)


def test_a_session_begins_as_a_draft(database: Database, session: Session) -> None:
    assert (session.stage, session.round, session.held_on) == ("draft", 0, date(2026, 5, 14))
    assert session.method == METHOD
    assert sessions.get_session(database, session.id) == session


def test_sessions_are_listed_by_region_and_year(database: Database, session: Session) -> None:
    later = sessions.create_session(database, title="Later", region="KZ-11", held_on=date(2027, 3, 1))
    assert sessions.list_sessions(database) == [later, session]
    assert sessions.list_sessions(database, region="KZ-75") == [session]
    assert sessions.list_sessions(database, year=2027) == [later]
    assert sessions.list_sessions(database, region="KZ-75", year=2027) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "title must not be empty"),
        ({"title": "x" * 301}, "301 characters long: at most 300"),
        ({"region": "KZ-99"}, "unknown region KZ-99"),
        ({"held_on": "14.05.2026"}, "14.05.2026 is not a date"),
        ({"method": {"criteria": {1, 2}}}, "cannot be stored as JSON"),
    ],
)
def test_a_session_that_makes_no_sense_is_refused(database: Database, wrong: dict, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        sessions.create_session(database, **{"title": "T", "region": "KZ-75", "held_on": "2026-05-14", **wrong})
    assert sessions.list_sessions(database) == []


def test_the_title_region_and_day_of_an_open_session_can_change(database: Database, session: Session) -> None:
    changed = sessions.change_session(database, session.id, title="Water", region="KZ-19", held_on="2026-06-01")
    assert (changed.title, changed.region, changed.held_on) == ("Water", "KZ-19", date(2026, 6, 1))
    assert changed.method == session.method


def test_the_first_rating_locks_the_method(database: Database, session: Session, need: Need) -> None:
    wider = {"criteria": [{"code": "impact", "lowest": 0, "highest": 100}]}
    sessions.change_session(database, session.id, method=wider)
    sessions.change_session(database, session.id, method=METHOD)
    sessions.record_ratings(database, session.id, ballots((need.id, "impact", "public", 1, 5)))
    with pytest.raises(Problem, match="method of session Regional needs cannot change"):
        sessions.change_session(database, session.id, method=wider)
    sessions.change_session(database, session.id, title="Still", method=METHOD)


def test_a_closed_session_stays_as_it_is(database: Database, session: Session, need: Need) -> None:
    sessions.set_stage(database, session.id, "round", round=1)
    closed = sessions.set_stage(database, session.id, "closed")
    assert closed.closed_on is not None
    assert closed.round == 1
    for change in (
        lambda: sessions.set_stage(database, session.id, "draft"),
        lambda: sessions.change_session(database, session.id, title="Other"),
        lambda: sessions.add_need(database, session.id, titles={"en": "Late"}),
        lambda: sessions.change_need(database, need.id, why="Late"),
        lambda: sessions.set_attendance(database, session.id, {"public": 1}),
        lambda: sessions.record_ratings(database, session.id, ballots((need.id, "impact", "public", 1, 5))),
    ):
        with pytest.raises(Problem, match="the session Regional needs is closed"):
            change()


def test_a_session_is_copied_with_its_needs_and_without_its_ratings(
    database: Database, session: Session, need: Need
) -> None:
    hidden = sessions.add_need(database, session.id, titles={"en": "Hidden"}, status="hidden")
    sessions.record_ratings(database, session.id, ballots((need.id, "impact", "public", 1, 5)))
    copy = sessions.copy_session(database, session.id, title="Again", region="KZ-39", held_on="2027-05-14")
    copied = sessions.list_needs(database, copy.id)
    assert copy.copied_from == session.id
    assert copy.method == session.method
    assert [one.titles for one in copied] == [need.titles]
    assert copied[0].id not in (need.id, hidden.id)
    assert sessions.ratings_frame(database, copy.id).empty


def test_needs_keep_their_order_and_titles(database: Database, session: Session) -> None:
    first = sessions.add_need(database, session.id, titles={"kk": "Су"}, horizon="short", area="water", why="dry")
    second = sessions.add_need(database, session.id, titles={"ru": "Энергия", "en": "Energy"})
    assert sessions.list_needs(database, session.id) == [first, second]
    assert first.title("en") == "Су"
    assert second.title("en") == "Energy"


def test_a_merged_need_keeps_its_parents(database: Database, session: Session, need: Need) -> None:
    other = sessions.add_need(database, session.id, titles={"en": "Water"})
    merged = sessions.add_need(database, session.id, titles={"en": "Water"}, parents=[need.id, other.id])
    assert merged.parents == (need.id, other.id)
    assert [one.status for one in sessions.list_needs(database, session.id)] == ["merged", "merged", "accepted"]
    assert sessions.list_needs(database, session.id, statuses=["accepted"]) == [merged]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"titles": {}}, "a title in at least one language"),
        ({"titles": {"en": " "}}, "a title in at least one language"),
        ({"titles": {"de": "Wasser"}}, "unknown language de: one of en, ru, kk"),
        ({"horizon": "soon"}, "unknown horizon soon"),
        ({"status": "great"}, "unknown status great"),
        ({"parents": ["elsewhere"]}, "need elsewhere does not belong to this session"),
    ],
)
def test_a_need_that_makes_no_sense_is_refused(
    database: Database, session: Session, wrong: dict, sentence: str
) -> None:
    with pytest.raises(Problem, match=sentence):
        sessions.add_need(database, session.id, **{"titles": {"en": "T"}, **wrong})
    assert sessions.list_needs(database, session.id) == []


def test_a_need_can_be_changed_in_part(database: Database, need: Need) -> None:
    changed = sessions.change_need(database, need.id, why="Aral", titles={"en": "Water"})
    assert (changed.why, changed.titles, changed.horizon) == ("Aral", {"en": "Water"}, need.horizon)


def test_unknown_sessions_and_needs_are_named(database: Database) -> None:
    with pytest.raises(Problem, match="there is no session 12"):
        sessions.get_session(database, "12")
    with pytest.raises(Problem, match="there is no need 12"):
        sessions.get_need(database, "12")


def test_the_last_rating_of_a_rater_counts(database: Database, session: Session, need: Need) -> None:
    sessions.record_ratings(database, session.id, ballots((need.id, "impact", "public", 1, 2)))
    sessions.record_ratings(
        database,
        session.id,
        ballots((need.id, "impact", "public", 1, 3), (need.id, "impact", "public", 1, 8)),
    )
    frame = sessions.ratings_frame(database, session.id)
    assert list(frame.columns) == ["round", "need", "criterion", "rater", "stakeholder_group", "value", "source"]
    assert frame["value"].tolist() == [8.0]


def test_rounds_are_kept_apart(database: Database, session: Session, need: Need) -> None:
    sessions.record_ratings(database, session.id, ballots((need.id, "impact", "public", 1, 2)), round=1)
    sessions.record_ratings(database, session.id, ballots((need.id, "impact", "public", 1, 9)), round=2)
    assert sessions.ratings_frame(database, session.id)["value"].tolist() == [2.0, 9.0]
    assert sessions.ratings_frame(database, session.id, round=2)["value"].tolist() == [9.0]


def test_do_not_know_is_kept_as_such(database: Database, session: Session, need: Need) -> None:
    sessions.record_ratings(database, session.id, ballots((need.id, "impact", "public", 1, None)))
    assert np.isnan(sessions.ratings_frame(database, session.id)["value"].item())


def test_the_same_paper_number_in_two_groups_is_two_people(database: Database, session: Session, need: Need) -> None:
    rows = ballots((need.id, "impact", "public", 1, 2), (need.id, "impact", "science", 1, 9))
    sessions.record_ratings(database, session.id, rows, source="paper")
    sessions.record_ratings(database, session.id, rows, source="facilitator")
    counts = sessions.response_counts(database, session.id)
    assert counts["raters"].tolist() == [1, 1, 1, 1]
    assert sorted(counts["source"].unique()) == ["facilitator", "paper"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("other", "impact", "public", 1, 5), "need other does not belong to this session"),
        (("", "impact", "public", 1, 5), "need must not be empty"),
        (("NEED", "charm", "public", 1, 5), "unknown criterion charm: one of impact, cost"),
        (("NEED", "impact", "aliens", 1, 5), "unknown stakeholder group aliens"),
        (("NEED", "impact", "public", "", 5), "rater must not be empty"),
        (("NEED", "impact", "public", 1, 0), "0.0 of impact is outside the scale from 1 to 9"),
        (("NEED", "impact", "public", 1, 9.5), "9.5 of impact is outside the scale"),
        (("NEED", "impact", "public", 1, np.inf), "value must be a number, not inf"),
        (("NEED", "impact", "public", 1, "3; drop table rating"), "value must be a number"),
    ],
)
def test_a_rating_that_makes_no_sense_is_refused_with_its_whole_ballot(
    database: Database, session: Session, need: Need, row: tuple, sentence: str
) -> None:
    named = tuple(need.id if cell == "NEED" else cell for cell in row)
    with pytest.raises(Problem, match=sentence):
        sessions.record_ratings(database, session.id, ballots((need.id, "cost", "public", 1, 5), named))
    assert sessions.ratings_frame(database, session.id).empty


def test_ratings_need_their_columns_a_round_and_a_source(database: Database, session: Session, need: Need) -> None:
    rows = ballots((need.id, "impact", "public", 1, 5))
    with pytest.raises(Problem, match="no column rater"):
        sessions.record_ratings(database, session.id, rows.drop(columns="rater"))
    with pytest.raises(Problem, match="round must be 1 or more, not 0"):
        sessions.record_ratings(database, session.id, rows, round=0)
    with pytest.raises(Problem, match="unknown source pigeon"):
        sessions.record_ratings(database, session.id, rows, source="pigeon")
    assert sessions.record_ratings(database, session.id, rows.iloc[:0]) == 0


def test_the_order_of_ratings_tells_nothing_about_when_they_came(
    database: Database, session: Session, need: Need
) -> None:
    tags = [f"{number * 7919 % 200:03d}" for number in range(200)]
    for tag in tags:
        sessions.record_ratings(database, session.id, ballots((need.id, "impact", "public", tag, 5)), source="phone")
    listed = sessions.ratings_frame(database, session.id)["rater"].tolist()
    assert listed == sorted(tags)
    assert listed != tags


def test_attendance_is_counted_apart_from_ballots(database: Database, session: Session) -> None:
    sessions.set_attendance(database, session.id, {"business": 12, "public": 3})
    sessions.set_attendance(database, session.id, {"public": 4})
    assert sessions.attendance(database, session.id) == {"business": 12, "public": 4}
    with pytest.raises(Problem, match="must not be negative"):
        sessions.set_attendance(database, session.id, {"public": -1})


def test_every_change_of_a_session_moves_its_version_and_no_other(database: Database, session: Session) -> None:
    other = sessions.create_session(database, title="Other", region="KZ-11", held_on="2026-05-14")
    mine, theirs = database.version(session.topic), database.version(other.topic)
    need = sessions.add_need(database, session.id, titles={"en": "Water"})
    sessions.record_ratings(database, session.id, ballots((need.id, "impact", "public", 1, 5)))
    sessions.set_stage(database, session.id, "results")
    assert database.version(session.topic) == mine + 3
    assert database.version(other.topic) == theirs

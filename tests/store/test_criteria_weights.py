"""Weights a facilitator enters for a group, matches of needs across sessions, and ballots for computing with."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight.problems import Problem
from foresight.store import criteria_weights, live_files, need_matches, sessions
from foresight.store.database import Database
from foresight.store.sessions import RATING_COLUMNS, Need, Session
from tests.store.live_room import room_with


def test_a_group_has_one_sheet_in_each_way_and_the_last_one_counts(database: Database, session: Session) -> None:
    for points in ({"impact": 50, "cost": 50}, {"impact": 70, "cost": 30}):
        criteria_weights.keep_points(database, session.id, "direct", "science", points)
    criteria_weights.keep_points(database, session.id, "swing", "science", {"impact": 100, "cost": 0})
    frame = criteria_weights.points(database, session.id, "direct")
    assert frame.values.tolist() == [["science", "science", "cost", 30.0], ["science", "science", "impact", 70.0]]
    criteria_weights.forget(database, session.id, "direct", "science")
    assert criteria_weights.points(database, session.id, "direct").empty
    assert len(criteria_weights.points(database, session.id, "swing")) == 2


def test_pairs_are_kept_as_they_were_judged(database: Database, session: Session) -> None:
    criteria_weights.keep_judgements(database, session.id, "business", [("cost", "impact", 3.0)])
    frame = criteria_weights.judgements(database, session.id)
    assert frame.values.tolist() == [["business", "business", "cost", "impact", 3.0]]


@pytest.mark.parametrize(
    ("way", "group", "points", "sentence"),
    [
        ("guess", "science", {"impact": 1}, "guess"),
        ("direct", "aliens", {"impact": 1}, "aliens"),
        ("direct", "science", {"beauty": 1}, "beauty"),
        ("direct", "science", {"impact": -1}, "impact must not be below zero"),
        ("direct", "science", {"impact": float("nan")}, "points"),
    ],
)
def test_points_that_cannot_be_used_are_refused(database: Database, session: Session, way, group, points, sentence):
    with pytest.raises(Problem, match=sentence):
        criteria_weights.keep_points(database, session.id, way, group, points)
    assert criteria_weights.points(database, session.id, "direct").empty


def test_a_judgement_of_zero_is_refused(database: Database, session: Session) -> None:
    with pytest.raises(Problem, match="positive number"):
        criteria_weights.keep_judgements(database, session.id, "science", [("impact", "cost", 0.0)])


def test_a_closed_session_keeps_its_weights(database: Database, session: Session) -> None:
    sessions.set_stage(database, session.id, "closed")
    with pytest.raises(Problem, match="closed"):
        criteria_weights.keep_points(database, session.id, "direct", "science", {"impact": 1})


def test_a_person_decides_whether_needs_of_two_sessions_are_one(database: Database, need: Need) -> None:
    elsewhere = sessions.create_session(database, title="Elsewhere", region="KZ-11", held_on="2026-06-01")
    other = sessions.add_need(database, elsewhere.id, titles={"ru": "Вода"})
    pair = tuple(sorted((need.id, other.id)))
    need_matches.decide(database, [(other.id, need.id)], True)
    assert need_matches.decided(database) == {True: [pair], False: []}
    need_matches.decide(database, [pair], False)
    assert need_matches.decided(database) == {True: [], False: [pair]}
    need_matches.decide(database, [pair], None)
    assert need_matches.decided(database) == {True: [], False: []}


def test_needs_of_one_session_are_never_matched(database: Database, session: Session, need: Need) -> None:
    other = sessions.add_need(database, session.id, titles={"ru": "Вода"})
    for pair in ((need.id, other.id), (need.id, need.id)):
        with pytest.raises(Problem, match="kept apart"):
            need_matches.decide(database, [pair], True)


def test_ballots_for_computing_with_are_the_same_ballots(database: Database, session: Session, need: Need) -> None:
    rows = [(need.id, code, "science", str(n), None if n == 2 else float(n)) for n in (1, 2, 3) for code in ("impact",)]
    for number in (1, 2):
        sessions.record_ratings(database, session.id, pd.DataFrame(rows, columns=RATING_COLUMNS), round=number)
    keys = ["round", "need", "criterion", "rater"]
    table = sessions.ballot_table(database, session.id)
    plain = table.astype(dict.fromkeys(keys[1:] + ["stakeholder_group"], "str")).sort_values(keys, ignore_index=True)
    expected = sessions.ratings_frame(database, session.id).drop(columns="source")
    pd.testing.assert_frame_equal(plain, expected)
    assert sessions.ballot_table(database, session.id, [2])["round"].tolist() == [2, 2, 2]
    assert sessions.ballot_table(database, session.id, []).empty


def test_sheets_and_matches_move_with_the_file_of_a_session_and_decisions_made_there_stay(
    database: Database, tmp_path: Path
) -> None:
    here = [room_with(database, 1).now for _ in range(2)]
    codes = [question.code for question in here[0].method.questions]
    criteria_weights.keep_points(database, here[0].id, "swing", "public", dict.fromkeys(codes, 100))
    criteria_weights.keep_judgements(database, here[0].id, "science", [(codes[0], codes[1], 1 / 7)])
    first, second = ([need.id for need in session.needs] for session in here)
    need_matches.decide(database, [(first[0], second[1])], True)
    need_matches.decide(database, [(second[0], first[1])], False)
    files = [live_files.export_session(database, session.id) for session in here]
    with Database.open(tmp_path / "elsewhere.duckdb") as elsewhere:
        for file in files:
            # the second file finds the decisions of the first one there already
            live_files.import_session(elsewhere, file)
        assert need_matches.decided(elsewhere) == need_matches.decided(database)
        pd.testing.assert_frame_equal(
            criteria_weights.sheets(elsewhere, here[0].id), criteria_weights.sheets(database, here[0].id)
        )
        assert criteria_weights.sheets(elsewhere, here[1].id).empty

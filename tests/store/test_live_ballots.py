"""Ballots: one row a person and question however often it is sent; sealed in the round, anonymous for good."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from foresight.problems import Problem
from foresight.sessions import receipts
from foresight.sessions.ballots import Answer, Ballot
from foresight.sessions.method import Method, Question
from foresight.sessions.needs import proposal
from foresight.store import (
    clock,
    journal,
    live_ballots,
    live_closing,
    live_needs,
    live_paper,
    live_release,
    live_stage,
)
from foresight.store.live_session import topic
from foresight.store.sessions import get_session
from tests.store.live_room import GROUPS, room_with


def ballot_rows(database, session):
    return database.read(
        "select round, need, criterion, voter_tag, value, state from live_ballot where session = $1", [session]
    )


def held(database, people=12, value=lambda person: 5):
    """A room in which everybody has answered the first round."""
    room = room_with(database, people, "round_1")
    room.rate_all({person: value(person) for person in range(people)})
    return room


def test_the_last_ballot_of_a_person_counts(database):
    room = room_with(database, 6, "round_1")
    for value in (3, 9, 6):
        room.rate(0, value)
    rows = ballot_rows(database, room.id)
    assert len(rows) == 3 * 4
    assert {row[4] for row in rows} == {6.0}


def test_a_clock_set_back_by_a_year_loses_no_ballot_and_the_last_one_still_counts(database, monkeypatch):
    room = held(database)
    earlier = clock.now() - timedelta(days=365)
    monkeypatch.setattr(clock, "now", lambda: earlier)
    room.rate(0, 9)
    room.go("feedback_1")
    own = [row[4] for row in ballot_rows(database, room.id) if row[3] == room.tag(0)]
    assert set(own) == {9.0}
    assert len(ballot_rows(database, room.id)) == 12 * 3 * 4
    assert live_release.last_answered_round(database, room.now, "projector") == 1
    assert journal.verify(database).intact


def test_an_answer_left_out_keeps_its_earlier_value(database):
    room = room_with(database, 6, "round_1")
    room.rate(0, 3)
    sheet = {room.needs[0]: {"answers": {"relevance": "dont_know"}}}
    live_ballots.cast_one(database, room.submission(0, sheet))
    own = live_ballots.own_answers(database, room.id, 1, room.tag(0))
    assert own[room.needs[0]] == {"relevance": "dont_know", "science": "3", "feasibility": "3", "cofinancing": "3"}


def test_twenty_threads_with_one_persons_ballot_leave_one_row_a_question(database):
    room = room_with(database, 6, "round_1")
    sheets = [room.submission(0, {room.needs[0]: {"answers": {"relevance": value}}}) for value in range(1, 10)]
    with ThreadPoolExecutor(20) as threads:
        done = [threads.submit(live_ballots.cast_one, database, sheets[turn % 9]) for turn in range(60)]
    assert [one.exception() for one in done] == [None] * 60
    (row,) = ballot_rows(database, room.id)
    assert row[4] in range(1, 10)
    assert database.value("select count(*) from live_voter where session = $1", [room.id]) == 1


def test_many_people_in_one_statement_and_one_refusal_costs_the_others_nothing(database):
    room = room_with(database, 6, "round_1")
    good = [room.submission(person, {room.needs[0]: {"answers": {"relevance": 7}}}) for person in range(4)]
    late = replace(good[0], round=2)
    lost = replace(good[1], session="nowhere")
    twice = replace(good[0], ballots=(Ballot(room.needs[0], (Answer("relevance", 2.0, "answered"),)),))
    outcomes = database.write(lambda t: live_ballots.cast(t, [good[0], late, good[1], lost, good[2], good[3], twice]))
    assert [outcome is None for outcome in outcomes] == [True, False, True, False, True, True, True]
    values = {row[3]: row[4] for row in ballot_rows(database, room.id)}
    assert values[room.tag(0)] == 2.0
    assert len(values) == 4


def test_a_ballot_outside_its_round_is_refused_in_the_store_too(database):
    room = room_with(database, 6, "round_1")
    sent = room.submission(0, {room.needs[0]: {"answers": {"relevance": 7}}})
    for stage in ("lobby", "weights", "feedback_1", "results", "closed"):
        room.go(stage)
        with pytest.raises(Problem, match="no round is open"):
            live_ballots.cast_one(database, sent)
        assert ballot_rows(database, room.id) == [], stage


def test_a_ballot_on_a_need_of_another_session_or_one_that_is_gone_is_refused(database):
    room, other = room_with(database, 6, "round_1"), room_with(database, 6, "round_1")
    sent = room.submission(0, {room.needs[0]: {"answers": {"relevance": 7}}})
    foreign = replace(sent, version=-1, ballots=(replace(sent.ballots[0], need=other.needs[0]),))
    with pytest.raises(Problem, match="not rated"):
        live_ballots.cast_one(database, foreign)
    room.go("merge")
    live_needs.set_state(database, room.id, [room.needs[0]], "hidden")
    room.go("round_1")
    with pytest.raises(Problem, match="not rated"):
        live_ballots.cast_one(database, sent)
    live_ballots.cast_one(database, replace(sent, ballots=(replace(sent.ballots[0], need=room.needs[1]),)))


def test_a_method_changed_between_form_and_store_is_noticed(database):
    room = room_with(database, 6, "round_1")
    sent = room.submission(0, {room.needs[0]: {"answers": {"relevance": 7}}})
    live_stage.change_method(database, room.id, Method(questions=(Question("relevance", {"ru": "В"}),), scale="chnri"))
    with pytest.raises(Problem, match="scale"):
        live_ballots.cast_one(database, sent)


def test_the_table_itself_refuses_what_is_not_on_the_scale(database):
    room = room_with(database, 6, "round_1")
    sent = room.submission(0, {room.needs[0]: {"answers": {"relevance": 7}}})
    for value in (0.0, 6.5, 10.0, -1.0):
        wrong = replace(sent, ballots=(Ballot(room.needs[0], (Answer("relevance", value, "answered"),)),))
        with pytest.raises(Exception, match="(?i)check|constraint"):
            live_ballots.cast_one(database, wrong)
        assert ballot_rows(database, room.id) == [], value


def test_points_are_counted_over_all_needs(database):
    room = room_with(database, 6)
    live_stage.change_method(
        database, room.id, Method(questions=(Question("points", {"ru": "Баллы"}),), scale="points", points=10)
    )
    room.go("round_1")

    def give(**points):
        sheet = {room.needs[int(place[1:])]: {"answers": {"points": value}} for place, value in points.items()}
        live_ballots.cast_one(database, room.submission(0, sheet))

    give(n0=6, n1=4)
    with pytest.raises(Problem, match="11 points"):
        give(n2=1)
    give(n0=5, n2=1)
    assert live_ballots.own_points(database, room.id, 1, room.tag(0)) == {
        room.needs[0]: 5.0,
        room.needs[1]: 4.0,
        room.needs[2]: 1.0,
    }


def test_weights_are_given_while_they_are_weighed_and_shown_afterwards(database):
    room = room_with(database, 12, "weights")
    given = {"relevance": "9", "science": "3", "feasibility": "5", "cofinancing": "0"}
    for person, (_, group) in enumerate(room.people):
        live_ballots.weigh(database, room.id, room.tag(person), group, given | {"science": str(person % 5)})
    assert live_ballots.own_weights(database, room.id, room.tag(3))["science"] == 3.0
    assert live_release.weighed(database, room.id) == dict(Counter(group for _, group in room.people))
    assert live_release.visible_weights(database, room.now).empty
    found = room.go("round_1")
    shown = live_release.visible_weights(database, found)
    assert shown["rater"].nunique() == 12
    assert set(shown["stakeholder_group"]) == {"combined"}  # three of each group
    with pytest.raises(Problem, match="not being weighed"):
        live_ballots.weigh(database, room.id, room.tag(0), "science", given)


def test_nothing_of_an_open_round_leaves_the_store_for_anybody(database):
    room = held(database)
    audiences = ("phone", "projector", "facilitator", "export", "report", "command_line")
    for audience in audiences:
        assert live_release.visible_ratings(database, room.now, 1, audience).empty, audience
        assert live_release.visible_distributions(database, room.now, 1, audience).empty, audience
        assert live_release.visible_reasons(database, room.now, 1, audience).empty, audience
    assert database.value("select count(*) from rating where session = $1", [room.id]) == 0
    found = room.go("feedback_1")
    for audience in audiences:
        assert len(live_release.visible_ratings(database, found, 1, audience)) == 12 * 3 * 4, audience


def test_the_first_round_stays_as_it_was_whatever_the_second_brings(database):
    room = held(database)
    before = live_release.visible_ratings(database, room.go("feedback_1"), 1, "export")
    room.go("round_2")
    room.rate_all(dict.fromkeys(range(12), 9))
    after = live_release.visible_ratings(database, room.go("feedback_2"), 1, "export")
    pd.testing.assert_frame_equal(before, after)
    second = live_release.visible_ratings(database, room.now, 2, "export")
    assert set(second["rater"]) == set(before["rater"])  # the same people, for stability between rounds
    assert set(second["value"]) == {9.0}


def test_a_round_opened_again_changes_only_when_five_people_change(database):
    room = held(database)
    room.go("feedback_1", "round_1")
    assert live_release.visible_ratings(database, room.now, 1, "facilitator").empty
    room.rate_all(dict.fromkeys(range(4), 9))
    shown = live_release.visible_ratings(database, room.go("feedback_1"), 1, "facilitator")
    assert set(shown["value"]) == {5.0}
    room.go("round_1")
    room.rate(4, 9)
    shown = live_release.visible_ratings(database, room.go("feedback_1"), 1, "facilitator")
    assert sorted(shown.groupby("rater")["value"].first()) == [5.0] * 7 + [9.0] * 5


def test_too_few_people_are_not_shown_to_anybody(database):
    room = room_with(database, 4, "round_1")
    room.rate_all(dict.fromkeys(range(4), 5))
    found = room.go("feedback_1")
    assert live_release.visible_ratings(database, found, 1, "facilitator").empty


def test_the_first_ballot_locks_the_method_without_waking_a_thousand_phones(database):
    room = room_with(database, 4, "round_1")
    before, seen = room.now, database.version(topic(room.id))
    room.rate(0, 5)
    assert (before.life.method_locked, room.now.life.method_locked) == (False, True)
    assert room.now.version == before.version
    assert database.version(topic(room.id)) != seen, "screens read the session anew"


def test_a_round_few_answered_leaves_the_one_before_it_in_sight(database):
    room = room_with(database, 12, "round_1")
    assert live_release.last_answered_round(database, room.now, "projector") == 0
    room.rate_all(dict.fromkeys(range(12), 5))
    room.go("round_2")
    assert live_release.last_answered_round(database, room.now, "projector") == 1
    room.rate_all(dict.fromkeys(range(4), 9))
    found = room.go("results")
    assert live_release.visible_distributions(database, found, 2, "projector").empty
    assert live_release.last_answered_round(database, found, "projector") == 1


def test_small_groups_reach_nobody_under_their_name(database):
    room = room_with(database, 0, "lobby")
    for group, count in zip(GROUPS, (6, 2, 7, 6), strict=True):
        room.join(count, group)
    room.go("round_1")
    room.rate_all(dict.fromkeys(range(21), 5))
    shown = live_release.visible_ratings(database, room.go("feedback_1"), 1, "report")
    groups = shown.groupby("stakeholder_group")["rater"].nunique().to_dict()
    assert groups == {"combined": 8, "public": 7, "science": 6}


def test_a_question_few_answered_is_left_out(database):
    room = held(database)
    few = [room.needs[0]]
    room.needs = [live_needs_added(room)]
    room.rate_all(dict.fromkeys(range(4), 7))
    shown = live_release.visible_ratings(database, room.go("feedback_1"), 1, "facilitator")
    assert few[0] in set(shown["need"])
    assert room.needs[0] not in set(shown["need"])


def live_needs_added(room):
    room.go("merge")
    added = live_needs.add_need(room.database, room.id, proposal({"title": "Новая нужда"}, "ru"))
    room.go("round_1")
    return added


def test_reasons_are_told_by_side_and_never_by_writer(database):
    room = room_with(database, 12, "round_1")
    values = {0: 1, 1: 9} | dict.fromkeys(range(2, 12), 5)
    room.rate_all(values, {person: f"причина {person}" for person in range(12)}, room.needs[:1])
    reasons = live_release.visible_reasons(database, room.go("feedback_1"), 1, "phone")
    sides = dict(zip(reasons["text"], reasons["side"], strict=True))
    assert (sides["причина 0"], sides["причина 1"], sides["причина 5"]) == ("low", "high", "middle")
    assert list(reasons.columns) == ["need", "side", "text"]


def test_attendance_and_response_are_counted_by_group(database):
    room = room_with(database, 8, "round_1")
    room.rate_all(dict.fromkeys(range(5), 5))
    counts = live_release.response(database, room.id, 1)
    assert counts["joined"].tolist() == [2, 2, 2, 2]
    assert counts["phone"].tolist() == [2, 1, 1, 1]


def test_paper_counts_when_it_was_typed_in_twice_alike_and_is_counted_apart(database):
    room = held(database, 8)
    answers = {room.needs[0]: {"relevance": "3", "science": ""}}

    def type_in(entry, **change):
        fields = {"number": 1, "stakeholder_group": "public", "answers": answers, "entry": entry} | change
        return live_paper.type_in(database, room.id, **fields)

    with pytest.raises(Problem, match="first time"):
        type_in(2)
    assert type_in(1).state == "waiting"
    assert live_release.response(database, room.id, 1)["paper"].sum() == 0
    other = type_in(2, answers={room.needs[0]: {"relevance": "4"}}, stakeholder_group="science")
    assert other.state == "different"
    assert set(other.differences) == {
        ("", "stakeholder_group", "public", "science"),
        (room.needs[0], "relevance", "3", "4"),
    }
    assert type_in(2).state == "counted"
    assert live_paper.papers(database, room.id, 1) == [(1, "public", True)]
    assert live_release.response(database, room.id, 1).set_index("stakeholder_group").loc["public", "paper"] == 1
    assert database.value("select max(answers) from live_paper where session = $1", [room.id]) == ""
    for wrong in ({"number": 0}, {"stakeholder_group": "martians"}, {"answers": {}}, {"entry": 3}):
        with pytest.raises(Problem):
            type_in(**({"entry": 1} | wrong))
    found = room.go("feedback_1")
    shown = live_release.visible_ratings(database, found, 1, "report")
    assert set(shown["source"]) == {"phone", "paper"}
    with pytest.raises(Problem, match="no round is open"):
        type_in(1, number=2)


def test_closing_destroys_what_leads_from_a_person_to_a_ballot(database):
    room = held(database, 12, value=lambda person: 1 + person % 9)
    tags = [room.tag(person) for person in range(12)]
    shown = live_release.visible_ratings(database, room.go("feedback_1"), 1, "export")
    codes = [receipts.receipt(tag) for tag in tags]
    checks = [receipts.check_value(tag, live_closing.voter_answers(database, room.id, tag)[tag]) for tag in tags]
    found = room.go("closed")
    assert found.voter_key == b""
    for table in ("live_attendee", "live_token", "live_rationale", "live_undo", "live_paper"):
        assert database.value(COUNTS[table], [room.id]) == 0
    assert set(found.authors.values()) <= {""}
    left = {row[3] for row in ballot_rows(database, room.id)}
    assert not left & set(tags)
    assert left == {f"p{number:05d}" for number in range(1, 13)}
    assert get_session(database, room.id).closed_on is not None
    # Nothing of what was answered has changed by it, and every receipt is in the list.
    after = live_release.visible_ratings(database, found, 1, "export")
    assert sorted(after["value"]) == sorted(shown["value"])
    assert (
        after.groupby("rater")["value"].sum().sort_values().tolist()
        == shown.groupby("rater")["value"].sum().sort_values().tolist()
    )
    assert {(code, 12, check) for code, check in zip(codes, checks, strict=True)} == set(
        live_closing.published_receipts(database, room.id)
    )
    assert live_release.response(database, room.id, 1)["joined"].sum() == 12


COUNTS = {
    "live_attendee": "select count(*) from live_attendee where session = $1",
    "live_token": "select count(*) from live_token where session = $1",
    "live_rationale": "select count(*) from live_rationale where session = $1",
    "live_undo": "select count(*) from live_undo where session = $1",
    "live_paper": "select count(*) from live_paper where session = $1",
}


def test_ballots_come_while_the_facilitator_works(database):
    """Moves, edits and ballots from many threads: nothing is lost, nothing is torn."""
    room = room_with(database, 12, "round_1")
    stop = threading.Event()

    def edit():
        turn = 0
        while not stop.is_set():
            turn += 1
            live_needs.edit_need(database, room.needs[0], room.id, {"titles": {"ru": f"Название {turn}"}})

    editing = threading.Thread(target=edit)
    editing.start()
    try:
        with ThreadPoolExecutor(6) as threads:
            done = [threads.submit(room.rate, person, 1 + turn) for person in range(12) for turn in range(3)]
    finally:
        stop.set()
        editing.join()
    assert [one.exception() for one in done] == [None] * 36
    assert len(ballot_rows(database, room.id)) == 12 * 3 * 4

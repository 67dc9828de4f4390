"""Ballots are checked again on the server, whatever a form would have let through."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.sessions import stages
from foresight.sessions.ballots import (
    LONGEST_RATIONALE,
    Answer,
    Ballot,
    BallotRules,
    check_open,
    check_points,
    importances,
)
from foresight.sessions.method import Method, Question
from foresight.sessions.stages import Life, Stage, move

METHOD = Method(questions=(Question("a", {"ru": "А"}), Question("b", {"ru": "Б"})))
RULES = BallotRules(METHOD, ["n1", "n2"])
NOW = datetime(2026, 5, 14, tzinfo=UTC)


def assert_sentence(sentence: str) -> None:
    assert len(sentence) > 10


def test_answers_of_a_form_and_of_a_script_are_the_same():
    assert RULES.answer("a", "7") == RULES.answer("a", 7) == RULES.answer("a", 7.0) == Answer("a", 7.0, "answered")
    assert RULES.answer("a", "dont_know") == Answer("a", None, "dont_know")


@pytest.mark.parametrize(
    "value",
    ["0", "10", "6.5", "", "seven", "3; drop", "nan", float("nan"), float("inf"), -1, True, None, [], {}, "７", " 7"],
)
def test_what_is_not_on_the_scale_is_refused(value):
    with pytest.raises(Problem):
        RULES.answer("a", value)


@pytest.mark.parametrize("blank", ["not_informed"])
def test_a_blank_of_another_scale_is_refused(blank):
    with pytest.raises(Problem):
        RULES.answer("a", blank)


def test_the_yes_no_scale_knows_its_own_blanks():
    rules = BallotRules(replace(METHOD, scale="chnri"), ["n1"])
    assert rules.answer("a", "0.5").value == 0.5
    assert rules.answer("a", "not_informed").state == "not_informed"
    with pytest.raises(Problem):
        rules.answer("a", "7")


def test_a_ballot_names_a_need_and_criteria_of_this_session():
    with pytest.raises(Problem, match="not rated"):
        RULES.ballot("elsewhere", {"a": "7"})
    with pytest.raises(Problem, match="zz"):
        RULES.ballot("n1", {"zz": "7"})


def test_an_empty_ballot_says_nothing_but_a_part_of_one_counts():
    with pytest.raises(Problem, match="nothing was answered"):
        RULES.ballot("n1", {"a": "", "b": None})
    assert [answer.criterion for answer in RULES.ballot("n1", {"a": "7", "b": ""}).answers] == ["a"]


def test_a_reason_is_kept_as_text_and_taken_back_by_an_empty_one():
    assert RULES.ballot("n1", {"a": "7"}, " <b>дорого</b>\n").rationale == "<b>дорого</b>"
    assert RULES.ballot("n1", {"a": "7"}).rationale is None
    assert RULES.ballot("n1", {}, "").rationale == ""
    with pytest.raises(Problem, match=str(LONGEST_RATIONALE)):
        RULES.ballot("n1", {"a": "7"}, "я" * (LONGEST_RATIONALE + 1))
    with pytest.raises(Problem):
        BallotRules(replace(METHOD, rationales=False), ["n1"]).ballot("n1", {"a": "7"}, "почему")


@pytest.mark.parametrize("sent", [None, [], {}, "x", {"n1": 3}, {"n1": {"answers": 3}}, {n: {} for n in range(201)}])
def test_what_is_not_a_sheet_of_ballots_is_refused_in_a_sentence(sent):
    with pytest.raises(Problem):
        RULES.ballots(sent)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    )
)
@settings(max_examples=80, deadline=None)
def test_whatever_a_phone_sends_is_a_ballot_or_a_sentence(sent):
    try:
        made = RULES.ballots({"n1": {"answers": sent, "rationale": sent}})
    except Problem as problem:
        sentence = str(problem)
        assert_sentence(sentence)
    else:
        assert all(isinstance(ballot, Ballot) for ballot in made)


def test_a_ballot_before_after_or_for_another_round_is_refused():
    life = move(move(Life(), Stage("lobby")), Stage("round", 1))
    check_open(life, 1, NOW)
    for number in (0, 2, "1", None, True):
        with pytest.raises(Problem, match="round"):
            check_open(life, number, NOW)
    for other in (Life(), move(life, Stage("feedback", 1)), move(life, Stage("closed"))):
        with pytest.raises(Problem, match="no round"):
            check_open(other, 1, NOW)
    closing = stages.start_timer(life, NOW, timedelta(minutes=1), closes=True)
    with pytest.raises(Problem, match="no round"):
        check_open(closing, 1, NOW + timedelta(minutes=1))


def test_nobody_distributes_more_points_than_there_are():
    method = Method(scale="points", points=10, questions=(Question("a", {"ru": "А"}),))
    rules = BallotRules(method, ["n1", "n2", "n3"])
    six = rules.ballot("n2", {"a": "6"})
    check_points(method, {"n1": 4.0}, [six])
    with pytest.raises(Problem, match="11 points"):
        check_points(method, {"n1": 4.0, "n3": 1.0}, [six])
    # A later answer about the same need takes the earlier points back.
    check_points(method, {"n1": 4.0, "n2": 6.0}, [rules.ballot("n2", {"a": "1"}), rules.ballot("n3", {"a": "5"})])
    with pytest.raises(Problem):
        rules.ballot("n1", {"a": "2.5"})


def test_importances_are_whole_and_not_all_zero():
    assert importances(METHOD, {"a": "7", "b": "0"}) == {"a": 7.0, "b": 0.0}
    for sent in (
        {"a": "7"},
        {"a": "11", "b": "1"},
        {"a": "-1", "b": "1"},
        {"a": "0", "b": "0"},
        {"a": "1", "b": "1", "c": "1"},
        [],
        None,
        {"a": "1.5", "b": "2"},
    ):
        with pytest.raises(Problem):
            importances(METHOD, sent)

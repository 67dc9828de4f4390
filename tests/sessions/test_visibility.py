"""Who may see what, and when: nothing of an open round, nothing about fewer than five, not even by subtraction."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.sessions import visibility
from foresight.sessions.feedback import spreads
from foresight.sessions.method import Method, Question
from foresight.sessions.needs import Need
from foresight.sessions.stages import Life, Stage, move

METHOD = Method(questions=(Question("a", {"ru": "А"}),))
GROUPS = ("business", "government", "public", "science")


def at(*codes: str) -> Life:
    life = Life()
    for code in codes:
        life = move(life, Stage.of(code))
    return life


def ratings(*counts: int, need: str = "n") -> pd.DataFrame:
    """That many people of each group, each answering 1 to 9 in turn."""
    rows = [
        (need, "a", f"{group}{person}", group, float(1 + person % 9))
        for group, count in zip(GROUPS, counts, strict=False)
        for person in range(count)
    ]
    return pd.DataFrame(rows, columns=["need", "criterion", "rater", "stakeholder_group", "value"])


@pytest.mark.parametrize("audience", visibility.AUDIENCES)
def test_nobody_sees_a_round_that_is_open(audience):
    assert not visibility.round_visible(at("round_1"), METHOD, 1, audience)
    assert visibility.round_visible(at("round_1", "feedback_1"), METHOD, 1, audience)
    assert visibility.latest_visible_round(at("round_1", "feedback_1"), METHOD, audience) == 1


@pytest.mark.parametrize("audience", visibility.AUDIENCES)
def test_a_round_opened_again_is_hidden_again(audience):
    assert not visibility.round_visible(at("round_1", "feedback_1", "round_1"), METHOD, 1, audience)


def test_the_second_round_shows_the_first_and_not_itself():
    life = at("round_1", "feedback_1", "round_2")
    assert visibility.round_visible(life, METHOD, 1, "phone")
    assert not visibility.round_visible(life, METHOD, 2, "facilitator")


def test_phones_may_be_left_out_but_never_only_let_in():
    quiet = Method(questions=METHOD.questions, distributions_on_phones=False)
    life = at("round_1", "feedback_1")
    assert not visibility.round_visible(life, quiet, 1, "phone")
    assert visibility.round_visible(life, quiet, 1, "projector")


def test_an_audience_that_does_not_exist_sees_nothing():
    with pytest.raises(Problem, match="press"):
        visibility.round_visible(at("round_1", "feedback_1"), METHOD, 1, "press")


def test_needs_are_seen_when_the_rule_lets_them_be_seen():
    needs = [
        Need("a", {"ru": "А"}),
        Need("b", {"ru": "Б"}, state="proposed"),
        Need("c", {"ru": "В"}, state="hidden"),
        Need("d", {"ru": "Г"}, state="merged"),
    ]

    def seen(life, method, audience="phone", own=()):
        return [need.id for need in visibility.visible_needs(needs, life, method, audience, own)]

    after = Method(questions=METHOD.questions, needs_shown="after_collecting", proposals_moderated=True)
    assert seen(at("collect"), after) == []
    assert seen(at("collect"), after, own=["b"]) == ["b"]
    assert seen(at("collect", "merge"), after) == ["a"]
    assert seen(at("collect"), METHOD) == ["a", "b"]
    assert seen(at("collect"), after, "facilitator") == ["a", "b", "c", "d"]


def test_small_groups_are_shown_together():
    assert visibility.shown_groups({"x": 4, "y": 3, "z": 20}, 5) == {"x": "combined", "y": "combined", "z": "z"}


def test_one_small_group_takes_the_next_smallest_with_it():
    # Otherwise the total minus the others would be exactly the small group.
    assert visibility.shown_groups({"x": 2, "y": 9, "z": 20}, 5) == {"x": "combined", "y": "combined", "z": "z"}


def test_too_few_altogether_are_not_shown_at_all():
    assert visibility.shown_groups({"x": 3, "y": 1}, 5) == {}
    assert visibility.shown_groups({}, 5) == {}


@given(st.lists(st.integers(0, 12), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_no_sum_of_what_is_shown_leaves_fewer_than_five(sizes):
    named = dict(zip(GROUPS, sizes, strict=False))
    shown = visibility.shown_groups(named, 5)
    if not shown:
        assert sum(sizes) < 5
        return
    together: dict[str, int] = {}
    for group, name in shown.items():
        together[name] = together.get(name, 0) + named[group]
    for taken in range(1, len(together) + 1):
        for some in itertools.combinations(together.values(), taken):
            left = sum(together.values()) - sum(some)
            assert left == 0 or left >= 5
            assert sum(some) >= 5


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_cells_held_back_are_empty_or_hide_five_people(rows):
    counts = np.array(rows)
    shown = visibility.suppressed_counts(counts, 5)
    held_back = np.where(shown, 0, counts).sum(axis=1)
    total = counts.sum(axis=1)
    assert ((held_back == 0) | (held_back >= 5) | (total < 5)).all()
    assert (counts[shown] >= 5).all()


def test_a_question_few_of_a_group_answered_is_not_broken_down_by_that_group():
    frame = ratings(6, 6, 6, 6)
    # Of six people of science only two answered this need.
    silent = frame["rater"].isin(["science0", "science1", "science2", "science3"])
    frame.loc[silent, "value"] = np.nan
    shown = set(visibility.distributions(frame, 5)["stakeholder_group"])
    assert "science" not in shown
    # and one more group is held back, so that the total minus the others is not science
    assert len(shown & set(GROUPS)) == 2


def test_a_need_that_four_people_answered_is_not_shown():
    frame = pd.concat([ratings(6, 6, 6, 6), ratings(1, 1, 1, 1, need="rare")])
    assert set(visibility.distributions(frame, 5)["need"]) == {"n"}


def test_counts_are_right_where_they_are_shown():
    shown = visibility.distributions(ratings(6, 6, 6, 6), 5)
    everybody = shown[shown["stakeholder_group"] == "all"]
    assert everybody["people"].sum() == 24
    assert everybody.set_index("value").loc[1.0, "people"] == 4
    one = spreads(shown)["n"]["a"]
    assert (one.people, one.median, set(one.groups)) == (24, 3.5, set(GROUPS))
    assert one.share(1.0) == 1.0
    assert one.share(9.0) == 0.0


def test_a_single_group_is_everybody_once_more():
    assert set(visibility.distributions(ratings(8), 5)["stakeholder_group"]) == {"all"}


def test_blanks_are_counted_for_everybody_only():
    frame = ratings(6, 6, 6, 6)
    frame.loc[frame["rater"] == "science0", "value"] = np.nan
    shown = visibility.distributions(frame, 5)
    blanks = shown[shown["value"].isna()]
    assert blanks["stakeholder_group"].tolist() == ["all"]
    assert blanks["people"].tolist() == [1]


def test_nothing_is_shown_of_nothing():
    assert visibility.distributions(ratings(), 5).empty
    assert visibility.distributions(ratings(2, 2), 5).empty
    assert spreads(visibility.distributions(ratings(), 5)) == {}


def test_a_picture_that_was_shown_changes_only_by_five_people():
    assert not visibility.may_replace(4, 5)
    assert visibility.may_replace(5, 5)


def test_weights_are_seen_when_the_weighing_is_over():
    assert not visibility.weights_visible(at("weights"))
    assert visibility.weights_visible(at("weights", "round_1"))

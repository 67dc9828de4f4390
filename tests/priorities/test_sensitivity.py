import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.priorities.criteria import Criterion
from foresight.priorities.ratings import ratings_array
from foresight.priorities.sensitivity import leave_one_group_out, weight_flips, what_if
from foresight.priorities.session_results import session_results
from foresight.problems import Problem

from .ballots import ballots, random_ballots

TWO = [Criterion("c1", "Impact"), Criterion("c2", "Cost")]


def test_the_group_that_decides_the_first_place_is_found():
    frame = ballots([[[9, 9], [1, 1]], [[4, 4], [5, 5]], [[4, 4], [5, 5]]], ["business", "public", "science"])
    table = leave_one_group_out(ratings_array(frame, TWO))
    decides = table.groupby("left_out")["top_changes"].first()
    assert decides.to_dict() == {"business": True, "public": False, "science": False}
    gained = table[(table["left_out"] == "business") & (table["need"] == "need 2")].iloc[0]
    assert (gained["rank"], gained["rank_without"], gained["change"]) == (2, 1, 1)


def test_one_group_alone_cannot_be_left_out():
    assert leave_one_group_out(ratings_array(ballots([[[9, 9], [1, 1]]], ["science"]), TWO)).empty


def test_a_need_only_one_group_rated_is_not_ranked_without_it():
    frame = ballots([[[9, 9], [1, 1]], [[9, 9], [np.nan, np.nan]]], ["business", "public"])
    without = leave_one_group_out(ratings_array(frame, TWO)).query("left_out == 'business'")
    assert without["need"].tolist() == ["need 1"]


def test_two_needs_flip_where_their_lines_cross():
    # scores 0.9 t + 0.2 (1 - t) and 0.4 t + 0.6 (1 - t) meet at t = 4/9
    flips = weight_flips(np.array([[0.9, 0.2], [0.4, 0.6]]), np.array([0.6, 0.4]), ["a", "b"], TWO)
    first, second = flips.iloc[0], flips.iloc[1]
    assert (first["first"], first["first_below"], first["flip_below"]) == ("a", "b", pytest.approx(4 / 9))
    assert (first["flip_above"] is pd.NA, first["smallest_change"]) == (True, pytest.approx(0.6 - 4 / 9))
    assert (second["first_above"], second["flip_above"]) == ("b", pytest.approx(5 / 9))


def test_a_need_best_on_everything_stays_first_whatever_the_weights():
    flips = weight_flips(np.array([[0.9, 0.8], [0.4, 0.6]]), np.array([0.5, 0.5]), ["a", "b"], TWO)
    assert flips["smallest_change"].isna().all()


def test_a_tie_for_the_first_place_flips_at_once():
    flips = weight_flips(np.array([[0.9, 0.1], [0.1, 0.9]]), np.array([0.5, 0.5]), ["a", "b"], TWO)
    assert flips["smallest_change"].tolist() == pytest.approx([0, 0])


def test_one_need_or_one_criterion_has_nothing_to_flip():
    assert weight_flips(np.array([[0.9, 0.1]]), np.array([0.5, 0.5]), ["a"], TWO).empty
    assert weight_flips(np.array([[0.9], [0.1]]), np.array([1.0]), ["a", "b"], TWO[:1]).empty


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 9999))
def test_beyond_the_flip_another_need_is_first_and_before_it_none(seed):
    generator = np.random.default_rng(seed)
    values, weights = generator.random((5, 3)), generator.dirichlet(np.ones(3))
    needs = [f"n{i}" for i in range(5)]
    criteria = [Criterion(f"c{i}", f"C{i}") for i in range(3)]

    def leader(position, weight):
        moved = weights * (1 - weight) / (1 - weights[position])
        moved[position] = weight
        return needs[int(np.argmax(values @ moved))]

    for position, row in enumerate(weight_flips(values, weights, needs, criteria).itertuples()):
        assert leader(position, row.weight) == row.first
        for turn, rival, step in ((row.flip_below, row.first_below, -1e-6), (row.flip_above, row.first_above, 1e-6)):
            if turn is pd.NA:
                assert leader(position, 1e-9 if step < 0 else 1 - 1e-9) == row.first
            else:
                assert leader(position, turn - step) == row.first
                assert leader(position, turn + step) == rival


def test_tried_weights_give_exactly_the_scores_of_a_session_held_with_them():
    frame = random_ballots(3, raters=24, needs=6, criteria=2, blanks=0.2)
    found = session_results(frame, TWO, draws=100, weight_draws_count=100)
    heavier = [Criterion("c1", "Impact", weight=3), Criterion("c2", "Cost", weight=1)]
    held = session_results(frame, heavier, draws=100, weight_draws_count=100).needs
    tried = what_if(found.by_criterion, {"c1": 6, "c2": 2})
    assert tried["need"].tolist() == held["need"].tolist()
    assert tried["score"].to_numpy() == pytest.approx(held["score"].to_numpy())


def test_a_need_unanswered_on_all_that_weighs_is_left_out_of_the_trial():
    rows = [
        ("a", "c1", 80.0),
        ("a", "c2", 20.0),
        ("b", "c1", pd.NA),
        ("b", "c2", 90.0),
        ("c", "c1", 80.0),
        ("c", "c2", 1.0),
    ]
    frame = pd.DataFrame(rows, columns=["need", "criterion", "desirability"]).astype({"desirability": "Float64"})
    tried = what_if(frame, {"c1": 1, "c2": 0})
    assert dict(zip(tried["need"], tried["rank"])) == {"a": 1, "c": 1}
    for weights in ({"c1": 0, "c2": 0}, {"c1": 1}, {"c1": -1, "c2": 2}):
        with pytest.raises(Problem):
            what_if(frame, weights)

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.priorities.criteria import Criterion, checked_weights, normalised_weights
from foresight.priorities.weighted_sum import combine_groups, competition_ranks, rank_needs, weighted_sum_of_table
from foresight.problems import Problem

from .ballots import ballots, random_ballots

IMPACT = Criterion("c1", "Impact", "max", 3)
COST = Criterion("c2", "Cost", "min", 1)
THREE = [Criterion(f"c{i}", f"Criterion {i}", "max", i) for i in (1, 2, 3)]


def test_one_group_of_two_people_by_hand():
    # need 1: impact (9+5)/2 = 7 -> 0.75, cost 1 -> 1 ; 0.75*0.75 + 0.25*1 = 0.8125
    # need 2: impact 5 -> 0.5, cost 9 -> 0 ; 0.75*0.5 = 0.375
    table = rank_needs(ballots([[[9, 1], [5, 9]], [[5, 1], [5, 9]]], ["science"] * 2), [IMPACT, COST])
    assert table["need"].tolist() == ["need 1", "need 2"]
    assert table["score"].tolist() == pytest.approx([81.25, 37.5])
    assert table["rank"].tolist() == [1, 2]


def test_a_large_group_drowns_a_small_one_only_when_people_count_equally():
    values = [[[9], [1]]] * 8 + [[[1], [7]]] * 2
    frame = ballots(values, ["business"] * 8 + ["public"] * 2)
    by_person = rank_needs(frame, [IMPACT], "person_equal").set_index("need")["score"]
    by_group = rank_needs(frame, [IMPACT], "group_equal").set_index("need")["score"]
    assert by_person.to_dict() == pytest.approx({"need 1": 80.0, "need 2": 15.0})
    assert by_group.to_dict() == pytest.approx({"need 1": 50.0, "need 2": 37.5})


def test_pooled_groups_share_one_voice_by_their_answers():
    means, counts = np.array([[1.0], [0.0], [0.5]]), np.array([[10], [3], [2]])
    pooled = np.array([[False], [True], [True]])
    assert combine_groups(means, counts, "group_equal", pooled) == pytest.approx([(1 + 0.2) / 2])
    assert combine_groups(means, counts, "group_equal") == pytest.approx([0.5])
    assert combine_groups(means, counts, "person_equal", pooled) == pytest.approx([11 / 15])


def test_group_scores_stand_beside_the_combined_score():
    frame = ballots([[[9]], [[1]]], ["business", "public"])
    row = rank_needs(frame, [IMPACT]).iloc[0]
    assert (row["score_business"], row["score_public"], row["score"]) == (100.0, 0.0, 50.0)


def test_an_unanswered_criterion_is_named_and_the_score_rests_on_the_others():
    frame = ballots([[[9, np.nan], [5, 9]]], ["science"])
    first = rank_needs(frame, [IMPACT, COST]).iloc[0]
    assert (first["need"], first["score"], first["unanswered_criteria"]) == ("need 1", 100.0, ("c2",))


def test_a_need_nobody_rated_is_listed_apart_and_no_missing_number_comes_out():
    frame = ballots([[[9, 1], [np.nan, np.nan]]], ["science"])
    table = rank_needs(frame, [IMPACT, COST])
    assert table["need"].tolist() == ["need 1"]
    assert table.attrs["not_rated"] == ("need 2",)


def test_equal_needs_share_the_first_rank():
    assert rank_needs(ballots([[[5], [5], [5]]], ["science"]), [IMPACT])["rank"].tolist() == [1, 1, 1]


def test_ranks_leave_a_gap_after_a_tie():
    assert competition_ranks(np.array([3.0, 5.0, 5.0, 1.0])).tolist() == [3, 1, 1, 4]


def test_ranks_do_not_see_rounding_noise():
    assert competition_ranks(np.array([0.1 + 0.2, 0.3])).tolist() == [1, 1]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000), st.floats(0.01, 100))
def test_scaling_all_weights_changes_nothing(seed, factor):
    frame = random_ballots(seed)
    scaled = [Criterion(c.code, c.name, c.objective, c.weight * factor) for c in THREE]
    pd.testing.assert_frame_equal(rank_needs(frame, THREE), rank_needs(frame, scaled))


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_the_order_of_people_changes_nothing(seed):
    frame = random_ballots(seed)
    shuffled = frame.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(rank_needs(frame, THREE), rank_needs(shuffled, THREE))


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_duplicating_every_member_of_a_group_keeps_the_group_equal_ranking(seed):
    frame = random_ballots(seed)
    twins = frame[frame["stakeholder_group"] == "business"].assign(rater=lambda f: f["rater"] + " twin")
    before, after = rank_needs(frame, THREE), rank_needs(pd.concat([frame, twins]), THREE)
    pd.testing.assert_frame_equal(before.drop(columns="raters"), after.drop(columns="raters"))


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_adding_a_need_never_changes_the_scores_of_the_others(seed):
    frame = random_ballots(seed)
    whole = rank_needs(frame, THREE).set_index("need")["score"]
    part = rank_needs(frame[frame["need"] != "need 3"], THREE).set_index("need")["score"]
    assert part.to_dict() == pytest.approx(whole.drop("need 3").to_dict())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda f: f.assign(value=np.nan), "there is no answer yet"),
        (lambda f: f.assign(value=12), "the answer 12.0 of rater p0000 is outside the scale"),
        (lambda f: f.assign(value="many"), "the answer many of rater p0000 is no number"),
        (lambda f: pd.concat([f, f]), "rater p0000 answered need need 1 twice on criterion Impact"),
        (lambda f: pd.concat([f, f.assign(round=2)]), "the ratings hold rounds 1, 2"),
        (lambda f: f.replace({"criterion": {"c2": "c9"}}), "criterion c9 is unknown"),
        (lambda f: f[f["criterion"] == "c1"], "nobody answered criterion Cost"),
        (lambda f: f.drop(columns="value"), "the ratings have no column value"),
        (
            lambda f: pd.concat([f.iloc[:2], f.iloc[2:].assign(stakeholder_group="public")]),
            "rater p0000 appears in two stakeholder groups",
        ),
        (lambda f: f.assign(round=1.5), "the round 1.5 of an answer of rater p0000 is no whole number from 1"),
        (lambda f: f.assign(round=[1, None, 1, 1]), "the round  of an answer of rater p0000 is no whole number"),
        (lambda f: f.assign(round="first"), "the round first of an answer"),
    ],
)
def test_ratings_that_cannot_be_used_are_refused_by_name(change, sentence):
    frame = ballots([[[9, 1], [5, 9]]], ["science"])
    with pytest.raises(Problem, match=sentence):
        rank_needs(change(frame), [IMPACT, COST])


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ([1, -1], "criterion Cost: the weight -1.0 is negative"),
        ([1, np.nan], "criterion Cost has no weight"),
        ([0, 0], "all weights are zero"),
        ([1], "1 weights for 2 criteria"),
    ],
)
def test_weights_that_cannot_be_used_are_refused_by_name(weights, sentence):
    with pytest.raises(Problem, match=sentence):
        checked_weights(weights, ["Impact", "Cost"])


def test_points_that_do_not_sum_are_refused_when_a_sum_was_asked():
    with pytest.raises(Problem, match="the weights sum to 90.0, but 100 were to be distributed"):
        checked_weights([50, 40], ["Impact", "Cost"], total=100)


def test_a_criterion_listed_twice_is_refused():
    with pytest.raises(Problem, match="criterion c1 is listed more than once"):
        normalised_weights([IMPACT, IMPACT])


def test_kracka_brauers_zavadskas_2010_ranking():
    # Kracka, Brauers and Zavadskas (2010), Inzinerine Ekonomika 21(4), 352-359: costs inverted, columns to shares.
    matrix = [
        [33.95, 23.78, 11.45, 39.97, 29.44, 167.1, 3.852],
        [38.9, 4.17, 6.32, 0.01, 4.29, 132.52, 25.184],
        [37.59, 9.36, 8.23, 4.35, 10.22, 136.71, 10.845],
        [30.44, 37.59, 13.91, 74.08, 45.1, 198.34, 2.186],
        [36.21, 14.79, 9.17, 17.77, 17.06, 148.3, 6.61],
        [37.8, 8.55, 7.97, 2.35, 9.25, 134.83, 11.935],
    ]
    score = weighted_sum_of_table(matrix, ["min"] * 4 + ["max", "min", "max"], [20] * 7, "sum")
    assert score == pytest.approx([0.12040426, 0.3458235, 0.13838192, 0.12841246, 0.12346084, 0.14351701], abs=1e-6)
    assert competition_ranks(score).tolist() == [6, 1, 3, 4, 5, 2]

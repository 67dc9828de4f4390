import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.priorities.bootstrap import bootstrap_ranking, panel_check, resampled_scores, tie_bands, top_overlap
from foresight.priorities.criteria import Criterion
from foresight.priorities.ratings import ratings_array
from foresight.priorities.weighted_sum import rank_ratings
from foresight.problems import Problem

from .ballots import ballots, random_ballots

ONE = [Criterion("c1", "Impact")]
THREE = [Criterion(f"c{i}", f"Criterion {i}") for i in (1, 2, 3)]


def ranking(frame, criteria=ONE, draws=400, seed=1, **options):
    return bootstrap_ranking(ratings_array(frame, criteria), draws, np.random.default_rng(seed), **options)


def test_a_unanimous_panel_is_sure_of_its_ranking():
    result = ranking(ballots([[[9], [5], [1]]] * 10, ["science"] * 10))
    assert result.rank_low.tolist() == result.rank_high.tolist() == [1, 2, 3]
    assert np.array_equal(result.acceptability, np.eye(3))
    assert result.bands().tolist() == [1, 2, 3]
    assert result.top_probability(2).tolist() == [1, 1, 0]


def test_a_panel_split_in_half_shares_one_band():
    result = ranking(ballots([[[9], [1]]] * 10 + [[[1], [9]]] * 10, ["science"] * 20))
    assert result.bands().tolist() == [1, 1]
    assert (result.rank_low.tolist(), result.rank_high.tolist()) == ([1, 1], [2, 2])


def test_one_rater_is_sure_of_nothing():
    result = ranking(ballots([[[9], [5], [1]]], ["science"]))
    assert (result.rank_low.tolist(), result.rank_high.tolist()) == ([1, 1, 1], [3, 3, 3])
    assert result.bands().tolist() == [1, 1, 1]
    assert result.notes == (("panel_too_small", {"people": 1, "least": 8}),)


def test_a_group_too_small_to_resample_is_named():
    frame = ballots([[[9], [5]]] * 9 + [[[5], [9]]] * 2, ["science"] * 9 + ["public"] * 2)
    assert ranking(frame).notes == (("group_too_small", {"group": "public", "people": 2, "least": 8}),)


def test_the_mean_over_panels_is_the_panels_own_score():
    frame = random_ballots(4, raters=40)
    result = ranking(frame, THREE, draws=4000)
    assert result.scores.mean(axis=0) == pytest.approx(result.score, abs=0.3)


def test_the_spread_of_a_mean_is_the_textbook_one():
    values = np.r_[np.full(50, 1.0), np.full(50, 9.0)]
    result = ranking(ballots(values[:, np.newaxis, np.newaxis], ["science"] * 100), draws=4000)
    # shares of 0 and 1, half each: standard error 0.5 / sqrt(100), times 100
    assert result.scores.std() == pytest.approx(5.0, rel=0.05)


def test_a_larger_panel_would_be_surer():
    ratings = ratings_array(random_ballots(4, raters=24), THREE)
    spread = [
        resampled_scores(ratings, 1000, np.random.default_rng(0), panel_factor=factor).std(axis=0).mean()
        for factor in (1, 4)
    ]
    assert spread[1] == pytest.approx(spread[0] / 2, rel=0.1)


def test_a_need_no_drawn_panel_rated_keeps_its_score():
    values = np.full((10, 2, 1), np.nan)
    values[:, 0] = 5
    values[0, 1] = 9
    scores = resampled_scores(ratings_array(ballots(values, ["science"] * 10), ONE), 500, np.random.default_rng(0))
    assert np.isfinite(scores).all()
    assert set(scores[:, 1]) == {100.0}


def test_a_small_noisy_panel_is_told_how_many_people_it_takes():
    generator = np.random.default_rng(5)
    values = np.clip(np.rint(5 + np.linspace(0, 3, 20)[:, np.newaxis] + generator.normal(0, 2, (12, 20, 1))), 1, 9)
    ratings = ratings_array(ballots(values, ["science"] * 12), ONE)
    uncertainty = bootstrap_ranking(ratings, 500, generator)
    check = panel_check(ratings, uncertainty, 5, generator, least=0.8)
    assert not check.enough
    assert check.people_needed > 12
    assert panel_check(ratings, uncertainty, 20, generator).enough


def test_overlap_of_the_top_is_counted_by_set():
    score = np.array([3.0, 2.0, 1.0])
    assert top_overlap(score, np.array([[2.0, 3.0, 1.0], [1.0, 2.0, 3.0]]), 2) == pytest.approx(0.75)


def test_a_band_opens_when_its_head_is_almost_always_ahead():
    scores = np.array([[5.0, 4.0, 1.0]] * 97 + [[4.0, 5.0, 6.0]] * 3)
    assert tie_bands(np.array([5.0, 4.9, 1.0]), scores, 0.95).tolist() == [1, 2, 3]
    assert tie_bands(np.array([5.0, 4.9, 1.0]), scores, 0.98).tolist() == [1, 1, 1]


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 9999), st.sampled_from(["group_equal", "person_equal"]))
def test_scores_and_ranks_are_those_of_the_ranking_and_shares_add_up(seed, aggregation):
    ratings = ratings_array(random_ballots(seed), THREE)
    result = bootstrap_ranking(ratings, 100, np.random.default_rng(seed), aggregation)
    table = rank_ratings(ratings, aggregation).set_index("need").loc[list(result.needs)]
    assert result.score == pytest.approx(table["score"].to_numpy())
    assert result.rank.tolist() == table["rank"].tolist()
    assert result.acceptability.sum(axis=1) == pytest.approx(1)
    assert (result.rank_low <= result.rank_high).all()


def test_the_same_seed_gives_the_same_intervals():
    frame = random_ballots(2)
    assert np.array_equal(ranking(frame, THREE, seed=9).ranks, ranking(frame, THREE, seed=9).ranks)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"draws": 10}, "10 draws are too few"),
        ({"confidence": 95}, "confidence 95 must lie between 0 and 1"),
        ({"aggregation": "loudest"}, "aggregation loudest is unknown"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, sentence):
    with pytest.raises(Problem, match=sentence):
        ranking(random_ballots(1), THREE, **options)

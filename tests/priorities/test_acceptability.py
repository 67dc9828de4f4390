import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.priorities.acceptability import (
    confidence_factors,
    pairwise_winning,
    rank_shares,
    smaa,
    smaa_table,
    weight_draws,
)
from foresight.problems import Problem


def test_three_options_in_closed_form():
    # weights (w, 1 - w): A scores w, B scores 1 - w, C scores 0.6 throughout
    result = smaa_table([[1, 0], [0, 1], [0.6, 0.6]], ["max", "max"], 40_000, np.random.default_rng(0), "none")
    assert result.rank_acceptability == pytest.approx(
        np.array([[0.4, 0.1, 0.5], [0.4, 0.1, 0.5], [0.2, 0.8, 0.0]]), abs=0.012
    )
    assert result.central_weights == pytest.approx(np.array([[0.8, 0.2], [0.2, 0.8], [0.5, 0.5]]), abs=0.012)
    assert result.standard_error == pytest.approx(0.0025)


def test_a_need_that_is_never_first_has_no_central_weights():
    result = smaa(np.array([[1.0, 1.0], [0.0, 0.0]]), weight_draws("uniform", 2, 200, np.random.default_rng(0)))
    assert result.ever_first.tolist() == [True, False]
    assert result.central_weights[1].tolist() == [0, 0]


def test_equal_needs_share_the_first_rank_under_every_weight():
    result = smaa(np.full((3, 2), 0.5), weight_draws("uniform", 2, 100, np.random.default_rng(0)))
    assert result.rank_acceptability[:, 0].tolist() == [1, 1, 1]
    assert result.top_probability(1).tolist() == [1, 1, 1]


def test_ranks_are_counted():
    assert rank_shares(np.array([[1, 2], [2, 1], [1, 2], [1, 2]])).tolist() == [[0.75, 0.25], [0.25, 0.75]]


def test_the_known_order_of_importance_is_kept():
    weights = weight_draws("ordinal", 3, 500, np.random.default_rng(0), order=[2, 0, 1])
    assert (weights[:, 2] >= weights[:, 0]).all()
    assert (weights[:, 0] >= weights[:, 1]).all()
    # means of the ordered uniform simplex: 11/18, 5/18, 2/18
    assert weights.mean(axis=0) == pytest.approx([5 / 18, 2 / 18, 11 / 18], abs=0.02)


def test_weights_drawn_around_a_centre_stay_around_it():
    weights = weight_draws("around", 3, 4000, np.random.default_rng(0), centre=[5, 3, 2], concentration=40)
    assert weights.mean(axis=0) == pytest.approx([0.5, 0.3, 0.2], abs=0.01)
    assert weights[:, 0].std() == pytest.approx(np.sqrt(0.25 / 41), rel=0.1)


def test_a_criterion_without_weight_stays_without():
    weights = weight_draws("around", 2, 50, np.random.default_rng(0), centre=[1, 0])
    assert weights.tolist() == [[1.0, 0.0]] * 50


def test_pairwise_winning_of_two_crossing_needs():
    weights = weight_draws("uniform", 2, 20_000, np.random.default_rng(0))
    winning = pairwise_winning(np.array([[1.0, 0.0], [0.0, 1.0]]), weights)
    assert winning == pytest.approx(np.array([[0, 0.5], [0.5, 0]]), abs=0.015)


def test_confidence_is_the_chance_to_be_first_with_ones_own_weights():
    values = np.array([[[1.0, 0.0], [0.0, 1.0]]] * 3 + [[[0.0, 0.0], [1.0, 1.0]]])
    assert confidence_factors(values, np.array([[1.0, 0.0], [0.0, 1.0]])).tolist() == [0.75, 1.0]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9999), st.integers(1, 6), st.sampled_from(["uniform", "ordinal", "around"]))
def test_drawn_weights_sum_to_one_and_shares_too(seed, criteria, kind):
    generator = np.random.default_rng(seed)
    weights = weight_draws(kind, criteria, 60, generator)
    assert weights.sum(axis=1) == pytest.approx(1)
    assert (weights >= 0).all()
    shares = smaa(generator.random((4, criteria)), weights).rank_acceptability
    assert shares.sum(axis=1) == pytest.approx(1)


def test_drawn_values_are_ranked_draw_by_draw():
    values = np.array([[[1.0], [0.0]], [[0.0], [1.0]]])
    assert smaa(values, np.ones((2, 1))).rank_acceptability.tolist() == [[0.5, 0.5], [0.5, 0.5]]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda g: weight_draws("normal", 2, 10, g), "weights drawn as normal are unknown"),
        (lambda g: weight_draws("uniform", 0, 10, g), "at least one draw and one criterion"),
        (lambda g: weight_draws("ordinal", 2, 10, g, order=[0, 0]), "each of the 2 criteria once"),
        (lambda g: weight_draws("around", 2, 10, g, centre=[1, -1]), "criterion 2: the weight -1.0 is negative"),
        (lambda g: weight_draws("around", 2, 10, g, concentration=0), "must be positive, not 0"),
        (lambda g: smaa(np.array([[1.0, np.nan]]), np.ones((1, 2))), "need 1 has no value on criterion 2"),
        (lambda g: smaa_table([[1]], ["max"], 10, g, "vector"), "normalisation vector is unknown"),
    ],
)
def test_what_cannot_be_drawn_or_ranked_is_refused(call, sentence):
    with pytest.raises(Problem, match=sentence):
        call(np.random.default_rng(0))

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.priorities.objective_weights import critic_weights, entropy_weights
from foresight.problems import Problem


def test_entropy_of_two_alternatives_by_hand():
    # shares 1/4, 3/4: 0.811278 bits; 1/8, 7/8: 0.543564 bits; the constant criterion gets nothing and is named
    result = entropy_weights([[1, 5, 1], [3, 5, 7]])
    assert result.weights == pytest.approx([0.292521, 0, 0.707479], abs=1e-6)
    assert result.notes == (("constant_criterion", {"criterion": 2}),)


def test_without_any_difference_all_weigh_the_same_and_it_is_said():
    for result in (entropy_weights([[1, 5], [1, 5]]), critic_weights([[1, 5], [1, 5]], ["max", "max"])):
        assert result.weights.tolist() == [0.5, 0.5]
        assert result.notes[-1] == ("equal_weights", {})


def test_diakoulaki_1995_by_critic():
    # Diakoulaki, Mavrotas and Papayannakis (1995), Computers and Operations Research 22(7), 763-770
    matrix = [
        [61, 1.08, 4.33],
        [20.7, 0.26, 4.34],
        [16.3, 1.98, 2.53],
        [9.0, 3.29, 1.65],
        [5.4, 2.77, 2.33],
        [4.0, 4.12, 1.21],
        [-6.1, 3.52, 2.1],
        [-34.6, 3.31, 0.98],
    ]
    assert critic_weights(matrix, ["max"] * 3).weights == pytest.approx([0.20222554, 0.48090173, 0.31687273], abs=1e-8)


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        ([[1, -1], [2, 2]], "criterion 2 has negative values: entropy weights need shares, use CRITIC"),
        ([[1, 0], [2, 0]], "criterion 2 is zero for everyone"),
        ([[1, np.nan], [2, 0]], "alternative 1 has no number on criterion 2"),
        ([[1, 2]], "at least two alternatives"),
    ],
)
def test_entropy_refuses_what_has_no_shares(matrix, sentence):
    with pytest.raises(Problem, match=sentence):
        entropy_weights(matrix)


def test_an_unknown_correlation_is_refused():
    with pytest.raises(Problem, match="correlation kendall is unknown"):
        critic_weights([[1, 2], [2, 1]], ["max", "max"], "kendall")


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 9999))
def test_both_agree_with_scikit_criteria(seed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from skcriteria.preprocessing.weighters import critic_weights as critic
        from skcriteria.preprocessing.weighters import entropy_weights as entropy

        matrix = np.random.default_rng(seed).uniform(1, 9, (7, 4))
        expected_entropy, expected_critic = entropy(matrix), critic(matrix, np.ones(4), scale=True)
    assert entropy_weights(matrix).weights == pytest.approx(expected_entropy)
    assert critic_weights(matrix, ["max"] * 4).weights == pytest.approx(expected_critic)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9999))
def test_a_cost_weighs_as_much_as_its_opposite(seed):
    matrix = np.random.default_rng(seed).uniform(-5, 5, (6, 3))
    turned = matrix * [1, -1, 1]
    assert critic_weights(matrix, ["max", "min", "max"]).weights == pytest.approx(
        critic_weights(turned, ["max"] * 3).weights
    )

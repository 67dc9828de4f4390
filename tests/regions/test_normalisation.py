"""Scaling and weighting of indicators."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foresight.regions.normalisation import (
    entropy_weights,
    equal_weights,
    min_max,
    principal_component_weights,
    ranks,
    z_scores,
)

TABLES = arrays(
    float, st.tuples(st.integers(4, 9), st.integers(2, 5)), elements=st.floats(0.1, 100).map(lambda x: round(x, 3))
)


def test_three_values_between_zero_and_one():
    assert min_max(np.array([2.0, 4.0, 6.0])).tolist() == [0.0, 0.5, 1.0]


def test_goalposts_cut_off_what_lies_beyond():
    assert min_max(np.array([0.0, 5.0, 20.0]), np.array(0.0), np.array(10.0)).tolist() == [0.0, 0.5, 1.0]


def test_z_scores_use_the_sample_deviation():
    assert z_scores(np.array([1.0, 2.0, 3.0])).tolist() == [-1.0, 0.0, 1.0]


def test_ties_share_the_lowest_rank_and_holes_have_none():
    assert ranks(np.array([5.0, 1.0, 5.0, np.nan])).tolist()[:3] == [2.0, 1.0, 2.0]
    assert np.isnan(ranks(np.array([5.0, 1.0, 5.0, np.nan]))[3])


def test_an_indicator_without_spread_says_nothing():
    constant = np.full(4, 7.0)
    assert min_max(constant).tolist() == [0.5] * 4
    assert z_scores(constant).tolist() == [0.0] * 4


def test_entropy_gives_all_weight_to_the_only_indicator_that_differs():
    weights = entropy_weights(np.array([[1.0, 1.0], [1.0, 9.0], [1.0, 2.0]]))
    assert weights == pytest.approx([0.0, 1.0], abs=1e-9)


def test_entropy_of_constant_indicators_is_equal_weights():
    assert entropy_weights(np.ones((3, 2))) == pytest.approx([0.5, 0.5])


def test_components_weigh_a_pair_of_twins_like_their_twin():
    rng = np.random.default_rng(4)
    first, second = rng.normal(size=(2, 40))
    weights = principal_component_weights(np.column_stack([first, first, second, second]))
    assert weights[0] == pytest.approx(weights[1])
    assert weights[2] == pytest.approx(weights[3])
    assert weights.sum() == pytest.approx(1.0)


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_weights_are_shares_of_one(table):
    for scheme in (equal_weights, entropy_weights, principal_component_weights):
        weights = scheme(table)
        assert weights.sum() == pytest.approx(1.0)
        assert (weights >= -1e-12).all()


@settings(max_examples=40, deadline=None)
@given(TABLES, st.floats(0.01, 1000), st.floats(-50, 50))
def test_units_do_not_matter(table, factor, shift):
    changed = factor * table + shift
    spread = np.ptp(table, axis=0) > 0.05
    assert min_max(changed)[:, spread] == pytest.approx(min_max(table)[:, spread], abs=1e-6)
    assert z_scores(changed)[:, spread] == pytest.approx(z_scores(table)[:, spread], abs=1e-6)

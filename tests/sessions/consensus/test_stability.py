import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import wilcoxon
from sklearn.metrics import cohen_kappa_score

from foresight.problems import Problem
from foresight.sessions.consensus.stability import (
    distribution_change,
    kappa_band,
    paired_changes,
    weighted_kappa,
    wilcoxon_stability,
)


def test_five_people_by_hand():
    # round 1: 1 5 9 7 3, median 5; two keep, the 9 moves in, the 3 moves out, one does not come back
    first = np.array([1.0, 5.0, 9.0, 7.0, 3.0])
    second = np.array([1.0, 5.0, 7.0, np.nan, 2.0])
    state = {key: float(value) for key, value in paired_changes(first, second).items()}
    assert (state["paired"], state["attrition"], state["unchanged"]) == (4, 1, 2)
    assert (state["unchanged_share"], state["toward"], state["away"]) == (0.5, 0.25, 0.25)
    assert state["unchanged_low"] < 0.5 < state["unchanged_high"]


def test_means_that_move_by_less_than_half_a_point_are_kept():
    # the median of the first round is 5: one keeps to a quarter point, one moves in by half, one moves out by one
    first, second = np.array([5.0, 6.0, 4.0]), np.array([5.25, 5.5, 3.0])
    state = {key: float(value) for key, value in paired_changes(first, second, kept_below=0.5).items()}
    assert (state["unchanged"], state["toward"], state["away"]) == (1, pytest.approx(1 / 3), pytest.approx(1 / 3))
    whole = np.random.default_rng(1).integers(1, 10, (2, 30, 4)).astype(float)
    exact, tolerant = paired_changes(*whole), paired_changes(*whole, kept_below=0.5)
    assert all(np.array_equal(exact[name], tolerant[name], equal_nan=True) for name in exact)


def test_darwins_maize():
    differences = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]
    state = wilcoxon_stability(differences)
    assert (state["statistic"], state["rank_sum_up"], state["method"]) == (24.0, 96.0, "exact")
    assert state["p"] == pytest.approx(0.041259765625, abs=1e-12)


def test_without_any_change_nothing_has_moved():
    state = wilcoxon_stability([0, 0, 0])
    assert (state["p"], state["zeros"], state["method"]) == (1.0, 3, "no_change")


def test_an_exact_p_value_exists_with_ties():
    # |d| = 1, 1, 2: ranks 1.5, 1.5, 3; two of eight sign patterns give a smaller sum of 0
    assert wilcoxon_stability([1, 1, 2])["p"] == pytest.approx(2 / 8)


def test_nobody_in_both_rounds_is_refused():
    with pytest.raises(Problem, match="nobody"):
        wilcoxon_stability([np.nan, np.nan])


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(-8, 8), min_size=30, max_size=80))
def test_large_panels_use_scipys_normal_approximation(differences):
    assume(sum(value != 0 for value in differences) > 25)
    expected = wilcoxon(differences, method="asymptotic")
    state = wilcoxon_stability(differences)
    assert (state["statistic"], state["p"]) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))


@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_weighted_kappa_is_the_known_one(weights):
    generator = np.random.default_rng(3)
    first = generator.integers(0, 9, (80, 2)).astype(float)
    second = np.clip(first + generator.integers(-1, 2, first.shape), 0, 8)
    second[:5, 0] = np.nan
    result = weighted_kappa(first, second, 9, weights)
    for item in range(2):
        both = np.isfinite(second[:, item])
        expected = cohen_kappa_score(first[both, item].astype(int), second[both, item].astype(int), weights=weights)
        assert result[item] == pytest.approx(expected)


def test_kappa_is_not_invented_when_everybody_gave_one_answer():
    same = np.full((6, 1), 4.0)
    assert np.isnan(weighted_kappa(same, same, 9)[0])


@pytest.mark.parametrize(
    ("kappa", "band"), [(-0.1, "poor"), (0.3, "fair"), (0.6, "moderate"), (0.95, "almost_perfect")]
)
def test_bands_of_kappa(kappa, band):
    assert kappa_band(kappa) == band


def test_distribution_change_is_the_share_that_would_have_to_move():
    first, second = np.array([1.0, 1.0, 2.0, 3.0]), np.array([1.0, 2.0, 2.0, 3.0])
    assert distribution_change(first, second, 1, 3) == pytest.approx(0.25)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 999))
def test_the_order_of_people_does_not_matter(seed):
    generator = np.random.default_rng(seed)
    first, second = generator.integers(1, 10, (2, 20, 3)).astype(float)
    order = generator.permutation(20)
    before, after = paired_changes(first, second), paired_changes(first[order], second[order])
    assert all((before[key] == after[key]).all() for key in before)

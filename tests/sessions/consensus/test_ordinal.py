import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kurtosis, skew

from foresight.problems import Problem
from foresight.sessions.consensus.ordinal import (
    bimodality,
    bimodality_from_moments,
    category_counts,
    ordinal_agreement,
    van_der_eijk_a,
)

COUNTS = st.lists(st.integers(0, 50), min_size=3, max_size=9).filter(lambda counts: sum(counts) > 0)


def test_everybody_in_one_category_agrees():
    assert ordinal_agreement([0, 0, 12, 0, 0]) == pytest.approx(
        {"n": 12, "van_der_eijk_a": 1, "tastle_wierman_consensus": 1, "polarisation": 0, "leik": 0}
    )


def test_half_at_each_end_is_complete_polarisation():
    assert ordinal_agreement([5, 0, 0, 0, 5]) == pytest.approx(
        {"n": 10, "van_der_eijk_a": -1, "tastle_wierman_consensus": 0, "polarisation": 1, "leik": 1}
    )


def test_an_even_spread_is_neither():
    assert van_der_eijk_a(np.array([2, 2, 2, 2, 2])) == 0.0


def test_agrmt_manual_example():
    # CRAN agrmt 1.42.12, help pages agreement, consensus, polarization, Leik
    state = ordinal_agreement([30, 40, 210, 130, 530, 50, 10])
    assert state["van_der_eijk_a"] == pytest.approx(0.6113333, abs=1e-7)
    assert state["tastle_wierman_consensus"] == pytest.approx(0.7256876, abs=1e-7)
    assert state["polarisation"] == pytest.approx(0.1943333, abs=1e-7)
    assert state["leik"] == pytest.approx(0.287, abs=1e-3)


def test_tastle_wierman_article_example():
    assert ordinal_agreement([19, 16, 26, 29, 10])["tastle_wierman_consensus"] == pytest.approx(0.518, abs=5e-4)


@pytest.mark.parametrize(("moments", "value"), [((1.927172, 4.046225), 0.6602856), ((1.843587, 4.064557), 0.6145607)])
def test_bimodality_from_published_moments(moments, value):
    assert bimodality_from_moments(*moments, 100) == pytest.approx(value, abs=1e-6)


def test_bimodality_uses_bias_corrected_moments():
    sample = np.random.default_rng(5).integers(1, 10, 40).astype(float)
    expected = bimodality_from_moments(skew(sample, bias=False), kurtosis(sample, bias=False), 40)
    assert bimodality(sample) == pytest.approx(expected)


def test_bimodality_is_not_claimed_for_three_answers_or_equal_ones():
    assert np.isnan(bimodality(np.array([1.0, 5.0, 9.0])))
    assert np.isnan(bimodality(np.full(20, 7.0)))


def test_halves_are_counted_in_the_next_category():
    assert category_counts(np.array([1.0, 2.5, 2.4, np.nan]), 1, 3).tolist() == [1, 1, 1]


def test_steps_other_than_one_have_their_own_categories():
    assert category_counts(np.array([0.0, 0.5, 0.5, 1.0]), 0, 1, 0.5).tolist() == [1, 2, 1]


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [([3], "at least two"), ([1, -1, 2], "category 2"), ([1, np.nan], "category 2"), ([0, 0], "nobody")],
)
def test_counts_that_cannot_be_used_are_refused(counts, sentence):
    with pytest.raises(Problem, match=sentence):
        ordinal_agreement(counts)


@settings(deadline=None, max_examples=60)
@given(COUNTS)
def test_measures_stay_in_their_range_and_do_not_see_the_direction(counts):
    state, turned = ordinal_agreement(counts), ordinal_agreement(counts[::-1])
    assert state == pytest.approx(turned)
    assert -1 - 1e-9 <= state["van_der_eijk_a"] <= 1 + 1e-9
    assert all(-1e-9 <= state[key] <= 1 + 1e-9 for key in ("tastle_wierman_consensus", "polarisation", "leik"))


@settings(deadline=None, max_examples=30)
@given(COUNTS, st.integers(2, 20))
def test_only_shares_matter(counts, factor):
    larger = ordinal_agreement([factor * count for count in counts])
    assert larger == pytest.approx(ordinal_agreement(counts) | {"n": larger["n"]})

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare

from foresight.problems import Problem
from foresight.sessions.consensus.kendall import kendall_w


@st.composite
def panels(draw):
    raters, needs = draw(st.integers(2, 8)), draw(st.integers(3, 8))
    table = draw(
        st.lists(st.lists(st.integers(1, 9), min_size=needs, max_size=needs), min_size=raters, max_size=raters)
    )
    assume(any(len(set(row)) > 1 for row in table))
    return np.array(table, dtype=float)


def test_three_items_by_hand():
    state = kendall_w([[1, 2, 3], [1, 3, 2], [2, 3, 1], [3, 1, 2]])
    assert (state.s, state.w) == (2.0, pytest.approx(1 / 16))


def test_spss_example_with_ties():
    state = kendall_w([[2, 5, 4, 5, 1], [3, 3, 4, 5, 3], [3, 4, 4, 6, 2], [2, 4, 3, 6, 2]])
    assert state.s == 125.0
    assert state.w_uncorrected == pytest.approx(0.78125)
    assert state.w == pytest.approx(0.856164, abs=1e-6)
    assert (state.chi2, state.p) == (pytest.approx(13.69863, abs=1e-5), pytest.approx(0.0083217, abs=1e-7))


def test_people_who_left_a_need_out_are_left_out_and_counted():
    table = [[1, 2, 3], [1, 2, 3], [3, np.nan, 1]]
    state = kendall_w(table)
    assert (state.w, state.raters, state.raters_left_out) == (1.0, 2, 1)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ([[1], [2]], "at least two needs, not 1"),
        ([[1, 2, 3]], "at least two people who rated every need; 1 of 1 did"),
        ([[1, np.nan], [2, 1]], "1 of 2 did"),
        ([[5, 5, 5], [7, 7, 7]], "rated all needs the same"),
    ],
)
def test_panels_without_an_order_to_compare_are_refused(table, sentence):
    with pytest.raises(Problem, match=sentence):
        kendall_w(table)


@settings(deadline=None, max_examples=60)
@given(panels())
def test_w_lies_between_zero_and_one(table):
    assert 0.0 <= kendall_w(table).w <= 1.0


@settings(deadline=None, max_examples=30)
@given(panels())
def test_identical_rankings_agree_completely(table):
    assume(len(set(table[0])) > 1)
    assert kendall_w(np.tile(table[0], (4, 1))).w == pytest.approx(1.0)


@settings(deadline=None, max_examples=40)
@given(panels())
def test_the_test_is_friedmans(table):
    state = kendall_w(table)
    assert state.chi2 == pytest.approx(friedmanchisquare(*table.T).statistic)


@settings(deadline=None, max_examples=30)
@given(panels(), st.integers(0, 999))
def test_the_order_of_people_does_not_matter(table, seed):
    assert kendall_w(np.random.default_rng(seed).permutation(table)).w == pytest.approx(kendall_w(table).w)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.sessions.consensus.quartiles import quantiles, quartile_summary

ANSWERS = st.lists(st.integers(1, 9), min_size=1, max_size=40)


def test_quartiles_of_four_answers_lie_between_them():
    # a public Delphi tool rounds the index and reports a median of 3
    assert quartile_summary([1, 2, 3, 4]) == {"n": 4, "blank": 0, "q1": 1.75, "median": 2.5, "q3": 3.25, "iqr": 1.5}


def test_quartiles_of_eight_answers():
    state = quartile_summary([4, 4, 5, 5, 6, 7, 8, 8])
    assert (state["q1"], state["median"], state["q3"]) == (4.75, 5.5, 7.25)


def test_dont_know_is_counted_and_left_out():
    state = quartile_summary([7, None, float("nan"), 9])
    assert (state["median"], state["n"], state["blank"]) == (8.0, 2, 2)


def test_one_answer_is_its_own_quartiles():
    assert quartile_summary([6])["iqr"] == 0.0


def test_a_question_nobody_answered_is_refused():
    with pytest.raises(Problem, match="nobody answered"):
        quartile_summary([None, float("nan")])


@settings(deadline=None, max_examples=50)
@given(ANSWERS, st.floats(0, 1))
def test_every_quantile_is_numpys_linear_one(ratings, share):
    assert quantiles(np.array(ratings, dtype=float), (share,))[0] == pytest.approx(np.quantile(ratings, share))


@settings(deadline=None, max_examples=30)
@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(ratings, random):
    shuffled = random.sample(ratings, len(ratings))
    assert quartile_summary(shuffled) == quartile_summary(ratings)

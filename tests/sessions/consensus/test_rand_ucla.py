import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.sessions.consensus.rand_ucla import rand_ucla

PANEL = st.lists(st.integers(1, 9), min_size=1, max_size=40)


def test_two_camps_disagree_by_both_rules():
    state = rand_ucla([1, 1, 1, 5, 5, 5, 9, 9, 9])
    assert state["p30"] == pytest.approx(2.6)
    assert state["p70"] == pytest.approx(7.4)
    assert state["ipras"] == pytest.approx(2.35)
    assert state["disagreement_index"] == pytest.approx(2.043, abs=5e-4)
    assert (state["disagreement"], state["classic_disagreement"], state["classification"]) == (True, True, "uncertain")


def test_bmj_open_2012_table_1():
    # BMJ Open 2012;2:e001431, table 1: three low ratings, 5 x 7, 5 x 8, 2 x 9
    state = rand_ucla([1, 2, 3] + [7] * 5 + [8] * 5 + [9] * 2)
    assert (state["median"], state["p30"], state["p70"], state["ipras"]) == (7.0, 7.0, 8.0, pytest.approx(6.1))
    assert state["disagreement_index"] == pytest.approx(0.1639, abs=1e-4)
    assert (state["disagreement"], state["classic_agreement"], state["classification"]) == (False, True, "appropriate")


# Fitch et al. (2001), table for panels of 8-10, 11-13 and 14-16
@pytest.mark.parametrize(("size", "outside", "extreme"), [(9, 2, 3), (12, 3, 4), (15, 4, 5)])
def test_the_classic_counts_by_panel_size(size, outside, extreme):
    assert rand_ucla([9] * (size - outside) + [5] * outside)["classic_agreement"]
    assert not rand_ucla([9] * (size - outside - 1) + [5] * (outside + 1))["classic_agreement"]
    assert rand_ucla([9] * (size - extreme) + [1] * extreme)["classic_disagreement"]
    assert not rand_ucla([9] * (size - extreme + 1) + [1] * (extreme - 1))["classic_disagreement"]


def test_the_classic_rule_is_silent_where_it_has_no_table():
    assert rand_ucla([9] * 7)["classic_disagreement"] is None
    assert rand_ucla([9] * 40)["classic_agreement"] is None
    assert rand_ucla([9] * 40)["classic_disagreement"] is False


@pytest.mark.parametrize(
    ("median", "name"), [([3, 4], "uncertain"), ([6, 7], "appropriate"), ([3, 3], "inappropriate")]
)
def test_a_median_between_two_thirds_belongs_to_the_higher(median, name):
    assert rand_ucla(median * 4)["classification"] == name


def test_another_scale_is_refused_unless_rescaling_is_asked_for():
    with pytest.raises(Problem, match=r"holds for answers from 1 to 9, not from 1.0 to 5.0"):
        rand_ucla([1, 5], scale=(1, 5))
    state = rand_ucla([1, 3, 5], scale=(1, 5), rescale=True)
    assert (state["median"], state["rescaled"]) == (5.0, True)


def test_an_answer_outside_the_scale_is_refused():
    with pytest.raises(Problem, match=r"the answer 10.0 is outside the scale 1.0 to 9.0"):
        rand_ucla([7, 10])


@settings(deadline=None, max_examples=60)
@given(PANEL)
def test_turning_the_scale_around_keeps_the_disagreement_index(ratings):
    turned = rand_ucla([10 - rating for rating in ratings])
    assert turned["disagreement_index"] == pytest.approx(rand_ucla(ratings)["disagreement_index"], abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(PANEL, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(ratings, random):
    assert rand_ucla(random.sample(ratings, len(ratings))) == rand_ucla(ratings)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.priorities.james_lind import equal_weight_ranking, top_picks
from foresight.problems import Problem


def test_a_small_group_weighs_as_much_as_a_large_one():
    # James Lind Alliance guidebook, chapter 8: raw totals would put the first need first
    result = equal_weight_ranking([[900, 800, 100], [10, 60, 50]])
    assert result.points.tolist() == [4, 5, 3]
    assert result.rank.tolist() == [2, 1, 3]


def test_everybodys_first_gets_ten_points():
    assert top_picks(np.array([[9.0, 7.0, 8.0]])).tolist() == [[10, 8, 9]]


def test_only_ten_needs_get_points_and_ties_share_them():
    points = top_picks(np.array([np.r_[np.full(2, 9.0), np.arange(8.0, -4.0, -1.0)]]))
    assert points[0, :3].tolist() == [9.5, 9.5, 8.0]
    assert points.sum() == 55
    assert points[0, 10:].tolist() == [0, 0, 0, 0]


def test_an_unrated_need_gets_nothing():
    assert top_picks(np.array([[np.nan, 5.0]])).tolist() == [[0, 10]]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 9999), st.integers(2, 5))
def test_duplicating_every_member_of_a_group_changes_nothing(seed, copies):
    generator = np.random.default_rng(seed)
    first, second = generator.integers(1, 10, (6, 5)).astype(float), generator.integers(1, 10, (4, 5)).astype(float)
    before = equal_weight_ranking([top_picks(first).sum(axis=0), top_picks(second).sum(axis=0)])
    many = np.tile(first, (copies, 1))
    after = equal_weight_ranking([top_picks(many).sum(axis=0), top_picks(second).sum(axis=0)])
    assert after.points.tolist() == before.points.tolist()


def test_a_missing_total_is_named():
    with pytest.raises(Problem, match="group 2 has no total for need 1"):
        equal_weight_ranking([[1, 2], [np.nan, 3]])
    with pytest.raises(Problem, match="at least one need, not 0"):
        top_picks(np.array([[1.0]]), picks=0)

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.priorities import kemeny_search
from foresight.priorities.kemeny import kemeny, order_score, winners_by_method
from foresight.priorities.voting import Tally, tally, tally_of_profile
from foresight.problems import Problem


def best_orders(prefers):
    scores = {order: order_score(prefers, order) for order in permutations(range(len(prefers)))}
    best = max(scores.values())
    return best, sorted(order for order, score in scores.items() if score == best)


def named(options, orders):
    return ["".join(options[one] for one in order) for order in orders]


def test_condorcets_own_circle():
    # Condorcet (1785), OECD/JRC Handbook (2008), tables 28-30
    options, counted = tally_of_profile([(23, "abc"), (17, "bca"), (2, "bac"), (10, "cab"), (8, "cba")])
    result = kemeny(counted)
    assert (named(options, result.orders), result.score, result.exact) == (["bca"], 104.0, True)


def test_tennessee():
    # the textbook example of a capital for Tennessee: distance 207, score 393
    profile = [
        (42, ["M", "N", "C", "K"]),
        (26, ["N", "C", "K", "M"]),
        (15, ["C", "K", "N", "M"]),
        (17, ["K", "C", "N", "M"]),
    ]
    options, counted = tally_of_profile(profile)
    result = kemeny(counted)
    assert (named(options, result.orders), result.distance, result.score) == (["NCKM"], 207.0, 393.0)


def test_a_perfect_circle_has_three_optimal_orders_and_everybody_may_be_first():
    options, counted = tally_of_profile([(1, "abc"), (1, "bca"), (1, "cab")])
    result = kemeny(counted)
    assert named(options, result.orders) == ["abc", "bca", "cab"]
    assert (result.first_place.tolist(), result.last_place.tolist()) == ([1, 1, 1], [3, 3, 3])
    assert winners_by_method(counted, result)["kemeny"] == (0, 1, 2)


@pytest.mark.parametrize("small", [3, kemeny_search.SMALL])
def test_all_optima_are_those_of_trying_every_order(small, monkeypatch):
    # with small = 3 the linear programme settles pairs even for a handful of options
    monkeypatch.setattr(kemeny_search, "SMALL", small)
    generator = np.random.default_rng(7)
    for _ in range(25):
        voters, options = generator.integers(2, 6), generator.integers(3, 7)
        counted = tally(generator.integers(0, 4, (voters, options)).astype(float))
        score, orders = best_orders(counted.prefers)
        result = kemeny(counted, listed=10_000)
        assert (result.score, sorted(result.orders), result.order_count) == (score, orders, len(orders))
        places = np.argsort(orders, axis=1) + 1
        assert result.first_place.tolist() == places.min(axis=0).tolist()
        assert result.last_place.tolist() == places.max(axis=0).tolist()


def test_all_needs_tied_count_every_order():
    result = kemeny(tally(np.zeros((3, 9))), listed=5)
    assert (result.order_count, len(result.orders), result.exact) == (362_880, 5, True)
    assert result.last_place.tolist() == [9] * 9


def test_twenty_five_options_without_any_order_are_solved_and_never_beaten_by_a_swap():
    generator = np.random.default_rng(1)
    margins = np.triu(generator.integers(-5, 6, (25, 25)), 1)
    margins = margins - margins.T
    counted = Tally(np.maximum(margins, 0).astype(float), np.full((25, 25), 5.0), np.zeros(25))
    result = kemeny(counted)
    assert result.exact
    assert result.score == result.bound
    order = list(result.orders[0])
    for place in range(24):
        swapped = [*order[:place], order[place + 1], order[place], *order[place + 2 :]]
        assert order_score(counted.prefers, tuple(swapped)) <= result.score


def test_beyond_twenty_five_the_bound_is_honest():
    generator = np.random.default_rng(3)
    counted = tally(generator.random((9, 45)))
    result = kemeny(counted, rounds=2)
    assert result.score <= result.bound + 1e-6
    assert order_score(counted.prefers, result.orders[0]) == result.score
    if not result.exact:
        assert result.order_count is None


def test_one_option_is_first():
    result = kemeny(tally(np.array([[1.0]])))
    assert (result.orders, result.score, result.order_count) == (((0,),), 0.0, 1)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9999))
def test_everybodys_common_ranking_is_the_only_optimum(seed):
    ranking = np.random.default_rng(seed).permutation(12).astype(float)
    result = kemeny(tally(np.tile(ranking, (3, 1))))
    assert result.orders == (tuple(np.argsort(-ranking).tolist()),)
    assert result.distance == 0.0


def test_nothing_to_list_is_refused():
    with pytest.raises(Problem, match="at least one order"):
        kemeny(tally(np.array([[1.0, 2.0]])), listed=0)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.priorities.voting import (
    borda,
    borda_share,
    condorcet_order,
    condorcet_winner,
    copeland,
    majority_levels,
    tally,
    tally_of_profile,
)
from foresight.problems import Problem


@st.composite
def score_tables(draw):
    voters, options = draw(st.integers(1, 7)), draw(st.integers(2, 6))
    rows = st.lists(st.integers(0, 5), min_size=options, max_size=options)
    return np.array(draw(st.lists(rows, min_size=voters, max_size=voters)), dtype=float)


def test_moulin_1988_has_three_winners():
    # Moulin (1988) p. 228, rearranged in the OECD/JRC Handbook (2008), tables 25-27
    profile = [(3, "abcd"), (5, "acbd"), (7, "bdca"), (6, "cbda")]
    options, counted = tally_of_profile(profile)
    assert dict(zip(options, borda(counted))) == {"a": 24, "b": 44, "c": 38, "d": 20}
    assert options[int(np.argmax(counted.first_places))] == "a"
    assert options[condorcet_winner(counted)] == "c"
    assert [options[one] for one in condorcet_order(counted)] == ["c", "b", "d", "a"]


def test_a_circle_has_no_condorcet_winner_and_one_level():
    _, counted = tally_of_profile([(1, "abc"), (1, "bca"), (1, "cab")])
    assert condorcet_winner(counted) is None
    assert condorcet_order(counted) is None
    assert majority_levels(counted) == [(0, 1, 2)]
    assert copeland(counted).tolist() == [1, 1, 1]


def test_the_smith_set_comes_first():
    _, counted = tally_of_profile([(1, "abcd"), (1, "bcad"), (1, "cabd")])
    assert majority_levels(counted) == [(0, 1, 2), (3,)]


def test_ties_share_borda_points_whatever_the_order_of_the_rows():
    _, counted = tally_of_profile([(1, [["a", "b"], "c"])])
    assert borda(counted).tolist() == [1.5, 1.5, 0]
    assert counted.first_places.tolist() == [0.5, 0.5, 0]


def test_unranked_options_are_compared_by_those_who_ranked_both():
    counted = tally(np.array([[3, 2, np.nan], [np.nan, 2, 1]]))
    assert borda_share(counted).tolist() == [1.0, 0.5, 0.0]


def test_an_option_nobody_compared_has_half():
    assert borda_share(tally(np.array([[3, np.nan]]))).tolist() == [0.5, 0.5]


def test_fractions_of_votes_do_not_turn_a_tie_into_a_majority():
    scores = np.array([[1.0, 0.0]] * 3 + [[0.0, 1.0]] * 10)
    counted = tally(scores, np.array([1 / 3] * 3 + [1 / 10] * 10))
    assert copeland(counted).tolist() == [0.5, 0.5]


@settings(deadline=None, max_examples=60)
@given(score_tables())
def test_a_dominated_need_never_changes_condorcets_winner(scores):
    winner = condorcet_winner(tally(scores))
    # whoever is beaten by the first option on every ballot
    dominated = scores[:, [0]] - 1
    assert condorcet_winner(tally(np.hstack([scores, dominated]))) == winner


@settings(deadline=None, max_examples=40)
@given(score_tables(), st.integers(0, 99))
def test_the_order_of_voters_does_not_matter(scores, seed):
    shuffled = np.random.default_rng(seed).permutation(scores)
    assert borda(tally(shuffled)).tolist() == borda(tally(scores)).tolist()


@settings(deadline=None, max_examples=40)
@given(score_tables())
def test_borda_points_add_up_and_levels_hold_every_option(scores):
    voters, options = scores.shape
    assert borda(tally(scores)).sum() == pytest.approx(voters * options * (options - 1) / 2)
    levels = majority_levels(tally(scores))
    assert sorted(option for level in levels for option in level) == list(range(options))


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        ([], "no ranking yet"),
        ([(1, "ab"), (1, "ac")], "ranking 1 does not name every option"),
        ([(1, "ab"), (-1, "ab")], "ranking 2 has no usable count"),
    ],
)
def test_profiles_that_cannot_be_counted_are_refused(profile, sentence):
    with pytest.raises(Problem, match=sentence):
        tally_of_profile(profile)


def test_ballots_without_any_ranking_are_refused():
    with pytest.raises(Problem, match="no ranking yet"):
        tally(np.full((2, 3), np.nan))

"""Named random numbers: independent, repeatable, growing at the end only."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.funding.engine import simulate
from foresight.funding.random_streams import Numbers, RandomStreams, random_streams
from foresight.funding.scenario import read_scenario
from foresight.problems import Problem
from tests.funding.cases import shipped


@given(st.integers(0, 2**40), st.integers(1, 30), st.integers(0, 30))
@settings(max_examples=20, deadline=None)
def test_more_draws_keep_the_first_ones(seed, few, more):
    short, long = (RandomStreams(seed, draws, ("A", "B"), 2) for draws in (few, few + more))
    assert np.array_equal(short.shared("x"), long.shared("x")[:few])
    assert np.array_equal(short.yearly("x", "normal"), long.yearly("x", "normal")[:, :few])
    assert np.array_equal(short.regional("x"), long.regional("x")[..., :few])


def test_streams_of_different_names_are_independent():
    streams = RandomStreams(0, 20_000, ("A", "B"), 1)
    pairs = [
        (streams.shared("one"), streams.shared("two")),
        (streams.regional("one")[0, 0], streams.regional("one")[0, 1]),
        (streams.yearly("one")[0], streams.regional("one")[0, 0]),
    ]
    for first, second in pairs:
        assert abs(np.corrcoef(first, second)[0, 1]) < 0.03


def test_seed_zero_is_a_seed_like_any_other():
    """Elsewhere it is silently ignored (``if seed:`` in SALib 1.6)."""
    assert np.array_equal(RandomStreams(0, 9, ("A",), 1).shared("x"), RandomStreams(0, 9, ("A",), 1).shared("x"))
    assert not np.array_equal(RandomStreams(0, 9, ("A",), 1).shared("x"), RandomStreams(1, 9, ("A",), 1).shared("x"))


def test_some_of_the_draws_are_views_or_copies_of_the_same_numbers():
    streams = RandomStreams(3, 10, ("A", "B"), 2)
    row, column = np.array([1, 0]), np.array([0, 2])
    part, chosen = Numbers(streams, slice(4, 9)), Numbers(streams, np.array([9, 1, 9]))
    assert np.array_equal(part.cells("x", 1, part.places(row, column)), streams.regional("x")[1, [1, 0], [4, 6]])
    assert np.array_equal(chosen.cells("x", 1, chosen.places(row, column)), streams.regional("x")[1, [1, 0], [9, 9]])
    assert np.array_equal(part.yearly("x"), streams.yearly("x")[:, 4:9])


def test_only_the_last_few_stages_are_kept():
    streams = RandomStreams(3, 10, ("A",), 2)
    made = []
    for key in (1, 2, 1, 3, 4, 2):
        streams.recent("stage", key, lambda key=key: made.append(key), most=3)
    assert made == [1, 2, 3, 4, 2]


def test_several_people_at_once_get_the_numbers_of_one():
    inputs = shipped()
    random_streams.cache_clear()
    names = ["concept", "eu_tiers", "pooling", "waiver"] * 3
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda name: simulate(read_scenario(name), inputs, draws=150, seed=9).active, names))
    random_streams.cache_clear()
    for name, active in zip(names, together):
        assert np.array_equal(active, simulate(read_scenario(name), inputs, draws=150, seed=9).active)


@pytest.mark.parametrize(("seed", "draws"), [(-1, 5), (1.5, 5), (True, 5), (1, 0), (1, 2_000_000), (1, 3.5)])
def test_wrong_seeds_and_draws_are_named(seed, draws):
    with pytest.raises(Problem, match="seed|draws"):
        RandomStreams(seed, draws, ("A",), 1)

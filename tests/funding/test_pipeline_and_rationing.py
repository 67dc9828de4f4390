"""From sessions to ready projects, and who gets central money when it is short."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from foresight.funding.binding import binding_of_candidates, binding_without_candidates
from foresight.funding.engine import simulate
from foresight.funding.pipeline import binomial_from_uniform, poisson_from_waiting, spread_over_regions
from foresight.funding.rationing import award_by_largest_remainder, award_in_order, ration
from foresight.funding.vocabulary import BINDING
from tests.funding.cases import certain, inputs_of, scenario_of, shipped

UNIFORM = np.random.default_rng(3).random(20_000, dtype=np.float32)
WAITING = -np.log(UNIFORM)


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.9, 4.0, 30.0])
def test_poisson_counts_are_the_inverse_of_the_distribution(rate):
    counts = poisson_from_waiting(np.full(UNIFORM.size, rate, np.float32), WAITING)
    expected = np.maximum(stats.poisson.ppf(UNIFORM.astype(float), rate), 0) if rate else np.zeros(UNIFORM.size)
    assert np.mean(counts == expected) > 0.9995  # single precision at the edges of a step


@pytest.mark.parametrize(("trials", "chance"), [(0, 0.5), (1, 0.3), (5, 0.9), (5, 1.0), (5, 0.0), (40, 0.4)])
def test_binomial_counts_are_the_inverse_of_the_distribution(trials, chance):
    counts = binomial_from_uniform(np.float32(trials), np.float32(chance), UNIFORM)
    expected = stats.binom.ppf(UNIFORM.astype(float), trials, chance).clip(0)
    assert np.mean(counts == expected) > 0.999


@given(st.floats(0, 20), st.floats(0, 5))
@settings(max_examples=25, deadline=None)
def test_a_higher_rate_never_gives_fewer(rate, more):
    low, high = (poisson_from_waiting(np.full(500, r, np.float32), WAITING[:500]) for r in (rate, rate + more))
    assert np.all(high >= low)


def test_half_of_the_sessions_go_where_the_money_is():
    """Eight specifications, four regions, one with money, targeting 0.5: that one gets 8 (0.5 + 0.5 / 4) = 5."""
    funded = np.array([True, False, False, False])[None, :, None]
    half = np.full((1, 1), 0.5, np.float32)
    spread = spread_over_regions(np.full((1, 1), 8.0, np.float32), funded, half)
    assert spread[0, :, 0] == pytest.approx([5, 1, 1, 1])


def test_without_any_money_sessions_spread_evenly():
    whole = np.full((1, 1), 1.0, np.float32)
    assert spread_over_regions(whole, np.zeros((1, 4, 1), bool), whole)[0, :, 0] == pytest.approx([0.25] * 4)


def test_a_quota_caps_the_specifications_of_the_nation():
    result = simulate(scenario_of({"specification_quota": 2.0, "specification_approved": 1.0}), shipped(), draws=2000)
    assert result.national("specifications")[1:].mean() < 2.05


def test_projects_start_a_year_after_their_specification():
    inputs = inputs_of(1000.0).with_records(recorded_specifications={("R0", 2026): 50}, recorded_through=2026)
    parameters = {"pipeline_lag": 1, "sessions_per_year": 0, "fundable": 1.0, "applications_per_specification": 20}
    result = simulate(certain(parameters, {"limit_pipeline": True}), inputs, draws=2)
    assert result.national("started")[:, 0].tolist() == [0, 0, 50, 0, 0, 0]


def test_teams_limit_projects_where_money_does_not():
    """100 researchers, a tenth of them free, teams of five: two projects at a time."""
    parameters = {"capacity_share": 0.1, "team_size": 5, "grant_duration": 3}
    result = simulate(certain(parameters, {"limit_capacity": True}), inputs_of(1000.0, researchers=[100.0]), draws=1)
    assert result.national("active")[:, 0].tolist() == [2] * 6
    assert result.summary()["binding"]["grant"]["2025"] == {"capacity": 1.0}


def test_a_promise_not_kept_loses_the_projects_it_would_have_paid():
    """Three projects promised, 60 % paid: floor(1.8) = 1."""
    parameters = {"take_up": 0.0, "partial_payment": 0.6}
    result = simulate(certain(parameters), inputs_of(3 * 14.25), draws=1)
    assert result.national("started")[0, 0] == 1
    assert result.summary()["binding"]["grant"]["2025"] == {"payment": 1.0}


def test_the_first_in_order_is_served_first_and_what_is_too_dear_is_passed_over():
    wanted, cost = np.array([[2.0], [1.0], [1.0]]), np.array([[10.0], [50.0], [5.0]])
    given = award_in_order(wanted, cost, np.array([26.0]), np.array([[0], [1], [2]]))
    assert given[:, 0].tolist() == [2, 0, 1]


def test_largest_remainders_get_what_is_left_over():
    """Requests of 3, 3 and 1 with money for 4: quotas 12/7, 12/7, 4/7 give 1, 1, 0, then two remainders of 5/7."""
    given = award_by_largest_remainder(np.array([[3.0], [3.0], [1.0]]), np.ones((3, 1)), np.array([4.0]))
    assert given[:, 0].tolist() == [2, 2, 0]


@pytest.mark.parametrize(("rule", "served"), [("equity", [0, 1, 0]), ("merit", [0, 0, 1])])
def test_the_poorest_or_the_strongest_come_first(rule, served):
    capacity, people = np.array([1.0, 0.5, 2.0]), np.array([10.0, 5.0, 99.0])
    given = ration(rule, np.ones((3, 1)), np.ones((3, 1)), np.array([1.0]), np.zeros((3, 1)), capacity, people)
    assert given[:, 0].tolist() == served


@given(st.lists(st.integers(0, 5), min_size=2, max_size=6), st.floats(0, 60), st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_no_rationing_gives_more_than_asked_or_than_there_is(asked, money, seed):
    dice = np.random.default_rng(seed)
    wanted = np.array(asked, dtype=float)[:, None]
    cost = dice.uniform(1, 20, wanted.shape)
    for rule in ("random", "equity", "merit", "largest_remainder"):
        given = ration(rule, wanted, cost, np.array([money]), dice.random(wanted.shape), cost[:, 0], cost[:, 0])
        assert np.all(given <= wanted)
        assert (given * cost).sum() <= money + 1e-2
        assert np.all(given == np.floor(given))


def codes(*arguments):
    return [BINDING[code] for code in binding_of_candidates(*(np.array(x, np.float32) for x in arguments))]


def test_the_smallest_limit_binds():
    #           real        count     ready     expected    possible  room
    found = codes([3.7, 9.2, 9.9, 0.4], [3, 9, 9, 0], [5, 2, 5, 2], [1, 1, 1, 1], [8, 8, 4, 9], [8.5, 8, 4.1, 9])
    assert found == ["budget", "pipeline", "capacity", "indivisibility"]


def test_no_money_at_all_is_a_matter_of_the_budget():
    assert codes([0.0], [0], [1], [0.5], [4], [4.5]) == ["budget"]


def test_where_nothing_is_ready_the_scarcer_of_money_and_projects_is_named():
    """Money for 0.05 projects against 0.2 expected: even with a project in hand, money would not suffice."""
    real, expected, room = (
        np.array(x, np.float32) for x in ([0.05, 0.6, 4.0, 0.0], [0.2, 0.2, 0.2, 0.2], [9, 9, 9, 9])
    )
    found = [BINDING[code] for code in binding_without_candidates(real, expected, room)]
    assert found == ["indivisibility", "pipeline", "pipeline", "budget"]


def test_a_short_envelope_is_named():
    result = simulate(
        certain({"central_envelope": 50.0}, {"limit_envelope": True, "limit_capacity": True}, "no_rule"),
        inputs_of(1000.0, researchers=[1000.0]),
        draws=1,
    )
    assert result.summary()["binding"]["grant"]["2025"] == {"envelope": 1.0}
    assert result.national("started")[0, 0] == 1

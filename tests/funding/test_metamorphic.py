"""What must not change when something irrelevant does, and what must change in which direction."""

from dataclasses import replace

import numpy as np
import pytest

from foresight.funding.engine import count_projects, simulate
from foresight.funding.model import draw_levels, resolve
from foresight.funding.parameters import ParameterSet
from foresight.funding.random_streams import RandomStreams, random_streams
from foresight.funding.scenario import Change, Scenario, read_scenario
from tests.funding.cases import YEARS, inputs_of, scenario_of, shipped

DRAWS = 1500


@pytest.fixture(scope="module")
def inputs():
    return shipped()


@pytest.fixture(scope="module")
def concept(inputs):
    return simulate(read_scenario("concept"), inputs, draws=DRAWS)


def test_an_empty_list_of_changes_is_the_baseline_bit_for_bit(inputs):
    """A known failure elsewhere: an empty reform that costs trillions (PolicyEngine/policyengine issue 903)."""
    baseline = simulate(read_scenario("baseline"), inputs, draws=DRAWS)
    empty = simulate(Scenario("nothing"), inputs, draws=DRAWS)
    assert empty.hash == baseline.hash
    for name in ("started", "active", "binding"):
        assert np.array_equal(getattr(empty, name), getattr(baseline, name))
    assert np.array_equal(empty.money("local"), baseline.money("local"))


def test_the_order_of_regions_does_not_matter(inputs, concept):
    """Every region has random numbers of its own, found by its code."""
    order = np.random.default_rng(2).permutation(20)
    arrays = {name: getattr(inputs, name)[order] for name in ("local_budget_2024", "fiscal_capacity", "researchers")}
    turned = replace(inputs, regions=tuple(np.array(inputs.regions)[order].tolist()), **arrays)
    result = simulate(read_scenario("concept"), turned, draws=DRAWS)
    assert np.array_equal(result.active, concept.active[:, order])
    assert np.array_equal(result.binding, concept.binding[:, order])


def test_doubling_all_money_and_all_costs_changes_nothing(inputs, concept):
    doubled = replace(inputs, local_budget_2024=inputs.local_budget_2024 * 2)
    twice = {name: doubled.parameters[name] for name in ("grant_cost", "programme_cost", "entry_budget")}
    scenario = read_scenario("concept").with_changes(
        [
            *(
                Change(f"parameters.{name}", YEARS, {"value": p.value * 2, "low": p.low * 2, "high": p.high * 2})
                for name, p in twice.items()
            ),
            Change("parameters.central_envelope", YEARS, 4000.0),
        ]
    )
    result = simulate(scenario, doubled, draws=DRAWS)
    assert np.array_equal(result.active, concept.active)
    np.testing.assert_allclose(result.money("local"), 2 * concept.money("local"), rtol=1e-4)


def test_a_long_run_begins_with_the_short_one(inputs, concept):
    """Asked of other tools in vain (equinor/ert issue 3169)."""
    long = simulate(read_scenario("concept"), inputs, draws=6000)
    assert np.array_equal(long.active[:DRAWS], concept.active)
    assert np.array_equal(long.binding[:DRAWS], concept.binding)
    assert np.array_equal(long.money("central")[:DRAWS], concept.money("central"))


def test_adding_a_parameter_changes_no_other_stream(inputs):
    streams = random_streams(1, 200, inputs.regions, 6)
    before = draw_levels(resolve(read_scenario("concept"), inputs), streams)
    extra = replace(inputs.parameters["earmark"], name="something_new")
    more = ParameterSet({"something_new": (extra,), **inputs.parameters.series}, inputs.years)
    after = draw_levels(resolve(read_scenario("concept"), replace(inputs, parameters=more)), streams)
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_adding_a_region_changes_no_other_regions_random_numbers():
    few, more = RandomStreams(4, 50, ("A", "B"), 3), RandomStreams(4, 50, ("N", "A", "B"), 3)
    assert np.array_equal(few.regional("x"), more.regional("x")[:, 1:])


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(inputs, concept):
    again = simulate(read_scenario("concept"), inputs, draws=DRAWS, seed=1)
    other = simulate(read_scenario("concept"), inputs, draws=DRAWS, seed=0)
    assert np.array_equal(again.active, concept.active)
    assert not np.array_equal(other.active, concept.active)
    assert len({again.hash, other.hash}) == 2


def test_the_quick_count_is_the_full_simulation(inputs, concept):
    streams = random_streams(1, DRAWS, inputs.regions, 6)
    model = resolve(read_scenario("concept"), inputs)
    for measure, name in (("active", "active"), ("started", "started")):
        assert np.array_equal(count_projects(model, streams, measure=measure), concept.national(name))


def test_runs_with_values_of_their_own_are_the_runs_one_by_one(inputs):
    """One call with many values gives what single calls give: the ground under sweeps and Sobol indices."""
    streams = random_streams(1, 120, inputs.regions, 6)
    model = resolve(read_scenario("concept"), inputs)
    values = np.array([1.0, 4.0], dtype=np.float32)
    together = count_projects(
        model,
        streams,
        {"specifications_per_session": np.repeat(values, 120)},
        np.tile(np.arange(120), 2),
    )
    single = [count_projects(model, streams, {"specifications_per_session": value}) for value in values]
    assert np.array_equal(together, np.hstack(single))


@pytest.mark.parametrize("rationing", ["random", "equity", "merit", "largest_remainder"])
def test_the_centre_never_spends_more_than_its_envelope(inputs, rationing):
    scenario = scenario_of({"central_envelope": 60.0}, {"rationing": rationing}, "no_rule")
    result = simulate(scenario, inputs, draws=400)
    assert result.national("central").max() <= 60 * (1 + 1e-4)
    assert (result.binding_shares()[..., 5] > 0).any()


def test_regions_never_promise_more_than_they_have(inputs):
    """Money bound by contracts may exceed a budget that falls; a new contract never does."""
    result = simulate(scenario_of({"budget_volatility": 0.0}, None, "concept"), inputs, draws=400)
    assert np.all(result.money("local").sum(axis=3) <= result.available * (1 + 1e-4) + 1e-2)


@pytest.mark.parametrize("scenario", ["concept", "private", "pooling", "no_rule", "eu_tiers"])
def test_payers_together_pay_the_cost(inputs, scenario):
    """local + central + private = cost; what neighbours pay for each other is paid once."""
    result = simulate(read_scenario(scenario), inputs, draws=300)
    model = result.model
    total = sum(result.national(payer) for payer in ("local", "central", "private"))
    assert np.all((total > 0) == (result.national("active") > 0))
    share = result.national("local").sum() / total.sum()
    assert model.local_share.min() - 1e-6 <= share <= model.local_share.max() + 1e-6


def test_binding_shares_sum_to_one(concept):
    assert concept.binding_shares().sum(axis=-1) == pytest.approx(1)


MORE_IS_MORE = {
    "parameters.earmark": (0.3, 0.9),
    "parameters.budget_level": (0.5, 2.0),
    "parameters.specifications_per_session": (1.0, 5.0),
    "parameters.take_up": (0.4, 1.0),
    "parameters.fundable": (0.15, 0.4),
    "parameters.capacity_share": (0.01, 0.2),
    "parameters.absorption": (0.4, 0.95),
}


@pytest.mark.parametrize("path", MORE_IS_MORE)
def test_more_of_a_good_thing_gives_more_projects_on_average(inputs, path):
    """On average only: projects are whole and run for years, so a start more today can block two tomorrow."""
    streams = random_streams(1, DRAWS, inputs.regions, 6)
    low, high = (
        count_projects(resolve(read_scenario("concept").with_changes([Change(path, YEARS, value)]), inputs), streams)
        for value in MORE_IS_MORE[path]
    )
    assert high[-1].mean() > low[-1].mean()


def test_a_lower_local_share_gives_more_projects_on_average_but_not_in_every_future(inputs):
    streams = random_streams(1, 6000, inputs.regions, 6)
    dear, cheap = (
        count_projects(resolve(scenario_of(None, None, "concept", rule__grant__local_share=share), inputs), streams)[-1]
        for share in (0.5, 0.35)
    )
    assert cheap.mean() > dear.mean()
    assert np.mean(cheap < dear) < 0.03


def test_without_locks_and_whole_numbers_less_share_never_means_fewer_projects():
    """Projects of one year, divisible, unbound centre, outlay that does not respond: monotone in every future."""
    inputs = inputs_of(np.linspace(10, 200, 6))
    one_year = {"grant_duration": 1, "programme_duration": 1, "elasticity": 1.0, "contract_attrition": 0.0}
    counts = [
        simulate(
            scenario_of(one_year, {"divisible": True, "limit_envelope": False}, "concept", rule__grant__local_share=m),
            inputs,
            draws=500,
        ).national("started")
        for m in (0.6, 0.4, 0.2)
    ]
    assert np.all(counts[1] >= counts[0] - 1e-4)
    assert np.all(counts[2] >= counts[1] - 1e-4)


def test_prices_change_money_and_never_counts(inputs, concept):
    scenario = read_scenario("concept").with_changes([Change("choices.prices", YEARS, "real")])
    real = simulate(scenario, inputs, draws=DRAWS)
    assert np.array_equal(real.active, concept.active)
    prices = 1 + real.levels["inflation"][0]
    expected = concept.national("local")[2] / prices**3
    assert real.national("local")[2] == pytest.approx(expected, rel=1e-4)

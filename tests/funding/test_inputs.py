"""What a simulation starts from, and what it says about its own gaps."""

import pickle

import numpy as np
import pytest

from foresight.funding.budgets import VolatileBudgets
from foresight.funding.engine import simulate
from foresight.funding.inputs import FundingInputs
from foresight.funding.scenario import read_scenario
from foresight.problems import Problem
from tests.funding.cases import YEARS, certain, inputs_of, scenario_of, shipped

INPUTS = shipped()


def test_the_dash_is_not_a_zero_and_what_it_hides_is_told():
    """Eight regions publish 455.7 of 539.0 mln; the rest stands behind twelve dashes."""
    assert np.isnan(INPUTS.local_budget_2024).sum() == 12
    notes = dict(INPUTS.notes)
    assert len(notes["not_published_as_zero"]["regions"]) == 12
    assert notes["not_published_as_zero"]["hidden_money"] == pytest.approx(83.37, abs=0.01)


def test_missing_head_counts_share_what_is_left_of_the_nation():
    assert INPUTS.researchers.sum() == pytest.approx(27_100, abs=1)
    assert INPUTS.researchers[INPUTS.regions.index("KZ-75")] == 10_600
    assert "researchers_estimated" in dict(INPUTS.notes)


def test_fiscal_capacity_is_grp_a_head_against_the_nation():
    capacity = dict(zip(INPUTS.regions, INPUTS.fiscal_capacity))
    assert capacity["KZ-23"] > 2 > 1 > capacity["KZ-61"]


def test_inputs_travel_to_other_processes():
    again = pickle.loads(pickle.dumps(INPUTS))
    assert again.digest == INPUTS.digest
    assert np.array_equal(
        simulate(read_scenario("concept"), again, draws=50).active,
        simulate(read_scenario("concept"), INPUTS, draws=50).active,
    )


def test_the_digest_moves_with_budgets_records_and_forecast():
    paths = VolatileBudgets(INPUTS.regions, INPUTS.years, np.full(20, 10.0))
    others = [
        INPUTS.with_records(recorded_sessions={("KZ-75", 2026): 1}),
        INPUTS.with_records(recorded_through=2026),
        shipped_with(local_budget_2024=np.full(20, 10.0)),
        shipped_with(budget_paths=paths),
        shipped_with(budget_paths=VolatileBudgets(INPUTS.regions, INPUTS.years, np.full(20, 11.0))),
    ]
    assert len({INPUTS.digest, *(other.digest for other in others)}) == 6


def shipped_with(**more):
    from dataclasses import replace

    return replace(INPUTS, **more)


def test_records_survive_a_round_trip():
    records = {
        "recorded_sessions": {("KZ-75", 2026): 2.0},
        "recorded_projects": {("KZ-71", 2027, "programme"): 1.0},
        "recorded_spans": {("KZ-71", 2027, "programme", 2029): 1.0},
        "recorded_through": 2026,
    }
    assert INPUTS.with_records(**records).records() == records


def test_a_forecast_takes_the_place_of_the_random_walk():
    """A provider that knows the budgets exactly gives exactly those budgets."""

    class Known:
        regions, years = ("R0", "R1"), YEARS

        def paths(self, state_uniforms, common_normals, own_normals):
            assert state_uniforms.shape == own_normals.shape == (7, 2, 6)
            assert common_normals.shape == (7, 6)
            return np.broadcast_to(np.array([[100.0], [50.0]]), (7, 2, 6))

    result = simulate(certain(), inputs_of([1.0, 1.0], budget_paths=Known()), draws=7)
    assert np.all(result.budgets_by_year[:, 0] == 100)
    assert result.national("started")[0, 0] == 100 // 14.25 + 50 // 14.25
    assert result.summary()["budgets"] == "forecast"
    walk = simulate(certain(choices={"budgets": "random_walk"}), inputs_of([1.0, 1.0], budget_paths=Known()), draws=7)
    assert np.all(walk.budgets_by_year[:, 0] == 1)


def test_a_lever_on_budgets_works_on_a_forecast_too():
    paths = VolatileBudgets(("R0",), YEARS, np.array([100.0]), growth=0.0, volatility=0.0)
    scenario = certain({"budget_level": 2.0, "extra_budget_growth": 0.1})
    result = simulate(scenario, inputs_of(1.0, budget_paths=paths), draws=2)
    assert result.budgets_by_year[:, 0, 0] == pytest.approx(200 * 1.1 ** np.arange(1, 7))
    assert simulate(scenario_of({"budget_growth": 0.3}), inputs_of(1.0, budget_paths=paths), draws=2).notes[-1] == (
        "budgets_come_from_the_forecast",
        {"path": "parameters.budget_growth"},
    )


def test_a_budget_put_in_by_hand_is_taken_as_it_is():
    scenario = certain(regions__R0__local_budget=57.0)
    result = simulate(scenario, inputs_of([1.0, 2.0]), draws=3)
    assert np.all(result.budgets_by_year[:, 0] == 57)
    assert np.all(result.national("started") == 4)


def test_projects_that_really_started_run_and_bind_money():
    """Two grants recorded in 2026 bind 28.5 mln of 50 until 2028, so one more fits beside them, not three."""
    inputs = inputs_of(50.0, recorded_through=2025).with_records(recorded_projects={("R0", 2026, "grant"): 2})
    result = simulate(certain({"grant_duration": 3}), inputs, draws=2)
    assert result.national("started")[:, 0].tolist() == [0, 3, 0, 0, 3, 0]
    assert result.national("active")[:, 0].tolist() == [0, 3, 3, 3, 3, 3]


def test_a_project_whose_last_year_is_known_runs_until_then():
    """Of three grants of 2026 one ends in 2026, one after the horizon, and one runs the usual three years."""
    inputs = inputs_of(0.0, recorded_through=2030).with_records(
        recorded_projects={("R0", 2026, "grant"): 3},
        recorded_spans={("R0", 2026, "grant", 2026): 1, ("R0", 2026, "grant", 2034): 1},
    )
    result = simulate(certain({"grant_duration": 3}), inputs, draws=2)
    assert result.national("active")[:, 0].tolist() == [0, 3, 2, 2, 1, 1]
    with pytest.raises(Problem, match="more projects have a last year than were started"):
        inputs.with_records(recorded_projects={("R0", 2026, "grant"): 1})
    with pytest.raises(Problem, match="last year 2025 is before the first year 2026"):
        inputs.with_records(recorded_spans={("R0", 2026, "grant", 2025): 1})


def test_in_a_closed_year_only_what_was_recorded_counts():
    inputs = INPUTS.with_records(
        recorded_sessions={("KZ-75", 2026): 4},
        recorded_specifications={("KZ-75", 2026): 2},
        recorded_recommendations={("KZ-75", 2026): 1},
        recorded_through=2026,
    )
    result = simulate(read_scenario("concept"), inputs, draws=300)
    assert np.all(result.sessions_by_year[1] == 4)
    assert np.all(result.national("specifications")[1] == 2)
    assert np.all(result.recommendations_by_year[1] == 1)
    assert np.all(result.national("active")[1] == 0)
    assert result.national("specifications")[2].std() > 0


def test_records_are_a_floor_in_an_open_year():
    inputs = INPUTS.with_records(recorded_specifications={("KZ-75", 2026): 9}, recorded_sessions={("KZ-75", 2026): 6})
    result = simulate(read_scenario("concept"), inputs, draws=300)
    assert result.national("specifications")[1].min() >= 9
    assert result.sessions_by_year[1].min() == 6


def test_recorded_specifications_move_the_projects():
    """The chain of the whole workbench: a session's specifications become projects."""
    many = INPUTS.with_records(recorded_specifications={("KZ-75", 2027): 30})
    before, after = (
        simulate(read_scenario("concept"), inputs, draws=1000).national("active")[3].mean() for inputs in (INPUTS, many)
    )
    assert after > before + 0.3


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"local_budget_2024": [1.0]}, "local_budget_2024 has shape"),
        ({"local_budget_2024": [-1.0, 2.0]}, "negative value: -1.0"),
        ({"baseline_rule": "fair"}, "unknown rule fair"),
        ({"regions": ("A", "A")}, "names a region twice"),
        ({"years": (2025, 2027)}, "without a gap"),
        ({"budget_paths": VolatileBudgets(("A",), (2025,), np.ones(1))}, "other regions or years"),
    ],
)
def test_wrong_inputs_are_named(more, words):
    given = {"regions": ("A", "B"), "years": YEARS, "local_budget_2024": [1.0, 2.0], **more}
    with pytest.raises(Problem, match=words):
        FundingInputs(**given)


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ({"recorded_sessions": {("KZ-99", 2026): 1}}, "unknown region KZ-99"),
        ({"recorded_sessions": {("KZ-75", 2031): 1}}, "year 2031 is outside"),
        ({"recorded_dreams": {("KZ-75", 2026): 1}}, "unknown record recorded_dreams"),
        ({"recorded_sessions": {("KZ-75", 2026): -1}}, "negative value: -1.0"),
    ],
)
def test_wrong_records_are_named(records, words):
    with pytest.raises(Problem, match=words):
        INPUTS.with_records(**records)

"""Will the targets be met: the answer adds up, moves with what has happened, and says what it would take."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from foresight.funding.engine import simulate
from foresight.funding.scenario import Change, read_scenario
from foresight.problems import Problem
from foresight.targets.feasibility import ASSUMPTIONS, COLUMNS, feasibility
from foresight.targets.indicators import INDICATORS, CountingChoices
from foresight.targets.what_it_takes import needed_factor, relief_of_constraints
from tests.funding.cases import YEARS, certain, inputs_of, scenario_of, shipped

INPUTS = shipped()
TARGETS = INPUTS.targets


@pytest.fixture(scope="module")
def concept():
    return simulate(read_scenario("concept"), INPUTS, draws=2000)


@pytest.fixture(scope="module")
def answer(concept):
    return feasibility(TARGETS, concept)


def row_of(frame, indicator, year):
    return frame[(frame["indicator"] == indicator) & (frame["year"] == year)].iloc[0]


def test_five_indicators_in_five_years_are_answered(answer):
    assert list(answer.columns) == list(COLUMNS)
    assert len(answer) == 25
    assert set(answer["indicator"]) == set(INDICATORS)
    assert answer[answer["target"].notna()]["probability"].between(0, 1).all()
    assert (answer[answer["target"].isna()]["what_it_takes"].map(lambda takes: takes[0]) == "no_target").all()


def test_every_answer_has_a_cause_and_a_way_out_in_codes(answer):
    for binding, (code, values) in zip(answer["binding"], answer["what_it_takes"]):
        assert binding == binding.lower()
        assert " " not in binding
        assert " " not in code
        json.dumps(values, allow_nan=False)


def test_the_answer_is_that_of_the_simulation(concept, answer):
    row = row_of(answer, "active_projects", 2030)
    counts = concept.national("active")[-1]
    assert row["mean"] == pytest.approx(counts.mean())
    assert row["probability"] == np.mean(counts >= 7)


def test_the_sessions_follow_the_binomial(concept, answer):
    """Five planned, each held with an uncertain chance: P(all five) = E[p^5]."""
    row = row_of(answer, "foresight_sessions", 2028)
    assert row["probability"] == pytest.approx(np.mean(concept.levels["session_held"] ** 5), abs=0.03)
    code, values = row["what_it_takes"]
    assert code == "sessions_planned"
    needed = int(values["to"])
    held = concept.levels["session_held"][0]
    assert np.mean(stats.binom.sf(4, needed, held)) >= 0.8 > np.mean(stats.binom.sf(4, needed - 1, held))
    assert row["binding"] == "session_held"


def test_a_plan_below_the_target_is_the_cause():
    simulation = simulate(scenario_of({"sessions_per_year": 3.0}, None, "concept"), INPUTS, draws=300)
    row = row_of(feasibility(TARGETS, simulation, search=False), "foresight_sessions", 2027)
    assert row["probability"] == 0
    assert row["binding"] == "session_plan"


def test_the_needed_specifications_solve_the_poisson_equation():
    """P(Poisson(f * 4) >= 10) = 0.8 at f = 3.13 (the 80 % point of the gamma distribution with shape 10, over 4)."""
    assert needed_factor(np.full(10, 4.0), 10, 0.8) == pytest.approx(stats.gamma.ppf(0.8, 10) / 4, rel=1e-6)
    assert needed_factor(np.zeros(3), 10, 0.8) == float("inf")


def test_the_money_of_two_per_cent_of_gerd_is_told(concept):
    frame = feasibility(TARGETS, concept, None, CountingChoices(cofinancing_share="gerd"), search=False)
    row = row_of(frame, "cofinancing_share", 2030)
    code, values = row["what_it_takes"]
    assert (row["probability"], row["binding"], code) == (0, "budget", "local_money")
    assert values["money"] == pytest.approx(0.02 * concept.denominator("gerd")[5].mean(), rel=1e-6)
    assert values["times_2024"] > 8


def test_a_share_of_the_projects_needs_one_project(answer):
    row = row_of(answer, "cofinancing_share", 2030)
    assert row["binding"] == "no_projects"
    assert row["what_it_takes"][0] == "one_project"
    assert row["mean"] >= 0.05  # the rule's own floor


def test_a_package_is_offered_where_no_lever_suffices(answer):
    code, values = row_of(answer, "active_projects", 2028)["what_it_takes"]
    assert code in ("package", "not_reachable")
    assert len(values["levers"]) > 1
    assert values["probability"] > values["best_alone_probability"]


def test_one_lever_is_offered_where_it_suffices():
    """One region, one project short of money: the budget alone does it."""
    simulation = simulate(certain({"grant_duration": 3}), inputs_of(70.0), draws=50)
    targets = pd.DataFrame({"indicator": ["active_projects"], "year": [2028], "target": [6.0]})
    row = feasibility(targets, simulation).iloc[0]
    code, values = row["what_it_takes"]
    assert (row["probability"], row["binding"], code) == (0, "budget", "one_lever")
    assert values["lever"] == "parameters.budget_level"
    assert values["to"] == pytest.approx(6 * 14.25 / 70, rel=0.02)


def test_relieving_the_constraint_that_binds_helps_most():
    inputs = inputs_of([500.0, 500.0], researchers=[40.0, 40.0])
    scenario = certain({"capacity_share": 0.1, "team_size": 2}, {"limit_capacity": True})
    gains = relief_of_constraints(simulate(scenario, inputs, draws=20), 2028)
    assert max(gains, key=gains.get) == "capacity"
    assert gains["capacity"] == pytest.approx(4)
    assert gains["envelope"] == 0


def test_what_is_likely_needs_nothing(answer):
    row = row_of(answer, "technical_specifications", 2026)
    assert row["probability"] > 0.8
    assert row["what_it_takes"][0] == "likely_enough"


def test_a_closed_year_is_decided_by_what_happened():
    inputs = INPUTS.with_records(
        recorded_sessions={("KZ-75", 2026): 5},
        recorded_specifications={("KZ-75", 2026): 1},
        recorded_through=2026,
    )
    simulation = simulate(read_scenario("concept"), inputs, draws=300)
    actuals = pd.DataFrame(
        {
            "indicator": ["foresight_sessions", "technical_specifications"],
            "year": [2026, 2026],
            "value": [5.0, 1.0],
        }
    )
    frame = feasibility(TARGETS, simulation, actuals, search=False)
    met, missed = (row_of(frame, name, 2026) for name in ("foresight_sessions", "technical_specifications"))
    assert (met["actual"], met["probability"], met["what_it_takes"][0]) == (5, 1, "met")
    assert (missed["actual"], missed["probability"], missed["binding"]) == (1, 0, "year_closed")
    assert missed["what_it_takes"] == ("missed", {"actual": 1.0})
    silent = row_of(frame, "recommendations", 2026)
    assert (silent["binding"], silent["what_it_takes"][0]) == ("year_closed", "not_recorded")


def test_what_was_recorded_moves_the_forecast():
    """Nine specifications recorded in 2029 make the target of ten far likelier than none do."""
    more = INPUTS.with_records(recorded_specifications={("KZ-75", 2029): 9})
    before, after = (
        row_of(
            feasibility(TARGETS, simulate(read_scenario("concept"), inputs, draws=1500), search=False),
            "technical_specifications",
            2029,
        )
        for inputs in (INPUTS, more)
    )
    assert (before["committed"], after["committed"]) == (0, 9)
    assert after["probability"] > before["probability"] + 0.2


def test_projects_under_contract_are_committed_while_they_run():
    inputs = INPUTS.with_records(recorded_projects={("KZ-75", 2026, "grant"): 2, ("KZ-71", 2027, "programme"): 1})
    # A contract that names its last year counts by it, not by the usual three years.
    dated = inputs.with_records(recorded_spans={("KZ-75", 2026, "grant", 2030): 1})
    frame, longer = (
        feasibility(TARGETS, simulate(read_scenario("concept"), given, draws=200), search=False)
        for given in (inputs, dated)
    )
    committed = frame[frame["indicator"] == "active_projects"].set_index("year")["committed"]
    assert committed.to_dict() == {2026: 2, 2027: 3, 2028: 3, 2029: 1, 2030: 0}
    committed = longer[longer["indicator"] == "active_projects"].set_index("year")["committed"]
    assert committed.to_dict() == {2026: 2, 2027: 3, 2028: 3, 2029: 2, 2030: 1}
    started = feasibility(
        TARGETS,
        simulate(read_scenario("concept"), inputs, draws=200),
        choices=CountingChoices(active_projects="cumulative"),
        search=False,
    )
    assert row_of(started, "active_projects", 2030)["committed"] == 3


def test_every_forecast_names_the_assumptions_it_rests_on():
    assert set(ASSUMPTIONS) == set(INDICATORS)
    named = {name for names in ASSUMPTIONS.values() for name in names}
    assert named <= set(INPUTS.parameters.names)


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        ({"indicator": ["happiness"], "year": [2030], "target": [1.0]}, "unknown indicator happiness"),
        ({"indicator": ["active_projects"], "year": [2031], "target": [1.0]}, "year 2031 is outside"),
        ({"indicator": ["active_projects"], "year": [2030]}, "the targets have no column target"),
    ],
)
def test_wrong_targets_are_named(concept, targets, words):
    with pytest.raises(Problem, match=words):
        feasibility(pd.DataFrame(targets), concept, search=False)


def test_actuals_without_a_year_are_named(concept):
    with pytest.raises(Problem, match="the actuals have no column value, year|no column value"):
        feasibility(TARGETS, concept, pd.DataFrame({"indicator": ["active_projects"]}), search=False)


def test_a_change_of_the_scenario_changes_the_answer(concept):
    better = simulate(
        read_scenario("concept").with_changes([Change("parameters.specifications_per_session", YEARS, 8.0)]),
        INPUTS,
        draws=2000,
    )
    frames = [feasibility(TARGETS, simulation, search=False) for simulation in (concept, better)]
    rows = [row_of(frame, "technical_specifications", 2030)["probability"] for frame in frames]
    assert rows[1] > rows[0] + 0.5

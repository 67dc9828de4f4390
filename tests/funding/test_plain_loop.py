"""The engine against a plain loop that shares no code with it."""

import numpy as np
import pytest

from foresight.funding.engine import simulate
from foresight.funding.scenario import Change, Scenario, read_scenario
from tests.funding.cases import YEARS, shipped
from tests.funding.plain_loop import many_futures


def agree(scenario, rule, draws, rationing="random"):
    """Means of both within four standard errors in every year, and the same spread in the last."""
    inputs = shipped()
    result = simulate(scenario, inputs, draws=10_000, seed=3)
    fast = result.national("active").T
    plain = np.array(many_futures(result.model.parameters, inputs.rules[rule], inputs, draws, 11, rationing))
    error = np.sqrt(fast.var(axis=0) / len(fast) + plain.var(axis=0) / len(plain))
    assert np.all(np.abs(fast.mean(axis=0) - plain.mean(axis=0)) <= 4 * error + 1e-9)
    assert fast[:, -1].std() == pytest.approx(plain[:, -1].std(), rel=0.12)


def test_the_concept_agrees_with_the_plain_loop():
    agree(read_scenario("concept"), "concept", 1500)


def test_a_scarce_envelope_agrees_with_the_plain_loop():
    """No local share is asked for, so central money of 100 mln binds and is given out by lot."""
    changes = (Change("rule", YEARS, "no_rule"), Change("parameters.central_envelope", YEARS, 100.0))
    agree(Scenario("scarce", changes), "no_rule", 1200)


def test_serving_the_poorest_first_agrees_with_the_plain_loop():
    changes = (
        Change("rule", YEARS, "eu_tiers"),
        Change("parameters.central_envelope", YEARS, 150.0),
        Change("parameters.earmark", YEARS, 1.0),
        Change("parameters.specifications_per_session", YEARS, 8.0),
        Change("parameters.budget_level", YEARS, 3.0),
        Change("choices.rationing", YEARS, "equity"),
    )
    inputs = shipped()
    result = simulate(Scenario("equity", changes), inputs, draws=10_000, seed=3)
    parameters = result.model.parameters
    # the plain loop knows no lever on the budgets: three times the money is three times the first budgets
    plain_inputs = shipped_with_budgets(3.0)
    parameters = parameters.with_value("entry_budget", YEARS, {"value": 60.0, "low": 15.0, "high": 180.0})
    plain = np.array(many_futures(parameters, inputs.rules["eu_tiers"], plain_inputs, 1200, 11, "equity"))
    fast = result.national("active").T
    error = np.sqrt(fast.var(axis=0) / len(fast) + plain.var(axis=0) / len(plain))
    assert np.all(np.abs(fast.mean(axis=0) - plain.mean(axis=0)) <= 4 * error + 1e-9)


def shipped_with_budgets(factor):
    from dataclasses import replace

    inputs = shipped()
    return replace(inputs, local_budget_2024=inputs.local_budget_2024 * factor)

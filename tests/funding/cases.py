"""Small worlds in which the answer is known: one parameter at a time is switched on."""

import numpy as np

from foresight.funding.inputs import FundingInputs, shipped_inputs
from foresight.funding.scenario import Change, Scenario

YEARS = (2025, 2026, 2027, 2028, 2029, 2030)

CERTAIN = {
    "budget_growth": 0.0,
    "budget_volatility": 0.0,
    "common_shock": 0.0,
    "entry_hazard": 0.0,
    "earmark": 1.0,
    "absorption": 1.0,
    "absorption_profile": 1.0,
    "elasticity": 1.0,
    "take_up": 1.0,
    "partial_payment": 1.0,
    "private_partner_found": 1.0,
    "grant_cost": 28.5,
    "grant_cost_variation": 0.0,
    "programme_cost": 300.0,
    "programme_cost_variation": 0.0,
    "grant_duration": 1,
    "programme_duration": 1,
    "programme_money_share": 0.0,
    "programme_specification_share": 0.0,
    "contract_attrition": 0.0,
    "annual_dropout": 0.0,
    "inflation": 0.0,
    "session_held": 1.0,
    "pipeline_lag": 0,
    "researcher_growth": 0.0,
    "rd_expenditure_growth": 0.0,
}
"""Nothing is uncertain, nothing is lost: only the arithmetic of the rule is left."""

ONLY_MONEY = {"limit_pipeline": False, "limit_capacity": False, "limit_envelope": False}


def inputs_of(budgets, *, regions=None, recorded_through=2024, **more):
    """Inputs with the shipped parameters and rules, and budgets given by hand."""
    budgets = np.atleast_1d(np.asarray(budgets, dtype=float))
    names = tuple(regions or (f"R{position}" for position in range(len(budgets))))
    return FundingInputs(names, YEARS, budgets, recorded_through=recorded_through, **more)


def scenario_of(parameters=None, choices=None, rule=None, **paths):
    """A scenario from parameter values, choices, a rule, and further paths (dots written as two underscores)."""
    changes = [Change(f"parameters.{name}", YEARS, value) for name, value in (parameters or {}).items()]
    changes += [Change(f"choices.{name}", YEARS, value) for name, value in (choices or {}).items()]
    if rule is not None:
        changes.append(Change("rule", YEARS, rule))
    changes += [Change(path.replace("__", "."), YEARS, value) for path, value in paths.items()]
    return Scenario("case", tuple(changes))


def certain(parameters=None, choices=None, rule="concept", **paths):
    """A scenario in which only money limits, unless told otherwise."""
    return scenario_of({**CERTAIN, **(parameters or {})}, {**ONLY_MONEY, **(choices or {})}, rule, **paths)


def shipped():
    """The shipped inputs, read once."""
    return shipped_inputs()

"""Scenarios as pages use them: simulated once for a hash, told in tables and sentences."""

import json

import pandas as pd
import streamlit as st

from foresight import chain
from foresight.funding.engine import simulate
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import resolve
from foresight.funding.result import SimulationResult
from foresight.funding.scenario import Change, Scenario, read_scenario, scenario_from_document, shipped_scenarios
from foresight.funding.vocabulary import BINDING, INSTRUMENTS, PAYERS, YEARS
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.screen import resources
from foresight.store import actuals, scenarios

DRAWS = 4_000
SEED = 1
#: What a planner can move on the page: path, lowest, highest, step; shares are moved in percent.
LEVERS = {
    "rule.grant.local_share": (0.05, 0.95, 0.05),
    "rule.programme.local_share": (0.0, 0.5, 0.05),
    "parameters.budget_level": (0.5, 8.0, 0.5),
    "parameters.earmark": (0.2, 1.0, 0.1),
    "parameters.specifications_per_session": (1.0, 6.0, 1.0),
    "parameters.targeting": (0.0, 1.0, 0.1),
    "parameters.sessions_per_year": (1.0, 20.0, 1.0),
}
SHARES = ("rule.grant.local_share", "rule.programme.local_share", "parameters.earmark", "parameters.targeting")


@st.cache_resource(max_entries=6, show_spinner=False)
def _inputs(key: tuple) -> FundingInputs:
    return chain.funding_inputs(resources.observations(), actuals.recorded(resources.database(), YEARS))


def records_key() -> tuple:
    """Return what a cached simulation hangs on: figures and everything recorded in the store."""
    return (*resources.figures_key(), resources.database().version())


def inputs() -> FundingInputs:
    """Return what every simulation starts from: the figures in use and what was recorded."""
    return _inputs(records_key())


def scenario_names(language: Language) -> dict[str, str]:
    """Return shipped and saved scenarios by name, the shipped ones with a name in words."""
    shipped = {name: language.label("scenario", name) for name in shipped_scenarios()}
    order = ["concept", "baseline", *[name for name in shipped if name not in ("concept", "baseline")]]
    saved = {one.name: one.name for one in scenarios.list_scenarios(resources.database())}
    return {name: shipped[name] for name in order} | saved


def scenario_named(name: str) -> Scenario:
    """Return a shipped or a saved scenario."""
    if name in shipped_scenarios():
        return read_scenario(name)
    return scenario_from_document(scenarios.get_scenario(resources.database(), name).content)


def with_levers(scenario: Scenario, moved: dict[str, float], name: str) -> Scenario:
    """Return a scenario with the levers a planner has moved."""
    if not moved:
        return scenario
    return scenario.with_changes([Change(path, YEARS, value) for path, value in moved.items()], name)


@st.cache_resource(max_entries=12, show_spinner=False)
def _simulation(document: str, draws: int, seed: int, key: tuple) -> SimulationResult:
    return simulate(scenario_from_document(json.loads(document)), inputs(), draws=draws, seed=seed)


def simulation(scenario: Scenario, draws: int = DRAWS, seed: int = SEED) -> SimulationResult:
    """Return the simulation of a scenario on the figures and records of this moment."""
    return _simulation(json.dumps(scenario.to_document()), draws, seed, records_key())


def projects_by_year(results: dict[str, SimulationResult]) -> pd.DataFrame:
    """Return active projects by scenario and year, with the interval of eight futures in ten."""
    return pd.DataFrame(
        [
            {"scenario": name, "year": year, **_spread(counts)}
            for name, result in results.items()
            for year, counts in zip(result.years, result.national("active"))
            if year >= chain.FIRST_TARGET_YEAR
        ]
    )


def projects_by_region(results: dict[str, SimulationResult], year: int) -> pd.DataFrame:
    """Return active projects of a year by scenario and region."""
    return pd.DataFrame(
        [
            {"scenario": name, "region": code, **_spread(result.regional("active", code)[result.years.index(year)])}
            for name, result in results.items()
            for code in result.regions
        ]
    )


def money_by_payer(results: dict[str, SimulationResult]) -> pd.DataFrame:
    """Return the mean amount of each payer by scenario and year, mln KZT."""
    return pd.DataFrame(
        [
            {"scenario": name, "year": year, "payer": payer, "amount": float(amounts.mean())}
            for name, result in results.items()
            for payer in PAYERS
            for year, amounts in zip(result.years, result.national(payer))
            if year >= chain.FIRST_TARGET_YEAR
        ]
    )


def binding_by_region(result: SimulationResult, year: int, instrument: str) -> pd.DataFrame:
    """Return how often each constraint binds in each region."""
    shares = result.binding_shares()[:, result.years.index(year), INSTRUMENTS.index(instrument)]
    return pd.DataFrame(
        [
            {"region": code, "cause": cause, "share": float(shares[row, column])}
            for row, code in enumerate(result.regions)
            for column, cause in enumerate(BINDING)
        ]
    )


def _spread(counts) -> dict[str, float]:
    low, high = pd.Series(counts).quantile([0.1, 0.9])
    return {"mean": float(counts.mean()), "p10": float(low), "p90": float(high)}


def lever_values(scenario: Scenario) -> dict[str, float]:
    """Return where each lever stands in a scenario; a share that differs by region stands at its mean."""
    model = resolve(scenario, inputs())
    last = len(YEARS) - 1
    found = {}
    for path, (low, high, _) in LEVERS.items():
        kind, *rest = path.split(".")
        if kind == "rule":
            value = float(model.local_share[last, :, INSTRUMENTS.index(rest[0])].mean())
        else:
            value = float(model.parameters.values(rest[0])[last])
        found[path] = min(max(value, low), high)
    return found


def save(scenario: Scenario, name: str) -> None:
    """Keep a scenario under a name of its own."""
    if name.strip() in shipped_scenarios():
        raise Problem("the name {name} belongs to a shipped scenario: choose another", name=name.strip())
    scenarios.save_scenario(resources.database(), name, {**scenario.to_document(), "name": name.strip()})


def changes_table(result: SimulationResult, language: Language) -> pd.DataFrame:
    """Return the changes of a scenario: what, when, the value of the baseline and the new one."""
    baseline = result.inputs.parameters

    def before(path: str) -> str:
        if path.startswith("parameters."):
            return str(baseline[path.split(".")[1]].value)
        return result.inputs.baseline_rule if path == "rule" else ""

    changes = result.scenario.changes
    return pd.DataFrame(
        {
            language.text("What"): [language.label("lever", change.path) for change in changes],
            language.text("Years"): [f"{change.years[0]}–{change.years[-1]}" for change in changes],
            language.text("Baseline"): [before(change.path) for change in changes],
            language.text("New value"): [str(change.value) for change in changes],
        }
    )


def parameters_table(language: Language) -> pd.DataFrame:
    """Return every parameter with its range, grade and source."""
    entries = [entry for name in inputs().parameters.names for entry in inputs().parameters.series[name]]
    return pd.DataFrame(
        {
            language.text("Parameter"): [language.label("parameter", entry.name) for entry in entries],
            language.text("From"): [str(entry.from_year or "") for entry in entries],
            language.text("Value"): [entry.value for entry in entries],
            language.text("Low"): [entry.low for entry in entries],
            language.text("High"): [entry.high for entry in entries],
            language.text("Unit"): [entry.unit for entry in entries],
            language.text("Grade"): [entry.grade for entry in entries],
            language.text("Source"): [entry.source for entry in entries],
        }
    )


def assumption_share(simulation: SimulationResult) -> float:
    """Return the share of the uncertain parameters that are graded C, assumptions to be replaced."""
    used = simulation.model.parameters
    graded = [used[name].grade for name in used.uncertain]
    return graded.count("C") / len(graded)

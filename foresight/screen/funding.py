"""Scenarios as pages use them: simulated once for a hash, told in tables and sentences."""

import json

import numpy as np
import pandas as pd
import streamlit as st

from foresight import chain
from foresight.funding.engine import COUNTS, simulate
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import resolve
from foresight.funding.result import SimulationResult
from foresight.funding.scenario import (
    CHOICES,
    Change,
    Scenario,
    read_scenario,
    scenario_from_document,
    shipped_scenarios,
)
from foresight.funding.vocabulary import BINDING, INSTRUMENTS, PAYERS, YEARS
from foresight.i18n.changes import path_label, value_label
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.screen import resources
from foresight.store import actuals, clock, scenarios

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
    database = resources.database()
    counted = actuals.recorded(database, YEARS)
    through = chain.complete_through(counted, clock.now().year)
    return chain.funding_inputs(resources.observations(), counted, actuals.started_projects(database), through)


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


def counts(result: SimulationResult, measure: str, region: str = "KZ") -> np.ndarray:
    """Return a measure of the nation or of a region, (years, draws); ``cumulative`` counts starts so far."""
    name = "started" if measure == "cumulative" else measure
    found = result.national(name) if region == "KZ" else result.regional(name, region)
    return np.cumsum(found, axis=0) if measure == "cumulative" else found


def projects_by_year(results: dict[str, SimulationResult], measure: str = "active") -> pd.DataFrame:
    """Return projects by scenario and year, with the interval of eight futures in ten and the Monte Carlo error."""
    return pd.DataFrame(
        [
            {"scenario": name, "year": year, **spread}
            for name, result in results.items()
            for year, spread in zip(result.years, _spreads(counts(result, measure)))
            if year >= chain.FIRST_TARGET_YEAR
        ]
    )


def projects_by_region(results: dict[str, SimulationResult], year: int, measure: str = "active") -> pd.DataFrame:
    """Return projects (or money) of a year by scenario and region."""
    return pd.DataFrame(
        [
            {"scenario": name, "region": code, **spread}
            for name, result in results.items()
            for code, spread in zip(result.regions, _spreads(_by_region(result, measure, result.years.index(year))))
        ]
    )


def everything(results: dict[str, SimulationResult]) -> pd.DataFrame:
    """Return every count and every payer by scenario, region and year, with intervals and errors, for a file."""
    return pd.DataFrame(
        [
            {"scenario": name, "measure": measure, "region": code, "year": year, **spread}
            for name, result in results.items()
            for measure in (*COUNTS, *PAYERS, "in_kind", "unused")
            for code in ("KZ", *result.regions)
            for year, spread in zip(result.years, _spreads(counts(result, measure, code)))
            if year >= chain.FIRST_TARGET_YEAR
        ]
    )


def money_by_payer(results: dict[str, SimulationResult], region: str = "KZ") -> pd.DataFrame:
    """Return the mean amount of each payer by scenario and year, mln KZT."""
    return pd.DataFrame(
        [
            {"scenario": name, "year": year, "payer": payer, "amount": float(amounts.mean())}
            for name, result in results.items()
            for payer in PAYERS
            for year, amounts in zip(result.years, counts(result, payer, region))
            if year >= chain.FIRST_TARGET_YEAR
        ]
    )


def headline(
    rows: pd.DataFrame,
    second: SimulationResult,
    label_a: str,
    label_b: str,
    measure: str,
    targets: pd.DataFrame,
    language: Language,
) -> str:
    """Say the finding: how many projects two scenarios bring by the last year, and the chance of the target."""
    year = chain.LAST_TARGET_YEAR
    means = rows[rows["year"] == year].set_index("scenario")["mean"]
    a, b = (language.number(means[label], 1) for label in (label_a, label_b))
    if measure != "active":
        what = language.label("count", measure)
        return language.text("Projects {what}, {year}: B {b}, A {a}", what=what, year=year, a=a, b=b)
    target = float(targets.set_index("year").loc[year, "target"])
    chance = float(np.mean(second.national("active")[-1] >= target - 1e-6))
    return language.text(
        "Projects under way in {year}: B {b}, A {a}. The target of {target} under B: {chance}",
        year=year,
        a=a,
        b=b,
        target=language.number(target),
        chance=language.chance(chance),
    )


def binding_by_year(result: SimulationResult, instrument: str) -> pd.DataFrame:
    """Return how often each constraint binds in each year, all regions together."""
    shares = result.binding_shares()[:, :, INSTRUMENTS.index(instrument)].mean(axis=0)
    return pd.DataFrame(
        [
            {"year": year, "cause": cause, "share": float(shares[row, column])}
            for row, year in enumerate(result.years)
            if year >= chain.FIRST_TARGET_YEAR
            for column, cause in enumerate(BINDING)
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


def _by_region(result: SimulationResult, measure: str, t: int) -> np.ndarray:
    """Return a measure of all regions in one year, (regions, draws)."""
    return np.stack([counts(result, measure, code)[t] for code in result.regions])


def _spreads(rows: np.ndarray) -> list[dict[str, float]]:
    """Return the mean of each row, the interval of eight futures in ten, and the Monte Carlo error."""
    rows = np.asarray(rows, dtype=np.float64)
    low, high = np.percentile(rows, [10, 90], axis=1)
    error = rows.std(axis=1) / np.sqrt(rows.shape[1])
    columns = (column.tolist() for column in (rows.mean(axis=1), low, high, error))
    return [dict(zip(("mean", "p10", "p90", "standard_error"), row)) for row in zip(*columns)]


def save(scenario: Scenario, name: str) -> None:
    """Keep a scenario under a name of its own."""
    if name.strip() in shipped_scenarios():
        raise Problem("the name {name} belongs to a shipped scenario: choose another", name=name.strip())
    scenarios.save_scenario(resources.database(), name, {**scenario.to_document(), "name": name.strip()})


def read_uploaded(content: bytes) -> Scenario:
    """Read a scenario from a file that somebody brought, and check every path in it.

    Raises
    ------
    Problem
        Naming what is wrong.
    """
    try:
        document = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Problem("the file is not JSON") from None
    scenario = scenario_from_document(document)
    resolve(scenario, inputs())
    return scenario


def changes_table(result: SimulationResult, language: Language) -> pd.DataFrame:
    """Return the changes of a scenario: what, when, the value of the baseline and the new one."""
    baseline = result.inputs.parameters

    def before(path: str) -> str:
        if path.startswith("parameters."):
            return value_label(language, path, baseline[path.split(".")[1]].value)
        if path == "rule":
            return value_label(language, path, result.inputs.baseline_rule)
        if path.startswith("choices."):
            return value_label(language, path, CHOICES[path.split(".")[1]][0])
        return ""

    changes = result.scenario.changes
    return pd.DataFrame(
        {
            language.text("What"): [path_label(language, change.path) for change in changes],
            language.text("Years"): [f"{change.years[0]}–{change.years[-1]}" for change in changes],
            language.text("Baseline"): [before(change.path) for change in changes],
            language.text("New value"): [value_label(language, change.path, change.value) for change in changes],
        }
    )


def assumption_share(simulation: SimulationResult) -> float:
    """Return the share of the uncertain parameters that are graded C, assumptions to be replaced."""
    used = simulation.model.parameters
    graded = [used[name].grade for name in used.uncertain]
    return graded.count("C") / len(graded)

"""What a brief and a comparison say: simulations on the figures and records of the store, as plain data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from urllib.parse import parse_qsl, quote, unquote, urlencode

import numpy as np
import pandas as pd

from foresight.chain import FIRST_TARGET_YEAR, LAST_TARGET_YEAR, NATION, complete_through, funding_inputs
from foresight.funding.engine import simulate
from foresight.funding.inputs import FundingInputs
from foresight.funding.result import SimulationResult
from foresight.funding.scenario import Scenario, read_scenario, scenario_from_document, shipped_scenarios
from foresight.funding.vocabulary import BINDING, ENGINE_VERSION, INSTRUMENTS, PAYERS, YEARS
from foresight.problems import Problem
from foresight.reports.fingerprint import canonical
from foresight.reports.target_words import plain_rows
from foresight.statistics.shipped import read_targets
from foresight.store import actuals, clock, figures, scenarios
from foresight.store.engine import Reading
from foresight.targets.consistency import consistency_findings, figures_from
from foresight.targets.feasibility import feasibility
from foresight.targets.indicators import CountingChoices
from foresight.targets.recorded import recorded_by_choice

DRAWS = 4_000
SEED = 1
DEFAULT_SCENARIO = "concept"
MOST_COMPARED = 4


def scenario_named(reader: Reading, name: str) -> Scenario:
    """Return a shipped scenario or one saved in the store.

    Raises
    ------
    Problem
        When there is none of this name.
    """
    if name in shipped_scenarios():
        return read_scenario(name)
    saved = {one.name: one.content for one in scenarios.list_scenarios(reader)}
    if name not in saved:
        raise Problem(
            "unknown scenario {scenario}: one of {allowed}",
            scenario=name,
            allowed=", ".join([*shipped_scenarios(), *saved]),
        )
    return scenario_from_document(saved[name])


def brief_reference(scenario: str, choices: CountingChoices | None = None) -> str:
    """Write what a brief is about in one line: the scenario, and the counting choices that are not the defaults."""
    own, default = asdict(choices or CountingChoices()), asdict(CountingChoices())
    other = {name: str(value) for name, value in own.items() if value != default[name]}
    return quote(scenario, safe=" ") + (f"?{urlencode(other)}" if other else "")


def read_brief_reference(reference: str) -> tuple[str, CountingChoices]:
    """Read the scenario and the counting choices of a brief.

    Raises
    ------
    Problem
        When a choice is unknown.
    """
    name, _, rest = (reference or DEFAULT_SCENARIO).partition("?")
    values: dict[str, object] = dict(parse_qsl(rest))
    for choice in values:
        if choice not in CountingChoices.__dataclass_fields__:
            raise Problem("unknown counting choice {choice}", choice=choice)
    if "in_kind_counts" in values:
        values["in_kind_counts"] = values["in_kind_counts"] == "True"
    return unquote(name), CountingChoices(**values)


def comparison_reference(names: Sequence[str]) -> str:
    """Write which scenarios are compared in one line."""
    return ",".join(quote(name, safe=" ") for name in names)


def read_comparison_reference(reference: str) -> list[str]:
    """Read the scenarios of a comparison.

    Raises
    ------
    Problem
        When there are fewer than two, more than four, or one twice.
    """
    names = [unquote(part.strip()) for part in (reference or "baseline,concept").split(",") if part.strip()]
    if not 2 <= len(names) <= MOST_COMPARED:
        raise Problem("from 2 to {most} scenarios can be compared, not {count}", most=MOST_COMPARED, count=len(names))
    for name in names:
        if names.count(name) > 1:
            raise Problem("the scenario {scenario} is named twice", scenario=name)
    return names


def planning_inputs(reader: Reading) -> tuple[FundingInputs, pd.DataFrame, pd.DataFrame, str]:
    """Return what simulations start from, the recorded indicators, the figures and their vintage."""
    vintage = figures.current_vintage(reader)
    observations = figures.observations(reader, vintage)
    recorded = actuals.recorded(reader, YEARS)
    through = complete_through(recorded, clock.now().year)
    inputs = funding_inputs(observations, recorded, actuals.started_projects(reader), through)
    return inputs, recorded, observations, vintage


def target_rows(
    simulation: SimulationResult, recorded: pd.DataFrame, choices: CountingChoices, searched: Collection[int] = ()
) -> list[dict]:
    """Answer on every target and year, as plain rows; what it would take is searched for in the years named.

    A document tells what it would take for one year at most, and the search is nearly all the work.
    """
    targets = read_targets()
    nation = recorded[recorded["region"] == NATION]
    wanted = targets["year"].isin(list(searched))
    parts = [
        feasibility(part, simulation, nation, choices, search=search)
        for part, search in ((targets[wanted], True), (targets[~wanted], False))
        if len(part)
    ]
    table = pd.concat(parts).set_index(["indicator", "year"]).loc[list(zip(targets["indicator"], targets["year"]))]
    return plain_rows(table.reset_index())


def assumption_share(simulation: SimulationResult) -> float:
    """Return the share of the uncertain parameters that are assumptions to be replaced (grade C)."""
    used = simulation.model.parameters
    grades = [used[name].grade for name in used.uncertain]
    return grades.count("C") / len(grades) if grades else 0.0


def brief_facts(reader: Reading, reference: str) -> dict[str, object]:
    """Gather what a brief says.

    Parameters
    ----------
    reader : Reading
    reference : str
        As from ``brief_reference``; empty for the Concept's rule.

    Returns
    -------
    dict
        ``scenario, choices, figures, recorded, targets, findings``; plain values.
    """
    name, choices = read_brief_reference(reference)
    inputs, recorded, observations, vintage = planning_inputs(reader)
    scenario = scenario_named(reader, name)
    simulation = simulate(scenario, inputs, draws=DRAWS, seed=SEED)
    counted = recorded_by_choice(recorded, actuals.started_projects(reader), choices)
    nation = counted[counted["region"] == NATION]
    found = consistency_findings(figures_from(inputs, read_targets(), observations))
    return canonical(
        {
            "scenario": {**_run(simulation), "name": name, "assumptions": assumption_share(simulation)},
            "choices": asdict(choices),
            "figures": {"vintage": vintage},
            "recorded": nation[["indicator", "year", "value"]].astype(object).to_dict("records"),
            "targets": target_rows(simulation, counted, choices, (LAST_TARGET_YEAR,)),
            "findings": [asdict(finding) for finding in found],
        }
    )


def _run(simulation: SimulationResult) -> dict[str, object]:
    return {
        "document": simulation.scenario.to_document(),
        "hash": simulation.hash,
        "engine": ENGINE_VERSION,
        "draws": simulation.draws,
        "seed": simulation.seed,
        "prices": simulation.model.choices["prices"],
    }


def _spread(values: np.ndarray) -> dict[str, float]:
    low, high = np.percentile(values, [10, 90])
    return {"mean": float(values.mean()), "p10": float(low), "p90": float(high)}


def comparison_facts(reader: Reading, reference: str) -> dict[str, object]:
    """Gather what a comparison of scenarios says, all on the same random numbers.

    Parameters
    ----------
    reader : Reading
    reference : str
        Names of two to four scenarios, as from ``comparison_reference``.

    Returns
    -------
    dict
        ``figures, scenarios, targets``; plain values.
    """
    names = read_comparison_reference(reference)
    inputs, recorded, _, vintage = planning_inputs(reader)
    runs, answers = [], {}
    for name in names:
        simulation = simulate(scenario_named(reader, name), inputs, draws=DRAWS, seed=SEED)
        years = [(place, year) for place, year in enumerate(simulation.years) if year >= FIRST_TARGET_YEAR]
        active = simulation.national("active")
        runs.append(
            {
                **_run(simulation),
                "name": name,
                "projects": {str(year): _spread(active[place]) for place, year in years},
                "regions_with_projects": {
                    str(year): float(simulation.regions_with_projects()[place].mean()) for place, year in years
                },
                "money": {
                    payer: {str(year): float(simulation.national(payer)[place].mean()) for place, year in years}
                    for payer in PAYERS
                },
                "binding": _binding(simulation),
                "assumptions": assumption_share(simulation),
            }
        )
        answers[name] = target_rows(simulation, recorded, CountingChoices())
    return canonical({"figures": {"vintage": vintage}, "scenarios": runs, "targets": answers})


def _binding(simulation: SimulationResult) -> Mapping[str, Mapping[str, float]]:
    """How often each constraint binds in the last year, over all regions, by instrument."""
    table = simulation.tables.binding[:, -1]
    return {
        instrument: {name: float((table[place] == code).mean()) for code, name in enumerate(BINDING)}
        for place, instrument in enumerate(INSTRUMENTS)
    }

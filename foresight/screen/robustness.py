"""Which rule survives most futures, as the page of robustness tells it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from foresight.funding.engine import simulate
from foresight.funding.executors import Progress
from foresight.funding.goal_seek import Goal
from foresight.funding.inputs import FundingInputs
from foresight.funding.robustness import Robustness, robustness, satisficing
from foresight.funding.scenario import Scenario
from foresight.funding.vocabulary import ENGINE_VERSION
from foresight.i18n.changes import value_label
from foresight.i18n.language import Language
from foresight.screen import long_work

FUTURES = (1000, 2000, 5000, 10_000)
GOALS = range(1, 11)
OUTCOMES = ("fails", "works")
SURE = 1.96
COST_DRAWS = 1000


def question(scenarios: Mapping[str, Scenario], inputs: FundingInputs, goal: Goal, futures: int, seed: int) -> str:
    """Return the hash that names the question: engine, data, every change, goal, futures and seed."""
    changes = {name: scenario.to_document()["changes"] for name, scenario in scenarios.items()}
    return long_work.question(
        "robustness", COST_DRAWS, ENGINE_VERSION, inputs.digest, changes, vars(goal), futures, seed
    )


def work_out(
    scenarios: Mapping[str, Scenario], inputs: FundingInputs, goal: Goal, futures: int, seed: int, progress: Progress
) -> dict[str, object]:
    """Put scenarios into the same futures and find the conditions under which each fails and works.

    Returns
    -------
    dict
        ``table`` (rows), ``reached`` (scenario to the share of futures with at least 1, 2, … projects) and
        ``conditions`` (scenario to ``fails`` and ``works``), ready to be kept.
    """
    steps = 2 * len(scenarios)
    named = [Scenario(name, one.changes, one.note) for name, one in scenarios.items()]
    found = robustness(named, inputs, goal, futures=futures, seed=seed, progress=lambda done, _: progress(done, steps))
    conditions = {}
    for place, name in enumerate(found.scenarios):
        conditions[name] = {outcome: _box(found, name, outcome) for outcome in OUTCOMES}
        progress(len(scenarios) + place + 1, steps)
    reached = {
        name: [float(np.mean(found.outcomes[:, place] >= goal_count - 1e-6)) for goal_count in GOALS]
        for place, name in enumerate(found.scenarios)
    }
    central = [
        float(simulate(one, inputs, draws=COST_DRAWS, seed=seed).national("central").sum(axis=0).mean())
        for one in named
    ]
    return {
        "table": found.table.assign(central=central).to_dict("records"),
        "reached": reached,
        "conditions": conditions,
    }


def _box(found: Robustness, name: str, outcome: str) -> dict[str, object]:
    """Find conditions that take the outcome half of the way from how common it is to certain."""
    reached = float(satisficing(found.outcomes[:, [found.scenarios.index(name)]], found.goal.projects)[0])
    common = reached if outcome == "works" else 1 - reached
    box = found.conditions(name, outcome, threshold=(1 + common) / 2)
    return {**vars(box), "conditions": [vars(condition) for condition in box.conditions]}


def table(answer: Mapping[str, object], names: Mapping[str, str], futures: int, language: Language) -> pd.DataFrame:
    """Return the rows of the answer with names and intervals, the most robust first."""
    frame = pd.DataFrame(answer["table"])
    error = SURE * frame["standard_error"]
    frame = frame.assign(
        name=frame["scenario"].map(names),
        low=(frame["satisfices"] - error).clip(lower=0),
        high=(frame["satisfices"] + error).clip(upper=1),
        text=[language.percent(share, 1) for share in frame["satisfices"]],
    )
    return frame.sort_values(["satisfices", "mean"], ascending=False, kind="stable", ignore_index=True)


def headline(rows: pd.DataFrame, goal: Goal, language: Language) -> str:
    """Say which scenario survives most futures, and whether the lead over the next one is sure."""
    best, count = rows.iloc[0], int(goal.projects)
    values = {"name": best["name"], "year": goal.year, "chance": language.chance(best["satisfices"])}
    if best["satisfices"] < 0.05:
        return language.plural(
            "No scenario survives: {count} project in {year} is {chance} even with “{name}”",
            "No scenario survives: {count} projects in {year} are {chance} even with “{name}”",
            count,
            **values,
        )
    return language.plural(
        "“{name}” survives most futures: {count} project in {year} is {chance}",
        "“{name}” survives most futures: {count} projects in {year} are {chance}",
        count,
        **values,
    )


def costs_sentence(rows: pd.DataFrame, language: Language) -> str:
    """Say what the most robust scenario costs the centre, and what the next one does: counts alone mislead."""
    best = rows.iloc[0]
    said = language.text(
        "It costs the central budget {money} from 2026 to 2030 on average.", money=language.money(best["central"])
    )
    if len(rows) > 1:
        said += " " + language.text(
            "The next, “{name}”: {money}.", name=rows.iloc[1]["name"], money=language.money(rows.iloc[1]["central"])
        )
    return said


def condition_sentences(box: Mapping[str, object], language: Language) -> list[str]:
    """Say each condition of a box in words."""
    said = []
    for condition in box["conditions"]:
        path = f"parameters.{condition['name']}"
        value = value_label(language, path, condition["value"])
        label = language.label("parameter", condition["name"])
        said.append(
            language.text("{parameter}: above {value}", parameter=label, value=value)
            if condition["side"] == "above"
            else language.text("{parameter}: below {value}", parameter=label, value=value)
        )
    return said


def box_sentence(box: Mapping[str, object], outcome: str, language: Language) -> str:
    """Say what happens where all conditions hold, and how much of it they explain."""
    values = {
        "density": language.percent(box["density"]),
        "base": language.percent(box["base_rate"]),
        "coverage": language.percent(box["coverage"]),
        "mass": language.percent(box["mass"]),
    }
    if box["base_rate"] in (0.0, 1.0):
        always = (box["base_rate"] == 1.0) == (outcome == "fails")
        return (
            language.text("The goal is missed in every future tried: no condition saves it.")
            if always
            else language.text("The goal is reached in every future tried.")
        )
    if not box["conditions"]:
        return language.text("No condition found that would tell these futures from the others.")
    if outcome == "fails":
        return language.text(
            "Where all of these hold, the goal is missed in {density} of futures (in {base} overall). "
            "They hold in {mass} of futures and cover {coverage} of all failures.",
            **values,
        )
    return language.text(
        "Where all of these hold, the goal is reached in {density} of futures (in {base} overall). "
        "They hold in {mass} of futures and cover {coverage} of all successes.",
        **values,
    )

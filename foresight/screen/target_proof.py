"""The targets with their proof: counting rules, what is behind each number, and whether they fit each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import numpy as np
import pandas as pd
import streamlit as st

from foresight import chain
from foresight.funding.vocabulary import BASE_YEAR, YEARS
from foresight.i18n.language import Language
from foresight.reports.consistency_words import finding_sentence, line_of, money_text
from foresight.screen import funding, resources
from foresight.statistics.shipped import read_targets, source_name
from foresight.store import actuals
from foresight.targets.consistency import consistency_findings, figures_from
from foresight.targets.consistency_checks import Finding
from foresight.targets.feasibility import ASSUMPTIONS
from foresight.targets.indicators import OPTIONS, CountingChoices, indicator_draws
from foresight.targets.recorded import recorded_by_choice

SIGNS = {"contradiction": ":material/block:", "tension": ":material/warning:", "fits": ":material/check_circle:"}
SHARE = "cofinancing_share"


def chosen(state: dict[str, object]) -> CountingChoices:
    """Return the counting choices that the widgets hold."""
    return CountingChoices(**{name: str(state[name]) for name in OPTIONS}, in_kind_counts=bool(state["in_kind_counts"]))


@st.cache_data(max_entries=24, show_spinner=False)
def _answer(scenario: str, choices: tuple, key: tuple) -> pd.DataFrame:
    rules = CountingChoices(**dict(choices))
    recorded = actuals.recorded(resources.database(), YEARS)
    counted = recorded_by_choice(recorded, actuals.started_projects(resources.database()), rules)
    return chain.answer_on_targets(funding.simulation(funding.scenario_named(scenario)), counted, rules)


def answer(scenario: str, choices: CountingChoices) -> pd.DataFrame:
    """Return the answer on every target and year, counted as chosen."""
    return _answer(scenario, tuple(asdict(choices).items()), funding.records_key())


def futures(scenario: str, choices: CountingChoices, indicator: str, year: int) -> pd.DataFrame:
    """Return how many of the simulated futures have which value: ``value, share``; a share is binned by points."""
    simulation = funding.simulation(funding.scenario_named(scenario))
    draws = indicator_draws(simulation, choices)[indicator][simulation.years.index(year)]
    known = draws[np.isfinite(draws)]
    if indicator == SHARE:
        known = np.round(known * 100, 0 if known.size and known.max() > 0.2 else 1) / 100
    values, counts = np.unique(known, return_counts=True)
    return pd.DataFrame({"value": values, "share": counts / max(len(draws), 1)})


@st.cache_resource(max_entries=2, show_spinner=False)
def _findings(key: tuple) -> tuple[Finding, ...]:
    return consistency_findings(figures_from(funding.inputs(), read_targets(), resources.observations()))


def findings() -> tuple[Finding, ...]:
    """Return whether the targets fit each other, the rule and the money, on the figures in use."""
    return _findings(funding.records_key())


def headline(found: tuple[Finding, ...], language: Language) -> str:
    """Say how many contradictions and tensions there are."""
    counts = {code: sum(one.severity == code for one in found) for code in SIGNS}
    return (
        language.plural("{count} contradiction", "{count} contradictions", counts["contradiction"])
        + ", "
        + language.plural("{count} tension in the targets", "{count} tensions in the targets", counts["tension"])
    )


def sentence(found: Finding, language: Language) -> str:
    """Word a finding."""
    return finding_sentence(found, language)


def arithmetic(found: Finding, language: Language) -> pd.DataFrame:
    """Return the proof of a finding line by line."""
    lines = [line_of(step, language) for step in found.steps]
    return pd.DataFrame(
        {
            language.text("What"): [line.name for line in lines],
            language.text("How"): [line.arithmetic for line in lines],
            language.text("Result"): [line.result for line in lines],
        }
    )


def money_rows(language: Language) -> pd.DataFrame:
    """Return the amounts of local money that the targets mean, beside today's."""
    figures = figures_from(funding.inputs(), read_targets(), resources.observations())
    projects, shares = figures.series("active_projects"), figures.series(SHARE)
    rows = [(language.text("Local R&D budgets of {year}", year=BASE_YEAR), figures.local_budget, "today")]
    if projects:
        year, count = max(projects.items())
        label = language.text("Local part of the {count} projects of {year}", count=language.number(count), year=year)
        rows.insert(0, (label, count * figures.grant_share * figures.grant_cost, "projects"))
    if shares:
        year, share = max(shares.items())
        base = (("gerd", figures.rd_expenditure), ("public_rd", figures.public_rd))
        for code, amount in base:
            if np.isfinite(amount):
                label = language.text(
                    "{share} {base} in {year}",
                    share=language.percent(share),
                    base=language.label("target_choice", code),
                    year=year,
                )
                rows.append((label, share * amount, "share"))
    frame = pd.DataFrame(rows, columns=["label", "amount", "kind"])
    frame["told"] = [money_text(amount, language) for amount in frame["amount"]]
    return frame[frame["amount"] > 0].sort_values("amount", ignore_index=True)


def expected_rows() -> pd.DataFrame:
    """Return projects expected from the planned specifications beside the target, by year."""
    found = next(
        (one for one in findings() if one.code.startswith("specifications_") and "targets" in one.values), None
    )
    if found is None:
        return pd.DataFrame(columns=["year", "expected", "target"])
    expected = {
        int(step.code.rpartition("_")[2]): step.result
        for step in found.steps
        if step.code.startswith("projects_expected")
    }
    targets = found.values["targets"]
    rows = [(year, expected[year], targets[year]) for year in sorted(targets) if year in expected]
    return pd.DataFrame(rows, columns=["year", "expected", "target"])


def assumptions_table(scenario: str, indicator: str, language: Language) -> pd.DataFrame:
    """Return the parameters a forecast rests on, with range, grade and source, as the scenario has them."""
    simulation = funding.simulation(funding.scenario_named(scenario))
    names = ASSUMPTIONS[indicator] or simulation.model.parameters.uncertain
    rows = [simulation.model.parameters[name] for name in names]
    return pd.DataFrame(
        {
            language.text("Parameter"): [language.label("parameter", row.name) for row in rows],
            language.text("Value"): [row.value for row in rows],
            language.text("Low"): [row.low for row in rows],
            language.text("High"): [row.high for row in rows],
            language.text("Unit"): [language.label("parameter_unit", row.unit) for row in rows],
            language.text("Grade"): [row.grade for row in rows],
            language.text("Source"): [source_name(row.source, language.code) for row in rows],
        }
    )


def recorded_events(indicator: str, year: int, choices: CountingChoices, language: Language) -> pd.DataFrame:
    """Return what was recorded and counts towards an indicator in a year, counted as chosen."""
    if indicator == SHARE:
        return _paid(year, language)
    events = actuals.counted_events(resources.database(), YEARS)
    events = events[events["indicator"] == indicator]
    rule = getattr(choices, indicator)
    if indicator == "active_projects" and rule != "active":
        events = events[events["happened"].str[:4] == events["year"].astype(str)]  # the year it started in
    events = events[events["year"] <= year] if rule == "cumulative" else events[events["year"] == year]
    days = events["happened"].astype(str)
    return pd.DataFrame(
        {
            language.text("What"): events["title"].tolist(),
            language.text("Region"): [language.region(region, short=True) for region in events["region"]],
            language.text("When"): [
                day if indicator == "active_projects" else language.date(dt.date.fromisoformat(day[:10]))
                for day in days
            ],
        }
    )


def _paid(year: int, language: Language) -> pd.DataFrame:
    """Return who paid how much for projects in a year."""
    money = actuals.money_by_payer(resources.database())
    money = money[(money["year"] == year) & money["paid"].notna()]
    return pd.DataFrame(
        {
            language.text("Region"): [language.region(region, short=True) for region in money["region"]],
            language.text("Who pays"): [language.label("initiative_payer", payer) for payer in money["payer"]],
            language.text("paid"): [language.money(amount) for amount in money["paid"]],
        }
    )

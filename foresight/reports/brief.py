"""The brief for leaders: one page that can be read in ninety seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from foresight.funding.scenario import shipped_scenarios
from foresight.i18n.language import Language
from foresight.i18n.target_amounts import amount, amounts_between
from foresight.reports.consistency_words import finding_sentence
from foresight.reports.document import Bullets, Cell, Column, Document, Heading, Notice, Paragraph, table
from foresight.reports.fingerprint import Mark
from foresight.reports.target_words import (
    grid_cell,
    hardest,
    headline,
    recorded_so_far,
    shade,
    strongest_lever,
    what_it_takes_in_full,
)
from foresight.reports.words import framed
from foresight.targets.consistency_checks import Finding, Step
from foresight.targets.indicators import INDICATORS, OPTIONS, CountingChoices

MOST_FINDINGS = 5


def scenario_name(name: str, language: Language) -> str:
    """Name a scenario: the shipped ones in words, the saved ones as they were saved."""
    return language.label("scenario", name) if name in shipped_scenarios() else name


def finding_of(stored: Mapping) -> Finding:
    """Read a finding back from the data of a document."""
    steps = tuple(
        Step(
            one["code"],
            one["operation"],
            tuple((code, float(value)) for code, value in one["terms"]),
            float(one["result"]),
            one["unit"],
        )
        for one in stored["steps"]
    )
    return Finding(stored["code"], stored["severity"], stored["values"], steps)


def counting_notes(choices: Mapping, language: Language) -> list[str]:
    """Say which targets are counted by another rule than the default."""
    default = CountingChoices()
    told = [
        f"{language.label('target_short', indicator)}: {language.label('target_choice', choices[indicator])}"
        for indicator in OPTIONS
        if choices[indicator] != getattr(default, indicator)
    ]
    if choices["in_kind_counts"] != default.in_kind_counts:
        told.append(language.text("People, rooms and equipment do not count as co-financing"))
    return told


def brief(facts: Mapping, language: Language, mark: Mark, made_on: dt.date) -> Document:
    """Write the brief.

    Parameters
    ----------
    facts : mapping
        From ``brief_facts``.
    language : Language
    mark : Mark
    made_on : date
    """
    rows, scenario = facts["targets"], facts["scenario"]
    years = sorted({row["year"] for row in rows})
    by = {(row["indicator"], row["year"]): row for row in rows}
    hard = hardest(rows)
    error = max((row["standard_error"] or 0) for row in rows)
    other = counting_notes(facts["choices"], language)
    blocks: list[object] = []
    if other:
        blocks.append(
            Notice(language.text("Counted otherwise than by default: {choices}.", choices="; ".join(other)), "note")
        )
    if all(not row["value"] for row in facts["recorded"]):
        blocks.append(
            Notice(language.text("Nothing has been recorded since 2026 yet: everything here is a forecast."), "note")
        )
    blocks += [
        table(
            [Column("", 2.3), *(Column(str(year), 1.2, "center") for year in years)],
            [
                (
                    Cell(language.label("target_short", indicator), strong=True),
                    *(grid_cell(by[indicator, year], language) for year in years),
                )
                for indicator in INDICATORS
            ],
            note=language.text(
                "In how many of ten simulated futures the target of the year is reached; blue: within reach, red: out "
                "of reach."
            ),
        ),
        *_so_far(facts, made_on.year, language),
        Paragraph(
            language.text(
                "Hardest: {target} in 2030 — {chance}. {binding}",
                target=language.label("target", hard["indicator"]),
                chance=language.chance(hard["probability"]),
                binding=language.label("target_binding_sentence", hard["binding"]),
            )
            + strongest_lever(hard, language),
            "lead",
        ),
        Heading(language.text("The targets of 2030: what binds and what it would take"), 2),
        _last_year(by, years[-1], language),
        Heading(language.text("Where the targets disagree with each other"), 2),
        _findings(facts["findings"], language),
        Paragraph(
            language.text(
                "{scenario}. {draws} futures, seed {seed}; error of a chance at most {error} points. {share} of the "
                "model's uncertain parameters are assumptions to be replaced. Figures: {vintage}. Simulation {hash}.",
                scenario=scenario_name(scenario["name"], language),
                draws=language.number(scenario["draws"]),
                seed=scenario["seed"],
                error=language.number(100 * error, 1),
                share=language.percent(scenario["assumptions"]),
                vintage=facts["figures"]["vintage"],
                hash=scenario["hash"][:12],
            ),
            "small",
        ),
    ]
    return framed(
        "brief",
        language,
        headline(rows, language),
        language.text("Targets of the Concept, 2026–2030 · {day}", day=language.date(made_on)),
        blocks,
        mark,
        made_on,
        compact=True,
    )


def _so_far(facts: Mapping, year: int, language: Language) -> list[Paragraph]:
    """Say what this year has brought already, once anything is recorded."""
    told = recorded_so_far(facts["targets"], year, language)
    return [Paragraph(told)] if told and any(row["value"] for row in facts["recorded"]) else []


def _last_year(by: Mapping, year: int, language: Language) -> object:
    rows = []
    for indicator in INDICATORS:
        row = by[indicator, year]
        fill, ink = shade(row["probability"]) if row["probability"] is not None else ("", "")
        rows.append(
            (
                language.label("target_short", indicator),
                amount(indicator, row["target"], language),
                amount(indicator, row["committed"], language),
                amounts_between(indicator, row["p10"], row["p90"], language),
                Cell(language.chance(row["probability"]), fill, ink),
                language.label("target_binding", row["binding"]),
                what_it_takes_in_full(row, language),
            )
        )
    return table(
        [
            Column(language.text("Target"), 1.7),
            Column(language.text("Asked for"), 0.8, "right"),
            Column(language.text("Recorded"), 0.9, "right"),
            Column(language.text("8 futures in 10"), 1, "center"),
            Column(language.text("Chance"), 1.3),
            Column(language.text("What binds"), 1.8),
            Column(language.text("What it would take"), 4),
        ],
        rows,
        small=True,
    )


def _findings(stored: list[Mapping], language: Language) -> object:
    found = [finding_of(one) for one in stored if one["severity"] != "fits"][:MOST_FINDINGS]
    if not found:
        return Paragraph(language.text("No contradiction was found in today's figures."))
    return Bullets(
        tuple(
            f"{language.label('consistency_meaning', one.severity)}: {finding_sentence(one, language)}" for one in found
        )
    )

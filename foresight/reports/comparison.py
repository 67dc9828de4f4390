"""The comparison of scenarios: what each changes, what comes of it by 2030, who pays, which targets it reaches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from foresight.charts.funding import projects_by_year
from foresight.funding.scenario import scenario_from_document
from foresight.funding.vocabulary import BINDING, INSTRUMENTS, PAYERS
from foresight.i18n.language import Language
from foresight.i18n.target_amounts import amount
from foresight.reports.brief import scenario_name
from foresight.reports.document import Cell, Column, Document, Facts, Heading, Paragraph, table
from foresight.reports.figures import figure
from foresight.reports.fingerprint import Mark
from foresight.reports.target_words import LAST_YEAR, grid_cell, lever_amount, trimmed
from foresight.reports.words import DASH, framed, hash_block
from foresight.targets.indicators import INDICATORS


def comparison(facts: Mapping, language: Language, mark: Mark, made_on: dt.date) -> Document:
    """Write the comparison.

    Parameters
    ----------
    facts : mapping
        From ``comparison_facts``.
    language : Language
    mark : Mark
    made_on : date
    """
    runs = facts["scenarios"]
    names = [scenario_name(run["name"], language) for run in runs]
    best = max(range(len(runs)), key=lambda place: runs[place]["projects"][str(LAST_YEAR)]["mean"])
    blocks = [
        Paragraph(
            language.text(
                "Most projects under way in 2030: “{scenario}”, {mean} on average, {low} to {high} in 8 of 10 futures.",
                scenario=names[best],
                mean=trimmed(runs[best]["projects"][str(LAST_YEAR)]["mean"], language),
                low=trimmed(runs[best]["projects"][str(LAST_YEAR)]["p10"], language),
                high=trimmed(runs[best]["projects"][str(LAST_YEAR)]["p90"], language),
            ),
            "lead",
        ),
        Heading(language.text("Projects under way")),
        _chart(facts, names, language),
        _projects(runs, names, language),
        Heading(language.text("The targets of 2030")),
        _targets(facts, names, language),
        Heading(language.text("Who pays, on average")),
        _money(runs, names, language),
        Heading(language.text("What holds the next project back in 2030")),
        _binding(runs, names, language),
        Heading(language.text("What each scenario changes")),
        *_changes(runs, names, language),
        Heading(language.text("How it was computed")),
        _computed(facts, language),
        *hash_block(mark, language),
    ]
    return framed(
        "comparison",
        language,
        language.text("Comparison of funding scenarios"),
        " · ".join(names),
        blocks,
        mark,
        made_on,
    )


def _years(runs: list[Mapping]) -> list[str]:
    return sorted(runs[0]["projects"], key=int)


def _chart(facts: Mapping, names: list[str], language: Language) -> object:
    runs = facts["scenarios"]
    rows = pd.DataFrame(
        [
            {"scenario": name, "year": int(year), **run["projects"][year]}
            for name, run in zip(names, runs)
            for year in _years(runs)
        ]
    )
    answers = facts["targets"][runs[0]["name"]]
    wanted = pd.DataFrame(
        [(row["year"], row["target"]) for row in answers if row["indicator"] == "active_projects"],
        columns=["year", "target"],
    ).astype({"target": "float64"})
    chart = projects_by_year(rows, wanted, language).properties(width=470, height=230)
    return figure(
        chart,
        language,
        language.text("Points are averages, lines span eight futures in ten, ticks are the targets"),
        language.text("Active projects by year in each scenario, with targets"),
    )


def _projects(runs: list[Mapping], names: list[str], language: Language) -> object:
    years = _years(runs)

    def cell(run: Mapping, year: str) -> str:
        found = run["projects"][year]
        low, high = trimmed(found["p10"], language), trimmed(found["p90"], language)
        return f"{language.number(found['mean'], 1)} ({low}–{high})"

    return table(
        [Column(language.text("Scenario"), 3), *(Column(year, 1.3, "right") for year in years)],
        [(name, *(cell(run, year) for year in years)) for name, run in zip(names, runs)],
        note=language.text("Average and the span of eight futures in ten."),
    )


def _targets(facts: Mapping, names: list[str], language: Language) -> object:
    runs = facts["scenarios"]
    by = {
        (run["name"], row["indicator"]): row
        for run in runs
        for row in facts["targets"][run["name"]]
        if row["year"] == LAST_YEAR
    }
    rows = []
    for indicator in INDICATORS:
        first = by[runs[0]["name"], indicator]
        cells = []
        for run in runs:
            tile = grid_cell(by[run["name"], indicator], language)
            cells.append(Cell(tile.text.split("\n")[0], tile.fill, tile.ink))
        wanted = amount(indicator, first["target"], language)
        rows.append((language.label("target_short", indicator), wanted, *cells))
    return table(
        [
            Column(language.text("Target"), 2.4),
            Column(language.text("Asked for"), 1, "right"),
            *(Column(name, 1.7, "center") for name in names),
        ],
        rows,
        note=language.text("In how many of ten simulated futures the target of 2030 is reached."),
    )


def _money(runs: list[Mapping], names: list[str], language: Language) -> object:
    years = _years(runs)
    rows = []
    for name, run in zip(names, runs):
        for payer in PAYERS:
            amounts = run["money"][payer]
            if any(amounts[year] for year in years):
                rows.append(
                    (name, language.label("payer", payer), *(language.number(amounts[year], 1) for year in years))
                )
        total = [sum(run["money"][payer][year] for payer in PAYERS) for year in years]
        rows.append(
            (
                Cell(name, strong=True),
                Cell(language.text("Total"), strong=True),
                *(Cell(language.number(value, 1), strong=True) for value in total),
            )
        )
    return table(
        [
            Column(language.text("Scenario"), 2.6),
            Column(language.text("Who pays"), 1.8),
            *(Column(year, 1, "right") for year in years),
        ],
        rows,
        note=language.text("mln ₸ a year, current prices, mean of all futures."),
        small=True,
    )


def _binding(runs: list[Mapping], names: list[str], language: Language) -> object:
    causes = [
        cause
        for cause in BINDING
        if any(run["binding"][instrument][cause] >= 0.005 for run in runs for instrument in INSTRUMENTS)
    ]
    return table(
        [
            Column(language.text("Scenario"), 2.0),
            Column(language.text("Instrument"), 1.6),
            *(Column(language.label("binding", cause), 1.0, "right") for cause in causes),
        ],
        [
            (
                name,
                language.label("instrument", instrument),
                *(language.percent(run["binding"][instrument][cause]) for cause in causes),
            )
            for name, run in zip(names, runs)
            for instrument in INSTRUMENTS
        ],
        note=language.text("Share of regions and futures in which this cause stops one more project."),
        small=True,
    )


def _changes(runs: list[Mapping], names: list[str], language: Language) -> list[object]:
    blocks: list[object] = []
    for name, run in zip(names, runs):
        changes = scenario_from_document(run["document"]).changes
        blocks.append(Paragraph(name, "strong"))
        if not changes:
            blocks.append(Paragraph(language.text("Nothing: it is the baseline itself."), "empty"))
            continue
        rows = []
        for change in changes:
            value = change.value
            if isinstance(value, int | float) and not isinstance(value, bool):
                told = lever_amount(change.path, float(value), language)
            elif change.path == "rule":
                told = language.label("scenario", str(value))
            else:
                told = str(value)
            rows.append((language.label("lever", change.path), f"{change.years[0]}–{change.years[-1]}", told))
        blocks.append(
            table(
                [
                    Column(language.text("What"), 4),
                    Column(language.text("Years"), 1.4),
                    Column(language.text("New value"), 3),
                ],
                rows,
                small=True,
            )
        )
    return blocks


def _computed(facts: Mapping, language: Language) -> Facts:
    runs = facts["scenarios"]
    rows = [
        (
            scenario_name(run["name"], language),
            language.text(
                "{draws} futures, seed {seed}, engine {engine}, hash {hash}; {share} of the uncertain parameters are "
                "assumptions",
                draws=language.number(run["draws"]),
                seed=run["seed"],
                engine=run["engine"],
                hash=run["hash"][:16],
                share=language.percent(run["assumptions"]),
            ),
        )
        for run in runs
    ]
    return Facts(
        (
            *rows,
            (language.text("Figures"), str(facts["figures"]["vintage"]) or DASH),
            (language.text("Random numbers"), language.text("the same in all scenarios")),
        )
    )

"""The annex on the rounds of a session: what each need got, how stable it is, and who came back."""

from __future__ import annotations

from collections.abc import Mapping

from foresight.i18n.language import Language
from foresight.reports.document import Column, table
from foresight.reports.words import number, percent


def rounds_annex(facts: Mapping, titles: Mapping[str, str], language: Language) -> list[object]:
    """Return medians and quartiles by round, stability, agreement on the order, and who came back."""
    results = facts["results"]
    if results is None:
        return []
    rounds = sorted(results["by_round"], key=int)
    stability = {row["need"]: row for row in results["stability"]}
    by = {one: {row["need"]: row for row in results["by_round"][one]["needs"]} for one in rounds}

    def cell(one: str, need: str) -> str:
        row = by[one].get(need)
        if row is None:
            return "–"
        return language.text(
            "{median} ({q1}–{q3}), n = {people}",
            median=number(row["median"], language, 1),
            q1=number(row["q1"], language, 1),
            q3=number(row["q3"], language, 1),
            people=row["people"],
        )

    rows = [
        (
            titles.get(row["need"], row["need"]),
            *(cell(one, row["need"]) for one in rounds),
            percent(stability.get(row["need"], {}).get("unchanged_share"), language),
            language.label("stability", row["stability"]),
        )
        for row in results["needs"]
    ]
    blocks: list[object] = [
        table(
            [
                Column(language.text("Need"), 5),
                *(Column(language.text("Round {round}: median (quartiles)", round=one), 2.6) for one in rounds),
                Column(language.text("Unchanged"), 1.3, "right"),
                Column(language.text("Between rounds"), 1.6),
            ],
            rows,
            small=True,
            note=language.text("Answers of each person over all criteria, on the scale of the rule."),
        ),
        _concordance(results, rounds, language),
    ]
    if len(rounds) > 1:
        blocks.append(_attrition(results, language))
    return blocks


def _concordance(results: Mapping, rounds: list[str], language: Language) -> object:
    rows = []
    for one in rounds:
        for row in results["by_round"][one]["concordance"]:
            rows.append(
                (
                    str(one),
                    language.label("group", row["stakeholder_group"]),
                    number(row["w"], language, 2),
                    number(row["raters"], language),
                    number(row["raters_left_out"], language),
                )
            )
    return table(
        [
            Column(language.text("Round"), 1),
            Column(language.text("Group"), 3),
            Column("W", 1, "right"),
            Column(language.text("rated all needs"), 1.6, "right"),
            Column(language.text("left out"), 1.3, "right"),
        ],
        rows,
        caption=language.text("Agreement on the order: Kendall's W, 0 to 1"),
        small=True,
    )


def _attrition(results: Mapping, language: Language) -> object:
    rows = [
        (
            str(row["round"]),
            language.label("group", row["stakeholder_group"]),
            *(number(row[name], language) for name in ("people", "came_back", "lost", "joined")),
        )
        for row in results["attrition"]
    ]
    return table(
        [
            Column(language.text("Round"), 1),
            Column(language.text("Group"), 3),
            Column(language.text("people"), 1, "right"),
            Column(language.text("came back"), 1.2, "right"),
            Column(language.text("lost"), 1, "right"),
            Column(language.text("new"), 1, "right"),
        ],
        rows,
        caption=language.text("Who came back"),
        small=True,
    )

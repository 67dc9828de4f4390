"""The technical specification as a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from foresight.funding.scenario import shipped_scenarios
from foresight.i18n.language import Language
from foresight.regions.regions import NATION, REGIONS
from foresight.reports.document import Bullets, Column, Document, Facts, Heading, Notice, Paragraph, Signatures, table
from foresight.reports.fingerprint import Mark
from foresight.reports.specification_trace import trace_blocks
from foresight.reports.words import DASH, day, empty, framed, hash_block, number, percent
from foresight.reports.written import translation_notices, with_sign, written
from foresight.targets.initiatives import PAYERS

SECTIONS = ("problem", "goal", "tasks", "requirements", "qualitative", "effect")


def rule_name(rule: str, language: Language) -> str:
    """Name a co-financing rule: those that are scenarios in words, the others by their code."""
    return language.label("scenario", rule) if rule in shipped_scenarios() else rule


def finding_text(code: str, values: Mapping, language: Language) -> str:
    """Word a finding about money, steps or dates."""
    told = dict(values)
    for name in ("amount", "planned", "paid", "lacking"):
        if told.get(name) is not None:
            told[name] = language.money(float(told[name]))
    for name in ("share", "required"):
        if told.get(name) is not None:
            told[name] = language.percent(float(told[name]), 1)
    if told.get("payer"):
        told["payer"] = language.label("initiative_payer", str(told["payer"]))
    for name in ("step", "earlier", "later"):
        if told.get(name):
            told[name] = language.label("initiative_step", str(told[name]))
    for name in ("date", "earlier_date", "later_date"):
        if told.get(name):
            told[name] = day(str(told[name]), language)
    for name in ("year", "first", "last"):
        if isinstance(told.get(name), float):
            told[name] = str(int(told[name])) if told[name] == told[name] else DASH
    filled = {name: DASH if value is None else value for name, value in told.items()}
    return language.label("initiative_finding", code, **filled)


def specification(facts: Mapping, language: Language, mark: Mark, made_on: dt.date) -> Document:
    """Write a technical specification.

    Parameters
    ----------
    facts : mapping
        From ``specification_facts``.
    language : Language
    mark : Mark
    made_on : date
    """
    found, trace = facts["specification"], facts["trace"]
    content = found["content"]
    title = with_sign(written(content, "title", language.code), language).text or found["title"]
    blocks: list[object] = [
        *_notices(facts, language),
        _head(facts, language),
        *section_blocks(content, "problem", language),
        *section_blocks(content, "goal", language),
        *section_blocks(content, "tasks", language),
        Heading(language.text("Quantitative indicators")),
        *_indicators(content.get("indicators"), language),
        *section_blocks(content, "qualitative", language),
        *section_blocks(content, "requirements", language),
        Heading(language.text("Budget by payer")),
        *budget_blocks(found["budget"], language),
        Heading(language.text("Partners")),
        *_partners(content.get("partners"), language),
        *section_blocks(content, "effect", language),
        Heading(language.text("Trace: where this specification comes from")),
        *trace_blocks(trace["kept"], language),
        Heading(language.text("Signatures")),
        Signatures(
            (
                (language.text("For the region"), ""),
                (language.text("For the science council"), ""),
                (language.text("For the Academy of Sciences"), ""),
            ),
        ),
        *hash_block(mark, language),
    ]
    return framed(
        "specification",
        language,
        title,
        f"{language.text('Technical specification')} · {language.region(found['region'])}",
        blocks,
        mark,
        made_on,
    )


def _notices(facts: Mapping, language: Language) -> list[Notice]:
    found, trace = facts["specification"], facts["trace"]
    notices = []
    if found["state"] in ("draft", "review"):
        notices.append(
            Notice(language.text("Not approved: {state}.", state=language.label("specification_state", found["state"])))
        )
    if trace["session_open"]:
        notices.append(Notice(language.text("The session it comes from is not closed yet: votes may still change.")))
    if trace["ballots_changed"]:
        notices.append(
            Notice(language.text("The ballots of the session have changed since this was drafted; the trace is older."))
        )
    return notices + translation_notices(found["content"], SECTIONS, language)


def _head(facts: Mapping, language: Language) -> Facts:
    found = facts["specification"]
    rows = [
        (language.text("Region"), language.region(found["region"])),
        (
            language.text("Instrument"),
            language.label("instrument", found["instrument"]) if found["instrument"] else language.text("not chosen"),
        ),
        (language.text("State"), language.label("specification_state", found["state"])),
        (
            language.text("Included in a call"),
            day(found["called_on"], language) if found["called_on"] else language.text("not yet"),
        ),
    ]
    if found["content"].get("beneficiary"):
        rows.append((language.text("Who benefits"), str(found["content"]["beneficiary"])))
    for one in facts["initiatives"]:
        step = language.label("initiative_step", one["step"])
        rows.append((language.text("Initiative"), f"{one['title']} ({step})"))
    return Facts(tuple(rows))


def section_blocks(content: Mapping, name: str, language: Language) -> list[object]:
    """Return a section with its heading; one that was not written says so."""
    found = with_sign(written(content, name, language.code), language)
    blocks: list[object] = [Heading(language.label("written_section", name))]
    if found.empty:
        return [*blocks, empty(language)]
    if found.items:
        return [*blocks, Bullets(found.items, numbered=name in ("tasks", "measures"))]
    return [*blocks, *(Paragraph(part) for part in found.text.split("\n"))]


def _indicators(stored: object, language: Language) -> list[object]:
    rows = [one for one in stored or () if isinstance(one, Mapping) and str(one.get("name") or "").strip()]
    if not rows:
        return [empty(language)]

    def amount(value: object) -> str:
        return language.number(value, 0 if float(value).is_integer() else 1) if isinstance(value, int | float) else DASH

    return [
        table(
            [
                Column(language.text("Indicator"), 4),
                Column(language.text("Unit"), 1.5),
                Column(language.text("Today"), 1, "right"),
                Column(language.text("Goal"), 1, "right"),
                Column(language.text("By"), 1, "right"),
            ],
            [
                (
                    str(one["name"]),
                    str(one.get("unit") or DASH),
                    amount(one.get("baseline")),
                    amount(one.get("target")),
                    str(int(one["year"])) if isinstance(one.get("year"), int | float) else DASH,
                )
                for one in rows
            ],
        )
    ]


def budget_blocks(budget: Mapping, language: Language) -> list[object]:
    """Return the budget by payer and year with its sums and what the rule asks."""
    blocks: list[object] = []
    years = [str(year) for year in budget["years"]]
    if years:
        rows = [
            (
                language.label("initiative_payer", payer),
                *(number(budget["amounts"][payer][year], language, 1) for year in years),
                number(budget["totals"][payer], language, 1),
                percent(
                    budget["totals"][payer] / budget["total"] if budget["totals"][payer] and budget["total"] else None,
                    language,
                    1,
                ),
            )
            for payer in PAYERS
            if budget["totals"][payer] is not None
        ]
        sums = [number(_sum([budget["amounts"][payer][year] for payer in PAYERS]), language, 1) for year in years]
        rows.append((language.text("Total"), *sums, number(budget["total"], language, 1), percent(1.0, language)))
        blocks.append(
            table(
                [
                    Column(language.text("Payer"), 2.2),
                    *(Column(year, 1, "right") for year in years),
                    Column(language.text("Total"), 1.2, "right"),
                    Column(language.text("Share"), 1, "right"),
                ],
                rows,
                total=True,
                note=language.text("mln ₸, current prices. In all {total}.", total=language.money(budget["total"])),
            )
        )
    if budget["asked"] is not None:
        blocks.append(
            Paragraph(
                language.text(
                    "Rule: {rule}. It asks local and private payers for at least {asked}; here they bring {share}.",
                    rule=rule_name(budget["rule"], language),
                    asked=percent(budget["asked"], language, 1),
                    share=percent(budget["share"], language, 1),
                )
            )
        )
    for code, severity, values in budget["findings"]:
        if code == "rule_not_known":
            told = dict(values)
            blocks.append(Notice(language.text(told.pop("sentence"), **told)))
        elif severity != "open" or not years:
            blocks.append(Notice(finding_text(code, values, language), "warning" if severity == "error" else "note"))
    return blocks or [empty(language)]


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _partners(stored: object, language: Language) -> list[object]:
    rows = [one for one in stored or () if isinstance(one, Mapping) and str(one.get("name") or "").strip()]
    if not rows:
        return [empty(language)]
    return [
        table(
            [
                Column(language.text("Organisation"), 3),
                Column(language.text("Region or country"), 2),
                Column(language.text("What it brings"), 4),
            ],
            [
                (
                    str(one["name"]),
                    place_name(str(one.get("place") or ""), language),
                    str(one.get("competence") or DASH),
                )
                for one in rows
            ],
        )
    ]


def place_name(place: str, language: Language) -> str:
    """Name a place that is a region's code; any other place stays as written."""
    if not place:
        return DASH
    return language.region(place) if place == NATION or place in REGIONS else place

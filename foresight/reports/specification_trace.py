"""The trace of a specification in words: from the ideas over the votes to the dissent."""

from __future__ import annotations

from collections.abc import Mapping

from foresight.i18n.language import Language
from foresight.reports.document import Bullets, Facts, Paragraph
from foresight.reports.words import day, dissent_side, number, percent, span, translated


def trace_blocks(trace: Mapping | None, language: Language) -> list[object]:
    """Return the way from the ideas over the votes and the dissent."""
    if trace is None:
        return [Paragraph(language.text("It does not come from a need of a session kept here."), "empty")]
    session, need, result = trace["session"], trace["need"], trace["result"]
    rows = [
        (
            language.text("Session"),
            f"{session['title']} · {language.region(session['region'])} · {day(session['held_on'], language)}",
        ),
        (language.text("Need"), translated(need["titles"], language)[0]),
    ]
    if need["area"]:
        rows.append((language.text("Area"), language.label("area", need["area"])))
    if need["horizon"]:
        rows.append((language.text("Horizon"), language.label("horizon", need["horizon"])))
    blocks: list[object] = [Facts(tuple(rows))]
    if trace["ideas"]:
        blocks += [
            Paragraph(language.text("Joined from these ideas"), "strong"),
            Bullets(
                tuple(
                    translated(idea["titles"], language)[0] + (f" — {idea['why']}" if idea["why"] else "")
                    for idea in trace["ideas"]
                )
            ),
        ]
    if result is None:
        blocks.append(Paragraph(language.text("It has no result of a vote that may be shown."), "empty"))
    else:
        between = ", ".join(language.label("group", group) for group in result["between"])
        blocks.append(
            Facts(
                (
                    (
                        language.text("Rank"),
                        language.text(
                            "{rank} of {all} (interval {ranks})",
                            rank=result["rank"],
                            all=result["of"],
                            ranks=span(result["rank_low"], result["rank_high"], language),
                        ),
                    ),
                    (
                        language.text("Score"),
                        language.text(
                            "{score} of 100 (interval {low} to {high}), {people} people",
                            score=number(result["score"], language),
                            low=number(result["score_low"], language),
                            high=number(result["score_high"], language),
                            people=number(result["people"], language),
                        ),
                    ),
                    (
                        language.text("Consensus"),
                        language.label("need_verdict", result["verdict"]) + "; "
                        f"{language.label('agreement', result['label'])}" + (f": {between}" if between else ""),
                    ),
                    (language.text("Between rounds"), language.label("stability", result["stability"])),
                )
            )
        )
        blocks += _dissent(trace, language)
    blocks.append(
        Paragraph(
            language.text("Ballots {ballots}, method {method}.", ballots=trace["ballots"][:16], method=trace["method"]),
            "small",
        )
    )
    return blocks


def _dissent(trace: Mapping, language: Language) -> list[object]:
    if not trace["dissent"]:
        return [Paragraph(language.text("No dissent by the rule of the session."))]
    told = [
        language.text(
            "{people} of {answered} people ({share}) {side}.",
            people=row["people"],
            answered=row["answered"],
            share=percent(row["share"], language),
            side=dissent_side(row, trace["dissent"], language),
        )
        for row in trace["dissent"]
    ]
    sides = {row["side"] for row in trace["dissent"]}
    told += [f"“{row['text']}”" for row in trace["reasons"] if row["side"] in sides]
    return [Paragraph(language.text("Dissent"), "strong"), Bullets(tuple(dict.fromkeys(told)))]

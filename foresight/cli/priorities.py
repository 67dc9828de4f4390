"""``foresight rank`` and ``foresight consensus``: a session's needs, ranked and with what was agreed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foresight.cli.command import answer, as_json, language, language_option, rows

if TYPE_CHECKING:
    from foresight.cli.ballots import Asked
    from foresight.i18n.language import Language

BALLOT_OPTIONS = [
    click.argument("ballots"),
    click.option(
        "--weights",
        default="room",
        show_default=True,
        help="Weights of the criteria: what the room gave (the method’s where it gave none), method, or your own as "
        "relevance=3,feasibility=1. A file has none: its criteria count the same unless you give your own.",
    ),
    click.option(
        "--lowest", type=float, default=1.0, show_default=True, help="Lowest answer of the scale (files only)."
    ),
    click.option(
        "--highest", type=float, default=9.0, show_default=True, help="Highest answer of the scale (files only)."
    ),
    click.option(
        "--count-equal",
        type=click.Choice(["groups", "people"]),
        default="groups",
        show_default=True,
        help="Whether each group or each person counts the same.",
    ),
    click.option("--seed", type=int, default=0, show_default=True, help="Root of the bootstrap's random numbers."),
    as_json,
    language_option,
]


def ballot_options(command):
    """Add the arguments both commands share."""
    for option in reversed(BALLOT_OPTIONS):
        command = option(command)
    return command


@click.command()
@ballot_options
def rank(**options) -> None:
    """Rank the needs of a session: its identifier in the store, or a CSV of ballots.

    The file has the columns need, criterion, stakeholder_group, rater, value and, if you like, round and need_title;
    ratings.csv of an exported session is such a file.
    """
    from foresight.cli.ballots import results_asked
    from foresight.i18n.ranking_notes import ranking_notes

    asked, found = results_asked(**options)
    told = found.needs.assign(title=found.needs["need"].map(asked.titles).fillna(found.needs["need"]))
    if options["as_json"]:
        answer(
            {
                "people": found.people,
                **asked.weights,
                "aggregation": found.aggregation,
                "needs": rows(told),
                "methods": {name: found.methods.ranks[name].to_dict() for name in found.methods.ranks},
                "winners": {name: list(first) for name, first in found.methods.winners.items()},
                "methods_agree": found.methods.agree,
                "notes": [{"code": code, **values} for code, values in found.notes],
            }
        )
        return
    said = language(options["lang"])
    click.echo(_weights_line(asked, said))
    click.echo(
        said.text(
            "Rank [ranks in {share} of panels like this one], score of 0 to 100, need (agreement)",
            share=said.percent(found.rule.confidence),
        )
    )
    for row in told.itertuples():
        interval = f"{row.rank_low}–{row.rank_high}"
        score = said.number(row.score, 1)
        click.echo(f"{row.rank:>3} [{interval}]  {score:>6}  {row.title}  ({_agreement(row, said)})")
    warnings, remarks = ranking_notes(found.notes, asked.titles, {one.code: one.name for one in asked.criteria}, said)
    for sentence in warnings + remarks:
        click.echo(f"- {sentence}")


@click.command()
@ballot_options
def consensus(**options) -> None:
    """Say what each stakeholder group and all together agree on, and whether answers still move."""
    from foresight.cli.ballots import results_asked

    asked, found = results_asked(**options)
    if options["as_json"]:
        answer(
            {
                "people": found.people,
                **asked.weights,
                "rule": found.rule.as_dict(),
                "needs": rows(found.needs[["need", "label", "between", "verdict", "stability"]]),
                "by_group": rows(found.by_group),
                "differences": rows(found.differences),
                "concordance": rows(found.concordance),
                "stability": rows(found.stability),
                "stability_by_group": rows(found.stability_by_group),
                "attrition": rows(found.attrition),
                "minority": rows(found.minority),
            }
        )
        return
    said = language(options["lang"])
    for row in found.needs.itertuples():
        stability = said.label("stability", row.stability)
        click.echo(f"{asked.titles.get(row.need, row.need)}: {_agreement(row, said)}; {stability}")


def _agreement(row, said: Language) -> str:
    """Say what a need found: accepted, contested and between whom, undecided."""
    between = " / ".join(said.label("group", group) for group in row.between)
    return said.label("agreement", row.label) + (f": {between}" if between else "")


def _weights_line(asked: Asked, said: Language) -> str:
    shares = ", ".join(f"{one['name']} {said.percent(one['weight'])}" for one in asked.weights["criteria"])
    return f"{said.label('weights_source', asked.source)}: {shares}"

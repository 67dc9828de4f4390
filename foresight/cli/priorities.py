"""``foresight rank`` and ``foresight consensus``: a session's needs, ranked and with what was agreed on."""

from pathlib import Path

import click

from foresight.cli.command import answer, as_json, language_option, rows
from foresight.i18n.language import language
from foresight.problems import Problem

BALLOT_OPTIONS = [
    click.argument("ballots"),
    click.option("--weights", help="Weights of the criteria, as relevance=3,feasibility=1; equal without it."),
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

    The file has the columns need, criterion, stakeholder_group, rater, value and, where there were several, round.
    """
    found, titles, criteria = _results(**options)
    told = found.needs.assign(title=found.needs["need"].map(titles).fillna(found.needs["need"]))
    if options["as_json"]:
        answer(
            {
                "people": found.people,
                "criteria": criteria,
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
    for row in told.itertuples():
        agreement = said.label("agreement", row.label)
        interval = f"{row.rank_low}–{row.rank_high}"
        click.echo(f"{row.rank:>3} [{interval}]  {said.number(row.score, 1):>6}  {row.title}  ({agreement})")


@click.command()
@ballot_options
def consensus(**options) -> None:
    """Say what each stakeholder group and all together agree on, and whether answers still move."""
    found, titles, criteria = _results(**options)
    if options["as_json"]:
        answer(
            {
                "people": found.people,
                "criteria": criteria,
                "rule": found.rule.as_dict(),
                "needs": rows(found.needs[["need", "label", "between", "verdict", "stability"]]),
                "by_group": rows(found.by_group),
                "differences": rows(found.differences),
                "concordance": rows(found.concordance),
                "stability": rows(found.stability),
                "attrition": rows(found.attrition),
                "minority": rows(found.minority),
            }
        )
        return
    said = language(options["lang"])
    for row in found.needs.itertuples():
        agreement = said.label("agreement", row.label)
        stability = said.label("stability", row.stability)
        click.echo(f"{titles.get(row.need, row.need)}: {agreement}; {stability}")


def _results(ballots, weights, lowest, highest, count_equal, seed, as_json, lang):
    from foresight.priorities.session_results import session_results

    aggregation = "group_equal" if count_equal == "groups" else "person_equal"
    if Path(ballots).suffix.lower() == ".csv" or Path(ballots).exists():
        frame, criteria, rule, titles = _from_file(Path(ballots), lowest, highest)
    else:
        frame, criteria, rule, titles = _from_store(ballots, lang)
    criteria = _weighted(criteria, weights)
    found = session_results(frame, criteria, rule, aggregation, seed=seed)
    return found, titles, [{"code": one.code, "name": one.name, "weight": one.weight} for one in criteria]


def _from_file(file: Path, lowest: float, highest: float):
    import pandas as pd

    from foresight.priorities.criteria import Criterion

    if not file.is_file():
        raise Problem("there is no file {file}", file=str(file))
    try:
        frame = pd.read_csv(file, dtype={"need": str, "criterion": str, "rater": str, "stakeholder_group": str})
    except (ValueError, UnicodeDecodeError):
        frame = pd.DataFrame()
    needed = ["need", "criterion", "stakeholder_group", "rater", "value"]
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise Problem(
            "{file} has no column {column}: ballots need {needed}",
            file=str(file),
            column=missing[0],
            needed=", ".join(needed),
        )
    criteria = [Criterion(code, code, "max", 1.0, lowest, highest) for code in dict.fromkeys(frame["criterion"])]
    return frame, criteria, None, {}


def _from_store(session: str, lang: str):
    from foresight.cli.stored import store
    from foresight.store import sessions
    from foresight.store.live_release import answers_shown
    from foresight.store.live_session import read_method

    with store() as database:
        found = sessions.get_session(database, session)
        frame = answers_shown(database, session, "command_line")
        titles = {need.id: need.title(lang) for need in sessions.list_needs(database, session)}
    if frame.empty:
        raise Problem("nothing of session {session} may be shown yet: no round is over", session=session)
    method = read_method(found.method)
    return frame, list(method.criteria(lang)), method.consensus, titles


def _weighted(criteria: list, weights: str | None) -> list:
    from dataclasses import replace

    if not weights:
        return criteria
    given: dict[str, float] = {}
    for part in weights.split(","):
        code, _, value = part.partition("=")
        try:
            given[code.strip()] = float(value)
        except ValueError:
            raise Problem("the weight {part} cannot be read: write criterion=number", part=part) from None
    codes = [one.code for one in criteria]
    for code in given:
        if code not in codes:
            raise Problem("unknown criterion {criterion}: one of {allowed}", criterion=code, allowed=", ".join(codes))
    return [replace(one, weight=given.get(one.code, 0.0)) for one in criteria]

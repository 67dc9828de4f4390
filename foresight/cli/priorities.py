"""``foresight rank`` and ``foresight consensus``: a session's needs, ranked and with what was agreed on."""

from dataclasses import dataclass, replace
from pathlib import Path

import click
import pandas as pd

from foresight.cli.command import answer, as_json, language_option, rows
from foresight.cli.stored import store
from foresight.i18n.language import Language, language
from foresight.priorities.criteria import Criterion
from foresight.priorities.session_results import SessionResults, session_results
from foresight.problems import Problem
from foresight.reports.session_votes import weights_in_force
from foresight.sessions.consensus.rules import ConsensusRule
from foresight.store import sessions
from foresight.store.live_release import answers_shown
from foresight.store.live_session import is_live, live_session, read_method

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


@dataclass(frozen=True, eq=False)
class _Asked:
    """Ballots and how they are to be ranked.

    ``consensus`` is False where answers are no judgements on a scale; ``source`` is ``room``, ``method``, ``given`` or
    ``equal``, with ``people`` behind the weights.
    """

    ballots: pd.DataFrame
    criteria: tuple[Criterion, ...]
    rule: ConsensusRule | None
    titles: dict[str, str]
    source: str
    people: int = 0
    consensus: bool = True

    @property
    def weights(self) -> dict[str, object]:
        total = sum(one.weight for one in self.criteria)
        rows = [{"code": one.code, "name": one.name, "weight": one.weight / total} for one in self.criteria]
        return {"weights": {"source": self.source, "people": self.people}, "criteria": rows}


@click.command()
@ballot_options
def rank(**options) -> None:
    """Rank the needs of a session: its identifier in the store, or a CSV of ballots.

    The file has the columns need, criterion, stakeholder_group, rater, value and, where there were several, round.
    """
    asked, found = _results(**options)
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
    for row in told.itertuples():
        agreement = said.label("agreement", row.label)
        interval = f"{row.rank_low}–{row.rank_high}"
        click.echo(f"{row.rank:>3} [{interval}]  {said.number(row.score, 1):>6}  {row.title}  ({agreement})")


@click.command()
@ballot_options
def consensus(**options) -> None:
    """Say what each stakeholder group and all together agree on, and whether answers still move."""
    asked, found = _results(**options)
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
                "attrition": rows(found.attrition),
                "minority": rows(found.minority),
            }
        )
        return
    said = language(options["lang"])
    for row in found.needs.itertuples():
        agreement = said.label("agreement", row.label)
        stability = said.label("stability", row.stability)
        click.echo(f"{asked.titles.get(row.need, row.need)}: {agreement}; {stability}")


def _weights_line(asked: _Asked, said: Language) -> str:
    shares = ", ".join(f"{one['name']} {said.percent(one['weight'])}" for one in asked.weights["criteria"])
    return f"{said.label('weights_source', asked.source)}: {shares}"


def _results(ballots, weights, lowest, highest, count_equal, seed, as_json, lang) -> tuple[_Asked, SessionResults]:
    aggregation = "group_equal" if count_equal == "groups" else "person_equal"
    if Path(ballots).suffix.lower() == ".csv" or Path(ballots).exists():
        asked = _from_file(Path(ballots), lowest, highest)
    else:
        asked = _from_store(ballots, weights, lang)
    asked = _weighted(asked, weights)
    found = session_results(
        asked.ballots, asked.criteria, asked.rule, aggregation, consensus=asked.consensus, seed=seed
    )
    return asked, found


def _from_file(file: Path, lowest: float, highest: float) -> _Asked:
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
    criteria = tuple(Criterion(code, code, "max", 1.0, lowest, highest) for code in dict.fromkeys(frame["criterion"]))
    return _Asked(frame, criteria, None, {}, "equal")


def _from_store(session: str, weights: str, lang: str) -> _Asked:
    with store() as database:
        found = sessions.get_session(database, session)
        method = read_method(found.method)
        frame = answers_shown(database, session, "command_line")
        titles = {need.id: need.title(lang) for need in sessions.list_needs(database, session)}
        live = live_session(database, session) if is_live(database, session) and weights == "room" else None
        used = weights_in_force(database, method, live)
    if frame["value"].notna().sum() == 0:
        raise Problem("nothing of session {session} may be shown yet: no round is over", session=session)
    return _Asked(
        frame,
        method.criteria(lang, used["weights"]),
        method.consensus,
        titles,
        str(used["source"]),
        int(used["people"]),
        consensus=method.scale != "points",
    )


def _weighted(asked: _Asked, weights: str) -> _Asked:
    if weights in ("room", "method"):
        return asked
    given: dict[str, float] = {}
    for part in weights.split(","):
        code, _, value = part.partition("=")
        try:
            given[code.strip()] = float(value)
        except ValueError:
            raise Problem("the weight {part} cannot be read: write criterion=number", part=part) from None
    codes = [one.code for one in asked.criteria]
    for code in given:
        if code not in codes:
            raise Problem("unknown criterion {criterion}: one of {allowed}", criterion=code, allowed=", ".join(codes))
    criteria = tuple(replace(one, weight=given.get(one.code, 0.0)) for one in asked.criteria)
    return replace(asked, criteria=criteria, source="given", people=0)

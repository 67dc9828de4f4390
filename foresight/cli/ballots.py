"""Which ballots a command ranks: those of a session in the store or of a CSV file, with criteria and their weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from foresight.cli.stored import store
from foresight.priorities.criteria import Criterion
from foresight.priorities.session_results import SessionResults, session_results
from foresight.problems import Problem
from foresight.reports.session_votes import weights_in_force
from foresight.sessions.consensus.rules import ConsensusRule
from foresight.store import sessions
from foresight.store.live_release import answers_shown
from foresight.store.live_session import is_live, live_session, read_method


@dataclass(frozen=True, eq=False)
class Asked:
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
        """Say where the weights are from, and what share each criterion has."""
        total = sum(one.weight for one in self.criteria)
        rows = [{"code": one.code, "name": one.name, "weight": one.weight / total} for one in self.criteria]
        return {"weights": {"source": self.source, "people": self.people}, "criteria": rows}


def results_asked(ballots, weights, lowest, highest, count_equal, seed, as_json, lang) -> tuple[Asked, SessionResults]:
    """Return what was asked for and its results, from the options that ``rank`` and ``consensus`` share."""
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


def _from_file(file: Path, lowest: float, highest: float) -> Asked:
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
            "{file} has no column {missing}: ballots need {needed}",
            file=str(file),
            missing=missing[0],
            needed=", ".join(needed),
        )
    criteria = tuple(Criterion(code, code, "max", 1.0, lowest, highest) for code in dict.fromkeys(frame["criterion"]))
    named = frame.get("need_title", frame["need"]).fillna(frame["need"])
    titles = dict(zip(frame["need"], named.astype(str)))
    return Asked(frame, criteria, None, titles, "equal")


def _from_store(session: str, weights: str, lang: str) -> Asked:
    with store() as database:
        found = sessions.get_session(database, session)
        method = read_method(found.method)
        frame = answers_shown(database, session, "command_line")
        titles = {need.id: need.title(lang) for need in sessions.list_needs(database, session)}
        live = live_session(database, session) if is_live(database, session) and weights == "room" else None
        used = weights_in_force(database, method, live)
    if frame["value"].notna().sum() == 0:
        raise Problem("nothing of session {session} may be shown yet: no round is over", session=session)
    return Asked(
        frame,
        method.criteria(lang, used["weights"]),
        method.consensus,
        titles,
        str(used["source"]),
        int(used["people"]),
        consensus=method.scale != "points",
    )


def _weighted(asked: Asked, weights: str) -> Asked:
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

"""The ballots of a session that may be shown, in an order that only the answers make, and what follows from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from foresight.priorities.criteria import Criterion
from foresight.priorities.elicited_weights import weights_from_points
from foresight.priorities.session_results import SessionResults, session_results
from foresight.problems import Problem
from foresight.sessions.method import Method, Question
from foresight.store.engine import Reading
from foresight.store.live_release import ballots_shown, visible_weights
from foresight.store.live_session import LiveSession, read_method
from foresight.store.sessions import Session

AUDIENCE = "report"
SEED = 0


@dataclass(frozen=True, eq=False)
class Voting:
    """The ballots of a session that may be shown, and what follows from them.

    Attributes
    ----------
    criteria : tuple of Criterion
        With the weights in force.
    ballots : pandas.DataFrame
        Raters named by their place in an order that only the answers make.
    results : SessionResults or None
    problem : Problem or None
        Why there are no results.
    by_round : dict of int to SessionResults
    """

    criteria: tuple[Criterion, ...]
    ballots: pd.DataFrame
    results: SessionResults | None
    problem: Problem | None
    by_round: dict[int, SessionResults]


def method_of(session: Session) -> Method:
    """Return the method of any session; the first ones stored only a list of criteria."""
    stored = session.method
    if stored.get("questions") or not stored.get("criteria"):
        return read_method(stored)
    questions = tuple(
        Question(
            str(one["code"]),
            one["name"] if isinstance(one.get("name"), Mapping) else {"en": str(one.get("name") or one["code"])},
            objective=one.get("objective", "max"),
            weight=float(one.get("weight", 1.0)),
        )
        for one in stored["criteria"]
    )
    return Method(scale="one_to_nine" if stored["criteria"][0].get("highest", 9) > 1 else "chnri", questions=questions)


def canonical_raters(ballots: pd.DataFrame) -> pd.DataFrame:
    """Name raters by an order that only their group and answers make.

    A session that was closed, restored or carried to another installation has other numbers of raters; with these
    names the same ballots give the same intervals and the same hash everywhere.
    """
    if ballots.empty:
        return ballots.assign(rater=ballots["rater"].astype("str"))
    table = ballots.pivot_table(
        index=["stakeholder_group", "rater"], columns=["round", "need", "criterion"], values="value", aggfunc="last"
    ).sort_index(axis=1)
    everybody = pd.MultiIndex.from_frame(ballots[["stakeholder_group", "rater"]].drop_duplicates())
    table = table.reindex(everybody)
    rows = table.fillna(-1.0).to_numpy(dtype="<f4")
    order = sorted(range(len(rows)), key=lambda place: (table.index[place][0], rows[place].tobytes()))
    names = {table.index[place][1]: f"r{number:05d}" for number, place in enumerate(order, 1)}
    renamed = ballots.assign(rater=ballots["rater"].map(names).astype("str"))
    return renamed.sort_values(["round", "rater", "need", "criterion"], ignore_index=True)


def ballots_digest(ballots: pd.DataFrame) -> str:
    """Return the SHA-256 of all answers, whoever they are numbered as."""
    rows = ballots[["round", "rater", "stakeholder_group", "need", "criterion", "value"]]
    return hashlib.sha256(rows.to_csv(index=False, lineterminator="\n", float_format="%.6g").encode()).hexdigest()


def weights_in_force(reader: Reading, method: Method, live: LiveSession | None) -> dict[str, object]:
    """Return the weights of the criteria: the room's, each group counting the same, or else those of the method."""
    own = {question.code: question.weight for question in method.questions}
    total = sum(own.values())
    of_method = {"source": "method", "people": 0, "weights": {code: value / total for code, value in own.items()}}
    if live is None:
        return {**of_method, "by_group": {}}
    given = visible_weights(reader, live).rename(columns={"importance": "points"})
    whole = given.groupby("rater")["points"].agg(["count", "sum"])
    usable = whole.index[(whole["count"] == len(own)) & (whole["sum"] > 0)]
    given = given[given["rater"].isin(usable)]
    if given["rater"].nunique() < method.minimum_group:
        return {**of_method, "by_group": {}}
    found = weights_from_points(given, method.criteria())
    return {
        "source": "room",
        "people": int(found.people.sum()),
        "weights": {code: float(found.group_equal[code]) for code in own},
        "by_group": {group: {code: float(row[code]) for code in own} for group, row in found.by_group.iterrows()},
    }


def voting(reader: Reading, session: Session, method: Method, live: LiveSession | None, language: str = "en") -> Voting:
    """Compute the results of a session from the ballots that may be shown.

    Parameters
    ----------
    reader : Reading
    session : Session
    method : Method
    live : LiveSession or None
    language : str
        Of the names of the criteria.
    """
    weights = weights_in_force(reader, method, live)["weights"]
    criteria = method.criteria(language, weights)
    ballots = canonical_raters(ballots_shown(reader, session.id, AUDIENCE))
    answers = ballots.drop(columns="source")
    asked = method.scale != "points"
    try:
        if answers["value"].notna().sum() == 0:
            raise Problem("there are no ballots that may be shown yet")
        results = session_results(answers, criteria, method.consensus, consensus=asked, seed=SEED)
    except Problem as problem:
        return Voting(criteria, ballots, None, problem, {})
    by_round = {}
    for number in results.rounds:
        own = answers[answers["round"] == number]
        try:
            by_round[int(number)] = session_results(
                own, criteria, method.consensus, consensus=asked, seed=SEED, draws=100, weight_draws_count=100
            )
        except Problem:
            # Too few people answered this round for it to be shown apart.
            continue
    return Voting(criteria, ballots, results, None, by_round)

"""What a protocol says of a session, gathered from the store as plain data; the same store gives the same data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.priorities.criteria import Criterion
from foresight.priorities.elicited_weights import weights_from_points
from foresight.priorities.session_results import SessionResults, session_results
from foresight.problems import Problem
from foresight.reports.fingerprint import canonical
from foresight.sessions.method import Method, Question
from foresight.sessions.needs import Need
from foresight.store import journal, recommendations, sessions, settings, specifications
from foresight.store.engine import Reading
from foresight.store.live_files import session_content
from foresight.store.live_release import ballots_shown, response, visible_reasons, visible_weights
from foresight.store.live_session import LiveSession, is_live, live_session, read_method, read_needs
from foresight.store.sessions import Session

AUDIENCE = "report"
SEED = 0
#: Moves that the protocol's calendar is made of.
MOVES = ("stage_changed", "method_locked", "method_changed", "undone")
SUPPLEMENT_PARTS = ("chair", "secretary", "place", "decisions", "answers")


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


def supplement_name(session: str) -> str:
    """Return the name under which what only people know of a session is kept."""
    return f"protocol/{session}"


def supplement(reader: Reading, session: str) -> dict[str, object]:
    """Return what people added to a protocol: who led it, where, what was decided, answers to the checklist."""
    kept = settings.get(reader, supplement_name(session), {})
    return {name: kept[name] for name in SUPPLEMENT_PARTS if isinstance(kept, Mapping) and kept.get(name)}


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


def _records(frame: pd.DataFrame, columns: list[str]) -> list[dict]:
    kept = [column for column in columns if column in frame]
    return [canonical(row) for row in frame[kept].astype(object).to_dict("records")]


def _need(need: Need) -> dict[str, object]:
    return {
        "id": need.id,
        "position": need.position,
        "titles": dict(need.titles),
        "why": need.why,
        "beneficiary": need.beneficiary,
        "horizon": need.horizon,
        "area": need.area,
        "language": need.language,
        "state": need.state,
        "parents": list(need.parents),
        "proposals": need.proposals,
    }


def _results(found: Voting) -> dict[str, object] | None:
    results = found.results
    if results is None:
        return None
    scores = [f"score_{group}" for group in sorted(set(results.groups.values()))]
    rounds = {
        str(number): {
            "needs": _records(own.needs, ["need", "people", "median", "q1", "q3", "zone_share", "verdict"]),
            "concordance": _records(
                own.concordance, ["stakeholder_group", "w", "raters", "raters_left_out", "needs", "reason"]
            ),
        }
        for number, own in found.by_round.items()
    }
    columns = [
        *("need", "round", "score", "rank", "score_low", "score_high", "rank_low", "rank_high", "band"),
        *("top_probability", "weight_rank_low", "weight_rank_high", *scores, "label", "between", "verdict", "people"),
        *("median", "q1", "q3", "zone_share", "zone_low", "zone_high", "disagreement_index", "groups_accepting"),
        *("groups_judged", "stability", "unchanged_share", "score_person_equal", "rank_person_equal"),
    ]
    return {
        "aggregation": results.aggregation,
        "people": results.people,
        "groups": dict(results.groups),
        "rounds": [int(number) for number in results.rounds],
        "needs": _records(results.needs, columns),
        "by_group": _records(
            results.by_group,
            ["need", "stakeholder_group", "state", "n", "median", "q1", "q3", "zone_share", "verdict"],
        ),
        "by_criterion": _records(results.by_criterion, ["need", "criterion", "people", "mean", "desirability"]),
        "by_round": rounds,
        "stability": _records(
            results.stability, ["need", "state", "paired", "unchanged_share", "toward", "away", "weighted_kappa"]
        ),
        "attrition": _records(results.attrition, list(results.attrition.columns)),
        "minority": _records(results.minority, ["need", "side", "people", "answered", "share", "stable", "groups"]),
        "methods": {name: [str(need) for need in winners] for name, winners in sorted(results.methods.winners.items())},
        "not_rated": list(results.not_rated),
        "panel": {"k": results.panel.k, "enough": results.panel.enough, "people_needed": results.panel.people_needed},
        "notes": [[code, canonical(values)] for code, values in results.notes],
    }


def _answered(reader: Reading, session: Session, live: LiveSession | None, rounds: int) -> list[dict]:
    if live is None:
        counts = sessions.response_counts(reader, session.id)
        return [
            {"round": int(row.round), "group": row.stakeholder_group, "source": row.source, "people": int(row.raters)}
            for row in counts.itertuples()
        ]
    return [
        {"round": number, "group": row.stakeholder_group, "source": source, "people": int(getattr(row, source))}
        for number in range(1, rounds + 1)
        for row in response(reader, session.id, number).itertuples()
        for source in ("phone", "paper")
        if getattr(row, source)
    ]


def _joined(reader: Reading, session: Session, live: LiveSession | None) -> dict[str, int]:
    if live is None:
        return {group: int(people) for group, people in sessions.attendance(reader, session.id).items()}
    joined: dict[str, int] = {}
    for row in response(reader, session.id, 1).itertuples():
        # Until the close, those who answered on paper are counted by their ballots; afterwards with the others.
        on_paper = 0 if session.stage == "closed" else int(row.paper)
        if row.joined or on_paper:
            joined[row.stakeholder_group] = int(row.joined) + on_paper
    return joined


def _calendar(reader: Reading, session: Session, live: LiveSession | None) -> list[dict]:
    if live is not None:
        found = session_content(reader, session.id, audience=AUDIENCE).journal
    else:
        whole = journal.entries(reader, limit=100_000)
        found = whole[whole["subject"] == session.id].iloc[::-1]
    rows = []
    for entry in found[found["action"].isin(MOVES)].to_dict("records"):
        detail = entry["detail"] if isinstance(entry["detail"], Mapping) else _parsed(entry["detail"])
        rows.append(
            {"happened": str(entry["happened"])[:16], "action": entry["action"], "to": str(detail.get("to", ""))}
        )
    return rows


def _parsed(detail: str) -> Mapping[str, object]:
    from foresight.store.texts import from_json

    try:
        found = from_json(detail)
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _decisions(reader: Reading, session: str) -> dict[str, list[dict]]:
    made = [
        {
            "id": one.id,
            "need": one.need,
            "title": one.title,
            "region": one.region,
            "state": one.state,
            "instrument": one.instrument,
            "called_on": one.called_on,
        }
        for one in sorted(
            specifications.list_specifications(reader, session=session), key=lambda one: (one.created_on, one.id)
        )
    ]
    advised = [
        {"id": one.id, "title": one.title, "addressee": one.addressee, "state": one.state, "issued_on": one.issued_on}
        for one in sorted(recommendations.list_recommendations(reader), key=lambda one: (one.created_on, one.id))
        if one.session == session
    ]
    return {"specifications": made, "recommendations": advised}


def session_facts(reader: Reading, session: str) -> dict[str, object]:
    """Gather everything a protocol says.

    Parameters
    ----------
    reader : Reading
        Best a snapshot, so that all parts are of one moment.
    session : str

    Returns
    -------
    dict
        ``session, method, weights, attendance, needs, ballots, results, reasons, decisions, calendar, supplement``;
        plain values. ``results`` is None where nothing may be shown, and ``ballots`` says why.
    """
    kept = sessions.get_session(reader, session)
    live = live_session(reader, kept.id) if is_live(reader, kept.id) else None
    method = method_of(kept)
    needs = live.needs if live is not None else read_needs(reader, kept.id)[0]
    found = voting(reader, kept, method, live)
    rounds = live.life.started if live is not None else int(found.ballots["round"].max() if len(found.ballots) else 0)
    reasons = [] if live is None else _reasons(reader, live)
    problem = found.problem
    return canonical(
        {
            "session": {
                "id": kept.id,
                "title": kept.title,
                "region": kept.region,
                "held_on": kept.held_on,
                "stage": kept.stage,
                "closed_on": None if kept.closed_on is None else kept.closed_on.date(),
                "copied_from": kept.copied_from,
                "live": live is not None,
                "mode": None if live is None else live.mode,
                "template": None if live is None else live.template,
                "demonstration": False if live is None else live.demonstration,
                "cards": 0 if live is None else len(live.cards),
            },
            "method": {
                **method.as_dict(),
                "fingerprint": method.fingerprint,
                "rule_fingerprint": method.consensus.fingerprint,
                "locked": bool(len(found.ballots)) if live is None else live.life.method_locked,
                "rounds_held": rounds,
                "reopened": [] if live is None else sorted(live.life.reopened),
            },
            "weights": weights_in_force(reader, method, live),
            "attendance": {
                "joined": _joined(reader, kept, live),
                "answered": _answered(reader, kept, live, rounds),
            },
            "needs": [_need(need) for need in needs],
            "ballots": {
                "sha256": ballots_digest(found.ballots),
                "answers": int(found.ballots["value"].notna().sum()),
                "blanks": int(found.ballots["value"].isna().sum()),
                "people": int(found.ballots["rater"].nunique()),
                "problem": None if problem is None else [problem.sentence, problem.values],
            },
            "results": _results(found),
            "reasons": reasons,
            "decisions": _decisions(reader, kept.id),
            "calendar": _calendar(reader, kept, live),
            "supplement": supplement(reader, kept.id),
        }
    )


def _reasons(reader: Reading, live: LiveSession) -> list[dict]:
    rows = []
    for number in range(1, live.life.started + 1):
        frame = visible_reasons(reader, live, number, AUDIENCE)
        rows += [{"round": number, **row} for row in frame.sort_values(["need", "side", "text"]).to_dict("records")]
    return rows


def closed(facts: Mapping[str, object]) -> bool:
    """Tell whether the session of these facts is closed."""
    return facts["session"]["stage"] == "closed"


def as_array(values: list[float | None]) -> np.ndarray:
    """Return numbers as an array, a missing one as NaN."""
    return np.array([np.nan if value is None else float(value) for value in values])

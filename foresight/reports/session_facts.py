"""What a protocol says of a session, gathered from the store as plain data; the same store gives the same data."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from foresight.reports.fingerprint import canonical
from foresight.reports.protocol_supplement import supplement
from foresight.reports.session_votes import AUDIENCE, Voting, ballots_digest, method_of, voting, weights_in_force
from foresight.sessions.needs import Need
from foresight.store import journal, recommendations, sessions, specifications
from foresight.store.engine import Reading
from foresight.store.live_files import session_content
from foresight.store.live_release import response, visible_reasons
from foresight.store.live_session import LiveSession, is_live, live_session, read_needs
from foresight.store.sessions import Session
from foresight.store.texts import from_json

#: Moves that the protocol's calendar is made of.
MOVES = ("stage_changed", "method_locked", "method_changed", "undone")


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

"""What a technical specification and a recommendation say, and the trace of a specification to votes and dissent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from foresight.chain import funding_inputs
from foresight.funding.rules import read_rules
from foresight.funding.vocabulary import INSTRUMENTS
from foresight.problems import Problem
from foresight.reports.fingerprint import canonical
from foresight.reports.session_facts import session_facts
from foresight.store import figures, initiatives, recommendations, sessions, specifications
from foresight.store.engine import Reading
from foresight.targets.initiatives import PAYERS, check_money

DEFAULT_RULE = "concept"
RESULT = (
    *("rank", "rank_low", "rank_high", "score", "score_low", "score_high", "people", "median", "zone_share", "label"),
    *("between", "verdict", "stability"),
)


def rule_shares(
    reader: Reading, rule: str, instrument: str, region: str, years: Sequence[int]
) -> tuple[list[float], float]:
    """Return what a rule asks of a region, by year, and of a private partner.

    Parameters
    ----------
    reader : Reading
        For the region's fiscal capacity, where the rule depends on it.
    rule : str
        A shipped rule.
    instrument : {"grant", "programme"}
    region : str
        ISO 3166-2 code; the nation has a capacity of 1.
    years : sequence of int

    Raises
    ------
    Problem
        When the rule or the instrument is unknown.
    """
    known = read_rules()
    if rule not in known:
        raise Problem("unknown rule {rule}: one of {allowed}", rule=rule, allowed=", ".join(known))
    if instrument not in INSTRUMENTS:
        raise Problem(
            "unknown {field} {value}: one of {allowed}",
            field="instrument",
            value=instrument,
            allowed=", ".join(INSTRUMENTS),
        )
    found, capacity = known[rule], 1.0
    if found.waiver_below > 0 or found.instrument(instrument).local_share.kind in ("tiered", "smooth"):
        inputs = funding_inputs(figures.observations(reader, figures.current_vintage(reader)))
        if region in inputs.regions:
            capacity = float(inputs.fiscal_capacity[inputs.regions.index(region)])
    shares = found.local_shares(np.array([capacity]), tuple(years))[:, 0, INSTRUMENTS.index(instrument)]
    return [float(share) for share in shares], float(found.instrument(instrument).private_share)


def budget_rows(budget: Mapping) -> pd.DataFrame:
    """Return the budget of a specification as ``year, payer, planned, paid``; what is not an amount is NaN."""
    rows = []
    for row in budget.get("rows", ()) if isinstance(budget, Mapping) else ():
        year, payer, amount = (list(row) + [None, None, None])[:3]
        rows.append((_number(year), "" if payer is None else str(payer), _number(amount), math.nan))
    return pd.DataFrame(rows, columns=["year", "payer", "planned", "paid"])


def _number(value: object) -> float:
    try:
        return float(value) if value is not None and value != "" else math.nan
    except (TypeError, ValueError):
        return math.nan


def budget_summary(reader: Reading, budget: Mapping, instrument: str | None, region: str) -> dict[str, object]:
    """Add a budget up by payer and year and compare it with its rule.

    Returns
    -------
    dict
        ``years``, ``amounts`` by payer and year, ``totals`` by payer, ``total``, ``share`` of local and private money,
        ``asked`` (what the rule asks, None without a rule), ``findings`` as [code, severity, values].
    """
    rows = budget_rows(budget)
    counted = rows[rows["payer"].isin(PAYERS) & rows["year"].notna()]
    years = sorted({int(year) for year in counted["year"]})
    by = counted.groupby(["payer", "year"])["planned"].sum(min_count=1)
    amounts = {payer: {str(year): float(by.get((payer, year), math.nan)) for year in years} for payer in PAYERS}
    totals = {payer: _sum(amounts[payer].values()) for payer in PAYERS}
    total = _sum(totals.values())
    own = _sum([totals["local"], totals["private"]])
    rule, asked = str(budget.get("rule") or ""), None
    findings = []
    if rule and instrument and years:
        try:
            shares, private = rule_shares(reader, rule, instrument, region, years)
            costs = [_sum(amounts[payer][str(year)] for payer in PAYERS) for year in years]
            whole = _sum(costs)
            asked = private + (
                sum(share * (cost if math.isfinite(cost) else 0.0) for share, cost in zip(shares, costs)) / whole
                if whole > 0
                else shares[0]
            )
        except Problem as problem:
            findings.append(("rule_not_known", "error", {"sentence": problem.sentence, **problem.values}))
    findings += [(one.code, one.severity, dict(one.values)) for one in check_money(rows, local_share=asked)]
    return {
        "rule": rule,
        "years": years,
        "amounts": amounts,
        "totals": totals,
        "total": total,
        "share": own / total if total and total > 0 and math.isfinite(own) else None,
        "asked": asked,
        "findings": findings,
    }


def _sum(values) -> float:
    known = [value for value in values if value is not None and math.isfinite(value)]
    return sum(known) if known else math.nan


def trace_of(facts: Mapping, need: str) -> dict[str, object]:
    """Follow a need back: the ideas it was joined from, its votes, who disagreed and why.

    Parameters
    ----------
    facts : mapping
        From ``session_facts``.
    need : str
    """
    needs = {one["id"]: one for one in facts["needs"]}
    if need not in needs:
        raise Problem("the need {need} does not belong to this session", need=need)
    ideas, waiting, seen = [], list(needs[need]["parents"]), set()
    while waiting:
        parent = waiting.pop(0)
        if parent in seen or parent not in needs:
            continue
        seen.add(parent)
        one = needs[parent]
        ideas.append({name: one[name] for name in ("id", "titles", "why", "language", "proposals")})
        waiting += one["parents"]
    results = facts["results"]
    row = next((one for one in results["needs"] if one["need"] == need), None) if results else None
    return {
        "session": {name: facts["session"][name] for name in ("id", "title", "region", "held_on", "stage")},
        "need": {
            name: needs[need][name] for name in ("id", "titles", "why", "beneficiary", "horizon", "area", "proposals")
        },
        "ideas": ideas,
        "result": None if row is None else {**{name: row[name] for name in RESULT}, "of": len(results["needs"])},
        "dissent": [one for one in results["minority"] if one["need"] == need] if results else [],
        "reasons": [one for one in facts["reasons"] if one["need"] == need],
        "ballots": facts["ballots"]["sha256"],
        "method": facts["method"]["fingerprint"],
    }


def specification_facts(reader: Reading, specification: str) -> dict[str, object]:
    """Gather everything a specification says.

    Returns
    -------
    dict
        ``specification, trace, initiatives``; plain values. ``trace`` holds what was kept when it was drafted and
        whether the session has changed since.
    """
    found = specifications.get_specification(reader, specification)
    content = dict(found.content)
    kept = content.pop("trace", None)
    now = None
    if found.need and found.session:
        now = trace_of(session_facts(reader, found.session), found.need)
    budget = content.get("budget") if isinstance(content.get("budget"), Mapping) else {}
    follow_up = [
        {"id": one.id, "title": one.title, "step": one.step, "state": one.state}
        for one in sorted(initiatives.list_initiatives(reader), key=lambda one: (one.created_on, one.id))
        if one.specification == found.id
    ]
    return canonical(
        {
            "specification": {
                "id": found.id,
                "title": found.title,
                "region": found.region,
                "state": found.state,
                "instrument": found.instrument,
                "called_on": found.called_on,
                "content": content,
                "budget": budget_summary(reader, budget, found.instrument, found.region),
            },
            "trace": {
                "kept": kept or now,
                "session": found.session,
                "need": found.need,
                "ballots_changed": bool(kept and now and kept.get("ballots") != now["ballots"]),
                "session_open": bool(now and now["session"]["stage"] != "closed"),
            },
            "initiatives": follow_up,
        }
    )


def recommendation_facts(reader: Reading, recommendation: str) -> dict[str, object]:
    """Gather everything a recommendation says: ``recommendation, session``; plain values."""
    found = recommendations.get_recommendation(reader, recommendation)
    source = None
    if found.session:
        one = sessions.get_session(reader, found.session)
        source = {"id": one.id, "title": one.title, "region": one.region, "held_on": one.held_on, "stage": one.stage}
    return canonical(
        {
            "recommendation": {
                "id": found.id,
                "title": found.title,
                "region": found.region,
                "addressee": found.addressee,
                "state": found.state,
                "issued_on": found.issued_on,
                "content": found.content,
            },
            "session": source,
        }
    )

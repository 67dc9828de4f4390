"""Initiatives along the Concept's eight steps (section 6.5): what must come first, which dates, who pays.

Nothing here invents a value: what is missing is reported as missing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from foresight.problems import Problem

STEPS: tuple[str, ...] = (
    "council",
    "session",
    "specification",
    "call",
    "structuring",
    "execution",
    "results",
    "dissemination",
)
"""Council participation, foresight session, specification, inclusion in a call, structuring with co-financing and
partners, execution, systematised results, dissemination to other regions."""

STATES: tuple[str, ...] = ("planned", "active", "completed", "stopped")
PAYERS: tuple[str, ...] = ("republican", "local", "private")
SEVERITIES: tuple[str, ...] = ("error", "warning", "open")
MONEY_COLUMNS: tuple[str, ...] = ("year", "payer", "planned", "paid")
#: A difference below this share of the cost is rounding, not a missed rule.
SHARE_TOLERANCE = 0.0005
FIRST_YEAR, LAST_YEAR = 2020, 2045


@dataclass(frozen=True)
class InitiativeFinding:
    """Something about an initiative that a person must look at.

    Attributes
    ----------
    code : str
        What was found; the interface words it.
    severity : str
        ``error`` (cannot be right), ``warning`` (is hardly right) or ``open`` (not known yet).
    values : mapping
        Numbers, steps and dates for the sentence.
    """

    code: str
    severity: str
    values: Mapping[str, object] = field(default_factory=dict)


def place_of(step: str) -> int:
    """Return the place of a step, from 1.

    Raises
    ------
    Problem
        When it is none of the eight.
    """
    if step not in STEPS:
        raise Problem("unknown step {step}: one of {allowed}", step=step, allowed=", ".join(STEPS))
    return STEPS.index(step) + 1


def following(step: str) -> str | None:
    """Return the next step, or None after the last; the sequence then starts again with the council."""
    place = place_of(step)
    return STEPS[place] if place < len(STEPS) else None


def step_dates(stored: object) -> dict[str, date]:
    """Read the days of the steps from what was stored; what is no day is left out."""
    found: dict[str, date] = {}
    for step in STEPS:
        value = stored.get(step) if isinstance(stored, Mapping) else None
        if isinstance(value, date):
            found[step] = value
        elif isinstance(value, str) and value:
            try:
                found[step] = date.fromisoformat(value)
            except ValueError:
                continue
    return found


def check_dates(dates: Mapping[str, date], step: str, today: date | None = None) -> tuple[InitiativeFinding, ...]:
    """Compare the days of the steps with their order.

    Parameters
    ----------
    dates : mapping of step to date
        Steps without a day are left out.
    step : str
        Where the initiative stands.
    today : date, optional
        A step already taken cannot lie after it.
    """
    now = place_of(step)
    known = [(name, dates[name]) for name in STEPS if name in dates]
    found = [
        InitiativeFinding(
            "dates_out_of_order",
            "error",
            {"earlier": earlier, "earlier_date": first, "later": later, "later_date": second},
        )
        for (earlier, first), (later, second) in zip(known, known[1:])
        if second < first
    ]
    if today is not None:
        found += [
            InitiativeFinding("step_in_the_future", "error", {"step": name, "date": day})
            for name, day in known
            if place_of(name) <= now and day > today
        ]
    found += [
        InitiativeFinding("step_without_date", "open", {"step": name}) for name in STEPS[:now] if name not in dates
    ]
    return tuple(found)


def check_state(step: str, state: str, starts_year: int | None, ends_year: int | None) -> tuple[InitiativeFinding, ...]:
    """Compare the state with the step and the years; an active initiative without a first year is not counted."""
    place, execution, results = place_of(step), place_of("execution"), place_of("results")
    found = []
    if state == "active" and place < execution:
        found.append(InitiativeFinding("active_before_execution", "warning", {"step": step}))
    if state == "planned" and place >= execution:
        found.append(InitiativeFinding("planned_in_execution", "warning", {"step": step}))
    if state == "completed" and place < results:
        found.append(InitiativeFinding("completed_before_results", "warning", {"step": step}))
    if state in ("active", "completed") and starts_year is None:
        found.append(InitiativeFinding("no_first_year", "error", {}))
    elif starts_year is None:
        found.append(InitiativeFinding("years_not_known", "open", {}))
    if starts_year is not None and ends_year is not None and ends_year < starts_year:
        found.append(InitiativeFinding("years_reversed", "error", {"first": starts_year, "last": ends_year}))
    return tuple(found)


def _amount(value: object) -> float:
    try:
        return float(value) if value is not None and not pd.isna(value) else math.nan
    except (TypeError, ValueError):
        return math.nan


def check_money(
    money: pd.DataFrame,
    *,
    starts_year: int | None = None,
    ends_year: int | None = None,
    local_share: float | None = None,
) -> tuple[InitiativeFinding, ...]:
    """Compare planned and paid money with payers, years and the rule.

    Parameters
    ----------
    money : DataFrame
        ``year, payer, planned, paid`` in mln KZT; a missing amount is not known yet.
    starts_year, ends_year : int, optional
        Years of execution.
    local_share : float, optional
        Share of the cost, 0 to 1, that the rule asks of local and private payers together.
    """
    found: list[InitiativeFinding] = []
    totals = dict.fromkeys(PAYERS, 0.0)
    for row in money.reindex(columns=list(MONEY_COLUMNS)).to_dict("records"):
        planned, paid = _amount(row["planned"]), _amount(row["paid"])
        amount = planned if np.isfinite(planned) else paid
        payer = "" if row["payer"] is None or pd.isna(row["payer"]) else str(row["payer"]).strip()
        year = _amount(row["year"])
        if not payer and not np.isfinite(amount) and not np.isfinite(year):
            continue
        if not payer:
            found.append(InitiativeFinding("money_without_payer", "error", {"year": year, "amount": amount}))
        elif payer not in PAYERS:
            found.append(InitiativeFinding("unknown_payer", "error", {"payer": payer}))
        if not np.isfinite(year):
            found.append(InitiativeFinding("money_without_year", "error", {"payer": payer, "amount": amount}))
            continue
        values = {"year": int(year), "payer": payer}
        for given in (planned, paid):
            if given < 0:
                found.append(InitiativeFinding("negative_amount", "error", {**values, "amount": given}))
        before = starts_year is not None and year < starts_year
        after = ends_year is not None and year > ends_year
        if before or after:
            found.append(
                InitiativeFinding("money_outside_years", "warning", {**values, "first": starts_year, "last": ends_year})
            )
        if paid > planned + 1e-9:
            found.append(
                InitiativeFinding("more_paid_than_planned", "warning", {**values, "planned": planned, "paid": paid})
            )
        if payer in PAYERS and np.isfinite(planned):
            totals[payer] += planned
    whole = sum(totals.values())
    if whole <= 0:
        found.append(InitiativeFinding("no_money_planned", "open", {}))
    elif local_share is not None:
        share = (totals["local"] + totals["private"]) / whole
        if share < local_share - SHARE_TOLERANCE:
            lacking = local_share * whole - totals["local"] - totals["private"]
            values = {"share": share, "required": local_share, "lacking": lacking}
            found.append(InitiativeFinding("share_below_rule", "error", values))
    return tuple(found)


def check_people(
    step: str, owner: str, region: str, partners: Sequence[Mapping[str, object]]
) -> tuple[InitiativeFinding, ...]:
    """Look for the person who answers for it and for partners from elsewhere, which the fifth step asks for."""
    found = []
    if not owner.strip():
        found.append(InitiativeFinding("no_owner", "open", {}))
    if place_of(step) >= place_of("structuring"):
        named = [one for one in partners if isinstance(one, Mapping) and str(one.get("name") or "").strip()]
        if not named:
            found.append(InitiativeFinding("no_partner", "open", {}))
        elif all(str(one.get("place") or region) == region for one in named):
            found.append(InitiativeFinding("no_partner_from_elsewhere", "open", {}))
    return tuple(found)


def check_initiative(
    record: Mapping[str, object],
    money: pd.DataFrame,
    *,
    local_share: float | None = None,
    today: date | None = None,
) -> tuple[InitiativeFinding, ...]:
    """Check a whole initiative.

    Parameters
    ----------
    record : mapping
        ``step, state, owner, region, starts_year, ends_year, specification, dates, partners``.
    money : DataFrame
        ``year, payer, planned, paid``.
    local_share : float, optional
        Share of the cost that the rule asks of local and private payers.
    today : date, optional

    Returns
    -------
    tuple of InitiativeFinding
        Errors first, then warnings, then what is open.
    """
    step = str(record["step"])
    first, last = record.get("starts_year"), record.get("ends_year")
    found = [
        *check_state(step, str(record["state"]), first, last),
        *check_dates(step_dates(record.get("dates")), step, today),
        *check_money(money, starts_year=first, ends_year=last, local_share=local_share),
        *check_people(step, str(record.get("owner") or ""), str(record["region"]), record.get("partners") or ()),
    ]
    if not record.get("specification") and place_of(step) >= place_of("call"):
        found.append(InitiativeFinding("no_specification", "open", {}))
    return tuple(sorted(found, key=lambda one: SEVERITIES.index(one.severity)))


def budget_by_rule(
    cost: float,
    years: Sequence[int],
    local_share: float | Sequence[float],
    private_share: float = 0.0,
) -> pd.DataFrame:
    """Divide the yearly cost of a project among the payers as a rule asks.

    Parameters
    ----------
    cost : float
        mln KZT a year.
    years : sequence of int
    local_share : float or sequence of float
        Share of the region, 0 to 1; one a year where it differs by year.
    private_share : float
        Share of a private partner, besides the local one.

    Returns
    -------
    DataFrame
        ``year, payer, planned, paid``; what is paid is not known. The three amounts of a year add up to the cost.

    Raises
    ------
    Problem
        When a share is none, the shares exceed the whole, or the cost is not positive.
    """
    shares = list(local_share) if isinstance(local_share, Sequence) else [float(local_share)] * len(years)
    if not math.isfinite(cost) or cost <= 0:
        raise Problem("the cost must be a positive number, not {cost}", cost=cost)
    if len(shares) != len(years):
        raise Problem("{shares} shares were given for {years} years", shares=len(shares), years=len(years))
    rows = []
    for year, share in zip(years, shares):
        if not 0 <= share <= 1 or not 0 <= private_share <= 1 or share + private_share > 1 + 1e-9:
            raise Problem(
                "the local share {local} and the private share {private} must lie between 0 and 1 and fit the cost",
                local=share,
                private=private_share,
            )
        local, private = round(cost * share, 6), round(cost * private_share, 6)
        for payer, amount in zip(PAYERS, (round(cost - local - private, 6), local, private)):
            if amount or payer != "private":
                rows.append((int(year), payer, amount, math.nan))
    return pd.DataFrame(rows, columns=list(MONEY_COLUMNS))


def money_summary(money: pd.DataFrame) -> dict[str, object]:
    """Add money up by payer and year.

    Parameters
    ----------
    money : DataFrame
        ``year, payer, planned, paid``.

    Returns
    -------
    dict
        ``planned`` and ``paid`` by payer, their ``total``, and ``share`` of local and private money in each; NaN where
        nothing is known.
    """
    found: dict[str, object] = {}
    for kind in ("planned", "paid"):
        amounts_known = pd.to_numeric(money[kind], errors="coerce")
        by_payer = amounts_known.groupby(money["payer"]).sum(min_count=1) if len(money) else pd.Series(dtype=float)
        amounts = {payer: float(by_payer.get(payer, math.nan)) for payer in PAYERS}
        known = [amount for amount in amounts.values() if math.isfinite(amount)]
        total = sum(known) if known else math.nan
        own = sum(amount for payer, amount in amounts.items() if payer != "republican" and math.isfinite(amount))
        found[kind] = {**amounts, "total": total, "share": own / total if known and total > 0 else math.nan}
    return found


def step_periods(initiative: str, dates: Mapping[str, date], until: date | None = None) -> list[dict[str, object]]:
    """Return from when to when an initiative stood at each step with a day, for a timeline.

    Parameters
    ----------
    initiative : str
        Its name in the rows.
    dates : mapping of step to date
    until : date, optional
        End of the last period; without it, or if it lies before, the last period is a single day.
    """
    known = sorted(((day, place_of(name), name) for name, day in dates.items()), key=lambda one: one[:2])
    ends = [day for day, _, _ in known[1:]] + [max(until, known[-1][0]) if until and known else None]
    return [
        {"initiative": initiative, "step": name, "starts": day, "ends": end or day}
        for (day, _, name), end in zip(known, ends)
    ]

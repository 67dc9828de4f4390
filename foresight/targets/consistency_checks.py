"""The single checks of the targets: each proves what it finds, line by line."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from foresight.funding.closed_forms import growth_needed, matched_total, projects_from_match, reach_of_specification
from foresight.funding.vocabulary import BASE_YEAR
from foresight.problems import Problem

SEVERITIES = ("contradiction", "tension", "fits")

GERD_GROWTHS = (0.0, 0.10, 0.20, 0.27)
"""Growth of GERD at which the needed growth of local money is shown; 0.27 is a year of 2021-2024."""


USUAL_GROWTH = 0.10
"""Growth of local money a year that has been seen (2021-2024)."""

LARGE_PART = 0.05
"""Part of the republic's R&D money from which a claim on it is called large."""

STEEP_RISE = 3.0
"""Output of one session may rise so many times before it is called steep."""


@dataclass(frozen=True)
class Step:
    """One line of arithmetic that anybody can redo.

    Attributes
    ----------
    code : str
        What the result is.
    operation : str
        ``multiply``, ``divide``, ``subtract``, ``add``, ``minimum``, ``count``; ``leverage`` is
        ``a / b - a``; ``root_growth`` is ``(1 + c) a^(1/b) - 1``; ``at_least_one`` is ``1 - exp(-a b)``.
    terms : tuple of (str, float)
        Code and value of every term, in order.
    result : float
        Result.
    unit : str
        Code of the unit: ``share``, ``mln_kzt``, ``projects``, ``times``, ``growth``, ``years``, ``per_session``, ...
    """

    code: str
    operation: str
    terms: tuple[tuple[str, float], ...]
    result: float
    unit: str


@dataclass(frozen=True)
class Finding:
    """One finding about the targets.

    Attributes
    ----------
    code : str
        What was found; the interface words it.
    severity : str
        ``contradiction`` (both cannot be true), ``tension`` (both are hardly true) or ``fits``.
    values : mapping
        Numbers for the sentence.
    steps : tuple of Step
        The proof.
    """

    code: str
    severity: str
    values: Mapping[str, object]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ConsistencyFigures:
    """The figures the findings are computed from.

    Attributes
    ----------
    targets : mapping
        (indicator, year) to target; years without a target are left out.
    rd_expenditure, public_rd, local_budget : float
        GERD, R&D from the republican budget and local-budget R&D of the base year, mln KZT; what is zero or not
        known (NaN) is compared with nothing.
    regional_budgets : tuple of float
        Published local-budget R&D by region, mln KZT.
    history : tuple of (int, float, float)
        (year, local money, GERD), ascending.
    grant_share, programme_share : float
        Local shares of the rule, 0 to 1.
    grant_cost, programme_cost : float
        mln KZT a year.
    duration : int
        Years a project runs.
    earmark : float
        Share of local R&D money usable for joint projects.
    applications, fundable, attrition : float
        Applications for a specification, chance that one is fundable, contracts that fall through.
    lag : int
        Years from a specification to the start of its project.
    regions : int
        Number of regions.
    """

    targets: Mapping[tuple[str, int], float]
    rd_expenditure: float
    local_budget: float
    regional_budgets: tuple[float, ...] = ()
    public_rd: float = float("nan")
    history: tuple[tuple[int, float, float], ...] = ()
    grant_share: float = 0.5
    programme_share: float = 0.05
    grant_cost: float = 28.5
    programme_cost: float = 300.0
    duration: int = 3
    earmark: float = 0.5
    applications: float = 3.0
    fundable: float = 0.28
    attrition: float = 0.08
    lag: int = 1
    regions: int = 20
    base_year: int = field(default=BASE_YEAR)

    def __post_init__(self) -> None:
        for name in ("rd_expenditure", "local_budget"):
            if getattr(self, name) < 0:
                raise Problem("{name} must not be negative, but is {value}", name=name, value=getattr(self, name))
        for name in ("grant_cost", "programme_cost"):
            if not getattr(self, name) > 0:
                raise Problem("{name} must be positive, not {value}", name=name, value=getattr(self, name))
        for name in ("grant_share", "programme_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise Problem("{name} {value} is not a share between 0 and 1", name=name, value=getattr(self, name))

    def series(self, indicator: str) -> dict[int, float]:
        """Return the targets of an indicator by year."""
        return {year: value for (name, year), value in sorted(self.targets.items()) if name == indicator}


def divided(code: str, unit: str, above: tuple[str, float], below: tuple[str, float]) -> Step:
    """Return the step ``above / below``."""
    return Step(code, "divide", (above, below), above[1] / below[1], unit)


def multiplied(code: str, unit: str, *terms: tuple[str, float]) -> Step:
    """Return the step that multiplies all terms."""
    return Step(code, "multiply", terms, math.prod(value for _, value in terms), unit)


def added(code: str, unit: str, *terms: tuple[str, float]) -> Step:
    """Return the step that adds all terms."""
    return Step(code, "add", terms, math.fsum(value for _, value in terms), unit)


def share_below_the_rule(figures: ConsistencyFigures) -> list[Finding]:
    """Compare the share targets with the lowest share that any mix of projects can have."""
    shares = figures.series("cofinancing_share")
    if not shares:
        return []
    of_rule = (("grant_share", figures.grant_share), ("programme_share", figures.programme_share))
    floor = min(value for _, value in of_rule)
    lowest = Step("lowest_share_of_any_mix", "minimum", of_rule, floor, "share")
    missed = {year: share for year, share in shares.items() if share < floor}
    if not missed:
        return [Finding("share_fits_the_rule", "fits", {"floor": floor, "targets": shares}, (lowest,))]
    gaps = [
        Step("target_below_floor", "subtract", (("floor", floor), (f"target_{year}", share)), floor - share, "share")
        for year, share in missed.items()
    ]
    values = {"floor": floor, "years": tuple(missed), "targets": tuple(missed.values())}
    return [Finding("share_below_the_rule", "contradiction", values, (lowest, *gaps))]


def share_of_expenditure(figures: ConsistencyFigures) -> list[Finding]:
    """Work out what the last share target needs if it is a share of GERD."""
    shares = figures.series("cofinancing_share")
    if not shares:
        return []
    year, share = max(shares.items())
    years = year - figures.base_year
    if not (share > 0 and years > 0 and figures.rd_expenditure > 0 and figures.local_budget > 0):
        return []
    gerd, local = ("gerd", figures.rd_expenditure), ("local_budget", figures.local_budget)
    needed = multiplied("needed_local_money", "mln_kzt", ("target_share", share), gerd)
    today = divided("share_today", "share", local, gerd)
    times = divided("times_today", "times", ("needed_local_money", needed.result), local)
    growths, steps = {}, [today, needed, times]
    for gerd_growth in GERD_GROWTHS:
        growths[gerd_growth] = growth_needed(times.result, years, gerd_growth)
        terms = (("times_today", times.result), ("years", float(years)), ("gerd_growth", gerd_growth))
        steps.append(Step("growth_needed", "root_growth", terms, growths[gerd_growth], "growth"))
    values = {
        "year": year,
        "share": share,
        "needed": needed.result,
        "times": times.result,
        "growth": growths,
        "share_today": today.result,
    }
    severity = "fits" if growths[0.0] <= USUAL_GROWTH else "tension"
    return [Finding("share_of_gerd_needs", severity, values, tuple(steps))]


def projects_against_share(figures: ConsistencyFigures) -> list[Finding]:
    """Compare the local money of the planned projects with the local money of the planned share of GERD."""
    shares, projects = figures.series("cofinancing_share"), figures.series("active_projects")
    year = max(set(shares) & set(projects), default=None)
    if year is None or not figures.rd_expenditure > 0 or not figures.local_budget > 0:
        return []
    if min(shares[year], projects[year], figures.grant_share) <= 0:
        return []
    grant = ("grant_share", figures.grant_share), ("grant_cost", figures.grant_cost)
    price = multiplied("local_cost_of_a_grant", "mln_kzt", *grant)
    local = multiplied("local_money_of_the_projects", "mln_kzt", ("projects", projects[year]), *grant)
    needed = shares[year] * figures.rd_expenditure
    bought = projects_from_match(needed, figures.grant_share, figures.grant_cost)
    money = ("local_money_of_the_projects", local.result)
    times = divided(
        "times_the_projects", "times", ("projects_the_share_would_buy", bought), ("projects", projects[year])
    )
    steps = (
        local,
        divided("part_of_local_budget", "share", money, ("local_budget", figures.local_budget)),
        divided("part_of_gerd", "share", money, ("gerd", figures.rd_expenditure)),
        price,
        divided("projects_the_share_would_buy", "projects", ("needed_local_money", needed), (price.code, price.result)),
        times,
    )
    far = max(times.result, 1 / times.result)
    severity = "contradiction" if far > 10 else "tension" if far > 2 else "fits"
    values = {
        "year": year,
        "projects": projects[year],
        "local_money": local.result,
        "bought": bought,
        "times": times.result,
    }
    return [Finding("projects_far_from_share", severity, values, steps)]


def central_money(figures: ConsistencyFigures) -> list[Finding]:
    """Work out what the centre has to add if all local money becomes match."""
    if not figures.local_budget > 0:
        return []
    steps, values = [], {}
    for name, share in (("grant", figures.grant_share), ("programme", figures.programme_share)):
        if 0 < share < 1:
            values[name] = matched_total(figures.local_budget, share) - figures.local_budget
            terms = (("local_budget", figures.local_budget), (f"{name}_share", share))
            steps.append(Step(f"central_money_at_{name}_share", "leverage", terms, values[name], "mln_kzt"))
    if not steps:
        return []
    known = figures.public_rd > 0
    if known:
        most = max(steps, key=lambda step: step.result)
        steps.append(divided("part_of_public_rd", "share", (most.code, most.result), ("public_rd", figures.public_rd)))
    severity = "tension" if known and steps[-1].result > LARGE_PART else "fits"
    return [Finding("central_money_needed", severity, values, tuple(steps))]


def sessions_for_all_regions(figures: ConsistencyFigures) -> list[Finding]:
    """Count how long the planned sessions take to reach every region."""
    sessions = figures.series("foresight_sessions")
    if not sessions or sum(sessions.values()) <= 0:
        return []
    total = added("sessions_in_all", "sessions", *((str(year), value) for year, value in sessions.items()))
    regions = ("regions", float(figures.regions))
    a_year = ("sessions_a_year", total.result / len(sessions))
    each = divided("sessions_per_region", "sessions", (total.code, total.result), regions)
    years = divided("years_to_reach_all_regions", "years", regions, a_year)
    held = np.cumsum(list(sessions.values()))
    there = [year for year, sum_so_far in zip(sessions, held) if sum_so_far >= figures.regions]
    values = {
        "total": total.result,
        "years": years.result,
        "year": there[0] if there else None,
        "per_region": each.result,
    }
    code = "sessions_reach_all_regions" if there else "sessions_miss_regions"
    return [Finding(code, "fits" if there else "tension", values, (total, years, each))]


def output_per_session(figures: ConsistencyFigures) -> list[Finding]:
    """Compare specifications and recommendations with the sessions they come from."""
    sessions, findings = figures.series("foresight_sessions"), []
    for indicator in ("technical_specifications", "recommendations"):
        code = f"{indicator.removeprefix('technical_')}_per_session"
        series = figures.series(indicator)
        years = [year for year in series if sessions.get(year, 0) > 0]
        if len(years) < 2 or series[years[0]] <= 0:
            continue
        steps = [
            divided(f"{code}_{year}", "per_session", (indicator, series[year]), ("foresight_sessions", sessions[year]))
            for year in years
        ]
        first, last = steps[0], steps[-1]
        rise = divided("rise", "times", (last.code, last.result), (first.code, first.result))
        severity = "tension" if rise.result > STEEP_RISE else "fits"
        values = {"first": first.result, "last": last.result, "times": rise.result}
        findings.append(Finding(f"{code}_rise", severity, values, (*steps, rise)))
    return findings


def projects_against_specifications(figures: ConsistencyFigures) -> list[Finding]:
    """Compare running projects with what the planned specifications yield at usual success rates."""
    specifications, projects = figures.series("technical_specifications"), figures.series("active_projects")
    if not specifications or not projects:
        return []
    good = reach_of_specification(figures.applications, figures.fundable)
    chain = (("applications", figures.applications), ("fundable", figures.fundable))
    found = Step("specification_finds_a_project", "at_least_one", chain, good, "share")
    signed = multiplied(
        "specification_yields_a_contract", "share", (found.code, good), ("contracts_signed", 1 - figures.attrition)
    )
    steps, lacking = [found, signed], {}
    for year, target in projects.items():
        starts = range(year - figures.duration + 1, year + 1)
        sources = [(str(start - figures.lag), specifications.get(start - figures.lag, 0.0)) for start in starts]
        behind = added(f"specifications_behind_{year}", "specifications", *sources)
        expected = multiplied(
            f"projects_expected_{year}", "projects", (behind.code, behind.result), (signed.code, signed.result)
        )
        steps += [behind, expected]
        if expected.result < target:
            lacking[year] = expected.result
    values = {"yield": signed.result, "lacking": lacking, "targets": projects}
    code = "specifications_too_few" if lacking else "specifications_suffice"
    return [Finding(code, "tension" if lacking else "fits", values, tuple(steps))]


def regions_able_to_pay(figures: ConsistencyFigures) -> list[Finding]:
    """Count the regions whose published local money pays their part of one grant."""
    price = multiplied(
        "local_cost_of_a_grant", "mln_kzt", ("grant_share", figures.grant_share), ("grant_cost", figures.grant_cost)
    )
    if not figures.regional_budgets or figures.earmark <= 0:
        return []
    smallest = divided(
        "smallest_budget_that_suffices", "mln_kzt", (price.code, price.result), ("earmark", figures.earmark)
    )
    able = sum(budget >= smallest.result for budget in figures.regional_budgets)
    published = ("regions_with_published_money", float(len(figures.regional_budgets)))
    count = Step("regions_that_can_pay_one_grant", "count", (published,), float(able), "regions")
    few = able < figures.regions / 2
    values = {"able": able, "published": len(figures.regional_budgets), "regions": figures.regions}
    code = "few_regions_can_pay_one_grant" if few else "regions_can_pay_one_grant"
    return [Finding(code, "tension" if few else "fits", values, (price, smallest, count))]


def local_share_so_far(figures: ConsistencyFigures) -> list[Finding]:
    """Look whether the local share of GERD has been rising or falling."""
    history = [(year, local, gerd) for year, local, gerd in figures.history if gerd > 0]
    if len(history) < 2:
        return []
    steps = [
        divided(f"local_share_{year}", "share", ("local_budget", local), ("gerd", gerd))
        for year, local, gerd in history
    ]
    first, last = steps[0].result, steps[-1].result
    values = {
        "first_year": history[0][0],
        "first": first,
        "last_year": history[-1][0],
        "last": last,
        "highest": max(step.result for step in steps),
    }
    falling = last < first
    goal = max(figures.series("cofinancing_share").values(), default=0.0)
    code = "local_share_has_been_falling" if falling else "local_share_has_been_rising"
    return [Finding(code, "tension" if falling and goal > last else "fits", values, tuple(steps))]


CHECKS: tuple[Callable[[ConsistencyFigures], list[Finding]], ...] = (
    share_below_the_rule,
    share_of_expenditure,
    projects_against_share,
    central_money,
    sessions_for_all_regions,
    output_per_session,
    projects_against_specifications,
    regions_able_to_pay,
    local_share_so_far,
)
"""All checks, in the order of the panel."""

"""The years, one after the other: what is affordable, what starts, what goes on. Equations 3-10 of the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresight.funding.model import Levels, Model, price_levels
from foresight.funding.pipeline import Pipeline
from foresight.funding.random_streams import Numbers
from foresight.funding.rationing import SLACK, ration
from foresight.funding.vocabulary import BASE_YEAR, BINDING, INSTRUMENTS, UNLIMITED

_CODE = {name: np.int8(position) for position, name in enumerate(BINDING)}
_TIE = np.float32(1e-3)


@dataclass
class Cohort:
    """Projects of one instrument that started in one year; arrays are (regions, draws)."""

    ends: int  # first year position without it
    live: np.ndarray  # projects still running
    cost: np.ndarray  # mln KZT a year for one, fixed by contract
    cash: np.ndarray  # shares of the cost, (regions or 1, 1)
    central: np.ndarray
    private: float
    in_kind: np.ndarray
    partner: np.ndarray | None  # part of the local money the neighbour pays


@dataclass
class Tables:
    """Where results go; arrays are (instruments, years, regions, draws), None where nobody asked."""

    started: np.ndarray
    active: np.ndarray
    local: np.ndarray | None = None
    central: np.ndarray | None = None
    private: np.ndarray | None = None
    in_kind: np.ndarray | None = None
    binding: np.ndarray | None = None
    unused: np.ndarray | None = None  # (years, regions, draws)

    def part(self, draws: slice) -> Tables:
        """Return views of some draws."""
        return Tables(**{name: None if table is None else table[..., draws] for name, table in vars(self).items()})


def stochastic_rounding(amount: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Round to a neighbouring whole number so that the mean is kept: floor(amount + U).

    Unbiased like a binomial thinning, with a lower variance.
    """
    return np.floor(amount + uniform)


def affordable(free: np.ndarray, price: np.ndarray) -> np.ndarray:
    """Return how many projects the free money pays, as a real number; without a price any number."""
    return np.minimum(np.divide(free, price, out=np.full_like(free, UNLIMITED), where=price > 0), UNLIMITED)


def responding_share(local_share: np.ndarray, elasticity: np.ndarray) -> np.ndarray:
    """Return local outlay against the outlay at full price: m^(1-eps); research bought is m^-eps.

    eps = 1 keeps the outlay whatever the rate, eps = 0 keeps the amount of research.
    """
    return np.power(local_share, 1 - elasticity, dtype=np.float32)


def run_years(
    model: Model, levels: Levels, numbers: Numbers, budgets: np.ndarray, pipeline: Pipeline, tables: Tables
) -> None:
    """Go through the years and fill the tables.

    Parameters
    ----------
    model : Model
        Rule, choices and records.
    levels : Levels
        Parameter values of these draws.
    numbers : Numbers
        Random numbers of these draws.
    budgets : numpy.ndarray
        (years, regions, draws) local R&D budgets, mln KZT.
    pipeline : Pipeline
        Projects ready to start.
    tables : Tables
        Filled in place.
    """
    inputs, choices = model.inputs, model.choices
    years, regions, draws = budgets.shape
    prices = price_levels(levels, inputs.years)
    usable = budgets * (levels["earmark"] * levels["absorption"] * levels["absorption_profile"])[:, None, :]
    cohorts: tuple[list[Cohort], ...] = tuple([] for _ in INSTRUMENTS)
    whole = (lambda amount: amount) if choices["divisible"] else (lambda amount: np.floor(amount + np.float32(SLACK)))
    rounded = (lambda amount, _: amount) if choices["divisible"] else stochastic_rounding
    shape = (regions, draws)

    for t in range(years):
        at = {name: level[t if level.shape[0] > 1 else 0] for name, level in levels.items()}
        terms = [_terms(model, t, k) for k in range(len(INSTRUMENTS))]
        committed, running, committed_central = [], np.zeros(shape, np.float32), np.zeros(draws, np.float32)
        for k, name in enumerate(INSTRUMENTS):
            cohorts[k][:] = [cohort for cohort in cohorts[k] if cohort.ends > t]
            leaving = numbers.regional(f"dropout.{name}")[t] if cohorts[k] and at["annual_dropout"].any() else None
            for cohort in cohorts[k]:
                if leaving is not None:
                    cohort.live = rounded(cohort.live * (1 - at["annual_dropout"]), leaving)
            _start_recorded(model, levels, terms[k], at, prices[t], t, k, cohorts[k], shape)
            committed.append(_local_money(cohorts[k], model.partner[t], shape))
            for cohort in cohorts[k]:
                running += cohort.live
                committed_central += (cohort.live * (cohort.cost * cohort.central)).sum(axis=0)

        room = _room(model, at, t, running)
        asked, unit_costs, plans = [], [], []
        for k, name in enumerate(INSTRUMENTS):
            cost = _cost(at, name, prices[t], model.cost_cap[t, k], numbers.regional(f"cost.{name}", "normal")[t])
            share = at["programme_money_share"] if name == "programme" else 1 - at["programme_money_share"]
            money = usable[t] * (share * responding_share(terms[k]["local"], at["elasticity"]))
            price = cost * terms[k]["cash"]
            free = np.maximum(money - committed[k], 0)
            real = affordable(free, price) if choices["limit_budget"] else np.full(shape, UNLIMITED, np.float32)
            count = whole(real)
            if choices["pacing"] == "steady":
                even = whole(affordable(money, price) / int(at[f"{name}_duration"][0]))
                count = np.minimum(count, even if choices["divisible"] else np.maximum(even, 1))
            ready = pipeline.ready[k][t]
            possible = whole(room)
            partner = None
            if (model.partner[t] != np.arange(regions)).any() and choices["limit_budget"]:
                count, partner = _pool(count, free, price, np.minimum(ready, possible), model.partner[t], whole)
            wanted = np.minimum(np.minimum(count, ready), possible)
            paid = _paid(wanted, at, numbers, t, name, terms[k], whole)
            if terms[k]["private"] > 0:
                paid = rounded(paid * at["private_partner_found"], numbers.regional(f"partner.{name}")[t])
            code = None
            if tables.binding is not None:
                code = _binding(real, count, ready, pipeline.expected[k][t], possible, room)
                code[paid < wanted] = _CODE["payment"]
            asked.append(paid)
            unit_costs.append(cost * terms[k]["central"])
            plans.append((cost, partner, money, code))
            room = room - paid

        awarded = _award(model, at, numbers, t, asked, unit_costs, committed_central)
        spare = None
        for k, name in enumerate(INSTRUMENTS):
            cost, partner, money, code = plans[k]
            if code is not None:
                code[awarded[k] < asked[k]] = _CODE["envelope"]
                tables.binding[k, t] = code
            signed = awarded[k]
            if at["contract_attrition"].any():
                signed = rounded(signed * (1 - at["contract_attrition"]), numbers.regional(f"attrition.{name}")[t])
            term = terms[k]
            ends = t + int(at[f"{name}_duration"][0])
            new = Cohort(ends, signed, cost, term["cash"], term["central"], term["private"], term["in_kind"], partner)
            cohorts[k].append(new)
            _write(tables, cohorts[k], inputs.recorded_projects[:, t, k][:, None] + signed, t, k)
            if tables.local is not None:
                paid = committed[k] + _local_money([new], model.partner[t], shape)
                tables.local[k, t] = paid
                left = np.maximum(money - paid, 0)
                spare = left if spare is None else spare + left
        if tables.unused is not None:
            tables.unused[t] = spare


def _terms(model: Model, t: int, k: int) -> dict[str, np.ndarray | float]:
    """Return who pays which share of a project that starts this year, one number where all regions agree."""
    local = model.local_share[t, :, k].astype(np.float32)[:, None]
    if (local == local[0]).all():
        local = local[:1]
    private, in_kind = float(model.private_share[t, k]), float(model.in_kind_share[t, k])
    cash = local * np.float32(1 - in_kind)
    central = np.maximum(1 - local - np.float32(private), 0)
    return {"local": local, "cash": cash, "in_kind": local - cash, "private": private, "central": central}


def _cost(at: dict, name: str, price: np.ndarray, cap: float, normals: np.ndarray) -> np.ndarray:
    """Return the yearly cost of one project: lognormal between projects around the uncertain mean."""
    variance = np.log1p(at[f"{name}_cost_variation"] ** 2)
    cost = normals * np.sqrt(variance)
    cost -= variance / 2
    np.exp(cost, out=cost)
    if np.isfinite(cap):
        cost = np.minimum(cost * at[f"{name}_cost"], np.float32(cap))
        return cost * price
    cost *= at[f"{name}_cost"] * price
    return cost


def _room(model: Model, at: dict, t: int, running: np.ndarray) -> np.ndarray:
    """Return how many more teams a region has, as a real number."""
    if not model.choices["limit_capacity"]:
        return np.full_like(running, UNLIMITED)
    people = np.where(np.isnan(model.inputs.researchers), UNLIMITED, model.inputs.researchers).astype(np.float32)
    growth = (1 + at["researcher_growth"]) ** (model.inputs.years[t] - BASE_YEAR)
    return np.maximum(people[:, None] * (at["capacity_share"] * growth / at["team_size"]) - running, 0)


def _paid(wanted: np.ndarray, at: dict, numbers: Numbers, t: int, name: str, term: dict, whole) -> np.ndarray:
    """Let some regions pay only a part of what they promised, and lose the projects it would have paid."""
    if not at["take_up"].min() < 1 or not term["cash"].any():
        return wanted
    keeps = numbers.regional(f"payment.{name}")[t] < at["take_up"]
    if not term["cash"].all():
        keeps |= term["cash"] == 0
    return np.where(keeps, wanted, whole(wanted * at["partial_payment"]))


def _pool(count, free, price, need, partner, whole) -> tuple[np.ndarray, np.ndarray]:
    """Let two neighbours put their remainders together for the one that has more projects waiting.

    Returns the affordable projects and the part of their local money that the neighbour pays.
    """
    own = np.minimum(count, need)
    left = np.maximum(free - own * price, 0)
    waiting = need - own
    position = np.arange(len(partner))[:, None]
    other = partner[:, None]
    first = (waiting > waiting[partner]) | ((waiting == waiting[partner]) & (position < other))
    leads = (waiting > 0) & first & (position != other)
    together = left + left[partner]
    extra = np.where(leads, np.minimum(whole(affordable(together, price)), waiting), 0).astype(np.float32)
    owed = np.maximum(extra * price - left, 0)
    total = (own + extra) * price
    part = np.divide(owed, total, out=np.zeros_like(owed), where=total > 0)
    return np.where(extra > 0, own + extra, count), part


def _award(model, at, numbers, t, asked, unit_costs, committed) -> list[np.ndarray]:
    """Cut the requests to the central money, in the draws where it does not suffice."""
    if not model.choices["limit_envelope"]:
        return asked
    needed = sum((ask * cost).sum(axis=0) for ask, cost in zip(asked, unit_costs))
    money = np.maximum(at["central_envelope"] - committed, 0)
    short = np.flatnonzero(needed > money * np.float32(1 + 1e-6))
    if not short.size:
        return asked
    money = np.broadcast_to(money, needed.shape)[short]
    if model.choices["divisible"]:
        part = np.ones_like(needed)
        part[short] = money / needed[short]
        return [ask * part for ask in asked]
    wanted = np.concatenate([ask[:, short] for ask in asked])
    costs = np.concatenate([np.broadcast_to(cost, asked[0].shape)[:, short] for cost in unit_costs])
    lottery = wanted
    if model.choices["rationing"] == "random":
        lottery = np.concatenate([numbers.regional(f"lottery.{name}")[t][:, short] for name in INSTRUMENTS])
    inputs = model.inputs
    given = ration(
        model.choices["rationing"], wanted, costs, money, lottery, inputs.fiscal_capacity, inputs.researchers
    ).astype(np.float32)
    awarded = [ask.copy() for ask in asked]
    for k, part in enumerate(np.split(given, len(asked))):
        awarded[k][:, short] = part
    return awarded


def _binding(real, count, ready, expected, possible, room) -> np.ndarray:
    """Name what stopped the next project: the smallest limit; among equal ones, the scarcer before rounding."""
    by_money = count + _TIE * np.minimum(real, 100)
    by_pipeline = ready + _TIE * np.minimum(expected, 100)
    by_people = possible + _TIE * np.minimum(room, 100)
    code = np.where((count < 1) & (real > 0), _CODE["indivisibility"], _CODE["budget"])
    smallest = np.minimum(by_money, by_people)
    code[by_people < by_money] = _CODE["capacity"]
    code[by_pipeline <= smallest] = _CODE["pipeline"]
    code[np.minimum(smallest, by_pipeline) >= UNLIMITED] = _CODE["none"]
    return code


def _local_money(cohorts: list[Cohort], partner: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return the local money each region pays for running projects."""
    total = np.zeros(shape, np.float32)
    for cohort in cohorts:
        due = cohort.live * (cohort.cost * cohort.cash)
        if cohort.partner is not None:
            abroad = due * cohort.partner
            due = due - abroad + abroad[partner]
        total += due
    return total


def _start_recorded(model, levels, term, at, price, t, k, cohorts, shape) -> None:
    """Put projects that really started this year among the running ones, at the mean cost."""
    starts = model.inputs.recorded_projects[:, t, k]
    if not starts.any():
        return
    name = INSTRUMENTS[k]
    live = np.broadcast_to(starts.astype(np.float32)[:, None], shape).copy()
    cost = np.broadcast_to(at[f"{name}_cost"] * price, shape)
    ends = t + int(at[f"{name}_duration"][0])
    cohorts.append(Cohort(ends, live, cost, term["cash"], term["central"], term["private"], term["in_kind"], None))


def _write(tables: Tables, cohorts: list[Cohort], starts: np.ndarray, t: int, k: int) -> None:
    tables.started[k, t] = starts
    tables.active[k, t] = sum(cohort.live for cohort in cohorts)
    if tables.central is None:
        return
    spent = [cohort.live * cohort.cost for cohort in cohorts]
    tables.central[k, t] = sum(cost * cohort.central for cost, cohort in zip(spent, cohorts))
    if tables.private is not None:
        tables.private[k, t] = sum(cost * np.float32(cohort.private) for cost, cohort in zip(spent, cohorts))
    if tables.in_kind is not None:
        tables.in_kind[k, t] = sum(cost * cohort.in_kind for cost, cohort in zip(spent, cohorts))

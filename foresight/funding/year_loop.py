"""The years, one after the other: what is affordable, what starts, what goes on. Equations 3-10 of the model.

Everything that can start needs a project that is ready, and in most regions and years none is. So the arithmetic of
starting runs over the cells with a ready project only; a cell is a flat position in (regions, draws).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresight.funding.binding import binding_of_candidates, binding_without_candidates
from foresight.funding.cohorts import Cohort, Running
from foresight.funding.model import Levels, Model, price_levels
from foresight.funding.pipeline import Pipeline
from foresight.funding.random_streams import Numbers
from foresight.funding.rationing import SLACK, ration
from foresight.funding.tables import CellTables, Totals
from foresight.funding.vocabulary import BASE_YEAR, BINDING, INSTRUMENTS, UNLIMITED


@dataclass
class Candidates:
    """The cells of one instrument and year with a ready project, and what becomes of it; arrays are (cells,)."""

    cells: np.ndarray
    row: np.ndarray  # region
    column: np.ndarray  # draw
    ready: np.ndarray
    cost: np.ndarray
    cash: np.ndarray | float
    central: np.ndarray | float
    in_kind: np.ndarray | float
    asked: np.ndarray | None = None
    code: np.ndarray | None = None
    neighbour: np.ndarray | None = None
    neighbour_cells: np.ndarray | None = None


def stochastic_rounding(amount: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Round to a neighbouring whole number so that the mean is kept: floor(amount + U).

    Unbiased like a binomial thinning, with a lower variance.
    """
    return np.floor(amount + uniform)


def affordable(free: np.ndarray, price: np.ndarray) -> np.ndarray:
    """Return how many projects the free money pays, as a real number; without a price any number."""
    free, price = np.broadcast_arrays(free, price)
    return np.minimum(
        np.divide(free, price, out=np.full(free.shape, UNLIMITED, free.dtype), where=price > 0), UNLIMITED
    )


def responding_share(local_share: np.ndarray, elasticity: np.ndarray) -> np.ndarray:
    """Return local outlay against the outlay at full price: m^(1-eps); research bought is m^-eps.

    eps = 1 keeps the outlay whatever the rate, eps = 0 keeps the amount of research.
    """
    return np.power(local_share, 1 - elasticity, dtype=np.float32)


def match_money_terms(model: Model, levels: Levels, t: int, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what turns a local R&D budget into money for one instrument: u a w, the rate m and the elasticity.

    Equation 3: ``A = B u a w m^(1 - eps)``; each instrument's money responds to its own rate. Shapes (draws or 1,),
    (regions or 1, 1) and (draws or 1,).
    """
    at = {name: level[t if level.shape[0] > 1 else 0] for name, level in levels.items() if name in _MONEY}
    share = at["programme_money_share"]
    share = share if INSTRUMENTS[k] == "programme" else 1 - share
    local = model.local_share[t, :, k].astype(np.float32)[:, None]
    local = local[:1] if (local == local[0]).all() else local
    return share * at["earmark"] * at["absorption"] * at["absorption_profile"], local, at["elasticity"]


_MONEY = ("programme_money_share", "earmark", "absorption", "absorption_profile", "elasticity")


class YearLoop:
    """Goes through the years and fills the tables.

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
    tables : CellTables or Totals
        Filled in place by ``run``.
    """

    def __init__(
        self,
        model: Model,
        levels: Levels,
        numbers: Numbers,
        budgets: np.ndarray,
        pipeline: Pipeline,
        tables: CellTables | Totals,
    ) -> None:
        self.model, self.levels, self.numbers, self.pipeline, self.tables = model, levels, numbers, pipeline, tables
        self.years, self.regions, self.draws = budgets.shape
        self.prices = price_levels(levels, model.inputs.years)
        self.budgets = budgets
        self.binding = getattr(tables, "binding", None)
        shared = model.private_share.any() or model.in_kind_share.any()
        self.has_more_payers = shared and self.binding is not None
        self.divisible = model.choices["divisible"]
        people = np.where(np.isnan(model.inputs.researchers), UNLIMITED, model.inputs.researchers)
        self.people = people.astype(np.float32)
        self.cohorts: tuple[list[Cohort], ...] = tuple([] for _ in INSTRUMENTS)

    def run(self) -> None:
        """Go through all years."""
        for t in range(self.years):
            self.t = t
            self.at = {name: level[t if level.shape[0] > 1 else 0] for name, level in self.levels.items()}
            running = self._continue()
            before = running.local.copy() if self.model.choices["limit_budget"] else running.local
            taken = running.active.sum(axis=0)
            if self.binding is not None:
                self.expected = [self.pipeline.mean(k, t) for k in range(len(INSTRUMENTS))]
            found = []
            for k in range(len(INSTRUMENTS)):
                candidates = self._candidates(k)
                self._ask(candidates, k, before[k], taken)
                found.append(candidates)
                taken.reshape(-1)[candidates.cells] += candidates.asked
            if self.binding is not None:
                self._explain(found, before, taken)
            self._award(found, running)
            for k, candidates in enumerate(found):
                self._sign(candidates, k, running)
            self.tables.write(t, running)

    def whole(self, amount: np.ndarray) -> np.ndarray:
        """Cut to whole projects, unless projects are divisible."""
        return amount if self.divisible else np.floor(amount + np.float32(SLACK))

    def rounded(self, amount: np.ndarray, uniform: np.ndarray) -> np.ndarray:
        """Round at random to whole projects, unless projects are divisible."""
        return amount if self.divisible else stochastic_rounding(amount, uniform)

    def _continue(self) -> Running:
        """Let running projects drop out or end; put in what was recorded as started."""
        running = Running(self.regions, self.draws, self.has_more_payers)
        dropout = self.at["annual_dropout"]
        for k, name in enumerate(INSTRUMENTS):
            self.cohorts[k][:] = [cohort for cohort in self.cohorts[k] if cohort.ends > self.t]
            if dropout.any():
                for cohort in self.cohorts[k]:
                    row, column = np.divmod(cohort.cells, self.draws)
                    leaving = self.numbers.cells(f"dropout.{name}", self.t, row, column)
                    cohort.live = self.rounded(cohort.live * (1 - _of_draw(dropout, column)), leaving)
            self._start_recorded(k, running)
            for cohort in self.cohorts[k]:
                running.add(cohort, k)
        return running

    def _start_recorded(self, k: int, running: Running) -> None:
        """Put projects that really started this year among the running ones, at the mean cost."""
        starts = self.model.inputs.recorded_projects[:, self.t, k]
        rows = np.flatnonzero(starts)
        if rows.size:
            cells = (rows[:, None] * self.draws + np.arange(self.draws)).ravel()
            row, column = np.divmod(cells, self.draws)
            mean = self.at[f"{INSTRUMENTS[k]}_cost"] * self.prices[self.t]
            live, cost = starts[row].astype(np.float32), _of_draw(mean, column)
            self.cohorts[k].append(self._cohort(k, cells, live, cost, self._shares(k, row)))
            running.started[k] += starts.astype(np.float32)[:, None]

    def _shares(self, k: int, row: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return cash, central and in-kind shares of the cost in some regions, for projects that start this year."""
        local = self.model.local_share[self.t, :, k].astype(np.float32)[row]
        cash = local * np.float32(1 - self.model.in_kind_share[self.t, k])
        central = np.maximum(1 - local - np.float32(self.model.private_share[self.t, k]), 0)
        return cash, central, local - cash

    def _cohort(self, k: int, cells: np.ndarray, live: np.ndarray, cost: np.ndarray, shares: tuple) -> Cohort:
        ends = self.t + int(self.at[f"{INSTRUMENTS[k]}_duration"][0])
        cash, central, in_kind = shares
        return Cohort(ends, cells, live, cost, cash, central, float(self.model.private_share[self.t, k]), in_kind)

    def _candidates(self, k: int) -> Candidates:
        cells, ready = self.pipeline.ready(k, self.t)
        row, column = np.divmod(cells, self.draws)
        name = INSTRUMENTS[k]
        normals = self.numbers.cells(f"cost.{name}", self.t, row, column, "normal")
        variance = np.log1p(self.at[f"{name}_cost_variation"] ** 2)
        spread, centre = _of_draw(np.sqrt(variance), column), _of_draw(variance / 2, column)
        cost = np.exp(normals * spread - centre) * _of_draw(self.at[f"{name}_cost"], column)
        cap = self.model.cost_cap[self.t, k]
        if np.isfinite(cap):
            cost = np.minimum(cost, np.float32(cap))
        cost *= _of_draw(self.prices[self.t], column)
        cash, central, in_kind = self._shares(k, row)
        return Candidates(cells, row, column, ready, cost, cash, central, in_kind)

    def _money(self, k: int, row: np.ndarray | None = None, column: np.ndarray | None = None) -> np.ndarray:
        """Return local money for one instrument after the response to the rate, in some cells or everywhere."""
        by_draw, local, elasticity = match_money_terms(self.model, self.levels, self.t, k)
        if row is None:
            return self.budgets[self.t] * (by_draw * responding_share(local, elasticity))
        rates = local[row, 0] if local.size > 1 else local[0, 0]
        response = responding_share(rates, _of_draw(elasticity, column))
        return self.budgets[self.t][row, column] * (_of_draw(by_draw, column) * response)

    def _room(self, taken: np.ndarray, row: np.ndarray | None, column: np.ndarray | None) -> np.ndarray:
        """Return how many more teams a region has, as a real number."""
        if not self.model.choices["limit_capacity"]:
            return np.full(taken.shape if row is None else row.shape, UNLIMITED, np.float32)
        growth = (1 + self.at["researcher_growth"]) ** (self.model.inputs.years[self.t] - BASE_YEAR)
        per_head = self.at["capacity_share"] * growth / self.at["team_size"]
        if row is None:
            return np.maximum(self.people[:, None] * per_head - taken, 0)
        return np.maximum(self.people[row] * _of_draw(per_head, column) - taken[row, column], 0)

    def _ask(self, found: Candidates, k: int, committed: np.ndarray, taken: np.ndarray) -> None:
        """Work out how many projects each cell asks the centre for: money, readiness, people, payment, partner."""
        name, row, column, choices = INSTRUMENTS[k], found.row, found.column, self.model.choices
        price = found.cost * found.cash
        room = self._room(taken, row, column)
        possible = self.whole(room)
        if choices["limit_budget"]:
            money = self._money(k, row, column)
            real = affordable(np.maximum(money - committed[row, column], 0), price)
        else:
            real = np.full(row.shape, UNLIMITED, np.float32)
        count = self.whole(real)
        if choices["pacing"] == "steady" and choices["limit_budget"]:
            even = self.whole(affordable(money, price) / int(self.at[f"{name}_duration"][0]))
            count = np.minimum(count, even if self.divisible else np.maximum(even, 1))
        if choices["limit_budget"] and (self.model.partner[self.t] != np.arange(self.regions)).any():
            count = self._pool(found, k, committed, count, price, np.minimum(found.ready, possible))
        wanted = np.minimum(np.minimum(count, found.ready), possible)
        asked = self._paid(found, wanted, name)
        if self.model.private_share[self.t, k] > 0:
            partner = self.numbers.cells(f"partner.{name}", self.t, row, column)
            asked = self.rounded(asked * _of_draw(self.at["private_partner_found"], column), partner)
        found.asked = asked
        if self.binding is not None:
            expected = self.expected[k][row, column]
            found.code = binding_of_candidates(real, count, found.ready, expected, possible, room)
            found.code[asked < wanted] = BINDING.index("payment")

    def _paid(self, found: Candidates, wanted: np.ndarray, name: str) -> np.ndarray:
        """Let some regions pay only a part of what they promised, and lose the projects it would have paid."""
        if not self.at["take_up"].min() < 1:
            return wanted
        uniform = self.numbers.cells(f"payment.{name}", self.t, found.row, found.column)
        keeps = (uniform < _of_draw(self.at["take_up"], found.column)) | (found.cash == 0)
        part = self.whole(wanted * _of_draw(self.at["partial_payment"], found.column))
        return np.where(keeps, wanted, part)

    def _pool(
        self, found: Candidates, k: int, committed: np.ndarray, count: np.ndarray, price: np.ndarray, need: np.ndarray
    ) -> np.ndarray:
        """Let two neighbours put their remainders together for the one that has more projects waiting."""
        partner = self.model.partner[self.t]
        own = np.minimum(count, need)
        left = np.maximum(self._money(k) - committed, 0)
        waiting = np.zeros_like(left)
        left.reshape(-1)[found.cells] -= own * np.where(price > 0, price, 0)
        waiting.reshape(-1)[found.cells] = need - own
        other = partner[found.row]
        mine, theirs = need - own, waiting[other, found.column]
        leads = (mine > 0) & (other != found.row) & ((mine > theirs) | ((mine == theirs) & (found.row < other)))
        spare = np.maximum(left.reshape(-1)[found.cells], 0)
        together = spare + np.maximum(left[other, found.column], 0)
        extra = np.where(leads, np.minimum(self.whole(affordable(together, price)), mine), 0).astype(np.float32)
        owed = np.maximum(extra * price - spare, 0)
        total = (own + extra) * price
        found.neighbour = np.divide(owed, total, out=np.zeros_like(owed), where=total > 0)
        found.neighbour_cells = other * self.draws + found.column
        return np.where(extra > 0, own + extra, count)

    def _award(self, found: list[Candidates], running: Running) -> None:
        """Cut the requests to the central money, in the draws where it does not suffice."""
        model = self.model
        if not model.choices["limit_envelope"]:
            return
        needed = np.zeros(self.draws)
        for candidates in found:
            cost = candidates.asked * candidates.cost * candidates.central
            needed += np.bincount(candidates.column, weights=cost, minlength=self.draws)
        money = np.maximum(self.at["central_envelope"] - running.central_by_draw(), 0)
        short = np.flatnonzero(needed > money * (1 + 1e-6))
        if not short.size:
            return
        if self.divisible:
            part = np.ones(self.draws, np.float32)
            part[short] = money[short] / needed[short]
            for candidates in found:
                candidates.asked = candidates.asked * part[candidates.column]
            return
        shape = (len(found), self.regions, self.draws)
        wanted, costs = np.zeros(shape, np.float32), np.ones(shape, np.float32)
        for k, candidates in enumerate(found):
            wanted[k].reshape(-1)[candidates.cells] = candidates.asked
            costs[k].reshape(-1)[candidates.cells] = candidates.cost * candidates.central
        wanted, costs = (table[..., short].reshape(-1, short.size) for table in (wanted, costs))
        lottery = wanted
        if model.choices["rationing"] == "random":
            row, column = np.divmod(np.arange(self.regions * short.size), short.size)
            lots = [self.numbers.cells(f"lottery.{name}", self.t, row, short[column]) for name in INSTRUMENTS]
            lottery = np.concatenate(lots).reshape(-1, short.size)
        inputs = model.inputs
        given = ration(
            model.choices["rationing"], wanted, costs, money[short], lottery, inputs.fiscal_capacity, inputs.researchers
        )
        place = np.full(self.draws, -1)
        place[short] = np.arange(short.size)
        for k, candidates in enumerate(found):
            cut = np.flatnonzero(place[candidates.column] >= 0)
            award = given[k * self.regions + candidates.row[cut], place[candidates.column[cut]]].astype(np.float32)
            if candidates.code is not None:
                candidates.code[cut[award < candidates.asked[cut]]] = BINDING.index("envelope")
            candidates.asked = candidates.asked.copy()
            candidates.asked[cut] = award

    def _sign(self, found: Candidates, k: int, running: Running) -> None:
        """Turn awards into contracts, some of which fall through, and start the cohort."""
        name = INSTRUMENTS[k]
        signed = found.asked
        if self.at["contract_attrition"].any():
            uniform = self.numbers.cells(f"attrition.{name}", self.t, found.row, found.column)
            signed = self.rounded(signed * (1 - _of_draw(self.at["contract_attrition"], found.column)), uniform)
        cohort = self._cohort(k, found.cells, signed, found.cost, (found.cash, found.central, found.in_kind))
        if found.neighbour is not None:
            cohort.neighbour, cohort.neighbour_cells = found.neighbour, found.neighbour_cells
        running.started[k].reshape(-1)[found.cells] += signed
        if self.binding is not None:
            self.binding[k, self.t][found.row, found.column] = found.code
        kept = np.flatnonzero(signed > 0)
        for name in ("cells", "live", "cost", "cash", "central", "in_kind", "neighbour", "neighbour_cells"):
            values = getattr(cohort, name)
            setattr(cohort, name, values if values is None else values[kept])
        self.cohorts[k].append(cohort)
        running.add(cohort, k)

    def _explain(self, found: list[Candidates], committed: np.ndarray, taken: np.ndarray) -> None:
        """Name what stops a project where none is ready: the pipeline, unless money or people would not suffice."""
        room = self._room(taken, None, None)
        for k, name in enumerate(INSTRUMENTS):
            if self.model.choices["limit_budget"]:
                local = self.model.local_share[self.t, :, k].astype(np.float32)[:, None]
                cash = local * np.float32(1 - self.model.in_kind_share[self.t, k])
                cash = cash[:1] if (cash == cash[0]).all() else cash
                price = cash * (self.at[f"{name}_cost"] * self.prices[self.t])
                free = np.maximum(self._money(k) - committed[k], 0)
                real = affordable(free, price) if not (price > 0).all() else free * (1 / price)
            else:
                real = np.full(room.shape, UNLIMITED, np.float32)
            self.binding[k, self.t] = binding_without_candidates(real, self.expected[k], room)


def _of_draw(values: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Return the value of each cell's draw; a single value stays single."""
    return values if values.size == 1 else values[column]

"""The years, one after the other: what is affordable, what starts, what goes on. Equations 3-10 of the model.

Everything that can start needs a project that is ready, and in most regions and years none is. So the arithmetic of
starting runs over the cells (region, draw) with a ready project only.
"""

from __future__ import annotations

import numpy as np

from foresight.funding.binding import binding_of_candidates, binding_without_candidates
from foresight.funding.candidates import (
    Candidates,
    YearlyTerms,
    affordable,
    of_draw,
    stochastic_rounding,
    whole_part,
    year_of,
)
from foresight.funding.cohorts import Cohort, running_totals
from foresight.funding.model import Levels, Model
from foresight.funding.pipeline import Pipeline
from foresight.funding.random_streams import Numbers
from foresight.funding.rationing import ration
from foresight.funding.tables import CellTables, Totals
from foresight.funding.vocabulary import BINDING, INSTRUMENTS, UNLIMITED

_PAYMENT, _ENVELOPE = BINDING.index("payment"), BINDING.index("envelope")


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
        self.model, self.numbers, self.budgets, self.pipeline, self.tables = model, numbers, budgets, pipeline, tables
        self.years, self.regions, self.draws = budgets.shape
        self.terms = YearlyTerms(model, levels)
        self.binding = tables.binding if isinstance(tables, CellTables) else None
        self.divisible = bool(model.choices["divisible"])
        self.whole = (lambda amount: amount) if self.divisible else whole_part
        self.rounded = (lambda amount, _: amount) if self.divisible else stochastic_rounding
        self.duration = [int(levels[f"{name}_duration"][0, 0]) for name in INSTRUMENTS]
        self.cohorts: tuple[list[Cohort], ...] = tuple([] for _ in INSTRUMENTS)

    def run(self) -> None:
        """Go through all years."""
        for t in range(self.years):
            found = [self._candidates(k, t) for k in range(len(INSTRUMENTS))]
            self._continue(t)
            if self.binding is None and not any(part.row.size for part in found):
                self._write(t)
                continue
            taken = np.zeros((self.regions, self.draws), np.float32)
            totals = [running_totals(cohorts, taken.shape, taken) for cohorts in self.cohorts]
            if self.binding is not None:
                self._explain(t, totals, taken)
            for k, part in enumerate(found):
                if part.row.size:
                    self._ask(part, k, t, totals[k][0], taken)
                    taken.reshape(-1)[part.cell] += part.asked
            self._award(found, t, totals[0][1] + totals[1][1])
            for k, part in enumerate(found):
                if part.row.size:
                    self._sign(part, k, t)
            self._write(t)

    def _continue(self, t: int) -> None:
        """Let running projects drop out or end; put in what was recorded as started."""
        dropout = self.terms.level("annual_dropout", t)
        for k, name in enumerate(INSTRUMENTS):
            self.cohorts[k][:] = [cohort for cohort in self.cohorts[k] if cohort.ends > t]
            if dropout.any():
                for cohort in self.cohorts[k]:
                    leaving = self.numbers.cells(f"dropout.{name}", t, cohort.place)
                    cohort.live = self.rounded(cohort.live * (1 - of_draw(dropout, cohort.column)), leaving)
            spans = self.model.inputs.recorded_spans[:, t, k]  # (regions, last years)
            self._recorded(k, t, self.model.inputs.recorded_projects[:, t, k] - spans.sum(axis=1))
            for last in np.flatnonzero(spans.any(axis=0)):
                self._recorded(k, t, spans[:, last], int(last) + 1)

    def _recorded(self, k: int, t: int, starts: np.ndarray, ends: int | None = None) -> None:
        """Put in recorded projects at the mean cost; those without a known end run as long as the model assumes."""
        if not starts.any():
            return
        row = np.repeat(np.flatnonzero(starts), self.draws)
        column = np.tile(np.arange(self.draws), np.count_nonzero(starts))
        found = self._in_cells(k, t, row * self.draws + column, starts[row].astype(np.float32))
        found.cost = np.broadcast_to(of_draw(year_of(self.terms.mean_cost[k], t), column), row.shape)
        cohort = self._cohort(found, k, t, slice(None), found.ready)
        cohort.ends = cohort.ends if ends is None else ends
        self.cohorts[k].append(cohort)

    def _cohort(self, part: Candidates, k: int, t: int, kept: slice | np.ndarray, live: np.ndarray) -> Cohort:
        """Return the projects that start in some of the cells."""
        names = ("cell", "row", "column", "place", "cost", "cash", "central", "in_kind")
        return Cohort(
            started=t,
            ends=t + self.duration[k],
            live=live,
            private=float(self.model.private_share[t, k]),
            **{name: getattr(part, name)[kept] for name in names},
        )

    def _candidates(self, k: int, t: int) -> Candidates:
        found = self._in_cells(k, t, *self.pipeline.ready(k, t))
        if found.cell.size:
            normals = self.numbers.cells(f"cost.{INSTRUMENTS[k]}", t, found.place, "normal")
            found.cost = self.terms.cost_of(k, t, found.column, normals)
        return found

    def _in_cells(self, k: int, t: int, cell: np.ndarray, ready: np.ndarray) -> Candidates:
        """Return candidates in some cells at the rates of the year; their cost follows."""
        row = cell // self.draws
        column = cell - row * self.draws
        cash, local, central = (
            table[t, :, k].take(row)
            for table in (self.terms.cash_share, self.terms.local_share, self.terms.central_share)
        )
        place = self.numbers.places(row, column)
        return Candidates(cell, row, column, place, ready, ready, cash, central, local - cash)

    def _ask(self, part: Candidates, k: int, t: int, committed: np.ndarray, taken: np.ndarray) -> None:
        """Work out how many projects each cell asks the centre for: money, readiness, people, payment, partner."""
        name, row, column, choices = INSTRUMENTS[k], part.row, part.column, self.model.choices
        price = part.cost * part.cash
        room = np.full(row.shape, UNLIMITED, np.float32)
        if choices["limit_capacity"]:
            room = self.terms.people.take(row) * of_draw(year_of(self.terms.per_head, t), column)
            room -= taken.reshape(-1).take(part.cell)
            np.maximum(room, 0, out=room)
        possible = self.whole(room)
        real = np.full(row.shape, UNLIMITED, np.float32)
        if choices["limit_budget"]:
            money = self.terms.money_of(self.budgets[t], k, t, part)
            real = affordable(np.maximum(money - committed.reshape(-1).take(part.cell), 0), price)
        count = self.whole(real)
        if choices["limit_budget"] and choices["pacing"] == "steady":
            even = self.whole(affordable(money, price) / self.duration[k])
            count = np.minimum(count, even if self.divisible else np.maximum(even, 1))
        if choices["limit_budget"] and self.terms.pools[t]:
            count = self._pool(part, k, t, committed, count, price, np.minimum(part.ready, possible))
        wanted = np.minimum(np.minimum(count, part.ready), possible)
        part.asked = self._paid(part, t, wanted, name)
        if self.model.private_share[t, k] > 0:
            found = of_draw(self.terms.level("private_partner_found", t), column)
            part.asked = self.rounded(part.asked * found, self.numbers.cells(f"partner.{name}", t, part.place))
        if self.binding is not None:
            expected = self.pipeline.mean_of(k, t, part.cell, column)
            part.code = binding_of_candidates(real, count, part.ready, expected, possible, room)
            part.code[part.asked < wanted] = _PAYMENT

    def _paid(self, part: Candidates, t: int, wanted: np.ndarray, name: str) -> np.ndarray:
        """Let some regions pay only a part of what they promised, and lose the projects it would have paid."""
        take_up = self.terms.level("take_up", t)
        if not take_up.min() < 1:
            return wanted
        uniform = self.numbers.cells(f"payment.{name}", t, part.place)
        keeps = (uniform < of_draw(take_up, part.column)) | (part.cash == 0)
        paid = self.whole(wanted * of_draw(self.terms.level("partial_payment", t), part.column))
        return np.where(keeps, wanted, paid)

    def _pool(
        self,
        part: Candidates,
        k: int,
        t: int,
        committed: np.ndarray,
        count: np.ndarray,
        price: np.ndarray,
        need: np.ndarray,
    ) -> np.ndarray:
        """Let two neighbours put their remainders together for the one that has more projects waiting."""
        row, column = part.row, part.column
        other = self.model.partner[t][row]
        own = np.minimum(count, need)
        left = np.maximum(self.terms.money(self.budgets[t], k, t) - committed, 0)
        waiting = np.zeros_like(left)
        left[row, column] = np.maximum(left[row, column] - own * price, 0)
        waiting[row, column] = need - own
        mine, theirs = need - own, waiting[other, column]
        leads = (mine > 0) & (other != row) & ((mine > theirs) | ((mine == theirs) & (row < other)))
        spare = left[row, column]
        extra = np.minimum(self.whole(affordable(spare + left[other, column], price)), mine)
        extra = np.where(leads, extra, np.float32(0))
        owed, total = np.maximum(extra * price - spare, 0), (own + extra) * price
        part.neighbour = np.divide(owed, total, out=np.zeros_like(owed), where=total > 0)
        part.neighbour_row = other
        return np.where(extra > 0, own + extra, count)

    def _award(self, found: list[Candidates], t: int, committed: np.ndarray) -> None:
        """Cut the requests to the central money, in the draws where it does not suffice."""
        if not self.model.choices["limit_envelope"]:
            return
        found = [part for part in found if part.row.size]
        needed = np.zeros(self.draws)
        for part in found:
            cost = part.asked * part.cost * part.central
            needed += np.bincount(part.column, weights=cost, minlength=self.draws)
        money = np.maximum(self.terms.level("central_envelope", t) - committed, 0)
        is_short = needed > money * (1 + 1e-6)
        if not is_short.any():
            return
        before = [part.asked for part in found]
        if self.divisible:
            share = np.where(is_short, money / np.maximum(needed, 1e-9), 1).astype(np.float32)
            for part in found:
                part.asked = part.asked * share[part.column]
        else:
            self._ration(found, t, money, np.flatnonzero(is_short))
        for part, asked in zip(found, before):
            if part.code is not None:
                part.code[part.asked < asked] = _ENVELOPE

    def _ration(self, found: list[Candidates], t: int, money: np.ndarray, short: np.ndarray) -> None:
        """Ration whole projects in the draws that are short of central money."""
        inputs, rule = self.model.inputs, self.model.choices["rationing"]
        place = np.full(self.draws, -1)
        place[short] = np.arange(short.size)
        shape = (len(found), self.regions, short.size)
        wanted, costs = np.zeros(shape, np.float32), np.ones(shape, np.float32)
        lots = np.ones(shape, np.float32)
        cuts = [np.flatnonzero(place[part.column] >= 0) for part in found]
        for k, (part, cut) in enumerate(zip(found, cuts)):
            row, column = part.row[cut], part.column[cut]
            wanted[k, row, place[column]] = part.asked[cut]
            costs[k, row, place[column]] = part.cost[cut] * part.central[cut]
            if rule == "random":
                lots[k, row, place[column]] = self.numbers.cells(f"lottery.{INSTRUMENTS[k]}", t, part.place[cut])
        flat = (table.reshape(-1, short.size) for table in (wanted, costs))
        lottery = lots.reshape(-1, short.size)
        given = ration(rule, *flat, money[short], lottery, inputs.fiscal_capacity, inputs.researchers).reshape(shape)
        for k, (part, cut) in enumerate(zip(found, cuts)):
            part.asked = part.asked.copy()
            part.asked[cut] = given[k, part.row[cut], place[part.column[cut]]]

    def _sign(self, part: Candidates, k: int, t: int) -> None:
        """Turn awards into contracts, some of which fall through, and start the cohort."""
        signed = part.asked
        attrition = self.terms.level("contract_attrition", t)
        if attrition.any():
            uniform = self.numbers.cells(f"attrition.{INSTRUMENTS[k]}", t, part.place)
            signed = self.rounded(signed * (1 - of_draw(attrition, part.column)), uniform)
        if self.binding is not None:
            self.binding[k, t][part.row, part.column] = part.code
        kept = np.flatnonzero(signed > 0)
        cohort = self._cohort(part, k, t, kept, signed[kept])
        if part.neighbour is not None:
            cohort.neighbour, cohort.neighbour_row = part.neighbour[kept], part.neighbour_row[kept]
        self.cohorts[k].append(cohort)

    def _write(self, t: int) -> None:
        for k, cohorts in enumerate(self.cohorts):
            for cohort in cohorts:
                if cohort.row.size:
                    self.tables.take(t, k, cohort)

    def _explain(self, t: int, totals: list[tuple[np.ndarray, np.ndarray]], taken: np.ndarray) -> None:
        """Name what stops a project where none is ready: the pipeline, unless money or people would not suffice."""
        room = np.float32(UNLIMITED)
        if self.model.choices["limit_capacity"]:
            room = self.terms.people[:, None] * year_of(self.terms.per_head, t) - taken
            np.maximum(room, 0, out=room)
        for k in range(len(INSTRUMENTS)):
            real = np.full(taken.shape, UNLIMITED, np.float32)
            if self.model.choices["limit_budget"]:
                cash = self.terms.cash_share[t, :, k][:, None]
                price = (cash[:1] if (cash == cash[0]).all() else cash) * year_of(self.terms.mean_cost[k], t)
                free = self.terms.money(self.budgets[t], k, t)
                free -= totals[k][0]
                np.maximum(free, 0, out=free)
                real = np.multiply(free, 1 / price, out=free) if (price > 0).all() else affordable(free, price)
            self.binding[k, t] = binding_without_candidates(real, self.pipeline.mean(k, t), room)

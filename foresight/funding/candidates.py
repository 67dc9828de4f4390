"""What can start this year: cells with a ready project, and what money, people and payment allow them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresight.funding.model import Levels, Model, price_levels
from foresight.funding.rationing import SLACK
from foresight.funding.vocabulary import BASE_YEAR, INSTRUMENTS, UNLIMITED


@dataclass
class Candidates:
    """The cells of one instrument and year with a ready project, and what becomes of it; arrays are (cells,)."""

    cell: np.ndarray  # flat position in (regions, draws)
    row: np.ndarray  # region
    column: np.ndarray  # draw
    place: np.ndarray  # of its random numbers
    ready: np.ndarray
    cost: np.ndarray
    cash: np.ndarray
    central: np.ndarray
    in_kind: np.ndarray
    asked: np.ndarray | None = None
    code: np.ndarray | None = None
    neighbour: np.ndarray | None = None
    neighbour_row: np.ndarray | None = None


def stochastic_rounding(amount: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Round to a neighbouring whole number so that the mean is kept: floor(amount + U).

    Unbiased like a binomial thinning, with a lower variance.
    """
    return np.floor(amount + uniform)


def whole_part(amount: np.ndarray) -> np.ndarray:
    """Cut to whole projects, forgiving the last digit of single precision."""
    return np.floor(amount + np.float32(SLACK))


def affordable(free: np.ndarray, price: np.ndarray) -> np.ndarray:
    """Return how many projects the free money pays, as a real number; without a price any number."""
    free, price = np.broadcast_arrays(free, price)
    whole = np.full(free.shape, UNLIMITED, np.float32)
    return np.minimum(np.divide(free, price, out=whole, where=price > 0), np.float32(UNLIMITED))


def responding_share(local_share: np.ndarray, elasticity: np.ndarray) -> np.ndarray:
    """Return local outlay against the outlay at full price: m^(1-eps); research bought is m^-eps.

    eps = 1 keeps the outlay whatever the rate, eps = 0 keeps the amount of research.
    """
    return np.power(local_share, 1 - elasticity, dtype=np.float32)


def of_draw(values: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Return the value of each cell's draw; a single value stays single."""
    return values if values.size == 1 else values.take(column)


class YearlyTerms:
    """What does not depend on what has started: prices, rates, shares, by year.

    Parameters
    ----------
    model : Model
        Rule and choices.
    levels : Levels
        Parameter values of these draws.
    """

    def __init__(self, model: Model, levels: Levels) -> None:
        self.model, self.levels = model, levels
        years = model.inputs.years
        self.local_share = model.local_share.astype(np.float32)
        self.cash_share = self.local_share * (1 - model.in_kind_share.astype(np.float32))[:, None, :]
        private = model.private_share.astype(np.float32)[:, None, :]
        self.central_share = np.maximum(1 - self.local_share - private, 0)
        usable = levels["earmark"] * levels["absorption"] * levels["absorption_profile"]
        for_programmes = levels["programme_money_share"]
        self.money_share = (usable * (1 - for_programmes), usable * for_programmes)
        prices = price_levels(levels, years)
        self.mean_cost = tuple(levels[f"{name}_cost"] * prices for name in INSTRUMENTS)
        ages = (np.array(years) - BASE_YEAR)[:, None]
        self.per_head = levels["capacity_share"] * (1 + levels["researcher_growth"]) ** ages / levels["team_size"]
        self.per_head = self.per_head.astype(np.float32)
        spread = [np.log1p(levels[f"{name}_cost_variation"] ** 2) for name in INSTRUMENTS]
        self.log_variance = tuple(variance.astype(np.float32) for variance in spread)
        people = np.where(np.isnan(model.inputs.researchers), UNLIMITED, model.inputs.researchers)
        self.people = people.astype(np.float32)
        self.pools = (model.partner != np.arange(len(people))).any(axis=1)
        self.cap = [[model.cost_cap[t, k] for k in range(len(INSTRUMENTS))] for t in range(len(years))]
        self.prices = prices

    def level(self, name: str, t: int) -> np.ndarray:
        """Return a parameter in a year, (draws or 1,)."""
        return year_of(self.levels[name], t)

    def money(self, budgets: np.ndarray, k: int, t: int) -> np.ndarray:
        """Return local money for one instrument after the response to the rate, (regions, draws).

        Equation 3: ``A = B u a w m^(1 - eps)``; each instrument's money responds to its own rate.
        """
        local = self.local_share[t, :, k][:, None]
        local = local[:1] if (local == local[0]).all() else local
        return budgets * (year_of(self.money_share[k], t) * responding_share(local, self.level("elasticity", t)))

    def money_of(self, budgets: np.ndarray, k: int, t: int, part: Candidates) -> np.ndarray:
        """Return the same in some cells."""
        elasticity, rates = self.level("elasticity", t), self.local_share[t, :, k]
        if (rates == rates[0]).all():  # one rate for all: the response is the draw's
            response = of_draw(responding_share(rates[:1], elasticity), part.column)
        else:
            response = responding_share(rates[part.row], of_draw(elasticity, part.column))
        return budgets.reshape(-1).take(part.cell) * (of_draw(year_of(self.money_share[k], t), part.column) * response)

    def cost_of(self, k: int, t: int, column: np.ndarray, normals: np.ndarray) -> np.ndarray:
        """Return the yearly cost of one project: lognormal between projects around the uncertain mean."""
        variance = year_of(self.log_variance[k], t)
        spread, centre = of_draw(np.sqrt(variance), column), of_draw(variance / 2, column)
        cost = normals * spread
        cost -= centre
        np.exp(cost, out=cost)
        cost *= of_draw(year_of(self.mean_cost[k], t), column)
        if np.isfinite(self.cap[t][k]):
            cost = np.minimum(cost, np.float32(self.cap[t][k]) * of_draw(year_of(self.prices, t), column))
        return cost


def year_of(level: np.ndarray, t: int) -> np.ndarray:
    """Return one year of a table (years or 1, draws or 1)."""
    return level[t if level.shape[0] > 1 else 0]

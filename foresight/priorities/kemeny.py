"""Kemeny's consensus ranking: the order that contradicts the voters' pairwise preferences least, with all its ties."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from foresight.priorities.kemeny_search import Solution, solve
from foresight.priorities.voting import Tally, borda, condorcet_winner, copeland, majority_levels
from foresight.problems import Problem

# Levels of this size and below are always solved exactly, whatever it takes.
EXACT_UP_TO = 25


@dataclass(frozen=True, eq=False)
class Kemeny:
    """Kemeny's ranking, how good it is, and how many others are as good.

    Attributes
    ----------
    orders : tuple of tuple of int
        Optimal orders, options from first to last, at most as many as asked for; the best known ones if the optimum
        was not proven.
    score : float
        Pairwise preferences of voters in line with the order.
    distance : float
        Pairwise preferences contradicted (ties of voters count in neither).
    bound : float
        No order can score more.
    exact : bool
        ``score`` is proven to be the optimum.
    order_count : int or None
        Number of optimal orders; None if they could not all be counted.
    first_place, last_place : numpy.ndarray of int
        Best and worst place (from 1) of every option over all optimal orders; over the orders listed if they could not
        all be counted.
    """

    orders: tuple[tuple[int, ...], ...]
    score: float
    distance: float
    bound: float
    exact: bool
    order_count: int | None
    first_place: np.ndarray
    last_place: np.ndarray


def order_score(prefers: np.ndarray, order: tuple[int, ...]) -> float:
    """Pairwise preferences in line with an order: sum of ``prefers[i, j]`` over all i placed before j."""
    placed = np.asarray(prefers, dtype=float)[np.ix_(order, order)]
    return float(np.triu(placed, 1).sum())


def kemeny(counted: Tally, listed: int = 50, rounds: int = 60) -> Kemeny:
    """Find Kemeny's optimal orders.

    The options are first split into levels such that everyone in a level beats everyone in the later ones; Kemeny
    orders keep the levels (Truchon 1998). Inside a level of up to 25 options the linear ordering problem is solved
    exactly: a linear programme with triangle inequalities added as they are violated, made integer if it has to be
    (Groetschel, Juenger and Reinelt 1984), pairs settled by their reduced costs, and a dynamic programme over what is
    left that finds every optimum. Above 25 the same programme gives a bound and a local search an order; ``exact``
    says whether they met.

    Parameters
    ----------
    counted : Tally
    listed : int
        List at most this many optimal orders.
    rounds : int
        Effort spent on the bound of levels above 25 options: rounds of the linear programme at most.

    Returns
    -------
    Kemeny

    Raises
    ------
    Problem
        Nothing to list.
    """
    if listed < 1:
        raise Problem("at least one order must be listed, not {listed}", listed=listed)
    prefers = np.asarray(counted.prefers, dtype=float)
    levels = majority_levels(counted)
    starts = (borda(counted), copeland(counted))
    solutions: list[Solution] = []
    for level in levels:
        inside = np.ix_(level, level)
        guesses = [np.argsort(-start[list(level)], kind="stable") for start in starts]
        solutions.append(solve(prefers[inside], guesses, len(level) <= EXACT_UP_TO, listed, rounds))
    orders = tuple(
        tuple(option for level, part in zip(levels, parts) for option in np.array(level)[list(part)].tolist())
        for parts in islice(product(*(solution.orders for solution in solutions)), listed)
    )
    first, last = np.empty(len(prefers), dtype=int), np.empty(len(prefers), dtype=int)
    before, missing = 0, 0.0
    count: int | None = 1
    for level, solution in zip(levels, solutions):
        first[list(level)] = before + 1 + solution.earliest
        last[list(level)] = before + 1 + solution.latest
        before += len(level)
        missing += solution.loss - solution.bound
        count = None if count is None or solution.count is None else count * solution.count
    score = order_score(prefers, orders[0])
    total = float(prefers.sum() - np.trace(prefers))
    exact = all(solution.exact for solution in solutions)
    return Kemeny(
        orders, score, total - score, score if exact else score + missing, exact, count if exact else None, first, last
    )


def winners_by_method(counted: Tally, kemeny_result: Kemeny | None = None) -> dict[str, tuple[int, ...]]:
    """Winners by each way of counting, side by side; empty for Condorcet if nobody beats everyone.

    Returns
    -------
    dict
        plurality, borda, condorcet, copeland and kemeny to the options in first place.
    """
    solution = kemeny_result or kemeny(counted)
    winner = condorcet_winner(counted)

    def leaders(points: np.ndarray) -> tuple[int, ...]:
        return tuple(int(option) for option in np.flatnonzero(points >= points.max() - 1e-9))

    return {
        "plurality": leaders(counted.first_places),
        "borda": leaders(borda(counted)),
        "condorcet": () if winner is None else (winner,),
        "copeland": leaders(copeland(counted)),
        "kemeny": tuple(int(option) for option in np.flatnonzero(solution.first_place == 1)),
    }

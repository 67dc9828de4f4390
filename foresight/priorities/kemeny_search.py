"""Search for Kemeny's orders inside one level: linear programme, settled pairs, dynamic programme, local search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

# Up to here every set of options can be walked through without settling any pair first.
SMALL = 10
MOST_STATES = 60_000
CUTS_A_ROUND = 400
EXACT_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Solution:
    """Optimal orders of one level; losses are preferences contradicted."""

    orders: tuple[tuple[int, ...], ...]
    loss: float
    bound: float
    exact: bool
    count: int | None
    earliest: np.ndarray
    latest: np.ndarray


def solve(prefers: np.ndarray, guesses: list[np.ndarray], exact: bool, listed: int, rounds: int) -> Solution:
    """Find the orders with the least loss.

    Parameters
    ----------
    prefers : numpy.ndarray, shape (options, options)
    guesses : list of numpy.ndarray of int
        Orders to start the local search from.
    exact : bool
        Make the programme integer if its relaxation is not enough.
    listed : int
        Orders to list at most.
    rounds : int
        Rounds of violated triangles added to the relaxation at most, where it need not be exact.
    """
    size = len(prefers)
    if size == 1:
        return Solution(((0,),), 0.0, 0.0, True, 1, np.zeros(1, dtype=int), np.zeros(1, dtype=int))
    margins = prefers - prefers.T
    unit = float(np.abs(margins).max()) or 1.0
    floor = float(np.minimum(prefers, prefers.T)[np.triu_indices(size, 1)].sum())
    best = min((_improved(margins, guess) for guess in guesses), key=lambda order: _loss(prefers, order))
    settled = np.zeros((size, size), dtype=bool)
    bound = floor
    if size > SMALL and _loss(prefers, best) > floor + 1e-9 * unit:
        relaxation = _relaxation(margins / unit, exact, EXACT_ROUNDS if exact else rounds)
        bound = floor + unit * (relaxation.value - _floor_of(margins / unit))
        best = min((best, _improved(margins, relaxation.order)), key=lambda order: _loss(prefers, order))
        gap = (_loss(prefers, best) - bound) / unit
        settled = relaxation.settled(gap + 1e-6)
        if relaxation.integer:
            bound = _loss(prefers, best)
    loss = _loss(prefers, best)
    proven = bool(exact or loss <= bound + 1e-6 * unit)
    found = _all_orders(prefers, settled, loss, 1e-9 * max(unit, loss), listed)
    if found is None:
        places = np.argsort(best)
        return Solution((tuple(best.tolist()),), loss, min(bound, loss), proven, None, places, places)
    orders, count, least, earliest, latest = found
    return Solution(orders, least, min(bound, least), proven, count, earliest, latest)


def _loss(prefers: np.ndarray, order: np.ndarray) -> float:
    return float(np.tril(prefers[np.ix_(order, order)], -1).sum())


def _improved(margins: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Move single options to the place where they help most, until none does."""
    order = np.array(order)
    size = len(order)
    while True:
        placed = margins[np.ix_(order, order)]
        # gain[i, j]: moving the option at place i to place j
        forward = -np.cumsum(np.triu(placed, 1), axis=1)
        backward = np.cumsum(np.tril(placed, -1)[:, ::-1], axis=1)[:, ::-1]
        gain = np.triu(forward, 1) + np.tril(backward, -1)
        source, target = np.unravel_index(int(np.argmax(gain)), (size, size))
        if gain[source, target] <= 1e-9:
            return order
        moved = order[source]
        order = np.insert(np.delete(order, source), target, moved)


@dataclass(frozen=True, eq=False)
class _Relaxed:
    value: float
    lowest: np.ndarray
    reduced: np.ndarray
    first: np.ndarray
    second: np.ndarray
    size: int
    order: np.ndarray
    integer: bool

    def settled(self, gap: float) -> np.ndarray:
        """Pairs that every optimum orders like the relaxation: turning one would cost more than the gap."""
        result = np.zeros((self.size, self.size), dtype=bool)
        sure = np.abs(self.reduced) > gap
        before, after = sure & (self.lowest > 0.5), sure & (self.lowest < 0.5)
        result[self.first[before], self.second[before]] = True
        result[self.second[after], self.first[after]] = True
        return result


def _floor_of(margins: np.ndarray) -> float:
    return float(np.minimum(-margins, 0.0)[np.triu_indices(len(margins), 1)].sum())


def _relaxation(margins: np.ndarray, make_integer: bool, rounds: int) -> _Relaxed:
    """Minimise sum of -margin[i, j] x[i, j] over x in 0..1 without directed triangles, cuts added as violated."""
    size = len(margins)
    first, second = np.triu_indices(size, 1)
    column = np.zeros((size, size), dtype=int)
    column[first, second] = np.arange(len(first))
    cost = -margins[first, second]
    cuts: list[np.ndarray] = []
    result = None
    for _ in range(rounds):
        matrix, limit = _constraints(cuts, column)
        result = linprog(cost, A_ub=matrix, b_ub=limit, bounds=(0, 1), method="highs")
        violated = _violated(result.x, first, second, size)
        if not len(violated):
            break
        cuts.append(violated)
    x = result.x
    reduced = result.lower.marginals + result.upper.marginals
    closed = not len(_violated(x, first, second, size))
    integer = closed and bool((np.minimum(x, 1 - x) < 1e-6).all())
    likely, value = x, float(result.fun)
    if not integer and make_integer:
        likely, value = _integer(cost, cuts, column, first, second, size)
        integer = True
    wins = np.zeros((size, size))
    wins[first, second], wins[second, first] = likely, 1 - likely
    order = np.argsort(-wins.sum(axis=1), kind="stable")
    # Reduced costs belong to the relaxation, so the gap they are held against starts at its value, not the integer one.
    slack = value - float(result.fun)
    reduced = np.sign(reduced) * np.maximum(np.abs(reduced) - slack, 0.0)
    return _Relaxed(value, x, reduced, first, second, size, order, integer)


def _integer(
    cost: np.ndarray, cuts: list[np.ndarray], column: np.ndarray, first: np.ndarray, second: np.ndarray, size: int
) -> tuple[np.ndarray, float]:
    cuts = list(cuts)
    while True:
        matrix, limit = _constraints(cuts, column)
        constraints = () if matrix is None else LinearConstraint(matrix, ub=limit)
        result = milp(
            cost,
            integrality=np.ones(len(cost)),
            bounds=Bounds(0, 1),
            constraints=constraints,
            options={"mip_rel_gap": 0.0},
        )
        x = np.rint(result.x)
        violated = _violated(x, first, second, size)
        if not len(violated):
            return x, float(cost @ x)
        cuts.append(violated)


def _violated(x: np.ndarray, first: np.ndarray, second: np.ndarray, size: int) -> np.ndarray:
    """Directed triangles i > j > k > i that the pairs contradict most, each once with its smallest option first."""
    wins = np.zeros((size, size))
    wins[first, second], wins[second, first] = x, 1 - x
    around = wins[:, :, np.newaxis] + wins[np.newaxis, :, :] + wins.T[:, np.newaxis, :]
    place = np.arange(size)
    smallest = (place[:, np.newaxis, np.newaxis] < place[np.newaxis, :, np.newaxis]) & (
        place[:, np.newaxis, np.newaxis] < place[np.newaxis, np.newaxis, :]
    )
    apart = place[:, np.newaxis] != place
    excess = np.where(smallest & apart[np.newaxis], around - 2.0, 0.0)
    found = np.argwhere(excess > 1e-6)
    if len(found) > CUTS_A_ROUND:
        worst = np.argsort(-excess[tuple(found.T)], kind="stable")[:CUTS_A_ROUND]
        found = found[worst]
    return found


def _constraints(cuts: list[np.ndarray], column: np.ndarray) -> tuple[csr_array | None, np.ndarray | None]:
    """Rows x[i, j] + x[j, k] + x[k, i] <= 2, with x[j, i] = 1 - x[i, j] for the pairs written the other way."""
    if not cuts:
        return None, None
    triples = np.concatenate(cuts)
    rows, columns, values = [], [], []
    limit = np.full(len(triples), 2.0)
    for start, end in ((0, 1), (1, 2), (2, 0)):
        i, j = triples[:, start], triples[:, end]
        straight = i < j
        rows.append(np.arange(len(triples)))
        columns.append(column[np.minimum(i, j), np.maximum(i, j)])
        values.append(np.where(straight, 1.0, -1.0))
        limit -= ~straight
    shape = (len(triples), int(column.max()) + 1)
    return csr_array((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape), limit


def _all_orders(
    prefers: np.ndarray, settled: np.ndarray, best: float, tolerance: float, listed: int
) -> tuple[tuple[tuple[int, ...], ...], int, float, np.ndarray, np.ndarray] | None:
    """Walk through the sets of options that can come first, keeping what can still be as good as the best order.

    Returns None if there are too many such sets.
    """
    size = len(prefers)
    bits = np.int64(1) << np.arange(size, dtype=np.int64)
    before = (settled * bits[:, np.newaxis]).sum(axis=0)
    cheapest = np.minimum(prefers, prefers.T)
    np.fill_diagonal(cheapest, 0.0)
    against = np.array(prefers, dtype=float)
    np.fill_diagonal(against, 0.0)
    masks, losses = np.zeros(1, dtype=np.int64), np.zeros(1)
    levels = [(masks, losses)]
    slack = best + max(tolerance, 1e-7 * max(best, 1.0))
    for _ in range(size):
        outside = (masks[:, np.newaxis] & bits) == 0
        step = outside @ against
        free = outside & ((masks[:, np.newaxis] & before) == before)
        state, option = np.nonzero(free)
        reached = masks[state] | bits[option]
        loss = losses[state] + step[state, option]
        masks, where = np.unique(reached, return_inverse=True)
        losses = np.full(len(masks), np.inf)
        np.minimum.at(losses, where.ravel(), loss)
        left = ((masks[:, np.newaxis] & bits) == 0).astype(float)
        rest = np.einsum("si,ij,sj->s", left, cheapest, left, optimize=True) / 2
        keep = losses + rest <= slack
        masks, losses = masks[keep], losses[keep]
        if len(masks) > MOST_STATES:
            return None
        levels.append((masks, losses))
    least = float(losses[0])
    return _walk_back(levels, bits, against, before, least, tolerance, listed)


def _walk_back(levels, bits, against, before, least, tolerance, listed):
    size = len(bits)
    ways = {int(levels[-1][0][0]): 1}
    ends: dict[int, list[tuple[int, ...]]] = {int(levels[-1][0][0]): [()]}
    earliest, latest = np.full(size, size), np.full(size, -1)
    for place in range(size - 1, -1, -1):
        masks, losses = levels[place]
        goal = dict(zip(levels[place + 1][0].tolist(), levels[place + 1][1].tolist()))
        outside = (masks[:, np.newaxis] & bits) == 0
        step = outside @ against
        free = outside & ((masks[:, np.newaxis] & before) == before)
        state, option = np.nonzero(free)
        new_ways: dict[int, int] = {}
        new_ends: dict[int, list[tuple[int, ...]]] = {}
        for row, chosen in zip(state.tolist(), option.tolist()):
            source = int(masks[row])
            target = source | (1 << chosen)
            if target not in ways or losses[row] + step[row, chosen] > goal[target] + tolerance:
                continue
            new_ways[source] = new_ways.get(source, 0) + ways[target]
            heads = new_ends.setdefault(source, [])
            heads.extend((chosen, *end) for end in ends[target][: listed - len(heads)])
            earliest[chosen] = min(earliest[chosen], place)
            latest[chosen] = max(latest[chosen], place)
        ways, ends = new_ways, new_ends
    return tuple(sorted(ends[0])), ways[0], least, earliest, latest

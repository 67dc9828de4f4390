"""Search for Kemeny's orders inside one level: linear programme, settled pairs, dynamic programme, local search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

# Up to here every set of options can be walked through without settling any pair first.
SMALL = 10
MOST_CELLS = 5_000_000
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
    tolerance = 1e-9 * max(unit, floor)
    if size <= SMALL or _loss(prefers, best) <= floor + tolerance:
        free = np.zeros((size, size))
        found = _all_orders(prefers, free, 0.0, _loss(prefers, best), tolerance, listed)
        return _solution(prefers, best, floor, found, proven=True)
    relaxation = _relaxation(margins / unit, EXACT_ROUNDS if exact else rounds)
    bound = floor + unit * (relaxation.value - _floor_of(margins / unit))
    best = min((best, _improved(margins, relaxation.order)), key=lambda order: _loss(prefers, order))
    if _loss(prefers, best) > bound + 1e-6 * unit:
        best = _shaken(prefers, margins, best)
    penalty = unit * relaxation.penalty
    found = _all_orders(prefers, penalty, bound, _loss(prefers, best), tolerance, listed)
    if found is None and exact and _loss(prefers, best) > bound + 1e-6 * unit:
        order = _integer_order(relaxation)
        best = min((best, order), key=lambda order: _loss(prefers, order))
        found = _all_orders(prefers, penalty, bound, _loss(prefers, best), tolerance, listed)
        bound = _loss(prefers, best)
    return _solution(prefers, best, bound, found, proven=_loss(prefers, best) <= bound + 1e-6 * unit)


def _solution(prefers: np.ndarray, best: np.ndarray, bound: float, found: tuple | None, proven: bool) -> Solution:
    """Pack what was found; walking through all sets of first options proves the optimum by itself."""
    if found is None:
        places = np.argsort(best)
        loss = _loss(prefers, best)
        return Solution((tuple(best.tolist()),), loss, min(bound, loss), proven, None, places, places)
    orders, count, least, earliest, latest = found
    return Solution(orders, least, least, True, count, earliest, latest)


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


def _shaken(prefers: np.ndarray, margins: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Cut the order at every place, swap the parts, improve again; start over from anything better."""
    best, place = order, 1
    while place < len(order):
        tried = _improved(margins, np.roll(best, -place))
        if _loss(prefers, tried) < _loss(prefers, best) - 1e-9:
            best, place = tried, 0
        place += 1
    return best


@dataclass(frozen=True, eq=False)
class _Relaxed:
    """Optimum of the relaxation, an order near it, and what every pair placed otherwise costs at least (row first)."""

    value: float
    penalty: np.ndarray
    order: np.ndarray
    cost: np.ndarray
    cuts: list[np.ndarray]


def _floor_of(margins: np.ndarray) -> float:
    return float(np.minimum(-margins, 0.0)[np.triu_indices(len(margins), 1)].sum())


def _relaxation(margins: np.ndarray, rounds: int) -> _Relaxed:
    """Minimise sum of -margin[i, j] x[i, j] over x in 0..1 without directed triangles, cuts added as violated."""
    size = len(margins)
    first, second = np.triu_indices(size, 1)
    cost = -margins[first, second]
    cuts: list[np.ndarray] = []
    for _ in range(rounds):
        matrix, limit = _constraints(cuts, size)
        result = linprog(cost, A_ub=matrix, b_ub=limit, bounds=(0, 1), method="highs")
        violated = _violated(result.x, size)
        if not len(violated):
            break
        cuts.append(violated)
    # Duality: an order costs at least the optimum plus the reduced costs of all pairs it places otherwise.
    reduced = result.lower.marginals + result.upper.marginals
    penalty = np.zeros((size, size))
    penalty[first, second], penalty[second, first] = np.maximum(reduced, 0.0), np.maximum(-reduced, 0.0)
    return _Relaxed(float(result.fun), penalty, _order_of(result.x, size), cost, cuts)


def _order_of(x: np.ndarray, size: int) -> np.ndarray:
    first, second = np.triu_indices(size, 1)
    wins = np.zeros((size, size))
    wins[first, second], wins[second, first] = x, 1 - x
    return np.argsort(-wins.sum(axis=1), kind="stable")


def _integer_order(relaxed: _Relaxed) -> np.ndarray:
    """Optimal order by the integer programme, triangles added as violated."""
    cuts, size = list(relaxed.cuts), len(relaxed.order)
    while True:
        matrix, limit = _constraints(cuts, size)
        result = milp(
            relaxed.cost,
            integrality=np.ones(len(relaxed.cost)),
            bounds=Bounds(0, 1),
            constraints=() if matrix is None else LinearConstraint(matrix, ub=limit),
            options={"mip_rel_gap": 0.0},
        )
        x = np.rint(result.x)
        violated = _violated(x, size)
        if not len(violated):
            return _order_of(x, size)
        cuts.append(violated)


def _violated(x: np.ndarray, size: int) -> np.ndarray:
    """Directed triangles i > j > k > i that the pairs contradict most, each once with its smallest option first."""
    first, second = np.triu_indices(size, 1)
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


def _constraints(cuts: list[np.ndarray], size: int) -> tuple[csr_array | None, np.ndarray | None]:
    """Rows x[i, j] + x[j, k] + x[k, i] <= 2, with x[j, i] = 1 - x[i, j] for the pairs written the other way."""
    if not cuts:
        return None, None
    first, second = np.triu_indices(size, 1)
    column = np.zeros((size, size), dtype=int)
    column[first, second] = np.arange(len(first))
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
    shape = (len(triples), len(first))
    return csr_array((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape), limit


def _all_orders(
    prefers: np.ndarray, penalty: np.ndarray, bound: float, best: float, tolerance: float, listed: int
) -> tuple[tuple[tuple[int, ...], ...], int, float, np.ndarray, np.ndarray] | None:
    """Walk through the sets of options that can come first, keeping what can still be as good as the best order.

    A set is dropped when its least loss plus the cheaper side of every pair left exceeds the best order, or when the
    bound plus the least penalty of the pairs it has decided does. Returns None if there are too many sets left.
    """
    size = len(prefers)
    bits = np.int64(1) << np.arange(size, dtype=np.int64)
    against, cheapest = np.array(prefers, dtype=float), np.minimum(prefers, prefers.T)
    np.fill_diagonal(against, 0.0)
    np.fill_diagonal(cheapest, 0.0)
    masks, losses, penalties = np.zeros(1, dtype=np.int64), np.zeros(1), np.zeros(1)
    # Cheaper sides of all pairs not decided yet; like the set itself the same on every way to it.
    rest = np.array([cheapest.sum() / 2])
    levels = [(masks, losses)]
    limit = best + max(tolerance, 1e-7 * max(best, 1.0))
    for _ in range(size):
        outside = (masks[:, np.newaxis] & bits) == 0
        weights = outside.astype(float)
        loss = losses[:, np.newaxis] + weights @ against
        extra = penalties[:, np.newaxis] + weights @ penalty.T
        left = rest[:, np.newaxis] - weights @ cheapest
        state, option = np.nonzero(outside & (bound + extra <= limit) & (loss + left <= limit))
        reached = masks[state] | bits[option]
        order = np.argsort(reached)
        state, option, reached = state[order], option[order], reached[order]
        first = np.flatnonzero(np.diff(reached, prepend=-1))
        if len(first) > MOST_CELLS // size:
            return None
        masks, rest = reached[first], left[state[first], option[first]]
        losses = np.minimum.reduceat(loss[state, option], first)
        penalties = np.minimum.reduceat(extra[state, option], first)
        levels.append((masks, losses))
    return _walk_back(levels, bits, against, float(losses[0]), tolerance, listed)


def _walk_back(
    levels: list[tuple[np.ndarray, np.ndarray]],
    bits: np.ndarray,
    against: np.ndarray,
    least: float,
    tolerance: float,
    listed: int,
) -> tuple[tuple[tuple[int, ...], ...], int, float, np.ndarray, np.ndarray]:
    """Collect the ways from the full set back to the empty one that lose nothing: the optimal orders."""
    size = len(bits)
    full = int(levels[-1][0][0])
    ways: dict[int, int] = {full: 1}
    ends: dict[int, list[tuple[int, ...]]] = {full: [()]}
    earliest, latest = np.full(size, size), np.full(size, -1)
    for place in range(size - 1, -1, -1):
        masks, losses = levels[place]
        goal = dict(zip(levels[place + 1][0].tolist(), levels[place + 1][1].tolist()))
        outside = (masks[:, np.newaxis] & bits) == 0
        step = outside @ against
        state, option = np.nonzero(outside)
        target = masks[state] | bits[option]
        useful = np.isin(target, np.fromiter(ways, dtype=np.int64))
        new_ways: dict[int, int] = {}
        new_ends: dict[int, list[tuple[int, ...]]] = {}
        for row, chosen, end in zip(state[useful].tolist(), option[useful].tolist(), target[useful].tolist()):
            if losses[row] + step[row, chosen] > goal[end] + tolerance:
                continue
            source = int(masks[row])
            new_ways[source] = new_ways.get(source, 0) + ways[end]
            heads = new_ends.setdefault(source, [])
            heads.extend((chosen, *tail) for tail in ends[end][: listed - len(heads)])
            earliest[chosen] = min(earliest[chosen], place)
            latest[chosen] = max(latest[chosen], place)
        ways, ends = new_ways, new_ends
    return tuple(sorted(ends[0])), ways[0], least, earliest, latest

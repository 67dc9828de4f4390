"""Rings of points: where one crosses itself, and the same ring with fewer points."""

from __future__ import annotations

import numpy as np

_CHUNK = 1_000_000
_MOST_PAIRS = 60_000_000


def crossing(ring: np.ndarray) -> tuple[float, float] | None:
    """Return a place where a closed ring crosses itself, or None.

    Segments are swept along the axis on which fewer of them overlap; touching in a point is no crossing.

    Parameters
    ----------
    ring : array (points, 2)
        The last point repeats the first.
    """
    starts, ends = ring[:-1], ring[1:]
    moves = np.flatnonzero((starts != ends).any(axis=1))
    starts, ends = starts[moves], ends[moves]
    count = len(starts)
    if count < 4:
        return None
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    orders = [np.argsort(low[:, axis], kind="stable") for axis in (0, 1)]
    reach = [
        np.searchsorted(low[order, axis], high[order, axis], side="right") - np.arange(count) - 1
        for axis, order in enumerate(orders)
    ]
    axis = int(reach[1].sum() < reach[0].sum())
    order, reaches = orders[axis], np.maximum(reach[axis], 0)
    other = 1 - axis
    begin, looked = 0, 0
    while begin < count and looked < _MOST_PAIRS:
        end = begin + max(1, int(np.searchsorted(np.cumsum(reaches[begin:]), _CHUNK, side="right")))
        steps = reaches[begin:end]
        first = np.repeat(np.arange(begin, begin + len(steps)), steps)
        second = first + 1 + _runs(steps)
        a, b = order[first], order[second]
        looked += len(a)
        apart = np.abs(a - b)
        near = (low[a, other] <= high[b, other]) & (low[b, other] <= high[a, other]) & (apart > 1) & (apart < count - 1)
        a, b = a[near], b[near]
        crossed = np.flatnonzero(_cross(starts[a], ends[a], starts[b], ends[b]))
        if len(crossed):
            place = (starts[a[crossed[0]]] + ends[a[crossed[0]]]) / 2
            return float(place[0]), float(place[1])
        begin += len(steps)
    return None


def simplified(ring: np.ndarray, tolerance: float) -> np.ndarray:
    """Return a ring without the points that lie within a tolerance of the line (Douglas & Peucker 1973).

    Parameters
    ----------
    ring : array (points, 2)
        The last point repeats the first.
    tolerance : float
        In the unit of the points; zero keeps all.

    Returns
    -------
    array (points, 2)
        Closed; fewer than four points where nothing of the ring is larger than the tolerance.
    """
    if tolerance <= 0 or len(ring) <= 4:
        return ring
    # A closed ring has no ends to draw a line between, so it is cut at the point farthest from the first.
    farthest = int(np.argmax(((ring - ring[0]) ** 2).sum(axis=1)))
    kept = np.zeros(len(ring), dtype=bool)
    kept[[0, farthest, len(ring) - 1]] = True
    parts = [(0, farthest), (farthest, len(ring) - 1)]
    while parts:
        begin, end = parts.pop()
        if end - begin < 2:
            continue
        inner = ring[begin + 1 : end]
        direction = ring[end] - ring[begin]
        length = float(np.hypot(*direction))
        offset = inner - ring[begin]
        if length == 0:
            gaps = np.hypot(offset[:, 0], offset[:, 1])
        else:
            gaps = np.abs(offset[:, 0] * direction[1] - offset[:, 1] * direction[0]) / length
        place = int(np.argmax(gaps))
        if gaps[place] > tolerance:
            middle = begin + 1 + place
            kept[middle] = True
            parts += [(begin, middle), (middle, end)]
    return ring[kept]


def ring_area(ring: np.ndarray) -> float:
    """Return the area a closed ring encloses, positive where it runs counter-clockwise."""
    x, y = ring[:, 0], ring[:, 1]
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def _runs(steps: np.ndarray) -> np.ndarray:
    """Return 0, 1, …, s-1 for every s in ``steps``, one after another."""
    ends = np.cumsum(steps)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - steps, steps)


def _cross(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> np.ndarray:
    return (_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)


def _side(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    return np.sign((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]))

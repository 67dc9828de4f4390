"""Under which conditions does a rule fail? The patient rule induction method (PRIM).

A box is peeled: again and again the slice of a tenth (or a twentieth) of the cases that holds the fewest cases of
interest is cut off, then slices are put back as long as that helps (Friedman and Fisher 1999). Used for scenario
discovery by Bryant and Lempert 2010, who also test each restriction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from foresight.problems import Problem


@dataclass(frozen=True)
class Condition:
    """One side of a box.

    Attributes
    ----------
    name : str
        Parameter.
    side : str
        ``below`` or ``above``.
    value : float
        Bound.
    p_value : float
        Chance that leaving this condition out would do as well (binomial test).
    """

    name: str
    side: str
    value: float
    p_value: float


@dataclass(frozen=True)
class Box:
    """Conditions under which a case of interest is likely.

    Attributes
    ----------
    conditions : tuple of Condition
        All must hold.
    coverage : float
        Share of all cases of interest inside.
    density : float
        Share of the cases inside that are of interest.
    mass : float
        Share of all cases inside.
    base_rate : float
        Share of all cases that are of interest: the density without any condition.
    """

    conditions: tuple[Condition, ...]
    coverage: float
    density: float
    mass: float
    base_rate: float


def find_box(
    cases: pd.DataFrame,
    interesting: np.ndarray,
    *,
    peel: float = 0.05,
    least_mass: float = 0.05,
    threshold: float | None = None,
    significance: float = 0.05,
) -> Box:
    """Find the conditions under which cases of interest are dense.

    Parameters
    ----------
    cases : pandas.DataFrame
        One row a case, one column a parameter, numbers.
    interesting : numpy.ndarray
        (cases,) of bool.
    peel : float
        Share of the box cut off at a time.
    least_mass : float
        The box keeps at least this share of all cases.
    threshold : float or None
        Take the first box on the way that is at least this dense; None takes the one with the best harmonic mean of
        coverage and density.
    significance : float
        Conditions that might be chance at this level are left out again.

    Returns
    -------
    Box
        Without conditions where nothing helps, or where no case or every case is of interest.
    """
    y = np.asarray(interesting, dtype=bool)
    if y.shape != (len(cases),):
        raise Problem("{found} verdicts for {cases} cases", found=y.size, cases=len(cases))
    if not len(cases):
        raise Problem("there are no cases")
    if not 0 < peel < 1 or not 0 < least_mass < 1:
        raise Problem("peel {peel} and least mass {mass} must lie between 0 and 1", peel=peel, mass=least_mass)
    x, names = cases.to_numpy(dtype=float), list(cases.columns)
    if y.all() or not y.any():
        return _describe(x, y, names, _everything(x), {})
    path = _peel(x, y, peel, least_mass)
    limits = _choose(x, y, path, threshold)
    limits = _paste(x, y, limits, peel)
    limits, p_values = _significant(x, y, limits, significance)
    return _describe(x, y, names, limits, p_values)


def _everything(x: np.ndarray) -> np.ndarray:
    return np.stack([np.full(x.shape[1], -np.inf), np.full(x.shape[1], np.inf)])


def _inside(x: np.ndarray, limits: np.ndarray) -> np.ndarray:
    return ((x >= limits[0]) & (x <= limits[1])).all(axis=1)


def _peel(x: np.ndarray, y: np.ndarray, peel: float, least_mass: float) -> list[np.ndarray]:
    """Return the boxes on the way, from everything to the smallest."""
    limits, path = _everything(x), []
    inside = np.ones(len(x), dtype=bool)
    while True:
        path.append(limits.copy())
        best: tuple[float, float] | None = None
        chosen = None
        here = np.flatnonzero(inside)
        values, hits, density = x[here], y[here].astype(float), y[here].mean()
        bounds = np.quantile(values, (peel, 1 - peel), axis=0)
        keeps = (values > bounds[0], values < bounds[1])
        counts = np.array([kept.sum(axis=0) for kept in keeps])
        found = np.array([hits @ kept for kept in keeps])
        for column in range(x.shape[1]):
            for side in (0, 1):
                count = counts[side, column]
                if count < least_mass * len(x) or count == len(here):
                    continue
                # gain in density per case given up, so that coarse parameters are not favoured
                share = float(found[side, column] / count)
                score = ((share - density) / (len(here) - count), share)
                if best is None or score > best:
                    kept = keeps[side][:, column]
                    edge = values[kept, column].min() if side == 0 else values[kept, column].max()
                    best, chosen = score, (column, side, edge, kept)
        if chosen is None or best[1] < density:
            return path
        column, side, edge, kept = chosen
        limits = limits.copy()
        limits[side, column] = edge
        inside[here[~kept]] = False


def _scores(x: np.ndarray, y: np.ndarray, limits: np.ndarray) -> tuple[float, float]:
    inside = _inside(x, limits)
    hits = (inside & y).sum()
    return hits / y.sum(), hits / max(inside.sum(), 1)


def _choose(x: np.ndarray, y: np.ndarray, path: list[np.ndarray], threshold: float | None) -> np.ndarray:
    scores = [_scores(x, y, limits) for limits in path]
    if threshold is not None:
        dense = [position for position, (_, density) in enumerate(scores) if density >= threshold]
        return path[dense[0]] if dense else path[int(np.argmax([density for _, density in scores]))]
    quality = [2 * coverage * density / max(coverage + density, 1e-12) for coverage, density in scores]
    return path[int(np.argmax(quality))]


def _paste(x: np.ndarray, y: np.ndarray, limits: np.ndarray, peel: float) -> np.ndarray:
    """Move bounds outwards again where that does not thin the box out."""
    limits = limits.copy()
    improved = True
    while improved:
        improved = False
        density = _scores(x, y, limits)[1]
        for side, column in np.argwhere(np.isfinite(limits)):
            others = limits.copy()
            others[side, column] = -np.inf if side == 0 else np.inf
            beyond = x[_inside(x, others) & ~_inside(x, limits), column]
            if not beyond.size:
                continue
            count = max(int(peel * _inside(x, limits).sum()), 1)
            ordered = np.sort(beyond)
            edge = ordered[-min(count, ordered.size)] if side == 0 else ordered[min(count, ordered.size) - 1]
            wider = limits.copy()
            wider[side, column] = edge
            if _scores(x, y, wider)[1] > density:
                limits, improved = wider, True
                break
    return limits


def _significant(
    x: np.ndarray, y: np.ndarray, limits: np.ndarray, level: float
) -> tuple[np.ndarray, dict[tuple[int, int], float]]:
    """Leave out conditions without which the box would be as dense."""
    limits = limits.copy()
    while True:
        p_values = {}
        inside = _inside(x, limits)
        for side, column in np.argwhere(np.isfinite(limits)):
            without = limits.copy()
            without[side, column] = -np.inf if side == 0 else np.inf
            wider = _inside(x, without)
            rate = float(y[wider].mean())
            hits, total = int((y & inside).sum()), int(inside.sum())
            p_values[int(side), int(column)] = float(binomtest(hits, total, rate, alternative="greater").pvalue)
        worst = max(p_values, key=lambda key: p_values[key], default=None)
        if worst is None or p_values[worst] <= level:
            return limits, p_values
        limits[worst] = -np.inf if worst[0] == 0 else np.inf


def _describe(
    x: np.ndarray, y: np.ndarray, names: list[str], limits: np.ndarray, p_values: dict[tuple[int, int], float]
) -> Box:
    inside = _inside(x, limits)
    hits = int((inside & y).sum())
    conditions = tuple(
        Condition(names[column], "above" if side == 0 else "below", float(limits[side, column]), p_values[side, column])
        for side, column in sorted(p_values, key=lambda key: p_values[key])
    )
    coverage = hits / y.sum() if y.any() else 0.0
    density = float(hits / max(inside.sum(), 1))
    return Box(conditions, float(coverage), density, float(inside.mean()), float(y.mean()))

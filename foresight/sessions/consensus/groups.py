"""Whether stakeholder groups differ, which ones, and whether every one of them accepts the need."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy.special import chdtrc, ndtr
from scipy.stats import rankdata

from foresight.problems import Problem
from foresight.sessions.consensus.rules import MULTIPLICITY

ACCEPTED_BY_ALL = "accepted_by_all"
DECLINED_BY_ALL = "declined_by_all"
CONTESTED = "contested"
UNDECIDED = "undecided"


def kruskal_wallis(values: np.ndarray, group_of: np.ndarray, groups: Sequence[int]) -> dict[str, np.ndarray]:
    """Kruskal and Wallis' rank test of all groups at once, with ties, for every column.

    H = (12 / (N (N + 1)) sum R_g2 / n_g - 3 (N + 1)) / (1 - sum (t3 - t) / (N3 - N)) (Kruskal and Wallis 1952).

    Parameters
    ----------
    values : numpy.ndarray, shape (people, items)
    group_of : numpy.ndarray of int, shape (people,)
    groups : sequence of int
        Groups to compare.

    Returns
    -------
    dict of numpy.ndarray
        statistic, df, p. Where fewer than two groups answered or all answers are equal: 0, 0 and 1.
    """
    member = np.stack([group_of == group for group in groups])
    inside = member.any(axis=0)
    kept, member = values[inside], member[:, inside].astype(float)
    known = np.isfinite(kept)
    ranks = np.where(known, rankdata(np.round(kept, 9), axis=0, nan_policy="omit"), 0.0)
    sizes, sums = member @ known, member @ ranks
    total = known.sum(axis=0).astype(float)
    used = (sizes > 0).sum(axis=0)
    mean_square = np.divide(sums**2, sizes, out=np.zeros(sums.shape), where=sizes > 0).sum(axis=0)
    spread = mean_square - total * (total + 1) ** 2 / 4
    variance = (ranks**2).sum(axis=0) - total * (total + 1) ** 2 / 4
    usable = (used > 1) & (variance > 1e-9)
    statistic = np.where(usable, (total - 1) * spread / np.where(usable, variance, 1.0), 0.0)
    df = np.where(usable, used - 1, 0)
    return {"statistic": statistic, "df": df, "p": np.where(usable, chdtrc(np.maximum(df, 1), statistic), 1.0)}


def mann_whitney(values: np.ndarray, group_of: np.ndarray, first: int, second: int) -> dict[str, np.ndarray]:
    """Mann and Whitney's test of two groups and Cliff's delta, for every column.

    Two-sided normal approximation with ties and continuity correction (Mann and Whitney 1947);
    delta = 2 U / (n1 n2) - 1 is the chance that a member of the first group answers higher, minus the
    chance of the opposite (Cliff 1993).

    Returns
    -------
    dict of numpy.ndarray
        u, delta, p, n_first, n_second. If a group did not answer, delta is 0 and p is 1.
    """
    inside = (group_of == first) | (group_of == second)
    kept, in_first = values[inside], group_of[inside] == first
    known = np.isfinite(kept)
    ranks = np.where(known, rankdata(np.round(kept, 9), axis=0, nan_policy="omit"), 0.0)
    n1 = known[in_first].sum(axis=0).astype(float)
    n2 = known[~in_first].sum(axis=0).astype(float)
    total = n1 + n2
    u = ranks[in_first].sum(axis=0) - n1 * (n1 + 1) / 2
    pairs = n1 * n2
    centred = (ranks**2).sum(axis=0) - total * (total + 1) ** 2 / 4
    variance = np.divide(pairs * centred, total * (total - 1), out=np.zeros(u.shape), where=total > 1)
    usable = (pairs > 0) & (variance > 1e-9)
    z = (np.abs(u - pairs / 2) - 0.5) / np.sqrt(np.where(usable, variance, 1.0))
    return {
        "u": u,
        "delta": np.where(pairs > 0, 2 * u / np.where(pairs > 0, pairs, 1.0) - 1, 0.0),
        "p": np.where(usable, np.minimum(2 * ndtr(-np.maximum(z, 0.0)), 1.0), 1.0),
        "n_first": n1.astype(int),
        "n_second": n2.astype(int),
    }


def adjusted(p_values: np.ndarray, method: str = "holm") -> np.ndarray:
    """Correct p-values for their number: Holm (family-wise) or Benjamini and Hochberg (false discovery rate).

    Parameters
    ----------
    p_values : numpy.ndarray
        Any shape; all values together are one family.
    method : {"holm", "benjamini_hochberg"}

    Returns
    -------
    numpy.ndarray, same shape
    """
    if method not in MULTIPLICITY:
        raise Problem(
            "the correction {correction} is unknown: one of {allowed}",
            correction=method,
            allowed=", ".join(MULTIPLICITY),
        )
    flat = np.asarray(p_values, dtype=float).ravel()
    order, count = np.argsort(flat), flat.size
    result = np.empty(count)
    if method == "holm":
        result[order] = np.maximum.accumulate(flat[order] * (count - np.arange(count)))
    else:
        scaled = flat[order] * count / (np.arange(count) + 1)
        result[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.minimum(result, 1.0).reshape(np.shape(p_values))


def pairs_of(groups: Sequence[int]) -> list[tuple[int, int]]:
    """All pairs of groups, in order."""
    return list(combinations(groups, 2))


def group_aware_consensus(accepting: np.ndarray, answering: np.ndarray) -> np.ndarray:
    """Product over groups of (accepting + 1) / (answering + 2): high only if every group accepts (as Polis does).

    Parameters
    ----------
    accepting, answering : numpy.ndarray, shape (groups, ...)

    Returns
    -------
    numpy.ndarray, shape (...)
    """
    return np.prod((np.asarray(accepting) + 1.0) / (np.asarray(answering) + 2.0), axis=0)


def label(
    verdicts: Sequence[str], groups: Sequence[str], differences: Sequence[tuple[str, str, float, float]], rule
) -> tuple[str, tuple[str, ...]]:
    """Label of a need over its stakeholder groups.

    Parameters
    ----------
    verdicts : sequence of str
        One a group with statistics: accepted, declined, disagreement, undecided.
    groups : sequence of str
        Their codes.
    differences : sequence of (first, second, delta, adjusted p)
        Between-group comparisons of this need.
    rule : ConsensusRule

    Returns
    -------
    code : {"accepted_by_all", "declined_by_all", "contested", "undecided"}
    between : tuple of str
        The two groups furthest apart if contested, the lower one first.
    """
    if not groups:
        return UNDECIDED, ()
    if all(verdict == "accepted" for verdict in verdicts):
        return ACCEPTED_BY_ALL, ()
    if all(verdict == "declined" for verdict in verdicts):
        return DECLINED_BY_ALL, ()
    apart = [
        (abs(delta), (first, second) if delta < 0 else (second, first))
        for first, second, delta, p in differences
        if p <= rule.significance and abs(delta) >= rule.contested_effect
    ]
    return (CONTESTED, max(apart)[1]) if apart else (UNDECIDED, ())

"""Ranking in which every group weighs the same, after the James Lind Alliance guidebook, chapter 8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from foresight.priorities.weighted_sum import competition_ranks
from foresight.problems import Problem

PICKS = 10


@dataclass(frozen=True, eq=False)
class EqualWeightRanking:
    """Ranks inside the groups, turned into points and added.

    Attributes
    ----------
    totals : numpy.ndarray, shape (groups, needs)
        Points given inside each group.
    reversed_ranks : numpy.ndarray, shape (groups, needs)
        As many points as there are needs for a group's first, 1 for its last; ties get the mean.
    points : numpy.ndarray, shape (needs,)
        Sum over groups: a group of ten weighs as much as one of two hundred.
    rank : numpy.ndarray of int, shape (needs,)
    """

    totals: np.ndarray
    reversed_ranks: np.ndarray
    points: np.ndarray
    rank: np.ndarray


def top_picks(scores: np.ndarray, picks: int = PICKS) -> np.ndarray:
    """Points of each person's best needs: ``picks`` for the first down to 1; needs scored equal share their points.

    Parameters
    ----------
    scores : numpy.ndarray, shape (people, needs)
        NaN is not rated and gets nothing.
    picks : int

    Returns
    -------
    numpy.ndarray, shape (people, needs)
    """
    if picks < 1:
        raise Problem("everybody must pick at least one need, not {picks}", picks=picks)
    known = np.isfinite(scores)
    needs = scores.shape[1]
    ladder = np.concatenate([[0.0], np.cumsum(np.maximum(picks - np.arange(needs), 0))])
    worst_last = np.where(known, -scores, np.inf)
    highest = rankdata(worst_last, method="min", axis=1).astype(int)
    lowest = rankdata(worst_last, method="max", axis=1).astype(int)
    shared = (ladder[lowest] - ladder[highest - 1]) / (lowest - highest + 1)
    return np.where(known, shared, 0.0)


def equal_weight_ranking(totals: np.ndarray) -> EqualWeightRanking:
    """Rank needs so that each group counts the same: rank inside the groups, reverse the ranks, add them.

    Parameters
    ----------
    totals : array, shape (groups, needs)
        Points given inside each group.

    Returns
    -------
    EqualWeightRanking

    Raises
    ------
    Problem
        No groups or needs, or a total that is missing.
    """
    table = np.asarray(totals, dtype=float)
    if table.ndim != 2 or 0 in table.shape:
        raise Problem("totals are needed by group and need, with at least one of each")
    bad = ~np.isfinite(table)
    if bad.any():
        group, need = np.argwhere(bad)[0] + 1
        raise Problem("group {group} has no total for need {need}", group=int(group), need=int(need))
    # Rounding keeps totals equal that were added in another order.
    reversed_ranks = rankdata(np.round(table, 9), axis=1)
    points = reversed_ranks.sum(axis=0)
    return EqualWeightRanking(table, reversed_ranks, points, competition_ranks(points))

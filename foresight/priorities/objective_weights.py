"""Weights that come from the data: entropy and CRITIC. They say what separates the needs, not what matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from foresight.priorities.criteria import directions
from foresight.priorities.weighted_sum import finite_table, minmax
from foresight.problems import Problem

CORRELATIONS = ("pearson", "spearman")


@dataclass(frozen=True, eq=False)
class ObjectiveWeights:
    """Weights and what they were made of.

    Attributes
    ----------
    weights : numpy.ndarray, shape (criteria,)
        Summing to 1.
    contrast : numpy.ndarray, shape (criteria,)
        What each weight is proportional to: 1 - entropy, or spread times the sum of 1 - correlation.
    notes : tuple of (code, values)
        ``constant_criterion``: the criterion (numbered from 1) is the same for all needs and gets no weight;
        ``equal_weights``: no criterion separates the needs, so all weigh the same.
    """

    weights: np.ndarray
    contrast: np.ndarray
    notes: tuple[tuple[str, dict], ...]


def _named(names: Sequence[str] | None, count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)] if names is None else list(names)


def _result(contrast: np.ndarray, constant: np.ndarray) -> ObjectiveWeights:
    notes = tuple(("constant_criterion", {"criterion": int(number) + 1}) for number in np.flatnonzero(constant))
    total = contrast.sum()
    if total > 1e-12:
        return ObjectiveWeights(contrast / total, contrast, notes)
    return ObjectiveWeights(np.full(len(contrast), 1 / len(contrast)), contrast, (*notes, ("equal_weights", {})))


def entropy_weights(matrix: np.ndarray, names: Sequence[str] | None = None) -> ObjectiveWeights:
    """Weights by Shannon's entropy: proportional to 1 + sum_i p_i ln p_i / ln m, p_i the shares in the column.

    Parameters
    ----------
    matrix : array, shape (alternatives, criteria)
        Non-negative.
    names : sequence of str, optional
        Names of the criteria for the sentences of problems; their numbers without it.

    Returns
    -------
    ObjectiveWeights

    Raises
    ------
    Problem
        Missing or negative numbers, or a column of zeros, naming the criterion; fewer than two alternatives.
    """
    table = finite_table(matrix)
    if len(table) < 2:
        raise Problem("weights from the data need at least two alternatives")
    labels = _named(names, table.shape[1])
    for number in range(table.shape[1]):
        if (table[:, number] < 0).any():
            raise Problem(
                "criterion {criterion} has negative values: entropy weights need shares, use CRITIC instead",
                criterion=labels[number],
            )
        if not table[:, number].any():
            raise Problem("criterion {criterion} is zero for everyone and has no shares", criterion=labels[number])
    share = table / table.sum(axis=0)
    entropy = -(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=0) / np.log(len(table))
    constant = np.ptp(table, axis=0) == 0
    return _result(np.where(constant, 0.0, np.maximum(1.0 - entropy, 0.0)), constant)


def critic_weights(
    matrix: np.ndarray, objectives: Sequence[str], correlation: str = "pearson", scale: bool = True
) -> ObjectiveWeights:
    """Weights by CRITIC: the sample standard deviation times the conflict with the other criteria.

    w_c is proportional to s_c sum_k (1 - r_ck) on columns rescaled to 0..1, costs turned around (Diakoulaki, Mavrotas
    and Papayannakis 1995, Computers and Operations Research 22(7), 763-770).

    Parameters
    ----------
    matrix : array, shape (alternatives, criteria)
        May be negative.
    objectives : sequence of {"max", "min"}
    correlation : {"pearson", "spearman"}
    scale : bool
        Rescale the columns to 0..1 first.

    Returns
    -------
    ObjectiveWeights

    Raises
    ------
    Problem
        Missing numbers, an unknown objective or correlation, fewer than two alternatives.
    """
    table = finite_table(matrix)
    if len(table) < 2:
        raise Problem("weights from the data need at least two alternatives")
    if correlation not in CORRELATIONS:
        raise Problem(
            "correlation {correlation} is unknown: one of {allowed}",
            correlation=correlation,
            allowed=", ".join(CORRELATIONS),
        )
    oriented = table * directions(objectives)
    constant = np.ptp(table, axis=0) == 0
    scaled = minmax(oriented) if scale else oriented
    compared = rankdata(scaled, axis=0) if correlation == "spearman" else scaled
    centred = compared - compared.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    unit = centred / np.where(constant, 1.0, length)
    # A constant criterion correlates with nothing and is in conflict with nobody.
    varying = ~constant
    conflict = ((1.0 - unit.T @ unit) * varying).sum(axis=1)
    return _result(np.where(constant, 0.0, scaled.std(axis=0, ddof=1) * np.maximum(conflict, 0.0)), constant)

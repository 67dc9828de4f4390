"""Weighted-sum scores of needs, with stakeholder groups counted equally or by head."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from foresight.priorities.criteria import Criterion, checked_weights, directions
from foresight.priorities.ratings import Ratings, ratings_array
from foresight.problems import Problem

AGGREGATIONS = ("group_equal", "person_equal")

# Scores closer than this are the same score: sums in another order must not break a tie.
TIE = 1e-9


def competition_ranks(scores: np.ndarray) -> np.ndarray:
    """Ranks 1, 2, 2, 4 along the last axis, the highest score first; scores closer than ``TIE`` share a rank.

    Parameters
    ----------
    scores : numpy.ndarray, shape (..., needs)
        Finite numbers.

    Returns
    -------
    numpy.ndarray of int, same shape
    """
    scores = np.asarray(scores, dtype=float)
    order = np.argsort(-scores, axis=-1, kind="stable")
    ordered = np.take_along_axis(scores, order, axis=-1)
    places = np.broadcast_to(np.arange(scores.shape[-1]), scores.shape)
    starts = np.where(-np.diff(ordered, axis=-1, prepend=np.inf) > TIE, places, 0)
    ranks = np.empty(scores.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.maximum.accumulate(starts, axis=-1) + 1, axis=-1)
    return ranks


def checked_aggregation(aggregation: str) -> str:
    """Refuse a way of combining groups that does not exist."""
    if aggregation not in AGGREGATIONS:
        raise Problem(
            "aggregation {aggregation} is unknown: one of {allowed}",
            aggregation=aggregation,
            allowed=", ".join(AGGREGATIONS),
        )
    return aggregation


def weighted_sum(matrix: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted mean of the criteria that have a value.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (..., criteria)
        Desirabilities, higher is better; NaN where nobody answered.
    weights : numpy.ndarray, shape (criteria,)
        Non-negative.

    Returns
    -------
    numpy.ndarray, shape (...)
        NaN only where no criterion with a positive weight has a value.
    """
    known = np.isfinite(matrix)
    total = known @ np.asarray(weights, dtype=float)
    summed = np.where(known, matrix, 0.0) @ np.asarray(weights, dtype=float)
    return np.divide(summed, total, out=np.full(np.shape(total), np.nan), where=total > 0)


def weighted_sum_of_table(
    matrix: np.ndarray, objectives: Sequence[str], weights: Sequence[float], normalisation: str = "none"
) -> np.ndarray:
    """Score alternatives by the weighted sum of their normalised performances.

    Parameters
    ----------
    matrix : array, shape (alternatives, criteria)
    objectives : sequence of {"max", "min"}
    weights : sequence of float
        Divided by their sum.
    normalisation : {"none", "sum", "minmax"}
        ``none``: costs are taken with a minus sign. ``sum``: costs become 1/x, then every column is divided by its
        sum (Kracka, Brauers and Zavadskas 2010). ``minmax``: best 1, worst 0; a constant column gives 0 to all.

    Returns
    -------
    numpy.ndarray, shape (alternatives,)

    Raises
    ------
    Problem
        Missing numbers; a cost of zero or a column summing to zero under ``sum``; an unknown normalisation.
    """
    table, shares, signs = decision_table(matrix, objectives, weights)
    if normalisation == "none":
        return (table * signs) @ shares
    if normalisation == "minmax":
        return minmax(table * signs) @ shares
    if normalisation != "sum":
        raise Problem("normalisation {normalisation} is unknown: one of none, sum, minmax", normalisation=normalisation)
    for position in np.flatnonzero(signs < 0):
        if (table[:, position] == 0).any():
            raise Problem("criterion {criterion}: a cost of zero cannot be inverted", criterion=int(position) + 1)
    inverted = np.where(signs > 0, table, 1.0 / np.where(signs > 0, 1.0, table))
    sums = inverted.sum(axis=0)
    if (sums == 0).any():
        raise Problem(
            "criterion {criterion}: the values sum to zero and cannot be turned into shares",
            criterion=int(np.argmax(sums == 0)) + 1,
        )
    return (inverted / sums) @ shares


def finite_table(matrix: np.ndarray) -> np.ndarray:
    """Take a table of alternatives x criteria, refusing missing and infinite numbers by the criterion's number."""
    table = np.asarray(matrix, dtype=float)
    if table.ndim != 2 or 0 in table.shape:
        raise Problem("a table of alternatives and criteria is needed, with at least one of each")
    bad = ~np.isfinite(table)
    if bad.any():
        row, column = np.argwhere(bad)[0] + 1
        raise Problem(
            "alternative {alternative} has no number on criterion {criterion}",
            alternative=int(row),
            criterion=int(column),
        )
    return table


def decision_table(
    matrix: np.ndarray, objectives: Sequence[str], weights: Sequence[float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Check a table of alternatives x criteria with its weights and objectives.

    Returns
    -------
    table : numpy.ndarray, shape (alternatives, criteria)
    shares : numpy.ndarray, shape (criteria,)
        Weights summing to 1.
    signs : numpy.ndarray, shape (criteria,)
        +1 where more is better, -1 where less is.

    Raises
    ------
    Problem
        Missing numbers, unusable weights, an unknown objective; criteria are named by number.
    """
    table = finite_table(matrix)
    shares = checked_weights(weights, [str(position) for position in range(1, table.shape[1] + 1)])
    return table, shares / shares.sum(), directions(objectives)


def minmax(table: np.ndarray) -> np.ndarray:
    """Rescale every column to 0..1, a constant column to 0: it separates nobody."""
    lowest = table.min(axis=0)
    span = table.max(axis=0) - lowest
    return np.where(span > 0, (table - lowest) / np.where(span > 0, span, 1.0), 0.0)


def criterion_means(ratings: Ratings) -> tuple[np.ndarray, np.ndarray]:
    """Mean desirability by group, and the number of answers behind it.

    Returns
    -------
    means : numpy.ndarray, shape (groups, needs, criteria)
        NaN where nobody in the group answered.
    counts : numpy.ndarray of int, same shape
    """
    values = ratings.desirability
    member = np.zeros((len(ratings.groups), len(ratings.raters)))
    member[ratings.group_of, np.arange(len(ratings.raters))] = 1.0
    flat = values.reshape(len(ratings.raters), -1)
    known = np.isfinite(flat)
    counts = (member @ known).reshape(-1, *values.shape[1:])
    sums = (member @ np.where(known, flat, 0.0)).reshape(counts.shape)
    means = np.divide(sums, counts, out=np.full(counts.shape, np.nan), where=counts > 0)
    return means, counts.astype(np.int64)


def combine_groups(
    means: np.ndarray, counts: np.ndarray, aggregation: str, pooled: np.ndarray | None = None
) -> np.ndarray:
    """Combine group means into one table of needs x criteria.

    Parameters
    ----------
    means, counts : numpy.ndarray, shape (groups, ..., criteria)
        As from :func:`criterion_means`.
    aggregation : {"group_equal", "person_equal"}
        Every group that answered counts the same, or every person does.
    pooled : numpy.ndarray of bool, shape (groups, ..., criteria), optional
        Where true, groups share one voice, each by its answers, so that the result gives none of them away.

    Returns
    -------
    numpy.ndarray, shape (..., criteria)
        NaN where nobody answered.
    """
    checked_aggregation(aggregation)
    voices = counts.astype(float)
    if aggregation == "group_equal":
        together = counts if pooled is None else np.where(pooled, counts, 0).sum(axis=0)
        alone = counts > 0 if pooled is None else (counts > 0) & ~pooled
        voices = np.where(alone, 1.0, voices / np.maximum(together, 1))
    total = voices.sum(axis=0)
    summed = (np.where(counts > 0, means, 0.0) * voices).sum(axis=0)
    return np.divide(summed, total, out=np.full(total.shape, np.nan), where=total > 0)


def combined_desirability(ratings: Ratings, aggregation: str) -> np.ndarray:
    """Mean desirability of every need on every criterion over all groups, shape (needs, criteria)."""
    return combine_groups(*criterion_means(ratings), aggregation, ratings.pooled)


def rank_needs(
    ratings_frame: pd.DataFrame, criteria: Sequence[Criterion], aggregation: str = "group_equal"
) -> pd.DataFrame:
    """Rank needs by the weighted sum of mean desirabilities.

    Answers are put on 0 (worst end of the scale) to 1 (best end), averaged by stakeholder group and criterion,
    combined over groups, weighted over criteria and multiplied by 100. "Don't know" is left out of the averages.
    If nobody answered a criterion for a need, its score rests on the other criteria and ``unanswered_criteria``
    says so.

    Parameters
    ----------
    ratings_frame : pandas.DataFrame
        Columns need, criterion, stakeholder_group, rater, value.
    criteria : sequence of Criterion
    aggregation : {"group_equal", "person_equal"}
        Whether each group or each person counts the same.

    Returns
    -------
    pandas.DataFrame
        need, score (0-100), rank (ties share the better rank), raters, unanswered_criteria (tuple of codes), and
        ``score_<group>`` for every group (missing where the group did not answer), best first.
        ``attrs["not_rated"]`` lists needs nobody rated: they have no score and are not in the table.

    Raises
    ------
    Problem
        As :func:`foresight.priorities.ratings.ratings_array`; an unknown aggregation.
    """
    return rank_ratings(ratings_array(ratings_frame, criteria), aggregation)


def rank_ratings(ratings: Ratings, aggregation: str = "group_equal") -> pd.DataFrame:
    """Rank the needs of ratings already arranged; see :func:`rank_needs`."""
    means, counts = criterion_means(ratings)
    combined = combine_groups(means, counts, aggregation, ratings.pooled)
    scores = 100.0 * weighted_sum(combined, ratings.weights)
    by_group = 100.0 * weighted_sum(means, ratings.weights)
    codes = np.array([criterion.code for criterion in ratings.criteria], dtype=object)
    rated = np.isfinite(scores)
    frame = pd.DataFrame(
        {
            "need": np.array(ratings.needs, dtype=object)[rated],
            "score": scores[rated],
            "rank": competition_ranks(scores[rated]),
            "raters": np.isfinite(ratings.values).any(axis=2).sum(axis=0)[rated],
            "unanswered_criteria": [tuple(codes[~np.isfinite(row)]) for row in combined[rated]],
        }
    )
    for position, group in enumerate(ratings.groups):
        frame[f"score_{group}"] = pd.array(by_group[position, rated], dtype="Float64")
    frame = frame.sort_values(["rank", "need"], ignore_index=True)
    frame.attrs["not_rated"] = tuple(np.array(ratings.needs, dtype=object)[~rated])
    return frame

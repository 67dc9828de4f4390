"""What the ranking hangs on: one group, or the weight of one criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from foresight.priorities.criteria import Criterion, checked_weights
from foresight.priorities.ratings import Ratings
from foresight.priorities.weighted_sum import TIE, combine_groups, competition_ranks, criterion_means, weighted_sum


def leave_one_group_out(ratings: Ratings, aggregation: str = "group_equal") -> pd.DataFrame:
    """Rank the needs again without each stakeholder group.

    Parameters
    ----------
    ratings : Ratings
    aggregation : {"group_equal", "person_equal"}

    Returns
    -------
    pandas.DataFrame
        One row a group left out and need: left_out, need, rank, rank_without, change (positive: the need gains without
        the group), top_changes (whether the group decides the first place). Empty with fewer than two groups. Needs
        that nobody else rated are left out.
    """
    means, counts = criterion_means(ratings)
    whole = weighted_sum(combine_groups(means, counts, aggregation, ratings.pooled), ratings.weights)
    rated = np.isfinite(whole)
    ranks = np.zeros(len(whole), dtype=int)
    ranks[rated] = competition_ranks(whole[rated])
    leaders = set(np.flatnonzero(ranks == 1))
    frames = []
    for position, group in enumerate(ratings.groups if len(ratings.groups) > 1 else ()):
        others = np.arange(len(ratings.groups)) != position
        pooled = None if ratings.pooled is None else ratings.pooled[others]
        score = weighted_sum(combine_groups(means[others], counts[others], aggregation, pooled), ratings.weights)
        left = np.flatnonzero(np.isfinite(score))
        if not len(left):
            continue
        without = competition_ranks(score[left])
        frames.append(
            pd.DataFrame(
                {
                    "left_out": group,
                    "need": [ratings.needs[need] for need in left],
                    "rank": ranks[left],
                    "rank_without": without,
                    "change": ranks[left] - without,
                    "top_changes": set(left[without == 1]) != leaders,
                }
            )
        )
    columns = ["left_out", "need", "rank", "rank_without", "change", "top_changes"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def what_if(by_criterion: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Rank the needs of a session again under other weights of the criteria.

    Desirabilities do not depend on the weights, so the scores are exactly those the session would have.

    Parameters
    ----------
    by_criterion : pandas.DataFrame
        need, criterion, desirability (0-100, missing where nobody may be shown), as
        ``SessionResults.by_criterion``.
    weights : mapping of criterion to float
        Divided by their sum.

    Returns
    -------
    pandas.DataFrame
        need, score (0-100), rank, best first; needs without a value on any criterion that weighs are left out.

    Raises
    ------
    Problem
        A criterion without a weight, a negative weight, or weights that are all zero.
    """
    table = desirability_table(by_criterion)
    shares = checked_weights([weights.get(code, np.nan) for code in table.columns], list(table.columns))
    score = weighted_sum(table.to_numpy(), shares / shares.sum())
    kept = np.isfinite(score)
    frame = pd.DataFrame({"need": table.index[kept], "score": score[kept], "rank": competition_ranks(score[kept])})
    return frame.sort_values(["rank", "need"], ignore_index=True)


def desirability_table(by_criterion: pd.DataFrame) -> pd.DataFrame:
    """Arrange desirabilities as needs x criteria, NaN where there is none; criteria in the order of the frame."""
    codes = list(dict.fromkeys(by_criterion["criterion"]))
    wide = by_criterion.pivot(index="need", columns="criterion", values="desirability")
    return wide.astype(float)[codes]


def weight_flips(
    values: np.ndarray, weights: np.ndarray, needs: Sequence[str], criteria: Sequence[Criterion]
) -> pd.DataFrame:
    """Find how far the weight of each criterion must move before another need comes first.

    The other weights shrink or grow in proportion. The score of a need is linear in the weight t of criterion c,
    t u_c + (1 - t) r with r the weighted mean of the others, so the turning points are exact.

    Parameters
    ----------
    values : numpy.ndarray, shape (needs, criteria)
        Desirabilities; NaN where nobody answered, then the need's own score stands in.
    weights : numpy.ndarray, shape (criteria,)
        Summing to 1.
    needs : sequence of str
    criteria : sequence of Criterion

    Returns
    -------
    pandas.DataFrame
        criterion, weight, first; flip_below and first_below, flip_above and first_above (missing where no weight does
        it); smallest_change (missing if nothing can change the first place). Empty with one criterion or one need.
    """
    score = weighted_sum(values, weights)
    kept = np.isfinite(score)
    score, table = score[kept], np.where(np.isfinite(values), values, score_column(values, weights))[kept]
    labels = [need for need, use in zip(needs, kept) if use]
    rows = []
    if len(labels) > 1 and len(criteria) > 1:
        first = int(np.argmax(score))
        for position, criterion in enumerate(criteria):
            rows.append(_flip(table, weights, position, first, labels, criterion))
    columns = ["criterion", "weight", "first", "flip_below", "first_below", "flip_above", "first_above"]
    frame = pd.DataFrame(rows, columns=[*columns, "smallest_change"])
    numbers = ["flip_below", "flip_above", "smallest_change"]
    return frame.astype(dict.fromkeys(numbers, "Float64") | {"first_below": "object", "first_above": "object"})


def score_column(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted sums as a column, to stand in for missing values without changing the sum."""
    return weighted_sum(values, weights)[:, np.newaxis]


def _flip(
    table: np.ndarray, weights: np.ndarray, position: int, first: int, labels: list[str], criterion: Criterion
) -> tuple:
    weight = float(weights[position])
    others = np.delete(np.arange(len(weights)), position)
    share = weights[others]
    share = share / share.sum() if share.sum() > 0 else np.full(len(others), 1 / len(others))
    rest = table[:, others] @ share
    lead_here = table[first, position] - table[:, position]
    lead_rest = rest[first] - rest
    slope = lead_here - lead_rest
    below, above = (None, None), (None, None)
    for rival in np.flatnonzero(np.abs(slope) > TIE):
        if rival == first:
            continue
        turn = float(np.clip(-lead_rest[rival] / slope[rival], 0.0, 1.0))
        if abs(lead_rest[rival] + turn * slope[rival]) > TIE:
            continue
        if slope[rival] < 0 and turn >= weight - TIE and turn < 1 and (above[0] is None or turn < above[0]):
            above = (max(turn, weight), labels[rival])
        if slope[rival] > 0 and turn <= weight + TIE and turn > 0 and (below[0] is None or turn > below[0]):
            below = (min(turn, weight), labels[rival])
    moves = [abs(turn - weight) for turn, _ in (below, above) if turn is not None]
    return (criterion.code, weight, labels[first], *below, *above, min(moves) if moves else None)

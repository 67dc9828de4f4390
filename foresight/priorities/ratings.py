"""Ballots as an array: raters x needs x criteria."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.priorities.criteria import Criterion, normalised_weights
from foresight.problems import Problem

COLUMNS = ("need", "criterion", "stakeholder_group", "rater", "value")


@dataclass(frozen=True, eq=False)
class Ratings:
    """Answers of one round.

    Attributes
    ----------
    needs, raters, groups : tuple of str
        Labels of the axes; ``groups`` are the stakeholder groups present, sorted.
    criteria : tuple of Criterion
    weights : numpy.ndarray
        Weights of the criteria, summing to 1.
    group_of : numpy.ndarray of int, shape (raters,)
        Position in ``groups`` of each rater's group.
    values : numpy.ndarray, shape (raters, needs, criteria)
        Answers as given; NaN is "don't know" or no answer.
    pooled : numpy.ndarray of bool, shape (groups, needs, criteria), or None
        Cells in which so few people of a group answered that these groups speak with one voice.
    """

    needs: tuple[str, ...]
    raters: tuple[str, ...]
    groups: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    weights: np.ndarray
    group_of: np.ndarray
    values: np.ndarray
    pooled: np.ndarray | None = None

    @property
    def desirability(self) -> np.ndarray:
        """Answers on 0 (worst end of the scale) to 1 (best end), objectives taken into account."""
        lowest = np.array([c.lowest for c in self.criteria])
        highest = np.array([c.highest for c in self.criteria])
        shares = (self.values - lowest) / (highest - lowest)
        benefit = np.array([c.objective == "max" for c in self.criteria])
        return np.where(benefit, shares, 1.0 - shares)

    @property
    def group_sizes(self) -> np.ndarray:
        """Number of raters in each group."""
        return np.bincount(self.group_of, minlength=len(self.groups))


def ratings_array(frame: pd.DataFrame, criteria: Sequence[Criterion], needs: Sequence[str] | None = None) -> Ratings:
    """Arrange long ballots of one round into an array, refusing what cannot be right.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns need, criterion, stakeholder_group, rater, value; a ``round`` column may be there if it holds
        one round. A missing value means "don't know".
    criteria : sequence of Criterion
    needs : sequence of str, optional
        Needs to keep and their order; by default all in the frame, sorted.

    Returns
    -------
    Ratings

    Raises
    ------
    Problem
        Missing columns, no answer at all, several rounds, an unknown criterion or one nobody answered, a rater in two
        groups or without one, an answer given twice, an answer that is no number or outside the scale.
    """
    if "round" in frame.columns and frame["round"].nunique() > 1:
        raise Problem(
            "the ratings hold rounds {rounds}: choose one", rounds=", ".join(map(str, sorted(frame["round"].unique())))
        )
    arranged = next(iter(ratings_by_round(frame, criteria, needs).values()))
    for position, criterion in enumerate(arranged.criteria):
        if not np.isfinite(arranged.values[:, :, position]).any():
            raise Problem("nobody answered criterion {criterion}", criterion=criterion.name)
    return arranged


def ratings_by_round(
    frame: pd.DataFrame, criteria: Sequence[Criterion], needs: Sequence[str] | None = None
) -> dict[int, Ratings]:
    """Arrange long ballots of all rounds into arrays with the same raters and needs, by round in order.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for :func:`ratings_array`; without a ``round`` column everything is round 1.
    criteria : sequence of Criterion
    needs : sequence of str, optional

    Returns
    -------
    dict of int to Ratings

    Raises
    ------
    Problem
        As :func:`ratings_array`, but for several rounds and for criteria nobody answered.
    """
    criteria = tuple(criteria)
    weights = normalised_weights(criteria)
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise Problem("the ratings have no column {columns}", columns=", ".join(missing))
    value = _numbers(frame)
    if not np.isfinite(value).any():
        raise Problem("there is no answer yet: nothing can be ranked")
    for column in COLUMNS[:-1]:
        if frame[column].isna().any():
            raise Problem("a rating has no {column}", column=column)

    codes = [criterion.code for criterion in criteria]
    criterion_of = pd.Index(codes).get_indexer(frame["criterion"])
    if (criterion_of < 0).any():
        raise Problem(
            "criterion {criterion} is unknown: one of {allowed}",
            criterion=str(frame["criterion"].to_numpy()[criterion_of < 0][0]),
            allowed=", ".join(codes),
        )
    _refuse_outside_scale(value, criterion_of, criteria, frame)
    if needs is None:
        need_of, need_labels = pd.factorize(frame["need"], sort=True)
    else:
        need_labels = pd.Index(needs)
        need_of = need_labels.get_indexer(frame["need"])
    rater_of, rater_labels = pd.factorize(frame["rater"], sort=True)
    group_rows, group_labels = pd.factorize(frame["stakeholder_group"], sort=True)
    group_of = np.full(len(rater_labels), -1)
    group_of[rater_of] = group_rows
    torn = group_of[rater_of] != group_rows
    if torn.any():
        raise Problem("rater {rater} appears in two stakeholder groups", rater=str(rater_labels[rater_of[torn][0]]))
    round_of, round_labels = pd.factorize(_rounds(frame), sort=True)

    inside = need_of >= 0
    shape = (len(round_labels), len(rater_labels), len(need_labels), len(criteria))
    cell = np.ravel_multi_index((round_of[inside], rater_of[inside], need_of[inside], criterion_of[inside]), shape)
    times = np.bincount(cell, minlength=int(np.prod(shape)))
    if times.max(initial=0) > 1:
        _, rater, need, criterion = np.unravel_index(int(np.argmax(times > 1)), shape)
        raise Problem(
            "rater {rater} answered need {need} twice on criterion {criterion}",
            rater=str(rater_labels[rater]),
            need=str(need_labels[need]),
            criterion=criteria[criterion].name,
        )
    values = np.full(int(np.prod(shape)), np.nan)
    values[cell] = value[inside]
    axes = (tuple(need_labels), tuple(rater_labels), tuple(group_labels))
    return {
        number: Ratings(*axes, criteria, weights, group_of, part)
        for number, part in zip(round_labels.tolist(), values.reshape(shape))
    }


def _numbers(frame: pd.DataFrame) -> np.ndarray:
    value = pd.to_numeric(frame["value"], errors="coerce")
    bad = value.isna() & frame["value"].notna()
    if bad.any():
        row = frame.loc[bad].iloc[0]
        raise Problem(
            "the answer {value} of rater {rater} is no number", value=str(row["value"]), rater=str(row["rater"])
        )
    return value.to_numpy(dtype=float, na_value=np.nan)


def _rounds(frame: pd.DataFrame) -> np.ndarray:
    if "round" not in frame.columns:
        return np.ones(len(frame), dtype=int)
    number = pd.to_numeric(frame["round"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    whole = (number >= 1) & (number == np.floor(number)) & np.isfinite(number)
    if not whole.all():
        row = frame.iloc[int(np.argmin(whole))]
        raise Problem(
            "the round {value} of an answer of rater {rater} is no whole number from 1",
            value="" if pd.isna(row["round"]) else str(row["round"]),
            rater=str(row["rater"]),
        )
    return number.astype(int)


def _refuse_outside_scale(
    value: np.ndarray, criterion_of: np.ndarray, criteria: tuple[Criterion, ...], frame: pd.DataFrame
) -> None:
    lowest = np.array([c.lowest for c in criteria])[criterion_of]
    highest = np.array([c.highest for c in criteria])[criterion_of]
    outside = (value < lowest) | (value > highest)
    if outside.any():
        row = int(np.argmax(outside))
        criterion = criteria[criterion_of[row]]
        raise Problem(
            "the answer {value} of rater {rater} is outside the scale {lowest} to {highest} of criterion {criterion}",
            value=float(value[row]),
            rater=str(frame["rater"].iloc[row]),
            lowest=criterion.lowest,
            highest=criterion.highest,
            criterion=criterion.name,
        )

"""Criteria by which needs are rated, and their weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresight.problems import Problem

OBJECTIVES = ("max", "min")


@dataclass(frozen=True)
class Criterion:
    """One question asked about every need.

    Parameters
    ----------
    code : str
        Short stable code, as in the ``criterion`` column of ballots.
    name : str
        What a reader sees.
    objective : {"max", "min"}
        Whether a high answer speaks for the need (benefit) or against it (cost, risk).
    weight : float
        Non-negative; weights are divided by their sum, so only their proportions matter.
    lowest, highest : float
        Ends of the answer scale. Answers are made comparable by the scale and not by the answers given,
        so that adding or dropping a need never changes the scores of the others.
    """

    code: str
    name: str
    objective: str = "max"
    weight: float = 1.0
    lowest: float = 1.0
    highest: float = 9.0

    def __post_init__(self) -> None:
        if self.objective not in OBJECTIVES:
            raise Problem(
                "criterion {criterion}: the objective {objective} is unknown, one of {allowed}",
                criterion=self.name,
                objective=self.objective,
                allowed=", ".join(OBJECTIVES),
            )
        checked_weights([self.weight], [self.name], positive_sum=False)
        if not self.highest > self.lowest:
            raise Problem(
                "criterion {criterion}: the scale must rise, but runs from {lowest} to {highest}",
                criterion=self.name,
                lowest=self.lowest,
                highest=self.highest,
            )


def checked_weights(
    weights: Sequence[float] | np.ndarray,
    names: Sequence[str],
    total: float | None = None,
    positive_sum: bool = True,
) -> np.ndarray:
    """Refuse weights that cannot be used, naming the criterion.

    Parameters
    ----------
    weights : sequence of float
        One a criterion, any common unit (points, percent, shares).
    names : sequence of str
        Names of the criteria, for the sentence.
    total : float, optional
        What the weights must sum to, where people were asked to distribute points. None accepts any positive sum.
    positive_sum : bool
        Refuse weights that are all zero.

    Returns
    -------
    numpy.ndarray
        The weights as given, as floats.

    Raises
    ------
    Problem
        A weight is missing, infinite or negative; all are zero; the sum is not ``total``.
    """
    values = np.asarray(weights, dtype=float)
    if values.shape != (len(names),):
        raise Problem(
            "{given} weights for {expected} criteria: one weight each is needed", given=values.size, expected=len(names)
        )
    for name, value in zip(names, values):
        if not np.isfinite(value):
            raise Problem("criterion {criterion} has no weight", criterion=name)
        if value < 0:
            raise Problem(
                "criterion {criterion}: the weight {weight} is negative; make the objective min if less is better",
                criterion=name,
                weight=float(value),
            )
    if positive_sum and not values.sum() > 0:
        raise Problem("all weights are zero: give at least one criterion a weight")
    if total is not None and abs(values.sum() - total) > 1e-6 * total:
        raise Problem(
            "the weights sum to {given}, but {expected} were to be distributed",
            given=round(float(values.sum()), 6),
            expected=total,
        )
    return values


def normalised_weights(criteria: Sequence[Criterion], total: float | None = None) -> np.ndarray:
    """Weights of the criteria, summing to 1.

    Parameters
    ----------
    criteria : sequence of Criterion
    total : float, optional
        Refuse weights that do not sum to this; by default any positive sum is accepted and divided out.

    Returns
    -------
    numpy.ndarray
        One weight a criterion, in the order given.

    Raises
    ------
    Problem
        No criteria, a code used twice, or weights as refused by :func:`checked_weights`.
    """
    if not criteria:
        raise Problem("there are no criteria: a ranking needs at least one")
    codes = [criterion.code for criterion in criteria]
    for code in codes:
        if codes.count(code) > 1:
            raise Problem("criterion {criterion} is listed more than once", criterion=code)
    weights = checked_weights([c.weight for c in criteria], [c.name for c in criteria], total)
    return weights / weights.sum()


def directions(objectives: Sequence[str]) -> np.ndarray:
    """Turn objectives into signs: +1 where more is better, -1 where less is better.

    Raises
    ------
    Problem
        An objective other than ``max`` and ``min``.
    """
    for position, objective in enumerate(objectives, start=1):
        if objective not in OBJECTIVES:
            raise Problem(
                "criterion {criterion}: the objective {objective} is unknown, one of {allowed}",
                criterion=position,
                objective=objective,
                allowed=", ".join(OBJECTIVES),
            )
    return np.where(np.asarray(objectives) == "max", 1.0, -1.0)

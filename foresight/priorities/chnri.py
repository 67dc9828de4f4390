"""CHNRI: research priority scores from yes / no / undecided answers, and how far the scorers agree.

Rudan et al. (2008), Croatian Medical Journal 49(6), 720-733. Answers: 1 yes, 0 no, 0.5 informed but undecided,
blank not informed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresight.priorities.criteria import checked_weights
from foresight.priorities.weighted_sum import weighted_sum
from foresight.problems import Problem

POINTS = (0.0, 0.5, 1.0)
BLANKS = ("excluded", "counted")


@dataclass(frozen=True, eq=False)
class Chnri:
    """Scores of ideas.

    Attributes
    ----------
    intermediate : numpy.ndarray, shape (ideas, criteria)
        100 x points / answers other than blank; NaN where everybody left the criterion blank.
    rps : numpy.ndarray, shape (ideas,)
        Research priority score: mean of the intermediate scores that exist.
    weighted_rps : numpy.ndarray, shape (ideas,)
        With the stakeholders' weights.
    passes : numpy.ndarray of bool, shape (ideas,)
        Every intermediate score reaches its threshold.
    aea_blanks_excluded, aea_blanks_counted : numpy.ndarray, shape (ideas,)
        Average expert agreement: share of scorers giving the most frequent answer, averaged over criteria; blanks left
        out of the denominator, or kept in it. With three answers it cannot fall below a third of the denominator's
        answers, so 0.5 is not "half agree".
    notes : tuple of (code, values)
        ``criterion_blank`` with idea and criterion, numbered from 1.
    """

    intermediate: np.ndarray
    rps: np.ndarray
    weighted_rps: np.ndarray
    passes: np.ndarray
    aea_blanks_excluded: np.ndarray
    aea_blanks_counted: np.ndarray
    notes: tuple[tuple[str, dict], ...]


def average_expert_agreement(answers: np.ndarray, blanks: str) -> np.ndarray:
    """Average expert agreement of each idea.

    AEA = (1/Q) sum_q N(scorers giving the most frequent answer to q) / N(scorers).

    Parameters
    ----------
    answers : numpy.ndarray, shape (..., criteria, scorers)
    blanks : {"excluded", "counted"}
        Whether N(scorers) leaves out those who left the question blank. A blank is never the most frequent answer.

    Returns
    -------
    numpy.ndarray, shape (...)
        Criteria nobody answered are left out of the average; NaN if there is no other.
    """
    if blanks not in BLANKS:
        raise Problem("blanks {blanks} are unknown: one of {allowed}", blanks=blanks, allowed=", ".join(BLANKS))
    most = np.max([(answers == point).sum(axis=-1) for point in POINTS], axis=0)
    given = np.isfinite(answers).sum(axis=-1)
    scorers = given if blanks == "excluded" else np.full(given.shape, answers.shape[-1])
    share = np.divide(most, scorers, out=np.full(given.shape, np.nan), where=given > 0)
    return weighted_sum(share, np.ones(share.shape[-1]))


def chnri(
    answers: np.ndarray | Sequence,
    weights: Sequence[float] | None = None,
    thresholds: Sequence[float] | None = None,
) -> Chnri:
    """Score ideas.

    Parameters
    ----------
    answers : array, shape (ideas, criteria, scorers) or (criteria, scorers) for one idea
        1, 0, 0.5, or NaN for a blank.
    weights : sequence of float, optional
        Stakeholders' weights of the criteria; equal by default.
    thresholds : sequence of float, optional
        Lowest acceptable intermediate score (0-100) of each criterion; none by default.

    Returns
    -------
    Chnri

    Raises
    ------
    Problem
        An answer other than 0, 0.5, 1 and blank; an idea nobody scored; unusable weights or thresholds.
    """
    table = np.asarray(answers, dtype=float)
    if table.ndim == 2:
        table = table[np.newaxis]
    if table.ndim != 3 or 0 in table.shape:
        raise Problem("answers are needed as ideas, criteria and scorers, with at least one of each")
    odd = np.isfinite(table) & ~np.isin(table, POINTS) | np.isinf(table)
    if odd.any():
        idea, criterion, scorer = np.argwhere(odd)[0]
        raise Problem(
            "scorer {scorer} answered {value} on criterion {criterion} of idea {idea}: only 1, 0, 0.5 or blank",
            scorer=int(scorer) + 1,
            value=float(table[idea, criterion, scorer]),
            criterion=int(criterion) + 1,
            idea=int(idea) + 1,
        )
    criteria = table.shape[1]
    names = [str(number) for number in range(1, criteria + 1)]
    shares = checked_weights(np.ones(criteria) if weights is None else weights, names)
    lowest = np.zeros(criteria) if thresholds is None else np.asarray(thresholds, dtype=float)
    if lowest.shape != (criteria,) or not np.isfinite(lowest).all():
        raise Problem("one threshold for each of the {criteria} criteria is needed", criteria=criteria)
    given = np.isfinite(table).sum(axis=2)
    unscored = given.sum(axis=1) == 0
    if unscored.any():
        raise Problem("nobody scored idea {idea}", idea=int(np.argmax(unscored)) + 1)
    points = np.where(np.isfinite(table), table, 0.0).sum(axis=2)
    intermediate = np.divide(100.0 * points, given, out=np.full(given.shape, np.nan), where=given > 0)
    weighted = weighted_sum(intermediate, shares)
    unweighted = weighted_sum(intermediate, np.ones(criteria))
    return Chnri(
        intermediate,
        unweighted,
        # An idea answered only on criteria of weight zero keeps its unweighted score.
        np.where(np.isfinite(weighted), weighted, unweighted),
        ((intermediate >= lowest) | (np.isnan(intermediate) & (lowest <= 0))).all(axis=1),
        average_expert_agreement(table, "excluded"),
        average_expert_agreement(table, "counted"),
        tuple(
            ("criterion_blank", {"idea": int(idea) + 1, "criterion": int(criterion) + 1})
            for idea, criterion in np.argwhere(given == 0)
        ),
    )

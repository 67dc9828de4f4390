"""Dissent that stays: who held the opposite view in both rounds, and why. A finding, not a failure."""

from __future__ import annotations

import numpy as np

from foresight.sessions.consensus.rules import ConsensusRule
from foresight.sessions.consensus.summary import summary


def stable_dissent(
    first: np.ndarray | None, last: np.ndarray, rule: ConsensusRule
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Find the people who stood against their fellows from the first round to the last.

    A need with a high median has dissent ``low`` (answers of refusal), one with a low median dissent ``high``; a need
    with a middling median has both, if the last round's interpercentile range shows two camps.

    Parameters
    ----------
    first : numpy.ndarray, shape (people, items), or None
        First round on the rule's scale; None if there was one round only.
    last : numpy.ndarray, shape (people, items)
        Last round, the same people.
    rule : ConsensusRule

    Returns
    -------
    low, high : numpy.ndarray of bool, shape (people, items)
        Who dissents on either side.
    answered : numpy.ndarray of int, shape (items,)
        People who answered both rounds (or the only one): the denominator.
    """
    earlier = last if first is None else first
    refuse = (last < rule.declines_below) & (earlier < rule.declines_below)
    accept = (last >= rule.accepts_from) & (earlier >= rule.accepts_from)
    answered = (np.isfinite(last) & np.isfinite(earlier)).sum(axis=0)
    state = summary(last, rule)
    judged = state["n"] >= rule.statistics_from
    high_median = judged & (np.nan_to_num(state["median"]) >= rule.accepts_from)
    low_median = judged & (np.nan_to_num(state["median"], nan=rule.highest) < rule.declines_below)
    camps = judged & ~high_median & ~low_median & state["disagreement"]
    return refuse & (high_median | camps), accept & (low_median | camps), answered

"""PROMETHEE I and II: pairwise preference, flows, partial and complete order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresight.priorities.weighted_sum import TIE, competition_ranks, decision_table
from foresight.problems import Problem

SHAPES = ("usual", "u_shape", "v_shape", "level", "linear", "gaussian")
NEEDED = {
    "usual": (),
    "u_shape": ("q",),
    "v_shape": ("p",),
    "level": ("q", "p"),
    "linear": ("q", "p"),
    "gaussian": ("s",),
}


@dataclass(frozen=True)
class Preference:
    """How a difference on one criterion turns into preference (Brans and Vincke 1985).

    Attributes
    ----------
    shape : {"usual", "u_shape", "v_shape", "level", "linear", "gaussian"}
    q : float
        Up to here a difference does not matter.
    p : float
        From here preference is strict. Both thresholds count from zero; the paper of 1986 writes q and p - q.
    s : float
        Where the Gaussian curve turns.
    """

    shape: str = "usual"
    q: float = 0.0
    p: float = 0.0
    s: float = 0.0

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise Problem(
                "preference function {shape} is unknown: one of {allowed}", shape=self.shape, allowed=", ".join(SHAPES)
            )
        if min(self.q, self.p, self.s) < 0:
            raise Problem("preference function {shape}: thresholds cannot be negative", shape=self.shape)
        if "p" in NEEDED[self.shape] and not self.p > self.q:
            raise Problem(
                "preference function {shape}: strict preference must start above indifference, not at {p} with {q}",
                shape=self.shape,
                p=self.p,
                q=self.q,
            )
        if self.shape == "gaussian" and not self.s > 0:
            raise Problem("the Gaussian preference function needs a positive turning point s")

    def of(self, difference: np.ndarray) -> np.ndarray:
        """Preference 0..1 of differences in favour; a difference of zero or below is no preference."""
        d = np.maximum(difference, 0.0)
        if self.shape == "usual":
            return (d > 0).astype(float)
        if self.shape == "u_shape":
            return (d > self.q).astype(float)
        if self.shape == "level":
            return 0.5 * (d > self.q) + 0.5 * (d > self.p)
        if self.shape == "gaussian":
            return 1.0 - np.exp(-(d**2) / (2 * self.s**2))
        lower = self.q if self.shape == "linear" else 0.0
        return np.clip((d - lower) / (self.p - lower), 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Promethee:
    """Preference indices, flows and orders.

    Attributes
    ----------
    preference_index : numpy.ndarray, shape (alternatives, alternatives)
        How far the row is preferred to the column, 0..1.
    phi_plus, phi_minus, phi_net : numpy.ndarray
        Flows, means over the other alternatives (the paper of 1986 prints sums).
    criterion_flows : numpy.ndarray, shape (alternatives, criteria)
        Net flow on each criterion alone.
    rank : numpy.ndarray of int
        PROMETHEE II: by net flow.
    outranks, incomparable : numpy.ndarray of bool, shape (alternatives, alternatives)
        PROMETHEE I: the row beats the column on one flow and is not worse on the other; or neither outranks the other.
    """

    preference_index: np.ndarray
    phi_plus: np.ndarray
    phi_minus: np.ndarray
    phi_net: np.ndarray
    criterion_flows: np.ndarray
    rank: np.ndarray
    outranks: np.ndarray
    incomparable: np.ndarray


def promethee(
    matrix: np.ndarray, objectives: Sequence[str], weights: Sequence[float], preferences: Sequence[Preference]
) -> Promethee:
    """Compare alternatives pair by pair.

    pi(a, b) = sum_c w_c P_c(a_c - b_c); phi+ and phi- are row and column means of pi without the diagonal
    (Brans, Vincke and Mareschal 1986, EJOR 24, 228-238).

    Parameters
    ----------
    matrix : array, shape (alternatives, criteria)
    objectives : sequence of {"max", "min"}
    weights : sequence of float
        Divided by their sum.
    preferences : sequence of Preference
        One a criterion.

    Returns
    -------
    Promethee
        With a single alternative every flow is zero.

    Raises
    ------
    Problem
        Missing numbers, unusable weights, an unknown objective, a criterion without preference function.
    """
    table, shares, signs = decision_table(matrix, objectives, weights)
    count, criteria = table.shape
    oriented = table * signs
    if len(preferences) != criteria:
        raise Problem(
            "{given} preference functions for {expected} criteria: one each is needed",
            given=len(preferences),
            expected=criteria,
        )
    difference = oriented[:, np.newaxis, :] - oriented[np.newaxis, :, :]
    preference = np.stack([p.of(difference[:, :, c]) for c, p in enumerate(preferences)], axis=-1)
    others = max(count - 1, 1)
    index = preference @ shares
    phi_plus, phi_minus = index.sum(axis=1) / others, index.sum(axis=0) / others
    above = phi_plus[:, np.newaxis] - phi_plus
    below = phi_minus - phi_minus[:, np.newaxis]
    not_worse = (above >= -TIE) & (below >= -TIE)
    outranks = not_worse & ((above > TIE) | (below > TIE))
    same = (np.abs(above) <= TIE) & (np.abs(below) <= TIE)
    return Promethee(
        index,
        phi_plus,
        phi_minus,
        phi_plus - phi_minus,
        (preference.sum(axis=1) - preference.sum(axis=0)) / others,
        competition_ranks(phi_plus - phi_minus),
        outranks,
        ~outranks & ~outranks.T & ~same,
    )

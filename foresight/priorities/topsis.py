"""TOPSIS: closeness to the best and distance from the worst imaginable alternative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresight.priorities.weighted_sum import competition_ranks, decision_table, minmax
from foresight.problems import Problem

NORMALISATIONS = ("vector", "minmax")


@dataclass(frozen=True, eq=False)
class Topsis:
    """Closeness of each alternative and what it is made of.

    Attributes
    ----------
    closeness : numpy.ndarray
        0 (the worst imaginable) to 1 (the best imaginable).
    rank : numpy.ndarray of int
    ideal, anti_ideal : numpy.ndarray
        Best and worst weighted value on each criterion; a cost has its lowest value as ideal.
    to_ideal, to_anti_ideal : numpy.ndarray
        Euclidean distances.
    notes : tuple of (code, values)
        ``all_equal``: every alternative is the same, and each gets 0.5.
    """

    closeness: np.ndarray
    rank: np.ndarray
    ideal: np.ndarray
    anti_ideal: np.ndarray
    to_ideal: np.ndarray
    to_anti_ideal: np.ndarray
    notes: tuple[tuple[str, dict], ...]


def closeness(weighted: np.ndarray, signs: np.ndarray) -> tuple[np.ndarray, ...]:
    """Compute closeness d- / (d+ + d-) to the ideal of a weighted, normalised table (Hwang and Yoon 1981).

    Parameters
    ----------
    weighted : numpy.ndarray, shape (alternatives, criteria)
    signs : numpy.ndarray, shape (criteria,)
        +1 for benefits, -1 for costs.

    Returns
    -------
    closeness, ideal, anti_ideal, to_ideal, to_anti_ideal : numpy.ndarray
    """
    oriented = weighted * signs
    ideal, anti_ideal = oriented.max(axis=0), oriented.min(axis=0)
    to_ideal = np.sqrt(((oriented - ideal) ** 2).sum(axis=1))
    to_anti_ideal = np.sqrt(((oriented - anti_ideal) ** 2).sum(axis=1))
    both = to_ideal + to_anti_ideal
    share = np.divide(to_anti_ideal, both, out=np.full(both.shape, 0.5), where=both > 0)
    return share, ideal * signs, anti_ideal * signs, to_ideal, to_anti_ideal


def topsis(
    matrix: np.ndarray, objectives: Sequence[str], weights: Sequence[float], normalisation: str = "vector"
) -> Topsis:
    """Rank alternatives by TOPSIS.

    Parameters
    ----------
    matrix : array, shape (alternatives, criteria)
    objectives : sequence of {"max", "min"}
    weights : sequence of float
        Divided by their sum.
    normalisation : {"vector", "minmax"}
        ``vector``: columns divided by their Euclidean length, as in the founding paper. ``minmax``: columns on 0..1.
        They can rank differently: say which one was used.

    Returns
    -------
    Topsis

    Raises
    ------
    Problem
        Missing numbers, unusable weights, an unknown objective or normalisation.
    """
    table, shares, signs = decision_table(matrix, objectives, weights)
    if normalisation == "vector":
        length = np.sqrt((table**2).sum(axis=0))
        scaled = table / np.where(length > 0, length, 1.0)
    elif normalisation == "minmax":
        scaled = minmax(table)
    else:
        raise Problem(
            "normalisation {normalisation} is unknown: one of {allowed}",
            normalisation=normalisation,
            allowed=", ".join(NORMALISATIONS),
        )
    result = closeness(scaled * shares, signs)
    equal = bool((result[3] + result[4] == 0).all())
    return Topsis(result[0], competition_ranks(result[0]), *result[1:], (("all_equal", {}),) if equal else ())

"""Median and quartiles by one definition: Hyndman and Fan's type 7, linear interpolation between the two neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foresight.problems import Problem


def quantiles(values: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Type-7 quantiles down the first axis, leaving missing answers out.

    The quantile of share q among n sorted answers is at position 1 + (n - 1) q, linearly interpolated
    (Hyndman and Fan 1996, American Statistician 50(4), 361-365).

    Parameters
    ----------
    values : numpy.ndarray, shape (people, ...)
        NaN is no answer.
    shares : sequence of float in 0..1

    Returns
    -------
    numpy.ndarray, shape (shares, ...)
        NaN only where nobody answered.
    """
    ordered = np.sort(values, axis=0)
    count = np.isfinite(values).sum(axis=0)
    result = np.empty((len(shares), *values.shape[1:]))
    for row, share in enumerate(shares):
        position = np.maximum(count - 1, 0) * share
        below = np.floor(position).astype(np.intp)
        above = np.minimum(below + 1, np.maximum(count - 1, 0))
        low = np.take_along_axis(ordered, below[np.newaxis], axis=0)[0]
        high = np.take_along_axis(ordered, above[np.newaxis], axis=0)[0]
        result[row] = low + (high - low) * (position - below)
    return result


def quartile_summary(ratings: Sequence[float]) -> dict[str, float]:
    """Quartiles of one question's answers.

    Parameters
    ----------
    ratings : sequence of float
        NaN is "don't know" and only counted in ``blank``.

    Returns
    -------
    dict
        n, blank, q1, median, q3, iqr.

    Raises
    ------
    Problem
        Nobody answered.
    """
    values = answers(ratings)
    known = values[np.isfinite(values)]
    q1, median, q3 = (float(value) for value in quantiles(known, (0.25, 0.5, 0.75)))
    return {
        "n": len(known),
        "blank": len(values) - len(known),
        "q1": q1,
        "median": median,
        "q3": q3,
        "iqr": q3 - q1,
    }


def answers(ratings: Sequence[float]) -> np.ndarray:
    """Take the answers to one question, refusing an empty question and infinite numbers."""
    values = np.asarray([np.nan if value is None else value for value in ratings], dtype=float)
    if not np.isfinite(values).any():
        raise Problem("nobody answered this question")
    if np.isinf(values).any():
        raise Problem("answer {position} is not a finite number", position=int(np.argmax(np.isinf(values))) + 1)
    return values

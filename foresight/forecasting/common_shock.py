"""Limits with room for a shock that hits all regions at once, and what such limits would have held in the past."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from foresight.forecasting.methods import forecast_with
from foresight.forecasting.predictions import LEVELS
from foresight.forecasting.rolling_origin import SHORTEST_HISTORY
from foresight.forecasting.scores import coverage
from foresight.problems import Problem


def wider_limit(
    point: np.ndarray, limit: np.ndarray, level: int, ahead: np.ndarray, deviation: float, side: int
) -> np.ndarray:
    """Move one limit away from its point: half-width and shock add up as variances on the log scale.

    Parameters
    ----------
    point, limit : numpy.ndarray
        Forecast and limit, same shape; money.
    level : int
        Level of the limit in percent.
    ahead : numpy.ndarray
        Years after the origin, broadcast to the shape.
    deviation : float
        Standard deviation of the shock a year on the log scale (0.1 is about 10 %); shocks of several years add up.
    side : int
        -1 for a lower limit, 1 for an upper one.

    Returns
    -------
    numpy.ndarray
        ``point * exp(side * sqrt(half**2 + (z * deviation)**2 * ahead))``; a limit at zero stays, money goes no lower.

    Raises
    ------
    Problem
        When the deviation is negative.
    """
    if not deviation >= 0:
        raise Problem("the deviation of a common shock must not be negative: {deviation}", deviation=deviation)
    quantile = ndtri(0.5 + level / 200.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        known = (point > 0) & (limit > 0)
        half = np.where(known, side * np.log(np.where(known, limit, 1.0) / np.where(known, point, 1.0)), 0.0)
        wider = point * np.exp(side * np.sqrt(half**2 + (quantile * deviation) ** 2 * ahead))
    return np.where(known, wider, limit)


def rolling_coverage(values: np.ndarray, method: str, deviation: float, longest: int = 6) -> dict[int, float]:
    """Share of past values that widened limits would have held, over every origin with three years behind it.

    Parameters
    ----------
    values : numpy.ndarray
        (series, years), NaN in holes.
    method : str
        A name known to ``forecast_with``.
    deviation : float
        Of the common shock.
    longest : int
        Longest horizon that is looked at.

    Returns
    -------
    dict of level to share
        The mean over series and origins, as in ``rolling_scores``; NaN where there is nothing to compare.
    """
    inside: dict[int, list[np.ndarray]] = {level: [] for level in LEVELS}
    for end in range(SHORTEST_HISTORY, values.shape[1]):
        ready = (~np.isnan(values[:, :end])).sum(axis=1) >= SHORTEST_HISTORY
        actual = values[ready, end : end + longest]
        if not np.isfinite(actual).any():
            continue
        steps = np.arange(1, actual.shape[1] + 1)
        prediction = forecast_with(method, values[ready, :end], steps)
        for level in LEVELS:
            low, high = (
                wider_limit(prediction.point, limit, level, steps, deviation, side)
                for limit, side in zip(prediction.limits[level], (-1, 1))
            )
            held = coverage(actual, low, high)
            inside[level].append(held[np.isfinite(held)])
    return {level: float(np.concatenate(parts).mean()) if parts else float("nan") for level, parts in inside.items()}

"""Textbook forecasts of a random walk that need no fitting: drift, damped drift, half of the log drift."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

from foresight.forecasting.growth import Constants
from foresight.forecasting.predictions import LEVELS, Prediction, positive_stretch, predict_naive
from foresight.forecasting.walks import damped_years, fit_walks, last_values


def predict_drift(
    values: np.ndarray, steps: np.ndarray, levels: Sequence[int] = LEVELS, damping: float = 1.0
) -> Prediction:
    """Carry the mean step on, with the Student limits of a random walk with drift; nothing falls below zero.

    Parameters
    ----------
    values : numpy.ndarray
        (series, years) up to the origin, NaN in holes.
    steps : numpy.ndarray
        Years after the origin.
    levels : sequence of int
        Levels of the limits in percent.
    damping : float
        What is left of a year's step in the next year; 1 is the plain drift.

    Returns
    -------
    Prediction
        Naive where a series has fewer than three years.
    """
    walks = fit_walks(values)
    ahead = walks.age[:, None] + np.asarray(steps, dtype=float)
    faded = damped_years(ahead, damping)
    enough = walks.degrees > 0
    step = np.where(enough, walks.growth, 0.0)
    point = np.maximum(walks.last[:, None] + step[:, None] * faded, 0.0)
    spread = np.sqrt(walks.variance[:, None] * (ahead + faded**2 / np.maximum(walks.span, 1.0)[:, None]))
    return _with_limits(point, spread, walks.degrees, enough, predict_naive(values, steps, levels), levels)


def predict_damped_drift(values: np.ndarray, steps: np.ndarray, levels: Sequence[int] = LEVELS) -> Prediction:
    """Carry the mean step on, fading by a tenth a year."""
    return predict_drift(values, steps, levels, damping=Constants().damping)


def predict_log_half_drift(values: np.ndarray, steps: np.ndarray, levels: Sequence[int] = LEVELS) -> Prediction:
    """Carry half of the mean log growth on; naive where a line has zeros or fewer than three years."""
    usable = positive_stretch(values)
    unit = last_values(usable)[0]
    with np.errstate(invalid="ignore"):
        walks = fit_walks(np.log(usable / unit[:, None]))
    ahead = walks.age[:, None] + np.asarray(steps, dtype=float)
    enough = walks.degrees > 0
    centre = 0.5 * walks.growth[:, None] * ahead
    spread = np.sqrt(walks.variance[:, None] * (ahead + 0.25 * ahead**2 / np.maximum(walks.span, 1.0)[:, None]))
    naive = predict_naive(values, steps, levels)
    point = np.where(enough[:, None], unit[:, None] * np.exp(centre), naive.point)
    limits = {}
    for level in levels:
        half = stdtrit(np.maximum(walks.degrees, 1.0), 0.5 + level / 200.0)[:, None] * spread
        half = np.minimum(half, Constants().cap)
        low, high = (unit[:, None] * np.exp(centre + sign * half) for sign in (-1, 1))
        kept = naive.limits[level]
        limits[level] = (np.where(enough[:, None], low, kept[0]), np.where(enough[:, None], high, kept[1]))
    return Prediction(point, limits)


def _with_limits(
    point: np.ndarray,
    spread: np.ndarray,
    degrees: np.ndarray,
    enough: np.ndarray,
    naive: Prediction,
    levels: Sequence[int],
) -> Prediction:
    """Student limits around a point, floored at zero; naive's where there was nothing to fit."""
    limits = {}
    for level in levels:
        half = stdtrit(np.maximum(degrees, 1.0), 0.5 + level / 200.0)[:, None] * spread
        low, high = np.maximum(point - half, 0.0), point + half
        kept = naive.limits[level]
        limits[level] = (np.where(enough[:, None], low, kept[0]), np.where(enough[:, None], high, kept[1]))
    return Prediction(np.where(enough[:, None], point, naive.point), limits)

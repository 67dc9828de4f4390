"""What every method returns, and the two that are always shown: pooled growth and naive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import stdtrit

from foresight.forecasting.growth import Constants, PooledGrowth, fit_pooled_growth, half_width, predict_logs
from foresight.forecasting.walks import last_values, step_variance

LEVELS = (80, 95)
GROWTH_NEEDS_POSITIVE_YEARS = 4


@dataclass(frozen=True)
class Prediction:
    """Forecast of a panel by one method; arrays are (series, years ahead), NaN where there is none.

    Attributes
    ----------
    point : numpy.ndarray
        Median forecast.
    limits : dict of int to (numpy.ndarray, numpy.ndarray)
        Lower and upper limit per level in percent; NaN where the method has none.
    seconds : float
        Time the fits took; 0 for closed forms.
    failed : int
        Series on which the method could not be fitted and naive stands in.
    """

    point: np.ndarray
    limits: dict[int, tuple[np.ndarray, np.ndarray]]
    seconds: float = 0.0
    failed: int = 0


@dataclass(frozen=True)
class PooledPrediction(Prediction):
    """Forecast by pooled growth, with everything needed to explain it and to draw paths from it.

    Attributes
    ----------
    fit : PooledGrowth
        The fitted panel.
    log_median, scale : numpy.ndarray
        (series, years ahead): the Student distribution on the log scale.
    methods : tuple of str
        Per series what was done: ``pooled_growth``, ``panel_growth`` (own history too short), ``constant``,
        ``log_half_drift`` (panel too small), ``last_value`` (zeros in the line), ``none``.
    """

    fit: PooledGrowth | None = None
    log_median: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    scale: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    methods: tuple[str, ...] = ()


def predict_naive(values: np.ndarray, steps: np.ndarray, levels: Sequence[int] = LEVELS) -> Prediction:
    """Repeat the last year, with Student limits of a random walk, never below zero.

    Parameters
    ----------
    values : numpy.ndarray
        (series, years) up to the origin, NaN in holes.
    steps : numpy.ndarray
        Years after the origin.
    levels : sequence of int
        Levels of the limits in percent.

    Returns
    -------
    Prediction
    """
    last, age = last_values(values)
    variance, degrees = step_variance(values)
    ahead = age[:, None] + np.asarray(steps, dtype=float)[None, :]
    point = np.repeat(last[:, None], len(steps), axis=1)
    spread = np.sqrt(variance[:, None] * ahead)
    limits = {}
    for level in levels:
        half = stdtrit(degrees, 0.5 + level / 200.0)[:, None] * spread
        limits[level] = (np.maximum(point - half, 0.0), point + half)
    return Prediction(point, limits)


def positive_stretch(values: np.ndarray) -> np.ndarray:
    """Values after the last zero of each row where four or more are positive; a row without growth becomes all NaN.

    Budget zeros are states that persist, not gaps in a trend: before a growth rate is honest, the line must have been
    funded for a while.
    """
    years = np.arange(values.shape[1])
    zero = values <= 0
    last_zero = np.where(zero, years, -1).max(axis=1)
    after = np.where(years[None, :] > last_zero[:, None], values, np.nan)
    enough = (last_zero < 0) | ((~np.isnan(after)).sum(axis=1) >= GROWTH_NEEDS_POSITIVE_YEARS)
    return np.where(enough[:, None], after, np.nan)


def predict_pooled(
    values: np.ndarray,
    steps: np.ndarray,
    levels: Sequence[int] = LEVELS,
    constants: Constants | None = None,
    level_only: np.ndarray | None = None,
) -> PooledPrediction:
    """Forecast a panel by pooled damped growth; lines with zeros keep their last value.

    Parameters
    ----------
    values : numpy.ndarray
        (series, years) up to the origin, NaN in holes, no negative number.
    steps : numpy.ndarray
        Years after the origin.
    levels : sequence of int
        Levels of the limits in percent.
    constants : Constants, optional
        The numbers of the method.
    level_only : numpy.ndarray of bool, optional
        (series,) True where no growth is to be read from the history.

    Returns
    -------
    PooledPrediction
    """
    constants = constants or Constants()
    usable = positive_stretch(values)
    if level_only is not None:
        usable = np.where(level_only[:, None], np.nan, usable)
    with np.errstate(invalid="ignore"):
        # Dividing by the last value keeps logarithms near zero whatever the unit.
        unit = last_values(usable)[0]
        fit = fit_pooled_growth(np.log(usable / unit[:, None]), constants)
    log_median, scale = predict_logs(fit, steps, constants)
    naive = predict_naive(values, steps, levels)
    modelled = np.isfinite(fit.growth)[:, None]
    point = np.where(modelled, unit[:, None] * np.exp(log_median), naive.point)
    limits = {}
    for level in levels:
        half = half_width(scale, fit.degrees, level, constants.cap)
        low, high = (unit[:, None] * np.exp(log_median + sign * half) for sign in (-1, 1))
        limits[level] = (
            np.where(modelled, low, naive.limits[level][0]),
            np.where(modelled, high, naive.limits[level][1]),
        )
    methods = _methods(fit, ~np.isnan(values).all(axis=1))
    log_median = log_median + np.log(unit)[:, None]
    return PooledPrediction(point, limits, fit=fit, log_median=log_median, scale=scale, methods=methods)


def _methods(fit: PooledGrowth, seen: np.ndarray) -> tuple[str, ...]:
    """Name what was done to each series."""
    names = []
    for row in range(len(seen)):
        if not seen[row]:
            names.append("none")
        elif not np.isfinite(fit.growth[row]):
            names.append("last_value")
        elif fit.weight[row] == 1.0 and fit.growth[row] == 0.0:
            names.append("constant")
        elif not fit.pooled:
            names.append("log_half_drift" if fit.walks.count[row] > 2 else "last_value")
        else:
            names.append("pooled_growth" if fit.walks.count[row] > 2 else "panel_growth")
    return tuple(names)

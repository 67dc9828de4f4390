"""Models of statsmodels on very short series, with the library's traps closed.

A series enters as logarithms relative to its last value: no unit can upset a diffuse start, and no forecast of money
can be negative. It needs three usable years, carries an index of its own, and is fitted with warnings recorded. A fit
that fails or does not converge is not shown: naive stands in and is counted.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.statespace.structural import UnobservedComponents
from threadpoolctl import threadpool_limits

from foresight.forecasting.growth import Constants
from foresight.forecasting.predictions import LEVELS, Prediction, positive_stretch, predict_naive
from foresight.forecasting.walks import last_values

FEWEST_YEARS = 3
SELECTION_NEEDS_YEARS = 10
NARROWEST = 0.25  # usual steps; limits closer than this come from a fit that left no error
EXPLOSION = 20.0  # a logarithmic forecast further away than this is no estimate

Limits = dict[int, tuple[np.ndarray, np.ndarray]]
Fit = Callable[[pd.Series, int, Sequence[int]], tuple[np.ndarray, Limits]]


class NotFittedError(RuntimeError):
    """A model that could not be estimated; its forecast must not be shown."""


def fit_theta(logs: pd.Series, horizon: int, levels: Sequence[int]) -> tuple[np.ndarray, Limits]:
    """Theta method of Assimakopoulos and Nikolopoulos (2000)."""
    fitted = ThetaModel(logs, deseasonalize=False, period=1).fit()
    limits = {}
    for level in levels:
        given = fitted.prediction_intervals(horizon, alpha=1.0 - level / 100.0)
        limits[level] = (given["lower"].to_numpy(), given["upper"].to_numpy())
    return fitted.forecast(horizon).to_numpy(), limits


def _fit_exponential(logs: pd.Series, horizon: int, levels: Sequence[int], trend: bool, damped: bool) -> tuple:
    """Additive exponential smoothing in its state-space form, the only one of the library with exact limits."""
    model = ETSModel(
        logs,
        error="add",
        trend="add" if trend else None,
        damped_trend=damped,
        initialization_method="estimated",
    )
    fitted = model.fit(disp=False)
    _require_convergence(fitted)
    ahead = fitted.get_prediction(start=len(logs), end=len(logs) + horizon - 1)
    limits = {}
    for level in levels:
        given = ahead.pred_int(alpha=1.0 - level / 100.0)
        limits[level] = (given.iloc[:, 0].to_numpy(), given.iloc[:, 1].to_numpy())
    return ahead.predicted_mean.to_numpy(), limits, fitted.aicc


def fit_damped_holt(logs: pd.Series, horizon: int, levels: Sequence[int]) -> tuple[np.ndarray, Limits]:
    """Holt's method with a damped trend, ETS(A,Ad,N) (Gardner and McKenzie 1985)."""
    return _fit_exponential(logs, horizon, levels, True, True)[:2]


def fit_ets(logs: pd.Series, horizon: int, levels: Sequence[int]) -> tuple[np.ndarray, Limits]:
    """Exponential smoothing; the form is chosen by AICc only from ten years on, before that it has no trend.

    With five years AICc is infinite for any trend and minus infinity for a constant: it chooses nonsense.
    """
    if len(logs) < SELECTION_NEEDS_YEARS:
        return _fit_exponential(logs, horizon, levels, False, False)[:2]
    found = []
    for trend, damped in ((False, False), (True, False), (True, True)):
        try:
            found.append(_fit_exponential(logs, horizon, levels, trend, damped))
        except NotFittedError:
            continue
    found = [one for one in found if np.isfinite(one[2])]
    if not found:
        raise NotFittedError
    return min(found, key=lambda one: one[2])[:2]


def fit_arima(logs: pd.Series, horizon: int, levels: Sequence[int]) -> tuple[np.ndarray, Limits]:
    """ARIMA(0,1,1): exponential smoothing with a level; holes are filtered through.

    A drift would be ``trend="t"`` here and ``trend="c"`` in SARIMAX; with five years it costs accuracy.
    """
    fitted = ARIMA(logs, order=(0, 1, 1)).fit()
    _require_convergence(fitted)
    return _state_space_limits(fitted.get_forecast(horizon), levels)


def fit_unobserved_components(logs: pd.Series, horizon: int, levels: Sequence[int]) -> tuple[np.ndarray, Limits]:
    """Random walk with drift by the Kalman filter, exact diffuse start; holes are filtered through."""
    fitted = UnobservedComponents(logs, "rwdrift", use_exact_diffuse=True).fit(disp=False)
    _require_convergence(fitted)
    return _state_space_limits(fitted.get_forecast(horizon), levels)


def _state_space_limits(forecast: object, levels: Sequence[int]) -> tuple[np.ndarray, Limits]:
    limits = {}
    for level in levels:
        given = np.asarray(forecast.conf_int(alpha=1.0 - level / 100.0))
        limits[level] = (given[:, 0], given[:, 1])
    return np.asarray(forecast.predicted_mean), limits


def _require_convergence(fitted: object) -> None:
    """Refuse a fit whose optimiser gave up."""
    returned = getattr(fitted, "mle_retvals", None)
    converged = returned.get("converged", True) if isinstance(returned, dict) else getattr(returned, "converged", True)
    if not converged:
        raise NotFittedError


# Threads of a linear algebra library cost ten times what they bring on matrices of two rows.
@threadpool_limits.wrap(limits=1, user_api="blas")
def predict_guarded(
    fit: Fit, values: np.ndarray, steps: np.ndarray, levels: Sequence[int] = LEVELS, holes: bool = False
) -> Prediction:
    """Forecast every series with a model of statsmodels, naive where it cannot be fitted.

    Parameters
    ----------
    fit : callable
        One of the ``fit_`` functions of this module.
    values : numpy.ndarray
        (series, years) up to the origin, NaN in holes, nothing negative.
    steps : numpy.ndarray
        Years after the origin.
    levels : sequence of int
        Levels of the limits in percent.
    holes : bool
        True when the model filters through NaN; otherwise it sees only the years after the last hole.

    Returns
    -------
    Prediction
        With the number of series on which naive stands in and the time of the fits.
    """
    started = time.perf_counter()
    steps = np.asarray(steps, dtype=int)
    naive = predict_naive(values, steps, levels)
    point = naive.point.copy()
    limits = {level: (low.copy(), high.copy()) for level, (low, high) in naive.limits.items()}
    failed = 0
    for row, stretch in enumerate(positive_stretch(values)):
        seen = np.flatnonzero(~np.isnan(stretch))
        if not len(seen):
            failed += 1
            continue
        # A numpy integer as a horizon is read as a label of the index, and fewer years come back.
        age = int(len(stretch) - 1 - seen[-1])
        inside = stretch[seen[0] : seen[-1] + 1]
        if not holes and np.isnan(inside).any():
            inside = inside[np.flatnonzero(np.isnan(inside))[-1] + 1 :]
        if np.sum(~np.isnan(inside)) < FEWEST_YEARS or np.nanmax(inside) == np.nanmin(inside):
            # A constant series makes ThetaModel rise and the others fail; naive is the answer for it.
            failed += 1
            continue
        unit = last_values(values[row : row + 1])[0][0]
        ratios = np.log(inside / unit)
        # In units of the usual step: an optimiser's tolerance means the same for every series; rounded, so that the
        # last binary digit of a unit cannot lead it elsewhere.
        step = np.abs(np.diff(ratios[~np.isnan(ratios)])).mean()
        logs = pd.Series(np.round(ratios / step, 9), index=pd.RangeIndex(1, len(inside) + 1))
        try:
            median, given = _fit_quietly(fit, logs, age + int(steps.max()), levels)
            if np.abs(step * median).max() > EXPLOSION:
                raise NotFittedError
        except NotFittedError:
            failed += 1
            continue
        at = age + steps - 1
        point[row] = unit * np.exp(step * median[at])
        for level in levels:
            sides = _honest(step * median, *(step * side for side in given[level]), level, step * logs)
            low, high = (unit * np.exp(side[at]) for side in sides)
            limits[level][0][row], limits[level][1][row] = low, high
    return Prediction(point, limits, time.perf_counter() - started, failed)


def _fit_quietly(fit: Fit, logs: pd.Series, horizon: int, levels: Sequence[int]) -> tuple[np.ndarray, Limits]:
    """Fit with the library's warnings caught; what did not converge or is not a number was not fitted."""
    with warnings.catch_warnings(record=True) as said:
        # The library switches its own warnings back on at import, so the filter must be set here.
        warnings.simplefilter("always")
        try:
            median, limits = fit(logs, horizon, levels)
        except (ValueError, IndexError, np.linalg.LinAlgError, ZeroDivisionError) as error:
            raise NotFittedError from error
    if any(issubclass(one.category, ConvergenceWarning) for one in said):
        raise NotFittedError
    numbers = [median, *(side for both in limits.values() for side in both)]
    if any(len(one) != horizon or not np.isfinite(one).all() for one in numbers):
        raise NotFittedError
    return median, limits


def _honest(median: np.ndarray, low: np.ndarray, high: np.ndarray, level: int, logs: pd.Series) -> tuple:
    """Cap the limits like those of pooled growth; where a perfect fit left no width, take those of a random walk."""
    cap = Constants().cap
    half_low, half_high = median - low, high - median
    if min(half_low.min(), half_high.min()) < NARROWEST * np.nanmean(np.abs(np.diff(logs))):
        walk = predict_naive(np.exp(logs.to_numpy())[None, :], np.arange(1, len(median) + 1), (level,))
        half = np.log(walk.limits[level][1][0] / walk.point[0])
        half_low, half_high = np.maximum(half_low, half), np.maximum(half_high, half)
    return median - np.minimum(half_low, cap), median + np.minimum(half_high, cap)

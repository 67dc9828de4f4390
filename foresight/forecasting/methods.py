"""The methods by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from foresight.forecasting.closed_forms import predict_damped_drift, predict_drift, predict_log_half_drift
from foresight.forecasting.predictions import LEVELS, Prediction, predict_naive, predict_pooled
from foresight.problems import Problem


def _guarded(
    fit: str, values: np.ndarray, steps: np.ndarray, levels: Sequence[int] = LEVELS, holes: bool = False
) -> Prediction:
    """Call a model of statsmodels; its modules load only when one is asked for."""
    from foresight.forecasting import guarded_models

    return guarded_models.predict_guarded(getattr(guarded_models, fit), values, steps, levels, holes)


METHODS: dict[str, Callable[..., Prediction]] = {
    "pooled": predict_pooled,
    "naive": predict_naive,
    "log_half_drift": predict_log_half_drift,
    "drift": predict_drift,
    "damped_drift": predict_damped_drift,
    "theta": partial(_guarded, "fit_theta"),
    "ets": partial(_guarded, "fit_ets"),
    "damped_holt": partial(_guarded, "fit_damped_holt"),
    "arima": partial(_guarded, "fit_arima", holes=True),
    "unobserved_components": partial(_guarded, "fit_unobserved_components", holes=True),
}


def forecast_with(name: str, values: np.ndarray, steps: np.ndarray, levels: Sequence[int] = LEVELS) -> Prediction:
    """Forecast a panel with one method.

    Parameters
    ----------
    name : str
        One of ``METHODS``.
    values : numpy.ndarray
        (series, years) up to the origin, NaN in holes, nothing negative.
    steps : numpy.ndarray
        Years after the origin.
    levels : sequence of int
        Levels of the limits in percent.

    Returns
    -------
    Prediction

    Raises
    ------
    Problem
        When the method is unknown.
    """
    if name not in METHODS:
        raise Problem("unknown method {method}: one of {allowed}", method=name, allowed=", ".join(METHODS))
    return METHODS[name](values, np.asarray(steps), levels)

"""The methods by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from foresight.forecasting.predictions import LEVELS, Prediction, predict_naive, predict_pooled
from foresight.problems import Problem

METHODS: dict[str, Callable[..., Prediction]] = {"pooled": predict_pooled, "naive": predict_naive}


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

"""Errors of points and of limits, as the forecasting competitions measure them.

Every function takes arrays (series, years ahead) and returns one number a series, NaN where nothing can be compared.
"""

from __future__ import annotations

import numpy as np


def _mean(values: np.ndarray) -> np.ndarray:
    """Mean over the years that can be compared."""
    known = np.isfinite(values)
    total = np.where(known, values, 0.0).sum(axis=-1)
    number = known.sum(axis=-1)
    return np.divide(total, number, out=np.full(number.shape, np.nan), where=number > 0)


def symmetric_percentage_error(actual: np.ndarray, forecast: np.ndarray) -> np.ndarray:
    """Mean of 200 |y - f| / (|y| + |f|), in percent (Makridakis and Hibon 2000); 0 where both are 0."""
    size = np.abs(actual) + np.abs(forecast)
    error = 200.0 * np.abs(actual - forecast)
    return _mean(np.divide(error, size, out=np.where(np.isnan(error), np.nan, 0.0), where=size > 0))


def naive_scale(history: np.ndarray) -> np.ndarray:
    """Mean absolute step of each row, over holes as well; the denominator of scaled errors, NaN when it is zero."""
    scale = np.full(len(history), np.nan)
    for row, values in enumerate(history):
        seen = values[~np.isnan(values)]
        if len(seen) > 1 and (step := np.abs(np.diff(seen)).mean()) > 0:
            scale[row] = step
    return scale


def scaled_error(actual: np.ndarray, forecast: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Mean absolute error over the naive scale (Hyndman and Koehler 2006)."""
    return _mean(np.abs(actual - forecast) / scale[:, None])


def coverage(actual: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Share of years inside the limits."""
    known = np.isfinite(actual) & np.isfinite(low) & np.isfinite(high)
    inside = (actual >= low) & (actual <= high)
    return _mean(np.where(known, inside.astype(float), np.nan))


def interval_score(actual: np.ndarray, low: np.ndarray, high: np.ndarray, scale: np.ndarray, level: int) -> np.ndarray:
    """Mean scaled interval score: width plus 2 / alpha times what lies outside (Gneiting and Raftery 2007)."""
    alpha = 1.0 - level / 100.0
    outside = np.maximum(low - actual, 0.0) + np.maximum(actual - high, 0.0)
    return _mean((high - low + 2.0 / alpha * outside) / scale[:, None])


def overall_weighted_average(
    percentage: np.ndarray, scaled: np.ndarray, naive_percentage: np.ndarray, naive_scaled: np.ndarray
) -> float:
    """Mean of the two errors, each relative to naive's (the M4 competition's OWA); NaN when naive makes no error."""
    ratios = []
    for mine, reference in ((percentage, naive_percentage), (scaled, naive_scaled)):
        known = np.isfinite(mine) & np.isfinite(reference)
        if known.any() and reference[known].mean() > 0:
            ratios.append(mine[known].mean() / reference[known].mean())
    return float(np.mean(ratios)) if ratios else float("nan")

"""Simulated paths from a predictive distribution, driven by normals that the caller supplies."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, stdtrit

GRID = np.linspace(-6.0, 6.0, 1201)


def walk_correlation(ahead: np.ndarray, step_variance: np.ndarray, drift_variance: np.ndarray, faded: np.ndarray):
    """Correlation between the years of a path: shocks add up, and an error in the growth is there in every year.

    Parameters
    ----------
    ahead, faded : numpy.ndarray
        (series, years): years since the last observation, and the same after damping.
    step_variance, drift_variance : numpy.ndarray
        (series,).

    Returns
    -------
    numpy.ndarray
        (series, years, years).
    """
    shared = np.minimum(ahead[:, :, None], ahead[:, None, :]) * step_variance[:, None, None]
    covariance = shared + drift_variance[:, None, None] * faded[:, :, None] * faded[:, None, :]
    deviation = np.sqrt(np.maximum(np.einsum("syy->sy", covariance), 1e-300))
    return covariance / deviation[:, :, None] / deviation[:, None, :]


def student_deviations(normals: np.ndarray, degrees: np.ndarray) -> np.ndarray:
    """Turn standard normals into Student deviates at the same probability.

    Parameters
    ----------
    normals : numpy.ndarray
        (draws, series, years).
    degrees : numpy.ndarray
        (series,) degrees of freedom.

    Returns
    -------
    numpy.ndarray
        (draws, series, years), each marginally Student.
    """
    out = np.empty_like(normals)
    probability = ndtr(GRID)
    for value in np.unique(degrees):
        rows = degrees == value
        if value > 1e5:
            out[:, rows] = normals[:, rows]
            continue
        out[:, rows] = np.interp(normals[:, rows], GRID, stdtrit(value, probability))
    return out


def correlate_years(normals: np.ndarray, correlation: np.ndarray) -> np.ndarray:
    """Give independent normals (draws, series, years) the correlation (series, years, years) along the years."""
    years = correlation.shape[1]
    root = np.linalg.cholesky(correlation + 1e-10 * np.eye(years))
    return np.einsum("shk,dsk->dsh", root, normals, optimize=True)

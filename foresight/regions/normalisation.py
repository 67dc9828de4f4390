"""Normalisation and weighting of indicators, after the OECD/JRC Handbook on Constructing Composite Indicators (2008).

Every function works on a plain array with the alternatives along the last but one axis and the indicators along the
last (or on a vector of one indicator), ignores NaN, and keeps NaN where it was.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata


def z_scores(values: np.ndarray) -> np.ndarray:
    """Subtract the mean and divide by the sample standard deviation (ddof = 1); a constant indicator gives zeros."""
    values, axis = _prepared(values)
    spread = np.nanstd(values, axis=axis, ddof=1, keepdims=True)
    centred = values - np.nanmean(values, axis=axis, keepdims=True)
    return centred / np.where(spread > 0, spread, 1.0)


def min_max(values: np.ndarray, low: np.ndarray | None = None, high: np.ndarray | None = None) -> np.ndarray:
    """Scale to 0..1 between the smallest and the largest value, or between goalposts, cut off at 0 and 1.

    ``(x - min) / (max - min)``; an indicator without spread gives 0.5.
    """
    values, axis = _prepared(values)
    low = np.nanmin(values, axis=axis, keepdims=True) if low is None else np.asarray(low, float)
    high = np.nanmax(values, axis=axis, keepdims=True) if high is None else np.asarray(high, float)
    width = np.asarray(high - low)
    scaled = (values - low) / np.where(width > 0, width, 1.0)
    return np.clip(np.where(np.isnan(values) | (width > 0), scaled, 0.5), 0.0, 1.0)


def ranks(values: np.ndarray) -> np.ndarray:
    """Rank so that the smallest value has rank 1; ties take the lowest rank."""
    values, axis = _prepared(values)
    order = rankdata(np.where(np.isnan(values), np.inf, values), method="min", axis=axis).astype(float)
    return np.where(np.isnan(values), np.nan, order)


def percentiles(values: np.ndarray) -> np.ndarray:
    """Return the rank as a percentage of the number of values."""
    values, axis = _prepared(values)
    return 100 * ranks(values) / np.sum(~np.isnan(values), axis=axis, keepdims=True)


def ratio_to_mean(values: np.ndarray) -> np.ndarray:
    """Divide by the mean."""
    values, axis = _prepared(values)
    return values / np.nanmean(values, axis=axis, keepdims=True)


def ratio_to_best(values: np.ndarray) -> np.ndarray:
    """Divide by the largest value."""
    values, axis = _prepared(values)
    return values / np.nanmax(values, axis=axis, keepdims=True)


def above_or_below_mean(values: np.ndarray, threshold: float = 0.2) -> np.ndarray:
    """Return 1 above ``(1 + threshold)`` times the mean, -1 below ``(1 - threshold)`` times it, else 0."""
    ratio = ratio_to_mean(values)
    sign = np.where(ratio > 1 + threshold, 1.0, np.where(ratio < 1 - threshold, -1.0, 0.0))
    return np.where(np.isnan(ratio), np.nan, sign)


def equal_weights(values: np.ndarray) -> np.ndarray:
    """Return 1/m for each of m indicators."""
    count = np.asarray(values).shape[-1]
    return np.full(count, 1.0 / count)


def entropy_weights(values: np.ndarray) -> np.ndarray:
    """Weight indicators by how unevenly they are spread: Shannon entropy of the column shares.

    ``p_ij = x_ij / sum_i x_ij``, ``e_j = - sum_i p_ij ln p_ij / ln n``, ``w_j = (1 - e_j) / sum_j (1 - e_j)``;
    the values must not be negative. Where every indicator is constant the weights are equal.
    """
    values = np.asarray(values, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = values / np.nansum(values, axis=0)
        terms = np.where(shares > 0, shares * np.log(shares), 0.0)
    present = np.sum(~np.isnan(values), axis=0)
    entropy = -terms.sum(axis=0) / np.log(np.maximum(present, 2))
    information = np.clip(1 - entropy, 0.0, None)
    total = information.sum()
    return information / total if total > 1e-12 else equal_weights(values)


def principal_component_weights(values: np.ndarray) -> np.ndarray:
    """Weight indicators by rotated principal components (Handbook, section 6.1; Nicoletti et al. 2000).

    Components of the correlation matrix with an eigenvalue above 1 (at least one) are rotated by varimax; each
    indicator takes its largest squared loading, scaled within its component, times the share of variance the
    component explains. Holes enter as the mean.
    """
    scores = z_scores(values)
    scores = np.where(np.isnan(scores), 0.0, scores)
    correlation = scores.T @ scores / (len(scores) - 1)
    eigenvalues, vectors = np.linalg.eigh(correlation)
    kept = np.flatnonzero(eigenvalues > 1 + 1e-9)[::-1]
    kept = kept if len(kept) else np.array([len(eigenvalues) - 1])
    loadings = _varimax(vectors[:, kept] * np.sqrt(np.clip(eigenvalues[kept], 0.0, None)))
    squared = loadings**2
    explained = squared.sum(axis=0)
    scaled = squared / np.where(explained > 0, explained, 1.0)
    weights = np.max(scaled * explained / max(explained.sum(), 1e-300), axis=1)
    total = weights.sum()
    return weights / total if total > 0 else equal_weights(values)


def _varimax(loadings: np.ndarray, rounds: int = 100, tolerance: float = 1e-10) -> np.ndarray:
    """Rotate loadings so that the variance of the squared loadings is largest (Kaiser 1958)."""
    count, factors = loadings.shape
    if factors < 2:
        return loadings
    rotation, before = np.eye(factors), 0.0
    for _ in range(rounds):
        rotated = loadings @ rotation
        gradient = loadings.T @ (rotated**3 - rotated * (rotated**2).sum(axis=0) / count)
        left, sizes, right = np.linalg.svd(gradient)
        rotation = left @ right
        if sizes.sum() <= before * (1 + tolerance):
            break
        before = sizes.sum()
    return loadings @ rotation


def _prepared(values: np.ndarray) -> tuple[np.ndarray, int]:
    values = np.asarray(values, float)
    return values, 0 if values.ndim == 1 else -2

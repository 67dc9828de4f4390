"""Agreement and polarisation of answers on ordered categories."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np

from foresight.problems import Problem

# Pfister et al. (2013), Frontiers in Psychology 4:700: above the value of a uniform distribution.
BIMODAL_ABOVE = 5 / 9


def van_der_eijk_a(frequencies: np.ndarray) -> np.ndarray:
    """Agreement A by layers: 1 all in one category, 0 evenly spread, -1 half at each end.

    The distribution is peeled into layers of equally filled categories; each layer has A = U (1 - (S - 1)/(K - 1)),
    where U compares triples 110 and 011 with the dips 101, and layers count by the answers in them
    (van der Eijk 2001, Quality and Quantity 35, 325-341).

    Parameters
    ----------
    frequencies : numpy.ndarray, shape (..., categories)
        Counts or shares, at least one positive.

    Returns
    -------
    numpy.ndarray, shape (...)
    """
    rest = np.array(frequencies, dtype=float)
    shape, categories = rest.shape[:-1], rest.shape[-1]
    rest = rest.reshape(-1, categories)
    total = rest.sum(axis=1)
    agreement = np.zeros(len(rest))
    for _ in range(categories):
        filled = rest > 1e-12 * total[:, np.newaxis]
        if not filled.any():
            break
        height = np.where(filled, rest, np.inf).min(axis=1)
        height = np.where(np.isfinite(height), height, 0.0)
        patterns, which = np.unique(filled, axis=0, return_inverse=True)
        layer = np.array([_layer_agreement(tuple(pattern)) for pattern in patterns.tolist()])[which.ravel()]
        agreement += layer * height * filled.sum(axis=1)
        rest = np.where(filled, rest - height[:, np.newaxis], 0.0)
    return np.divide(agreement, total, out=np.full(len(rest), np.nan), where=total > 0).reshape(shape)


@lru_cache(maxsize=4096)
def _layer_agreement(pattern: tuple[bool, ...]) -> float:
    size, filled = len(pattern), sum(pattern)
    if filled <= 1:
        return 1.0
    if filled == size:
        return 0.0
    triples = list(combinations(pattern, 3))
    toward = sum(triple in ((True, True, False), (False, True, True)) for triple in triples)
    dips = sum(triple == (True, False, True) for triple in triples)
    unimodality = ((size - 2) * toward - (size - 1) * dips) / ((size - 2) * (toward + dips))
    return unimodality * (1 - (filled - 1) / (size - 1))


def tastle_wierman_consensus(frequencies: np.ndarray) -> np.ndarray:
    """Consensus 1 + sum p log2(1 - |k - mean| / (K - 1)): 1 all alike, 0 half at each end (Tastle and Wierman 2007).

    Parameters
    ----------
    frequencies : numpy.ndarray, shape (..., categories)

    Returns
    -------
    numpy.ndarray, shape (...)
    """
    share = _shares(frequencies)
    place = np.arange(share.shape[-1], dtype=float)
    mean = (share * place).sum(axis=-1, keepdims=True)
    distance = np.abs(place - mean) / (share.shape[-1] - 1)
    closeness = np.where(share > 0, 1.0 - distance, 1.0)
    return 1.0 + (share * np.log2(closeness)).sum(axis=-1)


def polarisation(frequencies: np.ndarray) -> np.ndarray:
    """Polarisation (1 - A) / 2: 0 all in one category, 1 half at each end."""
    return (1.0 - van_der_eijk_a(frequencies)) / 2.0


def leik(frequencies: np.ndarray) -> np.ndarray:
    """Leik's dispersion 2 sum d_k / (K - 1), d_k the smaller of F_k and 1 - F_k (Leik 1966): 0 alike, 1 split."""
    cumulated = np.cumsum(_shares(frequencies), axis=-1)[..., :-1]
    return 2.0 * np.minimum(cumulated, 1.0 - cumulated).sum(axis=-1) / cumulated.shape[-1]


def bimodality_from_moments(skewness: np.ndarray, excess_kurtosis: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """Sarle's coefficient b = (g2 + 1) / (k + 3 (n - 1)2 / ((n - 2)(n - 3))) from bias-corrected moments; n above 3."""
    n = np.asarray(answers, dtype=float)
    return (np.square(skewness) + 1) / (excess_kurtosis + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))


def bimodality(values: np.ndarray) -> np.ndarray:
    """Sarle's bimodality coefficient down the first axis; NaN below four answers or if all are alike.

    A strongly skewed single hump also exceeds 5/9: read it only together with negative agreement A or a disagreement
    index above 1.
    """
    known = np.isfinite(values)
    n = known.sum(axis=0).astype(float)
    filled = np.where(known, values, 0.0)
    mean = np.divide(filled.sum(axis=0), n, out=np.zeros(n.shape), where=n > 0)
    deviation = np.where(known, values - mean, 0.0)
    second, third, fourth = (np.divide((deviation**k).sum(axis=0), np.maximum(n, 1)) for k in (2, 3, 4))
    usable = (n > 3) & (second > 1e-12)
    spread = np.where(usable, second, 1.0)
    size = np.where(usable, n, 5.0)
    skewness = third / spread**1.5 * np.sqrt(size * (size - 1)) / (size - 2)
    kurtosis = ((size + 1) * (fourth / spread**2 - 3) + 6) * (size - 1) / ((size - 2) * (size - 3))
    kurtosis = np.where(usable, kurtosis, 0.0)
    return np.where(usable, bimodality_from_moments(skewness, kurtosis, size), np.nan)


def category_counts(values: np.ndarray, lowest: float, highest: float, step: float = 1.0) -> np.ndarray:
    """Count answers by category, halves rounded up to the next one.

    Parameters
    ----------
    values : numpy.ndarray, shape (people, ...)
    lowest, highest, step : float
        The scale.

    Returns
    -------
    numpy.ndarray of int, shape (..., categories)
    """
    place = np.floor((values - lowest) / step + 0.5 + 1e-9)
    categories = round((highest - lowest) / step) + 1
    return np.stack([(place == category).sum(axis=0) for category in range(categories)], axis=-1)


def ordinal_agreement(frequencies: Sequence[float]) -> dict[str, float]:
    """All measures of one question.

    Parameters
    ----------
    frequencies : sequence of float
        Answers in each ordered category, empty categories included.

    Returns
    -------
    dict
        n, van_der_eijk_a, tastle_wierman_consensus, polarisation, leik.

    Raises
    ------
    Problem
        Fewer than two categories, a negative or missing count, or no answers.
    """
    counts = np.asarray(frequencies, dtype=float)
    if counts.ndim != 1 or counts.size < 2:
        raise Problem("agreement on ordered categories needs at least two categories")
    bad = ~np.isfinite(counts) | (counts < 0)
    if bad.any():
        raise Problem("category {category} has no usable count", category=int(np.argmax(bad)) + 1)
    if not counts.sum() > 0:
        raise Problem("nobody answered this question")
    return {
        "n": float(counts.sum()),
        "van_der_eijk_a": float(van_der_eijk_a(counts)),
        "tastle_wierman_consensus": float(tastle_wierman_consensus(counts)),
        "polarisation": float(polarisation(counts)),
        "leik": float(leik(counts)),
    }


def _shares(frequencies: np.ndarray) -> np.ndarray:
    counts = np.asarray(frequencies, dtype=float)
    total = counts.sum(axis=-1, keepdims=True)
    return np.divide(counts, total, out=np.full(counts.shape, np.nan), where=total > 0)

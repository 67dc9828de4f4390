"""Share of answers in a zone agreed beforehand, always with its interval and its denominator."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri
from scipy.stats import binom

from foresight.problems import Problem


def wilson_interval(
    successes: np.ndarray | float, answers: np.ndarray | float, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's score interval of a share.

    centre = (x + z2/2) / (n + z2), half width = z / (n + z2) * sqrt(x (n - x) / n + z2 / 4)
    (Wilson 1927, JASA 22, 209-212).

    Parameters
    ----------
    successes, answers : array_like
        Counts; ``answers`` zero gives the whole range 0..1, because nothing is known.
    confidence : float

    Returns
    -------
    lower, upper : numpy.ndarray
    """
    x, n = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(answers, dtype=float))
    z = ndtri(0.5 + confidence / 2)
    centre = (x + z**2 / 2) / (n + z**2)
    spread = np.divide(x * (n - x), n, out=np.zeros(n.shape), where=n > 0)
    half = z / (n + z**2) * np.sqrt(spread + z**2 / 4)
    return np.clip(centre - half, 0.0, 1.0), np.clip(centre + half, 0.0, 1.0)


def share_in_zone(values: np.ndarray, lowest: float, highest: float = np.inf) -> tuple[np.ndarray, np.ndarray]:
    """Count answers in the zone and all answers, down the first axis.

    Returns
    -------
    inside, answers : numpy.ndarray of int
    """
    return ((values >= lowest) & (values <= highest)).sum(axis=0), np.isfinite(values).sum(axis=0)


def content_validity_ratio(essential: int, panel: int) -> dict[str, float | bool]:
    """Lawshe's content validity ratio and whether it exceeds chance.

    CVR = (n_e - N/2) / (N/2) (Lawshe 1975); the critical count is the smallest n with P(X >= n) <= 0.05 for
    X ~ Binomial(N, 1/2) (Ayre and Scally 2014).

    Returns
    -------
    dict
        ratio, critical_count, critical_ratio, exceeds_chance. Below five people no count can exceed chance and
        ``critical_count`` is one more than the panel.
    """
    if panel < 1 or not 0 <= essential <= panel:
        raise Problem("{essential} of {panel} people is no possible count", essential=essential, panel=panel)
    counts = np.arange(panel + 2)
    critical = int(counts[binom.sf(counts - 1, panel, 0.5) <= 0.05][0])
    return {
        "ratio": (essential - panel / 2) / (panel / 2),
        "critical_count": critical,
        "critical_ratio": (critical - panel / 2) / (panel / 2),
        "exceeds_chance": essential >= critical,
    }

"""Whether people kept their answers between two rounds: a second answer beside consensus, never mixed with it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr
from scipy.stats import rankdata

from foresight.problems import Problem
from foresight.sessions.consensus.agreement import wilson_interval
from foresight.sessions.consensus.ordinal import category_counts
from foresight.sessions.consensus.quartiles import answers, quantiles

EXACT_UP_TO = 25
SAME = 1e-9


def paired_changes(
    first: np.ndarray, second: np.ndarray, confidence: float = 0.95, kept_below: float = SAME
) -> dict[str, np.ndarray]:
    """Describe how the same people's answers changed, down the first axis.

    Parameters
    ----------
    first, second : numpy.ndarray, shape (people, ...)
        The same people in the same order; NaN is no answer.
    confidence : float
        Of the Wilson interval of the share unchanged.
    kept_below : float
        A change smaller than this is none. Means of several criteria hardly ever stay the same to the last digit, so
        half a point is asked of them; whole answers are judged the same either way.

    Returns
    -------
    dict of numpy.ndarray
        first_answers, second_answers, paired; attrition (answered first, not second); unchanged, unchanged_share with
        unchanged_low and unchanged_high; toward and away (shares of the paired who moved nearer to or further from the
        first round's median; the rest of the movers kept their distance). Shares are NaN where nobody is paired.
    """
    in_first, in_second = np.isfinite(first), np.isfinite(second)
    both = in_first & in_second
    paired = both.sum(axis=0)
    median = quantiles(first, (0.5,))[0]
    before, after = np.abs(first - median), np.abs(second - median)
    moved = both & (np.abs(second - first) > max(kept_below - SAME, SAME))
    unchanged = (both & ~moved).sum(axis=0)
    low, high = wilson_interval(unchanged, paired, confidence)
    share = _per(paired)
    return {
        "first_answers": in_first.sum(axis=0),
        "second_answers": in_second.sum(axis=0),
        "paired": paired,
        "attrition": (in_first & ~in_second).sum(axis=0),
        "unchanged": unchanged,
        "unchanged_share": share(unchanged),
        "unchanged_low": low,
        "unchanged_high": high,
        "toward": share((moved & (after < before - SAME)).sum(axis=0)),
        "away": share((moved & (after > before + SAME)).sum(axis=0)),
    }


def wilcoxon_stability(differences: Sequence[float]) -> dict:
    """Wilcoxon's signed-rank test of paired differences, two-sided; differences of zero are dropped.

    Exact up to 25 differences other than zero, ties included, from the distribution of the sum of signed mid-ranks;
    above that by the normal approximation with the tie correction and without continuity correction (Wilcoxon 1945;
    Pratt's handling of zeros is not used). A test that finds nothing is no proof of stability: read it with the share
    unchanged.

    Parameters
    ----------
    differences : sequence of float
        Second round minus first, NaN where unpaired.

    Returns
    -------
    dict
        statistic (the smaller rank sum), rank_sum_up, rank_sum_down, p, n (other than zero), zeros, method
        (``exact``, ``normal`` or ``no_change`` when every difference is zero, with p = 1).

    Raises
    ------
    Problem
        No paired difference at all.
    """
    values = answers(differences)
    values = values[np.isfinite(values)]
    moved = values[np.abs(values) > SAME]
    zeros = len(values) - len(moved)
    if len(moved) == 0:
        nothing = {"statistic": 0.0, "rank_sum_up": 0.0, "rank_sum_down": 0.0, "p": 1.0}
        return nothing | {"n": 0, "zeros": zeros, "method": "no_change"}
    # Rounding keeps equal steps tied when they were computed along different ways.
    ranks = rankdata(np.round(np.abs(moved), 9))
    up, down = float(ranks[moved > 0].sum()), float(ranks[moved < 0].sum())
    exact = len(moved) <= EXACT_UP_TO
    p = _exact_p(ranks, min(up, down)) if exact else _normal_p(ranks, min(up, down))
    return {
        "statistic": min(up, down),
        "rank_sum_up": up,
        "rank_sum_down": down,
        "p": p,
        "n": len(moved),
        "zeros": zeros,
        "method": "exact" if exact else "normal",
    }


def _exact_p(ranks: np.ndarray, statistic: float) -> float:
    doubled = np.rint(2 * ranks).astype(int)
    ways = np.zeros(doubled.sum() + 1)
    ways[0] = 1.0
    for rank in doubled:
        ways[rank:] += ways[:-rank].copy()
    return float(min(1.0, 2 * ways[: round(2 * statistic) + 1].sum() / ways.sum()))


def _normal_p(ranks: np.ndarray, statistic: float) -> float:
    # The sum of squared mid-ranks carries the tie correction: the variance is a quarter of it.
    mean, variance = ranks.sum() / 2, (ranks**2).sum() / 4
    return float(min(1.0, 2 * ndtr((statistic - mean) / np.sqrt(variance))))


def weighted_kappa(first: np.ndarray, second: np.ndarray, categories: int, weights: str = "linear") -> np.ndarray:
    """Cohen's weighted kappa between rounds, down the first axis.

    kappa = 1 - sum w o / sum w e with w = |i - j| (linear) or its square (quadratic) (Cohen 1968).

    Parameters
    ----------
    first, second : numpy.ndarray, shape (people, items)
        Category numbers 0 .. categories - 1 of the same people; NaN is no answer.
    categories : int
    weights : {"linear", "quadratic"}

    Returns
    -------
    numpy.ndarray, shape (items,)
        NaN where kappa is undefined: nobody paired, or one category throughout both rounds.
    """
    if weights not in ("linear", "quadratic"):
        raise Problem("kappa weights {weights} are unknown: one of linear, quadratic", weights=weights)
    both = np.isfinite(first) & np.isfinite(second)
    items = first.shape[1]
    person, item = np.nonzero(both)
    cell = (item * categories + first[person, item].astype(int)) * categories + second[person, item].astype(int)
    joint = np.bincount(cell, minlength=items * categories**2).reshape(items, categories, categories).astype(float)
    place = np.arange(categories)
    distance = np.abs(place[:, np.newaxis] - place) ** (1 if weights == "linear" else 2)
    expected = np.einsum("mi,mj,ij->m", joint.sum(axis=2), joint.sum(axis=1), distance)
    observed = (joint * distance).sum(axis=(1, 2)) * joint.sum(axis=(1, 2))
    return 1.0 - np.divide(observed, expected, out=np.full(items, np.nan), where=expected > 0)


def kappa_band(kappa: float) -> str:
    """Verbal band of kappa (Holey et al. 2007, BMC Medical Research Methodology 7:52)."""
    for upper, band in ((0.2, "poor"), (0.4, "fair"), (0.6, "moderate"), (0.8, "substantial")):
        if kappa <= upper:
            return band
    return "almost_perfect"


def distribution_change(first: np.ndarray, second: np.ndarray, lowest: float, highest: float) -> np.ndarray:
    """Share of answers that would have to move to turn one round's distribution into the other's.

    Half the sum of absolute differences of the category shares; below 15 % is the usual reading of a stable
    distribution (Scheibe, Skutsch and Schofer 1975). Uses all answers of both rounds, paired or not.
    """
    shares = []
    for values in (first, second):
        counts = category_counts(values, lowest, highest).astype(float)
        shares.append(_per(counts.sum(axis=-1, keepdims=True))(counts))
    return np.abs(shares[0] - shares[1]).sum(axis=-1) / 2


def _per(total: np.ndarray):
    def share(count: np.ndarray) -> np.ndarray:
        whole = np.broadcast_to(total, np.shape(count)).astype(float)
        return np.divide(count, whole, out=np.full(np.shape(count), np.nan), where=whole > 0)

    return share

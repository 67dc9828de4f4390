"""RAND/UCLA appropriateness method: agreement and disagreement on a scale of 1 to 9.

Fitch et al. (2001), The RAND/UCLA Appropriateness Method User's Manual, MR-1269. The constants 2.35 and 1.5 hold for
the scale 1-9 only; other scales are refused unless rescaling is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foresight.problems import Problem
from foresight.sessions.consensus.quartiles import answers, quantiles

SCALE = (1.0, 9.0)
CENTRE = 5.0
IPR_AT_SYMMETRY = 2.35
CORRECTION = 1.5
# The manual counts medians of 3.5 and 6.5 to the higher third; whole answers never fall between.
LOW_THIRD_BELOW = 3.5
HIGH_THIRD_FROM = 6.5
# Panel size -> at most so many outside the median's third (agreement), at least so many in each extreme (disagreement).
CLASSIC_RULE = dict.fromkeys((8, 9, 10), (2, 3)) | dict.fromkeys((11, 12, 13), (3, 4))
CLASSIC_RULE |= dict.fromkeys((14, 15, 16), (4, 5))


def disagreement_index(values: np.ndarray) -> dict[str, np.ndarray]:
    """Interpercentile range against the range expected under symmetry, down the first axis.

    IPR = P70 - P30, IPRCP = (P30 + P70) / 2, IPRAS = 2.35 + 1.5 |5 - IPRCP|, DI = IPR / IPRAS; disagreement if DI > 1.

    Parameters
    ----------
    values : numpy.ndarray, shape (people, ...)
        Answers on 1-9, NaN for none.

    Returns
    -------
    dict of numpy.ndarray
        median, p30, p70, ipr, iprcp, asymmetry_index, ipras, disagreement_index, disagreement.
    """
    p30, median, p70 = quantiles(values, (0.3, 0.5, 0.7))
    centre = (p30 + p70) / 2
    asymmetry = np.abs(CENTRE - centre)
    symmetric_range = IPR_AT_SYMMETRY + CORRECTION * asymmetry
    index = (p70 - p30) / symmetric_range
    return {
        "median": median,
        "p30": p30,
        "p70": p70,
        "ipr": p70 - p30,
        "iprcp": centre,
        "asymmetry_index": asymmetry,
        "ipras": symmetric_range,
        "disagreement_index": index,
        "disagreement": index > 1,
    }


def classic_rule(values: np.ndarray) -> dict[str, np.ndarray]:
    """Judge agreement and disagreement by counting, down the first axis.

    For panels of 8 to 16 by the manual's table. For larger ones only disagreement is judged: at least a third of the
    answers in each extreme third. Below eight answers nothing is declared.

    Returns
    -------
    dict of numpy.ndarray of bool
        agreement, disagreement, agreement_judged (panels of 8 to 16), disagreement_judged (from 8).
    """
    count = np.isfinite(values).sum(axis=0)
    low = (values < LOW_THIRD_BELOW).sum(axis=0)
    high = (values >= HIGH_THIRD_FROM).sum(axis=0)
    median = quantiles(values, (0.5,))[0]
    with_median = np.where(median < LOW_THIRD_BELOW, low, np.where(median >= HIGH_THIRD_FROM, high, count - low - high))
    at_most = np.zeros(count.shape)
    at_least = np.ceil(count / 3)
    for size, (outside, extreme) in CLASSIC_RULE.items():
        at_most = np.where(count == size, outside, at_most)
        at_least = np.where(count == size, extreme, at_least)
    enough = count >= min(CLASSIC_RULE)
    small = enough & (count <= max(CLASSIC_RULE))
    return {
        "agreement": small & (count - with_median <= at_most),
        "disagreement": enough & (low >= at_least) & (high >= at_least),
        "agreement_judged": small,
        "disagreement_judged": enough,
    }


def classify(median: np.ndarray, disagreement: np.ndarray) -> np.ndarray:
    """Class of a median: ``appropriate`` (7-9), ``inappropriate`` (1-3), ``uncertain`` (4-6, or any disagreement)."""
    sure = ~np.asarray(disagreement, dtype=bool)
    return np.where(
        sure & (np.asarray(median) >= HIGH_THIRD_FROM),
        "appropriate",
        np.where(sure & (np.asarray(median) < LOW_THIRD_BELOW), "inappropriate", "uncertain"),
    )


def rand_ucla(ratings: Sequence[float], scale: tuple[float, float] = SCALE, rescale: bool = False) -> dict:
    """RAND/UCLA statistics of one question.

    Parameters
    ----------
    ratings : sequence of float
        NaN or None is "don't know".
    scale : pair of float
        Ends of the scale the answers were given on.
    rescale : bool
        Stretch another scale linearly onto 1-9; without it any scale but 1-9 is refused.

    Returns
    -------
    dict
        The keys of :func:`disagreement_index` as numbers, classification, classic_agreement (None outside panels of
        8 to 16), classic_disagreement (None below eight answers), n, rescaled.

    Raises
    ------
    Problem
        Nobody answered, an answer outside the scale, or a scale other than 1-9 without ``rescale``.
    """
    lowest, highest = (float(end) for end in scale)
    if (lowest, highest) != SCALE and not rescale:
        raise Problem(
            "the disagreement index holds for answers from 1 to 9, not from {lowest} to {highest}: ask for rescaling",
            lowest=lowest,
            highest=highest,
        )
    values = answers(ratings)
    outside = (values < lowest) | (values > highest)
    if outside.any():
        raise Problem(
            "the answer {value} is outside the scale {lowest} to {highest}",
            value=float(values[outside][0]),
            lowest=lowest,
            highest=highest,
        )
    values = SCALE[0] + (values - lowest) * ((SCALE[1] - SCALE[0]) / (highest - lowest))
    index = disagreement_index(values)
    classic = classic_rule(values)
    count = int(np.isfinite(values).sum())
    result = {key: float(value) for key, value in index.items()}
    result["disagreement"] = bool(index["disagreement"])
    result["classification"] = str(classify(index["median"], index["disagreement"]))
    for answer in ("agreement", "disagreement"):
        result[f"classic_{answer}"] = bool(classic[answer]) if classic[f"{answer}_judged"] else None
    return result | {"n": count, "rescaled": (lowest, highest) != SCALE}

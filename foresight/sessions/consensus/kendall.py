"""Kendall's coefficient of concordance W, with ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2 as chi_squared
from scipy.stats import rankdata

from foresight.problems import Problem


@dataclass(frozen=True)
class Concordance:
    """How far raters rank the needs alike.

    Attributes
    ----------
    w : float
        0 (no agreement) to 1 (identical rankings), corrected for ties.
    w_uncorrected : float
        Without the correction.
    s : float
        Sum of squared deviations of the rank sums.
    rank_sums : tuple of float
        One a need.
    chi2, df, p : float
        Large-sample test of no agreement. With many raters a tiny W is significant: decide on W, not on p.
    raters, needs : int
        Complete rankings used, and needs ranked.
    raters_left_out : int
        Raters who did not answer every need; they are left out, never given a rank of zero.
    """

    w: float
    w_uncorrected: float
    s: float
    rank_sums: tuple[float, ...]
    chi2: float
    df: int
    p: float
    raters: int
    needs: int
    raters_left_out: int


def kendall_w(ratings: np.ndarray) -> Concordance:
    """Kendall's W of raters who all answered the same needs; ties get mid-ranks.

    W = 12 S / (m2 (n3 - n) - m sum T_i), T_i the sum of t3 - t over the tied blocks of rater i;
    chi2 = m (n - 1) W on n - 1 degrees of freedom (Kendall and Babington Smith 1939; Siegel and Castellan 1988).

    Parameters
    ----------
    ratings : array_like, shape (raters, needs)
        Ratings or ranks; only their order within a rater matters.

    Returns
    -------
    Concordance

    Raises
    ------
    Problem
        Fewer than two needs or two complete raters, or every rater ties all needs.
    """
    table = np.asarray(ratings, dtype=float)
    if table.ndim != 2:
        raise Problem("concordance needs a table with one row a rater and one column a need")
    complete = np.isfinite(table).all(axis=1)
    kept = table[complete]
    raters, needs = kept.shape
    if needs < 2:
        raise Problem("concordance needs at least two needs, not {needs}", needs=needs)
    if raters < 2:
        raise Problem(
            "concordance needs at least two people who rated every need; {raters} of {all_raters} did",
            raters=raters,
            all_raters=len(table),
        )
    ranks = rankdata(kept, axis=1)
    rank_sums = ranks.sum(axis=0)
    s = float(((rank_sums - raters * (needs + 1) / 2) ** 2).sum())
    untied = raters**2 * (needs**3 - needs)
    # Sum of squared mid-ranks falls by (t3 - t)/12 for every tied block, so no loop over blocks is needed.
    ties = 12 * (raters * needs * (needs + 1) * (2 * needs + 1) / 6 - float((ranks**2).sum()))
    corrected = untied - raters * ties
    if corrected <= 1e-9 * untied:
        raise Problem("every person rated all needs the same: there is no order to agree on")
    w = min(12 * s / corrected, 1.0)
    statistic = raters * (needs - 1) * w
    return Concordance(
        w=w,
        w_uncorrected=12 * s / untied,
        s=s,
        rank_sums=tuple(float(value) for value in rank_sums),
        chi2=statistic,
        df=needs - 1,
        p=float(chi_squared.sf(statistic, needs - 1)),
        raters=raters,
        needs=needs,
        raters_left_out=int((~complete).sum()),
    )

"""How sure is the ranking given what the criteria weigh: stochastic multicriteria acceptability analysis (SMAA).

Lahdelma, Hokkanen and Salminen (1998), EJOR 106, 137-143; Lahdelma and Salminen (2001), Operations Research 49,
444-454.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresight.priorities.criteria import checked_weights, directions
from foresight.priorities.weighted_sum import TIE, competition_ranks, finite_table, minmax
from foresight.problems import Problem

KINDS = ("uniform", "ordinal", "around")


@dataclass(frozen=True, eq=False)
class Acceptability:
    """What happens to the ranking when the weights vary.

    Attributes
    ----------
    rank_acceptability : numpy.ndarray, shape (needs, needs)
        Share of the weights that give the need (row) each rank (column).
    central_weights : numpy.ndarray, shape (needs, criteria)
        Mean weights of those who would put the need first; zeros where nobody would (``ever_first`` is False).
    ever_first : numpy.ndarray of bool, shape (needs,)
    ranks : numpy.ndarray of int, shape (draws, needs)
    draws : int
    standard_error : float
        Largest Monte Carlo standard error of a share.
    """

    rank_acceptability: np.ndarray
    central_weights: np.ndarray
    ever_first: np.ndarray
    ranks: np.ndarray
    draws: int
    standard_error: float

    def top_probability(self, k: int) -> np.ndarray:
        """Share of the weights that put each need among the first k."""
        return (self.ranks <= k).mean(axis=0)


def rank_shares(ranks: np.ndarray) -> np.ndarray:
    """Share of the draws (rows of ``ranks``) in which each need has each rank."""
    draws, needs = ranks.shape
    cell = ranks - 1 + np.arange(needs) * needs
    return np.bincount(cell.ravel(), minlength=needs * needs).reshape(needs, needs) / draws


def weight_draws(
    kind: str,
    criteria: int,
    draws: int,
    generator: np.random.Generator,
    order: Sequence[int] | None = None,
    centre: Sequence[float] | None = None,
    concentration: float = 50.0,
) -> np.ndarray:
    """Draw weights that sum to 1.

    Parameters
    ----------
    kind : {"uniform", "ordinal", "around"}
        ``uniform``: nothing is known. ``ordinal``: only the order of importance is known. ``around``: Dirichlet around
        ``centre``.
    criteria, draws : int
    generator : numpy.random.Generator
    order : sequence of int, optional
        For ``ordinal``: positions of the criteria from most to least important.
    centre : sequence of float, optional
        For ``around``: the weights; the deviation of weight w is sqrt(w (1 - w) / (concentration + 1)).
    concentration : float

    Returns
    -------
    numpy.ndarray, shape (draws, criteria)
    """
    if kind not in KINDS:
        raise Problem("weights drawn as {kind} are unknown: one of {allowed}", kind=kind, allowed=", ".join(KINDS))
    if draws < 1 or criteria < 1:
        raise Problem("at least one draw and one criterion are needed")
    if kind == "around":
        names = [str(number) for number in range(1, criteria + 1)]
        mean = checked_weights(np.ones(criteria) if centre is None else centre, names)
        if not concentration > 0:
            raise Problem("the concentration of drawn weights must be positive, not {value}", value=concentration)
        shape = concentration * mean / mean.sum()
        gamma = generator.standard_gamma(np.maximum(shape, 1e-12), (draws, criteria)) * (shape > 0)
        total = gamma.sum(axis=1, keepdims=True)
        return np.where(total > 0, gamma / np.where(total > 0, total, 1.0), mean / mean.sum())
    exponential = generator.standard_exponential((draws, criteria))
    weights = exponential / exponential.sum(axis=1, keepdims=True)
    if kind == "uniform":
        return weights
    ranked = list(range(criteria)) if order is None else list(order)
    if sorted(ranked) != list(range(criteria)):
        raise Problem("the order of importance must name each of the {criteria} criteria once", criteria=criteria)
    ordered = np.empty_like(weights)
    ordered[:, ranked] = -np.sort(-weights, axis=1)
    return ordered


def smaa(values: np.ndarray, weights: np.ndarray) -> Acceptability:
    """Rank needs under every draw of weights, and of values if these are drawn too.

    Parameters
    ----------
    values : numpy.ndarray, shape (needs, criteria) or (draws, needs, criteria)
        Desirabilities, higher is better.
    weights : numpy.ndarray, shape (draws, criteria)

    Returns
    -------
    Acceptability

    Raises
    ------
    Problem
        Missing values, naming need and criterion by number.
    """
    values = np.asarray(values, dtype=float)
    if not np.isfinite(values).all():
        need, criterion = np.argwhere(~np.isfinite(values))[0][-2:] + 1
        raise Problem("need {need} has no value on criterion {criterion}", need=int(need), criterion=int(criterion))
    scores = weights @ values.T if values.ndim == 2 else np.einsum("dc,dnc->dn", weights, values)
    ranks = competition_ranks(scores)
    first = (ranks == 1).astype(float)
    times = first.sum(axis=0)
    central = np.divide(
        first.T @ weights,
        times[:, np.newaxis],
        out=np.zeros((len(times), weights.shape[1])),
        where=times[:, np.newaxis] > 0,
    )
    return Acceptability(rank_shares(ranks), central, times > 0, ranks, len(weights), 0.5 / np.sqrt(len(weights)))


def smaa_table(
    matrix: np.ndarray,
    objectives: Sequence[str],
    draws: int,
    generator: np.random.Generator,
    normalisation: str = "minmax",
    kind: str = "uniform",
    **options: object,
) -> Acceptability:
    """SMAA of a table of alternatives and criteria.

    Parameters
    ----------
    matrix : array, shape (alternatives, criteria)
    objectives : sequence of {"max", "min"}
    draws : int
    generator : numpy.random.Generator
    normalisation : {"minmax", "none"}
    kind, **options
        As :func:`weight_draws`.

    Returns
    -------
    Acceptability
    """
    oriented = finite_table(matrix) * directions(objectives)
    if normalisation not in ("minmax", "none"):
        raise Problem("normalisation {normalisation} is unknown: one of none, minmax", normalisation=normalisation)
    values = minmax(oriented) if normalisation == "minmax" else oriented
    return smaa(values, weight_draws(kind, values.shape[1], draws, generator, **options))


def pairwise_winning(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Share of the weights under which the row need scores higher than the column need; ties count for neither."""
    scores = weights @ np.asarray(values, dtype=float).T
    return np.stack([(scores[:, [need]] > scores + TIE).mean(axis=0) for need in range(scores.shape[1])])


def confidence_factors(values: np.ndarray, central_weights: np.ndarray) -> np.ndarray:
    """Chance that a need is first if its own central weights were adopted, values being uncertain.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws, needs, criteria)
    central_weights : numpy.ndarray, shape (needs, criteria)

    Returns
    -------
    numpy.ndarray, shape (needs,)
    """
    scores = np.einsum("nc,dmc->ndm", central_weights, values)
    own = np.einsum("ndn->nd", scores)
    return (own >= scores.max(axis=2) - TIE).mean(axis=1)

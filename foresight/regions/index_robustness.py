"""How firm the ranks of the index are when every choice behind it is varied at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.problems import Problem
from foresight.regions.potential_index import (
    AGGREGATIONS,
    WEIGHTINGS,
    indicator_weights,
    normalised_matrix,
    transformed_values,
)

VARIED_NORMALISATIONS = ("min_max", "z_score", "rank")


@dataclass(frozen=True)
class RankRobustness:
    """Ranks over many variations of the index.

    Attributes
    ----------
    summary : pandas.DataFrame
        By region: ``median, low, high`` (the interval asked for), ``mean, first`` (share of draws in which the
        region is first) and ``top`` (share in which it is among the first five).
    ranks : numpy.ndarray
        Draws by regions; 1 is best.
    drivers : pandas.DataFrame
        By region: the share of the variance of its rank that each choice explains alone (correlation ratio);
        ``normalisation, aggregation, weighting, left_out``.
    choices : pandas.DataFrame
        What was chosen in each draw.
    """

    summary: pd.DataFrame
    ranks: np.ndarray
    drivers: pd.DataFrame
    choices: pd.DataFrame


def vary_index(
    values: pd.DataFrame,
    rng: np.random.Generator,
    draws: int = 10_000,
    directions: Mapping[str, int] | None = None,
    transformations: Mapping[str, str] | None = None,
    expert_weights: Mapping[str, float] | None = None,
    normalisations: Sequence[str] = VARIED_NORMALISATIONS,
    weightings: Sequence[str] = WEIGHTINGS,
    aggregations: Sequence[str] = AGGREGATIONS,
    leave_one_out: bool = True,
    weight_concentration: float = 50.0,
    value_errors: pd.DataFrame | None = None,
    interval: float = 0.9,
) -> RankRobustness:
    """Rank the regions under many combinations of choices (Saisana, Saltelli & Tarantola 2005).

    Each draw takes one normalisation, one scheme of weights (spread by a Dirichlet distribution around it), one
    aggregation and at most one indicator to leave out; values may be disturbed by their relative errors.

    Parameters
    ----------
    values : pandas.DataFrame
        Regions by indicators, NaN where there is no value.
    rng : numpy.random.Generator
        Source of chance.
    draws : int
        Number of variations.
    directions, transformations
        As in :func:`foresight.regions.potential_index.potential_index`.
    expert_weights : mapping, optional
        A further scheme of weights, called ``expert``.
    normalisations, weightings, aggregations : sequences of str
        The choices varied; one entry fixes the choice.
    leave_one_out : bool
        Whether an indicator may be left out.
    weight_concentration : float
        Concentration of the Dirichlet distribution; the larger, the nearer to the scheme.
    value_errors : pandas.DataFrame, optional
        Relative standard error of each value, 0 where it is firm; of the shape of ``values``.
    interval : float
        Share of draws the interval of ranks holds.
    """
    if draws < 1:
        raise Problem("{draws} draws are too few: at least 1", draws=draws)
    array, _ = transformed_values(values, directions or {}, transformations or {}, None)
    schemes = {name: indicator_weights(values.columns, array, name) for name in weightings}
    if expert_weights is not None:
        schemes["expert"] = indicator_weights(values.columns, array, expert_weights)
    count = array.shape[1]
    chosen = {
        "normalisation": rng.integers(len(normalisations), size=draws),
        "aggregation": rng.integers(len(aggregations), size=draws),
        "weighting": rng.integers(len(schemes), size=draws),
        "left_out": rng.integers(count + 1, size=draws) if leave_one_out and count > 2 else np.full(draws, count),
    }
    weights = _drawn_weights(rng, np.stack(list(schemes.values())), chosen, weight_concentration)
    scores = np.empty((draws, len(array)))
    for n, method in enumerate(normalisations):
        for a, aggregation in enumerate(aggregations):
            rows = np.flatnonzero((chosen["normalisation"] == n) & (chosen["aggregation"] == a))
            if not len(rows):
                continue
            disturbed = (
                array
                if value_errors is None
                else _disturbed(rng, values, value_errors, len(rows), directions, transformations)
            )
            scores[rows] = _scores(disturbed, method, aggregation, weights[rows])
    ranks = _ranked(scores)
    labels = {
        "normalisation": list(normalisations), "aggregation": list(aggregations), "weighting": list(schemes),
        "left_out": [*map(str, values.columns), ""],
    }  # fmt: skip
    choices = pd.DataFrame({name: pd.Categorical.from_codes(codes, labels[name]) for name, codes in chosen.items()})
    return RankRobustness(
        _summary(ranks, values.index, interval), ranks, _drivers(ranks, chosen, values.index), choices
    )


def _drawn_weights(
    rng: np.random.Generator, schemes: np.ndarray, chosen: dict[str, np.ndarray], concentration: float
) -> np.ndarray:
    """Draw Dirichlet weights around the scheme of each draw, without the indicator left out."""
    shape = np.maximum(schemes[chosen["weighting"]] * concentration * schemes.shape[1], 1e-3)
    weights = rng.standard_gamma(shape)
    kept = np.arange(schemes.shape[1]) != chosen["left_out"][:, None]
    weights = np.maximum(weights, 1e-12) * kept
    return weights / weights.sum(axis=1, keepdims=True)


def _disturbed(
    rng: np.random.Generator,
    values: pd.DataFrame,
    errors: pd.DataFrame,
    draws: int,
    directions: Mapping[str, int] | None,
    transformations: Mapping[str, str] | None,
) -> np.ndarray:
    """Multiply values by log-normal errors and transform them, draw by draw: draws x regions x indicators."""
    array = values.to_numpy(float)
    spread = np.sqrt(np.log1p(np.nan_to_num(errors.reindex_like(values).to_numpy(float)) ** 2))
    out = np.repeat(array[None], draws, axis=0)
    cells = np.nonzero(spread > 0)
    if len(cells[0]):
        noise = rng.standard_normal((draws, len(cells[0]))) * spread[cells]
        out[:, cells[0], cells[1]] *= np.exp(noise - spread[cells] ** 2 / 2)
    for position, name in enumerate(values.columns):
        if (transformations or {}).get(name) == "log":
            column = out[:, :, position]
            smallest = np.nanmin(np.where(column > 0, column, np.nan), axis=1, keepdims=True)
            out[:, :, position] = np.log(np.where(column == 0, smallest / 2, column))
        out[:, :, position] *= (directions or {}).get(name, 1)
    return out


def _scores(array: np.ndarray, method: str, aggregation: str, weights: np.ndarray) -> np.ndarray:
    """Score draws x regions; a region is scored on the indicators it has."""
    scaled = normalised_matrix(array, method, positive=aggregation == "geometric")
    if aggregation == "geometric":
        scaled = np.log(scaled)
    present = ~np.isnan(scaled)
    filled = np.where(present, scaled, 0.0)
    if filled.ndim == 2:
        above, below = weights @ filled.T, weights @ present.T
    else:
        above = np.einsum("dri,di->dr", filled, weights)
        below = np.einsum("dri,di->dr", present, weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(below > 1e-9, above / below, -np.inf)


def _ranked(scores: np.ndarray) -> np.ndarray:
    """Rank every draw, 1 for the highest score; exact ties are as good as never with drawn weights."""
    order = np.argsort(-scores, axis=1)
    ranks = np.empty_like(order, dtype=np.int16)
    np.put_along_axis(ranks, order, np.arange(1, scores.shape[1] + 1, dtype=np.int16)[None], axis=1)
    return ranks


def _summary(ranks: np.ndarray, index: pd.Index, interval: float) -> pd.DataFrame:
    low, middle, high = np.quantile(ranks, [(1 - interval) / 2, 0.5, (1 + interval) / 2], axis=0, method="nearest")
    return pd.DataFrame(
        {
            "median": middle,
            "low": low,
            "high": high,
            "mean": ranks.mean(axis=0),
            "first": (ranks == 1).mean(axis=0),
            "top": (ranks <= 5).mean(axis=0),
        },
        index=index,
    )


def _drivers(ranks: np.ndarray, chosen: dict[str, np.ndarray], index: pd.Index) -> pd.DataFrame:
    """Return the correlation ratio of each rank on each choice: variance of the group means over the variance."""
    values = ranks.astype(float)
    mean, variance = values.mean(axis=0), values.var(axis=0)
    shares = {}
    for name, codes in chosen.items():
        counts = np.bincount(codes)
        members = np.zeros((len(counts), len(codes)))
        members[codes, np.arange(len(codes))] = 1.0
        used = counts > 0
        means = (members @ values)[used] / counts[used, None]
        between = (counts[used, None] * (means - mean) ** 2).sum(axis=0) / len(codes)
        shares[name] = np.divide(between, variance, out=np.zeros_like(between), where=variance > 0)
    return pd.DataFrame(shares, index=index)

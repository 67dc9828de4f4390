"""How firm the ranks of the index are when every choice behind it is varied at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from foresight.problems import Problem
from foresight.regions.missing_values import MISSING_TREATMENTS, filled, nearest_donors
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
        ``transformation, direction, missing, normalisation, aggregation, weighting, left_out``.
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
    swap_transformations: bool = True,
    disputed: Sequence[str] = (),
    missing: Sequence[str] = MISSING_TREATMENTS,
    weight_concentration: float = 50.0,
    value_errors: pd.DataFrame | None = None,
    interval: float = 0.9,
) -> RankRobustness:
    """Rank the regions under many combinations of choices (Saisana, Saltelli & Tarantola 2005).

    Each draw takes the indicators as they are or their logarithms, at most one disputed direction turned round, one
    treatment of missing values, one normalisation, one scheme of weights (spread by a Dirichlet distribution around
    it), one aggregation and at most one indicator to leave out; values may be disturbed by their relative errors.

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
    swap_transformations : bool
        Whether half of the draws take logarithms where none are asked for and none where they are.
    disputed : sequence of str
        Indicators of which it is in dispute whether more is better. A direction nobody disputes is no choice: turning
        it round would rank regions by something else.
    missing : sequence of str
        Treatments of missing values varied, where any value is missing.
    weight_concentration : float
        Concentration of the Dirichlet distribution; the larger, the nearer to the scheme.
    value_errors : pandas.DataFrame, optional
        Relative standard error of each value, 0 where it is firm; of the shape of ``values``.
    interval : float
        Share of draws the interval of ranks holds.
    """
    if draws < 1:
        raise Problem("{draws} draws are too few: at least 1", draws=draws)
    unknown = [name for name in disputed if name not in values.columns]
    if unknown:
        raise Problem(
            "unknown indicator {indicator}: one of {allowed}",
            indicator=unknown[0],
            allowed=", ".join(map(str, values.columns)),
        )
    directions, transformations = directions or {}, transformations or {}
    ways = [dict(transformations), *([_swapped(values, transformations)] if swap_transformations else [])]
    arrays = [transformed_values(values, directions, way, None)[0] for way in ways]
    schemes = {name: indicator_weights(values.columns, arrays[0], name) for name in weightings}
    if expert_weights is not None:
        schemes["expert"] = indicator_weights(values.columns, arrays[0], expert_weights)
    turned = values.columns.get_indexer(list(disputed))
    treatments = list(missing) if values.isna().to_numpy().any() else ["available"]
    count = values.shape[1]
    chosen = {
        "transformation": rng.integers(len(ways), size=draws),
        "direction": rng.integers(len(turned) + 1, size=draws),
        "missing": rng.integers(len(treatments), size=draws),
        "normalisation": rng.integers(len(normalisations), size=draws),
        "aggregation": rng.integers(len(aggregations), size=draws),
        "weighting": rng.integers(len(schemes), size=draws),
        "left_out": rng.integers(count + 1, size=draws) if leave_one_out and count > 2 else np.full(draws, count),
    }
    weights = _drawn_weights(rng, np.stack(list(schemes.values())), chosen, weight_concentration)
    weights = _turned_weights(weights, turned, chosen["direction"])
    scores = np.empty((draws, len(values)))
    for w, way in enumerate(ways):
        donors = nearest_donors(arrays[w])
        donors = np.concatenate([donors, donors[:, turned]], axis=1)
        for m, n, a in product(range(len(treatments)), range(len(normalisations)), range(len(aggregations))):
            combination = {"transformation": w, "missing": m, "normalisation": n, "aggregation": a}
            rows = np.flatnonzero(np.logical_and.reduce([chosen[name] == code for name, code in combination.items()]))
            if not len(rows):
                continue
            array = (
                arrays[w] if value_errors is None else _disturbed(rng, values, value_errors, len(rows), directions, way)
            )
            # Both directions of a disputed indicator stand side by side; the weights say which of them counts.
            array = filled(np.concatenate([array, -array[..., turned]], axis=-1), treatments[m], donors)
            scores[rows] = _scores(array, normalisations[n], aggregations[a], weights[rows])
    ranks = _ranked(scores)
    labels = {
        "transformation": ["chosen", "swapped"][: len(ways)],
        "direction": [*map(str, disputed), ""],
        "missing": treatments,
        "normalisation": list(normalisations),
        "aggregation": list(aggregations),
        "weighting": list(schemes),
        "left_out": [*map(str, values.columns), ""],
    }
    choices = pd.DataFrame({name: pd.Categorical.from_codes(codes, labels[name]) for name, codes in chosen.items()})
    return RankRobustness(
        _summary(ranks, values.index, interval), ranks, _drivers(ranks, chosen, values.index), choices
    )


def _swapped(values: pd.DataFrame, transformations: Mapping[str, str]) -> dict[str, str]:
    """Return logarithms where none are taken, as far as the values allow them, and none where they are."""
    possible = {name for name in values if values[name].min() >= 0 and values[name].max() > 0}
    return {
        name: "none" if transformations.get(name, "none") == "log" or name not in possible else "log" for name in values
    }


def _drawn_weights(
    rng: np.random.Generator, schemes: np.ndarray, chosen: dict[str, np.ndarray], concentration: float
) -> np.ndarray:
    """Draw Dirichlet weights around the scheme of each draw, without the indicator left out."""
    shape = np.maximum(schemes[chosen["weighting"]] * concentration * schemes.shape[1], 1e-3)
    weights = rng.standard_gamma(shape)
    kept = np.arange(schemes.shape[1]) != chosen["left_out"][:, None]
    weights = np.maximum(weights, 1e-12) * kept
    return weights / weights.sum(axis=1, keepdims=True)


def _turned_weights(weights: np.ndarray, turned: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Move the weight of the indicator a draw turns round to the column that holds it turned."""
    hit = chosen[:, None] == np.arange(len(turned))
    straight = weights.copy()
    straight[:, turned] = np.where(hit, 0.0, weights[:, turned])
    return np.concatenate([straight, np.where(hit, weights[:, turned], 0.0)], axis=1)


def _disturbed(
    rng: np.random.Generator,
    values: pd.DataFrame,
    errors: pd.DataFrame,
    draws: int,
    directions: Mapping[str, int],
    transformations: Mapping[str, str],
) -> np.ndarray:
    """Multiply values by log-normal errors and transform them, draw by draw: draws x regions x indicators."""
    array = values.to_numpy(float)
    logged = np.array([transformations.get(name) == "log" for name in values])
    spread = np.sqrt(np.log1p(np.nan_to_num(errors.reindex_like(values).to_numpy(float)) ** 2))
    region, indicator = np.nonzero(spread > 0)
    noise = rng.standard_normal((draws, len(region))) * spread[region, indicator] - spread[region, indicator] ** 2 / 2
    with np.errstate(divide="ignore"):
        out = np.repeat(np.where(logged, np.log(np.where(logged, array, 1.0)), array)[None], draws, axis=0)
    # The noise of a logarithm is added, so nothing large is raised to a power and taken back again.
    added = logged[indicator]
    out[:, region[added], indicator[added]] += noise[:, added]
    out[:, region[~added], indicator[~added]] *= np.exp(noise[:, ~added])
    for position in np.flatnonzero(logged & (array == 0).any(axis=0)):
        column = out[:, :, position]
        smallest = np.nanmin(np.where(np.isinf(column), np.nan, column), axis=1, keepdims=True)
        out[:, :, position] = np.where(np.isinf(column), smallest - np.log(2), column)
    return out * np.array([directions.get(name, 1) for name in values])


def _scores(array: np.ndarray, method: str, aggregation: str, weights: np.ndarray) -> np.ndarray:
    """Score draws x regions; a region is scored on the indicators it has or was given."""
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

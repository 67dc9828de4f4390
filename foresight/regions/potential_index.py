"""The index of regional scientific potential: how its values are scaled, weighed and added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.problems import Problem
from foresight.regions import normalisation as scale
from foresight.regions.missing_values import MISSING_TREATMENTS, filled

NORMALISATIONS = ("min_max", "z_score", "rank", "none")
WEIGHTINGS = ("equal", "entropy", "principal_components")
AGGREGATIONS = ("arithmetic", "geometric")
TRANSFORMATIONS = ("none", "log")
POSITIVE_FLOOR = 0.01
"""A geometric mean needs positive values: min-max is scaled onto 0.01..1, z-scores onto 100 + 10 z."""


@dataclass(frozen=True)
class IndexResult:
    """The index with everything that made it.

    Attributes
    ----------
    normalised : pandas.DataFrame
        Scaled values, more is better.
    weights : pandas.Series
        Weight of each indicator, adding to 1.
    contributions : pandas.DataFrame
        Weight times scaled value (times the logarithm of it for a geometric mean); rows add up to the score, or to
        its logarithm, of a region without holes or with holes filled.
    score, rank : pandas.Series
        Rank 1 is best; ties take the lowest rank.
    coverage : pandas.Series
        Share of the weights for which the region has a value.
    notes : tuple of (str, dict)
        ``no_value`` for a region without any value, ``partial`` for one with holes.
    """

    normalised: pd.DataFrame
    weights: pd.Series
    contributions: pd.DataFrame
    score: pd.Series
    rank: pd.Series
    coverage: pd.Series
    notes: tuple[tuple[str, dict], ...]


def potential_index(
    values: pd.DataFrame,
    directions: Mapping[str, int] | None = None,
    transformations: Mapping[str, str] | None = None,
    normalisation: str = "min_max",
    goalposts: Mapping[str, tuple[float, float]] | None = None,
    weights: str | Mapping[str, float] = "equal",
    aggregation: str = "arithmetic",
    missing: str = "available",
) -> IndexResult:
    """Build a composite indicator.

    Parameters
    ----------
    values : pandas.DataFrame
        Regions (or any alternatives) by indicators; NaN where there is no value.
    directions : mapping, optional
        1 (more is better, the default) or -1 for each indicator.
    transformations : mapping, optional
        ``none`` (the default) or ``log`` for each indicator.
    normalisation : {"min_max", "z_score", "rank", "none"}
        ``none`` adds the values up as they are; a geometric mean then needs positive values.
    goalposts : mapping, optional
        Smallest and largest possible value by indicator, before the transformation, for ``min_max``; the way
        to compare years.
    weights : {"equal", "entropy", "principal_components"} or mapping
        A mapping gives expert weights; they are scaled to add to 1.
    aggregation : {"arithmetic", "geometric"}
    missing : {"available", "mean", "nearest", "lowest"}
        ``available`` scores a region on the indicators it has, their weights scaled up to 1; the others fill holes
        (:func:`foresight.regions.missing_values.filled`). Coverage always tells of values the region has itself.

    Raises
    ------
    Problem
        Naming the choice, the weight or the value that cannot be used.
    """
    _check_choice("normalisation", normalisation, NORMALISATIONS)
    _check_choice("aggregation", aggregation, AGGREGATIONS)
    _check_choice("missing", missing, MISSING_TREATMENTS)
    array, posts = transformed_values(values, directions or {}, transformations or {}, goalposts)
    scaled = normalised_matrix(filled(array, missing), normalisation, posts, positive=aggregation == "geometric")
    if aggregation == "geometric" and (scaled <= 0).any():
        raise Problem("a geometric mean needs values above zero: normalise them or take the arithmetic mean")
    weight = indicator_weights(values.columns, array, weights)
    present = ~np.isnan(scaled)
    total = present @ weight
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = weight * (np.log(scaled) if aggregation == "geometric" else scaled)
        score = np.where(present, parts, 0.0).sum(axis=1) / total
    score = np.where(total > 0, np.exp(score) if aggregation == "geometric" else score, np.nan)
    series = pd.Series(score, index=values.index, name="score")
    coverage = pd.Series(values.notna().to_numpy() @ weight, index=values.index, name="coverage").clip(0, 1)
    notes = [
        ("partial" if share > 0 else "no_value", {"region": code, "coverage": round(float(share), 3)})
        for code, share in coverage.items()
        if share < 1 - 1e-9
    ]
    return IndexResult(
        pd.DataFrame(scaled, index=values.index, columns=values.columns),
        pd.Series(weight, index=values.columns, name="weight"),
        pd.DataFrame(parts, index=values.index, columns=values.columns),
        series,
        series.rank(ascending=False, method="min").rename("rank"),
        coverage,
        tuple(notes),
    )


def nearest_regions(normalised: pd.DataFrame, code: str, count: int = 4) -> pd.Series:
    """Return the regions most like one: root mean square distance over the indicators both have, nearest first."""
    if code not in normalised.index:
        raise Problem(
            "unknown region {region}: one of {allowed}", region=code, allowed=", ".join(map(str, normalised.index))
        )
    gaps = normalised.drop(index=code) - normalised.loc[code]
    return np.sqrt((gaps**2).mean(axis=1)).dropna().nsmallest(count).rename("distance")


def normalised_matrix(
    array: np.ndarray, method: str, goalposts: np.ndarray | None = None, positive: bool = False
) -> np.ndarray:
    """Scale alternatives by indicators, more is better; ``positive`` keeps every value above zero."""
    if method == "min_max":
        low, high = (None, None) if goalposts is None else (goalposts[0], goalposts[1])
        scaled = scale.min_max(array, low, high)
        return POSITIVE_FLOOR + (1 - POSITIVE_FLOOR) * scaled if positive else scaled
    if method == "z_score":
        return 100 + 10 * scale.z_scores(array) if positive else scale.z_scores(array)
    if method == "none":
        return array
    present = np.sum(~np.isnan(array), axis=-2, keepdims=True)
    return scale.ranks(array) / present


def transformed_values(
    values: pd.DataFrame,
    directions: Mapping[str, int],
    transformations: Mapping[str, str],
    goalposts: Mapping[str, tuple[float, float]] | None,
) -> tuple[np.ndarray, np.ndarray | None]:
    """Apply logarithms and directions to values and goalposts alike, so that more is better everywhere.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray or None)
        Alternatives by indicators, and two rows of goalposts where any were given.
    """
    array = values.to_numpy(float, copy=True)
    if np.isinf(array).any():
        raise Problem("an infinite value cannot enter the index")
    empty = values.columns[np.isnan(array).all(axis=0)]
    if len(empty):
        raise Problem(
            "{indicator} has no value at all: leave it out of the index", indicator=", ".join(map(str, empty))
        )
    posts = np.full((2, array.shape[1]), np.nan)
    for position, name in enumerate(values.columns):
        kind, direction = transformations.get(name, "none"), directions.get(name, 1)
        _check_choice("transformation", kind, TRANSFORMATIONS)
        if direction not in (1, -1):
            raise Problem("direction {value} of {indicator} is not 1 or -1", value=direction, indicator=name)
        low, high = (goalposts or {}).get(name, (np.nanmin(array[:, position]), np.nanmax(array[:, position])))
        if kind == "log":
            array[:, position] = _logarithm(array[:, position], name)
            low, high = np.log([low, high]) if low > 0 else (np.nanmin(array[:, position]), np.log(high))
        array[:, position] *= direction
        posts[:, position] = sorted((direction * low, direction * high))
    return array, posts if goalposts else None


def _logarithm(column: np.ndarray, name: str) -> np.ndarray:
    """Take logarithms; a zero is put at half the smallest positive value, below all others but not infinitely."""
    if (column < 0).any():
        raise Problem("{indicator} has a value below zero: no logarithm of it can be taken", indicator=name)
    positive = column[column > 0]
    if not len(positive):
        raise Problem("{indicator} has no value above zero: no logarithm of it can be taken", indicator=name)
    return np.log(np.where(column == 0, positive.min() / 2, column))


def indicator_weights(names: pd.Index, array: np.ndarray, weights: str | Mapping[str, float]) -> np.ndarray:
    """Return the weights of a scheme, or expert weights scaled to add to 1."""
    if isinstance(weights, str):
        _check_choice("weights", weights, WEIGHTINGS)
        return weighting(array, weights)
    lacking = [name for name in names if name not in weights]
    if lacking:
        raise Problem("no weight for {indicator}", indicator=", ".join(lacking))
    chosen = np.array([float(weights[name]) for name in names])
    if not np.isfinite(chosen).all() or (chosen < 0).any() or chosen.sum() <= 0:
        raise Problem("weights {weights} must be numbers from zero up, at least one above", weights=dict(weights))
    return chosen / chosen.sum()


def weighting(array: np.ndarray, scheme: str) -> np.ndarray:
    """Return the weights of a scheme for an array in which more is better."""
    if scheme == "entropy":
        return scale.entropy_weights(POSITIVE_FLOOR + scale.min_max(array))
    if scheme == "principal_components":
        return scale.principal_component_weights(array)
    return scale.equal_weights(array)


def _check_choice(kind: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise Problem("unknown {kind} {value}: one of {allowed}", kind=kind, value=value, allowed=", ".join(allowed))

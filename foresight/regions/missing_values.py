"""What stands in for a value that a region does not have, before an index scales it (OECD/JRC Handbook, step 3)."""

from __future__ import annotations

import numpy as np

from foresight.regions.normalisation import min_max

MISSING_TREATMENTS = ("available", "mean", "nearest", "lowest")
"""Scored on what there is, or the hole filled with the mean, with the value of the most similar region that has
one, or with the lowest value of all (a printed dash is often a zero)."""


def filled(values: np.ndarray, treatment: str, donors: np.ndarray | None = None) -> np.ndarray:
    """Fill holes by one treatment; a region without any value keeps its holes, because nothing is known of it.

    Parameters
    ----------
    values : numpy.ndarray
        Regions by indicators on the last two axes, more is better, NaN where there is no value.
    treatment : str
        One of ``MISSING_TREATMENTS``.
    donors : numpy.ndarray, optional
        As of :func:`nearest_donors`, for ``nearest``; found from the values when not given.
    """
    if treatment == "available":
        return values
    hole = np.isnan(values)
    if treatment == "nearest":
        donors = nearest_donors(values) if donors is None else donors
        found = values[..., donors, np.arange(values.shape[-1])]
    else:
        found = (np.nanmean if treatment == "mean" else np.nanmin)(values, axis=-2, keepdims=True)
    return np.where(hole & ~hole.all(axis=-1, keepdims=True), found, values)


def nearest_donors(values: np.ndarray) -> np.ndarray:
    """Return, for every region and indicator, the region that has it and is most alike: itself where it has it.

    Alike is the smallest root mean square distance of values scaled to 0..1 over the indicators both have; a region
    that shares no indicator stands behind all others.
    """
    scaled = min_max(values)
    gaps = (scaled[:, None, :] - scaled[None, :, :]) ** 2
    shared = np.sum(~np.isnan(gaps), axis=-1)
    distance = np.where(shared > 0, np.sqrt(np.nansum(gaps, axis=-1) / np.maximum(shared, 1)), np.inf)
    np.fill_diagonal(distance, -1.0)
    order = np.argsort(distance, axis=1, kind="stable")
    known = ~np.isnan(values)
    first = known[order].argmax(axis=1)
    return np.take_along_axis(order, first, axis=1)

"""Random walks with drift, one a series, holes allowed: the piece of every growth forecast that a series fits alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEWEST_NEIGHBOURS = 3


@dataclass(frozen=True)
class Walks:
    """Random walks with drift, each fitted on its own; arrays are (series,)."""

    last: np.ndarray  # last observed value
    age: np.ndarray  # years between the last observation and the origin
    count: np.ndarray  # observed years
    span: np.ndarray  # years from the first to the last observation
    growth: np.ndarray  # mean growth a year; NaN below two observations
    variance: np.ndarray  # variance of a year's growth; NaN below three observations
    degrees: np.ndarray  # degrees of freedom of that variance


def last_years(values: np.ndarray, window: int) -> np.ndarray:
    """Values with NaN in all but the last ``window`` years up to each row's last observation."""
    years = values.shape[1]
    if years <= window:
        return values
    seen = ~np.isnan(values)
    last_at = np.where(seen.any(axis=1), years - 1 - seen[:, ::-1].argmax(axis=1), years - 1)
    return np.where(np.arange(years)[None, :] > last_at[:, None] - window, values, np.nan)


def fit_walks(log_values: np.ndarray, window: int | None = None) -> Walks:
    """Fit a random walk with drift to each row, holes allowed.

    The drift is (last - first) / span and the variance the mean of (jump - years * drift)^2 / years with one degree
    of freedom lost: exactly the maximum likelihood drift of ``UnobservedComponents(row, "rwdrift")`` with NaN in holes.

    Parameters
    ----------
    log_values : numpy.ndarray
        (series, years), NaN in holes.
    window : int, optional
        Use only the last so many years up to each row's own last observation.

    Returns
    -------
    Walks
        One entry a series; NaN where there are too few observations.
    """
    series, years = log_values.shape
    if window is not None:
        log_values = last_years(log_values, window)
    seen = ~np.isnan(log_values)
    count = seen.sum(axis=1)
    rows = np.arange(series)
    first_at = np.where(count > 0, seen.argmax(axis=1), 0)
    last_at = np.where(count > 0, years - 1 - seen[:, ::-1].argmax(axis=1), years - 1)
    first, last = log_values[rows, first_at], log_values[rows, last_at]
    span = (last_at - first_at).astype(float)
    growth = np.divide(last - first, span, out=np.full(series, np.nan), where=span > 0)

    position = np.where(seen, np.arange(years), -1)
    before = np.maximum.accumulate(position, axis=1)[:, :-1]  # where the previous observation stands
    jumps = seen[:, 1:] & (before >= 0)
    gap = np.where(jumps, np.arange(1, years) - before, 1)
    jump = log_values[:, 1:] - np.take_along_axis(log_values, np.maximum(before, 0), axis=1)
    squares = np.where(jumps, (jump - gap * growth[:, None]) ** 2 / gap, 0.0)
    degrees = np.maximum(count - 2, 0).astype(float)
    variance = np.divide(squares.sum(axis=1), degrees, out=np.full(series, np.nan), where=degrees > 0)
    return Walks(last, (years - 1 - last_at).astype(float), count, span, growth, variance, degrees)


def damped_years(steps: np.ndarray, damping: float) -> np.ndarray:
    """Sum of damping^k for k = 1..steps: how many undamped years of growth lie ahead."""
    steps = np.asarray(steps, dtype=float)
    if damping == 1.0:
        return steps
    return damping * (1.0 - damping**steps) / (1.0 - damping)


def last_values(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Last observed value of each row and its age in years; NaN and 0 for an empty row."""
    seen = ~np.isnan(values)
    some = seen.any(axis=1)
    age = np.where(some, seen[:, ::-1].argmax(axis=1), 0)
    return np.where(some, values[np.arange(len(values)), values.shape[1] - 1 - age], np.nan), age.astype(float)


def jump_variance(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean square of yearly jumps (over a hole, the jump spread over its years) and their number."""
    seen = ~np.isnan(values)
    position = np.where(seen, np.arange(values.shape[1]), -1)
    before = np.maximum.accumulate(position, axis=1)[:, :-1]
    jumps = seen[:, 1:] & (before >= 0)
    gap = np.where(jumps, np.arange(1, values.shape[1]) - before, 1)
    change = values[:, 1:] - np.take_along_axis(values, np.maximum(before, 0), axis=1)
    number = jumps.sum(axis=1)
    total = np.where(jumps, change**2 / gap, 0.0).sum(axis=1)
    return np.divide(total, number, out=np.full(len(values), np.nan), where=number > 0), number


def step_variance(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Variance of a year's step for naive limits and its degrees of freedom.

    A series with a single year borrows the panel's usual step relative to its size; NaN below three neighbours.
    """
    last, _ = last_values(values)
    # Relative to its last value a series has no unit, and tiny amounts keep their digits.
    unit = np.where(last > 0, last, 1.0)
    relative, number = jump_variance(values / unit[:, None])
    known = (number > 0) & (last > 0)
    if known.sum() >= FEWEST_NEIGHBOURS:
        relative = np.where((number > 0) | (last <= 0), relative, np.median(relative[known]))
    return relative * unit**2, np.maximum(number, 1)

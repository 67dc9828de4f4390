"""Scoring methods on the reader's own panel: forecast from every past origin, compare with what came."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.forecasting import scores
from foresight.forecasting.methods import forecast_with
from foresight.forecasting.predictions import LEVELS, Prediction
from foresight.forecasting.series import SeriesProblem, names_of, series_of, set_future_aside, tidy_frame
from foresight.problems import Problem

SHORTEST_HISTORY = 3


@dataclass(frozen=True)
class Scores:
    """Errors of one method, one entry a series."""

    percentage: np.ndarray
    scaled: np.ndarray
    coverage: dict[int, np.ndarray]
    interval: dict[int, np.ndarray]


def score(prediction: Prediction, actual: np.ndarray, scale: np.ndarray) -> Scores:
    """Compare a prediction with what came."""
    limits = prediction.limits
    return Scores(
        scores.symmetric_percentage_error(actual, prediction.point),
        scores.scaled_error(actual, prediction.point, scale),
        {level: scores.coverage(actual, *limits[level]) for level in limits},
        {level: scores.interval_score(actual, *limits[level], scale, level) for level in limits},
    )


def rolling_scores(
    values: np.ndarray,
    methods: Sequence[str],
    longest: int = 6,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Forecast from every origin with three years behind it and average the errors.

    Parameters
    ----------
    values : numpy.ndarray
        (series, years), NaN in holes.
    methods : sequence of str
        Names known to ``forecast_with``; naive is scored in any case.
    longest : int
        Longest horizon that is scored.
    progress : callable, optional
        Called with the number of fitted panels and their total; what it raises stops the work.

    Returns
    -------
    pandas.DataFrame
        Index method; columns ``owa, smape, mase, coverage80, coverage95, seconds, comparisons``. Empty when the panel
        is too short for a single origin.
    """
    names = list(dict.fromkeys(["naive", *methods]))
    scale = scores.naive_scale(values)
    gathered: dict[str, list] = {name: [] for name in names}
    seconds = dict.fromkeys(names, 0.0)
    comparisons, done = 0, 0
    total = max(values.shape[1] - SHORTEST_HISTORY, 0) * len(names)
    for end in range(SHORTEST_HISTORY, values.shape[1]):
        ready = (~np.isnan(values[:, :end])).sum(axis=1) >= SHORTEST_HISTORY
        actual = values[ready, end : end + longest]
        if not ready.any() or np.isnan(actual).all():
            continue
        steps = np.arange(1, actual.shape[1] + 1)
        comparisons += int(np.isfinite(actual).sum())
        for name in names:
            started = time.perf_counter()
            prediction = forecast_with(name, values[ready, :end], steps)
            seconds[name] += time.perf_counter() - started
            gathered[name].append(score(prediction, actual, scale[ready]))
            done += 1
            if progress is not None:
                progress(done, total)
    if not comparisons:
        return pd.DataFrame(columns=["owa", "smape", "mase", "coverage80", "coverage95", "seconds", "comparisons"])
    joined = {
        name: (
            np.concatenate([one.percentage for one in parts]),
            np.concatenate([one.scaled for one in parts]),
            *(np.concatenate([one.coverage[level] for one in parts]) for level in LEVELS),
        )
        for name, parts in gathered.items()
    }
    reference = joined["naive"]
    rows = {
        name: {
            "owa": scores.overall_weighted_average(part[0], part[1], reference[0], reference[1]),
            "smape": _average(part[0]),
            "mase": _average(part[1]),
            "coverage80": _average(part[2]),
            "coverage95": _average(part[3]),
            "seconds": seconds[name],
            "comparisons": comparisons,
        }
        for name, part in joined.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("method")


def backtest(
    frame: pd.DataFrame,
    horizon: int,
    train: int | None = None,
    methods: Sequence[str] = ("pooled", "naive"),
    *,
    panel_size: int | None = None,
    seed: int = 0,
    last_year: int | None = None,
) -> dict:
    """Hold out the last years of every series, forecast them, and score the methods.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``unique_id, ds, y``; with a column ``panel``, series are pooled only within their panel.
    horizon : int
        How many of the last observed years of each series are held out.
    train : int, optional
        How many of the years before them the methods may see; all by default.
    methods : sequence of str
        Names known to ``forecast_with``.
    panel_size : int, optional
        Cut the series into random panels of this size instead of pooling the whole frame.
    seed : int
        Of that random cut.
    last_year : int, optional
        Years after it are in the future and set aside.

    Returns
    -------
    dict
        ``{"series": number, "methods": {name: {"owa": …, "smape": …, "mase": …, "coverage80": …, "coverage95": …,
        "msis95": …, "seconds": …}}}``. Scaled errors are divided by the mean absolute step of the whole history
        before the held-out years, whatever ``train`` is. Where something could not be used there is also
        ``"problems"``, a list of ``SeriesProblem``; the rest of the panel is scored.

    Raises
    ------
    Problem
        When a parameter is out of range or no series is long enough.
    """
    if horizon < 1:
        raise Problem("the horizon must be at least one year, not {horizon}", horizon=horizon)
    if train is not None and train < 1:
        raise Problem("at least one training year is needed, not {train}", train=train)
    late: list[SeriesProblem] = []
    if last_year is not None:
        frame, late = set_future_aside(frame, last_year)
    tidy, problems = tidy_frame(frame)
    problems = [*late, *problems]
    histories, actuals, ages, kept = [], [], [], []
    groups_of = dict(list(tidy.sort_values("ds").groupby("unique_id", sort=False)))
    for name in series_of(frame):
        one = groups_of.get(name, tidy.iloc[:0])
        years, found = one["ds"].to_numpy(), one["y"].to_numpy()
        problems += _series_problems(name, found, horizon)
        if len(years) <= horizon:
            continue
        origin = years[-horizon] - 1
        history = np.full(origin - years[0] + 1, np.nan)
        history[years[:-horizon] - years[0]] = found[:-horizon]
        histories.append(history)
        actuals.append(found[-horizon:])
        ages.append(years[-horizon:] - origin)
        kept.append(name)
    if len(kept) == 1 and len(series_of(frame)) == 1:
        alone = Problem("series {series} stands alone: there are no others to learn a growth from", series=kept[0])
        problems.append(SeriesProblem(kept[0], "panel_of_one", alone))
    if not kept:
        raise Problem("no series is longer than the horizon of {horizon} years", horizon=horizon)
    actual, ahead = np.array(actuals), np.array(ages)
    longest = max(len(history) for history in histories)
    matrix = np.full((len(kept), longest), np.nan)
    for row, history in enumerate(histories):
        matrix[row, longest - len(history) :] = history
    scale = scores.naive_scale(matrix)
    if train is not None:
        matrix = matrix[:, -train:]
    groups = _groups(frame, kept, panel_size, seed)
    steps = np.arange(1, ahead.max() + 1)
    columns = ahead - 1
    results = {}
    for name in dict.fromkeys(["naive", *methods]):
        point = np.full(actual.shape, np.nan)
        limits = {level: (point.copy(), point.copy()) for level in LEVELS}
        seconds = 0.0
        for rows in groups:
            started = time.perf_counter()
            prediction = forecast_with(name, matrix[rows], steps)
            seconds += time.perf_counter() - started
            point[rows] = np.take_along_axis(prediction.point, columns[rows], axis=1)
            for level, sides in limits.items():
                for side, given in zip(sides, prediction.limits[level], strict=True):
                    side[rows] = np.take_along_axis(given, columns[rows], axis=1)
        results[name] = (score(Prediction(point, limits), actual, scale), seconds)
    reference = results["naive"][0]
    report = {}
    for name in dict.fromkeys(methods):
        found, seconds = results[name]
        owa = scores.overall_weighted_average(found.percentage, found.scaled, reference.percentage, reference.scaled)
        report[name] = {
            "owa": _plain(owa),
            "smape": _plain(_average(found.percentage)),
            "mase": _plain(_average(found.scaled)),
            "coverage80": _plain(_average(found.coverage[80])),
            "coverage95": _plain(_average(found.coverage[95])),
            "msis95": _plain(_average(found.interval[95])),
            "seconds": seconds,
        }
    if problems:
        return {"series": len(kept), "methods": report, "problems": problems}
    return {"series": len(kept), "methods": report}


def _series_problems(name: str, found: np.ndarray, horizon: int) -> list[SeriesProblem]:
    """Say what keeps one series from being scored, or from being scored in full."""
    if not len(found):
        said = Problem("series {series} has no usable year: it cannot be forecast", series=name)
        return [SeriesProblem(name, "no_observation", said)]
    if len(found) <= horizon:
        said = Problem(
            "series {series} has too few usable years ({count}): with {horizon} held out none is left to learn from",
            series=name,
            count=len(found),
            horizon=horizon,
        )
        return [SeriesProblem(name, "too_short", said)]
    if not found.any():
        said = Problem("series {series} is zero in every year: zero is carried forward", series=name)
        return [SeriesProblem(name, "all_zeros", said)]
    if len(found) - horizon < SHORTEST_HISTORY:
        said = Problem(
            "series {series} has fewer than three usable years ({count}): no growth of its own can be read",
            series=name,
            count=len(found) - horizon,
        )
        return [SeriesProblem(name, "short_history", said)]
    return []


def _groups(frame: pd.DataFrame, kept: Sequence[str], panel_size: int | None, seed: int) -> list[np.ndarray]:
    """Rows that are pooled together."""
    if "panel" in frame.columns:
        panel_of = dict(zip(names_of(frame), frame["panel"].astype(str), strict=True))
        labels = np.array([panel_of[name] for name in kept])
        return [np.flatnonzero(labels == label) for label in dict.fromkeys(labels)]
    if panel_size is None:
        return [np.arange(len(kept))]
    order = np.random.default_rng(seed).permutation(len(kept))
    return [np.sort(order[start : start + panel_size]) for start in range(0, len(kept), panel_size)]


def _average(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else math.nan


def _plain(value: float) -> float | None:
    """JSON has no NaN."""
    return None if not math.isfinite(value) else float(value)

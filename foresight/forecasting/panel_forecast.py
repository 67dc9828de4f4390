"""Forecast of a panel of yearly series: pooled growth, naive beside it, and which of the two to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from foresight.forecasting.growth import Constants, faded_years
from foresight.forecasting.methods import forecast_with
from foresight.forecasting.paths import correlate_years, student_deviations, walk_correlation
from foresight.forecasting.predictions import LEVELS, PooledPrediction, Prediction, predict_pooled
from foresight.forecasting.rolling_origin import rolling_scores
from foresight.forecasting.series import Panel, SeriesProblem, read_panel
from foresight.forecasting.walks import last_values, step_variance
from foresight.problems import Problem


@dataclass(frozen=True)
class PanelForecast:
    """Forecasts of a panel with everything a page needs to explain them.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row a series and year: ``unique_id, ds``, per method its point and limits (``pooled``, ``pooled-lo-80``,
        ``pooled-hi-80`` …), ``method`` (what was done to this series), ``years_used``, ``own_weight`` (0-1), ``notes``
        (tuple of (code, values)).
    pooled_growth : float
        Growth a year the panel shares, as a share (0.05 is 5 %); NaN when the panel is too small.
    own_growth : pandas.DataFrame
        One row a series: ``unique_id, own_growth, own_weight, growth, years_used, yearly_deviation``; growths are
        shares.
    problems : tuple of SeriesProblem
        One for every series that could not be forecast and for every value that was set aside.
    chosen : str
        ``pooled`` or ``naive``: which of the two to show for this panel.
    chosen_reason : str
        ``pooled_beats_naive``, ``naive_beats_pooled`` or ``too_short_to_score``.
    scores : pandas.DataFrame
        The rolling-origin scores behind the choice, one row a method.
    ids, years : tuple
        Series with a forecast and forecast years: the axes of ``draws``.
    origin : int
        Last year of the panel.
    """

    rows: pd.DataFrame
    pooled_growth: float
    own_growth: pd.DataFrame
    problems: tuple[SeriesProblem, ...]
    chosen: str
    chosen_reason: str
    scores: pd.DataFrame
    ids: tuple[str, ...]
    years: tuple[int, ...]
    origin: int
    levels: tuple[int, ...] = LEVELS
    panel: Panel | None = field(default=None, repr=False)
    _prediction: PooledPrediction | None = field(default=None, repr=False)
    _kept: tuple[int, ...] = field(default=(), repr=False)
    _constants: Constants = field(default_factory=Constants, repr=False)

    @property
    def methods(self) -> tuple[str, ...]:
        """Methods with columns in ``rows``."""
        return tuple(
            column.removesuffix(f"-lo-{self.levels[0]}") for column in self.rows if f"-lo-{self.levels[0]}" in column
        )

    @property
    def common_share(self) -> float:
        """Share of the variance of a year's growth that moves the whole panel at once, as estimated from it."""
        fit = self._prediction.fit
        if not fit.pooled:
            return 0.0
        return float(np.clip(fit.common_variance / np.nanmedian(fit.variance), 0.0, 1.0))

    def only(self, unique_id: str) -> PanelForecast:
        """Return the same forecast with the rows of one series."""
        rows = self.rows[self.rows["unique_id"] == unique_id].reset_index(drop=True)
        growths = self.own_growth[self.own_growth["unique_id"] == unique_id].reset_index(drop=True)
        problems = tuple(one for one in self.problems if one.unique_id == unique_id)
        return replace(self, rows=rows, own_growth=growths, problems=problems)

    def shown(self) -> pd.DataFrame:
        """Rows of the chosen method under neutral names: ``unique_id, ds, median, lo-80, hi-80, …``."""
        names = {self.chosen: "median"}
        for level in self.levels:
            names |= {f"{self.chosen}-{side}-{level}": f"{side}-{level}" for side in ("lo", "hi")}
        kept = ["unique_id", "ds", *names, "method", "years_used", "own_weight", "notes"]
        shown = self.rows[kept].rename(columns=names)
        if self.chosen == "naive":
            shown = shown.assign(method="naive")
        return shown

    def draws(
        self,
        normals: np.ndarray,
        common: np.ndarray | None = None,
        common_share: float | None = None,
        method: str | None = None,
    ) -> np.ndarray:
        """Simulate paths that agree with the published limits.

        Parameters
        ----------
        normals : numpy.ndarray
            Standard normals (draws, series, years) in the order of ``ids`` and ``years``. A draw depends only on its
            own normals, so more draws leave the first ones as they were.
        common : numpy.ndarray, optional
            Standard normals (draws, years) shared by all series.
        common_share : float, optional
            Share of the variance that is common, 0-1; as estimated from the panel by default.
        method : str, optional
            ``pooled`` or ``naive``; the chosen one by default.

        Returns
        -------
        numpy.ndarray
            (draws, series, years) in the unit of the panel, never negative. On the log scale no path leaves the widest
            permitted interval, so that the mean of the draws exists.
        """
        normals = np.asarray(normals, dtype=float)
        shape = (len(self.ids), len(self.years))
        if normals.ndim != 3 or normals.shape[1:] != shape:
            raise Problem(
                "normals must have the shape (draws, {series}, {years}), not {given}",
                series=shape[0],
                years=shape[1],
                given=normals.shape,
            )
        common_share = self.common_share if common_share is None else common_share
        if not 0.0 <= common_share <= 1.0:
            raise Problem("the common share must lie between 0 and 1, not {share}", share=common_share)
        if common is not None and common_share > 0:
            normals = np.sqrt(common_share) * common[:, None, :] + np.sqrt(1.0 - common_share) * normals
        method = method or self.chosen
        if method not in ("pooled", "naive"):
            raise Problem("paths are drawn for pooled and naive only, not for {method}", method=method)
        if method == "naive":
            return self._naive_draws(normals)
        return self._pooled_draws(normals)

    def _pooled_draws(self, normals: np.ndarray) -> np.ndarray:
        kept = np.array(self._kept, dtype=int)
        fit, prediction = self._prediction.fit, self._prediction
        ahead = fit.walks.age[kept, None] + self._steps()
        modelled = np.isfinite(fit.growth[kept])
        faded = faded_years(fit, ahead, self._constants)
        variance = np.where(modelled, fit.variance[kept], 1.0)
        drift = np.where(modelled, fit.growth_variance[kept], 0.0)
        shocks = correlate_years(normals, walk_correlation(ahead, variance, drift, faded))
        deviates = student_deviations(shocks, np.where(modelled, fit.degrees[kept], 1e6))
        cap = self._constants.cap
        paths = np.exp(prediction.log_median[kept] + np.clip(deviates * prediction.scale[kept], -cap, cap))
        if not modelled.all():
            paths[:, ~modelled] = self._naive_draws(normals)[:, ~modelled]
        return paths

    def _naive_draws(self, normals: np.ndarray) -> np.ndarray:
        values = self.panel.values[list(self._kept)]
        last, age = last_values(values)
        point = np.repeat(last[:, None], len(self.years), axis=1)
        variance, degrees = step_variance(self.panel.values)
        variance, degrees = variance[list(self._kept)], degrees[list(self._kept)].astype(float)
        ahead = age[:, None] + self._steps()
        ones = np.ones(len(values))
        shocks = correlate_years(normals, walk_correlation(ahead, ones, 0.0 * ones, ahead))
        deviates = student_deviations(shocks, degrees)
        # A Student variable with few degrees has no mean; the same widest interval as for pooled growth bounds it.
        high = point * np.exp(self._constants.cap)
        return np.clip(point + deviates * np.sqrt(variance[:, None] * ahead), 0.0, high)

    def _steps(self) -> np.ndarray:
        return np.array(self.years, dtype=float)[None, :] - self.origin


def forecast_panel(
    panel: pd.DataFrame,
    horizon_year: int,
    *,
    exclusions: Iterable[tuple[str, int]] = frozenset(),
    level_breaks: Mapping[str, int] | None = None,
    level_only: Iterable[str] = frozenset(),
    origin: int | None = None,
    methods: Sequence[str] = ("pooled", "naive"),
    levels: Sequence[int] = LEVELS,
    constants: Constants | None = None,
) -> PanelForecast:
    """Forecast every series of a panel up to a year.

    Parameters
    ----------
    panel : pandas.DataFrame
        Columns ``unique_id, ds`` (year), ``y`` (money in any one unit, NaN is a hole).
    horizon_year : int
        Last year to forecast.
    exclusions : iterable of (unique_id, year)
        Outliers: kept in the history, out of every fit.
    level_breaks : mapping of unique_id to year, optional
        A series is fitted only on this year and later.
    level_only : iterable of unique_id
        Series from which no growth may be read; they keep their last value.
    origin : int, optional
        Last year that can have figures; later ones are set aside.
    methods : sequence of str
        Names known to ``foresight.forecasting.methods``; pooled and naive are always there.
    levels : sequence of int
        Levels of the limits in percent.
    constants : Constants, optional
        The numbers of the method.

    Returns
    -------
    PanelForecast

    Raises
    ------
    Problem
        When the horizon is not after the last year of the panel, or nothing in the frame can be used.
    """
    constants = constants or Constants()
    read = read_panel(panel, exclusions=exclusions, level_breaks=level_breaks, origin=origin, before=int(horizon_year))
    if horizon_year <= read.origin:
        raise Problem(
            "the horizon {horizon} lies in the past: the last year of the panel is {last}",
            horizon=horizon_year,
            last=read.origin,
        )
    years = tuple(range(read.origin + 1, int(horizon_year) + 1))
    steps = np.arange(1, len(years) + 1)
    flat = np.isin(read.ids, list(level_only))
    pooled = predict_pooled(read.values, steps, levels, constants, flat)
    predictions: dict[str, Prediction] = {"pooled": pooled}
    for name in dict.fromkeys(["naive", *methods]):
        if name != "pooled":
            predictions[name] = forecast_with(name, read.values, steps, levels)
    problems = list(read.problems)
    notes = {name: list(said) for name, said in read.notes.items()}
    # A single year without a panel could be repeated but not given limits; that is no forecast.
    lowest = pooled.limits[levels[0]][0]
    honest = np.isfinite(pooled.point).all(axis=1) & np.isfinite(lowest).all(axis=1)
    kept = tuple(np.flatnonzero(honest).tolist())
    for row, name in enumerate(read.ids):
        _explain(read, row, pooled, honest[row], flat[row], notes.setdefault(name, []), problems)
    scores = rolling_scores(read.values, list(predictions), longest=len(years))
    chosen, reason = _choose(scores)
    fit = pooled.fit
    growths = pd.DataFrame(
        {
            "unique_id": read.ids,
            "own_growth": np.expm1(np.where(fit.walks.count > 1, fit.walks.growth, np.nan)),
            "own_weight": fit.weight,
            "growth": np.expm1(fit.growth),
            "years_used": fit.walks.count,
            "yearly_deviation": np.sqrt(fit.variance),
        }
    )
    rows = _rows(read, years, predictions, pooled, kept, notes, levels)
    return PanelForecast(
        rows,
        float(np.expm1(fit.panel_growth)),
        growths,
        tuple(problems),
        chosen,
        reason,
        scores,
        tuple(read.ids[row] for row in kept),
        years,
        read.origin,
        tuple(levels),
        read,
        pooled,
        kept,
        constants,
    )


def _choose(scores: pd.DataFrame) -> tuple[str, str]:
    """Pooled growth, unless naive did better on this very panel."""
    if "pooled" not in scores.index or not np.isfinite(scores.loc["pooled", "owa"]):
        return "pooled", "too_short_to_score"
    if scores.loc["pooled", "owa"] < 1.0:
        return "pooled", "pooled_beats_naive"
    return "naive", "naive_beats_pooled"


def _explain(
    read: Panel, row: int, pooled: PooledPrediction, honest: bool, flat: bool, notes: list, problems: list
) -> None:
    """Add the notes and problems of one series."""
    name, values = read.ids[row], read.values[row]
    seen = values[~np.isnan(values)]

    def trouble(code: str, problem: Problem) -> None:
        problems.append(SeriesProblem(name, code, problem))

    if not len(seen):
        trouble("no_observation", Problem("series {series} has no usable year: it cannot be forecast", series=name))
        return
    if not honest:
        trouble(
            "too_short",
            Problem(
                "series {series} has too few usable years ({count}) and no panel to lean on: it cannot be forecast",
                series=name,
                count=len(seen),
            ),
        )
        return
    if not seen.any():
        trouble("all_zeros", Problem("series {series} is zero in every year: zero is carried forward", series=name))
        notes.append(("all_zeros", {}))
    elif len(seen) < 3:
        trouble(
            "short_history",
            Problem(
                "series {series} has fewer than three usable years ({count}): no growth of its own can be read",
                series=name,
                count=len(seen),
            ),
        )
        notes.append(("short_history", {"years": len(seen)}))
    if len(read.ids) == 1:
        alone = Problem("series {series} stands alone: there are no others to learn a growth from", series=name)
        trouble("panel_of_one", alone)
    if flat:
        notes.append(("level_only", {}))
    elif pooled.methods[row] == "last_value" and seen.any() and (seen <= 0).any():
        notes.append(("zeros_in_line", {"years": int((seen <= 0).sum())}))
    if pooled.methods[row] == "constant":
        notes.append(("constant", {}))
    if not pooled.fit.pooled:
        notes.append(("panel_too_small", {"series": len(read.ids)}))
    age = int(pooled.fit.walks.age[row])
    if age and pooled.methods[row] != "last_value":
        notes.append(("starts_from", {"year": read.origin - age}))


def _rows(
    read: Panel,
    years: Sequence[int],
    predictions: Mapping[str, Prediction],
    pooled: PooledPrediction,
    kept: Sequence[int],
    notes: Mapping[str, list],
    levels: Sequence[int],
) -> pd.DataFrame:
    """One row a series and year."""
    at, ahead = list(kept), len(years)
    columns: dict[str, object] = {
        "unique_id": np.repeat([read.ids[row] for row in at], ahead) if at else [],
        "ds": np.tile(np.array(years, dtype=int), len(at)),
    }
    for name, prediction in predictions.items():
        columns[name] = prediction.point[at].ravel()
        for level in levels:
            low, high = prediction.limits[level]
            columns[f"{name}-lo-{level}"] = low[at].ravel()
            columns[f"{name}-hi-{level}"] = high[at].ravel()
    columns["method"] = np.repeat(np.array([pooled.methods[row] for row in at], dtype=object), ahead)
    # A line with a growth uses the years of the window, one without all of its years.
    used = np.where(np.isfinite(pooled.fit.growth), pooled.fit.walks.count, (~np.isnan(read.values)).sum(axis=1))
    columns["years_used"] = np.repeat(used[at], ahead)
    columns["own_weight"] = np.repeat(pooled.fit.weight[at], ahead)
    frame = pd.DataFrame(columns)
    said = [tuple(notes.get(read.ids[row], ())) for row in at for _ in years]
    frame["notes"] = pd.Series(said, dtype=object, index=frame.index)
    return frame

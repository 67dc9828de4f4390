"""Local budgets for R&D: lines that are funded or not, and an amount in the years they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import ndtri

from foresight.forecasting.funding_states import (
    FUNDED,
    NOT_PUBLISHED,
    UNKNOWN,
    ZERO,
    FundingStates,
    fit_funding_states,
)
from foresight.forecasting.growth import panel_growth
from foresight.forecasting.predictions import LEVELS
from foresight.forecasting.series import SeriesProblem, series_of, tidy_frame
from foresight.problems import Problem

STATE_CODES = {FUNDED: "funded", ZERO: "zero", NOT_PUBLISHED: "not_published", UNKNOWN: "unknown"}
LAST_YEAR_COUNTS = 0.5  # the level is half last year's, half the mean of all funded years (docs/forecasting.md)
PERSISTENCE = 0.5  # of a good or bad year's deviation into the next
WIDEST_DEVIATION = 2.5  # standard deviations beyond which no amount is drawn


@dataclass(frozen=True)
class LocalBudgetModel:
    """Local budgets of the regions as states and amounts; arrays are (regions,) or (regions, years).

    Attributes
    ----------
    regions, years : tuple
        The axes.
    last_year : int
        Last year with figures.
    last_state : tuple of str
        What was printed for the last year: ``funded``, ``not_published`` (zero or confidential), ``zero``, ``unknown``.
    funded_now : numpy.ndarray
        Probability that the line was funded in the last year (1 when published, between 0 and 1 behind a dash).
    stay, start : numpy.ndarray
        Probability to stay funded and to become funded.
    panel_stay, panel_start : float
        The same, pooled.
    log_median, log_deviation : numpy.ndarray
        (regions, years) logarithm of the amount in mln KZT when funded.
    common_share : float
        Share of the variance of amounts that all regions have in common.
    forced : numpy.ndarray
        (regions, years): probability to be funded whatever came before: 1 for sure, 0 for sure not, NaN as the states
        go. Set by drivers of a scenario and by years that have come.
    years_funded : tuple of int
        Published funded years behind each region.
    hidden : pandas.DataFrame
        Per year ``ds, national, published, hidden, hidden_share``: what the total shows and the regions do not.
    problems : tuple of SeriesProblem
        Everything that was set aside.
    """

    regions: tuple[str, ...]
    years: tuple[int, ...]
    last_year: int
    last_state: tuple[str, ...]
    funded_now: np.ndarray
    stay: np.ndarray
    start: np.ndarray
    panel_stay: float
    panel_start: float
    log_median: np.ndarray
    log_deviation: np.ndarray
    common_share: float
    forced: np.ndarray
    years_funded: tuple[int, ...]
    hidden: pd.DataFrame
    problems: tuple[SeriesProblem, ...]

    def funded_probability(self) -> np.ndarray:
        """Probability of being funded, (regions, years)."""
        chance = self.funded_now
        out = np.empty(self.log_median.shape)
        for year in range(len(self.years)):
            chance = chance * self.stay + (1.0 - chance) * self.start
            chance = np.where(np.isnan(self.forced[:, year]), chance, self.forced[:, year])
            out[:, year] = chance
        return out

    def summary(self, levels: Iterable[int] = LEVELS) -> pd.DataFrame:
        """One row a region and year: the chance of being funded, and the amount if it is. Never their product."""
        shape = self.log_median.shape
        deviation = self.log_deviation
        columns: dict[str, object] = {
            "unique_id": np.repeat(self.regions, shape[1]),
            "ds": np.tile(np.array(self.years, dtype=int), shape[0]),
            "funded_probability": self.funded_probability().ravel(),
            "amount": np.exp(self.log_median).ravel(),
        }
        for level in levels:
            half = ndtri(0.5 + level / 200.0) * deviation
            columns[f"amount-lo-{level}"] = np.exp(self.log_median - half).ravel()
            columns[f"amount-hi-{level}"] = np.exp(self.log_median + half).ravel()
        columns["last_state"] = np.repeat(self.last_state, shape[1])
        columns["years_funded"] = np.repeat(self.years_funded, shape[1])
        return pd.DataFrame(columns)

    def paths(self, state_uniforms: np.ndarray, common_normals: np.ndarray, own_normals: np.ndarray) -> np.ndarray:
        """Simulate local budgets.

        Parameters
        ----------
        state_uniforms : numpy.ndarray
            Uniforms (draws, regions, years) that decide whether a line is funded.
        common_normals : numpy.ndarray
            Standard normals (draws, years) shared by the regions.
        own_normals : numpy.ndarray
            Standard normals (draws, regions, years).

        Returns
        -------
        numpy.ndarray
            (draws, regions, years) in mln KZT, 0 in a year without funding. A draw depends only on its own numbers.
        """
        shape = self.log_median.shape
        for name, given, needed in (
            ("state_uniforms", np.shape(state_uniforms), shape),
            ("own_normals", np.shape(own_normals), shape),
            ("common_normals", np.shape(common_normals), shape[1:]),
        ):
            if given[1:] != needed:
                raise Problem(
                    "{name} must have the shape (draws, {needed}), not {given}",
                    name=name,
                    needed=", ".join(str(size) for size in needed),
                    given=given,
                )
        shocks = np.sqrt(self.common_share) * np.asarray(common_normals)[:, None, :]
        shocks = shocks + np.sqrt(1.0 - self.common_share) * np.asarray(own_normals)
        out = np.empty(shocks.shape)
        funded_chance = np.broadcast_to(self.funded_now, shocks.shape[:2])
        deviation = shocks[:, :, 0]
        for year in range(shape[1]):
            if year:
                deviation = PERSISTENCE * deviation + np.sqrt(1.0 - PERSISTENCE**2) * shocks[:, :, year]
            chance = funded_chance * self.stay + (1.0 - funded_chance) * self.start
            chance = np.where(np.isnan(self.forced[:, year]), chance, self.forced[:, year])
            funded = state_uniforms[:, :, year] < chance
            bounded = np.clip(deviation, -WIDEST_DEVIATION, WIDEST_DEVIATION)
            amount = np.exp(self.log_median[:, year] + self.log_deviation[:, year] * bounded)
            out[:, :, year] = np.where(funded, amount, 0.0)
            funded_chance = funded.astype(float)
        return out

    def funded_from(self, region: str, year: int, amount: float | None = None) -> LocalBudgetModel:
        """Return the same model with one region funded from a year on, at a median amount if one is given."""
        row, columns = self._row(region), np.array(self.years) >= year
        forced, log_median = self.forced.copy(), self.log_median.copy()
        forced[row, columns] = 1.0
        if amount is not None:
            if not amount > 0:
                raise Problem("the amount for {region} must be positive, not {amount}", region=region, amount=amount)
            log_median[row, columns] = np.log(amount)
        return replace(self, forced=forced, log_median=log_median)

    def ends_in(self, region: str, year: int) -> LocalBudgetModel:
        """Return the same model with the funding of one region ending: nothing from this year on."""
        forced = self.forced.copy()
        forced[self._row(region), np.array(self.years) >= year] = 0.0
        return replace(self, forced=forced)

    def scaled(self, factor: float) -> LocalBudgetModel:
        """Return the same model with every amount multiplied by a factor."""
        if not factor > 0:
            raise Problem("the factor must be positive, not {factor}", factor=factor)
        return replace(self, log_median=self.log_median + np.log(factor))

    def reaching_back(self, amounts: np.ndarray) -> LocalBudgetModel:
        """Return the same model with the last years that have come in front of the forecast ones.

        A simulation that began before the newest figures keeps its years: those that have come are what they were.

        Parameters
        ----------
        amounts : numpy.ndarray
            (regions, years) up to ``last_year`` in mln KZT; NaN for a dash, which pays nothing. Only behind a dash of
            the last year there is money with the probability that the states give it.

        Returns
        -------
        LocalBudgetModel
        """
        amounts = np.asarray(amounts, dtype=float)
        if amounts.ndim != 2 or len(amounts) != len(self.regions):
            raise Problem(
                "{name} must have the shape (draws, {needed}), not {given}",
                name="amounts",
                needed=len(self.regions),
                given=amounts.shape,
            )
        paid = np.nan_to_num(amounts) > 0
        forced = paid.astype(float)
        dash = np.isnan(amounts[:, -1])
        forced[:, -1] = np.where(dash, self.funded_now, forced[:, -1])
        first = self.last_year - amounts.shape[1] + 1
        level = np.where(paid, np.log(np.where(paid, amounts, 1.0)), self.log_median[:, :1])
        spread = np.where(paid, 0.0, self.log_deviation[:, :1])
        return replace(
            self,
            years=(*range(first, self.last_year + 1), *self.years),
            forced=np.hstack([forced, self.forced]),
            log_median=np.hstack([level, self.log_median]),
            log_deviation=np.hstack([spread, self.log_deviation]),
        )

    def _row(self, region: str) -> int:
        if region not in self.regions:
            raise Problem("unknown region {region}: one of {allowed}", region=region, allowed=", ".join(self.regions))
        return self.regions.index(region)


def fit_local_budgets(
    frame: pd.DataFrame,
    horizon_year: int,
    *,
    exclusions: Iterable[tuple[str, int]] = frozenset(),
    national: Mapping[int, float] | None = None,
) -> LocalBudgetModel:
    """Fit states and amounts of local budgets.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``unique_id, ds, y, status``: ``y`` in mln KZT, NaN with status ``not_published`` for a printed dash
        (zero or confidential) and with ``missing`` where nothing is known; a printed zero is 0.
    horizon_year : int
        Last year to forecast.
    exclusions : iterable of (unique_id, year)
        Years that say nothing about a region, such as those before it was created.
    national : mapping of year to mln KZT, optional
        Official totals. What they show above the sum of the regions is hidden behind dashes; where nothing is hidden,
        a dash is a true zero. Without totals a dash counts as not funded.

    Returns
    -------
    LocalBudgetModel

    Raises
    ------
    Problem
        When the horizon is in the past or no region was ever funded.
    """
    if "status" not in frame.columns:
        raise Problem(
            "column {column} is missing: a panel needs {needed}", column="status", needed="unique_id, ds, y, status"
        )
    tidy, problems = tidy_frame(frame)
    regions = series_of(frame)
    whole = pd.to_numeric(frame["ds"], errors="coerce")
    first, last = int(whole.min()), int(whole.max())
    if horizon_year <= last:
        raise Problem(
            "the horizon {horizon} lies in the past: the last year of the panel is {last}",
            horizon=horizon_year,
            last=last,
        )
    shape = (len(regions), last - first + 1)
    place = {name: row for row, name in enumerate(regions)}
    marks, amounts = np.full(shape, UNKNOWN), np.full(shape, np.nan)
    dashes = frame[(frame["status"] == "not_published") & frame["y"].isna() & whole.notna()]
    for name, year in zip(dashes["unique_id"].astype(str), whole[dashes.index].astype(int), strict=True):
        marks[place[name], year - first] = NOT_PUBLISHED
    for name, year, value in tidy[["unique_id", "ds", "y"]].itertuples(index=False):
        marks[place[name], year - first] = FUNDED if value > 0 else ZERO
        amounts[place[name], year - first] = value if value > 0 else np.nan
    hidden = _hidden_money(amounts, marks, range(first, last + 1), national or {})
    for name, year in exclusions:
        if name in place and first <= year <= last:
            marks[place[name], year - first] = UNKNOWN
            amounts[place[name], year - first] = np.nan
    nothing_hidden = (hidden["hidden"] == 0.0).to_numpy()
    marks = np.where((marks == NOT_PUBLISHED) & nothing_hidden[None, :], ZERO, marks)
    if not (marks == FUNDED).any():
        raise Problem("no region has a published local budget: there is no amount to forecast from")
    states: FundingStates = fit_funding_states(marks, hidden["hidden_share"].fillna(0.0).to_numpy())
    level, deviation, common = _amounts(np.log(amounts))
    years = tuple(range(last + 1, int(horizon_year) + 1))
    wide = (len(regions), len(years))
    return LocalBudgetModel(
        regions,
        years,
        last,
        tuple(STATE_CODES[mark] for mark in marks[:, -1]),
        states.funded[:, -1],
        states.stay,
        states.start,
        states.panel_stay,
        states.panel_start,
        np.broadcast_to(level[:, None], wide).copy(),
        np.broadcast_to(deviation[:, None], wide).copy(),
        common,
        np.full(wide, np.nan),
        tuple(int(count) for count in (marks == FUNDED).sum(axis=1)),
        hidden,
        tuple(problems),
    )


def _hidden_money(
    amounts: np.ndarray, marks: np.ndarray, years: Iterable[int], national: Mapping[int, float]
) -> pd.DataFrame:
    """Find per year what the national total shows and the regions do not."""
    rows = []
    for column, year in enumerate(years):
        published = float(np.nansum(amounts[:, column]))
        total = float(national.get(year, np.nan))
        # Figures are printed with one decimal of a thousand tenge; twenty of them may round to 0.001 mln.
        gap = max(total - published, 0.0) if np.isfinite(total) else np.nan
        gap = 0.0 if gap < 0.005 else gap
        rows.append((year, total, published, gap, gap / total if total > 0 else np.nan))
    return pd.DataFrame(rows, columns=["ds", "national", "published", "hidden", "hidden_share"])


def _amounts(logs: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Level of each region shrunk to the panel, its predictive deviation, and the common share of the variance."""
    seen = ~np.isnan(logs)
    count = seen.sum(axis=1)
    some = count > 0
    filled = np.where(seen, logs, 0.0)
    mean = np.divide(filled.sum(axis=1), count, out=np.full(len(logs), np.nan), where=some)
    residual = np.where(seen, logs - np.nan_to_num(mean)[:, None], 0.0)
    spare = (count[some] - 1).sum()
    within = float((residual**2).sum() / spare) if spare > 0 else 1.0
    within = max(within, 1e-4)
    column = logs.shape[1] - 1 - seen[:, ::-1].argmax(axis=1)
    last = logs[np.arange(len(logs)), column]
    own = np.where(some, LAST_YEAR_COUNTS * last + (1.0 - LAST_YEAR_COUNTS) * mean, np.nan)
    error = within / np.maximum(count, 1)
    if some.sum() > 1:
        centre, between = panel_growth(mean[some], error[some], 0.0)
    else:
        centre, between = float(mean[some][0]), 1.0
    weight = np.where(some, between / (between + error), 0.0)
    level = weight * np.where(some, own, 0.0) + (1.0 - weight) * centre
    uncertainty = np.where(some, weight * error, between)
    return level, np.sqrt(within + uncertainty), _common_share(residual, seen, within)


def _common_share(residual: np.ndarray, seen: np.ndarray, within: float) -> float:
    """Share of the variance of amounts that moves all regions at once, by the moments of yearly means."""
    count = seen.sum(axis=0)
    years = count > 1
    if years.sum() < 2:
        return 0.0
    means = residual.sum(axis=0)[years] / count[years]
    excess = float((means**2).mean() - (within / count[years]).mean())
    return float(np.clip(excess / within, 0.0, 0.9))

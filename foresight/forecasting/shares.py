"""Shares, such as local budgets in the R&D expenditure: same as last year on the logit, with honest limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, logit, stdtrit

from foresight.forecasting.growth import prior_of_variances, shrink_variance
from foresight.forecasting.predictions import LEVELS
from foresight.forecasting.series import SeriesProblem, read_panel
from foresight.forecasting.walks import jump_variance, last_values
from foresight.problems import Problem

WIDEST = 3.0  # half of an interval on the logit scale; odds times or divided by 20


@dataclass(frozen=True)
class ShareForecast:
    """Forecast of shares.

    Attributes
    ----------
    rows : pandas.DataFrame
        ``unique_id, ds, share, share-lo-80, share-hi-80, …, last_year, years_used``; shares 0-1.
    problems : tuple of SeriesProblem
        Series without a share between 0 and 1, and values that were set aside.
    """

    rows: pd.DataFrame
    problems: tuple[SeriesProblem, ...]


def forecast_shares(panel: pd.DataFrame, horizon_year: int, levels: Sequence[int] = LEVELS) -> ShareForecast:
    """Carry the last share on, with limits from a random walk on the logit.

    Parameters
    ----------
    panel : pandas.DataFrame
        ``unique_id, ds, y`` with shares 0-1. A share of 0 or 1 is a state, not a level: such a year counts as a hole.
    horizon_year : int
        Last year to forecast.
    levels : sequence of int
        Levels of the limits in percent.

    Returns
    -------
    ShareForecast

    Raises
    ------
    Problem
        When a share is above 1, or the horizon is in the past.
    """
    read = read_panel(panel, before=int(horizon_year))
    if horizon_year <= read.origin:
        raise Problem(
            "the horizon {horizon} lies in the past: the last year of the panel is {last}",
            horizon=horizon_year,
            last=read.origin,
        )
    above = np.argwhere(np.nan_to_num(read.values) > 1.0)
    if len(above):
        row, column = above[0]
        raise Problem(
            "series {series}, year {year}: a share of {value} is above 1; shares run from 0 to 1",
            series=read.ids[row],
            year=read.years[column],
            value=float(read.values[row, column]),
        )
    inner = np.where((read.values > 0) & (read.values < 1), read.values, np.nan)
    logits = np.full(inner.shape, np.nan)
    known = ~np.isnan(inner)
    logits[known] = logit(inner[known])
    last, age = last_values(logits)
    raw, number = jump_variance(logits)
    moving = (number > 0) & (np.nan_to_num(raw) > 0)
    if moving.sum() > 2:
        prior, prior_degrees = prior_of_variances(raw[moving], number[moving].astype(float))
    else:
        prior, prior_degrees = (float(np.mean(raw[moving])) if moving.any() else 1.0), 1.0
    variance = shrink_variance(raw, number.astype(float), prior, prior_degrees)
    degrees = np.minimum(prior_degrees + number, 1e6)
    years = np.arange(read.origin + 1, int(horizon_year) + 1)
    spread = np.sqrt(variance[:, None] * (age[:, None] + years - read.origin))
    kept = np.flatnonzero(np.isfinite(last))
    columns: dict[str, object] = {
        "unique_id": np.repeat([read.ids[row] for row in kept], len(years)) if len(kept) else [],
        "ds": np.tile(years, len(kept)),
        "share": np.repeat(expit(last[kept]), len(years)),
    }
    for level in levels:
        half = np.minimum(stdtrit(degrees, 0.5 + level / 200.0)[:, None] * spread, WIDEST)[kept]
        columns[f"share-lo-{level}"] = expit(last[kept, None] - half).ravel()
        columns[f"share-hi-{level}"] = expit(last[kept, None] + half).ravel()
    columns["last_year"] = np.repeat((read.origin - age[kept]).astype(int), len(years))
    columns["years_used"] = np.repeat((~np.isnan(logits[kept])).sum(axis=1), len(years))
    problems = list(read.problems)
    for row in np.flatnonzero(~np.isfinite(last)):
        problems.append(
            SeriesProblem(
                read.ids[row],
                "no_share",
                Problem("series {series} has no share between 0 and 1: it cannot be forecast", series=read.ids[row]),
            )
        )
    return ShareForecast(pd.DataFrame(columns), tuple(problems))

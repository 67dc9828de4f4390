"""What people know and the figures do not: adjustments with a reason, and drivers as scenarios.

The model is the default. An adjustment is kept beside the base and scored when the year has come (Fildes, Goodwin,
Lawrence and Nikolopoulos 2009; asking for a reason improves accuracy, Goodwin 2000).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.problems import Problem

SMALLEST_CHANGE = 0.05  # smaller changes do more harm than good on average (Fildes and Goodwin 2007)
SHORTEST_REASON = 10


@dataclass(frozen=True)
class Adjustment:
    """A change to a forecast that someone answers for.

    Attributes
    ----------
    region : str
        The series.
    years : tuple of int
        The forecast years it is for.
    kind : str
        ``factor``: the forecast times ``value``; ``amount``: ``value`` in place of the forecast.
    value : float
        Factor, or amount in the unit of the forecast.
    reason : str
        What happened, is planned or is expected that is not in the figures.
    author : str
        Who answers for it.
    date : datetime.date
        When it was made.
    """

    region: str
    years: tuple[int, ...]
    kind: str
    value: float
    reason: str
    author: str
    date: datetime.date

    def __post_init__(self) -> None:
        if self.kind not in ("factor", "amount"):
            raise Problem("unknown kind of adjustment {kind}: one of factor, amount", kind=self.kind)
        if not self.years:
            raise Problem("an adjustment of {region} needs at least one year", region=self.region)
        if len(self.reason.strip()) < SHORTEST_REASON:
            raise Problem(
                "an adjustment needs a reason of at least {count} letters: what is known that the figures do not show",
                count=SHORTEST_REASON,
            )
        if not self.author.strip():
            raise Problem("an adjustment needs an author who answers for it")
        if self.kind == "factor" and not (np.isfinite(self.value) and self.value > 0):
            raise Problem("the factor of an adjustment must be positive, not {value}", value=self.value)
        if self.kind == "factor" and abs(self.value - 1.0) < SMALLEST_CHANGE:
            raise Problem(
                "a change by less than {smallest} % does more harm than good: leave the forecast as it is",
                smallest=round(100 * SMALLEST_CHANGE),
            )
        if self.kind == "amount" and not (np.isfinite(self.value) and self.value >= 0):
            raise Problem("the amount of an adjustment must not be negative: {value}", value=self.value)


def apply_adjustments(rows: pd.DataFrame, adjustments: Iterable[Adjustment], method: str = "pooled") -> pd.DataFrame:
    """Put adjusted forecasts beside the base.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``unique_id, ds``, the point ``method`` and its limits.
    adjustments : iterable of Adjustment
        Applied in the order of their dates; a later amount replaces an earlier one, factors multiply.
    method : str
        Which forecast is adjusted.

    Returns
    -------
    pandas.DataFrame
        The rows, unchanged, with ``adjusted``, ``adjusted-lo-80`` … (limits move along in proportion) and
        ``adjustments`` (tuple of those applied).

    Raises
    ------
    Problem
        When an adjustment is for a region or a year without forecast.
    """
    limits = [column for column in rows.columns if column.startswith((f"{method}-lo-", f"{method}-hi-"))]
    factor = np.ones(len(rows))
    applied: list[tuple] = [()] * len(rows)
    base = rows[method].to_numpy()
    ids, years = rows["unique_id"].astype(str).to_numpy(), rows["ds"].to_numpy()
    for one in sorted(adjustments, key=lambda each: each.date):
        for year in one.years:
            at = np.flatnonzero((ids == one.region) & (years == year))
            if not len(at):
                raise Problem("there is no forecast of {region} for {year} to adjust", region=one.region, year=year)
            place = at[0]
            if one.kind == "factor":
                factor[place] *= one.value
            elif base[place] > 0:
                factor[place] = one.value / base[place]
            else:
                raise Problem(
                    "the forecast of {region} for {year} is zero: fund the region in a scenario instead",
                    region=one.region,
                    year=year,
                )
            applied[place] = (*applied[place], one)
    out = rows.assign(adjusted=base * factor)
    for column in limits:
        out["adjusted" + column.removeprefix(method)] = rows[column].to_numpy() * factor
    out["adjustments"] = pd.Series(applied, index=out.index, dtype=object)
    return out


def score_adjustments(adjusted: pd.DataFrame, actuals: pd.DataFrame, method: str = "pooled") -> pd.DataFrame:
    """Compare base and adjusted forecasts with what came.

    Parameters
    ----------
    adjusted : pandas.DataFrame
        From ``apply_adjustments``.
    actuals : pandas.DataFrame
        ``unique_id, ds, y``.
    method : str
        The base.

    Returns
    -------
    pandas.DataFrame
        One row an adjusted forecast whose year has come: ``unique_id, ds, actual, base, adjusted, base_error,
        adjusted_error, helped`` (errors absolute).
    """
    touched = adjusted[adjusted["adjustments"].map(len) > 0]
    known = actuals.dropna(subset=["y"]).rename(columns={"y": "actual"})[["unique_id", "ds", "actual"]]
    found = touched.merge(known, on=["unique_id", "ds"])
    base_error = (found[method] - found["actual"]).abs()
    adjusted_error = (found["adjusted"] - found["actual"]).abs()
    return pd.DataFrame(
        {
            "unique_id": found["unique_id"],
            "ds": found["ds"],
            "actual": found["actual"],
            "base": found[method],
            "adjusted": found["adjusted"],
            "base_error": base_error,
            "adjusted_error": adjusted_error,
            "helped": adjusted_error < base_error,
            "author": found["adjustments"].map(lambda said: said[-1].author),
            "reason": found["adjustments"].map(lambda said: said[-1].reason),
        }
    )


@dataclass(frozen=True)
class Driver:
    """A "what if" that moves forecasts; it is a scenario and never an official figure.

    Attributes
    ----------
    kind : str
        ``budget_grows``: the part of the money that comes from a budget grows by ``change`` from ``year`` on;
        ``funded_from``: ``change`` (an amount) is added from ``year`` on; ``programme_ends``: the share ``change`` of
        the money is gone from ``year`` on.
    year : int
        First year.
    change : float
        Growth as a share, amount, or share of the money.
    region : str, optional
        All series by default.
    """

    kind: str
    year: int
    change: float
    region: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in ("budget_grows", "funded_from", "programme_ends"):
            raise Problem("unknown driver {kind}: one of budget_grows, funded_from, programme_ends", kind=self.kind)
        if self.kind == "budget_grows" and not self.change >= -1.0:
            raise Problem("a budget cannot shrink by more than all of it: {change}", change=self.change)
        if self.kind == "funded_from" and not self.change >= 0.0:
            raise Problem("the added amount must not be negative: {change}", change=self.change)
        if self.kind == "funded_from" and self.region is None:
            raise Problem("new funding needs a region")
        if self.kind == "programme_ends" and not 0.0 <= self.change <= 1.0:
            raise Problem("the share of a programme must lie between 0 and 1, not {change}", change=self.change)


def apply_drivers(
    rows: pd.DataFrame,
    drivers: Sequence[Driver],
    columns: Sequence[str],
    budget_share: float | Mapping[str, float] = 1.0,
) -> pd.DataFrame:
    """Move forecasts along drivers, in their order.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``unique_id, ds`` and the money columns.
    drivers : sequence of Driver
        What is supposed to happen.
    columns : sequence of str
        The money columns to move, such as a point and its limits.
    budget_share : float or mapping of unique_id to float
        Part of the money that comes from the budget of a ``budget_grows`` driver, 0-1.

    Returns
    -------
    pandas.DataFrame
        The rows with moved columns.
    """
    out = rows.copy()
    ids = rows["unique_id"].astype(str)
    share = ids.map(budget_share) if isinstance(budget_share, Mapping) else pd.Series(budget_share, index=rows.index)
    if not share.fillna(0.0).between(0.0, 1.0).all():
        raise Problem("the share of the budget must lie between 0 and 1")
    share = share.fillna(0.0).to_numpy()
    for driver in drivers:
        if driver.region is not None and driver.region not in set(ids):
            raise Problem(
                "unknown region {region}: one of {allowed}",
                region=driver.region,
                allowed=", ".join(dict.fromkeys(ids)),
            )
        moved = (rows["ds"].to_numpy() >= driver.year) & (
            np.ones(len(rows), bool) if driver.region is None else (ids == driver.region).to_numpy()
        )
        for column in columns:
            value = out[column].to_numpy(dtype=float)
            if driver.kind == "budget_grows":
                changed = value * (1.0 + share * driver.change)
            elif driver.kind == "funded_from":
                changed = value + driver.change
            else:
                changed = value * (1.0 - driver.change)
            out[column] = np.where(moved, changed, value)
    return out

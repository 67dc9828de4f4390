"""How last year's forecast did, region by region."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.forecasting.scores import symmetric_percentage_error
from foresight.problems import Problem


@dataclass(frozen=True)
class Reckoning:
    """A stored forecast against what came.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row a region and year that has come: ``unique_id, ds, actual, forecast, naive, lo-80, hi-80, lo-95, hi-95,
        error, percentage_error, place`` (``inside_80``, ``inside_95``, ``above``, ``below``) ``, better_than_naive``.
    regions : pandas.DataFrame
        One row a region: ``unique_id, years, percentage_error, naive_percentage_error, coverage80, coverage95``.
    percentage_error, naive_percentage_error : float
        Symmetric percentage errors of all rows.
    coverage80, coverage95 : float
        Shares of what came inside the limits.
    waiting : int
        Forecast rows whose year has not come.
    """

    rows: pd.DataFrame
    regions: pd.DataFrame
    percentage_error: float
    naive_percentage_error: float
    coverage80: float
    coverage95: float
    waiting: int


def reckon(stored: pd.DataFrame, actuals: pd.DataFrame, method: str = "pooled") -> Reckoning:
    """Compare a stored forecast with actual figures.

    Parameters
    ----------
    stored : pandas.DataFrame
        Rows of a ``PanelForecast`` as they were published.
    actuals : pandas.DataFrame
        ``unique_id, ds, y``; NaN where a figure has not come.
    method : str
        The method that was published.

    Returns
    -------
    Reckoning

    Raises
    ------
    Problem
        When the method is not in the stored forecast, or none of its years has come.
    """
    if method not in stored.columns:
        raise Problem("the stored forecast has no method {method}", method=method)
    names = {method: "forecast"} | {
        f"{method}-{side}-{level}": f"{side}-{level}" for level in (80, 95) for side in ("lo", "hi")
    }
    kept = stored[["unique_id", "ds", *names]].rename(columns=names).assign(naive=stored["naive"])
    known = actuals.assign(actual=pd.to_numeric(actuals["y"], errors="coerce")).dropna(subset=["actual"])
    rows = kept.merge(known[["unique_id", "ds", "actual"]], on=["unique_id", "ds"])
    if not len(rows):
        raise Problem(
            "none of the forecast years {first} to {last} has a figure yet",
            first=int(kept["ds"].min()),
            last=int(kept["ds"].max()),
        )
    actual = rows["actual"].to_numpy(dtype=float)
    errors = {
        name: symmetric_percentage_error(actual[:, None], rows[name].to_numpy(dtype=float)[:, None])
        for name in ("forecast", "naive")
    }
    inside = {
        level: (actual >= rows[f"lo-{level}"].to_numpy()) & (actual <= rows[f"hi-{level}"].to_numpy())
        for level in (80, 95)
    }
    place = np.select(
        [inside[80], inside[95], actual > rows["forecast"].to_numpy()], ["inside_80", "inside_95", "above"], "below"
    )
    rows = rows.assign(
        error=actual - rows["forecast"],
        percentage_error=errors["forecast"],
        naive_percentage_error=errors["naive"],
        place=place,
        inside80=inside[80],
        inside95=inside[95],
        better_than_naive=errors["forecast"] < errors["naive"],
    )
    regions = rows.groupby("unique_id", sort=False).agg(
        years=("ds", "count"),
        percentage_error=("percentage_error", "mean"),
        naive_percentage_error=("naive_percentage_error", "mean"),
        coverage80=("inside80", "mean"),
        coverage95=("inside95", "mean"),
    )
    return Reckoning(
        rows,
        regions.reset_index(),
        float(errors["forecast"].mean()),
        float(errors["naive"].mean()),
        float(inside[80].mean()),
        float(inside[95].mean()),
        len(kept) - len(rows),
    )


@dataclass(frozen=True)
class BudgetReckoning:
    """Stored chances and amounts of local budgets against what came.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row a region and year that has come: ``unique_id, ds, funded_probability, last_state, came`` (``funded``,
        ``zero`` or ``unknown``: a dash that may hide money), ``actual, amount`` with its limits, ``place`` (as in
        ``Reckoning``, empty where nothing was paid).
    brier : float
        Mean squared error of the chances where the state is known; 0 is perfect, 0.25 is a coin.
    brier_same_state : float
        The same for "as last year".
    coverage80, coverage95 : float
        Shares of published amounts inside the limits; NaN without one.
    unknown : int
        Dashes that may hide money and are counted nowhere.
    """

    rows: pd.DataFrame
    brier: float
    brier_same_state: float
    coverage80: float
    coverage95: float
    unknown: int


def reckon_budgets(stored: pd.DataFrame, actuals: pd.DataFrame, nation: str = "KZ") -> BudgetReckoning:
    """Compare stored chances and amounts of local budgets with what came.

    Parameters
    ----------
    stored : pandas.DataFrame
        The summary of a ``LocalBudgetModel`` as it was published.
    actuals : pandas.DataFrame
        ``unique_id, ds, y, status`` of regions and the nation; a year counts once it has a published amount.
    nation : str
        The total. Where the regions leave nothing of it, a dash is a true zero; otherwise it is unknown.

    Returns
    -------
    BudgetReckoning

    Raises
    ------
    Problem
        When none of the years has come.
    """
    regions = actuals[actuals["unique_id"] != nation].assign(actual=pd.to_numeric(actuals["y"], errors="coerce"))
    totals = actuals[actuals["unique_id"] == nation].set_index("ds")["y"]
    sums = regions.groupby("ds")["actual"].sum(min_count=1).dropna()
    kept = stored[stored["ds"].isin(sums.index)]
    if kept.empty:
        raise Problem(
            "none of the forecast years {first} to {last} has a figure yet",
            first=int(stored["ds"].min()),
            last=int(stored["ds"].max()),
        )
    rows = kept.merge(regions[["unique_id", "ds", "actual", "status"]], on=["unique_id", "ds"], how="left")
    gap = totals.reindex(sums.index) - sums
    # Printed with one decimal of a thousand tenge: less than this is rounding.
    told = rows["ds"].map(gap < 0.005)
    actual = rows["actual"].to_numpy(dtype=float)
    zero = (actual == 0) | (
        np.isnan(actual) & (rows["status"] == "not_published").to_numpy() & told.to_numpy(dtype=bool)
    )
    rows["came"] = np.select([actual > 0, zero], ["funded", "zero"], "unknown")
    inside = {
        level: (actual >= rows[f"amount-lo-{level}"]) & (actual <= rows[f"amount-hi-{level}"]) for level in (80, 95)
    }
    paid = (rows["came"] == "funded").to_numpy()
    above = actual > rows["amount"].to_numpy()
    place = np.select([inside[80], inside[95], above], ["inside_80", "inside_95", "above"], "below")
    rows["place"] = np.where(paid, place, "")
    known = (rows["came"] != "unknown").to_numpy()
    chance = rows["funded_probability"].to_numpy(dtype=float)
    same = (rows["last_state"] == "funded").to_numpy(dtype=float)
    errors = [float(((given - paid)[known] ** 2).mean()) if known.any() else float("nan") for given in (chance, same)]
    held = [float(inside[level][paid].mean()) if paid.any() else float("nan") for level in (80, 95)]
    columns = ["unique_id", "ds", "funded_probability", "last_state", "came", "actual", "amount"]
    limits = [f"amount-{side}-{level}" for level in (80, 95) for side in ("lo", "hi")]
    return BudgetReckoning(rows[[*columns, *limits, "place"]], *errors, *held, int((~known).sum()))

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

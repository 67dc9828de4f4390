"""Accuracy on competition series in random panels of 20, against naive, statsmodels and statsforecast.

``python -m benchmarks.forecasting.accuracy`` takes half a minute; ``--models`` adds the statsmodels methods (minutes),
``--competitors`` statsforecast from .venv-competitors (a quarter of an hour for AutoARIMA), ``--series 200`` a sample.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.forecasting.competition_data import long_frame, yearly_series, yearly_totals
from foresight.forecasting import scores
from foresight.forecasting.rolling_origin import backtest

HORIZON, PANEL = 6, 20
QUICK = ("pooled", "naive", "log_half_drift", "drift", "damped_drift")
MODELS = ("theta", "ets", "damped_holt", "arima", "unobserved_components")
COMPETITORS = Path(".venv-competitors/bin/python")
HEADER = (
    f"{'method':24}{'OWA':>7}{'sMAPE':>8}{'MASE':>7}{'cov80':>7}{'cov95':>7}{'MSIS95':>8}{'ms/panel':>10}{'failed':>8}"
)


def show(name: str, found: dict, series: int, failed: int | str = "") -> None:
    panels = series / PANEL
    print(
        f"{name:24}{found['owa']:7.3f}{found['smape']:8.2f}{found['mase']:7.3f}{100 * found['coverage80']:7.1f}"
        f"{100 * found['coverage95']:7.1f}{found['msis95']:8.1f}{1000 * found['seconds'] / panels:10.1f}{failed:>8}",
        flush=True,
    )


def averaged(frame: pd.DataFrame, train: int | None, methods: tuple[str, ...], cuts: int) -> dict:
    """Mean over several random cuts into panels of 20; only pooled depends on the cut."""
    reports = [backtest(frame, HORIZON, train, methods, panel_size=PANEL, seed=0)]
    reports += [backtest(frame, HORIZON, train, ("pooled",), panel_size=PANEL, seed=seed) for seed in range(1, cuts)]
    result = dict(reports[0]["methods"])
    result["pooled"] = {
        key: float(np.mean([report["methods"]["pooled"][key] for report in reports])) for key in result["pooled"]
    }
    return result


def statsforecast_scores(series: dict[str, np.ndarray], train: int | None, models: str) -> None:
    """Score statsforecast with our own score functions on the same cut."""
    cut = {name: values[:-HORIZON][-train:] if train else values[:-HORIZON] for name, values in series.items()}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "train.csv", Path(folder) / "forecasts.csv"
        long_frame(cut).to_csv(source, index=False)
        script = Path(__file__).with_name("statsforecast_models.py")
        subprocess.run([COMPETITORS, script, source, target, str(HORIZON), models], check=True)
        forecasts = pd.read_csv(target)
    actual = np.array([values[-HORIZON:] for values in series.values()])
    scale = np.array([np.abs(np.diff(values[:-HORIZON])).mean() or np.nan for values in series.values()])
    last = np.repeat([[values[-HORIZON - 1]] for values in series.values()], HORIZON, axis=1)
    reference = scores.symmetric_percentage_error(actual, last), scores.scaled_error(actual, last, scale)
    for model, rows in forecasts.groupby("model", sort=False):
        seconds = rows.loc[rows["unique_id"] == "seconds", "mean"].iloc[0]
        given = rows[rows["unique_id"] != "seconds"]
        grid = {column: given[column].to_numpy().reshape(len(series), HORIZON) for column in given.columns[3:-1]}
        error = (
            scores.symmetric_percentage_error(actual, grid["mean"]),
            scores.scaled_error(actual, grid["mean"], scale),
        )
        found = {
            "owa": scores.overall_weighted_average(*error, *reference),
            "smape": np.nanmean(error[0]),
            "mase": np.nanmean(error[1]),
            "coverage80": np.nanmean(scores.coverage(actual, grid["lo-80"], grid["hi-80"])),
            "coverage95": np.nanmean(scores.coverage(actual, grid["lo-95"], grid["hi-95"])),
            "msis95": np.nanmean(scores.interval_score(actual, grid["lo-95"], grid["hi-95"], scale, 95)),
            "seconds": seconds,
        }
        show(f"statsforecast {model}", found, len(series), int(given["failed"].sum() / HORIZON))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, help="a random sample of so many series")
    parser.add_argument("--cuts", type=int, default=5, help="random cuts into panels that pooled is averaged over")
    parser.add_argument("--models", action="store_true", help="also the methods of statsmodels")
    parser.add_argument("--competitors", nargs="?", const="AutoETS,AutoTheta,AutoARIMA", help="also statsforecast")
    parser.add_argument("--train", default="5,10,all", help="training lengths")
    options = parser.parse_args()
    series = yearly_series()
    if options.series:
        kept = np.random.default_rng(1).permutation(list(series))[: options.series]
        series = {name: series[name] for name in kept}
    frame = long_frame(series)
    methods = QUICK + (MODELS if options.models else ())
    for text in options.train.split(","):
        train = None if text == "all" else int(text)
        print(f"\n{len(series)} series of M3, M1 and tourism, last {HORIZON} years held out, training years: {text}")
        print(HEADER)
        for name, found in averaged(frame, train, methods, options.cuts).items():
            show(name, found, len(series))
        whole = backtest(frame, HORIZON, train, ("pooled",))["methods"]["pooled"]
        show("pooled, one panel", whole, len(series))
        if options.competitors:
            statsforecast_scores(series, train, options.competitors)
    if options.series:
        return
    for train, shortest in ((5, 11), (10, 16), (None, 11)):
        fresh = yearly_totals(shortest)
        print(f"\n{len(fresh)} yearly totals of quarterly and monthly series, never used to choose; training: {train}")
        print(HEADER)
        for name, found in averaged(long_frame(fresh), train, QUICK, options.cuts).items():
            show(name, found, len(fresh))


if __name__ == "__main__":
    main()

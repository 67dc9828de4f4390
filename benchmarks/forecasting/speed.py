"""Time of a panel of 20 and of all shipped indicators with rolling-origin scores."""

import time

import numpy as np

from foresight.forecasting.methods import METHODS, forecast_with
from foresight.forecasting.panel_forecast import forecast_panel
from foresight.problems import Problem
from foresight.statistics.panel import panel
from foresight.statistics.shipped import read_observations


def median_milliseconds(work, times: int = 15) -> float:
    work()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return 1000 * float(np.median(taken))


def main() -> None:
    observations = read_observations()
    frame = panel(observations, "rd_expenditure")
    print("panel of 20 regions, five years to six years ahead")
    taken = median_milliseconds(lambda: forecast_panel(frame, 2030))
    print(f"{'forecast_panel with scores and choice':44}{taken:9.1f} ms")
    values = frame.pivot(index="unique_id", columns="ds", values="y").to_numpy()
    for name in METHODS:
        times = 15 if name in ("pooled", "naive", "drift", "damped_drift", "log_half_drift") else 2
        taken = median_milliseconds(lambda name=name: forecast_with(name, values, np.arange(1, 7)), times)
        print(f"{'  ' + name:44}{taken:9.1f} ms")
    forecast = forecast_panel(frame, 2030)
    chance = np.random.default_rng(0)
    normals, common = chance.standard_normal((10_000, 20, 6)), chance.standard_normal((10_000, 6))
    taken = median_milliseconds(lambda: forecast.draws(normals, common), 5)
    print(f"{'10,000 paths':44}{taken:9.1f} ms")

    def everything() -> int:
        done = 0
        for indicator in observations["indicator"].unique():
            try:
                table = panel(observations, indicator)
                forecast_panel(table, int(table["ds"].max()) + 6)
                done += 1
            except Problem:
                continue
        return done

    started = time.perf_counter()
    done = everything()
    print(f"{f'all {done} regional indicators with scores':44}{1000 * (time.perf_counter() - started):9.1f} ms")


if __name__ == "__main__":
    main()

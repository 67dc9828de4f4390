"""Whatever is in the frame: a Problem or a forecast, and never negative money."""

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from foresight.forecasting.panel_forecast import forecast_panel
from foresight.forecasting.rolling_origin import backtest
from foresight.problems import Problem

VALUES = some.one_of(
    some.none(),
    some.floats(0, 1e12),
    some.sampled_from([0, 0.0, 1, 5.5, -3, "7", "n/a", "", np.nan, np.inf, 1e-9]),
)
FRAMES = some.lists(
    some.tuples(some.sampled_from("ABCDEFGHIJ"), some.sampled_from([*range(2018, 2025), "2021", 2031, None]), VALUES),
    min_size=1,
    max_size=60,
).map(lambda rows: pd.DataFrame(rows, columns=["unique_id", "ds", "y"]))


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(FRAMES)
def test_any_frame_gives_a_forecast_or_a_sentence(frame):
    try:
        found = forecast_panel(frame, 2030)
    except Problem:
        return
    rows = found.rows
    for method in ("pooled", "naive"):
        low, point, high = (rows[name].to_numpy(dtype=float) for name in (f"{method}-lo-95", method, f"{method}-hi-95"))
        assert (point >= 0).all()
        assert np.isfinite(point).all()
        known = np.isfinite(low)
        assert (low[known] >= 0).all()
        assert (low[known] <= point[known] * (1 + 1e-9)).all()
        assert (high[known] * (1 + 1e-9) >= point[known]).all()
    paths = found.draws(np.random.default_rng(0).standard_normal((3, len(found.ids), len(found.years))))
    assert (paths >= 0).all()
    assert {one.unique_id for one in found.problems} <= set(frame["unique_id"])
    assert set(found.ids) | {one.unique_id for one in found.problems} == set(frame["unique_id"])


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(FRAMES, some.integers(1, 3), some.sampled_from([None, 2, 5]))
def test_any_frame_can_be_scored_or_is_refused(frame, horizon, train):
    try:
        report = backtest(frame, horizon, train)
    except Problem:
        return
    assert report["series"] > 0
    assert report["methods"].keys() == {"pooled", "naive"}

"""Scores on the reader's own panel."""

import json

import numpy as np
import pandas as pd
import pytest

from foresight.forecasting.predictions import predict_pooled
from foresight.forecasting.rolling_origin import backtest, rolling_scores
from foresight.problems import Problem


def test_naive_against_itself_by_hand(frame_of):
    report = backtest(frame_of({"A": [10, 12, 15, 15, 20]}), horizon=2, methods=("naive",))
    scores = report["methods"]["naive"]
    assert report["series"] == 1
    assert scores["owa"] == 1.0
    assert scores["mase"] == pytest.approx((0 + 5) / 2 / 2.5)  # steps of 2 and 3 before the held-out years
    assert scores["smape"] == pytest.approx((0 + 200 * 5 / 35) / 2)


def test_the_report_has_the_promised_shape_and_is_json(panel_frame):
    report = json.loads(json.dumps(backtest(panel_frame, horizon=2, train=3)))
    assert set(report) == {"series", "methods"}
    assert set(report["methods"]) == {"pooled", "naive"}
    for scores in report["methods"].values():
        assert list(scores) == ["owa", "smape", "mase", "coverage80", "coverage95", "msis95", "seconds"]


def test_training_years_are_cut_and_the_scale_is_not(frame_of, walks_of):
    values = walks_of(regions=8, years=12)
    frame = frame_of({f"R{row}": list(line) for row, line in enumerate(values)})
    report = backtest(frame, horizon=3, train=5)["methods"]["pooled"]
    point = predict_pooled(values[:, 4:9], np.arange(1, 4)).point
    scale = np.abs(np.diff(values[:, :9], axis=1)).mean(axis=1)
    assert report["mase"] == pytest.approx((np.abs(point - values[:, 9:]).mean(axis=1) / scale).mean())


def test_series_of_different_times_stand_side_by_side(walks_of, frame_of):
    values = walks_of(regions=8, years=9)
    together = frame_of({f"R{row}": list(line) for row, line in enumerate(values)})
    apart = together.assign(ds=together["ds"] + 7 * together["unique_id"].str[1:].astype(int))
    one, other = (backtest(frame, horizon=3)["methods"]["pooled"] for frame in (together, apart))
    assert one["owa"] == pytest.approx(other["owa"])


def test_holes_are_stepped_over(frame_of):
    report = backtest(frame_of({"A": [10, 11, None, 13, 14, None, 16]}), horizon=2, methods=("naive", "drift"))
    # 14 and 16 are held out, the last training year is 2023: the drift of one a year is exact over the hole
    assert report["methods"]["drift"]["smape"] == pytest.approx(0, abs=1e-9)


def test_panels_are_pooled_within_themselves(panel_frame):
    halves = panel_frame.assign(panel=np.where(panel_frame["unique_id"] < "R10", "north", "south"))
    whole = backtest(panel_frame, 2)["methods"]["pooled"]["smape"]
    by_column = backtest(halves, 2)["methods"]["pooled"]["smape"]
    parts = [backtest(rows, 2)["methods"]["pooled"]["smape"] for _, rows in halves.groupby("panel")]
    assert by_column == pytest.approx(np.mean(parts))
    assert by_column != pytest.approx(whole)


def test_random_panels_depend_on_the_seed_alone(panel_frame):
    first, again, other = (
        backtest(panel_frame, 2, panel_size=7, seed=seed)["methods"]["pooled"]["owa"] for seed in (1, 1, 2)
    )
    assert first == again != other


def test_bad_values_are_told_and_the_rest_is_scored(panel_frame):
    spoiled = panel_frame.astype({"y": object})
    spoiled.loc[0, "y"] = "n/a"
    report = backtest(pd.concat([spoiled, spoiled.tail(1).assign(y=5.0)]), 2)
    assert report["series"] == 20
    assert [(one.unique_id, one.code) for one in report["problems"]] == [
        ("R00", "not_a_number"),
        ("R19", "year_given_twice"),
        ("R00", "short_history"),
        ("R19", "short_history"),
    ]
    assert "no usable number are set aside (2020: n/a)" in str(report["problems"][0].problem)


def test_series_that_cannot_be_scored_are_named(frame_of):
    frame = frame_of({"A": [3, 4, 5, 6, 7, 8], "B": [None] * 6, "C": [None] * 4 + [2, 3], "D": [0] * 6})
    report = backtest(frame, 2)
    assert report["series"] == 2
    assert {one.unique_id: one.code for one in report["problems"]} == {
        "B": "no_observation",
        "C": "too_short",
        "D": "all_zeros",
    }


def test_a_year_in_the_future_is_set_aside(frame_of):
    frame = frame_of({"A": [3, 4, 5, 6, 7, 8]})
    last = int(frame["ds"].max())
    report = backtest(frame, 2, last_year=last - 1)
    assert [one.code for one in report["problems"]] == ["year_in_the_future", "panel_of_one"]
    assert "years in the future are set aside" in str(report["problems"][0].problem)
    assert report["methods"]["naive"]["smape"] == backtest(frame[frame["ds"] < last], 2)["methods"]["naive"]["smape"]


def test_series_without_any_step_do_not_break_the_scores(frame_of):
    report = backtest(frame_of({"A": [0] * 8, "B": [5] * 8}), 3)
    assert report["methods"]["pooled"]["mase"] is None
    assert report["methods"]["pooled"]["smape"] == 0


def test_wrong_parameters_are_named(panel_frame):
    with pytest.raises(Problem, match="at least one year, not 0"):
        backtest(panel_frame, 0)
    with pytest.raises(Problem, match="not -3"):
        backtest(panel_frame, 2, train=-3)
    with pytest.raises(Problem, match="no series is longer than the horizon of 9 years"):
        backtest(panel_frame, 9)
    with pytest.raises(Problem, match="unknown method prophet"):
        backtest(panel_frame, 2, methods=("prophet",))


def test_rolling_origins_forecast_only_from_what_was_known(walks_of):
    values = walks_of(years=6)
    scores = rolling_scores(values, ["pooled"])
    assert scores.loc["naive", "owa"] == 1
    assert scores.loc["pooled", "comparisons"] == 20 * (3 + 2 + 1)
    later = values.copy()
    later[:, 5] *= 3
    by_hand = [predict_pooled(values[:, :end], np.arange(1, 7 - end)).point for end in (3, 4, 5)]
    same = [predict_pooled(later[:, :end], np.arange(1, 7 - end)).point for end in (3, 4, 5)]
    assert all((one == other).all() for one, other in zip(by_hand, same, strict=True))


def test_progress_is_told_and_can_stop_the_work(walks_of):
    told = []

    def stop_after_two(done, total):
        told.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rolling_scores(walks_of(years=6), ["pooled"], progress=stop_after_two)
    assert told == [(1, 6), (2, 6)]

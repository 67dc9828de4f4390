"""Regions and the nation agree."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from foresight.forecasting.hierarchy import (
    agree_with_total,
    distribute_gap,
    forecast_nation,
    limits_of_sum,
    sum_of_regions,
)
from foresight.forecasting.panel_forecast import forecast_panel
from foresight.problems import Problem


@pytest.fixture
def forecast(panel_frame):
    return forecast_panel(panel_frame, 2030)


def column(*values):
    return np.array(values, dtype=float)[:, None]


def test_a_gap_goes_where_the_uncertainty_is():
    agreed = distribute_gap(column(50, 5000), column(1, 99), np.array([5150.0]))
    assert agreed[:, 0].tolist() == [51.0, 5099.0]


def test_nothing_moves_when_nothing_is_missing():
    points = column(50, 5000)
    assert distribute_gap(points, column(1, 99), np.array([5050.0])).tolist() == points.tolist()
    assert distribute_gap(points, column(1, 99), np.array([np.nan])).tolist() == points.tolist()


def test_nothing_turns_negative_and_the_others_carry_the_rest():
    agreed = distribute_gap(column(10, 100, 100), column(50, 25, 25), np.array([110.0]))
    assert agreed[:, 0].tolist() == [0.0, 55.0, 55.0]


def test_a_region_without_forecast_is_outside_of_both_sides():
    agreed = distribute_gap(column(10, np.nan, 20), column(1, 1, 1), np.array([40.0]))
    assert agreed[[0, 2], 0].tolist() == [15.0, 25.0]
    assert np.isnan(agreed[1, 0])


def test_without_any_uncertainty_the_gap_goes_by_size():
    assert distribute_gap(column(10, 30), column(0, 0), np.array([80.0]))[:, 0].tolist() == [20.0, 60.0]


@settings(deadline=None, max_examples=40)
@given(
    some.lists(some.tuples(some.floats(0, 1e6), some.floats(1e-3, 1e9)), min_size=1, max_size=20),
    some.floats(0, 1e7),
)
def test_regions_add_up_to_the_total_and_are_never_negative(regions, total):
    points, variances = (np.array(side)[:, None] for side in zip(*regions, strict=True))
    agreed = distribute_gap(points, variances, np.array([total]))
    assert agreed.sum() == pytest.approx(total, rel=1e-6, abs=1e-6)
    assert (agreed >= 0).all()
    backwards = distribute_gap(points[::-1], variances[::-1], np.array([total]))
    assert backwards[::-1] == pytest.approx(agreed, rel=1e-6, abs=1e-6)


def test_bottom_up_is_the_sum_and_has_no_limits(forecast):
    total = sum_of_regions(forecast)
    by_hand = forecast.rows.groupby("ds")["pooled"].sum()
    assert total["median"].tolist() == pytest.approx(by_hand.tolist())
    assert total["regions"].tolist() == [20] * 6
    assert list(total.columns) == ["ds", "median", "regions"]


def test_an_official_total_is_met_in_its_years_only(forecast):
    base = sum_of_regions(forecast).set_index("ds")["median"]
    agreed = agree_with_total(forecast, {2026: 1.2 * base[2026]})
    sums = agreed.rows.groupby("ds")[["base", "agreed"]].sum()
    assert sums.loc[2026, "agreed"] == pytest.approx(1.2 * base[2026])
    assert sums.loc[2027, "agreed"] == pytest.approx(base[2027])
    assert agreed.gaps["ds"].tolist() == [2026]
    assert agreed.rows.loc[agreed.rows["ds"] == 2026, "share_of_gap"].sum() == pytest.approx(1.0)


def test_totals_that_make_no_sense_are_named(forecast):
    with pytest.raises(Problem, match="no forecast for 2040"):
        agree_with_total(forecast, {2040: 1.0})
    with pytest.raises(Problem, match="must not be negative: -5"):
        agree_with_total(forecast, {2026: -5.0})


def test_the_nation_has_an_interval_of_its_own(panel_frame, forecast):
    nation = panel_frame.groupby("ds", as_index=False)["y"].sum().assign(unique_id="KZ")
    found = forecast_nation(nation, panel_frame, 2030)
    assert found.rows["unique_id"].unique().tolist() == ["KZ"]
    row = found.rows.iloc[-1]
    regions = forecast.rows[forecast.rows["ds"] == 2030]
    assert row["pooled-hi-80"] < regions["pooled-hi-80"].sum()
    assert row["pooled-lo-80"] > regions["pooled-lo-80"].sum()
    assert found.draws(np.zeros((1, 21, 6))).shape == (1, 21, 6)


def test_the_nation_is_one_series_and_not_a_region(panel_frame):
    with pytest.raises(Problem, match="must be one series, not 20"):
        forecast_nation(panel_frame, panel_frame, 2030)
    with pytest.raises(Problem, match="R00 is both the nation and a region"):
        forecast_nation(panel_frame[panel_frame["unique_id"] == "R00"], panel_frame, 2030)


def test_a_common_shock_widens_the_sum(forecast):
    chance = np.random.default_rng(0)
    own, shared = chance.standard_normal((4000, 20, 6)), chance.standard_normal((4000, 6))
    alone, together = (
        limits_of_sum(forecast.draws(own, shared, common_share=share), forecast.years) for share in (0.0, 0.5)
    )
    widths = [table["hi-80"].iloc[-1] / table["lo-80"].iloc[-1] for table in (alone, together)]
    assert widths[1] > 1.2 * widths[0]

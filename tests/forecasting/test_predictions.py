"""The two forecasts that are always shown."""

import numpy as np
import pytest
from scipy.stats import t as student

from foresight.forecasting.closed_forms import predict_damped_drift, predict_drift, predict_log_half_drift
from foresight.forecasting.methods import METHODS, forecast_with
from foresight.forecasting.predictions import positive_stretch, predict_naive, predict_pooled
from foresight.problems import Problem


def test_naive_repeats_the_last_year_with_students_limits():
    found = predict_naive(np.array([[10.0, 12.0, 11.0]]), np.array([1, 4]))
    assert found.point.tolist() == [[11.0, 11.0]]
    deviation = np.sqrt((4 + 1) / 2)
    half = student.ppf(0.9, 2) * deviation
    assert found.limits[80][1][0] == pytest.approx([11 + half, 11 + 2 * half])
    assert found.limits[95][0][0, 1] == 0.0  # money does not fall below nothing


def test_naive_widens_over_years_that_were_not_seen():
    seen = predict_naive(np.array([[10.0, 12.0, 11.0, np.nan]]), np.array([1]))
    then = predict_naive(np.array([[10.0, 12.0, 11.0]]), np.array([2]))
    assert seen.limits[80][1] == pytest.approx(then.limits[80][1])


def test_a_single_year_borrows_the_usual_step_of_its_neighbours():
    values = np.array([[10.0, 11.0, 12.0], [np.nan, np.nan, 100.0], [20.0, 22.0, 24.0], [5.0, 5.5, 6.0]])
    found = predict_naive(values, np.array([1]))
    relative = found.limits[80][1][:, 0] / found.point[:, 0] - 1
    usual = student.ppf(0.9, 1) * np.sqrt(1 / 12**2)
    assert relative[1] == pytest.approx(usual)
    assert np.isnan(predict_naive(values[1:2], np.array([1])).limits[80][1]).all()


def test_growth_is_read_only_after_the_last_zero_and_from_four_years():
    values = np.array(
        [[5.0, 0.0, 1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 0.0, 2.0, 3.0, 4.0], [1.0, 2.0, np.nan, 4.0, 5.0, 6.0]]
    )
    kept = positive_stretch(values)
    assert kept[0, 2:].tolist() == [1.0, 2.0, 3.0, 4.0]
    assert np.isnan(kept[0, :2]).all()
    assert np.isnan(kept[1]).all()
    assert np.nansum(kept[2]) == 18.0


def test_every_series_says_what_was_done_to_it(walks_of):
    values = walks_of()
    values[0] = 700.0
    values[1, :3] = np.nan
    values[2] = [0, 3, 0, 4, 5]
    values[3] = np.nan
    found = predict_pooled(values, np.arange(1, 7), level_only=np.arange(20) == 4)
    assert found.methods[:6] == ("constant", "panel_growth", "last_value", "none", "last_value", "pooled_growth")
    assert found.point[2].tolist() == [5.0] * 6
    assert found.point[4].tolist() == [values[4, -1]] * 6


def test_a_small_panel_says_so():
    values = np.array([[10.0, 11.0, 12.0], [np.nan, 5.0, 6.0]])
    assert predict_pooled(values, np.array([1])).methods == ("log_half_drift", "last_value")


def test_wider_levels_hold_narrower_ones_and_the_median(walks_of):
    found = predict_pooled(walks_of(), np.arange(1, 7))
    (low80, high80), (low95, high95) = found.limits[80], found.limits[95]
    assert (low95 <= low80).all()
    assert (low80 < found.point).all()
    assert (found.point < high80).all()
    assert (high80 <= high95).all()
    assert (low95 > 0).all()


def test_no_limit_is_wider_than_the_cap(walks_of):
    wild = walks_of() * np.exp(2 * np.random.default_rng(0).standard_normal((20, 5)))
    found = predict_pooled(wild, np.arange(1, 7))
    assert np.log(found.limits[95][1] / found.point).max() <= 1.5 + 1e-9


def test_drift_by_hand():
    found = predict_drift(np.array([[10.0, 12.0, 11.0, 16.0]]), np.array([1, 2]))
    assert found.point[0].tolist() == [18.0, 20.0]
    variance = ((2 - 2) ** 2 + (-1 - 2) ** 2 + (5 - 2) ** 2) / 2
    half = student.ppf(0.9, 2) * np.sqrt(variance * (2 + 4 / 3))
    assert found.limits[80][1][0, 1] == pytest.approx(20 + half)


def test_damped_drift_fades_by_a_tenth():
    found = predict_damped_drift(np.array([[10.0, 12.0, 14.0]]), np.array([1, 2]))
    assert found.point[0] == pytest.approx([14 + 1.8, 14 + 1.8 + 1.62])


def test_half_of_the_log_drift():
    found = predict_log_half_drift(np.array([[1.0, 4.0, 16.0]]), np.array([1, 3]))
    assert found.point[0] == pytest.approx([32.0, 128.0])


def test_an_unknown_method_is_named():
    with pytest.raises(Problem, match="unknown method prophet: one of pooled, naive"):
        forecast_with("prophet", np.ones((1, 3)), np.array([1]))


@pytest.mark.parametrize("name", METHODS)
def test_every_method_answers_in_the_same_shape(name, walks_of):
    found = forecast_with(name, walks_of(regions=3), np.arange(1, 4), levels=(80, 95))
    assert found.point.shape == (3, 3)
    assert found.limits.keys() == {80, 95}
    assert (found.limits[95][0] <= found.limits[95][1]).all()

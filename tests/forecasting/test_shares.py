"""Shares stay shares."""

import numpy as np
import pytest
from scipy.special import logit

from foresight.forecasting.shares import forecast_shares
from foresight.problems import Problem


@pytest.fixture
def found(frame_of):
    series = {
        "A": [0.010, 0.012, 0.011, 0.013],
        "B": [0.30, 0.25, 0.35, 0.28],
        "C": [0.95, 0.97, 0.96, 0.99],
        "D": [0.02, 0.0, 0.03, 0.0],
        "E": [0, 0, 0, 0],
    }
    return forecast_shares(frame_of(series), 2027)


def row(found, name, year):
    rows = found.rows
    return rows[(rows["unique_id"] == name) & (rows["ds"] == year)].iloc[0]


def test_the_last_share_is_carried_on_inside_limits_between_zero_and_one(found):
    for name, last in (("A", 0.013), ("B", 0.28), ("C", 0.99)):
        one = row(found, name, 2027)
        assert one["share"] == pytest.approx(last)
        assert 0 < one["share-lo-95"] < one["share-lo-80"] < last < one["share-hi-80"] < one["share-hi-95"] < 1


def test_limits_widen_with_the_root_of_the_years(found):
    halves = [logit(row(found, "B", year)["share-hi-80"]) - logit(0.28) for year in (2024, 2027)]
    assert halves[1] == pytest.approx(2 * halves[0])


def test_a_share_of_nothing_is_a_state_and_not_a_level(found):
    assert row(found, "D", 2024)["share"] == pytest.approx(0.03)
    assert row(found, "D", 2024)["last_year"] == 2022
    assert [(one.unique_id, one.code) for one in found.problems] == [("E", "no_share")]


def test_percent_given_for_shares_is_refused(frame_of):
    with pytest.raises(Problem, match=r"series A, year 2021: a share of 1.2 is above 1"):
        forecast_shares(frame_of({"A": [1.0, 1.2]}), 2024)
    with pytest.raises(Problem, match="horizon 2020 lies in the past"):
        forecast_shares(frame_of({"A": [0.1, 0.2]}), 2020)


def test_one_series_alone_has_limits_too(frame_of):
    one = forecast_shares(frame_of({"A": [0.1, 0.12, 0.11]}), 2023).rows.iloc[0]
    assert one["share-lo-80"] < 0.11 < one["share-hi-80"]
    assert np.isfinite(one["share-hi-95"])

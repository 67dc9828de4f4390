"""A shock that hits all regions at once widens limits, and what that would have held."""

import numpy as np
import pytest
from scipy.stats import norm

from foresight.forecasting.common_shock import rolling_coverage, wider_limit
from foresight.forecasting.rolling_origin import rolling_scores
from foresight.problems import Problem


def test_half_width_and_shock_add_up_as_variances_by_hand():
    point, limit = np.array([100.0]), np.array([100.0 * np.exp(0.3)])
    quantile = norm.ppf(0.9)
    wider = wider_limit(point, limit, 80, np.array([4]), 0.2 / quantile, 1)
    assert wider[0] == pytest.approx(100.0 * np.exp(np.sqrt(0.3**2 + 4 * 0.2**2)))


def test_both_sides_move_away_and_zero_stays():
    point = np.array([[100.0, 100.0]])
    low = wider_limit(point, np.array([[90.0, 0.0]]), 95, np.array([1, 2]), 0.1, -1)
    high = wider_limit(point, np.array([[110.0, 120.0]]), 95, np.array([1, 2]), 0.1, 1)
    assert low[0, 0] < 90
    assert low[0, 1] == 0
    assert (high > [110, 120]).all()


def test_no_shock_changes_nothing():
    point, limit = np.array([10.0, 20.0]), np.array([12.0, 33.0])
    assert wider_limit(point, limit, 80, np.array([1, 2]), 0.0, 1) == pytest.approx(limit)


def test_a_negative_shock_is_refused():
    with pytest.raises(Problem, match="-0.1"):
        wider_limit(np.ones(1), np.ones(1), 80, np.ones(1), -0.1, 1)


def test_without_a_shock_it_is_the_coverage_of_the_rolling_origins(walks_of):
    values = walks_of(regions=8, years=7)
    values[2, 4] = np.nan
    scores = rolling_scores(values, ["pooled"])
    found = rolling_coverage(values, "pooled", 0.0)
    assert found[80] == pytest.approx(scores.loc["pooled", "coverage80"])
    assert found[95] == pytest.approx(scores.loc["pooled", "coverage95"])


def test_a_common_jump_is_missed_by_plain_limits_and_held_by_wide_ones(walks_of):
    values = walks_of(regions=12, years=7)
    values[:, 5:] *= 1.8
    plain, wide = (rolling_coverage(values, "pooled", deviation)[80] for deviation in (0.0, 0.4))
    assert plain < wide


def test_a_panel_without_an_origin_has_no_coverage():
    assert np.isnan(rolling_coverage(np.ones((3, 3)), "pooled", 0.1)[80])

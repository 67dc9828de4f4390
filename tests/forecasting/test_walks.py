"""A random walk with drift, fitted alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from statsmodels.tsa.statespace.structural import UnobservedComponents

from foresight.forecasting.walks import damped_years, fit_walks, jump_variance, last_values, last_years


def test_the_drift_is_the_mean_step_and_the_variance_what_is_left():
    walks = fit_walks(np.array([[0.0, 1.0, 4.0]]))
    assert walks.growth[0] == 2.0
    assert walks.variance[0] == pytest.approx((1 - 2) ** 2 + (3 - 2) ** 2)  # two jumps, one degree spent
    assert (walks.span[0], walks.count[0], walks.degrees[0]) == (2, 3, 1)


def test_a_jump_over_a_hole_counts_for_the_years_it_took():
    walks = fit_walks(np.array([[0.0, np.nan, 4.0, 5.0]]))
    assert walks.growth[0] == pytest.approx(5 / 3)
    first, second = (4 - 2 * 5 / 3) ** 2 / 2, (1 - 5 / 3) ** 2
    assert walks.variance[0] == pytest.approx(first + second)


def test_a_series_that_ended_early_starts_from_its_last_year():
    walks = fit_walks(np.array([[1.0, 2.0, 3.0, np.nan, np.nan]]))
    assert (walks.last[0], walks.age[0]) == (3.0, 2.0)


def test_too_few_years_give_no_variance_and_no_years_nothing():
    walks = fit_walks(np.array([[np.nan, 2.0, 3.0], [np.nan, np.nan, 3.0], [np.nan] * 3]))
    assert np.isnan(walks.variance).all()
    assert walks.growth[0] == 1.0
    assert np.isnan(walks.growth[1:]).all()
    assert np.isnan(walks.last[2])


@settings(deadline=None, max_examples=8)
@given(
    some.lists(some.floats(-0.3, 0.4), min_size=5, max_size=8),
    some.sets(some.integers(1, 4), max_size=2),
)
def test_holes_give_the_drift_of_the_state_space_model(steps, holes):
    logs = np.concatenate([[8.0], 8.0 + np.cumsum(steps)]) + 0.01 * np.sin(np.arange(len(steps) + 1))
    logs[list(holes)] = np.nan
    model = UnobservedComponents(logs - np.nanmean(logs), "rwdrift", use_exact_diffuse=True)
    ours = fit_walks(logs[None, :])
    if ours.variance[0] < 1e-6:
        return
    # At any variance the Kalman filter estimates the same drift; ours is put in so that no optimiser has a say.
    fitted = model.smooth([ours.variance[0]])
    assert fitted.smoothed_state[1, -1] == pytest.approx(ours.growth[0], abs=1e-6)


def test_the_maximum_likelihood_fit_of_the_library_has_the_same_drift():
    logs = np.log([10.0, 12.0, np.nan, 15.5, 19.0])
    fitted = UnobservedComponents(logs, "rwdrift", use_exact_diffuse=True).fit(disp=False)
    ahead = np.asarray(fitted.forecast(6))
    assert np.diff(ahead) == pytest.approx(fit_walks(logs[None, :]).growth[0], abs=1e-6)


def test_only_the_last_years_count():
    values = np.array([[9.0, 9.0, 1.0, 2.0, 3.0], [5.0, 6.0, 7.0, np.nan, np.nan]])
    kept = last_years(values, 3)
    assert np.isnan(kept[0, :2]).all()
    assert kept[1, :3].tolist() == [5.0, 6.0, 7.0]  # three years up to its own last one
    assert fit_walks(values, window=3).growth.tolist() == [1.0, 1.0]


def test_damped_years_add_up_like_the_series_they_are():
    assert damped_years(np.array([1, 2, 3]), 0.9) == pytest.approx([0.9, 0.9 + 0.81, 0.9 + 0.81 + 0.729])
    assert damped_years(np.array([1, 2, 3]), 1.0).tolist() == [1, 2, 3]


def test_last_values_and_jumps_over_holes():
    values = np.array([[1.0, np.nan, 5.0, np.nan], [np.nan] * 4])
    last, age = last_values(values)
    assert last[0] == 5.0
    assert np.isnan(last[1])
    assert age.tolist() == [1.0, 0.0]
    variance, number = jump_variance(values)
    assert variance[0] == pytest.approx(16 / 2)
    assert number.tolist() == [1, 0]

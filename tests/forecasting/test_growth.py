"""Growth and its variance, shrunk to the panel."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.special import polygamma
from scipy.stats import t as student
from statsmodels.stats.meta_analysis import combine_effects

from foresight.forecasting.growth import (
    Constants,
    common_shocks,
    fit_pooled_growth,
    half_width,
    inverse_trigamma,
    panel_growth,
    predict_logs,
    prior_of_variances,
    shrink_variance,
)

from .conftest import growing_panel


@pytest.mark.parametrize("x", [0.02, 0.5, 1.0, 7.0, 300.0])
def test_inverse_trigamma_undoes_trigamma(x):
    assert inverse_trigamma(float(polygamma(1, x))) == pytest.approx(x, rel=1e-6)


def test_the_prior_of_variances_is_found_again_in_a_large_sample():
    """Smyth 2004: variances from a scaled inverse chi-square with 6 degrees around 0.04, each seen with 3."""
    chance = np.random.default_rng(5)
    truth = 6 * 0.04 / chance.chisquare(6, 20_000)
    seen = truth * chance.chisquare(3, 20_000) / 3
    prior, degrees = prior_of_variances(seen, np.full(20_000, 3.0))
    assert prior == pytest.approx(0.04, rel=0.05)
    assert degrees == pytest.approx(6, rel=0.15)


def test_variances_that_differ_by_chance_alone_become_one():
    chance = np.random.default_rng(6)
    seen = 0.04 * chance.chisquare(3, 200) / 3 * 1.0
    seen[:] = np.exp(np.log(seen) * 0.2 + np.log(0.04) * 0.8)
    prior, degrees = prior_of_variances(seen, np.full(200, 3.0))
    assert degrees == np.inf
    assert shrink_variance(seen, np.full(200, 3.0), prior, degrees) == pytest.approx(prior)


def test_a_shrunk_variance_is_the_mean_weighted_by_degrees():
    shrunk = shrink_variance(np.array([4.0, np.nan]), np.array([3.0, 0.0]), 1.0, 3.0)
    assert shrunk.tolist() == [2.5, 1.0]


def test_the_growth_of_the_panel_is_the_paule_mandel_mean_of_its_middle():
    growth = np.array([0.1, 0.12, 0.3, 0.05, 0.2, 0.16, 0.11, 0.9, -0.7, 0.15])
    error = np.linspace(0.001, 0.004, 10)
    middle = (growth < 0.9) & (growth > -0.7)
    reference = combine_effects(growth[middle], error[middle], method_re="iterated")
    assert panel_growth(growth, error, 0.1) == pytest.approx((reference.mean_effect_re, reference.tau2))


def test_the_spread_solves_paule_and_mandels_equation():
    """Paule and Mandel 1982: the weighted squares around the weighted mean equal their number less one."""
    growth, error = np.array([0.0, 0.1, 0.5, 0.2, 0.35]), np.full(5, 0.002)
    centre, spread = panel_growth(growth, error, 0.0)
    weight = 1 / (error + spread)
    assert (weight * (growth - centre) ** 2).sum() == pytest.approx(4, abs=1e-4)


def test_own_history_counts_for_what_it_can_prove(walks_of):
    logs = np.log(walks_of(years=9))
    fit = fit_pooled_growth(logs)
    short = np.where(np.arange(9) < 5, np.nan, logs)
    less = fit_pooled_growth(np.vstack([logs[:19], short[19:]]))
    assert less.weight[19] < fit.weight[19]
    assert ((fit.weight > 0) & (fit.weight < 1)).all()
    own, centre = fit.walks.growth, Constants().centre_kept * fit.panel_growth
    assert fit.growth == pytest.approx(fit.weight * own + (1 - fit.weight) * centre)


def test_two_years_have_no_growth_of_their_own_and_take_the_panels(walks_of):
    logs = np.log(walks_of())
    logs[0, :3], logs[1, :4], logs[2] = np.nan, np.nan, np.nan
    fit = fit_pooled_growth(logs)
    assert fit.weight[:2].tolist() == [0.0, 0.0]
    assert fit.growth[0] == fit.growth[1] == pytest.approx(0.85 * fit.panel_growth)
    assert fit.variance[0] == pytest.approx(fit.prior_variance)
    assert np.isnan(fit.growth[2])


def test_a_constant_series_stays_constant_in_a_growing_panel(walks_of):
    logs = np.log(walks_of())
    without = fit_pooled_growth(logs[1:])
    logs[0] = np.log(950.0)
    fit = fit_pooled_growth(logs)
    median, scale = predict_logs(fit, np.arange(1, 7))
    assert np.exp(median[0]) == pytest.approx(950.0)
    assert (scale[0] > 0).all()
    assert fit.growth[1:] == pytest.approx(without.growth)  # and it teaches its neighbours nothing


def test_a_panel_of_five_carries_half_of_each_growth(walks_of):
    logs = np.log(walks_of(regions=5))
    fit = fit_pooled_growth(logs)
    assert not fit.pooled
    assert fit.growth == pytest.approx(0.5 * fit.walks.growth)
    median, _ = predict_logs(fit, np.array([4]))
    assert median[:, 0] == pytest.approx(logs[:, -1] + 2 * fit.walks.growth)


def test_the_median_damps_the_growth_and_the_scale_adds_shocks_and_ignorance(walks_of):
    fit = fit_pooled_growth(np.log(walks_of()))
    median, scale = predict_logs(fit, np.array([2]))
    faded = 0.9 + 0.81
    assert median[:, 0] == pytest.approx(fit.walks.last + fit.growth * faded)
    assert scale[:, 0] ** 2 == pytest.approx(1.25 * (2 * fit.variance + fit.growth_variance * faded**2))


def test_limits_are_students_and_capped():
    half = half_width(np.array([[0.1, 9.0]]), np.array([4.0]), 95, 1.5)
    assert half[0] == pytest.approx([0.1 * student.ppf(0.975, 4), 1.5])


def test_a_shock_to_all_is_seen_as_common_and_widens_the_limits():
    chance = np.random.default_rng(3)
    own = 0.05 * chance.standard_normal((20, 8))
    common = np.array([0.3, -0.2, 0.25, -0.3, 0.2, -0.25, 0.3, -0.2])
    calm, shaken = (np.cumsum(0.05 + own + push * common, axis=1) for push in (0.0, 1.0))
    fits = [fit_pooled_growth(logs) for logs in (calm, shaken)]
    assert fits[0].common_variance < 0.001
    assert fits[1].common_variance == pytest.approx(np.var(common[1:], ddof=1), rel=0.35)
    assert fits[1].growth_variance.mean() > (fits[1].weight * fits[1].variance / 7).mean()


def test_common_shocks_need_two_shared_years():
    assert common_shocks(np.array([[1.0, 2.0]] * 6), np.ones(6), np.ones(6)) == 0.0


@settings(deadline=None, max_examples=15)
@given(some.integers(0, 1000), some.floats(1e-6, 1e12))
def test_the_unit_changes_nothing(seed, unit):
    values = growing_panel(seed=seed)
    one, other = (fit_pooled_growth(np.log(each)) for each in (values, values * unit))
    assert other.growth == pytest.approx(one.growth, abs=1e-9)
    assert other.variance == pytest.approx(one.variance, rel=1e-6)


@settings(deadline=None, max_examples=15)
@given(some.integers(0, 1000))
def test_the_order_of_the_regions_changes_nothing(seed):
    values = np.log(growing_panel(seed=seed))
    order = np.random.default_rng(seed).permutation(len(values))
    assert fit_pooled_growth(values[order]).growth == pytest.approx(fit_pooled_growth(values).growth[order])


@settings(deadline=None, max_examples=15)
@given(some.integers(0, 1000), some.integers(0, 19))
def test_a_cloned_region_changes_its_neighbours_little(seed, which):
    values = np.log(growing_panel(seed=seed))
    before = fit_pooled_growth(values).growth
    after = fit_pooled_growth(np.vstack([values, values[which : which + 1]])).growth[:20]
    change = np.delete(np.abs(after - before), which)
    assert np.median(change) < 0.02
    assert change.max() < 0.08

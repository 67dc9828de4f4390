"""The traps of statsmodels with five observations: what the naive call does, and what ours does instead."""

import warnings

import numpy as np
import pandas as pd
import pytest
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import Holt, SimpleExpSmoothing
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.statespace.structural import UnobservedComponents

from foresight.forecasting import guarded_models
from foresight.forecasting.methods import METHODS, forecast_with
from foresight.forecasting.predictions import predict_naive

FITTED = ("theta", "ets", "damped_holt", "arima", "unobserved_components")
RISING = np.array([10.0, 12.0, 15.0, 15.5, 19.0])
YEARS_AHEAD = np.arange(1, 7)

pytestmark = pytest.mark.filterwarnings("ignore")


def ours(name, values):
    return forecast_with(name, np.asarray(values, dtype=float)[None, :], YEARS_AHEAD)


def indexed(values):
    return pd.Series(np.asarray(values, dtype=float), index=pd.RangeIndex(1, len(values) + 1))


@pytest.mark.parametrize("model", [SimpleExpSmoothing, Holt])
def test_the_start_of_exponential_smoothing_must_be_named(model):
    with pytest.raises(TypeError, match="initialization_method"):
        model(RISING)
    assert ours("damped_holt", RISING).failed == 0


def test_theta_lets_a_constant_rise():
    naive_use = ThetaModel(indexed([3, 3, 3, 3, 3]), deseasonalize=False, period=1).fit().forecast(6)
    assert naive_use.iloc[0] > 6
    assert ours("theta", [3, 3, 3, 3, 3]).point[0].tolist() == [3.0] * 6


@pytest.mark.parametrize("name", METHODS)
def test_a_constant_series_stays_constant(name):
    assert ours(name, [950.0] * 20).point[0] == pytest.approx(950.0)


def test_the_unit_decides_whether_the_library_sees_a_drift():
    ahead = [UnobservedComponents(RISING * unit, "rwdrift").fit(disp=False).forecast(6)[-1] / unit for unit in (1, 1e6)]
    assert ahead == pytest.approx([32.5, 19.0], abs=0.1)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("unit", [1e-3, 1e9])
def test_tenge_or_billions_give_the_same_forecast(name, unit):
    one, other = ours(name, RISING), ours(name, RISING * unit)
    assert other.point / unit == pytest.approx(one.point, rel=1e-6)
    assert other.limits[95][1] / unit == pytest.approx(one.limits[95][1], rel=1e-6)


def test_the_small_scale_of_a_logarithm_stops_an_optimiser_early():
    slow = np.array([6533.5, 6740.0, 7131.5, 7397.0, 7587.5])
    logs = indexed(np.log(slow / slow[-1]))
    step = logs.diff().abs().mean()
    one, other = (
        ETSModel(each, initialization_method="estimated").fit(disp=False).forecast(1).iloc[0]
        for each in (logs, logs / step)
    )
    assert one / step == pytest.approx(-1.9, abs=0.1)  # the optimiser never left its start: the mean of the history
    assert other == pytest.approx(0.0, abs=1e-3)  # the same series in steps of its own: the last value
    assert ours("ets", slow).point[0] == pytest.approx(slow[-1], rel=1e-4)


def test_a_linear_trend_in_sarimax_is_a_parabola():
    parabola, drift = (SARIMAX(RISING, order=(0, 1, 0), trend=t).fit(disp=False).forecast(6)[-1] for t in ("t", "c"))
    assert parabola > 50
    assert drift == pytest.approx(32.5, abs=0.1)
    assert ours("drift", RISING).point[0, -1] == pytest.approx(32.5)


def test_years_as_an_index_are_refused_by_the_library():
    with pytest.raises(ValueError, match="No supported index"):
        ARIMA(pd.Series(RISING, index=[2018, 2019, 2020, 2021, 2022]), order=(0, 1, 1)).fit().forecast(6)
    assert ours("arima", RISING).failed == 0


def test_skipped_years_are_read_as_consecutive_by_theta():
    labels = ThetaModel(pd.Series(RISING, index=[2016, 2018, 2019, 2021, 2022]), deseasonalize=False, period=1)
    assert labels.fit().forecast(2).index.tolist() == [6, 7]
    holed = [10.0, np.nan, 12.0, 15.0, 15.5, 19.0]
    assert ours("theta", holed).point == pytest.approx(ours("theta", RISING[1:]).point)  # the years after the hole


@pytest.mark.parametrize("build", [lambda y: ThetaModel(y, deseasonalize=False, period=1), ETSModel])
def test_a_hole_makes_the_library_answer_with_nothing(build):
    assert np.isnan(build(indexed([10, 12, np.nan, 15.5, 19])).fit().forecast(2)).all()


@pytest.mark.parametrize("name", METHODS)
def test_a_hole_never_makes_our_forecast_nothing(name):
    for holed in ([10, 12, np.nan, 15.5, 19, 21], [10, 12, 14, 15.5, 19, np.nan], [10, np.nan, 12, np.nan, 15, 19]):
        found = ours(name, holed)
        assert np.isfinite(found.point).all()
        assert np.isfinite(found.limits[95][0]).all()


def test_the_heuristic_start_needs_ten_years():
    with pytest.raises(ValueError, match="heuristic"):
        ETSModel(indexed(RISING), initialization_method="heuristic").fit(disp=False)


def test_limits_of_exponential_smoothing_need_a_pandas_series():
    with pytest.raises(AttributeError):
        ETSModel(RISING).fit(disp=False).get_prediction(5, 7)
    assert (ours("ets", RISING).limits[80][1] > ours("ets", RISING).limits[80][0]).all()


def test_simulated_limits_change_from_call_to_call_and_ours_do_not():
    fitted = ETSModel(indexed(RISING), error="mul", trend="add").fit(disp=False)
    twice = [fitted.get_prediction(5, 7, simulate_repetitions=200).pred_int(0.05).iloc[-1, 1] for _ in range(2)]
    assert twice[0] != twice[1]
    for name in FITTED:
        assert ours(name, RISING).limits[95][1].tolist() == ours(name, RISING).limits[95][1].tolist()


@pytest.mark.parametrize("name", METHODS)
def test_an_exact_line_does_not_get_limits_without_width(name):
    line = 10 * 1.1 ** np.arange(5)
    width = ETSModel(indexed(np.log(line)), trend="add").fit(disp=False).get_prediction(5, 7).pred_int(0.05)
    assert np.ptp(width.to_numpy(), axis=1).max() < 1e-3
    low, high = ours(name, line).limits[95]
    if name in FITTED:
        assert (high / low > 1.05).all()
    assert (high >= low).all()


def test_the_information_criterion_has_nothing_to_say_at_five_years():
    assert ETSModel(indexed(RISING), trend="add").fit(disp=False).aicc == np.inf
    chosen = []

    def remember(*arguments):
        chosen.append(arguments[3:])
        return original(*arguments)

    original = guarded_models._fit_exponential
    guarded_models._fit_exponential = remember
    try:
        guarded_models.fit_ets(indexed(RISING), 6, (80,))
        guarded_models.fit_ets(indexed(np.concatenate([RISING, RISING + 9, RISING + 17])), 6, (80,))
    finally:
        guarded_models._fit_exponential = original
    assert chosen == [(False, False), (False, False), (True, False), (True, True)]


def test_a_fall_does_not_end_below_zero():
    falling = [50.0, 30.0, 18.0, 8.0, 4.0]
    assert Holt(indexed(falling), initialization_method="estimated").fit().forecast(6).iloc[-1] < 0
    for name in METHODS:
        found = ours(name, falling)
        assert (found.point >= 0).all()
        assert (found.limits[95][0] >= 0).all()


def test_a_filter_set_before_the_library_is_overridden_and_a_failed_fit_is_not_shown(monkeypatch):
    def gives_up(logs, horizon, levels):
        warnings.warn("gave up", ConvergenceWarning, stacklevel=1)
        wild = np.full(horizon, 99.0)
        return wild, dict.fromkeys(levels, (wild, wild + 1))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = guarded_models.predict_guarded(gives_up, RISING[None, :], YEARS_AHEAD)
    assert found.failed == 1
    assert found.point.tolist() == predict_naive(RISING[None, :], YEARS_AHEAD).point.tolist()


def test_an_explosion_is_not_an_estimate():
    def explodes(logs, horizon, levels):
        wild = np.full(horizon, 500.0)
        return wild, dict.fromkeys(levels, (wild - 1, wild + 1))

    assert guarded_models.predict_guarded(explodes, RISING[None, :], YEARS_AHEAD).failed == 1


def test_two_years_crash_or_draw_a_line_and_ours_repeats_the_last():
    with pytest.raises(ValueError, match="dimension"):
        ARIMA(indexed([10, 12]), order=(0, 1, 0), trend="t").fit()
    line = ThetaModel(indexed([10, 12]), deseasonalize=False, period=1).fit().forecast(6)
    assert line.iloc[-1] > 13
    for name in (*FITTED, "drift", "log_half_drift"):
        assert ours(name, [10, 12]).point[0].tolist() == [12.0] * 6


def test_a_numpy_integer_as_horizon_is_read_as_a_label():
    fitted = ARIMA(indexed(RISING), order=(0, 1, 1)).fit()
    assert len(fitted.get_forecast(np.int64(6)).predicted_mean) == 2
    assert ours("arima", RISING).point.shape == (1, 6)


@pytest.mark.parametrize("name", METHODS)
def test_zeros_and_empty_lines_do_not_break_a_method(name):
    values = np.array([[0.0, 5.0, 0.0, 7.0, 3.0], [0.0] * 5, [np.nan] * 5])
    found = forecast_with(name, values, YEARS_AHEAD)
    assert found.point[0].tolist() == [3.0] * 6 or name in ("drift", "damped_drift")
    assert found.point[1].tolist() == [0.0] * 6
    assert np.isnan(found.point[2]).all()

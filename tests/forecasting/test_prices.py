"""Constant and current prices."""

import numpy as np
import pandas as pd
import pytest

from foresight.forecasting.panel_forecast import forecast_panel
from foresight.forecasting.prices import (
    InflationScenario,
    deflate,
    forecast_in_constant_prices,
    price_index,
    widen_for_common_shock,
)
from foresight.problems import Problem

OBSERVED = InflationScenario("published", {2021: 0.08, 2022: 0.15, 2023: 0.147, 2024: 0.087})
AHEAD = InflationScenario("official", dict.fromkeys(range(2025, 2031), 0.06))


def test_the_price_level_multiplies_up_from_the_base_year():
    index = price_index({2021: 0.10, 2022: 0.20}, 2020, 2022, base_year=2020)
    assert index.tolist() == pytest.approx([1.0, 1.1, 1.32])
    assert price_index({2021: 0.10, 2022: 0.20}, 2020, 2022, base_year=2022).tolist() == pytest.approx(
        [1 / 1.32, 1 / 1.2, 1.0]
    )


def test_money_that_grew_with_prices_did_not_grow(frame_of):
    nominal = {f"R{row}": (100 * (row + 1) * np.cumprod([1, 1.08, 1.15, 1.147, 1.087])).tolist() for row in range(3)}
    index = price_index(OBSERVED.rates, 2020, 2024, 2020)
    real = deflate(frame_of(nominal), index)
    assert real.loc[real["unique_id"] == "R2", "y"].tolist() == pytest.approx([300.0] * 5)


def test_current_prices_are_constant_prices_times_the_scenario(panel_frame):
    found = forecast_in_constant_prices(panel_frame, 2030, OBSERVED, AHEAD)
    assert found.base_year == 2024
    levels = found.nominal["pooled-hi-95"] / found.real.rows["pooled-hi-95"]
    assert levels.iloc[:6].tolist() == pytest.approx([1.06**k for k in range(1, 7)])
    assert found.nominal["own_weight"].equals(found.real.rows["own_weight"])


def test_the_base_year_does_not_change_current_prices(panel_frame):
    one, other = (
        forecast_in_constant_prices(panel_frame, 2030, OBSERVED, AHEAD, base_year=year) for year in (2020, 2024)
    )
    assert one.nominal["pooled"].to_numpy() == pytest.approx(other.nominal["pooled"].to_numpy())
    assert not np.allclose(one.real.rows["pooled"], other.real.rows["pooled"])


def test_a_missing_year_of_prices_is_named(panel_frame):
    short = InflationScenario("short", dict.fromkeys(range(2025, 2030), 0.06))
    with pytest.raises(Problem, match="no value for 2030"):
        forecast_in_constant_prices(panel_frame, 2030, OBSERVED, short)
    with pytest.raises(Problem, match="no value for 2021"):
        forecast_in_constant_prices(panel_frame, 2030, AHEAD, AHEAD)
    with pytest.raises(Problem, match="leave no prices"):
        price_index({2021: -1.0}, 2020, 2021, 2020)


def test_a_common_shock_adds_its_variance_to_the_limits(panel_frame):
    forecast = forecast_panel(panel_frame, 2030)
    wide = widen_for_common_shock(forecast.rows, 0.1, forecast.origin)
    half, wider = (np.log(rows["pooled-hi-80"] / rows["pooled"]) for rows in (forecast.rows, wide))
    years = forecast.rows["ds"] - 2024
    assert (wider**2 - half**2).to_numpy() == pytest.approx((1.2815515655**2 * 0.01 * years).to_numpy())
    assert wide["pooled"].equals(forecast.rows["pooled"])
    assert wide["naive-hi-80"].equals(forecast.rows["naive-hi-80"])
    assert widen_for_common_shock(forecast.rows, 0.0, 2024)["pooled-lo-95"].to_numpy() == pytest.approx(
        forecast.rows["pooled-lo-95"].to_numpy()
    )
    with pytest.raises(Problem, match="must not be negative"):
        widen_for_common_shock(forecast.rows, -0.1, 2024)


def test_a_jump_in_prices_falls_out_of_limits_that_a_shock_scenario_holds():
    """Fifteen per cent of inflation for two years on calm series: the plain limits miss it, the wider ones do not."""
    chance = np.random.default_rng(9)
    steps = 0.03 + 0.02 * chance.standard_normal((20, 7))
    steps[:, 5:] += 0.12
    logs = 5 + np.concatenate([np.zeros((20, 1)), steps.cumsum(axis=1)], axis=1)
    frame = pd.DataFrame(
        [(f"R{r}", 2015 + t, np.exp(logs[r, t])) for r in range(20) for t in range(6)], columns=["unique_id", "ds", "y"]
    )
    forecast = forecast_panel(frame, 2022)
    actual = np.exp(logs[:, 6:]).ravel()
    plain, wide = forecast.rows, widen_for_common_shock(forecast.rows, 0.12, forecast.origin)
    inside = [(actual <= rows["pooled-hi-95"].to_numpy()).mean() for rows in (plain, wide)]
    assert inside[0] < 0.6
    assert inside[1] > 0.9

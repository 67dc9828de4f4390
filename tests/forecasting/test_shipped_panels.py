"""The shipped figures: breaks and outliers of the official tables, and the chain of forecasts."""

import numpy as np
import pytest

from foresight.forecasting.hierarchy import forecast_nation, sum_of_regions
from foresight.forecasting.local_budgets import fit_local_budgets
from foresight.forecasting.panel_forecast import forecast_panel
from foresight.problems import Problem
from foresight.statistics.panel import national_series, panel
from foresight.statistics.shipped import read_observations

MARKS = {
    "exclusions": {("KZ-59", 2022), ("KZ-31", 2021)},
    "level_breaks": {"KZ-23": 2022},
    "level_only": {"KZ-62"},
}


@pytest.fixture(scope="module")
def observations():
    return read_observations()


@pytest.fixture(scope="module")
def spending(observations):
    return forecast_panel(panel(observations, "rd_expenditure"), 2030, **MARKS)


def of(forecast, region, year=2030):
    return forecast.rows[(forecast.rows["unique_id"] == region) & (forecast.rows["ds"] == year)].iloc[0]


def test_twenty_regions_to_2030(spending):
    assert len(spending.rows) == 20 * 6
    assert spending.chosen == "pooled"
    money = spending.rows.filter(regex="pooled|naive").to_numpy()
    assert np.isfinite(money).all()
    assert (money >= 0).all()


def test_the_marked_years_are_told(spending):
    assert of(spending, "KZ-59")["notes"] == (("year_left_out", {"year": 2022}),)
    assert of(spending, "KZ-23")["notes"] == (("fitted_after_break", {"year": 2022}),)
    assert of(spending, "KZ-23")["years_used"] == 3
    assert of(spending, "KZ-62")["notes"] == (("level_only", {}),)
    assert of(spending, "KZ-62")["pooled"] == 33.9


def test_atyrau_is_not_taken_for_a_decline(observations, spending):
    without_mark = forecast_panel(panel(observations, "rd_expenditure"), 2030)
    assert of(spending, "KZ-23")["pooled"] > 759.5
    assert of(without_mark, "KZ-23")["pooled"] < of(spending, "KZ-23")["pooled"]


def test_the_nation_lies_near_the_sum_of_the_regions(observations, spending):
    nation = forecast_nation(
        national_series(observations, "rd_expenditure"), panel(observations, "rd_expenditure"), 2030, **MARKS
    )
    total = sum_of_regions(spending).set_index("ds")["median"]
    row = nation.rows[nation.rows["ds"] == 2030].iloc[0]
    assert row["pooled-lo-80"] < total[2030] < row["pooled-hi-80"]


def test_local_budgets_2024_hide_a_sixth_and_2023_nothing(observations):
    national = national_series(observations, "local_budget_rd").dropna().set_index("ds")["y"].to_dict()
    model = fit_local_budgets(panel(observations, "local_budget_rd"), 2030, national=national)
    hidden = model.hidden.set_index("ds")
    assert hidden.loc[2024, "hidden_share"] == pytest.approx(0.155, abs=0.001)
    assert hidden.loc[2023, "hidden"] == 0.0
    states = dict(zip(model.regions, model.last_state, strict=True))
    assert states["KZ-75"] == "funded"
    assert states["KZ-63"] == "not_published"
    now = dict(zip(model.regions, model.funded_now, strict=True))
    assert 0.15 < now["KZ-63"] < 0.6  # four funded years, then a dash in a year that hides money
    assert now["KZ-19"] < 0.05


def test_every_regional_indicator_gets_a_forecast(observations):
    done = []
    for indicator in observations["indicator"].unique():
        try:
            table = panel(observations, indicator)
            found = forecast_panel(table, int(table["ds"].max()) + 6)
        except Problem:
            continue
        money = found.rows.filter(regex="^(pooled|naive)").to_numpy()
        assert np.isfinite(money).all()
        assert (money >= 0).all()
        done.append(indicator)
    assert {"rd_expenditure", "local_budget_rd", "grp", "population", "doctoral_students"} <= set(done)

"""Forecasts straight from the official figures: breaks, prices, the nation, and years that have come meanwhile."""

import numpy as np
import pandas as pd
import pytest

from foresight.chain import funding_inputs
from foresight.forecasting import from_figures
from foresight.forecasting.from_figures import forecast_figures
from foresight.forecasting.published_prices import Prices, inflation_scenarios, steady_inflation
from foresight.funding.vocabulary import YEARS
from foresight.problems import Problem
from foresight.statistics.shipped import read_boundaries, read_breaks, read_observations

RD = "rd_expenditure"
OFFICIAL = inflation_scenarios()["official"]


@pytest.fixture(scope="module")
def observations():
    return read_observations()


@pytest.fixture(scope="module")
def breaks():
    return read_breaks()


@pytest.fixture(scope="module")
def real(observations, breaks):
    return forecast_figures(observations, breaks, RD, 2030, prices=Prices("cpi_annual_average", OFFICIAL))


def with_year(observations, indicator, year, factor):
    """Add a year of figures to an indicator: those of the year before times a factor."""
    last = observations[(observations["indicator"] == indicator) & (observations["year"] == year - 1)]
    return pd.concat([observations, last.assign(year=year, value=last["value"] * factor)], ignore_index=True)


def at(rows, region, year, column="pooled"):
    return rows[(rows["unique_id"] == region) & (rows["ds"] == year)][column].iloc[0]


def test_current_prices_are_constant_ones_times_the_price_level(real):
    assert real.base_year == 2024
    level = 1.114 * 1.1 * 1.06**4
    assert real.levels[2030] == pytest.approx(level)
    for column in ("pooled", "naive", "pooled-lo-95", "pooled-hi-80"):
        expected = at(real.rows(constant=True), "KZ-75", 2030, column) * level
        assert at(real.rows(constant=False), "KZ-75", 2030, column) == pytest.approx(expected)


def test_a_figure_of_2021_in_prices_of_2024(observations, real):
    rows = observations[(observations["indicator"] == RD) & (observations["region"] == "KZ-75")]
    constant = real.in_prices(rows, constant=True).set_index("year")["value"]
    printed = rows.set_index("year")["value"]
    # Consumer prices grew by 15.028, 14.725 and 8.7 % in 2022, 2023 and 2024.
    assert constant[2021] == pytest.approx(printed[2021] * 1.15028 * 1.14725 * 1.087)
    assert constant[2024] == printed[2024]
    assert real.in_prices(rows, constant=False) is rows


def test_without_prices_the_figures_are_fitted_as_printed(observations, breaks):
    found = forecast_figures(observations, breaks, RD, 2030)
    assert not found.real
    assert found.current is found.found.rows
    assert found.found.pooled_growth > 0.3


def test_constant_prices_take_the_inflation_out_of_the_growth(observations, breaks, real):
    nominal = forecast_figures(observations, breaks, RD, 2030).found.pooled_growth
    assert real.found.pooled_growth < nominal - 0.1


def test_consumer_prices_stand_in_where_the_deflator_is_not_published(observations, breaks):
    found = forecast_figures(observations, breaks, RD, 2030, prices=Prices("gdp_deflator", OFFICIAL))
    assert ("prices_stand_in", {"years": "2024"}) in found.notes
    assert found.levels[2023] == pytest.approx(1 / 1.087)
    assert found.levels[2022] == pytest.approx(1 / 1.087 / 1.09858)


def test_a_year_without_published_prices_takes_the_scenario_s_rate_and_says_so(observations, breaks):
    later = with_year(observations, RD, 2025, 1.2)
    found = forecast_figures(later, breaks, RD, 2030, prices=Prices("cpi_annual_average", OFFICIAL))
    assert found.base_year == 2025
    assert found.levels[2024] == pytest.approx(1 / 1.114)
    assert ("prices_assumed", {"years": "2025"}) in found.notes


def test_the_nation_is_one_more_member_with_a_longer_history(observations, breaks):
    prices = Prices("cpi_annual_average", OFFICIAL)
    found = forecast_figures(observations, breaks, RD, 2030, national=True, prices=prices)
    assert set(found.current["unique_id"]) == {"KZ"}
    assert ("years_before_prices", {"year": 2013}) in found.notes
    assert at(found.current, "KZ", 2030, "years_used") == 9


def test_breaks_enter_the_fits_only_when_asked(observations, breaks):
    without = forecast_figures(observations, breaks, RD, 2026)
    with_them = forecast_figures(observations, breaks, RD, 2026, without_breaks=False)
    assert at(without.current, "KZ-23", 2026, "years_used") == 3
    assert at(with_them.current, "KZ-23", 2026, "years_used") == 5
    assert from_figures.excluded_years(observations, breaks, RD, "KZ-59") == {2022}


def test_people_have_no_prices(observations, breaks):
    with pytest.raises(Problem, match="population is not money"):
        forecast_figures(observations, breaks, "population", 2030, prices=Prices("cpi_annual_average", OFFICIAL))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"indicator": "gold"}, "unknown indicator gold"),
        ({"horizon_year": 2020}, "the horizon 2020 lies in the past: the last year of the panel is 2024"),
        ({"prices": Prices("bread", OFFICIAL)}, "unknown price index bread"),
    ],
)
def test_what_cannot_be_forecast_is_named(observations, breaks, change, said):
    asked = {"indicator": RD, "horizon_year": 2030} | change
    with pytest.raises(Problem, match=said):
        forecast_figures(observations, breaks, **asked)


def test_a_steady_inflation_out_of_reason_is_refused():
    with pytest.raises(Problem, match="not 300"):
        steady_inflation(3.0, 2025)


def test_shares_are_left_out_where_boundaries_differ(observations):
    reported, found = from_figures.forecast_budget_shares(observations, read_boundaries(), 2030)
    karaganda = reported[reported["unique_id"] == "KZ-35"].set_index("ds")
    assert np.isnan(karaganda.loc[2021, "share"])
    assert karaganda.loc[2021, "reason"] == "different_boundaries"
    assert karaganda.loc[2024, "share"] == pytest.approx(65.1096 / 10138.4)
    last = found.rows[(found.rows["unique_id"] == "KZ-35") & (found.rows["ds"] == 2030)].iloc[0]
    assert last["share"] == pytest.approx(65.1096 / 10138.4)


def test_the_republican_budget_pays_three_quarters(observations):
    assert from_figures.budget_share_of_spending(observations) == pytest.approx(168926.1 / 219669.8)


def test_the_swing_of_the_nation_by_hand(observations):
    series = observations[(observations["indicator"] == RD) & (observations["region"] == "KZ")].sort_values("year")
    expected = np.diff(np.log(series["value"].to_numpy())).std(ddof=1)
    assert from_figures.yearly_swing(observations, RD) == pytest.approx(expected)


def test_the_simulation_goes_on_when_a_new_year_of_local_budgets_has_come(observations):
    later = with_year(observations, from_figures.LOCAL_BUDGETS, 2025, 1.1)
    paths = funding_inputs(later).budget_paths
    assert paths.years == YEARS
    source = np.random.default_rng(0)
    shape = (50, len(paths.regions), len(YEARS))
    drawn = paths.paths(source.random(shape), source.standard_normal((50, len(YEARS))), source.standard_normal(shape))
    almaty = paths.regions.index("KZ-75")
    assert drawn[:, almaty, 0] == pytest.approx(1.1 * 229.278)
    assert np.unique(drawn[:, almaty, 1]).size > 10


def test_a_price_growth_that_nobody_confirmed_is_told_wherever_it_is_used(real):
    notes = dict(real.notes)
    assert notes["prices_unverified"] == {"years": "2024"}
    assert notes["prices_ahead_unverified"] == {"years": "2025"}

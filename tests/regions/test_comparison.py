"""Regions side by side: real, per head, per product, and never across different boundaries."""

import numpy as np
import pandas as pd
import pytest

from foresight.problems import Problem
from foresight.regions.comparison import latest_figures, measured, possible_measures, ranked
from foresight.statistics.shipped import read_boundaries, read_observations

OBSERVATIONS, BOUNDARIES = read_observations(), read_boundaries()


def value(indicator, measure, region, year, **options):
    frame = measured(OBSERVATIONS, BOUNDARIES, indicator, measure, **options)
    return frame.set_index(["region", "year"]).loc[(region, year), "value"]


def test_spending_of_almaty_a_head_by_hand():
    """94,580.1 mln KZT for 2,228,675 people."""
    people = OBSERVATIONS.query("indicator == 'population' and region == 'KZ-75' and year == 2024")["value"].item()
    assert value("rd_expenditure", "per_head", "KZ-75", 2024) == pytest.approx(94580.1 / people * 1e5)


def test_spending_per_product_is_a_percentage_and_an_estimate_where_the_product_is_one():
    frame = measured(OBSERVATIONS, BOUNDARIES, "rd_expenditure", "per_grp").set_index(["region", "year"])
    assert frame.loc[("KZ-75", 2024), "value"] == pytest.approx(100 * 94580.1 / 29263547.0)
    assert frame.loc[("KZ-75", 2024), "status"] == "estimate"
    assert frame.loc[("KZ-75", 2021), "status"] == "derived"


def test_constant_prices_are_those_of_the_last_year_and_leave_it_as_it_is():
    assert value("rd_expenditure", "real", "KZ-75", 2024) == 94580.1
    assert value("rd_expenditure", "real", "KZ-75", 2023) == pytest.approx(77204.1 * 1.087, rel=1e-3)
    assert value("rd_expenditure", "real", "KZ-75", 2023, base_year=2023) == 77204.1


@pytest.mark.parametrize("measure", ["per_head", "per_grp"])
@pytest.mark.parametrize("region", ["KZ-63", "KZ-10", "KZ-19", "KZ-33", "KZ-35", "KZ-62"])
def test_what_stands_on_different_boundaries_is_never_divided(measure, region):
    frame = measured(OBSERVATIONS, BOUNDARIES, "rd_expenditure", measure).set_index(["region", "year"])
    assert np.isnan(frame.loc[(region, 2021), "value"])
    assert frame.loc[(region, 2021), "status"] == "missing"
    assert frame.loc[(region, 2022), "value"] > 0


def test_the_nation_may_stand_beside_the_regions():
    frame = measured(OBSERVATIONS, BOUNDARIES, "rd_expenditure", "per_head", regions=["KZ-75", "KZ"])
    last = frame[frame["year"] == 2024].set_index("region")["value"]
    assert last["KZ"] < last["KZ-75"]


def test_a_year_of_a_new_bulletin_stands_on_the_boundaries_of_the_last():
    later = pd.concat(
        [
            OBSERVATIONS,
            OBSERVATIONS.query("indicator == 'rd_expenditure' and year == 2024").assign(year=2025),
        ]
    )
    frame = measured(later, BOUNDARIES, "rd_expenditure", "per_head").set_index(["region", "year"])
    assert frame.loc[("KZ-10", 2025), "value"] > 0


def test_people_are_not_shown_in_prices_and_nothing_is_divided_by_itself():
    assert possible_measures("persons", "doctoral_students") == ["nominal", "per_head"]
    assert possible_measures("persons, 1 January", "population") == ["nominal"]
    assert possible_measures("mln KZT, current prices", "grp") == ["nominal", "real", "per_head"]
    with pytest.raises(Problem, match="doctoral_students cannot be shown as real: one of nominal, per_head"):
        measured(OBSERVATIONS, BOUNDARIES, "doctoral_students", "real")


def test_ranks_leave_out_the_nation_and_the_holes():
    ranks = ranked(measured(OBSERVATIONS, BOUNDARIES, "local_budget_rd"), 2024)
    assert len(ranks) == 8
    assert ranks["KZ-75"] == 1


def test_the_latest_figures_of_a_region_with_rank_and_change():
    rows = latest_figures(OBSERVATIONS, "KZ-75").set_index("indicator")
    assert rows.loc["rd_expenditure", ["year", "rank", "ranked"]].tolist() == [2024, 1, 20]
    assert rows.loc["rd_expenditure", "change"] == pytest.approx(94580.1 / 77204.1 - 1)
    assert rows.loc["rd_expenditure", "real_change"] < rows.loc["rd_expenditure", "change"]
    assert np.isnan(rows.loc["researchers", "rank"])


def test_money_in_other_prices_is_no_surer_than_the_price_growth_between():
    """The growth of 2024 is not verified, so 2023 in prices of 2024 is not either; 2022 in those of 2023 is derived."""
    real = measured(OBSERVATIONS, BOUNDARIES, "rd_expenditure", "real").set_index(["region", "year"])["status"]
    assert (real["KZ-75", 2023], real["KZ-75", 2024]) == ("unverified", "derived")
    earlier = measured(OBSERVATIONS, BOUNDARIES, "rd_expenditure", "real", base_year=2023)
    assert earlier.set_index(["region", "year"])["status"]["KZ-75", 2022] == "derived"

"""What the figures cover, what a hole blocks, and whether regions add up."""

import pandas as pd
import pytest

from foresight.statistics.coverage import USES, coverage, gaps, national_sums
from foresight.statistics.shipped import read_boundaries, read_indicators, read_observations

OBSERVATIONS, BOUNDARIES, INDICATORS = read_observations(), read_boundaries(), read_indicators()


def level(indicator, region, year):
    frame = coverage(OBSERVATIONS, BOUNDARIES).set_index(["indicator", "region", "year"])
    return frame.loc[(indicator, region, year), "level"]


@pytest.mark.parametrize(
    ("indicator", "region", "year", "wanted"),
    [
        ("rd_expenditure", "KZ-75", 2024, "official"),
        ("grp", "KZ-75", 2021, "derived"),
        ("grp", "KZ-75", 2024, "unsure"),
        ("local_budget_rd", "KZ-10", 2024, "not_published"),
        ("local_budget_rd", "KZ-10", 2021, "not_yet"),
        ("researchers", "KZ-75", 2024, "missing"),
        # The Bureau recalculated spending for regions that did not exist yet.
        ("rd_expenditure", "KZ-10", 2020, "official"),
    ],
)
def test_how_sure_a_figure_is(indicator, region, year, wanted):
    assert level(indicator, region, year) == wanted


def test_every_region_and_year_of_an_indicator_has_its_place():
    frame = coverage(OBSERVATIONS, BOUNDARIES)
    assert frame.groupby("indicator").size()["rd_expenditure"] == 20 * 5
    assert not frame.duplicated(["indicator", "region", "year"]).any()


def test_a_hole_is_told_with_what_it_blocks():
    found = gaps(OBSERVATIONS, BOUNDARIES).set_index(["use", "indicator", "year"])
    dashes = found.loc[("simulated_budgets", "local_budget_rd", 2024)]
    assert (dashes["known"], len(dashes["missing"])) == (8, 12)
    assert found.loc[("index", "grp", 2024), "unsure"] == 20
    assert "spending_forecast" not in found.index.get_level_values("use")


def test_an_indicator_without_any_figure_lacks_all():
    frame = OBSERVATIONS[OBSERVATIONS["indicator"] != "publications"]
    row = gaps(frame, BOUNDARIES).query("use == 'index_results'").iloc[0]
    assert (row["year"], len(row["missing"])) == (0, 20)


def test_every_use_needs_an_indicator_of_the_catalogue():
    assert {use.indicator for use in USES} <= set(INDICATORS["indicator"])


def test_sums_of_the_nation():
    found = national_sums(OBSERVATIONS, INDICATORS).set_index(["indicator", "year"])
    assert found.loc[("rd_expenditure", 2024), "verdict"] == "adds_up"
    hidden = found.loc[("local_budget_rd", 2024)]
    assert hidden["verdict"] == "hidden"
    assert hidden["difference"] == pytest.approx(83.3697, abs=1e-3)
    assert found.loc[("rd_personnel", 2024), "verdict"] == "incomplete"


def test_regions_above_the_nation_are_too_much():
    frame = OBSERVATIONS.copy()
    place = (frame["indicator"] == "rd_expenditure") & (frame["region"] == "KZ-75") & (frame["year"] == 2024)
    frame.loc[place, "value"] += 100
    found = national_sums(pd.DataFrame(frame), INDICATORS).set_index(["indicator", "year"])
    assert found.loc[("rd_expenditure", 2024), "verdict"] == "too_much"

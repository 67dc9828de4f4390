"""The index of several years on one scale, and what drives a score."""

import numpy as np
import pandas as pd
import pytest

from foresight.problems import Problem
from foresight.regions.index_over_time import (
    drivers_of,
    index_over_time,
    starting_points,
    usable_indicators,
)
from foresight.regions.index_table import SHIPPED_INDICATORS, IndexIndicator, RegionalFigures, index_table
from foresight.regions.potential_index import potential_index
from foresight.statistics.shipped import read_boundaries, read_observations

FIGURES = RegionalFigures(read_observations(), read_boundaries())
TWO = [IndexIndicator("rd_expenditure"), IndexIndicator("doctoral_students")]


def figures(values):
    """Build observations of two regions: (indicator, region, year): value."""
    rows = [(*key, value, "mln KZT, current prices", "published", "hand", "") for key, value in values.items()]
    columns = ["indicator", "region", "year", "value", "unit", "status", "source", "note"]
    return RegionalFigures(pd.DataFrame(rows, columns=columns), read_boundaries())


def test_two_years_by_hand_share_their_goalposts():
    """0 and 10 are the ends of both years together: 5 is half, and the better region of 2023 is no 1.0."""
    found = index_over_time(
        figures({("a", "KZ-75", 2023): 5.0, ("a", "KZ-71", 2023): 0.0, ("a", "KZ-75", 2024): 10.0,
                 ("a", "KZ-71", 2024): 5.0}),
        [2023, 2024],
        [IndexIndicator("a")],
    ).set_index(["region", "year"])["score"].dropna()  # fmt: skip
    assert found.to_dict() == {
        ("KZ-71", 2023): 0.0, ("KZ-71", 2024): 0.5, ("KZ-75", 2023): 0.5, ("KZ-75", 2024): 1.0,
    }  # fmt: skip


def test_a_split_region_has_no_index_where_its_indicators_stand_on_different_boundaries():
    found = index_over_time(FIGURES, range(2020, 2025)).set_index(["region", "year"])
    assert np.isnan(found.loc[("KZ-63", 2021), "rank"])
    assert found.loc[("KZ-63", 2022), "rank"] > 0
    assert index_table(FIGURES, 2021).values.loc["KZ-63"].isna().all()
    alone = index_table(FIGURES, 2021, [IndexIndicator("rd_expenditure")])
    assert alone.values.loc["KZ-63", "rd_expenditure"] > 0


def test_years_without_an_indicator_are_left_out_and_none_at_all_is_told():
    found = index_over_time(FIGURES, range(2018, 2030))
    assert sorted(found["year"].unique()) == [2020, 2021, 2022, 2023, 2024]
    with pytest.raises(Problem, match="no year has all the indicators"):
        index_over_time(FIGURES, [2018])


def test_drivers_add_up_to_the_difference_from_the_mean():
    found = potential_index(index_table(FIGURES, 2022, TWO).values)
    drivers = drivers_of(found, "KZ-75")
    whole = (found.normalised.loc["KZ-75"] * found.weights).sum() - (found.normalised.mean() * found.weights).sum()
    assert drivers["effect"].sum() == pytest.approx(whole)
    assert drivers["effect"].abs().is_monotonic_decreasing


def test_an_indicator_the_region_lacks_drives_nothing():
    found = potential_index(index_table(FIGURES, 2024).values)
    drivers = drivers_of(found, "KZ-62")
    assert drivers["effect"].isna().sum() == 2
    assert drivers["weight"].sum() == pytest.approx(1.0)
    with pytest.raises(Problem, match="unknown region KZ-99"):
        drivers_of(found, "KZ-99")


def test_only_indicators_with_values_may_be_chosen():
    counts = {row.name: count for row, count in usable_indicators(FIGURES, 2024)}
    assert set(counts) >= {row.name for row in SHIPPED_INDICATORS}
    assert "researchers/population" not in counts
    assert counts["local_budget_rd/population"] == 8


def test_starting_points_of_an_emphasis():
    points = starting_points(["rd_expenditure/population", "doctoral_students/population"], "people")
    assert points == {"rd_expenditure/population": 1.0, "doctoral_students/population": 3.0}
    with pytest.raises(Problem, match="unknown emphasis luck: one of spending, people"):
        starting_points([], "luck")

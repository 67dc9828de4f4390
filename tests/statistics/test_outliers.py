"""Breaks of short series by plain ratios."""

import numpy as np
import pandas as pd

from foresight.statistics.outliers import find_breaks
from foresight.statistics.panel import national_series, panel
from foresight.statistics.shipped import read_observations


def series(*values):
    return pd.DataFrame({"unique_id": "KZ-10", "ds": range(2020, 2020 + len(values)), "y": values})


def test_up_threefold_and_back_is_an_outlier():
    (row,) = find_breaks(series(10, 30, 12)).itertuples()
    assert (row.ds, row.kind, row.ratio_before) == (2021, "outlier", 3.0)


def test_down_tenfold_for_good_is_a_level_break():
    (row,) = find_breaks(series(100, 100, 10, 11)).itertuples()
    assert (row.ds, row.kind) == (2022, "level_break")


def test_the_way_back_from_an_outlier_is_no_break_of_its_own():
    assert find_breaks(series(10, 100, 10, 10))["kind"].tolist() == ["outlier"]


def test_steady_growth_a_hole_and_zeros_are_nothing():
    assert find_breaks(series(10, 14, 20, 28)).empty
    assert find_breaks(series(10, np.nan, 11, 12)).empty
    assert find_breaks(series(0, 0, 0, 0)).empty


def test_the_last_year_cannot_be_judged():
    assert find_breaks(series(10, 11, 100)).empty


def test_table_1_holds_exactly_the_four_known_breaks():
    observations = read_observations()
    found = find_breaks(panel(observations, "rd_expenditure"), national_series(observations, "rd_expenditure"))
    assert {row.unique_id: (row.ds, row.kind) for row in found.itertuples()} == {
        "KZ-59": (2022, "outlier"),
        "KZ-23": (2022, "level_break"),
        "KZ-31": (2021, "outlier"),
        "KZ-62": (2023, "single_performer"),
    }

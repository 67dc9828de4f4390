"""Reading a panel: what is wrong is said per series, the rest goes on."""

import numpy as np
import pandas as pd
import pytest

from foresight.forecasting.series import read_panel, tidy_frame
from foresight.problems import Problem


def codes(problems):
    return [(one.unique_id, one.code) for one in problems]


def test_a_matrix_with_holes_where_nothing_is(frame_of):
    panel = read_panel(frame_of({"A": [1, None, 3], "B": [4, 5, 6]}))
    assert panel.ids == ("A", "B")
    assert panel.years == (2020, 2021, 2022)
    assert panel.origin == 2022
    assert np.isnan(panel.values[0, 1])
    assert panel.problems == ()


def test_a_year_taken_out_stays_in_the_history(frame_of):
    panel = read_panel(frame_of({"A": [1, 90, 3]}), exclusions={("A", 2021), ("A", 2031), ("Z", 2020)})
    assert np.isnan(panel.values[0, 1])
    assert panel.observed[0, 1] == 90
    assert panel.notes == {"A": (("year_left_out", {"year": 2021}),)}


def test_after_a_break_only_the_new_level_counts(frame_of):
    panel = read_panel(frame_of({"A": [6412, 467, 620]}), level_breaks={"A": 2021})
    assert np.isnan(panel.values[0, 0])
    assert panel.notes["A"] == (("fitted_after_break", {"year": 2021}),)


def test_text_in_numbers_is_set_aside_and_named(frame_of):
    frame = frame_of({"A": [1, 2, 3]}).astype({"y": object})
    frame.loc[1, "y"] = "1 234,5"
    panel = read_panel(frame)
    assert codes(panel.problems) == [("A", "not_a_number")]
    assert str(panel.problems[0].problem) == (
        "series A: values that are no usable number are set aside (2021: 1 234,5)"
    )
    assert np.isnan(panel.values[0, 1])


def test_negative_money_is_set_aside_and_named(frame_of):
    panel = read_panel(frame_of({"A": [1, -2, 3], "B": [1, 2, 3]}))
    assert codes(panel.problems) == [("A", "negative_money")]
    assert "money cannot be negative (2021: -2)" in str(panel.problems[0].problem)


def test_a_year_given_twice_with_different_values_is_set_aside(frame_of):
    frame = pd.concat([frame_of({"A": [1, 2, 3], "B": [4, 5, 6]}), frame_of({"A": [9], "B": [4]})])
    panel = read_panel(frame)
    assert codes(panel.problems) == [("A", "year_given_twice")]  # the same value twice is the same observation
    assert np.isnan(panel.values[0, 0])
    assert panel.values[1, 0] == 4


@pytest.mark.parametrize("year", ["soon", 2020.5, None, -3])
def test_what_is_not_a_year_is_set_aside(frame_of, year):
    frame = frame_of({"A": [1, 2, 3]}).astype({"ds": object})
    frame.loc[0, "ds"] = year
    panel = read_panel(frame)
    assert codes(panel.problems) == [("A", "not_a_year")]
    assert panel.years == (2021, 2022)


def test_dates_stand_for_their_years(frame_of):
    frame = frame_of({"A": [1, 2]}).assign(ds=pd.to_datetime(["2023-12-31", "2024-12-31"]))
    assert read_panel(frame).years == (2023, 2024)
    assert read_panel(frame.assign(ds=["2023-12-31", "2024-01-01"])).years == (2023, 2024)


def test_a_single_series_ahead_of_the_others_lies_in_the_future(frame_of):
    frame = pd.concat([frame_of({name: [1, 2, 3] for name in "ABCDEFGH"}), frame_of({"A": [9]}, first=2204)])
    panel = read_panel(frame)
    assert panel.origin == 2022
    assert codes(panel.problems) == [("A", "year_in_the_future")]
    assert str(panel.problems[0].problem).endswith("after 2022, the last year of the panel, are set aside (2204)")


def test_a_given_origin_sets_later_years_aside(frame_of):
    panel = read_panel(frame_of({"A": [1, 2, 3]}), origin=2021)
    assert panel.years == (2020, 2021)
    assert codes(panel.problems) == [("A", "year_in_the_future")]


def test_a_quarter_of_the_series_is_enough_to_be_the_last_year(frame_of):
    frame = frame_of({"A": [1, 2, 3], "B": [1, 2], "C": [1, 2], "D": [1, 2]})
    assert read_panel(frame).origin == 2022


def test_a_frame_without_a_column_or_a_row_is_refused(frame_of):
    with pytest.raises(Problem, match="column y is missing"):
        tidy_frame(frame_of({"A": [1]})[["unique_id", "ds"]])
    with pytest.raises(Problem, match="empty"):
        tidy_frame(frame_of({}))
    with pytest.raises(Problem, match="no usable value"):
        read_panel(frame_of({"A": [None, None]}))


def test_however_many_values_are_wrong_it_is_one_sentence_a_series(frame_of):
    problems = read_panel(frame_of({"A": [-1, -2, -3, -4, -5, -6, 7], "B": [1, 2]})).problems
    assert codes(problems) == [("A", "negative_money")]
    assert "(2020: -1; 2021: -2; 2022: -3; 2023: -4; 2024: -5; …)" in str(problems[0].problem).replace(".0", "")


def test_a_row_without_a_name_belongs_to_nobody(frame_of):
    frame = frame_of({"A": [1, 2, 3], "B": [4, 5, 6]}).astype({"unique_id": object})
    frame.loc[[0, 1], "unique_id"] = [None, "  "]
    panel = read_panel(frame)
    assert panel.ids == ("A", "B")
    assert codes(panel.problems) == [("", "no_name")]


@pytest.mark.parametrize("value", [1e101, np.inf])
def test_a_number_beyond_all_money_is_no_number(frame_of, value):
    assert codes(read_panel(frame_of({"A": [1, value, 3]})).problems) == [("A", "not_a_number")]

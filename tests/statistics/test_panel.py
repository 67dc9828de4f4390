"""Series by region keep their holes, their breaks and their boundaries."""

import numpy as np
import pandas as pd
import pytest

from foresight.problems import Problem
from foresight.regions.regions import REGIONS
from foresight.statistics.panel import (
    boundaries_of,
    comparable_share,
    excluded_from_fit,
    national_series,
    panel,
    suppressed_bounds,
    weakest,
)
from foresight.statistics.shipped import read_boundaries, read_breaks, read_observations

OBSERVATIONS = read_observations()
BOUNDARIES = read_boundaries()
BREAKS = read_breaks()


def small(*rows):
    columns = ["indicator", "region", "year", "value", "status"]
    return pd.DataFrame(rows, columns=columns).assign(unit="persons", source="here", note="")


def test_a_year_nobody_printed_is_a_hole_not_a_gap():
    frame = panel(small(("x", "KZ-10", 2020, 1.0, "published"), ("x", "KZ-10", 2022, 3.0, "published")), "x", ["KZ-10"])
    assert frame["ds"].tolist() == [2020, 2021, 2022]
    assert frame["y"].isna().tolist() == [False, True, False]
    assert frame["status"].tolist() == ["published", "missing", "published"]


def test_the_nation_is_not_a_region():
    rows = small(("x", "KZ", 2020, 9.0, "published"), ("x", "KZ-10", 2020, 1.0, "published"))
    assert set(panel(rows, "x")["unique_id"]) == set(REGIONS)
    assert national_series(rows, "x")["y"].tolist() == [9.0]


def test_spending_is_a_full_panel_of_20_regions_and_5_years():
    frame = panel(OBSERVATIONS, "rd_expenditure")
    assert frame.shape == (100, 4)
    assert frame["y"].notna().all()


def test_dashes_of_local_budgets_stay_empty():
    frame = panel(OBSERVATIONS, "local_budget_rd")
    assert frame["y"].notna().sum() == 48
    assert not (frame["y"] == 0).any()
    assert set(frame.loc[frame["y"].isna(), "status"]) == {"not_published"}


def test_an_indicator_without_regions_is_refused_by_name():
    with pytest.raises(Problem, match="no observations of gdp at this level"):
        panel(OBSERVATIONS, "gdp")


def test_an_unknown_region_is_refused_by_name():
    with pytest.raises(Problem, match="unknown region KZ-99"):
        panel(OBSERVATIONS, "rd_expenditure", ["KZ-99"])


def test_two_values_for_one_year_are_refused():
    rows = small(("x", "KZ-10", 2020, 1.0, "published"), ("x", "KZ-10", 2020, 2.0, "published"))
    with pytest.raises(Problem, match="x of KZ-10 in 2020 stands in the observations more than once"):
        panel(rows, "x")


def excluded(indicator, region):
    frame = panel(OBSERVATIONS, indicator, [region])
    return frame.loc[excluded_from_fit(frame, BREAKS, indicator), "ds"].tolist()


def test_north_kazakhstan_2022_stays_in_the_table_but_not_in_the_trend():
    assert excluded("rd_expenditure", "KZ-59") == [2022]


def test_atyrau_before_2022_is_another_level():
    assert excluded("rd_expenditure", "KZ-23") == [2020, 2021]


def test_zhambyl_2021_stays_in_the_table_but_not_in_the_trend():
    assert excluded("rd_expenditure", "KZ-31") == [2021]


def test_ulytau_has_no_trend():
    assert excluded("rd_expenditure", "KZ-62") == [2020, 2021, 2022, 2023, 2024]


def test_doctoral_students_of_2024_are_another_coverage():
    assert excluded("doctoral_students", "KZ-75") == [2024]
    nation = national_series(OBSERVATIONS, "doctoral_students")
    assert nation.loc[excluded_from_fit(nation, BREAKS, "doctoral_students"), "ds"].tolist() == [2024]


def test_regions_that_were_split_start_anew_where_the_series_is_not_recalculated():
    assert excluded("doctoral_graduates", "KZ-63") == [2020, 2021]
    assert excluded("grp", "KZ-35") == [2020, 2021]
    assert excluded("rd_expenditure", "KZ-63") == []


def test_population_before_the_census_is_another_base():
    assert excluded("population", "KZ-75") == [2020, 2021]


def test_every_break_has_its_reason_in_three_languages():
    for language in ("en", "ru", "kk"):
        assert (BREAKS[f"reason_{language}"] != "").all()
    assert set(BREAKS["kind"]) == {"outlier", "level_break", "single_performer", "coverage_change", "boundary_change"}


def test_table_1_is_recalculated_and_tables_2_and_b1_are_not():
    assert boundaries_of(BOUNDARIES, "rd_expenditure", 2021) == "regions_20"
    assert boundaries_of(BOUNDARIES, "local_budget_rd", 2021) == "regions_17"
    assert boundaries_of(BOUNDARIES, "doctoral_students", 2021) == "regions_17"
    assert boundaries_of(BOUNDARIES, "local_budget_rd", 2022) == "regions_20"


def test_shares_across_different_boundaries_are_refused():
    with pytest.raises(Problem, match=r"KZ-10, KZ-19, KZ-33, KZ-35, KZ-62, KZ-63 in 2020, 2021") as raised:
        comparable_share(OBSERVATIONS, "local_budget_rd", "rd_expenditure", BOUNDARIES)
    assert "KZ-63+KZ-10" in str(raised.value)


def test_regions_that_were_never_split_may_be_divided_in_any_year():
    share = comparable_share(OBSERVATIONS, "local_budget_rd", "rd_expenditure", BOUNDARIES, regions=["KZ-43"])
    assert share.set_index("ds").loc[2020, "share"] == pytest.approx(0.2373, abs=5e-5)


def test_split_regions_may_be_divided_from_2022():
    share = comparable_share(
        OBSERVATIONS, "local_budget_rd", "rd_expenditure", BOUNDARIES, regions=["KZ-63"], years=[2022, 2023]
    )
    assert share["share"].tolist() == pytest.approx([0.0096, 0.0092], abs=5e-5)


def test_a_joined_pair_gives_the_share_that_the_concept_printed():
    """East Kazakhstan with Abai: 1.07% in 2020 and 0.75% in 2021."""
    share = comparable_share(OBSERVATIONS, "local_budget_rd", "rd_expenditure", BOUNDARIES, pairs="join")
    pair = share[share["unique_id"] == "KZ-63+KZ-10"].set_index("ds")
    assert pair["share"].round(4).to_dict() == {2020: 0.0107, 2021: 0.0075}
    assert set(pair["reason"]) == {"joined"}
    assert not ((share["unique_id"] == "KZ-63") & (share["ds"] < 2022)).any()


def test_a_pair_without_a_printed_value_has_no_share():
    share = comparable_share(OBSERVATIONS, "local_budget_rd", "rd_expenditure", BOUNDARIES, pairs="join")
    pair = share[share["unique_id"] == "KZ-19+KZ-33"]
    assert pair["share"].isna().all()
    assert set(pair["reason"]) == {"no_value"}


def test_left_out_shares_are_empty_with_the_reason():
    share = comparable_share(OBSERVATIONS, "local_budget_rd", "rd_expenditure", BOUNDARIES, pairs="leave_out")
    east = share[(share["unique_id"] == "KZ-63") & (share["ds"] == 2020)].iloc[0]
    assert np.isnan(east["share"])
    assert east["reason"] == "different_boundaries"


def test_two_series_on_the_old_boundaries_may_be_divided():
    """Graduates over students of East Kazakhstan 2021, both with Abai: 84 / 169."""
    share = comparable_share(OBSERVATIONS, "doctoral_graduates", "doctoral_students", BOUNDARIES, regions=["KZ-63"])
    assert share.set_index("ds").loc[2021, "share"] == pytest.approx(84 / 169)


def test_a_share_is_no_surer_than_its_weaker_side():
    share = comparable_share(OBSERVATIONS, "rd_expenditure", "grp", BOUNDARIES, years=[2024])
    assert set(share["status"]) == {"estimate"}
    assert weakest(["published", "derived"]) == "derived"


def test_an_unknown_treatment_is_refused():
    with pytest.raises(Problem, match="unknown treatment ignore: one of refuse, join, leave_out"):
        comparable_share(OBSERVATIONS, "local_budget_rd", "rd_expenditure", BOUNDARIES, pairs="ignore")


def test_dashes_are_bounded_by_what_the_nation_leaves():
    bounds = suppressed_bounds(OBSERVATIONS, "local_budget_rd").set_index(["unique_id", "ds"])["upper"]
    assert bounds["KZ-63", 2024] == pytest.approx(83.3697)
    assert bounds["KZ-71", 2020] == pytest.approx(65.16)


def test_only_in_2023_a_dash_of_local_budgets_is_surely_zero():
    bounds = suppressed_bounds(OBSERVATIONS, "local_budget_rd")
    largest = bounds.groupby("ds")["upper"].max()
    assert largest[largest == 0].index.tolist() == [2023]


def test_a_region_that_did_not_exist_has_no_bound():
    bounds = suppressed_bounds(OBSERVATIONS, "local_budget_rd")
    assert bounds[bounds["ds"] < 2022]["unique_id"].isin(["KZ-10", "KZ-33", "KZ-62"]).sum() == 0

"""The shipped figures: complete, cited, and exactly what the sources print."""

import math

import pytest

from foresight.funding.parameters import read_parameters
from foresight.funding.rules import read_rules
from foresight.problems import Problem
from foresight.regions.regions import REGIONS
from foresight.statistics import shipped
from foresight.statistics.observations import STATUSES, WITHOUT_VALUE, check_observations

OBSERVATIONS = shipped.read_observations()
CATALOGUE = shipped.read_indicators()


def value(indicator, region, year):
    found = OBSERVATIONS.query("indicator == @indicator and region == @region and year == @year")
    assert len(found) == 1
    return found["value"].iloc[0]


def status(indicator, region, year):
    return OBSERVATIONS.query("indicator == @indicator and region == @region and year == @year")["status"].iloc[0]


def test_frame_has_the_agreed_columns_and_types():
    assert tuple(OBSERVATIONS.columns) == shipped.OBSERVATION_COLUMNS
    assert OBSERVATIONS["year"].dtype == "int64"
    assert OBSERVATIONS["value"].dtype == "float64"


def test_the_shipped_figures_pass_their_own_checks():
    assert check_observations(OBSERVATIONS, CATALOGUE, REGIONS) == []


def test_spending_of_every_region_is_there_for_five_years():
    spending = OBSERVATIONS.query("indicator == 'rd_expenditure' and region != 'KZ'")
    assert spending.groupby("year")["value"].count().to_dict() == dict.fromkeys(range(2020, 2025), 20)


def test_national_spending_reaches_from_2005_to_2024():
    nation = OBSERVATIONS.query("indicator == 'rd_expenditure' and region == 'KZ'")
    assert nation["year"].tolist() == list(range(2005, 2025))
    assert nation["value"].notna().all()


def test_table_2_is_converted_from_thousand_tenge():
    assert value("local_budget_rd", "KZ", 2024) == pytest.approx(539.0413)
    assert value("local_budget_rd", "KZ-75", 2020) == pytest.approx(276.8826)


def test_a_dash_is_not_published_and_never_zero():
    assert status("local_budget_rd", "KZ-71", 2020) == "not_published"
    assert math.isnan(value("local_budget_rd", "KZ-71", 2020))
    dashes = OBSERVATIONS[OBSERVATIONS["status"] == "not_published"]
    assert dashes["value"].isna().all()
    assert (dashes["note"] != "").all()


def test_a_printed_zero_stays_zero():
    assert value("rd_expenditure", "KZ-62", 2020) == 0
    assert status("rd_expenditure", "KZ-62", 2020) == "published"


def test_what_cannot_be_had_is_a_row_with_its_reason():
    for year in (2015, 2016, 2018):
        assert status("local_budget_rd", "KZ", year) == "missing"
    missing = OBSERVATIONS[OBSERVATIONS["status"] == "missing"]
    assert {"researchers", "publications", "rd_by_source:republican_budget"} <= set(missing["indicator"])
    assert (missing["note"] != "").all()


def test_bounds_hold_the_known_values_and_stand_at_the_unknown_ones():
    bounds = shipped.read_bounds()
    assert (bounds["lower"] < bounds["upper"]).all()
    for row in bounds.itertuples():
        known = value(row.indicator, row.region, row.year)
        assert math.isnan(known) or row.lower <= known <= row.upper


def test_every_observation_names_its_source_and_every_estimate_its_method():
    assert (OBSERVATIONS["source"] != "").all()
    estimates = OBSERVATIONS[OBSERVATIONS["status"] == "estimate"]
    assert (estimates["note"] != "").all()
    assert set(OBSERVATIONS["status"]) <= set(STATUSES)


def test_regional_product_of_2023_and_2024_is_marked_as_estimate():
    product = OBSERVATIONS.query("indicator == 'grp' and year >= 2023")
    assert len(product) == 40
    assert set(product["status"]) == {"estimate"}


def test_catalogue_covers_the_observations_in_three_languages():
    assert set(OBSERVATIONS["indicator"]) == set(CATALOGUE["indicator"])
    assert set(CATALOGUE["kind"]) <= {"money", "count", "share", "index"}
    assert set(CATALOGUE["aggregation"]) == {"sum", "none"}
    assert (CATALOGUE != "").all(axis=None)


def test_targets_are_those_of_table_3():
    targets = shipped.read_targets().pivot(index="indicator", columns="year", values="target")
    assert targets.loc["foresight_sessions"].tolist() == [5, 5, 5, 5, 5]
    assert targets.loc["technical_specifications"].tolist() == [2, 4, 6, 10, 15]
    assert targets.loc["recommendations"].tolist() == [2, 4, 6, 8, 10]
    assert math.isnan(targets.loc["active_projects", 2026])
    assert targets.loc["active_projects"].tolist()[1:] == [1, 2, 4, 7]
    assert targets.loc["cofinancing_share"].isna().tolist() == [True, True, False, False, False]
    assert targets.loc["cofinancing_share"].tolist()[2:] == pytest.approx([0.01, 0.01, 0.02])


def test_project_rules_are_shares_of_one():
    rules = shipped.read_project_costs().query("measure == 'minimum_local_share'").set_index("instrument")["low"]
    assert rules.to_dict() == {"grant": 0.5, "programme": 0.05}


def test_an_unpublished_ceiling_is_missing_and_empty():
    ceiling = shipped.read_project_costs().set_index("code").loc["programme_ceiling"]
    assert ceiling["status"] == "missing"
    assert math.isnan(ceiling["low"])


def test_budgets_of_regions_are_in_millions():
    budgets = shipped.read_regional_budgets()
    aktobe = budgets.query("region == 'KZ-15' and year == 2024 and measure == 'expenditure'")
    assert aktobe["value"].iloc[0] == pytest.approx(587_133.9857)


def test_values_stand_where_a_status_allows_them():
    without = OBSERVATIONS["status"].isin(WITHOUT_VALUE)
    assert (OBSERVATIONS["value"].isna() == without).all()


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(Problem, match="no observations found in"):
        shipped.read_observations(tmp_path)
    with pytest.raises(Problem, match=r"file targets\.csv is missing"):
        shipped.read_targets(tmp_path)


def test_every_source_is_named_in_russian_and_kazakh():
    cited = set(OBSERVATIONS["source"]) | {one.source for row in read_parameters().series.values() for one in row}
    cited |= {rule.source for rule in read_rules().values()}
    for language in ("ru", "kk"):
        names = shipped.source_names(language)
        assert set(names) == cited
        assert all(names.values())
    assert shipped.source_names("en") == {}

"""A table of observations is checked whole: every fault has its row, its value and what is allowed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.regions.regions import REGIONS
from foresight.statistics.findings import FindingsProblem
from foresight.statistics.observations import check_observations, require_observations
from foresight.statistics.shipped import read_indicators, read_observations

CATALOGUE = read_indicators()
HISTORY = read_observations()
MONEY = "mln KZT, current prices"


def row(**changes):
    good = {
        "indicator": "rd_expenditure", "region": "KZ-75", "year": 2025, "value": 99000.0, "unit": MONEY,
        "status": "published", "source": "bulletin of 2026", "note": "",
    }  # fmt: skip
    return good | changes


def found(*rows, history=None, **options):
    return check_observations(pd.DataFrame(list(rows)), CATALOGUE, REGIONS, history, **options)


def test_a_good_row_has_nothing_to_say():
    assert found(row()) == []


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"indicator": "rd_spending"}, "unknown_indicator", "unknown indicator rd_spending: one of"),
        ({"region": "KZ-76"}, "unknown_region", "KZ-76 is no region of Kazakhstan"),
        ({"status": "official"}, "unknown_status", "unknown status official: one of published"),
        ({"unit": "USD"}, "wrong_unit", f"unit USD of rd_expenditure is not allowed: it must be {MONEY}"),
        ({"year": 20244}, "bad_year", "year 20244 is not a whole number from 1990 to 2060"),
        ({"year": 2024.5}, "bad_year", "year 2024.5 is not a whole number"),
        ({"year": "н/д"}, "bad_year", "year н/д is not a whole number"),
        ({"value": "12,5"}, "bad_value", "value 12,5 is not a number"),
        ({"value": np.inf}, "bad_value", "value inf is not a number"),
        ({"status": "not_published"}, "value_without_figure", "stands with status not_published, which has no value"),
        ({"value": np.nan}, "figure_without_value", "status published needs a value"),
        ({"value": -3.0}, "negative", "value -3 of rd_expenditure is below zero"),
        ({"source": " "}, "no_source", "the source is empty"),
    ],
)  # fmt: skip
def test_each_fault_names_the_value_and_what_is_allowed(changes, code, words):
    (finding,) = found(row(**changes))
    assert finding.code == code
    assert finding.row == 1
    assert words in finding.text


def test_prices_may_fall():
    assert found(row(indicator="cpi_annual_average", region="KZ", value=-1.5, unit="% on previous year")) == []


def test_a_second_row_of_the_same_region_and_year_is_named():
    (finding,) = found(row(), row(value=98000.0))
    assert (finding.code, finding.row) == ("duplicate", 2)


def test_all_faults_are_found_at_once_in_the_order_of_the_rows():
    findings = found(row(region="KZ-76", year=1), row(), row(unit="USD", value=-1))
    assert [(finding.row, finding.code) for finding in findings] == [
        (1, "unknown_region"), (1, "bad_year"), (3, "wrong_unit"), (3, "negative"), (3, "duplicate"),
    ]  # fmt: skip


def test_thousand_tenge_against_the_history_of_the_region_are_noticed():
    (finding,) = found(row(value=94580100.0), history=HISTORY)
    assert finding.code == "unit_jump"
    assert "94580.1 in 2024: about 1000 times apart" in finding.text


def test_thousand_tenge_instead_of_a_held_value_are_noticed_too():
    assert {finding.code for finding in found(row(year=2024, value=94580100.0), history=HISTORY)} == {"unit_jump"}


def test_billions_instead_of_millions_are_noticed():
    assert [finding.code for finding in found(row(value=99.0), history=HISTORY)] == ["unit_jump"]


def test_values_without_a_year_are_not_compared():
    codes = {finding.code for finding in found(row(year=None, value=1.0), row(year="", value=1000.0))}
    assert codes == {"bad_year"}


def test_a_planner_may_overrule_the_suspicion():
    (finding,) = found(row(value=94580100.0), history=HISTORY, jumps="warning")
    assert finding.severity == "warning"
    kept = require_observations(pd.DataFrame([row(value=94580100.0)]), CATALOGUE, REGIONS, HISTORY, jumps="warning")
    assert len(kept) == 1


def test_true_jumps_of_the_past_are_not_suspected():
    """North Kazakhstan 2022 (21 times) and Ulytau 2023 (53 times) are true figures."""
    assert check_observations(HISTORY, CATALOGUE, REGIONS, HISTORY) == []


def test_a_missing_column_is_a_problem_of_its_own():
    with pytest.raises(Problem, match="column unit, source is missing"):
        check_observations(pd.DataFrame([row()]).drop(columns=["unit", "source"]), CATALOGUE, REGIONS)


def test_the_raised_problem_holds_every_finding():
    with pytest.raises(FindingsProblem, match="KZ-76 is no region") as raised:
        require_observations(pd.DataFrame([row(region="KZ-76", unit="USD")]), CATALOGUE, REGIONS)
    assert [finding.code for finding in raised.value.findings] == ["unknown_region", "wrong_unit"]


def test_text_years_and_values_become_numbers():
    kept = require_observations(
        pd.DataFrame([row(year="2025", value="99000.5")]).drop(columns="note"), CATALOGUE, REGIONS
    )
    assert kept["year"].tolist() == [2025]
    assert kept["value"].tolist() == [99000.5]
    assert kept["note"].tolist() == [""]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({
            "indicator": st.sampled_from(["rd_expenditure", "population", "", "x"]),
            "region": st.sampled_from(["KZ", "KZ-10", "", "Bavaria"]),
            "year": st.one_of(st.integers(-5, 3000), st.text(max_size=4), st.none()),
            "value": st.one_of(st.floats(), st.text(max_size=4), st.none()),
            "unit": st.sampled_from([MONEY, "persons, 1 January", ""]),
            "status": st.sampled_from(["published", "missing", ""]),
            "source": st.sampled_from(["", "bulletin"]),
        }),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_whatever_is_thrown_in_either_passes_or_is_named(rows):
    frame = pd.DataFrame(rows)
    findings = check_observations(frame, CATALOGUE, REGIONS)
    for finding in findings:
        assert 1 <= finding.row <= len(rows)
        assert "{" not in finding.text.replace(str(finding.values.get("value")), "")
    if not findings:
        assert len(require_observations(frame, CATALOGUE, REGIONS)) == len(rows)

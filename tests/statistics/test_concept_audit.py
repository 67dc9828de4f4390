"""The audit finds every known disagreement of the Concept with its own figures, with its numbers."""

import pytest

from foresight.statistics.concept_audit import audit_concept, audit_shipped
from foresight.statistics.concept_figures import SEVERITY
from foresight.statistics.shipped import (
    read_boundaries,
    read_concept_notes,
    read_concept_printed,
    read_observations,
)

FOUND = {finding.number: finding for finding in audit_shipped()}

KNOWN = [
    (1, "error", {"printed": 539041.3, "times": 2.45, "nation": 219669.8, "share": 0.25}),
    (2, "error", {"printed": 0.75, "above": 52.8607, "below": 3844.6, "computed": 1.375, "joined": 7021.7}),
    (3, "error", {"printed": 1.07, "above": 58.0327, "below": 3041.8, "computed": 1.908, "joined": 5412.2}),
    (4, "error", {"printed": 0.65, "above": 242.8716, "below": 31992.3, "computed": 0.759, "joined": 37539.8}),
    (5, "method", {"abai_2020": 2370.4, "abai_2021": 3177.1, "east_2021": 169, "east_2022": 72,
                   "abai_students_2022": 98, "almaty_2021": 74, "almaty_2022": 37, "zhetisu_2022": 40}),
    (6, "outlier", {"value": 8839.7, "year": 2022, "before": 411.1, "times_before": 21.5, "after": 1144.0,
                    "times_after": 7.73, "share_of_nation": 7.27, "sum_of_regions": 121560.0, "nation": 121560.1,
                    "from_share_of_gdp": 121561}),
    (7, "outlier", {"value": 467.8, "before": 6412.1, "times_before": 13.71, "growth": -86.9, "share_first": 6.52,
                    "share_last": 0.35}),
    (8, "outlier", {"value": 5881.5, "year": 2021, "times_before": 2.73, "after": 3574.0}),
    (9, "outlier", {"series": "0; 0.9; 3.6; 189.3; 33.9"}),
    (10, "ambiguous", {"printed_ratio": 277, "ratio": 277.4, "printed_range": 658, "high": 893.0, "low": 234.9,
                       "spread": 658.1, "absolute_ratio": 2790, "absolute_spread": 5997}),
    (11, "ambiguous", {"value": 4243.8, "mean": 843.7, "nation": 1096.5, "over_mean": 5.03, "over_nation": 3.87}),
    (12, "ambiguous", {"printed": 18.8, "doing": 423, "reporting": 1988, "computed": 21.28}),
    (13, "partly_true", {"five": 85.9, "y2020": 82.68, "y2021": 84.13, "y2022": 83.96, "y2023": 89.28, "y2024": 86.52,
                         "holds": "2023, 2024"}),
    (14, "partly_true", {"first": 1.97, "second": 1.9}),
    (15, "label", {"printed": 146.7, "ratio": 2.467}),
    (16, "rounding", {"printed": 896.3, "computed": 896.8, "low": 896.1, "high": 897.4}),
    (17, "rounding", {"d2020": -0.1, "d2021": 0.1, "d2022": -0.1, "d2023": 0.0, "d2024": -0.2}),
    (18, "hidden_data", {"h2020": 65160.0, "h2021": 3589.4, "h2022": 9000.0, "h2023": 0.0, "h2024": 83369.7,
                         "share_2024": 15.5}),
    (19, "overclaim", {"count": 6, "hidden": 161119.1, "share": 5.9, "years": 4, "low": 52.9, "high": 75.7}),
    (20, "ok", {"of_six": 2185.8765, "total": 2713.0547, "share": 80.57, "visible": 85.66}),
    (21, "ok", {"published": 455.6716, "mean": 56.959, "size": 28.5, "projects": 16, "per_region": 0.8, "upper": 18.9}),
    (22, "ok", {"counts": "8, 10, 11, 9, 10, 14",
                "wrong": 0}),
    (23, "ok", {"agreed": 46, "checked": 48, "national_shares_agree": True}),
    (24, "ok", {"columns": 10, "wrong": 0}),
    (25, "series_break", {"before": 3712, "after": 7633, "growth": 105.6, "low": 1.5, "high": 4.4, "graduates": 17,
                          "almaty": 2.12, "astana": 1.95}),
    (26, "outlier", {"value": 1639, "rate": 43.6, "before": 943, "after": 1058}),
    (27, "rounding", {"printed": 0.001, "computed": 0.0017, "shown": 0.002, "highest": 0.328, "median": 0.069}),
    (28, "close_call", {"first": 0.328, "second": 0.323, "first_region": "KZ-47", "second_region": "KZ-75"}),
    (29, "ok", {"total": 78.4, "claimed": 80}),
    (30, "ok", {"applied": 378.5, "basic": 89.7, "development": 70.9, "total": 539.1, "shares": "70.2 / 16.6 / 13.2"}),
    (31, "contradiction", {"first": 1.0, "last": 2.0, "grant": 50.0, "programme": 5.0, "floor": 5.0}),
    (32, "reference", {"a": "6.4", "b": "6.5"}),
    (33, "date", {"a": "30.07.2024", "b": "30.06.2024"}),
    (34, "spelling", {"a": "Мангыстауская, Мангистауская"}),
    (35, "format", {"a": "89,028.7", "b": "219,7"}),
    (36, "missing", {"b": "5.2"}),
    (37, "nominal", {"nominal": 146.7, "prices": 55, "real": 59, "nominal_region": 64.5, "real_region": 6}),
]  # fmt: skip


@pytest.mark.parametrize(("check", "kind", "numbers"), KNOWN, ids=lambda value: value if isinstance(value, int) else "")
def test_the_known_finding_is_found_with_its_numbers(check, kind, numbers):
    finding = FOUND[check]
    assert finding.kind == kind
    for name, number in numbers.items():
        assert finding.values[name] == number, name


def test_the_averages_are_those_printed():
    means = FOUND[22].values["means"]
    assert means == pytest.approx((56959.0, 74405.9, 39254.9, 45044.3, 51500.2, 182281.1), abs=0.051)


def test_single_years_above_two_per_cent_are_named():
    exceptions = FOUND[14].values["exceptions"]
    assert exceptions == "KZ-11 2024: 2.03%; KZ-23 2020: 6.52%; KZ-23 2021: 5.86%; KZ-59 2022: 7.27%"


def test_the_spelling_variants_stand_in_the_printed_tables():
    """The Concept prints both in its text; the tables hold Kazakh letters in Russian names."""
    names = set(read_concept_printed()["text"])
    assert {"Мангыстауская", "Область Жетісу", "Область Ұлытау"} <= names


def test_nothing_is_found_twice_and_nothing_unexpected():
    numbers = [finding.number for finding in audit_shipped()]
    assert numbers == sorted(set(numbers)) == [*range(1, 40)]


def test_every_finding_reads_as_a_sentence():
    for finding in audit_shipped():
        assert "{" not in finding.text
        assert finding.place
        assert finding.severity in {"error", "warning", "note", "ok"}
        assert finding.kind in SEVERITY


def audited(observations=None, printed=None):
    observations = read_observations() if observations is None else observations
    printed = read_concept_printed() if printed is None else printed
    return {row.number: row for row in audit_concept(observations, printed, read_boundaries(), read_concept_notes())}


def changed(printed, place, item, region, period, value):
    chosen = (printed[["place", "item", "region", "period"]] == [place, item, region, period]).all(axis=1)
    assert chosen.sum() == 1
    return printed.assign(
        value=printed["value"].where(~chosen, float(value)), printed=printed["printed"].where(~chosen, str(value))
    )


def test_a_corrected_share_is_no_longer_reported():
    printed = changed(read_concept_printed(), "Table 2", "local_budget_share", "KZ-63", "2020", 1.91)
    found = audited(printed=printed)
    assert 3 not in found
    assert found[23].values["agreed"] == 47


def test_a_share_spoilt_elsewhere_is_reported():
    found = audited(printed=changed(read_concept_printed(), "Table 2", "local_budget_share", "KZ-43", "2020", 22.73))
    assert (found[41].region, found[41].code) == ("KZ-43", "share_differs")


def test_a_spoilt_growth_is_an_error_and_not_rounding():
    found = audited(printed=changed(read_concept_printed(), "Table 1", "growth", "KZ-75", "2020-2024", 178.7))
    assert (found[43].region, found[43].kind) == ("KZ-75", "error")


def test_a_wrong_cell_breaks_the_national_sum():
    observations = read_observations()
    cell = observations.query("indicator == 'rd_expenditure' and region == 'KZ-75' and year == 2024").index
    observations.loc[cell, "value"] += 100
    assert audited(observations)[17].kind == "error"

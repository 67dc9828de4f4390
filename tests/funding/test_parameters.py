"""Every assumption has a value, a range, a source and a grade."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from foresight.funding.parameters import Parameter, quantile, read_parameters
from foresight.problems import Problem

PARAMETERS = read_parameters()


def parameter(**more):
    given = {
        "name": "x",
        "value": 2.0,
        "unit": "mln KZT a year",
        "low": 1.0,
        "high": 4.0,
        "distribution": "triangular",
        "source": "by hand",
        "read_on": "2026-11-22",
        "grade": "C",
    }
    return Parameter(**{**given, **more})


@pytest.mark.parametrize("name", PARAMETERS.names)
def test_every_shipped_parameter_has_a_source_a_day_and_a_grade(name):
    for entry in PARAMETERS.series[name]:
        assert entry.source
        assert entry.read_on
        assert entry.grade in "ABC"
        assert entry.unit


def test_an_assumption_says_that_it_is_one():
    for name in PARAMETERS.names:
        if PARAMETERS[name].grade == "C":
            assert PARAMETERS[name].source.startswith(("Assumption", "Policy choice"))


def test_the_plan_of_five_sessions_starts_in_2026():
    assert PARAMETERS.values("sessions_per_year").tolist() == [0, 5, 5, 5, 5, 5]


@pytest.mark.parametrize("name", PARAMETERS.uncertain)
def test_draws_stay_inside_the_range(name):
    entry = PARAMETERS[name]
    values = quantile(entry, np.linspace(0, 1 - 1e-7, 999))
    assert values.min() >= entry.low - 1e-9
    assert values.max() <= entry.high + 1e-9
    assert np.all(np.diff(values) >= 0)


def test_a_triangular_distribution_is_the_one_of_the_textbook():
    uniform = np.linspace(0.01, 0.99, 50)
    expected = stats.triang(c=1 / 3, loc=1, scale=3).ppf(uniform)
    assert quantile(parameter(), uniform) == pytest.approx(expected)


def test_a_lognormal_distribution_has_its_median_at_the_value_and_is_cut():
    entry = parameter(value=200.0, low=100.0, high=400.0, distribution="lognormal")
    assert quantile(entry, np.array([0.5]))[0] == pytest.approx(200)
    assert quantile(entry, np.array([0.0, 1 - 1e-12])) == pytest.approx([100, 400], rel=1e-4)


def test_whole_numbers_are_equally_likely():
    entry = parameter(value=2.0, low=1.0, high=3.0, distribution="integer")
    assert quantile(entry, np.array([0.0, 0.34, 0.67, 0.999])).tolist() == [1, 2, 3, 3]


def test_a_change_holds_in_its_years_only_and_is_marked():
    changed = PARAMETERS.with_value("earmark", (2027, 2028), 0.9)
    assert changed.values("earmark").tolist() == [0.5, 0.5, 0.9, 0.9, 0.5, 0.5]
    assert changed.at("earmark", 2027).changed
    assert changed.at("earmark", 2027).distribution == "fixed"
    assert not changed.at("earmark", 2026).changed
    assert PARAMETERS.values("earmark").tolist() == [0.5] * 6


def test_putting_the_same_value_everywhere_keeps_one_entry():
    assert len(PARAMETERS.with_value("earmark", PARAMETERS.years, 0.9).series["earmark"]) == 1


def test_a_range_keeps_the_spread():
    changed = PARAMETERS.with_value("earmark", PARAMETERS.years, {"value": 0.6, "low": 0.5, "high": 0.7})
    assert changed["earmark"].distribution == "triangular"
    assert (changed["earmark"].low, changed["earmark"].high) == (0.5, 0.7)


def test_the_digest_moves_with_every_value():
    assert PARAMETERS.digest != PARAMETERS.with_value("earmark", (2030,), 0.51).digest


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("share of awards", 1.2, "1.2 is not a share between 0 and 1"),
        ("probability", -0.1, "-0.1 is not a share between 0 and 1"),
        ("mln KZT a year", -5.0, "-5.0 is negative"),
        ("years", 2.5, "2.5 is not a whole number of years"),
        ("sessions", float("nan"), "nan is not a number"),
        ("growth a year", -1.0, "a growth of -1.0 leaves nothing"),
        ("times the path", -2.0, "-2.0 is negative"),
        ("researchers a project", 0.0, "0.0 is less than 1"),
        ("sessions", 1e9, "is more than 1000"),
    ],
)
def test_impossible_values_are_named(unit, value, words):
    with pytest.raises(Problem, match=words):
        parameter(unit=unit, value=value, low=value, high=value, distribution="fixed")


def test_a_project_runs_for_a_year_at_least():
    with pytest.raises(Problem, match="grant_duration: 0 is less than 1"):
        PARAMETERS.with_value("grant_duration", (2030,), 0)


def test_a_range_on_a_logarithmic_scale_begins_above_zero():
    with pytest.raises(Problem, match="programme_cost: its range must begin above 0"):
        PARAMETERS.with_value("programme_cost", (2030,), {"value": 300.0, "low": 0.0, "high": 1000.0})


def test_a_value_outside_its_range_is_named():
    with pytest.raises(Problem, match="9.0 lies outside its range 1.0 to 4.0"):
        parameter(value=9.0)


def test_unknown_words_are_named():
    with pytest.raises(Problem, match="unknown distribution normal"):
        parameter(distribution="normal")
    with pytest.raises(Problem, match="unknown grade D"):
        parameter(grade="D")
    with pytest.raises(Problem, match="no source"):
        parameter(source="")
    with pytest.raises(Problem, match="unknown parameter tax: one of budget_growth"):
        PARAMETERS.with_value("tax", (2027,), 1.0)
    with pytest.raises(Problem, match="exactly value, low and high; look at middle"):
        PARAMETERS.with_value("earmark", (2027,), {"value": 0.5, "low": 0.1, "high": 1.0, "middle": 0.3})


def test_a_missing_file_and_a_word_in_place_of_a_number_are_named(tmp_path):
    with pytest.raises(Problem, match="parameters.csv is missing"):
        read_parameters(tmp_path)
    header = "name,from_year,value,unit,low,high,distribution,role,grade,source,read_on,note\n"
    (tmp_path / "parameters.csv").write_text(
        header + "earmark,,half,share of x,0,1,uniform,uncertain,C,s,2026-01-01,\n"
    )
    with pytest.raises(Problem, match="parameter earmark: half is not a number"):
        read_parameters(tmp_path)


def test_an_entry_cannot_be_changed_in_place():
    with pytest.raises(AttributeError):
        PARAMETERS["earmark"].value = 1.0
    with pytest.raises(TypeError):
        PARAMETERS.series["earmark"] = ()
    assert replace(PARAMETERS["earmark"], value=0.4).value == 0.4

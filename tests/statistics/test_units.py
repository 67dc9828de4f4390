"""Units of printed tables."""

import pytest

from foresight.problems import Problem
from foresight.statistics.units import require_unit_factor, unit_factor

MONEY = "mln KZT, current prices"


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        (MONEY, 1),
        ("mln KZT", 1),
        ("млн. тенге", 1),
        ("млн.тенге", 1),
        ("млн ₸", 1),
        ("млн теңге", 1),
        ("тыс. тенге", 0.001),
        ("мың теңге", 0.001),
        ("thousand KZT", 0.001),
        ("млрд. тенге", 1000),
        ("bn KZT", 1000),
        ("тенге", 1e-6),
    ],
)
def test_money_is_brought_to_millions(text, factor):
    assert unit_factor(text, MONEY) == factor


@pytest.mark.parametrize("text", ["USD", "mln USD", "человек", "%", "", "млн"])
def test_another_unit_does_not_fit(text):
    assert unit_factor(text, MONEY) is None


def test_people_and_shares():
    assert unit_factor("тыс. человек", "persons, 1 January") == 1000
    assert unit_factor("чел.", "persons") == 1
    assert unit_factor("%", "% of GDP") == 1
    assert unit_factor("тенге", "persons") is None


def test_a_unit_that_does_not_fit_is_refused_by_name():
    with pytest.raises(Problem, match="unit USD of rd_expenditure is not allowed: it must be mln KZT, current prices"):
        require_unit_factor("USD", MONEY, "rd_expenditure")

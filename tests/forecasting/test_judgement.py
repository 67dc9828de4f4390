"""Adjustments with a reason, and drivers as scenarios."""

import datetime

import pandas as pd
import pytest

from foresight.forecasting.judgement import Adjustment, Driver, apply_adjustments, apply_drivers, score_adjustments
from foresight.forecasting.panel_forecast import forecast_panel
from foresight.problems import Problem

DAY = datetime.date(2026, 1, 15)


def adjust(**changes):
    given = {
        "region": "R01",
        "years": (2026, 2027),
        "kind": "factor",
        "value": 1.3,
        "reason": "The new metallurgy centre opens in 2026",
        "author": "A. Planner",
        "date": DAY,
    }
    return Adjustment(**{**given, **changes})


@pytest.fixture
def rows(panel_frame):
    return forecast_panel(panel_frame, 2028).rows


def pick(rows, region, year, column):
    return rows.loc[(rows["unique_id"] == region) & (rows["ds"] == year), column].iloc[0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": "   "}, "needs a reason"),
        ({"reason": "because"}, "needs a reason of at least 10 letters"),
        ({"author": ""}, "needs an author"),
        ({"years": ()}, "needs at least one year"),
        ({"value": 0.0}, "must be positive"),
        ({"value": 1.02}, "less than 5 % does more harm than good"),
        ({"kind": "amount", "value": -1.0}, "must not be negative"),
        ({"kind": "wish"}, "one of factor, amount"),
    ],
)
def test_an_adjustment_without_reason_author_or_size_is_refused(changes, sentence):
    with pytest.raises(Problem, match=sentence):
        adjust(**changes)


def test_the_base_stays_beside_the_adjusted_forecast(rows):
    found = apply_adjustments(rows, [adjust()])
    assert found["pooled"].equals(rows["pooled"])
    assert pick(found, "R01", 2026, "adjusted") == pytest.approx(1.3 * pick(rows, "R01", 2026, "pooled"))
    assert pick(found, "R01", 2026, "adjusted-hi-80") == pytest.approx(1.3 * pick(rows, "R01", 2026, "pooled-hi-80"))
    assert pick(found, "R01", 2028, "adjusted") == pick(rows, "R01", 2028, "pooled")
    assert pick(found, "R01", 2026, "adjustments")[0].author == "A. Planner"
    assert pick(found, "R02", 2026, "adjustments") == ()


def test_a_later_amount_replaces_and_a_factor_multiplies(rows):
    later = datetime.date(2026, 3, 1)
    amount = adjust(kind="amount", value=500.0, years=(2026,))
    found = apply_adjustments(rows, [adjust(date=later, years=(2026,)), amount])
    assert pick(found, "R01", 2026, "adjusted") == pytest.approx(1.3 * 500)
    found = apply_adjustments(rows, [adjust(years=(2026,)), adjust(kind="amount", value=500.0, date=later)])
    assert pick(found, "R01", 2026, "adjusted") == pytest.approx(500)


def test_a_forecast_that_is_not_there_cannot_be_adjusted(rows):
    with pytest.raises(Problem, match="no forecast of R01 for 2040"):
        apply_adjustments(rows, [adjust(years=(2040,))])


def test_adjustments_are_scored_when_the_year_has_come(rows):
    found = apply_adjustments(rows, [adjust()])
    base = pick(rows, "R01", 2026, "pooled")
    came = pd.DataFrame({"unique_id": ["R01", "R02"], "ds": [2026, 2026], "y": [1.25 * base, 1.0]})
    score = score_adjustments(found, came)
    assert len(score) == 1
    assert score["helped"].iloc[0]
    assert score["base_error"].iloc[0] == pytest.approx(0.25 * base)
    assert score["reason"].iloc[0].startswith("The new metallurgy")


def test_a_growing_central_budget_moves_its_share_of_the_money(rows):
    found = apply_drivers(rows, [Driver("budget_grows", 2027, 0.10)], ["pooled"], {"R01": 0.5})
    assert pick(found, "R01", 2027, "pooled") == pytest.approx(1.05 * pick(rows, "R01", 2027, "pooled"))
    assert pick(found, "R01", 2026, "pooled") == pick(rows, "R01", 2026, "pooled")
    assert pick(found, "R02", 2027, "pooled") == pick(rows, "R02", 2027, "pooled")


def test_new_funding_adds_and_an_ending_programme_takes(rows):
    drivers = [Driver("funded_from", 2026, 70.0, "R01"), Driver("programme_ends", 2028, 0.4, "R02")]
    found = apply_drivers(rows, drivers, ["pooled", "pooled-lo-80"])
    assert pick(found, "R01", 2026, "pooled-lo-80") == pytest.approx(pick(rows, "R01", 2026, "pooled-lo-80") + 70)
    assert pick(found, "R02", 2028, "pooled") == pytest.approx(0.6 * pick(rows, "R02", 2028, "pooled"))


def test_drivers_that_make_no_sense_are_named(rows):
    for arguments, sentence in (
        (("grows", 2026, 0.1), "unknown driver grows"),
        (("budget_grows", 2026, -1.5), "more than all of it"),
        (("funded_from", 2026, 5.0), "needs a region"),
        (("funded_from", 2026, -5.0, "R01"), "must not be negative"),
        (("programme_ends", 2026, 1.4), "between 0 and 1"),
    ):
        with pytest.raises(Problem, match=sentence):
            Driver(*arguments)
    with pytest.raises(Problem, match="unknown region R99"):
        apply_drivers(rows, [Driver("programme_ends", 2026, 0.4, "R99")], ["pooled"])
    with pytest.raises(Problem, match="share of the budget"):
        apply_drivers(rows, [Driver("budget_grows", 2026, 0.4)], ["pooled"], 1.5)

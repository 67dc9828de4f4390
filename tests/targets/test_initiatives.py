"""Initiatives along the eight steps: order, dates, payers, and what a rule asks."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.store import initiative_money, initiatives
from foresight.targets.indicators import CountingChoices
from foresight.targets.initiatives import (
    PAYERS,
    STATES,
    STEPS,
    budget_by_rule,
    check_dates,
    check_initiative,
    check_money,
    check_people,
    check_state,
    following,
    money_summary,
    place_of,
    step_dates,
    step_periods,
)
from foresight.targets.recorded import recorded_by_choice

COLUMNS = ["year", "payer", "planned", "paid"]


def money(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)


def codes(found) -> list[str]:
    return [one.code for one in found]


def test_the_eight_steps_are_those_of_the_concept_and_of_the_store():
    assert len(STEPS) == 8
    assert STEPS == initiatives.STEPS
    assert STATES == initiatives.STATES
    assert PAYERS == initiative_money.PAYERS


def test_after_the_specification_comes_the_call_and_after_the_last_step_nothing():
    assert following("specification") == "call"
    assert following("dissemination") is None
    assert place_of("council") == 1
    with pytest.raises(Problem, match="dance"):
        place_of("dance")


def test_a_contract_before_its_call_is_out_of_order():
    dates = {"call": date(2026, 9, 1), "execution": date(2026, 5, 1)}
    found = check_dates(dates, "execution")
    first = found[0]
    assert (first.code, first.severity) == ("dates_out_of_order", "error")
    assert (first.values["earlier"], first.values["later"]) == ("call", "execution")
    assert [one.values["step"] for one in found[1:]] == ["council", "session", "specification", "structuring"]


def test_a_step_already_taken_cannot_lie_in_the_future():
    dates = dict.fromkeys(STEPS[:3], date(2026, 5, 1)) | {"call": date(2027, 1, 1)}
    assert codes(check_dates(dates, "call", today=date(2026, 11, 22))) == ["step_in_the_future"]
    assert codes(check_dates(dates, "specification", today=date(2026, 11, 22))) == []


@given(st.lists(st.dates(date(2024, 1, 1), date(2030, 1, 1)), min_size=8, max_size=8))
@settings(max_examples=40, deadline=None)
def test_sorted_days_are_never_out_of_order(days):
    assert codes(check_dates(dict(zip(STEPS, sorted(days))), "dissemination")) == []


def test_days_of_any_shape_are_read_and_nonsense_is_left_out():
    stored = {"call": "2026-09-01", "session": date(2026, 5, 1), "council": "yesterday", "x": "2026-01-01"}
    assert step_dates(stored) == {"session": date(2026, 5, 1), "call": date(2026, 9, 1)}
    assert step_dates(None) == {}


@pytest.mark.parametrize(
    ("step", "state", "first", "last", "expected"),
    [
        ("execution", "active", 2026, 2028, []),
        ("call", "active", 2026, None, ["active_before_execution"]),
        ("results", "planned", 2026, 2028, ["planned_in_execution"]),
        ("execution", "completed", 2026, 2028, ["completed_before_results"]),
        ("execution", "active", None, None, ["no_first_year"]),
        ("call", "planned", None, None, ["years_not_known"]),
        ("execution", "active", 2028, 2026, ["years_reversed"]),
    ],
)
def test_state_step_and_years_must_fit(step, state, first, last, expected):
    assert codes(check_state(step, state, first, last)) == expected


def test_money_without_a_payer_or_a_year_is_named_and_in_no_total():
    rows = money((2027, "", 5.0, None), (None, "local", 3.0, None), (2027, "local", 10.0, None))
    found = check_money(rows)
    assert codes(found) == ["money_without_payer", "money_without_year"]
    assert found[0].values == {"year": 2027.0, "amount": 5.0}
    assert codes(check_money(money((2027, "uncle", 5.0, None)))) == ["unknown_payer", "no_money_planned"]


def test_money_outside_the_years_negative_or_overpaid_is_named():
    rows = money((2025, "local", 1.0, None), (2026, "local", -1.0, None), (2027, "local", 5.0, 6.0))
    found = check_money(rows, starts_year=2026, ends_year=2027)
    assert codes(found) == ["money_outside_years", "negative_amount", "more_paid_than_planned"]


def test_a_grant_with_a_third_of_local_money_lacks_a_sixth_of_its_cost():
    rows = money((2027, "republican", 20.0, None), (2027, "local", 10.0, None))
    found = check_money(rows, local_share=0.5)
    assert codes(found) == ["share_below_rule"]
    assert found[0].values["lacking"] == pytest.approx(5.0)
    assert codes(check_money(rows, local_share=1 / 3)) == []


def test_no_money_at_all_is_open_and_no_fault():
    assert [(one.code, one.severity) for one in check_money(money())] == [("no_money_planned", "open")]


def test_from_structuring_on_partners_from_elsewhere_are_asked_for():
    assert codes(check_people("call", "A", "KZ-61", ())) == []
    assert codes(check_people("structuring", "", "KZ-61", ())) == ["no_owner", "no_partner"]
    near = [{"name": "x", "place": "KZ-61"}]
    assert codes(check_people("execution", "A", "KZ-61", near)) == ["no_partner_from_elsewhere"]
    assert codes(check_people("execution", "A", "KZ-61", [*near, {"name": "y", "place": "Швейцария"}])) == []


def test_errors_stand_before_what_is_open():
    record = {"step": "execution", "state": "active", "region": "KZ-61", "starts_year": None}
    found = check_initiative(record, money((2027, "", 1.0, None)), local_share=0.5)
    severities = [one.severity for one in found]
    assert severities == sorted(severities, key=("error", "warning", "open").index)
    assert "no_specification" in codes(found)


def test_a_grant_of_30_is_halved_and_a_programme_of_300_takes_15_from_the_region():
    grant = budget_by_rule(30.0, [2027, 2028], 0.5)
    assert grant.set_index(["year", "payer"])["planned"].to_dict() == {
        (2027, "republican"): 15.0,
        (2027, "local"): 15.0,
        (2028, "republican"): 15.0,
        (2028, "local"): 15.0,
    }
    programme = budget_by_rule(300.0, [2027], [0.05], private_share=0.1)
    assert programme["planned"].tolist() == [255.0, 15.0, 30.0]
    assert programme["paid"].isna().all()


@given(
    cost=st.floats(0.1, 1e5),
    shares=st.lists(st.floats(0, 0.6), min_size=1, max_size=6),
    private=st.floats(0, 0.4),
)
@settings(max_examples=60, deadline=None)
def test_the_payers_always_pay_the_whole_cost_and_the_rule_is_kept(cost, shares, private):
    years = list(range(2026, 2026 + len(shares)))
    rows = budget_by_rule(cost, years, shares, private)
    assert rows.groupby("year")["planned"].sum().to_numpy() == pytest.approx(cost, abs=1e-5)
    asked = float(np.mean(shares)) + private
    assert "share_below_rule" not in codes(check_money(rows, local_share=asked - 1e-4))


@pytest.mark.parametrize("cost", [0.0, -5.0, float("nan"), float("inf")])
def test_a_cost_that_is_none_is_refused(cost):
    with pytest.raises(Problem, match="positive number"):
        budget_by_rule(cost, [2027], 0.5)


def test_shares_beyond_the_cost_or_of_other_years_are_refused():
    with pytest.raises(Problem, match="fit the cost"):
        budget_by_rule(10.0, [2027], 0.8, 0.5)
    with pytest.raises(Problem, match="2 shares"):
        budget_by_rule(10.0, [2027], [0.5, 0.5])


def test_money_is_summed_by_payer_and_unknown_stays_unknown():
    found = money_summary(money((2026, "republican", 20.0, None), (2027, "local", 20.0, None)))
    assert found["planned"]["total"] == 40
    assert found["planned"]["share"] == 0.5
    assert np.isnan(found["paid"]["total"])
    assert np.isnan(money_summary(money())["planned"]["share"])


def test_a_period_lasts_until_the_next_step_and_the_last_until_today():
    dates = {"session": date(2026, 5, 1), "call": date(2026, 9, 1)}
    rows = step_periods("Water", dates, until=date(2026, 11, 22))
    assert [(row["step"], row["starts"], row["ends"]) for row in rows] == [
        ("session", date(2026, 5, 1), date(2026, 9, 1)),
        ("call", date(2026, 9, 1), date(2026, 11, 22)),
    ]
    assert step_periods("Water", dates)[-1]["ends"] == date(2026, 9, 1)
    assert step_periods("Water", {}) == []


def recorded(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["indicator", "region", "year", "value"])


STARTS = pd.DataFrame(
    [("KZ-61", 2026, "grant", 1), ("KZ-75", 2027, "grant", 2)], columns=["region", "year", "instrument", "value"]
)


def test_what_was_recorded_is_summed_over_years_where_the_target_is():
    frame = recorded(("foresight_sessions", "KZ", 2026, 5), ("foresight_sessions", "KZ", 2027, 3))
    yearly = recorded_by_choice(frame, STARTS, CountingChoices())
    assert yearly["value"].tolist() == [5, 3]
    summed = recorded_by_choice(frame, STARTS, CountingChoices(foresight_sessions="cumulative"))
    assert summed["value"].tolist() == [5, 8]


def test_started_projects_are_counted_from_their_first_year():
    frame = recorded(("active_projects", "KZ", 2026, 1), ("active_projects", "KZ", 2027, 3))
    started = recorded_by_choice(frame, STARTS, CountingChoices(active_projects="started"))
    nation = started[started["region"] == "KZ"].set_index("year")["value"].to_dict()
    assert nation == {2026: 1, 2027: 2}
    summed = recorded_by_choice(frame, STARTS, CountingChoices(active_projects="cumulative"))
    assert summed[summed["region"] == "KZ"].set_index("year")["value"].to_dict() == {2026: 1, 2027: 3}


def test_a_share_of_another_base_is_not_known_from_projects():
    frame = recorded(("cofinancing_share", "KZ", 2026, 0.4))
    assert recorded_by_choice(frame, STARTS, CountingChoices())["value"].tolist() == [0.4]
    assert recorded_by_choice(frame, STARTS, CountingChoices(cofinancing_share="gerd"))["value"].isna().all()

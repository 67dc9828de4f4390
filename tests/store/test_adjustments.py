"""Adjustments of forecasts are kept beside the base they change."""

from datetime import date

import pandas as pd
import pytest

from foresight.forecasting.judgement import Adjustment
from foresight.problems import Problem
from foresight.store import adjustments, forecast_runs, journal
from foresight.store.database import Database

BASE = pd.DataFrame(
    {
        "unique_id": ["KZ-75", "KZ-75", "KZ-11"],
        "ds": [2025, 2026, 2025],
        "pooled": [100.0, 110.0, 10.0],
        "pooled-lo-80": [80.0, 85.0, 8.0],
        "pooled-hi-80": [125.0, 140.0, 12.0],
        "naive": [95.0, 95.0, 9.0],
    }
)
REASON = "A new institute opens in the autumn"


def adjusted(**changes: object) -> Adjustment:
    given = {"region": "KZ-75", "years": (2025, 2026), "kind": "factor", "value": 1.2, "reason": REASON}
    return Adjustment(**{**given, "author": "A. Planner", "date": date(2025, 3, 1), **changes})


def keep(database: Database, adjustment: Adjustment) -> adjustments.KeptAdjustment:
    return adjustments.keep_adjustment(
        database, adjustment, indicator="rd_expenditure", vintage="v1", method="pooled", base=BASE
    )


def test_an_adjustment_is_kept_with_its_base(database: Database) -> None:
    kept = keep(database, adjusted())
    found = adjustments.list_adjustments(database, indicator="rd_expenditure")
    assert [one.id for one in found] == [kept.id]
    assert found[0].adjustment == adjusted()
    pd.testing.assert_frame_equal(found[0].base, BASE.iloc[:2].drop(columns="naive"))
    assert found[0].stands
    assert adjustments.list_adjustments(database, indicator="gdp") == []


def test_what_is_taken_back_stays_in_the_list(database: Database) -> None:
    kept = keep(database, adjusted())
    adjustments.withdraw_adjustment(database, kept.id, actor="B. Reviewer")
    found = adjustments.list_adjustments(database)[0]
    assert (found.stands, found.withdrawn_by) == (False, "B. Reviewer")
    with pytest.raises(Problem, match="still stands"):
        adjustments.withdraw_adjustment(database, kept.id)
    assert journal.verify(database).intact


def test_adjustments_come_in_the_order_of_their_days(database: Database) -> None:
    late = keep(database, adjusted(date=date(2025, 6, 1), value=1.5))
    early = keep(database, adjusted(date=date(2025, 1, 1), value=0.5))
    assert [one.id for one in adjustments.list_adjustments(database)] == [early.id, late.id]


def test_a_year_without_forecast_is_refused(database: Database) -> None:
    with pytest.raises(Problem, match="no forecast of KZ-75 for 2031"):
        keep(database, adjusted(years=(2025, 2031)))
    assert adjustments.list_adjustments(database) == []


def test_a_published_forecast_keeps_what_it_stood_on(database: Database) -> None:
    forecast_runs.keep_run(
        database,
        vintage="v1",
        indicator="rd_expenditure",
        horizon=2026,
        rows=BASE,
        method="pooled",
        choices={"prices": "cpi_annual_average", "without_breaks": True},
        published_by="A. Planner",
    )
    run = forecast_runs.list_runs(database)[0]
    assert run.choices == {"prices": "cpi_annual_average", "without_breaks": True}
    assert run.published_by == "A. Planner"

"""How last year's forecast did."""

import numpy as np
import pandas as pd
import pytest

from foresight.forecasting.accountability import reckon, reckon_budgets
from foresight.forecasting.panel_forecast import forecast_panel
from foresight.problems import Problem


def stored(*rows):
    columns = ["unique_id", "ds", "pooled", "pooled-lo-80", "pooled-hi-80", "pooled-lo-95", "pooled-hi-95", "naive"]
    return pd.DataFrame(rows, columns=columns)


STORED = stored(
    ("A", 2025, 100, 80, 120, 60, 150, 90),
    ("B", 2025, 100, 80, 120, 60, 150, 90),
    ("C", 2025, 100, 80, 120, 60, 150, 90),
    ("A", 2026, 110, 80, 140, 60, 180, 90),
)


def came(**values):
    return pd.DataFrame([(name, 2025, value) for name, value in values.items()], columns=["unique_id", "ds", "y"])


def test_what_came_falls_inside_or_outside_and_where():
    found = reckon(STORED, came(A=110, B=140, C=50))
    assert found.rows["place"].tolist() == ["inside_80", "inside_95", "below"]
    assert found.coverage80 == pytest.approx(1 / 3)
    assert found.coverage95 == pytest.approx(2 / 3)
    assert found.rows["error"].tolist() == [10, 40, -50]
    assert found.waiting == 1
    assert reckon(STORED, came(A=200)).rows["place"].tolist() == ["above"]


def test_the_forecast_is_held_against_naive():
    found = reckon(STORED, came(A=110, C=50))
    assert found.rows["percentage_error"].tolist() == pytest.approx([200 * 10 / 210, 200 * 50 / 150])
    assert found.rows["better_than_naive"].tolist() == [True, False]
    assert found.percentage_error == pytest.approx(np.mean([200 * 10 / 210, 200 * 50 / 150]))
    assert found.regions.set_index("unique_id").loc["A", ["years", "coverage80"]].tolist() == [1, 1.0]


def test_a_figure_that_has_not_come_is_waited_for():
    with pytest.raises(Problem, match="none of the forecast years 2025 to 2026 has a figure yet"):
        reckon(STORED, came(A=np.nan))
    with pytest.raises(Problem, match="no method theta"):
        reckon(STORED, came(A=1), method="theta")


def test_a_published_panel_forecast_can_be_reckoned(panel_frame):
    early = forecast_panel(panel_frame[panel_frame["ds"] < 2024], 2026)
    found = reckon(early.rows, panel_frame)
    assert len(found.rows) == 20
    assert found.waiting == 40
    assert 0.5 < found.coverage95 <= 1


def budgets(**changes):
    """Three regions: one was funded, one not, one shows a dash."""
    stored = pd.DataFrame(
        {
            "unique_id": ["A", "B", "C"],
            "ds": [2025] * 3,
            "funded_probability": [0.8, 0.2, 0.3],
            "amount": [10.0, 5.0, 4.0],
            "amount-lo-80": [8.0, 4.0, 3.0],
            "amount-hi-80": [12.0, 6.0, 5.0],
            "amount-lo-95": [6.0, 3.0, 2.0],
            "amount-hi-95": [14.0, 7.0, 6.0],
            "last_state": ["funded", "zero", "not_published"],
            "years_funded": [3, 0, 1],
        }
    )
    came = {"unique_id": ["A", "B", "C", "KZ"], "ds": [2025] * 4, "y": [13.0, 0.0, np.nan, 13.0]}
    came["status"] = ["published", "published", "not_published", "published"]
    return stored, pd.DataFrame(came | changes)


def test_chances_of_local_budgets_by_hand():
    found = reckon_budgets(*budgets())
    assert found.rows["came"].tolist() == ["funded", "zero", "zero"]
    assert found.brier == pytest.approx((0.2**2 + 0.2**2 + 0.3**2) / 3)
    assert found.brier_same_state == 0
    assert found.rows["place"].tolist() == ["inside_95", "", ""]
    assert (found.coverage80, found.coverage95, found.unknown) == (0, 1, 0)


def test_a_dash_that_may_hide_money_is_counted_nowhere():
    found = reckon_budgets(*budgets(y=[13.0, 0.0, np.nan, 20.0]))
    assert found.rows["came"].tolist() == ["funded", "zero", "unknown"]
    assert found.brier == pytest.approx((0.2**2 + 0.2**2) / 2)
    assert found.unknown == 1


def test_a_year_of_local_budgets_that_has_not_come_is_refused():
    stored, came = budgets()
    with pytest.raises(Problem, match="none of the forecast years 2025 to 2025"):
        reckon_budgets(stored, came.assign(ds=2024))

"""What people do to forecasts: mark a year, adjust with a reason, publish, and see later how it did."""

import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from foresight.screen import resources
from foresight.screen.forecasts import kept
from foresight.store import adjustments, figures, forecast_runs, marks
from tests.pages.test_forecasts_page import opened, written

RD = "rd_expenditure"


def bring_in_2025(growth: float) -> None:
    """Bring in a synthetic bulletin of 2025 in which every figure of spending and local budgets has grown."""
    database = resources.database()
    now = figures.observations(database)
    last = now[now["indicator"].isin([RD, "local_budget_rd"]) & (now["year"] == 2024)]
    later = last.assign(year=2025, value=last["value"] * growth, source="synthetic bulletin")
    figures.add_vintage(database, pd.concat([now, later]), name="Bulletin 2025", source="a test")


def adjust(page: AppTest, **changes) -> AppTest:
    values = {"value": 1.2, "reason": "A new institute opens in autumn", "author": "A. Planner"} | changes
    page.number_input(key="adjust_value").set_value(values["value"])
    page.text_area(key="adjust_reason").set_value(values["reason"])
    page.text_input(key="adjust_author").set_value(values["author"])
    next(one for one in page.button if one.label == "Keep the adjustment").click().run()
    return page


def section(page: AppTest, name: str) -> AppTest:
    page.segmented_control(key="forecast_section").set_value(name).run()
    assert not page.exception
    return page


def publish(page: AppTest, author: str) -> AppTest:
    page.text_input(key="publish_author").set_value(author)
    page.session_state["publish_window"] = True
    page.button(key="publish").click().run()
    assert not page.exception
    assert not page.session_state["publish_window"], "left open, a second press would publish it twice"
    return page


def test_a_mark_of_the_reader_s_own_leaves_a_year_out():
    database = resources.database()
    marks.mark_break(database, RD, "KZ-75", 2023, "A ministry moved its institutes", kind="outlier")
    assert "2023 is left out of the fit as an outlier" in written(opened(region="KZ-75"))


def test_an_adjustment_needs_reason_and_author_and_no_tinkering_and_publishing_needs_a_name():
    page = opened(section="judgement")
    for changes, said in (
        ({"reason": "short"}, "reason of at least"),
        ({"author": ""}, "author"),
        ({"value": 1.01}, "5 %"),
        ({"value": 900}, "give an amount"),
    ):
        adjust(page, **changes)
        assert said in page.error[0].value
    assert adjustments.list_adjustments(resources.database()) == []
    section(page, "reckoning").button(key="publish").click().run()
    assert "author" in page.error[0].value
    assert forecast_runs.list_runs(resources.database()) == []


def test_an_adjustment_and_a_published_forecast_are_held_against_a_newer_set_of_figures():
    page = opened(section="judgement")
    page.multiselect(key="adjust_years").set_value([2025])
    adjust(page)
    assert not page.exception
    made = adjustments.list_adjustments(resources.database())[0]
    assert (made.adjustment.region, made.adjustment.author) == ("KZ-75", "A. Planner")
    assert len(made.base) == 1

    assert "No forecast of this indicator has been published yet" in written(section(page, "reckoning"))
    publish(page, "A. Planner")
    run = forecast_runs.list_runs(resources.database())[0]
    assert run.vintage == figures.current_vintage(resources.database())
    assert run.choices["index"] == "cpi_annual_average"
    assert run.choices["adjustments"] == 1
    assert "nothing to hold it against" in written(page.run())

    bring_in_2025(1.6)
    assert run.vintage != figures.current_vintage(resources.database())
    later = opened(section="reckoning")
    assert not later.exception
    assert "**2025: " in written(later)
    assert " of 21 inside the 80 % limits" in written(later)
    found = kept.reckoning_of(run)
    assert len(found.regions) == 21
    # Naive is last year's figure in prices of 2025: 11.4 % of inflation against growth of 60 %.
    assert found.naive_percentage_error == pytest.approx(200 * (1.6 - 1.114) / (1.6 + 1.114))
    assert "closer than the base in 1 of 1 cases" in written(section(later, "judgement"))


def test_an_adjustment_of_people_counts_people_and_not_tenge():
    page = opened(indicator="doctoral_students", region="KZ", section="judgement")
    adjust(page)
    assert not page.exception
    table = next(frame.value for frame in page.dataframe if "Adjustment" in frame.value)
    assert table["Base"].str.endswith("(people)").all()
    assert "₸" not in page.number_input(key="adjust_value").label + table.to_csv()


def test_a_local_budget_is_drawn_beside_its_base_when_adjusted_and_its_published_chances_are_reckoned():
    page = opened(indicator="local_budget_rd", region="KZ-75", section="judgement")
    base = page.subheader[0].value
    page.segmented_control(key="adjust_kind").set_value("amount")
    adjust(page, value=4321)
    assert not page.exception
    assert page.subheader[0].value == base
    assert "**Adjusted by people: 2030: 4.3\xa0bn\xa0₸**" in written(page)
    drawn = json.dumps(page.get("vega_lite_chart")[0].proto.spec)
    assert "adjusted by people" in drawn
    assert "amount if funded" in drawn

    publish(section(page, "reckoning"), "A. Planner")
    bring_in_2025(1.1)
    later = opened(indicator="local_budget_rd", region="KZ-75", section="reckoning")
    assert not later.exception
    assert "The chances were off by" in written(later)

"""The page of forecasts: both prices, honest limits, models on demand, adjustments, and how a published one did."""

import json
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from foresight.screen import long_work, resources
from foresight.screen.forecasts import kept
from foresight.store import adjustments, figures, forecast_runs

PAGE = str(Path(__file__).parents[2] / "pages" / "forecasts.py")
RD = "rd_expenditure"


def opened(**state) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.session_state["language"] = "en"
    for name, value in state.items():
        app.session_state[f"forecast_{name}"] = value
    return app.run()


def written(page: AppTest) -> str:
    return "\n".join(one.value for one in [*page.subheader, *page.markdown, *page.caption, *page.info])


def bring_in_2025(growth: float) -> None:
    """Bring in a synthetic bulletin of 2025 in which every figure of spending and local budgets has grown."""
    database = resources.database()
    now = figures.observations(database)
    last = now[now["indicator"].isin([RD, "local_budget_rd"]) & (now["year"] == 2024)]
    later = last.assign(year=2025, value=last["value"] * growth, source="synthetic bulletin")
    figures.add_vintage(database, pd.concat([now, later]), name="Bulletin 2025", source="a test")


def test_the_first_screen_tells_both_prices_and_how_far_the_bands_can_be_trusted():
    page = opened()
    assert not page.exception
    assert page.subheader[0].value.startswith("Almaty city: about")
    assert "in prices of 2024" in page.subheader[0].value
    told = written(page)
    assert "In prices of 2030: about" in told
    assert "Bands like these held only 65 and 82 of 100 past values" in told
    assert "Own history counts" in told


def test_current_prices_are_shown_on_request():
    page = opened(prices="current")
    assert "in prices of" not in page.subheader[0].value
    assert "In prices of 2024: about" in written(page)


def test_a_shock_to_all_regions_widens_the_limits():
    narrow, wide = opened(), opened(shock=30)
    assert narrow.subheader[0].value != wide.subheader[0].value
    assert "Even with this shock" in written(wide) or "80 and 95 are promised" in written(wide)


def test_naive_is_shown_and_explained_where_it_was_closer():
    page = opened(indicator="doctoral_graduates", region="KZ-75")
    told = written(page)
    assert "“Same as last year” is shown" in told
    assert "The errors of pooled growth were 10% larger" in told


def test_a_marked_year_is_left_out_only_while_the_switch_says_so():
    with_switch = opened(region="KZ-59")
    assert "2022 is left out of the fit as an outlier" in written(with_switch)
    with_switch.toggle(key="forecast_without_breaks").set_value(False).run()
    assert "2022 is left out of the fit" not in written(with_switch)


def test_a_mark_of_the_reader_s_own_leaves_a_year_out():
    database = resources.database()
    figures.mark_break(database, RD, "KZ-75", 2023, "A ministry moved its institutes", kind="outlier")
    assert "2023 is left out of the fit as an outlier" in written(opened(region="KZ-75"))


@pytest.mark.parametrize("section", ["regions", "total", "methods", "scenarios", "judgement", "reckoning"])
def test_every_section_opens_for_a_region_and_for_the_nation(section):
    for region in ("KZ-23", "KZ"):
        page = opened(section=section, region=region)
        assert not page.exception
        assert not page.error


@pytest.mark.parametrize("section", ["regions", "share", "scenarios", "judgement", "reckoning"])
def test_local_budgets_are_a_chance_and_an_amount(section):
    page = opened(indicator="local_budget_rd", region="KZ-10", section=section)
    assert not page.exception
    assert not page.error
    assert "in 10 to be funded in 2030; if funded, about" in page.subheader[0].value


def test_a_file_of_one_s_own_is_forecast_with_a_sentence_for_what_is_wrong():
    lines = [
        f"s{row},{year},{100 * (row + 1) * 1.05 ** (year - 2015)}" for row in range(8) for year in range(2015, 2024)
    ]
    lines += ["[bad](x),2020,many", "[bad](x),2021,5", "s1,2999,7", ",2020,3"]
    page = opened(section="own")
    file = ("panel.csv", "\n".join(["unique_id,ds,y", *lines]).encode(), "text/csv")
    page.file_uploader(key="own_panel").set_value(file).run()
    assert not page.exception
    told = written(page)
    plain = told.replace("\\", "")
    assert "values that are no usable number are set aside (2020: many)" in plain
    assert "years in the future are set aside (2999)" in plain
    assert "Rows without the name of a series" in told
    assert "[bad](x)" not in told
    assert "pooled damped growth" in page.dataframe[0].value["Method"].tolist()
    page.file_uploader(key="own_panel").set_value(("bad.csv", b"\xff\xfe\x00", "text/csv")).run()
    assert "is not a CSV table" in page.error[0].value


def test_an_official_total_is_distributed():
    page = opened(section="total")
    page.number_input(key="forecast_total").set_value(500).run()
    table = page.dataframe[0].value
    assert "With the official total" in table.columns
    assert "leaves a gap of" in written(page)


def test_a_driver_moves_the_line_and_not_the_forecast():
    page = opened(section="scenarios")
    before = page.subheader[0].value
    page.number_input(key="driver_growth").set_value(20).run()
    assert page.subheader[0].value == before
    assert "instead of" in written(page)
    assert page.number_input(key="driver_share").value == 77


def test_slow_models_are_scored_beside_the_page():
    page = opened(section="methods")
    page.multiselect(key="forecast_models").set_value(["ets"]).run()
    next(one for one in page.button if one.label == "Score these models").click().run()
    long_work.wait()
    page.run()
    assert not page.exception
    assert "exponential smoothing (ETS)" in page.dataframe[0].value["Method"].tolist()


def adjust(page: AppTest, **changes) -> AppTest:
    values = {"value": 1.2, "reason": "A new institute opens in autumn", "author": "A. Planner"} | changes
    page.number_input(key="adjust_value").set_value(values["value"])
    page.text_area(key="adjust_reason").set_value(values["reason"])
    page.text_input(key="adjust_author").set_value(values["author"])
    next(one for one in page.button if one.label == "Keep the adjustment").click().run()
    return page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "short"}, "reason of at least"),
        ({"author": ""}, "author"),
        ({"value": 1.01}, "5 %"),
        ({"value": 900}, "give an amount"),
    ],
)
def test_an_adjustment_needs_reason_and_author_and_no_tinkering(changes, said):
    page = adjust(opened(section="judgement"), **changes)
    assert said in page.error[0].value
    assert adjustments.list_adjustments(resources.database()) == []


def test_an_adjustment_stands_beside_its_base_and_is_scored_when_the_year_has_come():
    page = opened(section="judgement")
    page.multiselect(key="adjust_years").set_value([2025])
    adjust(page)
    assert not page.exception
    made = adjustments.list_adjustments(resources.database())[0]
    assert (made.adjustment.region, made.adjustment.author) == ("KZ-75", "A. Planner")
    assert len(made.base) == 1
    bring_in_2025(1.6)
    later = opened(section="judgement")
    assert "closer than the base in 1 of 1 cases" in written(later)


def test_an_adjusted_local_budget_is_drawn_beside_its_base():
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


def test_a_published_forecast_is_held_against_a_newer_set_of_figures():
    page = opened(section="reckoning")
    assert "No forecast of this indicator has been published yet" in written(page)
    page.text_input(key="publish_author").set_value("A. Planner")
    page.button(key="publish").click().run()
    assert not page.exception
    run = forecast_runs.list_runs(resources.database())[0]
    assert run.vintage == figures.current_vintage(resources.database())
    assert run.choices["index"] == "cpi_annual_average"
    assert "nothing to hold it against" in written(opened(section="reckoning"))
    bring_in_2025(1.3)
    assert run.vintage != figures.current_vintage(resources.database())
    later = opened(section="reckoning")
    assert not later.exception
    assert "**2025: " in written(later)
    assert " of 21 inside the 80 % limits" in written(later)
    found = kept.reckoning_of(run)
    assert len(found.regions) == 21
    # Naive is last year's figure in prices of 2025: 11.4 % of inflation against growth of 30 %.
    assert found.naive_percentage_error == pytest.approx(200 * (1.3 - 1.114) / (1.3 + 1.114))


def test_published_chances_of_local_budgets_are_reckoned_too():
    page = opened(indicator="local_budget_rd", region="KZ-75", section="reckoning")
    page.text_input(key="publish_author").set_value("A. Planner")
    page.button(key="publish").click().run()
    bring_in_2025(1.1)
    later = opened(indicator="local_budget_rd", region="KZ-75", section="reckoning")
    assert not later.exception
    assert "The chances were off by" in written(later)


def test_publishing_needs_a_name():
    page = opened(section="reckoning")
    page.button(key="publish").click().run()
    assert "author" in page.error[0].value
    assert forecast_runs.list_runs(resources.database()) == []

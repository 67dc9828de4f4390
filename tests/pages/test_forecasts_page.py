"""The page of forecasts: both prices, honest limits, every section, and models on demand."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight.screen import long_work

PAGE = str(Path(__file__).parents[2] / "pages" / "forecasts.py")

pytestmark = pytest.mark.usefixtures("shared_store")


def opened(**state) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.session_state["language"] = "en"
    for name, value in state.items():
        app.session_state[f"forecast_{name}"] = value
    return app.run()


def written(page: AppTest) -> str:
    return "\n".join(one.value for one in [*page.subheader, *page.markdown, *page.caption, *page.info])


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


def walked(page: AppTest, *sections: str):
    """Open one section after the other on a page, each of which must open without a complaint."""
    for section in sections:
        page.segmented_control(key="forecast_section").set_value(section).run()
        assert not page.exception, section
        assert not page.error, section
        assert page.session_state["forecast_section"] == section
        yield page


@pytest.mark.parametrize("region", ["KZ-23", "KZ"])
def test_every_section_opens_for_a_region_and_for_the_nation(region):
    page = opened(region=region)
    assert not page.exception
    assert len(list(walked(page, "total", "methods", "scenarios", "judgement", "reckoning", "regions"))) == 6


def test_local_budgets_are_a_chance_and_an_amount():
    page = opened(indicator="local_budget_rd", region="KZ-10")
    for seen in walked(page, "share", "scenarios", "judgement", "reckoning", "regions"):
        assert "in 10 to be funded in 2030; if funded, about" in seen.subheader[0].value


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
    page = opened(section="methods", region="KZ")
    page.multiselect(key="forecast_models").set_value(["ets"]).run()
    next(one for one in page.button if one.label == "Score these models").click().run()
    long_work.wait()
    page.run()
    assert not page.exception
    assert "exponential smoothing (ETS)" in page.dataframe[0].value["Method"].tolist()

"""Regions: a map that opens a card, regions side by side, an index whose choices can be turned, boundaries brought."""

import datetime as dt
import json
from functools import partial

import pytest

from foresight.regions.regions import REGIONS
from foresight.screen import region_card, region_index, region_map, regions, resources
from foresight.screen.language import current
from foresight.store import initiatives, sessions
from tests.pages.frame import opened
from tests.regions.test_boundary_file import made

pytestmark = pytest.mark.usefixtures("shared_store")


@pytest.fixture
def page(monkeypatch):
    return partial(opened, monkeypatch, "regions.py")


def labelled(elements, label):
    return next(one for one in elements if one.label == label)


def shown(app) -> str:
    return " ".join(one.value for one in app.markdown)


@pytest.fixture(autouse=True)
def few_variations(monkeypatch):
    """The index is varied ten thousand times for readers; a test needs no more than a few."""
    monkeypatch.setattr(region_index, "DRAWS", 300)


def test_every_layer_opens(page):
    app = page()
    for layer in regions.LAYERS:
        app.selectbox(key="layer").set_value(layer).run()
        assert not app.exception
        assert not app.error


def test_every_view_opens_in_russian_and_kazakh(page):
    app = page("ru")
    assert not app.exception
    assert not app.error
    # One step after the other, so that each draws only what has not been seen.
    for name, value in (
        *(("view", view) for view in ("comparison", "index")),
        ("language", "kk"),
        *(("view", view) for view in ("comparison", "map")),
    ):
        app.session_state[name] = value
        app.run()
        assert not app.exception
        assert not app.error
        assert app.session_state[name] == value


def test_the_list_of_regions_opens_the_card_and_the_address_follows(page):
    app = page()
    labelled(app.selectbox, "Region").set_value("KZ-62").run()
    assert "Ulytau Region" in [one.value for one in app.subheader]
    assert app.query_params["region"] in ("KZ-62", ["KZ-62"])
    assert page(region="KZ-10").subheader[0].value == "Abai Region"
    assert page(region="KZ-99").subheader[0].value == "Almaty city"


def test_the_year_and_the_measure_change_what_the_map_says(page):
    app = page()
    assert "2024: Almaty has 43% of the sum of the regions" in shown(app)
    app.select_slider(key="map_year").set_value(2021).run()
    assert "2021" in shown(app)
    labelled(app.selectbox, "Measured").set_value("per_head").run()
    assert "per 100,000 people" in shown(app) or "2021" in shown(app)


def test_playing_goes_through_the_years_and_stops(page):
    app = page()
    app.button(key="map_play").click().run()
    assert app.select_slider(key="map_year").value == 2020
    for _ in range(8):
        app.session_state["map_ticked"] = 0.0
        app.run()
    assert app.select_slider(key="map_year").value == 2024
    assert not app.session_state["map_playing"]


def test_the_card_is_printed_with_the_map(page):
    page(region="KZ-10")
    alone = region_card.pdf_of("KZ-10", current())
    with_map = region_card.pdf_of("KZ-10", current(), region_map.printable("population", "nominal", "KZ-10", current()))
    assert alone.startswith(b"%PDF")
    assert len(with_map) > len(alone) + 2_000


def test_regions_side_by_side_keep_their_order_and_say_what_is_missing(page):
    app = page(view="comparison")
    app.multiselect(key="compared").set_value(["KZ-10", "KZ-75"]).run()
    table = app.table[0].value
    assert list(table.columns)[1:] == ["Abai", "Almaty"]
    assert len(table) == 4
    labelled(app.selectbox, "Indicator").set_value("local_budget_rd").run()
    assert "not published" in app.table[0].value.to_string()
    app.multiselect(key="compared").set_value([]).run()
    assert "Choose up to five" in app.info[0].value


def test_the_choices_of_the_index_change_it_and_no_indicator_is_told(page):
    app = page(view="index")
    before = app.subheader[0].value
    app.selectbox(key="index_weighting").set_value("principal_components")
    app.selectbox(key="index_aggregation").set_value("geometric")
    app.selectbox(key="index_missing").set_value("lowest")
    app.selectbox(key="index_normalisation").set_value("rank").run()
    assert not app.exception
    assert not app.error
    app.multiselect(key="index_names_2024").set_value(["local_budget_rd/population", "grp/population"]).run()
    assert "Fewer than 12 regions" in app.warning[0].value
    assert app.subheader[0].value != before
    app.multiselect(key="index_names_2024").set_value([]).run()
    assert "at least one indicator" in app.info[0].value


def test_points_of_experts_are_kept_for_everybody(page):
    app = page(view="index")
    app.selectbox(key="index_weighting").set_value("expert").run()
    next(one for one in app.get("button_group") if one.key == "index_emphasis").set_value("people").run()
    labelled(app.button, "Keep these points for everybody").click().run()
    assert not app.exception
    assert region_index.kept_points()["doctoral_students/population"] == 3.0


def test_boundaries_are_kept_for_everybody_and_can_be_removed(page):
    app = page()
    app.file_uploader(key="boundary_file").set_value(("map.geojson", json.dumps(made()).encode(), "application/json"))
    app.run()
    assert not app.exception
    assert set(regions.kept_boundaries().polygons) == set(REGIONS)
    app = page()
    assert "Remove the boundaries" in [one.label for one in app.button]
    app.button(key="boundary_remove").click().run()
    assert regions.kept_boundaries() is None


def test_a_map_of_something_else_is_told_and_the_tiles_stay(page):
    app = page()
    for content, said in (
        (json.dumps(made(lambda region: "Bayern")), "none of the regions"),
        ("not json", "cannot be read as JSON"),
        (" " * (21 * 1024 * 1024), "at most 20 MB"),
    ):
        app.file_uploader(key="boundary_file").set_value(("map.geojson", content.encode(), "application/json"))
        app.run()
        assert not app.exception
        assert said in app.error[0].value
        assert any("tiles stay" in one.value for one in app.caption)
    assert regions.kept_boundaries() is None


def test_what_happened_in_a_region_stands_on_its_card(page):
    database = resources.database()
    sessions.create_session(database, title="What does Abai need?", region="KZ-10", held_on=dt.date(2026, 11, 1))
    initiatives.create_initiative(
        database, title="Clean water", instrument="grant", region="KZ-10", state="active",
        content={"partners": [{"name": "University", "place": "Semey"}]},
    )  # fmt: skip
    app = page(region="KZ-10")
    tables = [frame.value for frame in app.dataframe]
    assert any("Clean water" in table.to_string() for table in tables)
    assert any("What does Abai need?" in table.to_string() for table in tables)
    assert any("University (Semey)" in one.value for one in app.get("text"))

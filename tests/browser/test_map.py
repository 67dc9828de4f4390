"""The map of the regions in a real browser: by mouse, by keyboard, its other pictures and layers, areas of a user."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import PHONE, WIDE, opened, pressed, settled, written
from tests.regions.test_boundary_file import made

TILE, CIRCLE, AREA = "path[aria-roledescription='rect mark']", "path[aria-roledescription='circle']", "path"


@pytest.fixture(scope="module")
def page(browser, furnished_server):
    """Keep one page for all tests; each opens the map anew."""
    page = browser.new_page(viewport=WIDE)
    yield page
    page.close()


@pytest.fixture
def map_page(page, furnished_server) -> Page:
    page.set_viewport_size(WIDE)
    opened(page, f"{furnished_server}/regions?lang=ru")
    expect(mark(page, "Астана")).to_be_visible()
    return page


def mark(page: Page, name: str, kind: str = TILE):
    """Return what a screen reader names after a region on the map."""
    return page.get_by_test_id("stVegaLiteChart").first.locator(f"{kind}[aria-label*='{name}']").first


def card(page: Page):
    """Return the headline of the region's card."""
    return page.locator("h3").first


def finding(page: Page):
    """Return the sentence above the map."""
    return page.get_by_test_id("stMarkdown").locator("strong").first


def test_a_click_on_a_tile_opens_the_card_of_its_region(map_page):
    expect(card(map_page)).to_have_text("город Алматы")
    for name, headline, code in (
        ("Атырауская", "Атырауская область", "KZ-23"),
        ("Ұлытау", "область Ұлытау", "KZ-62"),
    ):
        pressed(mark(map_page, name))
        expect(card(map_page)).to_have_text(headline)
        expect(map_page.get_by_role("combobox", name="Регион")).to_have_value(headline)
        expect(map_page).to_have_url(re.compile(f"region={code}"))


def test_every_region_is_told_to_a_screen_reader_once(map_page):
    tiles = map_page.get_by_test_id("stVegaLiteChart").first.locator(f"{TILE}[aria-label]")
    told = [tile.get_attribute("aria-label") for tile in tiles.all()]
    assert len(told) == len(set(told)) == 20
    assert "город Алматы: 94,6 млрд ₸; официальные, опубликованы" in " ".join(told).replace("\u00a0", " ")


def test_the_keyboard_alone_opens_the_card(map_page):
    expect(card(map_page)).to_have_text("город Алматы")
    pressed(map_page.locator("h1"))
    for _ in range(12):
        map_page.keyboard.press("Tab")
        if map_page.get_by_role("combobox", name="Регион").evaluate("one => one === document.activeElement"):
            break
    map_page.keyboard.type("Мангист")
    map_page.keyboard.press("Enter")
    expect(card(map_page)).to_have_text("Мангистауская область")
    map_page.keyboard.press("ArrowDown")
    map_page.keyboard.press("ArrowDown")
    map_page.keyboard.press("Enter")
    expect(card(map_page)).not_to_have_text("Мангистауская область")


def test_circles_and_layers_show_the_same_regions(map_page):
    pressed(map_page.get_by_role("radio", name="Круги"))
    settled(map_page)
    pressed(mark(map_page, "Астана", CIRCLE))
    expect(card(map_page)).to_have_text("город Астана")
    layer = map_page.get_by_role("combobox", name="Слой")
    for words, said in (("Сессии", "потребност"), ("Потенциал", "докторант"), ("Индекс", "научного потенциала")):
        written(layer, words)
        layer.press("Enter")
        expect(finding(map_page)).to_contain_text(re.compile(said, re.IGNORECASE))
    expect(card(map_page)).to_have_text("город Астана")


YEARS_SEEN = """() => {
    window.years = [];
    new MutationObserver(() => {
        const year = document.querySelector('[data-testid="stMarkdown"] strong')?.innerText.match(/20\\d\\d/)?.[0];
        if (year && window.years.at(-1) !== year) window.years.push(year);
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def test_playing_runs_through_the_years_by_itself_to_the_last(map_page):
    map_page.evaluate(YEARS_SEEN)
    play = map_page.get_by_role("button", name="Проиграть по годам")
    pressed(play)
    expect(map_page.get_by_role("button", name="Остановить")).to_be_visible()
    expect(play).to_be_visible()
    assert map_page.evaluate("() => window.years")[-5:] == ["2020", "2021", "2022", "2023", "2024"]


def test_boundaries_of_a_user_are_drawn_and_a_click_on_an_area_opens_the_card(map_page):
    pressed(map_page.get_by_text("Свои границы (GeoJSON)"))
    place = map_page.locator("input[type=file]").last
    wrong = json.dumps(made(lambda region: "Bayern")).encode()
    place.set_input_files({"name": "map.geojson", "mimeType": "application/json", "buffer": wrong})
    expect(map_page.get_by_test_id("stAlertContentError")).to_be_visible()
    expect(mark(map_page, "Астана")).to_be_visible()
    right = json.dumps(made()).encode()
    place.set_input_files({"name": "map.geojson", "mimeType": "application/json", "buffer": right})
    expect(map_page.get_by_role("radio", name="Границы")).to_be_visible()
    settled(map_page)
    pressed(mark(map_page, "Костанайская", AREA))
    expect(card(map_page)).to_have_text("Костанайская область")
    pressed(map_page.get_by_role("button", name="Убрать границы"))
    expect(map_page.get_by_role("radio", name="Границы")).to_have_count(0)
    expect(mark(map_page, "Астана")).to_be_visible()


def test_a_phone_shows_all_tiles_and_a_tap_opens_the_card(map_page):
    map_page.set_viewport_size(PHONE)
    settled(map_page)
    expect(mark(map_page, "Астана")).to_be_visible()
    places = [mark(map_page, name).bounding_box() for name in ("Западно-Казахстанская", "Восточно-Казахстанская")]
    assert all(place["x"] >= 0 and place["x"] + place["width"] <= PHONE["width"] for place in places)
    # The finger lands on the name in the middle of the tile, which opens the card as well.
    mark(map_page, "Восточно-Казахстанская").click(force=True)
    expect(card(map_page)).to_have_text("Восточно-Казахстанская область")

"""Each page opens in a real browser, in Russian and in Kazakh, wide and phone-narrow, without an exception box."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from foresight.screen.pages import PAGES
from tests.browser.steps import PHONE, WIDE, opened, pressed, settled, written

ENTRIES = [entry for entries in PAGES.values() for entry in entries]


def charts_drawn(page: Page) -> None:
    """Wait until every chart has its canvas or drawing."""
    for chart in page.get_by_test_id("stVegaLiteChart").all():
        if chart.is_visible():
            expect(chart.locator("canvas, svg").first).to_be_attached()


@pytest.fixture(scope="module")
def page(browser):
    """One reader for the whole walk, whose browser keeps the scripts of the app between pages."""
    reader = browser.new_page(viewport=WIDE)
    yield reader
    reader.close()


def without_exception_box(page: Page, entry, language: str) -> None:
    charts_drawn(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    folder = os.environ.get("FORESIGHT_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{Path(entry.script).stem}-{language}.png")


def without_scrolling_sideways(page: Page) -> None:
    page.set_viewport_size(PHONE)
    settled(page)
    overflow = page.locator("body").evaluate("body => body.scrollWidth - body.clientWidth")
    page.set_viewport_size(WIDE)
    assert overflow <= 1, "the page scrolls sideways on a phone"


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.script for entry in ENTRIES])
def test_a_page_opens_without_an_exception_box_and_changes_its_language(page, furnished_server, entry):
    opened(page, f"{furnished_server}/{entry.path}")
    without_exception_box(page, entry, "ru")
    switch = page.get_by_text("Қаз", exact=True)
    if switch.is_visible():
        pressed(switch)
        page.wait_for_url(re.compile("lang=kk"))
        settled(page)
    else:
        # The projector has no sidebar: its language comes with the address.
        opened(page, f"{furnished_server}/{entry.path}?lang=kk")
    without_exception_box(page, entry, "kk")
    # Kazakh words are the longest: what fits on a phone in Kazakh fits in Russian.
    without_scrolling_sideways(page)


def test_the_language_survives_navigation_and_reload(page, furnished_server):
    opened(page, furnished_server)
    russian, scenario = page.locator("h1").first.inner_text(), page.get_by_role("combobox").first
    expect(scenario).to_have_value(re.compile("^Концепция"))
    pressed(page.get_by_text("Қаз", exact=True))
    expect(page.locator("h1").first).not_to_have_text(russian)
    expect(scenario).to_have_value(re.compile("^Тұжырымдама"))
    pressed(page.get_by_test_id("stPageLink").filter(has_text="Статистика"))
    expect(page).to_have_url(re.compile("statistics"))
    expect(page.locator("h1").first).to_have_text("Статистика")
    settled(page)
    assert "lang=kk" in page.url
    page.reload()
    expect(page.get_by_test_id("stPageLink").filter(has_text="сессиялары").first).to_be_visible()


def test_a_session_begins_and_takes_needs_one_after_the_other(page, furnished_server):
    opened(page, f"{furnished_server}/sessions?lang=en")
    pressed(page.get_by_text("Start a session"))
    written(page.get_by_label("Title"), "Soils of the north")
    pressed(page.get_by_role("button", name="Start", exact=True))
    expect(page.get_by_text("0 needs")).to_be_visible()
    for count, need in ((1, "Drip irrigation"), (2, "Salt soils")):
        written(page.get_by_label("Need", exact=True), need)
        pressed(page.get_by_role("button", name="Add the need"))
        expect(page.get_by_text(f"{count} need", exact=False).first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_best_needs_of_a_session_become_specifications(page, furnished_server):
    opened(page, f"{furnished_server}/sessions?lang=en")
    written(page.get_by_role("combobox", name="Session"), "Water for the south")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 needs · 5 ballots")).to_be_visible()
    pressed(page.get_by_role("tab", name="3. Ranking and specifications"))
    pressed(page.get_by_role("button", name="Draft the specifications"))
    expect(page.get_by_text("Specifications of this session")).to_be_visible()
    for need in ("Drip irrigation", "Salt soils"):
        expect(page.get_by_text(f"{need} · Draft")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)

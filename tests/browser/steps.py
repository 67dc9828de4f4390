"""How a test walks a page as a reader does: it looks, waits until nothing moves, and only then touches."""

from playwright.sync_api import Locator, Page, expect

SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
# Milliseconds within which a busy machine has certainly done it; how fast it is, the benchmarks tell.
SLOW = 30_000
expect.set_options(timeout=SLOW)
STILL = """async () => {
    const moving = one => one.playState === "running" && one.effect?.getComputedTiming().iterations !== Infinity;
    const until = performance.now() + 2000;
    while (document.getAnimations().some(moving) && performance.now() < until)
        await new Promise(again => setTimeout(again, 20));
}"""


def settled(page: Page) -> None:
    """Wait until the page is drawn whole and nothing on it folds or slides any more."""
    page.wait_for_selector(SETTLED, timeout=SLOW)
    page.locator("body").evaluate(STILL)


def opened(page: Page, address: str) -> None:
    """Go to a page of the staff and wait until it is drawn."""
    page.goto(address)
    expect(page.get_by_test_id("stMainBlockContainer").get_by_test_id("stElementContainer").first).to_be_attached()
    settled(page)


def pressed(target: Locator) -> None:
    """Press a button by keyboard, click anything else; both once nothing moves.

    A finger meets nothing when the page is drawn anew between its going down and up; a key needs no place.
    """
    expect(target).to_be_enabled()
    settled(target.page)
    if target.evaluate("one => one.tagName") == "BUTTON":
        target.press("Enter", timeout=SLOW)
    else:
        target.click(timeout=SLOW)


def written(target: Locator, words: str) -> None:
    """Write into a field that stays: while a page is drawn its older field may still stand there."""
    target.first.wait_for(timeout=SLOW)
    settled(target.page)
    target.fill(words, timeout=SLOW)

"""``python -m benchmarks.funding.slider``: a lever moved in a real browser, until the new answer stands.

Needs Chromium. The clock runs inside the browser from the key press: once to the new headline, once to the page at
rest with its new charts. Limit: half a second.
"""

import os
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.pages.reruns import free_port, start, wait

MOVES = 20
SPECIFICATIONS = 4
"""Place of the lever that is moved: specifications a session, from 3 to 5 and back, other answers every time."""
LEVER = 'div[data-testid="stSlider"] input[type="range"]'
WATCH = """
(slider) => new Promise((done) => {
  const answer = () => document.querySelector('h3').innerText;
  const working = () => document.querySelector('[data-testid="stApp"]').dataset.testScriptState !== 'notRunning';
  const before = answer();
  let told = null, began = null, worked = false;
  slider.addEventListener('keydown', () => { began = performance.now(); }, { once: true, capture: true });
  const look = () => {
    if (began !== null) {
      worked = worked || working();
      if (told === null && answer() !== before) told = performance.now() - began;
      if (worked && !working()) return done([told, performance.now() - began]);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})
"""


def move(page: Page, lever: int, key: str) -> tuple[float | None, float]:
    """Press a key on a lever; return milliseconds to the new headline (None if its words stay) and to the rest."""
    slider = page.locator(LEVER).nth(lever)
    slider.focus()
    slider.evaluate(f"(slider) => {{ window.waited = ({WATCH})(slider); }}")
    page.keyboard.press(key)
    return tuple(page.evaluate("() => window.waited"))


def main() -> None:
    """Print medians and the slowest of each."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        process = start(Path(folder) / "foresight.duckdb", port)
        try:
            wait(address)
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(f"{address}/funding")
            page.locator(LEVER).nth(SPECIFICATIONS).wait_for(state="attached", timeout=60_000)
            page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=60_000)
            keys = ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"] * (MOVES // 4)
            found = [move(page, SPECIFICATIONS, key) for key in keys]
            browser.close()
        finally:
            process.terminate()
            process.wait(timeout=20)
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    for name, values in zip(("new headline", "whole page at rest"), zip(*found)):
        values = [value for value in values if value is not None]
        print(f"{name:20} median {statistics.median(values):5.0f} ms, slowest {max(values):5.0f} ms (limit 500)")


if __name__ == "__main__":
    main()

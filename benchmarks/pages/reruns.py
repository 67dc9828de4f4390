"""How long pages take through the real server: the first paint of a cold one, and reruns of every page.

Run with ``python -m benchmarks.pages.reruns``; needs Chromium. Prints medians of real requests over the loopback.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from foresight.screen.pages import PAGES

ROOT = Path(__file__).parents[2]
RERUNS = 15


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(database: Path, port: int) -> subprocess.Popen:
    """Start the server with the interface for programs switched on, as only measurements and tests do."""
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", f"--server.port={port}"]
    return subprocess.Popen(
        [*command, "--server.enableAgentApi=true"],
        cwd=ROOT,
        env={**os.environ, "FORESIGHT_DATABASE": str(database)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait(address: str) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address + "/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the server did not answer")


def interact(address: str, **request: object) -> dict:
    """Run a page as a browser would and return what it shows."""
    call = urllib.request.Request(
        address + "/_stcore/agent/interact",
        data=json.dumps(request).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(call, timeout=60) as reply:
        return json.load(reply)


def first_paint(address: str) -> tuple[float, float]:
    """Return seconds until the browser first paints and until the Overview's headline stands."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        started = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("h1")
        headline = time.perf_counter() - started
        painted = page.locator("body").evaluate(
            "() => performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
        )
        browser.close()
    return painted, headline


def main() -> None:
    """Print the table."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        for attempt in ("first start, new store", "second start"):
            started = time.perf_counter()
            process = start(Path(folder) / "foresight.duckdb", port)
            try:
                wait(address)
                ready = time.perf_counter() - started
                painted, headline = first_paint(address)
                print(f"{attempt}: server ready {ready:.2f} s, first paint {painted:.2f} s, headline {headline:.2f} s")
                if attempt == "second start":
                    for entry in (entry for entries in PAGES.values() for entry in entries):
                        shown = interact(address, page=entry.path) if entry.path else interact(address)
                        session, seconds = shown["session_id"], []
                        for _ in range(RERUNS):
                            began = time.perf_counter()
                            shown = interact(address, session_id=session)
                            seconds.append(time.perf_counter() - began)
                        assert shown["status"] == "ready", shown["status"]
                        median, slowest = statistics.median(seconds), max(seconds)
                        print(
                            f"rerun {entry.script:28} median {median * 1000:5.0f} ms, slowest {slowest * 1000:5.0f} ms"
                        )
            finally:
                process.terminate()
                process.wait(timeout=20)


if __name__ == "__main__":
    main()

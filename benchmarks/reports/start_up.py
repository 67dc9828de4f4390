"""How long a command takes from its start, and the pages of targets once they are warm.

Beside each command stands the bare interpreter with pandas, which no command that simulates can do without.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
FORESIGHT = str(Path(sys.executable).parent / "foresight")
PAGES = ("overview", "targets", "initiatives", "documents")
RUNS = 3


def command(words: list[str]) -> tuple[float, float]:
    """Return wall and processor seconds of the quickest of a few runs."""
    best = (float("inf"), float("inf"))
    for _ in range(RUNS):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(words, check=True, capture_output=True)
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = min(best, (wall, busy))
    return best


def warm_pages() -> dict[str, tuple[float, float]]:
    """Return wall and processor seconds of the quickest of a few runs after the first, page by page."""
    app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=120).run()
    found = {}
    for name in PAGES:
        page = app.switch_page(f"{name}.py").run()
        best = (float("inf"), float("inf"))
        for _ in range(RUNS):
            began, busy = time.perf_counter(), time.process_time()
            page.run()
            best = min(best, (time.perf_counter() - began, time.process_time() - busy))
        if page.exception:
            raise RuntimeError(f"the page {name} does not open: {page.exception[0].message}")
        found[f"page {name}, warm"] = best
    return found


def main() -> None:
    """Print a small table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FORESIGHT_DATABASE"] = str(Path(folder) / "bench.duckdb")
        brief = str(Path(folder) / "brief.pdf")
        rows = {
            "python, pandas imported": command([sys.executable, "-c", "import pandas"]),
            "foresight --help": command([FORESIGHT, "--help"]),
            "foresight document --help": command([FORESIGHT, "document", "--help"]),
            "foresight document brief": command([FORESIGHT, "document", "brief", "--lang", "kk", "--output", brief]),
        }
        rows |= warm_pages()
    print(f"{'':30} {'wall':>7}    {'processor':>9}")
    for name, (wall, busy) in rows.items():
        print(f"{name:30} {wall:7.2f} s  {busy:7.2f} s")


if __name__ == "__main__":
    main()

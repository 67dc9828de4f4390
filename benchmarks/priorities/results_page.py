"""How long the page of results takes through the real server, from stored ballots.

Run with ``python -m benchmarks.priorities.results_page``. A session of 500 people x 60 needs x 5 criteria x 2 rounds is
stored several times; each is opened once on a warm server, so that nothing of it was read or computed before. Then
every section is opened and run again.
"""

import os
import socket
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.pages.reruns import interact, start, wait
from foresight.sessions.method import Method, Question
from foresight.store import figures, sessions
from foresight.store.database import Database

PEOPLE, NEEDS, CRITERIA, ROUNDS = 500, 60, 5, 2
COPIES = 3
RERUNS = 9
SECTIONS = ("ranking", "agreement", "stability", "groups", "certainty", "methods", "what_if", "dissent")
GROUPS = np.array(["government", "business", "public", "science"])


def store_session(database: Database, title: str, people: int, needs: int, seed: int) -> str:
    """Store a session with all its ballots and return its identifier."""
    generator = np.random.default_rng(seed)
    codes = [f"c{number}" for number in range(CRITERIA)]
    method = Method(questions=tuple(Question(code, {"ru": f"Criterion {code}"}) for code in codes))
    session = sessions.create_session(
        database, title=title, region="KZ-75", held_on="2026-05-14", method=method.as_dict()
    )
    stored = [
        sessions.add_need(database, session.id, titles={"ru": f"Need number {number} of the region"}).id
        for number in range(needs)
    ]
    level = generator.uniform(3, 8, (needs, CRITERIA))
    answers = np.clip(np.rint(level + generator.normal(0, 2, (people, needs, CRITERIA))), 1, 9)
    for number in range(1, ROUNDS + 1):
        if number > 1:
            nearer = np.clip(np.rint(answers + np.clip(np.median(answers, axis=0) - answers, -2, 2)), 1, 9)
            answers = np.where(generator.random(answers.shape) < 0.3, nearer, answers)
        values = np.where(generator.random(answers.shape) < 0.05, np.nan, answers)
        person, need, criterion = (axis.ravel() for axis in np.indices(values.shape))
        ballots = pd.DataFrame(
            {
                "need": np.array(stored)[need],
                "criterion": np.array(codes)[criterion],
                "stakeholder_group": GROUPS[person % len(GROUPS)],
                "rater": person.astype(str),
                "value": values.ravel(),
            }
        )
        sessions.record_ratings(database, session.id, ballots, round=number)
    return session.id


def opened(address: str, session: str, section: str = "ranking", **more: object) -> tuple[dict, float]:
    """Open the page at a section and return what it shows and the seconds it took."""
    began = time.perf_counter()
    shown = interact(
        address, page="results", query_params={"session": [session], "section": [section], "lang": ["ru"]}, **more
    )
    taken = time.perf_counter() - began
    assert shown["status"] == "ready", shown["status"]
    return shown, taken


def main() -> None:
    """Print the table."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "foresight.duckdb"
        with Database.open(file) as database:
            figures.load_shipped_figures(database)
            small = store_session(database, "Small", 40, 12, seed=0)
            large = [store_session(database, f"Large {copy}", PEOPLE, NEEDS, seed=copy) for copy in range(COPIES)]
        process = start(file, port)
        try:
            wait(address)
            for section in SECTIONS:
                opened(address, small, section)
            first = [opened(address, session)[1] for session in large]
            print(f"{PEOPLE} people x {NEEDS} needs x {CRITERIA} criteria x {ROUNDS} rounds, warm server")
            print(
                f"opened for the first time, from stored ballots: median {statistics.median(first):.2f} s, "
                f"slowest {max(first):.2f} s (goal: under 1)"
            )
            print(f"{'section':12}{'opened':>12}{'rerun, median':>16}{'slowest':>12}")
            for section in SECTIONS:
                shown, taken = opened(address, large[0], section)
                seconds = []
                for _ in range(RERUNS):
                    began = time.perf_counter()
                    interact(address, session_id=shown["session_id"])
                    seconds.append(time.perf_counter() - began)
                print(
                    f"{section:12}{taken * 1000:9.0f} ms{statistics.median(seconds) * 1000:13.0f} ms"
                    f"{max(seconds) * 1000:9.0f} ms"
                )
        finally:
            process.terminate()
            process.wait(timeout=20)


if __name__ == "__main__":
    main()

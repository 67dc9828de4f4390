"""How long the page of results takes through the real server, from stored ballots.

Run with ``python -m benchmarks.priorities.results_page``. A session of 500 people x 60 needs x 5 criteria x 2 rounds is
stored several times; each is opened once on a warm server, so that nothing of it was read or computed before. Then
every section is opened and run again. Beside the seconds a reader waits stand the seconds of processor time the server
took, which other work on the machine does not stretch.
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
COPIES = 5
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


class Clock:
    """Seconds waited for the server, and seconds of processor time it took."""

    def __init__(self, address: str, server: int) -> None:
        self.address, self.server = address, server
        self.waited: list[float] = []
        self.worked: list[float] = []

    def _work(self) -> float:
        fields = Path(f"/proc/{self.server}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, **request: object) -> dict:
        """Run a page and note what it took."""
        began, worked = time.perf_counter(), self._work()
        shown = interact(self.address, **request)
        self.waited.append(time.perf_counter() - began)
        self.worked.append(self._work() - worked)
        assert shown["status"] == "ready", shown["status"]
        return shown

    def opened(self, session: str, section: str = "ranking") -> dict:
        """Open the page of results at a section."""
        return self.ask(page="results", query_params={"session": [session], "section": [section], "lang": ["ru"]})

    def __str__(self) -> str:
        return (
            f"median {statistics.median(self.waited) * 1000:5.0f} ms, slowest {max(self.waited) * 1000:5.0f} ms, "
            f"processor {statistics.median(self.worked) * 1000:5.0f} ms"
        )


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
                Clock(address, process.pid).opened(small, section)
            first = Clock(address, process.pid)
            for session in large:
                first.opened(session)
            print(f"{PEOPLE} people x {NEEDS} needs x {CRITERIA} criteria x {ROUNDS} rounds, warm server")
            print(f"opened for the first time, from stored ballots: {first} (goal: under 1 s)")
            for section in SECTIONS:
                shown = Clock(address, process.pid).opened(large[0], section)
                again = Clock(address, process.pid)
                for _ in range(RERUNS):
                    again.ask(session_id=shown["session_id"])
                print(f"rerun of {section:10} {again}")
        finally:
            process.terminate()
            process.wait(timeout=20)


if __name__ == "__main__":
    main()

"""A real server on a free port of the loopback, and Debian's Chromium to look at it."""

import datetime as dt
import itertools
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import sync_playwright

from foresight.sessions.templates import templates
from foresight.store import sessions
from foresight.store.database import Database
from foresight.store.figures import load_shipped_figures
from foresight.store.live_files import load_demonstration

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="package")
def browser():
    """Start Debian's Chromium; gone after the folder, because its event loop would be in the way of other tests."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM)
        yield running
        running.close()


# Below the ports that connections going out take, and begun elsewhere by every worker.
PORTS = itertools.count(20_000 + os.getpid() * 20 % 12_000)


def free_port() -> int:
    """Return a port nobody listens on, and nobody else of the tests asks for."""
    for port in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def answers(url: str) -> bool:
    """Tell whether the server says that it is well."""
    try:
        with urllib.request.urlopen(url + "/_stcore/health", timeout=1) as reply:
            return reply.status == 200
    except OSError:
        return False


@contextmanager
def served(database: Path, *options: str, port: int | None = None, **environment: str):
    """Serve the app on a store, with further options of the command and settings, and give its address."""
    port = port or free_port()
    process = subprocess.Popen(
        [Path(sys.executable).parent / "foresight", "serve", "--port", str(port), *options],
        cwd=ROOT,
        env={**os.environ, "FORESIGHT_DATABASE": str(database), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 120
    try:
        while not answers(address):
            assert process.poll() is None, "the server ended before it answered"
            assert time.monotonic() < deadline, "the server did not answer within two minutes"
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture(scope="package")
def server(tmp_path_factory):
    """Serve the app on a store that begins empty, once for all modules, and return its address."""
    with served(tmp_path_factory.mktemp("served") / "foresight.duckdb") as address:
        yield address


def written_in(database: Database) -> None:
    """Hold a session by hand, older than the demonstration: two needs and five ballots of paper."""
    method = templates()["regional_needs"].method
    held = sessions.create_session(
        database,
        title="Water for the south",
        region="KZ-61",
        held_on=dt.date(2026, 2, 20),
        method=method.as_dict(),
    )
    needs = [sessions.add_need(database, held.id, titles={"en": title}) for title in ("Drip irrigation", "Salt soils")]
    for number in range(1, 6):
        rows = [
            {
                "need": need.id,
                "criterion": criterion,
                "stakeholder_group": "government",
                "rater": str(number),
                "value": value,
            }
            for need, value in zip(needs, (8.0, 5.0))
            for criterion in (question.code for question in method.questions)
        ]
        sessions.record_ratings(database, held.id, pd.DataFrame(rows))


@pytest.fixture(scope="package")
def furnished_server(tmp_path_factory):
    """Serve the app on a store with the demonstration session, which says of itself that it is invented."""
    file = tmp_path_factory.mktemp("furnished") / "foresight.duckdb"
    database = Database.open(file)
    load_shipped_figures(database)
    load_demonstration(database, region="KZ-61", held_on=dt.date(2026, 11, 20), seed=1)
    written_in(database)
    database.close()
    with served(file) as address:
        yield address

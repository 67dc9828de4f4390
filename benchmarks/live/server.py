"""Starts the application as a process of its own, and prepares sessions for it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from foresight.sessions import needs
from foresight.sessions.method import Method, Question
from foresight.sessions.stages import Stage
from foresight.store import live_joining, live_needs, live_stage, live_start
from foresight.store.database import Database

ROOT = Path(__file__).parents[2]
CRITERIA = ("relevance", "science", "feasibility", "cofinancing", "equity")
NEEDS = 20


@dataclass(frozen=True)
class Prepared:
    """A session in its first round: five criteria, twenty needs."""

    session: str
    link: str
    needs: tuple[str, ...]


def prepare(database: Database, number: int) -> Prepared:
    session = live_start.start_session(
        database, title=f"Load {number}", region="KZ-75", held_on="2026-05-14", template_code="regional_needs"
    ).id
    method = Method(questions=tuple(Question(code, {"ru": code}) for code in CRITERIA))
    live_stage.change_method(database, session, method)
    ids = tuple(
        live_needs.add_need(database, session, needs.proposal({"title": f"Need number {place}"}, "en"))
        for place in range(NEEDS)
    )
    live_stage.move_stage(database, session, Stage("lobby"))
    found = live_stage.move_stage(database, session, Stage("round", 1))
    return Prepared(session, live_joining.join_link(database, found), ids)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processor_seconds(process: int, *, with_ended: bool = False) -> float:
    """Return the processor seconds a process has used, with those of its children that have ended when asked for."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(part) for part in parts[11 : 15 if with_ended else 13]) / os.sysconf("SC_CLK_TCK")


def family_seconds(parent: int) -> float:
    """Return the processor seconds of a process and its children, such as a database server's."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return processor_seconds(parent, with_ended=True) + sum(processor_seconds(int(child)) for child in children)


class Server:
    """One process of the application on a port of its own."""

    def __init__(self, file: Path, port: int, app: str = "streamlit_app.py") -> None:
        self.file, self.port, self.app = file, port, app
        self.log = file.with_suffix(".log")
        self.process: subprocess.Popen | None = None

    def start(self) -> float:
        started = time.perf_counter()
        environment = os.environ | {"FORESIGHT_DATABASE": str(self.file), "OMP_NUM_THREADS": "1"}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", self.app, "--server.port", str(self.port)],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
        while time.perf_counter() - started < 60:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended: {self.log.read_text()[-2000:]}")
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as probe:
                probe.sendall(b"GET /join HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
                if b" 200 " in probe.recv(64):
                    return time.perf_counter() - started
            time.sleep(0.1)
        raise RuntimeError("the server does not answer")

    def kill(self) -> None:
        """Take the process away in the middle of whatever it does."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> float:
        started = time.perf_counter()
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.kill()
        return time.perf_counter() - started

    def usage(self) -> tuple[float, float]:
        """Return the processor seconds used so far and the memory in MB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return processor_seconds(self.process.pid), pages * os.sysconf("SC_PAGE_SIZE") / 1e6

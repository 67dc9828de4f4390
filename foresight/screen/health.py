"""What the app says of itself: that it lives, that it can work, how much it does, and lines of log without people.

``/health`` and ``/ready`` are for load balancers; the figures are for Prometheus and are served on a port of their
own, on the loopback, only when ``FORESIGHT_METRICS_PORT`` is set.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foresight.store import clock, journal, signed_in
from foresight.store.backup import list_backups
from foresight.store.database import Database

METRICS_PORT = "FORESIGHT_METRICS_PORT"
LOG = "FORESIGHT_LOG"
BUCKETS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
LEAST_DISK = 200 * 2**20

_counting = threading.Lock()
_answers: Counter[tuple[str, str]] = Counter()
_seconds: Counter[tuple[str, float]] = Counter()
_sums: Counter[str] = Counter()
_open_sockets: Counter[str] = Counter()


def kind_of(path: str) -> str:
    """Return which part of the app an address belongs to; never the address itself, which may name a session."""
    if path.startswith(("/s/", "/j/", "/phone/")) or path == "/join":
        return "phone"
    return "sign_in" if path in ("/sign-in", "/sign-out", "/password") else "staff"


class Counting:
    """Plain ASGI middleware that counts answers and how long they took."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count one request or socket."""
        if scope["type"] == "websocket":
            with _counting:
                _open_sockets["staff"] += 1
            try:
                await self.app(scope, receive, send)
            finally:
                with _counting:
                    _open_sockets["staff"] -= 1
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kind, started = kind_of(scope["path"]), time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = time.perf_counter() - started
                with _counting:
                    _answers[kind, f"{message['status'] // 100}xx"] += 1
                    _sums[kind] += took
                    _seconds[kind, next((edge for edge in BUCKETS if took <= edge), float("inf"))] += 1
            await send(message)

        await self.app(scope, receive, counted)


def is_ready(database: Database) -> bool:
    """Tell whether this process can read, commit and has room to write."""
    if database.value("select 1") != 1:
        return False
    database.write(lambda transaction: transaction.value("select 1"))
    file = getattr(database.engine, "file", None)
    return file is None or shutil.disk_usage(os.path.dirname(str(file)) or ".").free > LEAST_DISK


def health_routes(database_provider: Callable[[], Database]) -> list[Route]:
    """Return the routes for load balancers: both say one word and nothing of the inside."""

    async def health(request: Request) -> Response:
        return PlainTextResponse("ok", headers={"cache-control": "no-store"})

    async def ready(request: Request) -> Response:
        try:
            good = await run_in_threadpool(lambda: is_ready(database_provider()))
        except Exception as error:
            logging.getLogger("foresight").error("not ready: %s", type(error).__name__)
            good = False
        return JSONResponse({"ready": good}, 200 if good else 503, {"cache-control": "no-store"})

    return [Route("/health", health, methods=["GET"]), Route("/ready", ready, methods=["GET"])]


def figures(database: Database) -> str:
    """Return the figures in Prometheus' text format: counts alone, no names, addresses or sessions."""
    with _counting:
        answers, sums, sockets = dict(_answers), dict(_sums), _open_sockets["staff"]
        took = dict(_seconds)
    lines = ["# TYPE foresight_answers_total counter"]
    lines += [
        f'foresight_answers_total{{part="{part}",status="{status}"}} {count}'
        for (part, status), count in sorted(answers.items())
    ]
    lines.append("# TYPE foresight_answer_seconds histogram")
    for part in sorted(sums):
        total = 0
        for edge in (*BUCKETS, float("inf")):
            total += took.get((part, edge), 0)
            name = "+Inf" if edge == float("inf") else format(edge, "g")
            lines.append(f'foresight_answer_seconds_bucket{{part="{part}",le="{name}"}} {total}')
        lines += [
            f'foresight_answer_seconds_sum{{part="{part}"}} {sums[part]:.6f}',
            f'foresight_answer_seconds_count{{part="{part}"}} {total}',
        ]
    copies = list_backups(database.engine.backups)
    age = (clock.now() - copies[0].made_on).total_seconds() if copies else float("nan")
    gauges = {
        "foresight_open_sockets": sockets,
        "foresight_sign_ins": signed_in.count(database),
        "foresight_journal_entries": journal.head(database)[0],
        "foresight_backup_age_seconds": age,
        "foresight_largest_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "foresight_threads": threading.active_count(),
    }
    for name, value in gauges.items():
        lines += [f"# TYPE {name} gauge", f"{name} {'NaN' if value != value else format(value, '.12g')}"]
    return "\n".join(lines) + "\n"


def serve_figures(database_provider: Callable[[], Database], port: int) -> ThreadingHTTPServer:
    """Serve the figures on the loopback in a thread of their own; close it with ``shutdown``."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer with the figures."""
            found = self.path == "/metrics"
            content = figures(database_provider()).encode() if found else b""
            self.send_response(200 if found else 404)
            self.send_header("content-type", "text/plain; version=0.0.4")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words: object) -> None:
            """Write no line for each question."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Answer)
    threading.Thread(target=server.serve_forever, name="foresight-metrics", daemon=True).start()
    return server


class JsonLines(logging.Formatter):
    """One JSON object a line; of an exception its kind and place, never its words, which may be somebody's."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a line."""
        line: dict[str, object] = {
            "moment": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if record.args is None or not record.exc_info else str(record.msg),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            trace, places = record.exc_info[2], []
            while trace is not None:
                code = trace.tb_frame.f_code
                places.append(f"{os.path.basename(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
                trace = trace.tb_next
            line["places"] = places[-8:]
        return json.dumps(line, ensure_ascii=False)


def set_up_log() -> None:
    """Write the app's log as JSON lines on standard error, when ``FORESIGHT_LOG`` is ``json``."""
    if os.environ.get(LOG, "") != "json":
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    log = logging.getLogger("foresight")
    log.handlers[:] = [handler]
    log.propagate = False
    log.setLevel(logging.INFO)

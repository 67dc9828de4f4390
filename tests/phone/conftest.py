"""A server with the phone pages on loopback, over a store that the test can look into."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from foresight.phone.express import Express
from foresight.phone.routes import phone_routes
from foresight.screen.headers import SecurityHeaders
from foresight.store.database import Database
from tests.store.live_room import Room, room_with


class Server:
    """The phone routes behind a real web server in a thread of its own."""

    def __init__(self, database: Database) -> None:
        phones = phone_routes(lambda: database)
        app = Starlette(routes=phones, middleware=[Middleware(SecurityHeaders), Middleware(Express, routes=phones)])
        # Named as TCP, so that asyncio sends a head and a body without waiting for the other side in between.
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self.socket.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.ready = threading.Event()
        self.server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
        )
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        self.ready.wait(10)

    def _run(self) -> None:
        async def serve() -> None:
            asyncio.get_running_loop().call_later(0.01, self.ready.set)
            await self.server.serve(sockets=[self.socket])

        asyncio.run(serve())

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(5)


class Phone(httpx.Client):
    """A browser on a phone, without any script."""

    def __init__(self, address: str, **options) -> None:
        super().__init__(base_url=address, follow_redirects=True, timeout=30, verify=False, **options)

    def enter(self, room: Room, link: str, group: str = "science", language: str = "ru", **more: str) -> httpx.Response:
        return self.post(f"/s/{room.id}/enter", data={"k": link, "l": language, "group": group} | more)


class Form(HTMLParser):
    """What a page asks: fields by name with their values, labels, scripts, links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.ids: set[str] = set()
        self.labelled: set[str] = set()
        self.inputs: list[dict] = []
        self.scripts: list[dict] = []
        self.tags: list[tuple[str, dict]] = []
        self.depth_of_label = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = dict(attributes)
        self.tags.append((tag, given))
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "label":
            self.depth_of_label += 1
            if "for" in given:
                self.labelled.add(given["for"])
        if tag == "script":
            self.scripts.append(given)
        if tag in ("input", "textarea", "select"):
            given["inside_label"] = self.depth_of_label > 0
            given["tag"] = tag
            self.inputs.append(given)
            if given.get("type") != "radio" or "checked" in given:
                self.fields[given.get("name", "")] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.depth_of_label -= 1


def text_of(page: str) -> str:
    """The words of a page, as they would be read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("phones") / "store.duckdb"
    Database.open(file).close()
    return file


@contextmanager
def opened(empty_store: Path, folder: Path) -> Iterator[Database]:
    """Open a copy of a store that has no session yet."""
    with Database.open(shutil.copyfile(empty_store, folder / "phones.duckdb")) as database:
        yield database


@contextmanager
def served(database: Database) -> Iterator[Server]:
    """Serve the phones' pages over a store."""
    running = Server(database)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def database(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with opened(empty_store, tmp_path_factory.mktemp("phone")) as database:
        yield database


@pytest.fixture(scope="module")
def server(database: Database) -> Iterator[Server]:
    with served(database) as running:
        yield running


@pytest.fixture
def room(database: Database) -> Room:
    return room_with(database, 0)


@pytest.fixture
def phone(server: Server) -> Iterator[Phone]:
    with Phone(server.address) as opened:
        yield opened

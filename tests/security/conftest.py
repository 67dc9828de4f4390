"""The app's own routes and middleware behind a real web server, without Streamlit's pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from foresight.access.passwords import hash_password
from foresight.phone.routes import phone_routes
from foresight.screen.gate import Gate
from foresight.screen.headers import SecurityHeaders
from foresight.screen.health import Counting, health_routes
from foresight.screen.sign_in import sign_in_routes
from foresight.store import staff
from foresight.store.database import Database
from tests.phone.conftest import Server

PASSWORD = "three words remembered"


async def staff_page(request: Request) -> PlainTextResponse:
    return PlainTextResponse("a staff page")


async def staff_socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("inside")
    await socket.close()


def app_over(database: Database) -> Starlette:
    """Everything of ours, with a plain answer in the place of Streamlit's."""
    return Starlette(
        routes=[
            *phone_routes(lambda: database),
            *sign_in_routes(lambda: database),
            *health_routes(lambda: database),
            WebSocketRoute("/_stcore/stream", staff_socket),
            Route("/{path:path}", staff_page, methods=["GET", "POST", "PUT"]),
        ],
        middleware=[
            Middleware(Counting),
            Middleware(SecurityHeaders),
            Middleware(Gate, database_provider=lambda: database),
        ],
    )


class Served(Server):
    """The server of the phone tests with the whole app."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tests.phone.conftest.Starlette", lambda **_: app_over(database))
        super().__init__(database)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("served") / "store.duckdb"
    with Database.open(file) as database:
        hashed = hash_password(PASSWORD)
        for role in staff.STAFF_ROLES:
            staff.add(database, role, name=role.title(), role=role, one_time_hash=hashed)
            staff.set_password(database, role, hashed, one_time=role == "leader")
    return file


@pytest.fixture
def database(prepared: Path, tmp_path: Path) -> Iterator[Database]:
    with Database.open(shutil.copyfile(prepared, tmp_path / "served.duckdb")) as opened:
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A store in which nobody can sign in."""
    with Database.open(tmp_path / "empty.duckdb") as opened:
        yield opened


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Streamlit's settings as the server would have them."""
    given: dict[str, object] = {"server.address": "0.0.0.0", "server.allowedHosts": []}
    kept = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: given[name] if name in given else kept(name))
    return given


@pytest.fixture
def address(database: Database, options, monkeypatch) -> Iterator[str]:
    """Where the app is served, on a server that others can reach."""
    served = Served(database, monkeypatch)
    yield served.address
    served.stop()


@pytest.fixture
def browser(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as opened:
        yield opened

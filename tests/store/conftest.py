"""A store for every test, on each engine."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from foresight.store import sessions
from foresight.store.database import Database, is_server
from tests.store.postgresql_server import Server, binaries, empty, running_server

OBSERVATIONS = pd.DataFrame(
    [
        ("rd_expenditure", "KZ-75", 2023, 60_000.5, "mln KZT, current prices", "published", "Table 1", ""),
        ("rd_expenditure", "KZ-75", 2024, 94_580.1, "mln KZT, current prices", "published", "Table 1", "largest"),
        ("local_budget_rd", "KZ-62", 2024, None, "mln KZT, current prices", "not_published", "Table 2", "a dash"),
    ],
    columns=["indicator", "region", "year", "value", "unit", "status", "source", "note"],
)
METHOD = {"criteria": [{"code": "impact", "lowest": 1, "highest": 9}, {"code": "cost", "lowest": 1, "highest": 9}]}


needs_postgresql = pytest.mark.skipif(
    binaries() is None, reason="PostgreSQL is not installed; apt-get install postgresql"
)
ENGINES = ["duckdb", pytest.param("postgresql", marks=needs_postgresql)]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own."""
    with running_server() as running:
        yield running


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DuckDB file with the schema and nothing in it, to be copied."""
    file = tmp_path_factory.mktemp("empty") / "store.duckdb"
    Database.open(file).close()
    return file


@pytest.fixture(scope="session")
def empty_schema(server: Server) -> str:
    """The address of a PostgreSQL schema with the tables and nothing in them, to be emptied after each test."""
    address = server.new_schema("store")
    Database.open(address).close()
    return address


@pytest.fixture(params=ENGINES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty store, on each engine."""
    if request.param == "duckdb":
        yield str(shutil.copyfile(request.getfixturevalue("empty_file"), tmp_path / "store.duckdb"))
    else:
        address = request.getfixturevalue("empty_schema")
        yield address
        empty(address)


@pytest.fixture(params=ENGINES)
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store can be made, on each engine."""
    if request.param == "duckdb":
        return str(tmp_path / "new.duckdb")
    return request.getfixturevalue("server").new_schema("store_" + uuid.uuid4().hex)


@pytest.fixture
def new_database(new_address: str, tmp_path: Path) -> Iterator[Database]:
    """A store of the test's own, whose schema may be spoilt."""
    with Database.open(new_address, backups=tmp_path / "backups") as opened:
        yield opened


@pytest.fixture(scope="session")
def open_schema(empty_schema: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """That schema, kept open through all tests, because connecting takes longer than most of them."""
    with Database.open(empty_schema, backups=tmp_path_factory.mktemp("backups")) as opened:
        yield opened


@pytest.fixture
def database(request: pytest.FixtureRequest, address: str, tmp_path: Path) -> Iterator[Database]:
    """An empty store, open."""
    if is_server(address):
        request.getfixturevalue("open_schema").engine.backups = tmp_path / "backups"
    with Database.open(address, backups=tmp_path / "backups") as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a DuckDB file can be made."""
    return tmp_path / "store.duckdb"


@pytest.fixture
def session(database: Database) -> sessions.Session:
    """A session in Almaty with one method and no need."""
    return sessions.create_session(
        database, title="Regional needs", region="KZ-75", held_on="2026-05-14", method=METHOD
    )


@pytest.fixture
def need(database: Database, session: sessions.Session) -> sessions.Need:
    """A need of that session."""
    return sessions.add_need(database, session.id, titles={"kk": "Су тапшылығы", "ru": "Нехватка воды"})

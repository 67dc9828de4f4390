"""A store with one person of each role, and pages opened on behalf of any of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight.access.identity import Actor
from foresight.screen import people, resources
from foresight.store import figures, staff
from foresight.store.database import Database

ROOT = Path(__file__).parents[2]
PASSWORD = "үш сөз есте қалады"
# The hash of that password with one pass over 8 KiB: the tests of the parameters are elsewhere.
HASHED = "$argon2id$v=19$m=8,t=1,p=1$c29tZSBzYWx0IGhlcmU$m/s/bmTkvHMN5b1TYQXVGk2IHASMUyCJ31tpZemFT3g"


def actor(role: str) -> Actor:
    return Actor(role, role.title(), role)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the shipped figures and four people, to be copied."""
    file = tmp_path_factory.mktemp("people") / "store.duckdb"
    with Database.open(file) as database:
        figures.load_shipped_figures(database)
        for role in staff.STAFF_ROLES:
            staff.add(database, role, name=role.title(), role=role)
    return file


@pytest.fixture
def database(prepared: Path, own_store: Path) -> Iterator[Database]:
    """The store the app opens, with those people in it."""
    shutil.copyfile(prepared, own_store)
    with Database.open(own_store) as opened:
        yield opened


@pytest.fixture
def opened_as(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page of the app as somebody; None is a stranger."""

    def opened(who: Actor | None, script: str = "") -> AppTest:
        monkeypatch.setattr(people, "actor", lambda: who)
        app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=60)
        app.query_params["lang"] = "en"
        return app.switch_page(script).run() if script else app.run()

    yield opened
    resources.close()

"""The whole staff app on PostgreSQL, furnished with a session: every page opens, and what it changes is kept there."""

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight.screen import resources
from foresight.screen.pages import PAGES
from foresight.store import journal, sessions, staff
from foresight.store.database import Database
from foresight.store.figures import load_shipped_figures
from foresight.store.live_files import load_demonstration
from tests.store.conftest import needs_postgresql
from tests.store.postgresql_server import running_server

pytestmark = needs_postgresql
ROOT = Path(__file__).parents[2]
SCRIPTS = [entry.script for entries in PAGES.values() for entry in entries]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """A server with the figures, the demonstration, a specification and an initiative of the staff app's own."""
    with running_server() as server, pytest.MonkeyPatch.context() as patch:
        address = server.new_schema("app")
        with Database.open(address, backups=tmp_path_factory.mktemp("backups")) as database:
            load_shipped_figures(database)
            load_demonstration(database, region="KZ-61", held_on=dt.date(2026, 11, 20), seed=1)
            patch.setenv("FORESIGHT_DATABASE", address)
            yield database
            resources.close()


@pytest.fixture
def shared_store(furnished):
    """Keep the store of the module open between its tests."""
    return furnished


def test_every_page_opens_on_it(shared_store):
    app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=60)
    app.query_params["lang"] = "en"
    app.run()
    for script in SCRIPTS:
        # A browser that goes to another page leaves the address of the page before.
        app.query_params.clear()
        app.query_params["lang"] = "en"
        app.switch_page(script).run()
        assert not app.exception, (script, app.exception[0].value)
        assert not app.error, (script, app.error[0].value)
        assert app.main.children, script
    assert resources.database().engine.name == "postgresql"


def test_pages_write_to_it(shared_store):
    app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=60)
    app.query_params["lang"] = "en"
    app.run()
    app.switch_page("sessions.py").run()
    app.text_input(key="new_title").set_value("Water for the steppe")
    next(one for one in app.button if one.label == "Start").click().run()
    assert not app.exception
    assert "Water for the steppe" in [one.title for one in sessions.list_sessions(shared_store)]
    app.switch_page("settings.py").run()
    app.button(key="write_backup").click().run()
    assert not app.exception
    assert [one.value for one in app.success]
    app.switch_page("people.py").run()
    app.text_input(key="new_login").set_value("aliya")
    app.text_input(key="new_name").set_value("Әлия")
    next(one for one in app.button if one.label == "Add").click().run()
    assert not app.exception
    assert staff.find(shared_store, "aliya").name == "Әлия"
    done = set(journal.entries(shared_store, limit=10)["action"])
    assert {"session_created", "backup_made", "person_added"} <= done
    assert journal.verify(shared_store).intact

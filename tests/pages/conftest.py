"""Pages are drawn as the server draws them."""

import shutil

import pytest
from altair.utils.schemapi import SchemaBase, debug_mode

from foresight.store.database import Database
from foresight.store.figures import load_shipped_figures


@pytest.fixture(scope="module", autouse=True)
def charts_as_served(request):
    """Leave the check of charts against the schema, half of their time, to the module that opens every page."""
    checked = request.module.__name__.endswith("test_every_page")
    with debug_mode(checked), pytest.MonkeyPatch.context() as patch:
        if not checked:
            # A whole chart is checked once more on its way out, whatever the mode.
            patch.setattr(SchemaBase, "validate", lambda *instance: None)
        yield


@pytest.fixture(scope="session")
def file_with_figures(tmp_path_factory):
    """A store with the shipped figures, to be copied."""
    file = tmp_path_factory.mktemp("figures") / "foresight.duckdb"
    with Database.open(str(file)) as database:
        load_shipped_figures(database)
    return file


@pytest.fixture
def with_figures(file_with_figures, own_store):
    """Give a test a store of its own that need not be filled first."""
    shutil.copy(file_with_figures, own_store)

"""A store with the shipped figures for every command, copied instead of made anew."""

import shutil

import pytest

from foresight.store import figures
from foresight.store.database import Database


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory):
    """A file with the schema and the shipped figures."""
    file = tmp_path_factory.mktemp("furnished") / "foresight.duckdb"
    with Database.open(file) as database:
        figures.load_shipped_figures(database)
    return file


@pytest.fixture(autouse=True)
def own_store(own_store, furnished_file):
    """Put a copy of that file where the commands of a test look for their store."""
    # What tests of a module share has its contents already.
    if not own_store.exists():
        shutil.copyfile(furnished_file, own_store)
    return own_store

"""What every test stands on: a store of its own, never the one of the person at the keyboard."""

import pytest


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    """Point the app and the command at an empty folder, and close what a test has opened."""
    monkeypatch.setenv("FORESIGHT_DATABASE", str(tmp_path / "foresight.duckdb"))
    yield tmp_path / "foresight.duckdb"
    from foresight.screen import resources

    resources.close()

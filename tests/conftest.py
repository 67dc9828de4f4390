"""What every test stands on: a store of its own, never the one of the person at the keyboard."""

import pytest

# Files go to two workers in this order: what starts servers and browsers first, so that no worker ends on it alone.
FIRST = ("browser", "pages", "security", "phone", "cli", "store", "reports", "funding")


def pytest_collection_modifyitems(items):
    """Put the slow folders first; within a folder the order stays."""
    place = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path.parent.name, len(FIRST)))


def _closed() -> None:
    from foresight.screen import resources

    resources.close()


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory):
    """Give all tests of a module one store: for tests that only read, whose pages then answer from what is cached."""
    file = tmp_path_factory.mktemp("shared") / "foresight.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORESIGHT_DATABASE", str(file))
        yield file
        _closed()


@pytest.fixture(autouse=True)
def own_store(request, tmp_path, monkeypatch):
    """Point the app and the command at an empty folder, and close what a test has opened."""
    if "shared_store" in request.fixturenames:
        yield request.getfixturevalue("shared_store")
        return
    monkeypatch.setenv("FORESIGHT_DATABASE", str(tmp_path / "foresight.duckdb"))
    yield tmp_path / "foresight.duckdb"
    _closed()

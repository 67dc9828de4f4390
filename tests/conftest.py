"""What every test stands on: a store of its own, never the one of the person at the keyboard."""

import pytest

# Workers take files in this order: what starts servers and browsers first, so that no worker ends on it alone.
FIRST = ("browser", "pages", "security", "phone", "cli", "store", "reports", "funding")
# One worker takes the whole folder, so that its browser and its servers start once.
TOGETHER = "tests/browser/"


def pytest_collection_modifyitems(items):
    """Put the slow folders first; within a folder the order stays."""
    place = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path.parent.name, len(FIRST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep the tests of a file, and of a folder that stays together, on one worker."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER if nodeid.startswith(TOGETHER) else nodeid.split("::", 1)[0]

    return ByFile(config, log)


@pytest.fixture(scope="session", autouse=True)
def nothing_waits_for_the_disk():
    """Let DuckDB write without the disk's word for it, as the PostgreSQL of the tests does; no test cuts the power."""
    from foresight.store import duckdb_engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(duckdb_engine.CLOSED_TO_THE_WORLD, "fsync_mode", "NONE")
        yield


@pytest.fixture(scope="session", autouse=True)
def components_are_searched_once():
    """Search the installed packages for components of Streamlit once, not each time a test opens an app."""
    from streamlit.components.v2 import manifest_scanner

    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


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

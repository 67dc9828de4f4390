"""Opens one page inside its frame without drawing the overview first."""

from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

from foresight.screen import pages

FRAME = str(Path(__file__).parents[2] / "pages" / "navigation.py")


def opened(monkeypatch, script: str, language: str = "en", **address: str) -> AppTest:
    """Open a page as the one the app starts with.

    Parameters
    ----------
    monkeypatch : pytest.MonkeyPatch
    script : str
        Of ``pages/``.
    language : str
    **address : str
        What stands in the address.
    """
    entries = {
        group: [replace(entry, path="" if entry.script == script else entry.path or "overview") for entry in in_group]
        for group, in_group in pages.PAGES.items()
    }
    monkeypatch.setattr(pages, "PAGES", entries)
    app = AppTest.from_file(FRAME, default_timeout=60)
    for name, value in {"lang": language, **address}.items():
        app.query_params[name] = value
    return app.run()

"""Every staff page opens in every language without an exception and without a sentence left in English."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight.i18n.language import LANGUAGES
from foresight.screen.pages import PAGES

ROOT = Path(__file__).parents[2]
SCRIPTS = [entry.script for entries in PAGES.values() for entry in entries]


def frame(language: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=60)
    app.query_params["lang"] = language
    return app.run()


@pytest.fixture(scope="module")
def frames(shared_store):
    """Open the app once in each language; a reader walks through its pages."""
    return {language: frame(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_page_opens(frames, script, language):
    page = frames[language].switch_page(script).run()
    assert not page.exception
    assert not page.error
    assert page.title or page.header or page.subheader or page.info, "a page says at least what to do next"


def test_the_frame_lists_every_page_and_switches_the_language(shared_store):
    app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=60).run()
    assert not app.exception
    russian = app.title[0].value
    app.sidebar.get("button_group")[0].set_value("kk").run()
    assert not app.exception
    assert app.title[0].value != russian
    assert app.query_params["lang"] in ("kk", ["kk"])


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_listed_once_and_exists(script):
    assert SCRIPTS.count(script) == 1
    assert (ROOT / "pages" / script).is_file()


def test_a_store_that_cannot_be_opened_is_told_in_one_sentence(own_store):
    own_store.write_bytes(b"this is not a database" * 100)
    for language in LANGUAGES:
        app = frame(language)
        assert not app.exception
        assert len(app.error) == 1
        assert str(own_store.name) in app.error[0].value

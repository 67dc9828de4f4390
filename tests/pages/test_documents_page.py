"""A document is chosen by the address, shown as it will be printed, and offered in every form."""

import pytest

from foresight.screen import resources
from foresight.store import sessions
from tests.pages.frame import opened as open_page

pytestmark = pytest.mark.usefixtures("shared_store")


@pytest.fixture
def opened(monkeypatch):
    """Open the page with what stands in its address."""
    return lambda language="en", **address: open_page(monkeypatch, "documents.py", language, **address)


def test_the_brief_stands_there_at_once_with_its_hash(opened):
    page = opened()
    assert not page.exception
    assert any("1 page" in one.value and "hash" in one.value for one in page.caption)


@pytest.mark.parametrize("kind", ["protocol", "specification", "recommendation"])
def test_without_anything_to_write_about_the_page_says_what_to_do(opened, kind: str):
    page = opened(document=kind)
    assert not page.exception
    assert len(page.info) == 1


def test_a_comparison_needs_two_scenarios(opened):
    page = opened(document="comparison")
    assert not page.exception
    page.multiselect(key="compared_scenarios").set_value(["concept"]).run()
    assert "two to four" in page.info[0].value


def test_an_address_that_asks_for_nothing_known_opens_the_brief(opened):
    page = opened(document="poem", subject="nowhere")
    assert not page.exception
    assert page.session_state["document"] == "brief"
    assert "document" not in page.query_params


def test_the_address_carries_codes_and_not_words(opened):
    page = opened("kk", document="brief", subject="baseline")
    assert page.query_params["subject"] in ("baseline", ["baseline"])
    assert sessions.list_sessions(resources.database()) == []

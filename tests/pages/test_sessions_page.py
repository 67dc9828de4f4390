"""The first slice: a session is started, rated and ranked, and its specifications move the target."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight.screen import resources
from foresight.store import actuals, sessions, specifications

PAGE = str(Path(__file__).parents[2] / "pages" / "sessions.py")


@pytest.fixture
def page():
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.session_state["language"] = "en"
    return app.run()


def start(page, title="Water for the south"):
    page.text_input(key="new_title").set_value(title)
    page.selectbox(key="new_region").set_value("KZ-61")
    page.button[0].click().run()
    return page


def test_without_a_session_the_page_says_what_to_do(page):
    assert "start one above" in page.info[0].value


def test_a_session_without_a_title_is_refused_in_a_sentence(page):
    start(page, title="")
    assert len(page.error) == 1
    assert sessions.list_sessions(resources.database()) == []


def test_from_a_need_to_a_specification_in_a_call(page):
    start(page)
    assert not page.exception
    database = resources.database()
    session = sessions.list_sessions(database)[0]
    assert (session.region, session.title) == ("KZ-61", "Water for the south")
    needs = [
        sessions.add_need(database, session.id, titles={"en": title}) for title in ("Drip irrigation", "Salt soils")
    ]
    import pandas as pd

    rows = [
        (need.id, question, group, rater, value)
        for need, value in zip(needs, (9.0, 3.0))
        for question in ("relevance", "science", "feasibility", "cofinancing")
        for group in ("government", "science")
        for rater in ("1", "2", "3")
    ]
    sessions.record_ratings(
        database, session.id, pd.DataFrame(rows, columns=["need", "criterion", "stakeholder_group", "rater", "value"])
    )
    page.run()
    assert not page.exception
    page.multiselect(key=f"top-{session.id}").set_value([needs[0].id])
    page.selectbox(key="draft_year").set_value(2026)
    next(button for button in page.button if button.label == "Draft the specifications").click().run()
    assert not page.exception
    made = specifications.list_specifications(database, session=session.id)
    assert [one.title for one in made] == ["Drip irrigation"]
    counted = actuals.recorded(database).set_index(["indicator", "region", "year"])["value"]
    assert counted["technical_specifications", "KZ-61", 2026] == 1

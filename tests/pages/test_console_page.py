"""The console and the projector with a session open: every section, every stage, in three languages."""

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight.i18n.language import LANGUAGES, language
from foresight.problems import Problem
from foresight.screen import resources
from foresight.sessions.stages import Stage
from foresight.store import live_files, live_needs, live_stage, live_undo
from foresight.store.live_session import live_session

ROOT = Path(__file__).parents[2]
SECTIONS = ("needs", "answers", "evidence", "paper", "printing", "method", "record")
STAGES = ("lobby", "collect", "merge", "weights", "round_2", "results", "closed")


@pytest.fixture
def session(own_store):
    return live_files.load_demonstration(
        resources.database(), region="KZ-75", held_on=dt.date(2026, 5, 14), language="kk", seed=1
    ).id


def opened(script: str, session: str, code: str = "ru", **state: object) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=60)
    app.query_params["lang"] = code
    app.run()
    app.query_params["session"] = session
    for key, value in state.items():
        app.session_state[key] = value
    return app.switch_page(script).run()


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens(session, section):
    page = opened("console.py", session, "kk", room_section=section)
    assert not page.exception
    assert not page.error


@pytest.mark.parametrize("code", LANGUAGES)
def test_console_and_projector_follow_every_stage(session, code):
    database = resources.database()
    for stage in STAGES:
        live_stage.move_stage(database, session, Stage.of(stage))
        console = opened("console.py", session, code)
        assert not console.exception
        projector = opened("projector.py", session, code)
        assert not projector.exception
        (picture,) = projector.get("image")
        assert picture.proto.imgs[0].url.startswith("data:image/svg+xml")


def test_the_next_button_moves_the_session_and_undo_takes_it_back(session):
    page = opened("console.py", session)
    page.button(key="room_next").click().run()
    assert live_session(resources.database(), session).stage.code == "round_2"
    assert not page.exception
    page.button(key="room_undo").click().run()
    assert live_session(resources.database(), session).stage.code == "feedback_1"


def test_closing_asks_once(session):
    page = opened("console.py", session)
    assert page.button(key="room_close").disabled
    page.checkbox(key=f"room_sure_{session}").check().run()
    page.button(key="room_close").click().run()
    assert live_session(resources.database(), session).stage.kind == "closed"
    assert not page.exception


def test_what_is_wrong_is_told_in_the_readers_language(session):
    """Somebody else has closed the session while this page was open."""
    database = resources.database()
    live_stage.move_stage(database, session, Stage("results"))
    page = opened("console.py", session, "kk")
    live_stage.move_stage(database, session, Stage("closed"))
    page.button(key="room_undo").click().run()
    assert not page.exception
    assert [error.value for error in page.error] == [
        language("kk").problem(Problem("the session is closed: it cannot be opened again"))
    ]


def test_suggested_pairs_are_chosen_with_one_click_and_joined(session):
    page = opened("console.py", session)
    page.button(key="room_pair_0").click().run()
    assert not page.exception
    page.button(key="room_join").click().run()
    assert not page.exception
    assert live_undo.last_step(resources.database(), session) == "needs_merged"
    joined = [need for need in live_session(resources.database(), session).needs if len(need.parents) == 2]
    assert len(joined) == 1


def test_evidence_is_sent_and_taken_away(session):
    page = opened("console.py", session, room_section="evidence")
    page.button(key="room_card_0").click().run()
    assert [card["code"] for card in live_session(resources.database(), session).cards] == ["figures"]
    page.button(key="room_card_0").click().run()
    assert live_session(resources.database(), session).cards == ()


def test_needs_of_people_are_never_drawn_as_markup(session):
    database = resources.database()
    hostile = "![вода](http://127.0.0.1:1/beacon)"
    need = live_session(database, session).needs[0].id
    live_needs.edit_need(database, need, session, {"titles": {"ru": hostile, "kk": hostile}, "why": hostile})
    for section in ("needs", "answers"):
        page = opened("console.py", session, "kk", room_section=section)
        for kind in ("markdown", "caption", "title", "header", "subheader", "button", "info", "warning", "metric"):
            for element in page.get(kind):
                assert "beacon" not in str(getattr(element, "value", "")) + str(getattr(element, "label", ""))

"""The console and the projector with a session open: every section, every stage, in three languages."""

import datetime as dt
import shutil

import pytest
from streamlit.testing.v1 import AppTest

from foresight.i18n.language import LANGUAGES, language
from foresight.problems import Problem
from foresight.screen import resources
from foresight.screen.room import reading
from foresight.screen.room.pictures import picture
from foresight.sessions.stages import Stage
from foresight.store import clock, live_files, live_needs, live_stage, live_undo
from foresight.store.database import Database
from foresight.store.figures import load_shipped_figures
from foresight.store.live_session import live_session
from tests.pages import frame

SECTIONS = ("needs", "answers", "evidence", "paper", "printing", "method", "record")
STAGES = ("lobby", "collect", "merge", "weights", "round_2", "results", "closed")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """A file with the figures and the demonstration in it, and the name of that session."""
    file = tmp_path_factory.mktemp("furnished") / "foresight.duckdb"
    with Database.open(str(file)) as database:
        load_shipped_figures(database)
        session = live_files.load_demonstration(
            database, region="KZ-75", held_on=dt.date(2026, 5, 14), language="kk", seed=1
        ).id
    return file, session


@pytest.fixture
def session(furnished, own_store):
    """Name the session of a copy that a test may change."""
    file, session = furnished
    shutil.copy(file, own_store)
    return session


def opened(monkeypatch, script: str, session: str, code: str = "ru", **state: object) -> AppTest:
    page = frame.opened(monkeypatch, script, code, session=session)
    for key, value in state.items():
        page.session_state[key] = value
    return page.run() if state else page


def test_every_section_opens_in_kazakh(session, monkeypatch):
    page = opened(monkeypatch, "console.py", session, "kk")
    for section in SECTIONS:
        page.session_state["room_section"] = section
        page.run()
        assert not page.exception, section
        assert not page.error, section


@pytest.mark.parametrize("script", ["console.py", "projector.py"])
def test_console_and_projector_follow_every_stage_in_kazakh(session, script, monkeypatch):
    page = opened(monkeypatch, script, session, "kk")
    for stage in STAGES:
        live_stage.move_stage(resources.database(), session, Stage.of(stage))
        page.run()
        assert not page.exception, stage
        assert not page.error, stage
        if script == "console.py":
            assert f"**{language('kk').label('stage', stage)}**" in page.caption[0].value
        else:
            (drawn,) = page.get("image")
            assert drawn.proto.imgs[0].url.startswith("data:image/svg+xml")


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "kk"])
def test_the_wall_says_every_stage_in_the_other_languages_too(session, code):
    reader = language(code)
    for stage in STAGES:
        live_stage.move_stage(resources.database(), session, Stage.of(stage))
        drawn, words = picture(reading.live(session), reader, clock.now())
        assert reader.label("stage", stage) in drawn
        assert reader.text("Demonstration: everything in this session is invented.") in words


def test_results_go_back_to_the_last_round_enough_people_answered(session, monkeypatch):
    """Nobody answers the second round of the demonstration; the first one stays."""
    for stage in ("round_2", "feedback_2"):
        live_stage.move_stage(resources.database(), session, Stage.of(stage))
    few = language("en").text("Too few people answered to show anything: at least {least} are needed.", least=5)
    assert few in picture(reading.live(session), language("en"), clock.now())[1]
    page = opened(monkeypatch, "console.py", session, "en", room_section="answers")
    assert "Too few people answered in round 2: this is what round 1 gave." in [one.value for one in page.caption]
    live_stage.move_stage(resources.database(), session, Stage("results"))
    assert "after round 1" in picture(reading.live(session), language("en"), clock.now())[1]


def test_the_next_button_moves_the_session_and_undo_takes_it_back(session, monkeypatch):
    page = opened(monkeypatch, "console.py", session)
    page.button(key="room_next").click().run()
    assert live_session(resources.database(), session).stage.code == "round_2"
    assert not page.exception
    page.button(key="room_undo").click().run()
    assert live_session(resources.database(), session).stage.code == "feedback_1"


def test_closing_asks_once(session, monkeypatch):
    page = opened(monkeypatch, "console.py", session)
    assert page.button(key="room_close").disabled
    page.checkbox(key=f"room_sure_{session}").check().run()
    page.button(key="room_close").click().run()
    assert live_session(resources.database(), session).stage.kind == "closed"
    assert not page.exception


def test_what_is_wrong_is_told_in_the_readers_language(session, monkeypatch):
    """Somebody else has closed the session while this page was open."""
    database = resources.database()
    live_stage.move_stage(database, session, Stage("results"))
    page = opened(monkeypatch, "console.py", session, "kk")
    live_stage.move_stage(database, session, Stage("closed"))
    page.button(key="room_undo").click().run()
    assert not page.exception
    assert [error.value for error in page.error] == [
        language("kk").problem(Problem("the session is closed: it cannot be opened again"))
    ]


def test_suggested_pairs_are_chosen_with_one_click_and_joined(session, monkeypatch):
    page = opened(monkeypatch, "console.py", session)
    page.button(key="room_pair_0").click().run()
    assert not page.exception
    page.button(key="room_join").click().run()
    assert not page.exception
    assert live_undo.last_step(resources.database(), session) == "needs_merged"
    joined = [need for need in live_session(resources.database(), session).needs if len(need.parents) == 2]
    assert len(joined) == 1


def test_evidence_is_sent_and_taken_away(session, monkeypatch):
    page = opened(monkeypatch, "console.py", session, room_section="evidence")
    page.button(key="room_card_0").click().run()
    sent = live_session(resources.database(), session).cards
    assert [card["code"] for card in sent] == ["figures"]
    assert "Бюро национальной статистики" in sent[0]["sources"]["ru"]
    assert "Ұлттық статистика бюросы" in sent[0]["sources"]["kk"]
    page.button(key="room_card_0").click().run()
    assert live_session(resources.database(), session).cards == ()


def test_needs_of_people_are_never_drawn_as_markup(session, monkeypatch):
    database = resources.database()
    hostile = "![вода](http://127.0.0.1:1/beacon)"
    need = live_session(database, session).needs[0].id
    live_needs.edit_need(database, need, session, {"titles": {"ru": hostile, "kk": hostile}, "why": hostile})
    page = opened(monkeypatch, "console.py", session, "kk")
    for section in ("needs", "answers"):
        page.session_state["room_section"] = section
        page.run()
        for kind in ("markdown", "caption", "title", "header", "subheader", "button", "info", "warning", "metric"):
            for element in page.get(kind):
                assert "beacon" not in str(getattr(element, "value", "")) + str(getattr(element, "label", ""))

"""A facilitator opens own sessions and those that were shared: in functions that read, and on pages that list."""

from datetime import date
from itertools import product

import pytest

from foresight.access.guard import Forbidden, Guard
from foresight.access.identity import Actor
from foresight.reports import making
from foresight.screen.across import reading
from foresight.sessions.stages import Stage
from foresight.store import live_files, live_stage, live_start, sessions, staff
from foresight.store.database import Database
from foresight.store.live_session import list_live_sessions, live_session
from tests.access.conftest import actor

FIRST, SECOND = actor("facilitator"), Actor("second", "Second", "facilitator")
EVERYTHING = {"first", "second"}
# Who sees which of the two facilitators' sessions.
SEEN = {"administrator": EVERYTHING, "planner": EVERYTHING, "leader": EVERYTHING, "facilitator": {"first"},
        "participant": set(), "stranger": set()}  # fmt: skip
READERS = (
    sessions.get_session,
    live_session,
    lambda database, session: making.gather(database, "protocol", session),
)


@pytest.fixture
def held(database: Database) -> dict[str, str]:
    """A live session of each of two facilitators."""
    staff.add(database, "second", name="Second", role="facilitator")
    found = {}
    for title, who in (("first", FIRST), ("second", SECOND)):
        database.guarding = lambda who=who: Guard(who)
        found[title] = live_start.start_session(
            database, title=title, region="KZ-75", held_on=date(2026, 5, 14), template_code="regional_needs"
        ).id
    database.guarding = lambda: None
    return found


def test_lists_and_sessions_by_role(database: Database, held: dict[str, str]):
    for role, seen in SEEN.items():
        who = None if role == "stranger" else actor(role)
        database.guarding = lambda who=who: Guard(who)
        assert {one.title for one in sessions.list_sessions(database)} == seen, role
        assert {one.title for one in list_live_sessions(database)} == seen, role
        assert {one.title for _, one in making.subjects(database, "protocol")} == seen, role
        for (title, session), read in product(held.items(), READERS):
            if title in seen:
                assert read(database, session), role
            else:
                with pytest.raises(Forbidden, match="another facilitator"):
                    read(database, session)


def test_a_session_that_is_shared_is_opened_and_copied_no_other(database: Database, held: dict[str, str]):
    database.guarding = lambda: Guard(FIRST)
    with pytest.raises(Forbidden):
        sessions.copy_session(database, held["second"], title="Again", region="KZ-75", held_on="2027-05-14")
    with pytest.raises(Forbidden):
        live_files.export_session(database, held["second"])
    database.guarding = lambda: None
    staff.give_session(database, held["second"], "facilitator")
    database.guarding = lambda: Guard(FIRST)
    assert {one.title for one in sessions.list_sessions(database)} == EVERYTHING
    assert sessions.get_session(database, held["second"]).title == "second"


def test_the_app_itself_phones_and_documents_of_a_moment_ask_nobodys_role(database: Database, held: dict[str, str]):
    database.guarding = lambda: None
    assert len(sessions.list_sessions(database)) == 2
    database.guarding = lambda: Guard(FIRST)
    with database.snapshot() as moment:
        assert len(sessions.list_sessions(moment)) == 2


def test_closed_sessions_of_others_count_in_what_is_reckoned_over_the_country(
    database: Database, held: dict[str, str], opened_as
):
    live_stage.move_stage(database, held["second"], Stage("closed"))
    database.guarding = lambda: Guard(FIRST)
    assert len(sessions.list_sessions(database)) == 1
    assert len(sessions.list_sessions(database, with_closed_ones=True)) == 2
    database.guarding = lambda: None
    shown = opened_as(FIRST, "priorities.py")
    assert not shown.exception
    assert len(reading.held()) == 2


@pytest.mark.parametrize("script", ["sessions.py", "console.py", "projector.py", "results.py", "weights.py"])
def test_pages_list_and_open_own_sessions_only(held: dict[str, str], opened_as, script: str):
    app = opened_as(FIRST, script)
    app.query_params["session"] = held["second"]
    app.run()
    assert not app.exception
    chosen = [one for one in app.selectbox if one.label == "Session"]
    assert [box.value for box in chosen] == ([] if script == "projector.py" else [held["first"]])
    assert all(len(box.options) == 1 for box in chosen)
    assert "second" not in " ".join(str(one) for one in app.main)

"""What changes the store asks who acts, whichever button asked for it."""

import pytest

from foresight.access.guard import Forbidden, Guard, require
from foresight.access.identity import LOCAL, Actor
from foresight.store import initiatives, journal, marks, scenarios, sessions, settings, staff
from foresight.store.database import Database
from tests.access.conftest import actor

CHANGES = {
    "session": lambda database: sessions.create_session(database, title="Water", region="KZ-75", held_on="2026-05-14"),
    "scenario": lambda database: scenarios.save_scenario(database, "five", {"name": "five", "changes": []}),
    "setting": lambda database: settings.change(database, "retention_days", 90),
    "person": lambda database: staff.add(database, "new", name="New", role="leader"),
    "result": lambda database: scenarios.keep_result(database, "0" * 64, {}),
}
ALLOWED = {
    "administrator": set(CHANGES),
    "facilitator": {"session", "result"},
    "planner": {"scenario", "result"},
    "leader": set(),
    "participant": set(),
}


@pytest.mark.parametrize("role", [*ALLOWED, "stranger"])
def test_functions_that_act_refuse_by_themselves(database: Database, role: str):
    who = None if role == "stranger" else actor(role)
    database.guarding = lambda: Guard(who)
    for name, change in CHANGES.items():
        before = journal.head(database)
        if name in ALLOWED.get(role, ()):
            change(database)
            if name != "result":
                assert journal.entries(database, limit=1)["actor"].iloc[0] == role
        else:
            with pytest.raises(Forbidden):
                change(database)
            assert journal.head(database) == before, name
    database.guarding = lambda: None
    assert (len(sessions.list_sessions(database)) == 1) == ("session" in ALLOWED.get(role, ()))
    assert (staff.find(database, "new") is not None) == (role == "administrator")


def test_what_is_kept_beside_the_journal_names_who_has_signed_in(database: Database):
    database.guarding = lambda: Guard(actor("planner"))
    entered = initiatives.create_initiative(database, title="Plant", instrument="grant", region="KZ-23")
    initiatives.move_initiative(database, entered.id, step="call")
    marks.mark_break(database, "rd_expenditure", "KZ-23", 2022, "one performer moved away")
    assert CHANGES["scenario"](database).saved_by == "planner"
    assert initiatives.moves(database, entered.id)["moved_by"].tolist() == ["planner", "planner"]
    assert marks.break_marks(database)["marked_by"].tolist() == ["planner"]


def test_a_facilitator_changes_own_sessions_and_those_that_were_shared(database: Database):
    mine, other = actor("facilitator"), Actor("second", "Second", "facilitator")
    staff.add(database, "second", name="Second", role="facilitator")
    database.guarding = lambda: Guard(mine)
    session = CHANGES["session"](database)
    sessions.set_attendance(database, session.id, {"science": 5})
    database.guarding = lambda: Guard(other)
    with pytest.raises(Forbidden, match="another facilitator"):
        sessions.set_attendance(database, session.id, {"science": 6})
    database.guarding = lambda: Guard(actor("administrator"))
    staff.give_session(database, session.id, "second")
    database.guarding = lambda: Guard(other)
    sessions.set_attendance(database, session.id, {"science": 7})
    assert sessions.attendance(database, session.id) == {"science": 7}


def test_on_a_laptop_the_given_name_stays_and_everything_is_allowed(database: Database):
    database.guarding = lambda: Guard(LOCAL)
    for change in CHANGES.values():
        change(database)
    assert set(journal.entries(database, limit=4)["actor"]) == {"local"}


def test_nobody_may_do_anything():
    with pytest.raises(Forbidden):
        require(None, "read")
    with pytest.raises(Forbidden):
        require(actor("leader"), "no_such_permission")


def test_a_widget_value_smuggled_for_a_hidden_control_changes_nothing(opened_as, database: Database):
    before = journal.head(database)
    app = opened_as(actor("leader"), "settings.py")
    app.session_state["write_backup"] = True
    app.run()
    assert journal.head(database) == before
    assert not list(database.engine.backups.glob("*.json"))

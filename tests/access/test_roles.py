"""Who may open and do what: page × role and change × role, each stated once more by hand."""

import pytest

from foresight.access.identity import LOCAL, Actor
from foresight.access.roles import ACTIONS, PAGES, PERMISSIONS, ROLES, may, may_open, permission_for
from foresight.i18n.language import Language
from foresight.screen.pages import PAGES as STAFF_PAGES

LISTED = {entry.path: entry.script for entries in STAFF_PAGES.values() for entry in entries}
EXPECTED = {
    "leader": {"", "targets", "results", "priorities", "statistics", "regions", "forecasts", "funding", "robustness",
               "initiatives", "documents", "settings"},
    "planner": {"sessions", "projector", "weights"},
    "facilitator": {"sessions", "projector", "weights", "console"},
    "administrator": {"sessions", "projector", "weights", "console", "people"},
    "participant": set(),
}  # fmt: skip


def pages_of(role: str) -> set[str]:
    return EXPECTED[role] if role == "participant" else EXPECTED[role] | EXPECTED["leader"]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_opens_its_pages_and_no_other(role):
    assert {page for page in PAGES if may_open(role, page)} == pages_of(role)


def test_every_staff_page_is_in_the_table():
    assert set(LISTED) <= set(PAGES)


def test_an_unknown_page_or_permission_is_nobodys_but_the_administrators():
    for role in ROLES:
        assert may_open(role, "no-such-page") == (role == "administrator")
        assert not may(role, "no_such_permission")
    assert permission_for("no_such_change") == "manage_people"


def test_a_one_time_password_opens_nothing():
    newcomer = Actor("aliya", "Aliya", "administrator", must_choose_password=True)
    assert not any(newcomer.may_open(page) for page in PAGES)
    assert not any(newcomer.may(permission) for permission in PERMISSIONS)


def test_every_change_takes_a_permission_that_exists():
    assert set(ACTIONS.values()) <= set(PERMISSIONS)


def test_every_change_has_a_name_in_the_readers_language():
    assert set(ACTIONS) | {"password_changed", "retention_purged"} <= set(Language("ru").labels("journal_entry"))


@pytest.mark.parametrize("role", [*ROLES, "stranger"])
def test_the_navigation_lists_what_the_role_may_open(opened_as, role):
    who = None if role == "stranger" else Actor(role, role.title(), role)
    app = opened_as(who, "settings.py")
    assert not app.exception
    listed = {page for page in LISTED if who is not None and who.may_open(page)}
    assert listed == (set() if who is None else pages_of(role) & set(LISTED))
    if who is None or role == "participant":
        assert [one.value for one in app.title] != ["Data, backup, about"]


@pytest.mark.parametrize(("role", "script"), [("leader", "people.py"), ("planner", "console.py")])
def test_a_page_that_is_not_the_roles_is_not_there_by_its_address_either(opened_as, role, script):
    app = opened_as(Actor(role, role.title(), role), script)
    heading = {"people.py": "People and roles", "console.py": "Console", "sessions.py": "Foresight sessions"}[script]
    assert [one.value for one in app.title] != [heading]


def test_the_laptop_is_an_administrator_and_says_so(opened_as):
    app = opened_as(LOCAL, "settings.py")
    assert any("Nobody has to sign in here" in one.value for one in app.info)
    assert app.button(key="write_backup")


def test_a_leader_sees_settings_without_backup_and_journal(opened_as):
    app = opened_as(Actor("leader", "Leader", "leader"), "settings.py")
    assert not app.exception
    assert [one for one in app.button if one.key == "write_backup"] == []
    assert len(app.dataframe) == 0

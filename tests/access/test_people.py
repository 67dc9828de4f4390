"""People, sign-ins that end, and the limit on wrong passwords."""

from datetime import UTC, datetime, timedelta

import pytest

from foresight.access.identity import (
    LOCAL,
    OpenIdConnect,
    Presented,
    TrustedHeader,
    sign_in_of,
)
from foresight.problems import Problem
from foresight.store import clock, journal, signed_in, staff
from foresight.store.database import Database
from tests.access.conftest import HASHED, PASSWORD


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Set the clock of the store."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock


def cookie(token: str) -> Presented:
    return Presented(cookies={"foresight_sign_in": token})


def test_a_sign_in_lasts_twelve_hours_and_is_kept_as_a_hash(database: Database, at):
    start = datetime(2027, 5, 14, 9, tzinfo=UTC)
    at(start)
    token = signed_in.begin(database, "planner")
    assert token not in str(database.read("select token_hash, login from signed_in"))
    at(start + timedelta(hours=11, minutes=59))
    assert signed_in.current(database, token).person.login == "planner"
    at(start + timedelta(hours=12, seconds=1))
    assert signed_in.current(database, token) is None


def test_a_sign_in_that_was_ended_stays_ended(database: Database):
    token = signed_in.begin(database, "planner")
    other = signed_in.begin(database, "planner")
    signed_in.end(database, token)
    assert signed_in.current(database, token) is None
    assert signed_in.current(database, other)


@pytest.mark.parametrize("revoke", ["disable", "password"])
def test_disabling_somebody_or_a_new_password_ends_every_sign_in(database: Database, revoke: str):
    token = signed_in.begin(database, "planner")
    if revoke == "disable":
        staff.set_state(database, "planner", active=False)
    else:
        staff.set_password(database, "planner", HASHED, one_time=False)
    assert signed_in.current(database, token) is None


def test_a_changed_role_counts_at_once(database: Database):
    way = sign_in_of(database, address="0.0.0.0", oidc=False, header="")
    token = signed_in.begin(database, "planner")
    assert way.identify(database, cookie(token)).may("plan")
    staff.set_role(database, "planner", "leader")
    assert not way.identify(database, cookie(token)).may("plan")


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "'; drop table staff; --" * 2, "\ud800" * 30])
def test_a_cookie_that_was_never_given_out_is_nobody(database: Database, token: str):
    assert signed_in.current(database, token) is None


def test_the_first_person_is_an_administrator_and_the_last_one_stays(own_store):
    with Database.open(own_store) as empty:
        with pytest.raises(Problem, match="first person must be an administrator"):
            staff.add(empty, "aliya", name="Aliya", role="leader")
        staff.add(empty, "aliya", name="Aliya", role="administrator")
        for change in (
            lambda: staff.set_role(empty, "aliya", "leader"),
            lambda: staff.set_state(empty, "aliya", active=False),
        ):
            with pytest.raises(Problem, match="last administrator"):
                change()


@pytest.mark.parametrize("login", ["", "a", "local", "workbench", "Алия", "a b", "a'b", "<b>", "x" * 200])
def test_a_login_that_cannot_be_typed_safely_is_refused(database: Database, login: str):
    with pytest.raises(Problem):
        staff.add(database, login, name="Name", role="leader")


def test_a_login_is_taken_once_whatever_its_letters(database: Database):
    with pytest.raises(Problem, match="taken"):
        staff.add(database, "PLANNER", name="Name", role="leader")


def test_a_one_time_password_holds_three_days(database: Database, at):
    staff.set_password(database, "planner", HASHED, one_time=True)
    assert staff.password_hash(database, "planner") == HASHED
    at(datetime.now(UTC) + timedelta(hours=73))
    assert staff.password_hash(database, "planner") == ""


def test_changes_of_people_are_in_the_journal_without_passwords(database: Database):
    staff.set_password(database, "planner", HASHED, one_time=False, actor="planner")
    staff.set_role(database, "planner", "leader", actor="administrator")
    found = journal.entries(database)
    assert list(found["action"][:2]) == ["person_role_changed", "password_changed"]
    assert list(found["actor"][:2]) == ["administrator", "planner"]
    assert "argon2" not in str(found.to_dict())


def test_ten_wrong_passwords_shut_a_login_and_sixty_a_source_but_not_the_room(database: Database, at):
    start = datetime(2027, 5, 14, 9, tzinfo=UTC)
    at(start)
    for _ in range(10):
        signed_in.refuse_floods(database, "planner", "10.0.0.1")
        signed_in.count_wrong(database, "planner", "10.0.0.1")
    with pytest.raises(signed_in.TooManyAttempts):
        signed_in.refuse_floods(database, "Planner ", "10.0.0.2")
    signed_in.refuse_floods(database, "leader", "10.0.0.1")
    for number in range(50):
        signed_in.count_wrong(database, f"nobody{number}", "10.0.0.1")
    with pytest.raises(signed_in.TooManyAttempts):
        signed_in.refuse_floods(database, "leader", "10.0.0.1")
    signed_in.refuse_floods(database, "leader", "10.0.0.3")
    assert "10.0.0" not in str(database.read("select source from sign_in_refusal"))
    at(start + timedelta(minutes=16))
    signed_in.refuse_floods(database, "planner", "10.0.0.1")


class TestProviders:
    def test_the_laptop_is_open_on_the_loopback_alone_and_before_anybody_was_added(self, database, own_store):
        with Database.open(own_store.with_name("empty.duckdb")) as empty:
            assert sign_in_of(empty, address="127.0.0.1", oidc=False, header="").identify(empty, Presented()) == LOCAL
            for address in ("0.0.0.0", "192.168.1.5", "::", ""):
                assert sign_in_of(empty, address=address, oidc=False, header="").identify(empty, Presented()) is None
            assert not sign_in_of(empty, address="127.0.0.1", oidc=True, header="").open_on
        assert sign_in_of(database, address="127.0.0.1", oidc=False, header="").identify(database, Presented()) is None

    def test_claims_say_who_it_is_and_the_store_what_that_person_may_do(self, database: Database):
        now = clock.now() + timedelta(seconds=2)
        claims = {"email": "Planner", "iat": now.timestamp(), "groups": ["administrators"], "role": "administrator"}
        found = OpenIdConnect().identify(database, Presented(claims=claims))
        assert (found.login, found.role) == ("planner", "planner")
        for wrong in (
            {"email": "stranger@example.kz"},
            {"email_verified": False},
            {"iat": (now - timedelta(hours=13)).timestamp()},
            {"iat": None},
            {"email": ""},
        ):
            assert OpenIdConnect().identify(database, Presented(claims=claims | wrong)) is None

    def test_a_providers_sign_in_can_be_revoked(self, database: Database, at):
        issued = clock.now() + timedelta(seconds=2)
        claims = Presented(claims={"sub": "planner", "iat": issued.timestamp()})
        assert OpenIdConnect().identify(database, claims)
        at(issued + timedelta(minutes=1))
        staff.set_state(database, "planner", active=False)
        staff.set_state(database, "planner", active=True)
        assert OpenIdConnect().identify(database, claims) is None

    def test_a_proxys_header_counts_only_behind_the_loopback(self, database: Database):
        said = Presented(headers={"x-forwarded-user": "leader"})
        assert TrustedHeader("X-Forwarded-User").identify(database, said).role == "leader"
        behind = sign_in_of(database, address="127.0.0.1", oidc=False, header="X-Forwarded-User")
        open_to_all = sign_in_of(database, address="0.0.0.0", oidc=False, header="X-Forwarded-User")
        assert behind.identify(database, said)
        assert open_to_all.identify(database, said) is None
        assert behind.identify(database, Presented()) is None


def test_the_password_of_these_tests_is_right():
    from foresight.access.passwords import is_password

    assert is_password(HASHED, PASSWORD)

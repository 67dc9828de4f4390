"""People, sign-ins, throttling and whose session is whose, on both engines and from two processes' point of view."""

import pytest

from foresight.store import sessions, signed_in, staff
from foresight.store.database import Database


def test_a_person_signs_in_and_is_signed_out_everywhere_at_once(database: Database):
    staff.add(database, "aliya", name="Әлия", role="administrator", one_time_hash="hash")
    token = signed_in.begin(database, "aliya")
    found = signed_in.current(database, token)
    assert (found.person.name, found.person.role) == ("Әлия", "administrator")
    assert signed_in.count(database) == 1
    staff.set_password(database, "aliya", "other hash", one_time=False)
    assert signed_in.current(database, token) is None
    assert [one.login for one in staff.people(database)] == ["aliya"]


def test_wrong_passwords_are_counted_in_the_store(database: Database):
    for _ in range(10):
        signed_in.count_wrong(database, "aliya", "10.0.0.1")
    with pytest.raises(signed_in.TooManyAttempts):
        signed_in.refuse_floods(database, "aliya", "10.0.0.2")
    assert database.value("select sum(refusals) from sign_in_refusal") == 30


def test_a_session_is_given_to_somebody_else(database: Database, session: sessions.Session):
    staff.add(database, "aliya", name="Aliya", role="administrator")
    staff.give_session(database, session.id, "aliya")
    staff.give_session(database, session.id, "aliya")
    assert staff.owns_session(database, session.id, "aliya")
    assert not staff.owns_session(database, session.id, "berik")

"""People who may sign in, and which sessions are whose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from foresight.problems import Problem
from foresight.store import clock, journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.texts import clean_text, one_of

TOPIC = "staff"
STAFF_ROLES = ("administrator", "facilitator", "planner", "leader")
ONE_TIME = timedelta(hours=72)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,99}")


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in.

    Attributes
    ----------
    login : str
        Short name, or the e-mail address that a provider of identities vouches for.
    name, role, state : str
        State is ``active`` or ``disabled``.
    has_password : bool
        Without one only another provider can sign this person in.
    one_time_until : datetime or None
        Until when a one-time password holds; None once the person has chosen one.
    revoked_before : datetime
        Sign-ins that began before this moment no longer count.
    """

    login: str
    name: str
    role: str
    state: str
    has_password: bool
    one_time_until: datetime | None
    revoked_before: datetime


def clean_login(login: str) -> str:
    """Return a login in small letters, or refuse one that cannot be typed safely.

    Raises
    ------
    Problem
    """
    small = str(login).strip().casefold()
    if not _LOGIN.fullmatch(small) or small in ("local", "workbench"):
        raise Problem(
            "{login} is not a login: two or more Latin letters, digits, dots, dashes, or an e-mail address",
            login=str(login)[:100],
        )
    return small


def people(reader: Reading) -> list[Person]:
    """Return everybody, by login."""
    rows = reader.read("select login, name, role, state, password_hash, one_time_until, revoked_before from staff")
    return sorted((_person(row) for row in rows), key=lambda person: person.login)


def _person(row: tuple) -> Person:
    login, name, role, state, password, until, revoked = row
    return Person(
        login, name, role, state, bool(password), clock.moment(until) if until else None, clock.moment(revoked)
    )


def find(reader: Reading, login: str) -> Person | None:
    """Return a person, or None."""
    rows = reader.read(
        """
        select login, name, role, state, password_hash, one_time_until, revoked_before from staff where login = $1
        """,
        [str(login).strip().casefold()[:200]],
    )
    return _person(rows[0]) if rows else None


def password_hash(reader: Reading, login: str) -> str:
    """Return the hash of a person's password; empty for nobody, a disabled person or an outdated one-time password."""
    rows = reader.read(
        "select password_hash, one_time_until from staff where login = $1 and state = 'active'",
        [str(login).strip().casefold()[:200]],
    )
    if not rows or (rows[0][1] and clock.moment(rows[0][1]) < clock.now()):
        return ""
    return str(rows[0][0])


def add(
    database: Database, login: str, *, name: str, role: str, one_time_hash: str = "", actor: str = "local"
) -> Person:
    """Add a person.

    Parameters
    ----------
    database : Database
    login, name : str
    role : str
        One of `STAFF_ROLES`.
    one_time_hash : str
        Hash of a password that must be changed at the first sign-in; empty for those whom a provider vouches for.
    actor : str

    Raises
    ------
    Problem
        If the login is taken or the role unknown.
    """
    login, role = clean_login(login), one_of(role, "role", STAFF_ROLES)
    name = clean_text(name, "name", longest=200)

    def make(transaction: Transaction) -> Person:
        if find(transaction, login) is not None:
            raise Problem("the login {login} is taken", login=login)
        if role != "administrator" and not _administrators(transaction):
            raise Problem("the first person must be an administrator, or nobody could add others")
        moment = clock.now()
        until = clock.stamp(moment + ONE_TIME) if one_time_hash else ""
        transaction.execute(
            """
            insert into staff (
                login, name, role, password_hash, one_time_until, state, revoked_before, created_on
            ) values ($1, $2, $3, $4, $5, 'active', $6, $6)
            """,
            [login, name, role, one_time_hash, until, clock.stamp(moment)],
        )
        _note(transaction, actor, "person_added", login, role=role)
        return find(transaction, login)

    return database.write(make)


def set_role(database: Database, login: str, role: str, *, actor: str = "local") -> None:
    """Give a person another role; the last administrator stays one.

    Raises
    ------
    Problem
    """
    role = one_of(role, "role", STAFF_ROLES)

    def change(transaction: Transaction) -> None:
        person = _required(transaction, login)
        if person.role == "administrator" and role != "administrator":
            _keep_one_administrator(transaction, person)
        transaction.execute("update staff set role = $2 where login = $1", [person.login, role])
        _note(transaction, actor, "person_role_changed", person.login, role=role)

    database.write(change)


def set_state(database: Database, login: str, *, active: bool, actor: str = "local") -> None:
    """Disable a person, whose sign-ins end at once, or let one in again.

    Raises
    ------
    Problem
    """

    def change(transaction: Transaction) -> None:
        person = _required(transaction, login)
        if not active and person.role == "administrator":
            _keep_one_administrator(transaction, person)
        state = "active" if active else "disabled"
        transaction.execute(
            "update staff set state = $2, revoked_before = $3 where login = $1", [person.login, state, clock.stamp()]
        )
        transaction.execute("delete from signed_in where login = $1", [person.login])
        _note(transaction, actor, "person_enabled" if active else "person_disabled", person.login)

    database.write(change)


def set_password(database: Database, login: str, new_hash: str, *, one_time: bool, actor: str = "local") -> None:
    """Replace a password; everything signed in with the old one ends.

    Parameters
    ----------
    database : Database
    login : str
    new_hash : str
    one_time : bool
        Whether it must be changed at the next sign-in.
    actor : str
        The person, when one changes one's own.

    Raises
    ------
    Problem
    """

    def change(transaction: Transaction) -> None:
        person = _required(transaction, login)
        moment = clock.now()
        transaction.execute(
            "update staff set password_hash = $2, one_time_until = $3, revoked_before = $4 where login = $1",
            [person.login, new_hash, clock.stamp(moment + ONE_TIME) if one_time else "", clock.stamp(moment)],
        )
        transaction.execute("delete from signed_in where login = $1", [person.login])
        _note(transaction, actor, "password_reset" if one_time else "password_changed", person.login)

    database.write(change)


def _required(reader: Reading, login: str) -> Person:
    person = find(reader, login)
    if person is None:
        raise Problem("there is nobody with the login {login}", login=str(login)[:100])
    return person


def _keep_one_administrator(reader: Reading, person: Person) -> None:
    if _administrators(reader) <= {person.login}:
        raise Problem("{login} is the last administrator: make another one first", login=person.login)


def _administrators(reader: Reading) -> set[str]:
    return {
        login for (login,) in reader.read("select login from staff where role = 'administrator' and state = 'active'")
    }


def _note(transaction: Transaction, actor: str, action: str, login: str, **detail: object) -> None:
    journal.record(transaction, actor=actor, action=action, subject=login, detail=detail, topics=[TOPIC])


def give_session(database: Database, session: str, login: str, *, actor: str = "local") -> None:
    """Let a facilitator run a session that somebody else has started.

    Raises
    ------
    Problem
    """

    def give(transaction: Transaction) -> None:
        person = _required(transaction, login)
        if not transaction.value("select count(*) from session where id = $1", [session]):
            raise Problem("there is no session {session}", session=session)
        own_session(transaction, session, person.login)
        journal.record(transaction, actor=actor, action="session_given", subject=session, detail={"to": person.login})

    database.write(give)


def own_session(transaction: Transaction, session: str, login: str) -> None:
    """Note within a change that a session is a person's."""
    transaction.execute(
        """
        insert into session_facilitator (session, login) values ($1, $2) on conflict (session, login) do nothing
        """,
        [session, login],
    )


def sessions_of(reader: Reading, login: str) -> frozenset[str]:
    """Return the sessions that were started by a person or given to one."""
    return frozenset(row[0] for row in reader.read("select session from session_facilitator where login = $1", [login]))


def owns_session(reader: Reading, session: str, login: str) -> bool:
    """Tell whether a session was started by a person or given to one."""
    return bool(
        reader.value("select count(*) from session_facilitator where session = $1 and login = $2", [session, login])
    )

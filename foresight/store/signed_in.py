"""Sign-ins kept by the server: they end after twelve hours, or at once when they are revoked."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from foresight.problems import Problem, extracted
from foresight.store import clock
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.live_keys import installation_key
from foresight.store.staff import TOPIC, Person, find

LASTS = timedelta(hours=12)
MINUTES = 15
WRONG_PER_LOGIN = 10
WRONG_PER_SOURCE = 60
WRONG_AT_ALL = 2_000
EVERYBODY = "everybody"


@dataclass(frozen=True)
class SignIn:
    """A sign-in that counts now.

    Attributes
    ----------
    person : Person
    started_on, expires_on : datetime
    """

    person: Person
    started_on: datetime
    expires_on: datetime


class TooManyAttempts(Problem):
    """A sign-in beyond the limit; told apart because the answer carries another status."""


def token_hash(token: str) -> str:
    """Return what is kept of a cookie."""
    return hashlib.sha256(b"signed in\0" + token.encode("utf-8", "replace")).hexdigest()


def begin(database: Database, login: str) -> str:
    """Start a sign-in and return the new cookie; sign-ins that have ended are cleared away."""
    token = secrets.token_urlsafe(32)
    moment = clock.now()

    def keep(transaction: Transaction) -> None:
        transaction.execute("delete from signed_in where expires_on < $1", [clock.stamp(moment)])
        transaction.execute(
            "insert into signed_in (token_hash, login, started_on, expires_on) values ($1, $2, $3, $4)",
            [token_hash(token), login, clock.stamp(moment), clock.stamp(moment + LASTS)],
        )
        transaction.touch(TOPIC)

    database.write(keep)
    return token


def current(reader: Reading, token: str) -> SignIn | None:
    """Return the sign-in that a cookie stands for, or None when it ended, was revoked or never was."""
    if not 20 <= len(token) <= 100:
        return None
    rows = reader.read(
        "select login, started_on, expires_on from signed_in where token_hash = $1 and expires_on > $2",
        [token_hash(token), clock.stamp()],
    )
    if not rows:
        return None
    login, started, expires = rows[0]
    person, started_on = find(reader, login), clock.moment(started)
    if person is None or person.state != "active" or started_on < person.revoked_before:
        return None
    return SignIn(person, started_on, clock.moment(expires))


def end(database: Database, token: str) -> None:
    """End one sign-in: its cookie is refused from now on."""
    digest = token_hash(token)

    def forget(transaction: Transaction) -> None:
        transaction.execute("delete from signed_in where token_hash = $1", [digest])
        transaction.touch(TOPIC)

    database.write(forget)


def _sources(database: Database, login: str, address: str) -> dict[str, int]:
    def hashed(kind: str, value: str) -> str:
        # As for wrong codes: the hash changes every day, and its key is outside the database.
        message = f"{kind}\0{clock.now():%Y-%m-%d}\0{value}".encode("utf-8", "replace")
        return hmac.new(installation_key(database), message, hashlib.sha256).hexdigest()[:24]

    return {
        hashed("login", login.strip().casefold()): WRONG_PER_LOGIN,
        hashed("source", address): WRONG_PER_SOURCE,
        EVERYBODY: WRONG_AT_ALL,
    }


def refuse_floods(database: Database, login: str, address: str) -> None:
    """Refuse before any password is compared when too many wrong ones came.

    The count is in the store, so that replicas share it.

    Raises
    ------
    TooManyAttempts
    """
    minute = int(clock.now().timestamp() // 60)
    limits = _sources(database, login, address)
    found = dict(
        database.read(
            """
            select source, sum(refusals) from sign_in_refusal
            where source in (select unnest($1::varchar[])) and minute > $2 group by source
            """,
            [list(limits), minute - MINUTES],
        )
    )
    if any(int(found.get(source, 0)) >= limit for source, limit in limits.items()):
        raise TooManyAttempts(extracted("too many wrong passwords: wait {minutes} minutes"), minutes=MINUTES)


def count_wrong(database: Database, login: str, address: str) -> None:
    """Count a wrong password."""
    minute = int(clock.now().timestamp() // 60)
    sources = list(_sources(database, login, address))

    def count(transaction: Transaction) -> None:
        transaction.execute("delete from sign_in_refusal where minute <= $1", [minute - 2 * MINUTES])
        transaction.execute(
            """
            insert into sign_in_refusal (source, minute, refusals)
            select unnest($1::varchar[]), $2::bigint, 1
            on conflict (source, minute) do update set refusals = sign_in_refusal.refusals + 1
            """,
            [sources, minute],
        )

    database.write(count)


def clear(transaction: Transaction) -> int:
    """End every sign-in within a change, as after a restore; returns how many there were."""
    transaction.touch(TOPIC)
    return transaction.execute("delete from signed_in", [])


def count(reader: Reading) -> int:
    """Return how many sign-ins count now."""
    return int(reader.value("select count(*) from signed_in where expires_on > $1", [clock.stamp()]) or 0)

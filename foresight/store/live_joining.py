"""Coming into a live session: codes, links, one-time tokens, and the limit on wrong ones."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from foresight.problems import Problem
from foresight.sessions import join_codes
from foresight.sessions.stages import allows
from foresight.sessions.voter_tags import attendee_mark, token_secret, voter_tag
from foresight.store import clock
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.live_keys import installation_key
from foresight.store.live_session import (
    CODE_LIFETIME,
    LiveSession,
    bump,
    count_topic,
    live_session,
    refuse_closed,
)
from foresight.store.live_undo import remember
from foresight.store.sessions.session import STAKEHOLDER_GROUPS, note_change
from foresight.store.texts import one_of

MINUTES = 5
# A whole room behind one address may mistype; a right code passes until the second limit, a link always.
WRONG_PER_SOURCE = 30
WRONG_PER_SOURCE_AT_ALL = 1_000
WRONG_AT_ALL = 10_000
EVERYBODY = "everybody"


class TooMany(Problem):
    """A wrong code beyond the limit; told apart because the answer carries another status."""


def _unknown_code() -> Problem:
    return Problem("this code does not open a session: check the letters on the screen")


def _too_many() -> TooMany:
    return TooMany(
        Problem(
            "too many wrong codes came from your network: wait five minutes, or scan the picture on the screen"
        ).sentence
    )


@dataclass(frozen=True)
class Attendee:
    """A participant as attendance knows one: no name, no time, nothing that a ballot has.

    Attributes
    ----------
    mark, stakeholder_group, language : str
    token_number : int
        Number printed on the slip, or 0 without one.
    """

    mark: str
    stakeholder_group: str
    language: str
    token_number: int = 0


def join_code(database: Database, found: LiveSession) -> str:
    """Return the code that is typed to join, as the projector shows it."""
    return join_codes.derived_code(installation_key(database), found.id, found.code_generation)


def join_link(database: Database, found: LiveSession) -> str:
    """Return the secret that the QR code carries."""
    return join_codes.derived_link(installation_key(database), found.id)


def renew_code(database: Database, session: str, *, actor: str = "local") -> str:
    """Make a new code; the old one stops working, the link in the QR code stays."""
    key = installation_key(database)

    def renew(transaction: Transaction) -> str:
        found = live_session(transaction, session, with_needs=False)
        refuse_closed(found)
        remember(transaction, found, "code_renewed", besides={"code": _code_of(transaction, session)})
        code = join_codes.derived_code(key, session, found.code_generation + 1)
        transaction.execute(
            """
            update live_session set code_hash = $2, code_generation = code_generation + 1, code_expires_on = $3
            where session = $1
            """,
            [session, join_codes.code_hash(code), clock.stamp(clock.now() + CODE_LIFETIME)],
        )
        bump(transaction, session)
        note_change(transaction, actor, "code_renewed", session)
        return code

    return database.write(renew)


def _code_of(transaction: Transaction, session: str) -> list:
    return list(
        transaction.read(
            "select code_hash, code_generation, code_expires_on from live_session where session = $1", [session]
        )[0]
    )


def _source_hash(database: Database, address: str) -> str:
    # The hash changes every day and its key is outside the database: an address cannot be looked up from it.
    message = f"source\0{clock.now():%Y-%m-%d}\0{address}".encode()
    return hmac.new(installation_key(database), message, hashlib.sha256).hexdigest()[:24]


def _wrong_codes(reader: Reading, source: str, minute: int) -> tuple[int, int]:
    rows = dict(
        reader.read(
            "select source, sum(refusals) from live_refusal where source in ($1, $2) and minute > $3 group by source",
            [source, EVERYBODY, minute - MINUTES],
        )
    )
    return int(rows.get(source, 0)), int(rows.get(EVERYBODY, 0))


def _count_wrong(database: Database, source: str, minute: int) -> None:
    def count(transaction: Transaction) -> None:
        transaction.execute("delete from live_refusal where minute <= $1", [minute - 2 * MINUTES])
        for name in (source, EVERYBODY):
            transaction.execute(
                """
                insert into live_refusal (source, minute, refusals) values ($1, $2, 1)
                on conflict (source, minute) do update set refusals = live_refusal.refusals + 1
                """,
                [name, minute],
            )

    database.write(count)


def _session_of(reader: Reading, column: str, typed: str) -> str | None:
    digest, now = join_codes.code_hash(typed), clock.stamp()
    statement = {
        "code": "select session, code_hash from live_session where code_hash = $1 and code_expires_on > $2",
        "link": "select session, link_hash from live_session where link_hash = $1 and $2 <> ''",
    }[column]
    for session, kept in reader.read(statement, [digest, now]):
        if hmac.compare_digest(str(kept), digest):
            return str(session)
    return None


def find_by_code(database: Database, typed: str, address: str) -> str:
    """Return the session a typed code opens.

    Unknown, expired and closed codes get the same answer by the same path.

    Parameters
    ----------
    database : Database
    typed : str
    address : str
        Where the request came from; kept only as a daily hash, and only when the code is wrong.

    Raises
    ------
    Problem
        If it opens none; `TooMany` if there were too many wrong ones.
    """
    source, minute = _source_hash(database, address), int(clock.now().timestamp() // 60)
    of_source, of_all = _wrong_codes(database, source, minute)
    if of_source >= WRONG_PER_SOURCE_AT_ALL or of_all >= WRONG_AT_ALL:
        raise _too_many()
    found = _session_of(database, "code", typed)
    if found is None or not _may_be_joined(database, found):
        _count_wrong(database, source, minute)
        raise _too_many() if of_source >= WRONG_PER_SOURCE else _unknown_code()
    return found


def find_by_link(database: Database, link: str) -> str:
    """Return the session a scanned link opens; links are too long to be guessed and are never throttled.

    Raises
    ------
    Problem
        If it opens none.
    """
    found = _session_of(database, "link", link)
    if found is None or not _may_be_joined(database, found):
        raise _unknown_code()
    return found


def _may_be_joined(reader: Reading, session: str) -> bool:
    return allows(live_session(reader, session, with_needs=False).life, "join")


def attendee(reader: Reading, session: str, secret: str) -> Attendee | None:
    """Return how a participant is known in a session, or None if the participant has not joined it."""
    mark = attendee_mark(session, secret)
    rows = reader.read(
        "select mark, stakeholder_group, language, token_number from live_attendee where session = $1 and mark = $2",
        [session, mark],
    )
    return Attendee(str(rows[0][0]), str(rows[0][1]), str(rows[0][2]), int(rows[0][3])) if rows else None


def _known_group(group: str) -> str:
    if group not in STAKEHOLDER_GROUPS:
        raise Problem("choose whom you represent")
    return group


def enter(
    database: Database, session: str, secret: str, *, group: str, language: str, token: str = ""
) -> tuple[Attendee, str]:
    """Take a participant in.

    Parameters
    ----------
    database : Database
    session : str
    secret : str
        What the phone will carry in its cookie.
    group : str
        Stakeholder group; with a token it is the token's.
    language : str
    token : str
        One-time code of a printed slip, where the session asks for one.

    Returns
    -------
    Attendee, str
        The participant, and the secret to carry: with a token it is the token's own.

    Raises
    ------
    Problem
        If nobody can join now, the group is unknown, or the token is missing, wrong or spent.
    """
    language = one_of(language, "language", ("ru", "kk", "en"))
    key = installation_key(database)

    def take_in(transaction: Transaction) -> tuple[Attendee, str]:
        found = live_session(transaction, session, with_needs=False)
        if not allows(found.life, "join"):
            raise _unknown_code()
        # Changing the language or the group of somebody who is in already never asks for a token again.
        known = attendee(transaction, session, secret)
        if known is not None:
            new_group = known.stakeholder_group if known.token_number else _known_group(group)
            if new_group != known.stakeholder_group and _has_voted(transaction, found, secret):
                raise Problem("the group cannot change after the first answer: your answers count in it")
            made, kept = Attendee(known.mark, new_group, language, known.token_number), secret
        elif found.mode == "tokens":
            number, new_group = _spend(transaction, session, token)
            kept = token_secret(key, session, join_codes.normalised(token))
            made = Attendee(attendee_mark(session, kept), new_group, language, number)
        else:
            new_group = _known_group(group)
            made, kept = Attendee(attendee_mark(session, secret), new_group, language), secret
        transaction.execute(
            """
            insert into live_attendee (session, mark, stakeholder_group, language, token_number)
            values ($1, $2, $3, $4, $5)
            on conflict (session, mark) do update
            set stakeholder_group = excluded.stakeholder_group, language = excluded.language
            """,
            [session, made.mark, made.stakeholder_group, made.language, made.token_number],
        )
        transaction.touch(count_topic(session))
        return made, kept

    return database.write(take_in)


def _has_voted(transaction: Transaction, found: LiveSession, secret: str) -> bool:
    tag = voter_tag(found.voter_key, secret)
    return (
        transaction.value("select count(*) from live_voter where session = $1 and voter_tag = $2", [found.id, tag]) > 0
    )


def _spend(transaction: Transaction, session: str, token: str) -> tuple[int, str]:
    digest = join_codes.code_hash(token)
    # The update decides, so that of two phones with one slip exactly one comes in, also on two machines.
    if not transaction.execute(
        "update live_token set used = true where session = $1 and token_hash = $2 and not used", [session, digest]
    ):
        raise Problem("this one-time code is not valid: ask the facilitator for another slip")
    number, group = transaction.read(
        "select number, stakeholder_group from live_token where session = $1 and token_hash = $2", [session, digest]
    )[0]
    return int(number), str(group)


def leave(database: Database, session: str, secret: str) -> None:
    """Let a phone go: it still counts as having been here, but its cookie opens nothing any more."""
    mark = attendee_mark(session, secret)

    def let_go(transaction: Transaction) -> None:
        transaction.execute(
            "update live_attendee set mark = $3 where session = $1 and mark = $2",
            [session, mark, "left-" + secrets.token_hex(8)],
        )

    database.write(let_go)

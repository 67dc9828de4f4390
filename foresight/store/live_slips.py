"""Printed slips with one-time codes: one slip, one person, one ballot; slips have numbers, never names."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from foresight.problems import Problem
from foresight.sessions import join_codes
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.live_session import count_topic, live_session, refuse_closed
from foresight.store.live_undo import remember
from foresight.store.sessions.session import STAKEHOLDER_GROUPS, note_change
from foresight.store.texts import clean_text, one_of

MOST_TOKENS = 2_000


def make_tokens(
    database: Database, session: str, people: Mapping[str, int], *, actor: str = "local"
) -> list[tuple[int, str, str]]:
    """Make one-time codes to print; only their hashes are kept, so they can be printed once.

    Parameters
    ----------
    database : Database
    session : str
    people : mapping of stakeholder group to number of codes

    Returns
    -------
    list of (number, group, code)
    """
    for group, count in people.items():
        one_of(group, "stakeholder group", STAKEHOLDER_GROUPS)
        if count < 0:
            raise Problem("the number of slips must not be negative: {count}", count=count)
    wanted = [group for group in STAKEHOLDER_GROUPS for _ in range(int(people.get(group, 0)))]
    if not 1 <= len(wanted) <= MOST_TOKENS:
        raise Problem("from 1 to {most} slips are made at once, not {count}", most=MOST_TOKENS, count=len(wanted))
    codes = [join_codes.new_code(secrets.choice, join_codes.TOKEN_LENGTH) for _ in wanted]

    def make(transaction: Transaction) -> list[tuple[int, str, str]]:
        found = live_session(transaction, session, with_needs=False)
        refuse_closed(found)
        last = int(transaction.value("select max(number) from live_token where session = $1", [session]) or 0)
        numbers = list(range(last + 1, last + 1 + len(wanted)))
        remember(transaction, found, "tokens_made", besides={"slips": numbers})
        transaction.execute(
            """
            insert into live_token (session, number, token_hash, stakeholder_group, used, answered_round)
            select $1::varchar, unnest($2::integer[]), unnest($3::varchar[]), unnest($4::varchar[]), false, 0
            """,
            [session, numbers, [join_codes.code_hash(code) for code in codes], wanted],
        )
        note_change(transaction, actor, "tokens_made", session, dict(people))
        transaction.touch(count_topic(session))
        return list(zip(numbers, wanted, codes, strict=True))

    return database.write(make)


def release_token(database: Database, session: str, number: int, *, actor: str = "local") -> None:
    """Let a slip be used once more, for a lost phone; the new phone goes on with the same ballots."""

    def release(transaction: Transaction) -> None:
        found = live_session(transaction, session, with_needs=False)
        refuse_closed(found)
        if not transaction.execute(
            "update live_token set used = false where session = $1 and number = $2 and used", [session, int(number)]
        ):
            raise Problem("the slip {number} has not been used", number=number)
        remember(transaction, found, "token_released", besides={"released": int(number)})
        note_change(transaction, actor, "token_released", session, {"number": int(number)})
        transaction.touch(count_topic(session))

    database.write(release)


def reminders(reader: Reading, session: str, number: int) -> list[tuple[int, str, bool]]:
    """Return the slips that have not answered a round: number, group, and whether the slip was used at all."""
    return [
        (int(slip), str(group), bool(used))
        for slip, group, used in reader.read(
            """
            select number, stakeholder_group, used from live_token where session = $1 and answered_round < $2
            order by number
            """,
            [clean_text(session, "session", longest=200), number],
        )
    ]

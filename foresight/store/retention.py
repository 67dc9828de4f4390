"""What is not kept for ever: keys, one-time tokens and the raw words of participants go when the term is over.

What was agreed stays: needs, released ratings without names, results, specifications, the journal.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from foresight.problems import Problem
from foresight.sessions.stages import Stage
from foresight.store import clock, journal, settings, signed_in
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.live_stage import move_stage

SETTING = "retention_days"
DAYS = 365
SHORTEST = 30


@dataclass(frozen=True)
class Purged:
    """What a purge took away.

    Attributes
    ----------
    sessions_closed : int
        Sessions that nobody had closed; closing destroyed their keys, tokens and marks of people.
    reasons : int
        Reasons in participants' own words.
    drafts : int
        Typed paper ballots, tokens, people and steps back of sessions already closed.
    sign_ins : int
    refusals : int
        Counts of wrong codes and passwords.
    """

    sessions_closed: int = 0
    reasons: int = 0
    drafts: int = 0
    sign_ins: int = 0
    refusals: int = 0


def term_days(reader: Reading) -> int:
    """Return for how many days after its day a session's raw words are kept."""
    kept = settings.get(reader, SETTING)
    return int(kept) if isinstance(kept, int) and kept >= SHORTEST else DAYS


def set_term(database: Database, days: int, *, actor: str = "local") -> None:
    """Change the term.

    Raises
    ------
    Problem
        If it is shorter than a month or longer than ten years.
    """
    if not SHORTEST <= int(days) <= 3_653:
        raise Problem("the term must be from {shortest} to 3653 days, not {days}", shortest=SHORTEST, days=days)
    settings.change(database, SETTING, int(days), actor=actor)


def purge(
    database: Database, *, now: datetime | None = None, restored: bool = False, actor: str = "workbench"
) -> Purged:
    """Take away what is older than the term, and note in the journal how much it was.

    Parameters
    ----------
    database : Database
    now : datetime, optional
        The moment to reckon from; the present one when not given.
    restored : bool
        Whether the store was just put back from a backup: then every sign-in ends as well, because one that was
        revoked since would count again.
    actor : str

    Returns
    -------
    Purged
        All zero, and no entry in the journal, when there was nothing to do.
    """
    moment = now or clock.now()
    last_day = (moment.date() - timedelta(days=term_days(database))).isoformat()
    closed = _close_abandoned(database, last_day, actor)

    def take_away(transaction: Transaction) -> Purged:
        minute = int(moment.timestamp() // 60) - 24 * 60
        refusals = transaction.execute("delete from live_refusal where minute <= $1", [minute])
        refusals += transaction.execute("delete from sign_in_refusal where minute <= $1", [minute])
        if restored:
            sign_ins = signed_in.clear(transaction)
        else:
            sign_ins = transaction.execute("delete from signed_in where expires_on < $1", [clock.stamp(moment)])
        reasons = transaction.execute(
            "delete from released_rationale where session in (select id from session where held_on <= $1)", [last_day]
        )
        found = Purged(closed, reasons, _left_over(transaction), sign_ins, refusals)
        if any(asdict(found).values()):
            journal.record(transaction, actor=actor, action="retention_purged", detail=asdict(found) | {"to": last_day})
            transaction.touch("sessions")
        return found

    return database.write(take_away)


def _close_abandoned(database: Database, last_day: str, actor: str) -> int:
    rows = database.read(
        """
        select l.session from live_session l join session s on s.id = l.session
        where l.voter_key <> '' and s.held_on <= $1
        """,
        [last_day],
    )
    for (session,) in rows:
        move_stage(database, session, Stage("closed"), actor=actor)
    return len(rows)


def _left_over(transaction: Transaction) -> int:
    """Clear what may lead to people in sessions whose key is destroyed, as after an older version or a restore."""
    closed = [row[0] for row in transaction.read("select session from live_session where voter_key = ''")]
    return sum(
        transaction.execute(statement, [closed])
        for statement in (
            "delete from live_token where session in (select unnest($1::varchar[]))",
            "delete from live_attendee where session in (select unnest($1::varchar[]))",
            "delete from live_paper where session in (select unnest($1::varchar[]))",
            "delete from live_undo where session in (select unnest($1::varchar[]))",
            "delete from live_rationale where session in (select unnest($1::varchar[]))",
        )
    )

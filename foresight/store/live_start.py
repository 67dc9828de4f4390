"""Starting a live session: from a template, or from an earlier one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from foresight.problems import Problem
from foresight.sessions.stages import Life
from foresight.sessions.templates import template
from foresight.store import clock
from foresight.store.database import Database
from foresight.store.engine import Transaction
from foresight.store.live_keys import installation_key
from foresight.store.live_session import (
    MODES,
    LiveSession,
    insert_live,
    insert_live_needs,
    is_live,
    live_session,
    read_method,
    stored_method,
)
from foresight.store.sessions.session import (
    LONGEST_TITLE,
    insert_session,
    known_region,
    note_change,
    require_open,
)
from foresight.store.texts import clean_text, new_identifier, one_of, to_json


def start_session(
    database: Database,
    *,
    title: str,
    region: str,
    held_on: date | str,
    template_code: str,
    mode: str | None = None,
    actor: str = "local",
) -> LiveSession:
    """Start a session from a template, as a draft.

    Parameters
    ----------
    database : Database
    title : str
    region : str
        ISO 3166-2 code, or ``KZ``.
    held_on : date or str
    template_code : str
    mode : {"open", "tokens"}, optional
        By default open in a room and by tokens where it is held over days.
    actor : str

    Returns
    -------
    LiveSession

    Raises
    ------
    Problem
        If the title, the region, the day, the template or the mode cannot be used.
    """
    chosen = template(template_code)
    mode = one_of(mode or ("tokens" if chosen.setting == "remote" else "open"), "mode", MODES)
    title = clean_text(title, "title", longest=LONGEST_TITLE)
    region, day = known_region(region), clock.day(held_on)
    key = installation_key(database)

    def start(transaction: Transaction) -> LiveSession:
        made = insert_session(transaction, title, region, day, stored_method(chosen.method), actor=actor)
        insert_live(transaction, made.id, chosen.code, mode, chosen.life(), key)
        return live_session(transaction, made.id)

    return database.write(start)


def go_live(
    database: Database, session: str, *, template_code: str = "regional_needs", mode: str = "open", actor: str = "local"
) -> LiveSession:
    """Make a session that was entered by hand a live one, with its needs and, where it has questions, its method.

    Parameters
    ----------
    database : Database
    session : str
        A session that is not closed and has no ratings yet.
    template_code : str
        Gives the plan of stages, and the method where the session has none.
    mode : {"open", "tokens"}
    actor : str

    Returns
    -------
    LiveSession
        As it is, if it is live already.

    Raises
    ------
    Problem
        If the session is closed or has been rated by hand.
    """
    chosen, key = template(template_code), installation_key(database)
    mode = one_of(mode, "mode", MODES)

    def change(transaction: Transaction) -> LiveSession:
        if is_live(transaction, session):
            return live_session(transaction, session)
        found = require_open(transaction, session)
        if transaction.value("select count(*) from rating where session = $1", [session]):
            raise Problem(
                "the session {session} has ratings entered by hand: start a live one beside it", session=found.title
            )
        method = read_method(found.method) if found.method.get("questions") else chosen.method
        transaction.execute("update session set method = $2 where id = $1", [session, to_json(stored_method(method))])
        insert_live(transaction, session, chosen.code, mode, Life(plan=chosen.plan, rounds=method.rounds), key)
        note_change(transaction, actor, "session_live", session, {"mode": mode})
        return live_session(transaction, session)

    return database.write(change)


def copy_session(
    database: Database, source: str, *, title: str, region: str, held_on: date | str, actor: str = "local"
) -> LiveSession:
    """Start a session with the method, the plan and the needs of an earlier live one of any region.

    Needs that were hidden or joined into others stay behind; nobody's ratings, attendance or proposals come along.
    """
    title = clean_text(title, "title", longest=LONGEST_TITLE)
    region, day = known_region(region), clock.day(held_on)
    key = installation_key(database)

    def copy(transaction: Transaction) -> LiveSession:
        earlier = live_session(transaction, source)
        made = insert_session(
            transaction, title, region, day, stored_method(earlier.method), copied_from=earlier.id, actor=actor
        )
        life = Life(plan=earlier.life.plan, rounds=earlier.method.rounds)
        insert_live(transaction, made.id, earlier.template, earlier.mode, life, key)
        kept = [need for need in earlier.needs if need.state in ("accepted", "proposed")]
        insert_live_needs(
            transaction,
            made.id,
            [
                replace(need, id=new_identifier(), state="accepted", parents=(), position=place, proposals=0)
                for place, need in enumerate(kept, 1)
            ],
        )
        return live_session(transaction, made.id)

    return database.write(copy)

"""Starting a live session: from a template, or from an earlier one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

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
    live_session,
    stored_method,
)
from foresight.store.sessions.session import LONGEST_TITLE, insert_session, known_region
from foresight.store.texts import clean_text, new_identifier, one_of


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

"""The facilitator's hand on a live session: its stage, its timer, its method, its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from foresight.problems import Problem
from foresight.sessions import stages
from foresight.sessions.method import Method
from foresight.sessions.stages import Stage
from foresight.store import clock
from foresight.store.database import Database
from foresight.store.engine import Transaction
from foresight.store.live_closing import close_for_good
from foresight.store.live_release import release_round
from foresight.store.live_session import (
    MODES,
    LiveSession,
    bump,
    live_session,
    refuse_closed,
    save_life,
    stored_method,
)
from foresight.store.live_undo import remember, settle_papers
from foresight.store.sessions.session import LONGEST_TITLE, note_change
from foresight.store.texts import clean_text, one_of, to_json

MOST_CARDS = 6


def move_stage(
    database: Database, session: str, target: Stage, *, expected: Stage | None = None, actor: str = "local"
) -> LiveSession:
    """Go to another stage; closing is final and destroys the key of the voters' tags.

    Parameters
    ----------
    database : Database
    session : str
    target : Stage
    expected : Stage, optional
        Stage the facilitator saw; a second click, or a second facilitator, then changes nothing.
    actor : str

    Returns
    -------
    LiveSession
        As it is now.

    Raises
    ------
    Problem
        If the session is closed, or the stage cannot be reached from where it is.
    """

    def move(transaction: Transaction) -> LiveSession:
        found = live_session(transaction, session)
        if (expected is not None and found.stage != expected) or target == found.stage:
            return found
        life = stages.move(found.life, target)
        if target.kind != "closed":
            remember(transaction, found, "stage_moved")
        detail: dict[str, object] = {"from": found.stage.code, "to": target.code}
        # A round that was reopened is over again when the session leaves it, so it is looked at again.
        over = set(life.shown) - set(found.life.shown)
        if found.stage.kind == "round" and found.stage.round in life.shown:
            over.add(found.stage.round)
        outcomes = {
            str(number): release_round(transaction, replace(found, life=life), number) for number in sorted(over)
        }
        if outcomes:
            detail["ballots"] = outcomes
            settle_papers(transaction, session)
        save_life(transaction, session, life)
        if target.kind == "closed":
            detail["closed"] = close_for_good(transaction, replace(found, life=life))
        note_change(transaction, actor, "stage_changed", session, detail)
        return live_session(transaction, session)

    return database.write(move)


def set_timer(
    database: Database,
    session: str,
    *,
    length: timedelta | None = None,
    extend_by: timedelta | None = None,
    closes: bool = False,
    actor: str = "local",
) -> LiveSession:
    """Start, extend or (with neither) stop the timer of the open stage."""

    def change(transaction: Transaction) -> LiveSession:
        found = live_session(transaction, session)
        now = clock.now()
        if length is not None:
            life = stages.start_timer(found.life, now, length, closes=closes)
        elif extend_by is not None:
            life = stages.extend_timer(found.life, now, extend_by)
        else:
            life = stages.stop_timer(found.life)
        remember(transaction, found, "timer_set")
        save_life(transaction, session, life)
        detail = {"ends": life.timer and clock.stamp(life.timer.ends), "stage": life.stage.code}
        note_change(transaction, actor, "timer_set", session, detail)
        return live_session(transaction, session)

    return database.write(change)


def change_method(database: Database, session: str, method: Method, *, actor: str = "local") -> LiveSession:
    """Change the method, which is possible until the first ballot.

    Raises
    ------
    Problem
        If a ballot has been given or the session is closed.
    """

    def change(transaction: Transaction) -> LiveSession:
        found = live_session(transaction, session)
        if not stages.allows(found.life, "edit_method"):
            raise Problem("the method cannot change any more: the first ballot has locked it")
        if method.rounds < found.life.started:
            raise Problem("{rounds} rounds are fewer than were already held", rounds=method.rounds)
        remember(transaction, found, "method_changed")
        transaction.execute("update session set method = $2 where id = $1", [session, to_json(stored_method(method))])
        save_life(transaction, session, replace(found.life, rounds=method.rounds))
        note_change(
            transaction, actor, "method_changed", session, {"from": found.method.fingerprint, "to": method.fingerprint}
        )
        return live_session(transaction, session)

    return database.write(change)


def send_cards(database: Database, session: str, cards: Sequence[dict], *, actor: str = "local") -> None:
    """Show evidence on phones and projector; an empty list takes it away."""
    if len(cards) > MOST_CARDS:
        raise Problem("at most {most} evidence cards are shown at once", most=MOST_CARDS)
    content = to_json(list(cards))

    def send(transaction: Transaction) -> None:
        found = live_session(transaction, session, with_needs=False)
        refuse_closed(found)
        remember(transaction, found, "cards_sent")
        transaction.execute("update live_session set cards = $2 where session = $1", [session, content])
        bump(transaction, session)
        note_change(transaction, actor, "cards_sent", session, {"cards": [card.get("code", "") for card in cards]})

    database.write(send)


def change_settings(
    database: Database, session: str, *, title: str | None = None, mode: str | None = None, actor: str = "local"
) -> LiveSession:
    """Change the title, or whether one-time tokens are asked for."""
    new_title = None if title is None else clean_text(title, "title", longest=LONGEST_TITLE)
    new_mode = None if mode is None else one_of(mode, "mode", MODES)

    def change(transaction: Transaction) -> LiveSession:
        found = live_session(transaction, session)
        refuse_closed(found)
        remember(transaction, found, "settings_changed")
        transaction.execute("update session set title = $2 where id = $1", [session, new_title or found.title])
        transaction.execute("update live_session set mode = $2 where session = $1", [session, new_mode or found.mode])
        bump(transaction, session)
        note_change(transaction, actor, "settings_changed", session, {"mode": new_mode or found.mode})
        return live_session(transaction, session)

    return database.write(change)

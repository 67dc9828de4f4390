"""Taking back the last step of the facilitator: everything but a close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from foresight.problems import Problem
from foresight.sessions import stages
from foresight.sessions.needs import Need
from foresight.sessions.stages import Life
from foresight.sessions.voter_tags import paper_tag
from foresight.store import clock
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.live_session import LiveSession, count_topic, live_session, read_method, save_life, stored_method
from foresight.store.sessions.session import note_change
from foresight.store.texts import from_json, to_json

DEEPEST = 50


def remember(
    transaction: Transaction,
    found: LiveSession,
    action: str,
    *,
    needs: Sequence[Need] = (),
    added: Sequence[str] = (),
    besides: Mapping[str, object] | None = None,
) -> None:
    """Keep how things stood before a step, within the change that makes the step.

    Parameters
    ----------
    transaction : Transaction
    found : LiveSession
        The session before the step.
    action : str
        Code of the step.
    needs : sequence of Need
        Needs as they were before.
    added : sequence of str
        Needs that the step makes.
    besides : mapping, optional
        What else the step changes, by the names of ``_BESIDES``; never what anybody answered.
    """
    earlier = {
        "life": found.life.as_dict(),
        "method": found.method.as_dict(),
        "mode": found.mode,
        "cards": list(found.cards),
        "title": found.title,
        "needs": [_plain(need) for need in needs],
        "added": list(added),
        "besides": dict(besides or {}),
    }
    last = transaction.value("select max(number) from live_undo where session = $1", [found.id]) or 0
    transaction.execute(
        "insert into live_undo (session, number, action, earlier) values ($1, $2, $3, $4)",
        [found.id, int(last) + 1, action, to_json(earlier)],
    )
    transaction.execute(
        "delete from live_undo where session = $1 and number <= $2", [found.id, int(last) + 1 - DEEPEST]
    )


def _plain(need: Need) -> dict:
    return {
        "id": need.id,
        "titles": dict(need.titles),
        "why": need.why,
        "beneficiary": need.beneficiary,
        "horizon": need.horizon,
        "area": need.area,
        "state": need.state,
        "position": need.position,
    }


def last_step(reader: Reading, session: str) -> str | None:
    """Return the code of the step that `undo` would take back, or None."""
    return reader.value("select action from live_undo where session = $1 order by number desc limit 1", [session])


def undo(database: Database, session: str, *, actor: str = "local") -> str:
    """Take back the last step.

    Returns
    -------
    str
        Code of the step that was taken back.

    Raises
    ------
    Problem
        If there is none, or the session is closed.
    """

    def take_back(transaction: Transaction) -> str:
        found = live_session(transaction, session)
        if found.stage.kind == "closed":
            raise Problem("the session is closed: it cannot be opened again")
        rows = transaction.read(
            "select number, action, earlier from live_undo where session = $1 order by number desc limit 1", [session]
        )
        if not rows:
            raise Problem("there is nothing to take back")
        number, action, content = rows[0]
        earlier = from_json(content)
        _put_needs_back(transaction, earlier)
        for name, before in earlier.get("besides", {}).items():
            _BESIDES[name](transaction, found, before)
        if not found.life.method_locked:
            method = read_method(earlier["method"])
            transaction.execute(
                "update session set method = $2 where id = $1", [session, to_json(stored_method(method))]
            )
        transaction.execute("update session set title = $2 where id = $1", [session, earlier["title"]])
        transaction.execute(
            "update live_session set mode = $2, cards = $3 where session = $1",
            [session, earlier["mode"], to_json(earlier["cards"])],
        )
        transaction.execute("delete from live_undo where session = $1 and number = $2", [session, number])
        save_life(transaction, session, _earlier_life(found.life, Life.from_dict(earlier["life"])))
        note_change(transaction, actor, "undone", session, {"step": action})
        return str(action)

    return database.write(take_back)


def _earlier_life(life: Life, earlier: Life) -> Life:
    """Go back to the earlier stage; what the room has already seen or answered stays on record."""
    if earlier.stage.kind == "draft" or earlier.stage == life.stage:
        back = replace(life, stage=earlier.stage)
    else:
        back = stages.move(life, earlier.stage)
    timer = earlier.timer if earlier.timer and earlier.timer.ends > clock.now() else None
    return replace(back, timer=timer, rounds=life.rounds if life.method_locked else earlier.rounds)


def _put_needs_back(transaction: Transaction, earlier: dict) -> None:
    for need in earlier["needs"]:
        titles = need["titles"]
        transaction.execute(
            """
            update need set title_en = $2, title_ru = $3, title_kk = $4, why = $5, beneficiary = $6, horizon = $7,
                area = $8, status = $9, position = $10
            where id = $1
            """,
            [
                need["id"],
                *(titles.get(language, "") for language in ("en", "ru", "kk")),
                need["why"],
                need["beneficiary"],
                need["horizon"],
                need["area"],
                need["state"],
                need["position"],
            ],
        )
    # A need that was rated meanwhile keeps its ratings, out of sight, rather than losing them.
    for need in earlier["added"]:
        if transaction.value("select count(*) from live_ballot where need = $1", [need]):
            transaction.execute("update need set status = 'hidden' where id = $1", [need])
        else:
            transaction.execute("delete from live_need where need = $1", [need])
            transaction.execute("delete from need where id = $1", [need])


def settle_papers(transaction: Transaction, session: str) -> None:
    """Let the paper ballots of a round stay once the round was shown: one fewer would tell what was on it."""
    transaction.execute(
        "delete from live_undo where session = $1 and action in ('paper_typed', 'paper_counted')", [session]
    )


def _put_spotlight_back(transaction: Transaction, found: LiveSession, need: str) -> None:
    transaction.execute("update live_spotlight set need = $2 where session = $1", [found.id, need])


def _put_code_back(transaction: Transaction, found: LiveSession, code: list) -> None:
    transaction.execute(
        "update live_session set code_hash = $2, code_generation = $3, code_expires_on = $4 where session = $1",
        [found.id, *code],
    )


def _take_slips_back(transaction: Transaction, found: LiveSession, numbers: list[int]) -> None:
    # Whoever came in with one of them meanwhile stays in.
    transaction.execute(
        "delete from live_token where session = $1 and not used and number = any($2)", [found.id, numbers]
    )
    transaction.touch(count_topic(found.id))


def _spend_slip_again(transaction: Transaction, found: LiveSession, number: int) -> None:
    transaction.execute("update live_token set used = true where session = $1 and number = $2", [found.id, number])
    transaction.touch(count_topic(found.id))


def _take_paper_back(transaction: Transaction, found: LiveSession, where: list[int]) -> None:
    """Forget a paper ballot as if it had not been typed in yet; the paper itself is still there."""
    held, number = where
    tag = paper_tag(found.voter_key, number)
    transaction.execute(
        "delete from live_paper where session = $1 and round = $2 and number = $3", [found.id, held, number]
    )
    transaction.execute(
        "delete from live_ballot where session = $1 and round = $2 and voter_tag = $3", [found.id, held, tag]
    )
    transaction.execute(
        "delete from live_voter where session = $1 and round = $2 and voter_tag = $3", [found.id, held, tag]
    )
    transaction.touch(count_topic(found.id))


_BESIDES = {
    "spotlight": _put_spotlight_back,
    "code": _put_code_back,
    "slips": _take_slips_back,
    "released": _spend_slip_again,
    "paper": _take_paper_back,
}

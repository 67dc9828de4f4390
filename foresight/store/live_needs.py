"""Needs while a session is live: proposed by phones, moderated by the facilitator, every step of it undoable."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from foresight.problems import Problem
from foresight.sessions import needs as core
from foresight.sessions.needs import MOST_PROPOSALS, Need, Proposal
from foresight.sessions.stages import allows
from foresight.store import clock
from foresight.store.database import Database
from foresight.store.engine import Transaction
from foresight.store.live_session import (
    LiveSession,
    bump,
    count_topic,
    insert_live_needs,
    live_session,
    needs_topic,
)
from foresight.store.live_undo import remember
from foresight.store.sessions.session import note_change
from foresight.store.texts import new_identifier, one_of, to_json

MOST_NEEDS = 500


def propose(database: Database, session: str, author: str, proposed: Proposal, *, key: str) -> str:
    """Keep a proposal of a phone; sent twice with the same key it is kept once.

    Parameters
    ----------
    database : Database
    session : str
    author : str
        Mark of the author under the session's key, or empty for the facilitator.
    proposed : Proposal
        Already checked.
    key : str
        Made by the phone for this proposal.

    Returns
    -------
    str
        Identifier of the need.

    Raises
    ------
    Problem
        If nothing is collected now, or there are too many.
    """
    identifier = hashlib.sha256(f"{session}\0{author}\0{key}".encode()).hexdigest()[:16]

    def keep(transaction: Transaction) -> str:
        found = live_session(transaction, session)
        if identifier in found.authors:
            return identifier
        if not allows(found.life, "propose", clock.now()):
            raise Problem("no needs are collected now")
        if list(found.authors.values()).count(author) >= MOST_PROPOSALS:
            raise Problem("you have proposed {most} needs: leave room for the others", most=MOST_PROPOSALS)
        _insert(
            transaction,
            found,
            identifier,
            proposed,
            "proposed" if found.method.proposals_moderated else "accepted",
            author,
        )
        transaction.touch(count_topic(session), needs_topic(session))
        return identifier

    return database.write(keep)


def _insert(
    transaction: Transaction, found: LiveSession, identifier: str, proposed: Proposal, state: str, author: str
) -> None:
    if len(found.needs) >= MOST_NEEDS:
        raise Problem("a session holds at most {most} needs", most=MOST_NEEDS)
    need = Need(
        id=identifier,
        titles={proposed.language: proposed.title},
        why=proposed.why,
        beneficiary=proposed.beneficiary,
        horizon=proposed.horizon,
        area=proposed.area,
        language=proposed.language,
        state=state,
        position=max((need.position for need in found.needs), default=0) + 1,
        proposals=1 if author else 0,
    )
    insert_live_needs(transaction, found.id, [need], author=lambda _: author)


def add_need(database: Database, session: str, proposed: Proposal, *, actor: str = "local") -> str:
    """Add a need of the facilitator's own."""

    def add(transaction: Transaction) -> str:
        found = _moderated(transaction, session)
        identifier = new_identifier()
        remember(transaction, found, "need_added", added=[identifier])
        _insert(transaction, found, identifier, proposed, "accepted", "")
        _tell(transaction, session, actor, "need_added", {"need": identifier})
        return identifier

    return database.write(add)


def edit_need(
    database: Database, need: str, session: str, changes: Mapping[str, object], *, actor: str = "local"
) -> None:
    """Change the texts of a need; its author, parents and ratings stay."""

    def edit(transaction: Transaction) -> None:
        found = _open(transaction, session)
        before = found.need(need)
        after = core.edited(before, changes)
        remember(transaction, found, "need_edited", needs=[before])
        _update(transaction, after)
        _tell(transaction, session, actor, "need_edited", {"need": need})

    database.write(edit)


def set_state(database: Database, session: str, needs: Sequence[str], state: str, *, actor: str = "local") -> None:
    """Show, hide or put back needs.

    Parameters
    ----------
    database : Database
    session : str
    needs : sequence of str
    state : {"accepted", "hidden", "proposed"}
    actor : str
    """
    state = one_of(state, "state", ("accepted", "hidden", "proposed"))

    def change(transaction: Transaction) -> None:
        found = _moderated(transaction, session)
        before = [found.need(need) for need in needs]
        for need in before:
            if need.state == "merged":
                raise Problem("the need {need} already lives on in another one: undo that first", need=need.title("en"))
        remember(transaction, found, "need_hidden" if state == "hidden" else "need_accepted", needs=before)
        for need in before:
            _update(transaction, replace(need, state=state))
        _tell(transaction, session, actor, "need_state", {"needs": list(needs), "state": state})

    database.write(change)


def merge_needs(
    database: Database,
    session: str,
    parents: Sequence[str],
    titles: Mapping[str, object],
    *,
    why: str | None = None,
    actor: str = "local",
) -> str:
    """Join needs into a new one with their trace and authorship; it is rated anew.

    Returns
    -------
    str
        Identifier of the joined need.
    """
    identifier = new_identifier()

    def merge(transaction: Transaction) -> str:
        found = _moderated(transaction, session)
        before = [found.need(need) for need in parents]
        joined, *after = core.merged(before, identifier, titles, why)
        remember(transaction, found, "needs_merged", needs=before, added=[identifier])
        insert_live_needs(transaction, session, [joined])
        for need in after:
            _update(transaction, need)
        _tell(transaction, session, actor, "needs_merged", {"need": identifier, "parents": list(parents)})
        return identifier

    return database.write(merge)


def split_need(
    database: Database, session: str, need: str, parts: Sequence[Mapping[str, object]], *, actor: str = "local"
) -> tuple[str, ...]:
    """Split a need into parts that name it as their parent.

    Parameters
    ----------
    database : Database
    session : str
    need : str
    parts : sequence of mapping of language to title
    actor : str

    Returns
    -------
    tuple of str
        Identifiers of the parts.
    """
    identifiers = tuple(new_identifier() for _ in parts)

    def split(transaction: Transaction) -> tuple[str, ...]:
        found = _moderated(transaction, session)
        before = found.need(need)
        *made, after = core.split(before, list(zip(identifiers, parts, strict=True)))
        remember(transaction, found, "need_split", needs=[before], added=identifiers)
        insert_live_needs(transaction, session, made)
        _update(transaction, after)
        _tell(transaction, session, actor, "need_split", {"need": need, "parts": list(identifiers)})
        return identifiers

    return database.write(split)


def _open(transaction: Transaction, session: str) -> LiveSession:
    found = live_session(transaction, session)
    if found.stage.kind == "closed":
        raise Problem("the session {session} is closed", session=found.title)
    return found


def _moderated(transaction: Transaction, session: str) -> LiveSession:
    found = _open(transaction, session)
    if not allows(found.life, "moderate"):
        raise Problem("the list of needs is fixed while they are rated: correct a text, or go back to merging")
    return found


def _update(transaction: Transaction, need: Need) -> None:
    transaction.execute(
        """
        update need set title_en = $2, title_ru = $3, title_kk = $4, why = $5, beneficiary = $6, horizon = $7,
            area = $8, status = $9, parents = $10
        where id = $1
        """,
        [
            need.id,
            *(need.titles.get(language, "") for language in ("en", "ru", "kk")),
            need.why,
            need.beneficiary,
            need.horizon,
            need.area,
            need.state,
            to_json(list(need.parents)),
        ],
    )


def _tell(transaction: Transaction, session: str, actor: str, action: str, detail: Mapping[str, object]) -> None:
    bump(transaction, session)
    transaction.touch(count_topic(session))
    note_change(transaction, actor, action, session, detail)

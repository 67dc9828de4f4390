"""The guard: it stands in the store, at every change and every opened session, whichever page or button asked."""

from __future__ import annotations

from foresight.access.identity import LOCAL, Actor
from foresight.access.roles import may, permission_for
from foresight.problems import Problem, extracted
from foresight.store import staff
from foresight.store.engine import Reading, Transaction

STARTING = frozenset(("session_created", "session_imported", "demonstration_loaded"))
SESSION_TOPICS = ("session/", "live/")


class Forbidden(Problem):
    """What a role may not do."""


def _refusal() -> Forbidden:
    return Forbidden(extracted("your role does not allow this: ask an administrator"))


def require(actor: Actor | None, permission: str) -> Actor:
    """Return the actor, or refuse.

    Parameters
    ----------
    actor : Actor or None
        None for somebody who has not signed in.
    permission : str
        A key of `foresight.access.roles.PERMISSIONS`.

    Raises
    ------
    Forbidden
    """
    if actor is None:
        raise Forbidden(extracted("sign in first"))
    if not actor.may(permission):
        raise _refusal()
    return actor


class Guard:
    """What the store asks about a change or an opened session, on behalf of one person.

    Parameters
    ----------
    actor : Actor or None
        Who acts; None changes and opens nothing at all.
    """

    def __init__(self, actor: Actor | None) -> None:
        self.actor = actor

    def named(self, given: str) -> str:
        """Return the name for the journal; on a laptop without sign-in the one that was given stays."""
        return given if self.actor in (LOCAL, None) else self.actor.login

    def check(self, transaction: Transaction, action: str, subject: str) -> None:
        """Refuse a change that the journal calls by this name.

        Raises
        ------
        Forbidden
        """
        actor = require(self.actor, "read")
        if action == "password_changed" and subject == actor.login:
            return
        permission = permission_for(action)
        require(actor, permission)
        if permission == "run_sessions" and actor.role != "administrator":
            if action in STARTING:
                staff.own_session(transaction, subject, actor.login)
            elif not staff.owns_session(transaction, subject, actor.login):
                raise _not_yours()

    def sessions(self, reader: Reading) -> frozenset[str] | None:
        """Return the sessions this person may open, or None for every one."""
        if self.actor is None or not self.actor.may("read"):
            return frozenset()
        return None if self.actor.may("read_every_session") else staff.sessions_of(reader, self.actor.login)

    def check_reading(self, reader: Reading, session: str) -> None:
        """Refuse to open a session that is another's.

        Raises
        ------
        Forbidden
        """
        opened = self.sessions(reader)
        if opened is not None and session not in opened:
            raise _not_yours()

    def check_unnamed(self, transaction: Transaction, topics: set[str]) -> None:
        """Refuse a change without an entry in the journal, such as typing in ballots or keeping a result.

        Raises
        ------
        Forbidden
        """
        actor = require(self.actor, "read")
        sessions = {topic.split("/")[1] for topic in topics if topic.startswith(SESSION_TOPICS)}
        if not (may(actor.role, "plan") or may(actor.role, "run_sessions")):
            raise _refusal()
        if sessions:
            require(actor, "run_sessions")
        if actor.role == "administrator":
            return
        for session in sessions:
            if not staff.owns_session(transaction, session, actor.login):
                raise _not_yours()


def _not_yours() -> Forbidden:
    return Forbidden(extracted("this session is another facilitator's: ask an administrator to share it with you"))

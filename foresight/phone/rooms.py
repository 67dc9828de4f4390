"""Sessions as the phones see them, kept in memory until the store says that they changed.

One room serves a thousand phones: it is read once a version, and what looks the same on all phones is rendered once.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TypeVar

import pandas as pd

from foresight.phone.ballot_queue import BallotQueue
from foresight.problems import Problem
from foresight.sessions import feedback, visibility
from foresight.sessions.ballots import BallotRules
from foresight.sessions.feedback import Spread
from foresight.sessions.voter_tags import attendee_mark, voter_tag
from foresight.store import live_joining, live_release
from foresight.store.database import Database
from foresight.store.live_ballots import rules_of
from foresight.store.live_joining import Attendee
from foresight.store.live_session import LiveSession, live_session, needs_topic, topic

MOST_ROOMS = 200
Result = TypeVar("Result")


@dataclass(eq=False)
class Room:
    """One session at one version.

    Attributes
    ----------
    found : LiveSession
    commit : tuple of int
        The store's numbers of its topics when it was read.
    rules : BallotRules
        For the needs rated now.
    seen_round : int
        Round whose answers phones see, or 0.
    spreads : mapping of need to criterion to Spread
        Of that round.
    reasons : mapping of need to list of (side, text)
    people : mapping of mark to Attendee
        Those met so far; kept when the room is read anew.
    rendered : mapping
        What is the same on all phones, by whatever it depends on.
    """

    found: LiveSession
    commit: tuple[int, int]
    rules: BallotRules
    seen_round: int = 0
    spreads: dict[str, dict[str, Spread]] = field(default_factory=dict)
    reasons: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    people: dict[str, Attendee] = field(default_factory=dict)
    rendered: dict[object, object] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Number of the round that is open, discussed or last held."""
        return self.found.stage.round or self.found.life.started

    def tag(self, secret: str) -> str:
        """Tag of a participant's ballots."""
        return voter_tag(self.found.voter_key, secret)


def _commit(database: Database, session: str) -> tuple[int, int]:
    return database.version(topic(session)), database.version(needs_topic(session))


def read_room(database: Database, session: str, people: dict[str, Attendee]) -> Room:
    """Read a session as the phones may see it.

    Raises
    ------
    Problem
        If there is no such live session.
    """
    # Taken before reading, so that a change during the reading is noticed afterwards.
    commit = _commit(database, session)
    found = live_session(database, session)
    # The discussion of a round says so when too few answered it; afterwards the last good round is what there is.
    if found.stage.kind == "feedback":
        seen = visibility.latest_visible_round(found.life, found.method, "phone")
    else:
        seen = live_release.last_answered_round(database, found, "phone")
    room = Room(found, commit, rules_of(found.method, found.rated_needs), seen, people=people)
    if seen:
        room.spreads = feedback.spreads(live_release.visible_distributions(database, found, seen, "phone"))
        room.reasons = _reasons(live_release.visible_reasons(database, found, seen, "phone"))
    return room


def _reasons(frame: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for need, side, text in frame[["need", "side", "text"]].itertuples(index=False, name=None):
        # The reasons of those far from the middle are what moves a discussion.
        if side != "middle":
            found.setdefault(need, []).append((side, text))
    return found


class Rooms:
    """All sessions that phones are in.

    Parameters
    ----------
    provider : callable
        Gives the open store; asked for when the first phone comes.
    """

    def __init__(self, provider: Callable[[], Database]) -> None:
        self._provider = provider
        self._database: Database | None = None
        self._rooms: dict[str, Room] = {}
        self._reading: dict[str, asyncio.Task] = {}
        self._changed: dict[str, asyncio.Event] = {}
        self._queue: BallotQueue | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop_watching: Callable[[], None] = lambda: None

    async def database(self) -> Database:
        """Return the store, and start watching it."""
        loop = asyncio.get_running_loop()
        database = self._provider() if self._database is not None else await asyncio.to_thread(self._provider)
        if database is not self._database or loop is not self._loop:
            self._stop_watching()
            self._database, self._loop = database, loop
            self._queue = BallotQueue(database)
            self._rooms.clear()
            self._reading.clear()
            self._stop_watching = database.watch(self._committed)
        return database

    async def queue(self) -> BallotQueue:
        """Return the way of the ballots to the store."""
        await self.database()
        return self._queue

    def _committed(self, topics: frozenset[str]) -> None:
        followed = [name for name in topics if name in self._changed]
        if followed:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._wake, followed)

    def _wake(self, topics: list[str]) -> None:
        for name in topics:
            event = self._changed.pop(name, None)
            if event is not None:
                event.set()

    async def room(self, session: str) -> Room:
        """Return a session as phones see it now.

        Raises
        ------
        Problem
            If there is no such live session.
        """
        database = await self.database()
        known = self._rooms.get(session)
        if known is not None and known.commit == _commit(database, session):
            return known
        # A thousand phones that come at once after a change wait for one reading.
        reading = self._reading.get(session)
        if reading is None:
            reading = asyncio.create_task(self._read(database, session, known))
            self._reading[session] = reading
        return await asyncio.shield(reading)

    async def _read(self, database: Database, session: str, known: Room | None) -> Room:
        try:
            room = await asyncio.to_thread(read_room, database, session, known.people if known else {})
            if len(self._rooms) >= MOST_ROOMS:
                self._rooms.pop(next(iter(self._rooms)))
            self._rooms[session] = room
            return room
        finally:
            self._reading.pop(session, None)

    async def attendee(self, room: Room, secret: str) -> Attendee | None:
        """Return how a participant is known, or None for somebody who has not joined."""
        if not secret:
            return None
        known = room.people.get(attendee_mark(room.found.id, secret))
        if known is None and room.found.stage.kind != "closed":
            database = await self.database()
            known = await asyncio.to_thread(live_joining.attendee, database, room.found.id, secret)
            if known is not None:
                room.people[known.mark] = known
        return known

    async def wait(self, session: str, version: int, seconds: float) -> Room:
        """Return the session as soon as its version is another one, or after some time."""
        until = asyncio.get_running_loop().time() + seconds
        room = await self.room(session)
        while room.found.version == version and (left := until - asyncio.get_running_loop().time()) > 0:
            database = await self.database()
            event = self._changed.setdefault(topic(session), asyncio.Event())
            # The change may have come between the reading and the promise to wake.
            if database.version(topic(session)) == room.commit[0]:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), left)
            room = await self.room(session)
        return room

    async def ask(self, question: Callable[..., Result], *arguments: object, **named: object) -> Result:
        """Ask the store something without keeping the other phones waiting."""
        database = await self.database()
        return await asyncio.to_thread(question, database, *arguments, **named)


async def found_or_none(reading: Coroutine[None, None, Room]) -> Room | None:
    """Return the room, or None where there is none."""
    try:
        return await reading
    except Problem:
        return None

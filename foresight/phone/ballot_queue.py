"""Ballots of many phones written with one statement: whatever arrives during a commit goes into the next one.

Most of a commit costs the same for one ballot and for fifty (measured: 5 ms for one, 10 ms for 36), so a busy queue
waits a moment before the next one; at 300 ballots a second the store is then busy an eighth of the time.
"""

from __future__ import annotations

import asyncio

from foresight.problems import Problem
from foresight.store import live_ballots
from foresight.store.database import Database
from foresight.store.live_ballots import Submission

MOST_AT_ONCE = 400
GATHER_SECONDS = 0.08
MOST_KNOWN = 200_000


class BallotQueue:
    """The way of the phones' ballots to the store.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Submission, asyncio.Future]] = []
        self._writing: asyncio.Task | None = None
        self._voters: set[tuple[str, int, str]] = set()

    async def cast(self, submission: Submission) -> Problem | None:
        """Keep a submission; returns only when it is durable.

        Returns
        -------
        Problem or None
            Why it was refused, or None when it is kept.
        """
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((submission, kept))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await kept

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                await self._write_together(batch)
                # Whoever comes alone is answered at once; whoever comes in a crowd shares a commit.
                await asyncio.sleep(GATHER_SECONDS)
        finally:
            self._writing = None

    async def _write_together(self, batch: list[tuple[Submission, asyncio.Future]]) -> None:
        submissions = [submission for submission, _ in batch]
        try:
            voters = {(one.session, one.round, one.tag) for one in submissions}
            known = voters & self._voters
            change = self._database.submit(lambda transaction: live_ballots.cast(transaction, submissions, known))
            outcomes = await asyncio.wrap_future(change)
        except Exception as error:
            for _, kept in batch:
                if not kept.done():
                    kept.set_exception(error)
            return
        if len(self._voters) > MOST_KNOWN:
            self._voters.clear()
        for (submission, kept), outcome in zip(batch, outcomes, strict=True):
            if outcome is None:
                self._voters.add((submission.session, submission.round, submission.tag))
            if not kept.done():
                kept.set_result(outcome)

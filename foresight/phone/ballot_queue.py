"""Ballots of many phones written with one statement: whatever arrives during a commit goes into the next one."""

from __future__ import annotations

import asyncio

from foresight.problems import Problem
from foresight.store import live_ballots
from foresight.store.database import Database
from foresight.store.live_ballots import Submission

MOST_AT_ONCE = 400


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
        finally:
            self._writing = None

    async def _write_together(self, batch: list[tuple[Submission, asyncio.Future]]) -> None:
        submissions = [submission for submission, _ in batch]
        try:
            change = self._database.submit(lambda transaction: live_ballots.cast(transaction, submissions))
            outcomes = await asyncio.wrap_future(change)
        except Exception as error:
            for _, kept in batch:
                if not kept.done():
                    kept.set_exception(error)
            return
        for (_, kept), outcome in zip(batch, outcomes, strict=True):
            if not kept.done():
                kept.set_result(outcome)

"""Work in the background that one process at a time does, whichever of several replicas comes first."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from foresight.problems import Problem
from foresight.store import clock
from foresight.store.database import Database
from foresight.store.engine import Transaction
from foresight.store.texts import new_identifier

LONGEST = timedelta(minutes=30)
_log = logging.getLogger("foresight")


def take(database: Database, name: str, every: timedelta, *, holder: str, now: datetime | None = None) -> bool:
    """Take a piece of work when it is due and nobody else is at it.

    Parameters
    ----------
    database : Database
    name : str
        Such as ``backup``.
    every : timedelta
        How long after it was done it is due again.
    holder : str
        Name of this process.
    now : datetime, optional

    Returns
    -------
    bool
        Whether it is this process's to do; the writers of all replicas take turns, so it is given to one only.
    """
    moment = now or clock.now()

    def claim(transaction: Transaction) -> bool:
        rows = transaction.read("select holder, held_until, done_on from background_job where name = $1", [name])
        if rows:
            _, held_until, done_on = rows[0]
            # A clock that was set back must not stop the work: what was done in the future counts as long ago.
            fresh = done_on and moment - every < clock.moment(done_on) <= moment
            if fresh or (held_until > clock.stamp(moment) and clock.moment(held_until) - moment <= LONGEST):
                return False
        transaction.execute(
            """
            insert into background_job (name, holder, held_until, done_on) values ($1, $2, $3, '')
            on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until
            """,
            [name, holder, clock.stamp(moment + LONGEST)],
        )
        return True

    return database.write(claim)


def finish(database: Database, name: str, *, holder: str, done: bool, now: datetime | None = None) -> None:
    """Give a piece of work back; when it was not done, it is due at once."""
    moment = clock.stamp(now)

    def give_back(transaction: Transaction) -> None:
        transaction.execute(
            """
            update background_job set held_until = '', done_on = case when $3 then $4 else done_on end
            where name = $1 and holder = $2
            """,
            [name, holder, done, moment],
        )

    database.write(give_back)


class Scheduler:
    """A thread that does each piece of work when it is due; a failure is logged and tried again at the next round.

    Parameters
    ----------
    database : Database
    work : mapping of name to (timedelta, callable)
        The callable is given the store.
    pause : float
        Seconds between rounds.
    """

    def __init__(
        self,
        database: Database,
        work: dict[str, tuple[timedelta, Callable[[Database], object]]],
        *,
        pause: float = 60.0,
    ) -> None:
        self.database = database
        self.work = work
        self.pause = pause
        self.holder = new_identifier()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="foresight-jobs", daemon=True)

    def start(self) -> Scheduler:
        """Start the thread."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End the thread after the piece of work it is at."""
        self._stopped.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stopped.wait(self.pause):
            self.round()

    def round(self) -> list[str]:
        """Do what is due and return its names."""
        done = []
        for name, (every, task) in self.work.items():
            try:
                if not take(self.database, name, every, holder=self.holder):
                    continue
                successful = False
                try:
                    task(self.database)
                    successful = True
                    done.append(name)
                finally:
                    finish(self.database, name, holder=self.holder, done=successful)
            except Problem as problem:
                _log.error("%s was not done: %s", name, problem)
            except Exception:
                _log.exception("%s was not done", name)
        return done

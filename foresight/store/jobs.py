"""Work in the background that one process at a time does, whichever of several replicas comes first."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from foresight.problems import Problem
from foresight.store import clock
from foresight.store.database import Database
from foresight.store.engine import Transaction
from foresight.store.texts import new_identifier

_log = logging.getLogger("foresight")


@contextmanager
def turn(
    database: Database, name: str, every: timedelta, *, holder: str, now: datetime | None = None
) -> Iterator[bool]:
    """Take a piece of work when it is due and nobody else is at it; it is done when the block ends without an error.

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

    Yields
    ------
    bool
        Whether it is this process's to do. It stays so until the block ends or the process dies, however long it takes.
    """
    moment = now or clock.now()
    with database.engine.turn(name) as mine:
        due = mine and _is_due(database.value("select done_on from job where name = $1", [name]), every, moment)
        yield due
        if due:
            database.write(lambda transaction: _note(transaction, name, holder, moment))


def _is_due(done_on: object, every: timedelta, moment: datetime) -> bool:
    # A clock that was set back must not stop the work: what was done in the future counts as long ago.
    return done_on is None or not moment - every < clock.moment(str(done_on)) <= moment


def _note(transaction: Transaction, name: str, holder: str, moment: datetime) -> None:
    transaction.execute(
        """
        insert into job (name, done_on, done_by) values ($1, $2, $3)
        on conflict (name) do update set done_on = excluded.done_on, done_by = excluded.done_by
        """,
        [name, clock.stamp(moment), holder],
    )


def last_done(database: Database) -> dict[str, datetime]:
    """Return when each piece of work was done last."""
    return {name: clock.moment(done_on) for name, done_on in database.read("select name, done_on from job")}


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
                with turn(self.database, name, every, holder=self.holder) as mine:
                    if mine:
                        task(self.database)
                if mine:
                    done.append(name)
            except Problem as problem:
                _log.error("%s was not done: %s", name, problem)
            except Exception:
                _log.exception("%s was not done", name)
        return done

"""The store: opened once a process, written by one thread, read by all."""

from __future__ import annotations

import atexit
import logging
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from foresight.problems import Problem
from foresight.store.duckdb_engine import DuckDBEngine
from foresight.store.engine import EVERYTHING, Cursor, Engine, Guard, Reading, Snapshot, Transaction
from foresight.store.migrate import migrate
from foresight.store.writer import Writer

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_ADDRESS = "var/foresight.duckdb"
SERVER = ("postgresql://", "postgres://")
_SCHEME = re.compile(r"postgres(ql)?:|[A-Za-z][\w+.-]+:/")

Result = TypeVar("Result")

_open: dict[str, Database] = {}
_opening = threading.RLock()
_log = logging.getLogger(__name__)


class Database(Reading):
    """An open store; made by `Database.open`.

    Attributes
    ----------
    engine : Engine
        The database behind it.
    migrated : list of str
        Migrations that were applied at opening.
    """

    def __init__(self, engine: Engine, key: str) -> None:
        self.engine = engine
        self.migrated = migrate(engine, before=lambda: _copy_first(engine))
        self._key = key
        self._holders = 1
        # A random start, so that a reader that outlived a restart, or was sent to another replica, sees a difference.
        self._start = secrets.randbits(50)
        self._commits: dict[str, int] = {}
        # Asked on the thread that wants to write; gives the guard of whoever acts there, or None for the app itself.
        self.guarding: Callable[[], Guard | None] = lambda: None
        self._watchers: list[Callable[[frozenset[str]], None]] = []
        self._counting = threading.Lock()
        engine.listen(self._committed)
        self._writer = Writer(engine, self._committed)

    @staticmethod
    def open(address: str | Path | None = None, *, backups: Path | None = None) -> Database:
        """Open a store, making it first when it does not exist.

        Opening a file that this process already has open gives the same store; it is closed with its last holder.

        Parameters
        ----------
        address : str or Path, optional
            A DuckDB file, or ``postgresql://user@host:port/database``; ``var/foresight.duckdb`` when not given.
        backups : Path, optional
            The only folder into which the store may copy itself; when not given, ``backups`` beside the file, or
            ``var/backups`` for a server.

        Returns
        -------
        Database
            Migrated and ready.

        Raises
        ------
        Problem
            When the file is locked by another process, damaged, newer than this version, or cannot be made, or the
            server does not answer.
        """
        key = _key_of(address or DEFAULT_ADDRESS)
        with _opening:
            known = _open.get(key)
            if known is not None:
                known._holders += 1
                return known
            engine = _engine_at(key, backups)
            try:
                database = Database(engine, key)
            except BaseException:
                engine.close()
                raise
            _open[key] = database
            return database

    @property
    def label(self) -> str:
        """The address without any password."""
        return self.engine.label

    def write(self, function: Callable[[Transaction], Result]) -> Result:
        """Change the store and wait until the change is durable.

        Parameters
        ----------
        function : callable
            Takes a `Transaction`. It shares a commit with other functions and may be run again, so it must do nothing
            but use its transaction. When it raises, nothing of it is kept, and nothing of others is lost.

        Returns
        -------
        object
            What the function returned.
        """
        return self.submit(function).result()

    def submit(self, function: Callable[[Transaction], Result]) -> Future[Result]:
        """Queue a change and return at once (arguments as in `write`).

        Returns
        -------
        Future
            Done when the change is durable; ``asyncio.wrap_future`` makes it awaitable.
        """
        guard = self.guarding()
        return self._writer.submit(function if guard is None else _guarded(function, guard))

    def _asker(self) -> Guard | None:
        return self.guarding()

    @contextmanager
    def _lend(self) -> Iterator[Cursor]:
        with self.engine.reader() as cursor:
            yield cursor

    def read(self, statement: str, parameters: Sequence = ()) -> list[tuple]:
        """Return the rows of a query (see `Reading.read`)."""
        return self._asking(lambda: super(Database, self).read(statement, parameters))

    def records(self, statement: str, parameters: Sequence = ()) -> list[dict]:
        """Return the rows of a query, each by the names of its columns (see `Reading.records`)."""
        return self._asking(lambda: super(Database, self).records(statement, parameters))

    def value(self, statement: str, parameters: Sequence = ()) -> object:
        """Return the first cell of a query, or None when it has no row (see `Reading.value`)."""
        return self._asking(lambda: super(Database, self).value(statement, parameters))

    def frame(self, statement: str, parameters: Sequence = ()) -> pd.DataFrame:
        """Return the rows of a query as a frame (see `Reading.frame`)."""
        return self._asking(lambda: super(Database, self).frame(statement, parameters))

    def _asking(self, question: Callable[[], Result]) -> Result:
        try:
            return question()
        except Exception as error:
            if not self.engine.is_broken(error):
                raise
        # An empty change makes the writer reconnect; then the question is asked once more.
        self.write(lambda transaction: None)
        self.engine.repair()
        try:
            return question()
        except Exception as error:
            raise self.engine.explain(error) from error

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Ask several questions of one moment, whatever is committed meanwhile.

        Yields
        ------
        Snapshot
            Answers `read`, `records`, `value` and `frame`.
        """
        lent: AbstractContextManager[Cursor] = self.engine.snapshot()
        with lent as cursor:
            yield Snapshot(cursor)

    def version(self, topic: str = "") -> int:
        """Return a number that differs after every commit that touched a topic; costs no query.

        Parameters
        ----------
        topic : str
            Such as ``figures`` or ``session/9f…``; every commit when not given.

        Returns
        -------
        int
            Grows with each commit while the process lives. Compare for being different.
        """
        return self._start + self._commits.get(topic, 0) + self._commits.get(EVERYTHING, 0)

    def watch(self, listener: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """Have a function called with the touched topics after every commit.

        Parameters
        ----------
        listener : callable
            Must return at once; it is called on the writer's thread.

        Returns
        -------
        callable
            Call it to stop watching.
        """
        with self._counting:
            self._watchers.append(listener)

        def stop() -> None:
            with self._counting:
                if listener in self._watchers:
                    self._watchers.remove(listener)

        return stop

    def _committed(self, topics: frozenset[str]) -> None:
        with self._counting:
            for topic in topics if EVERYTHING in topics else (*topics, ""):
                self._commits[topic] = self._commits.get(topic, 0) + 1
            watchers = tuple(self._watchers)
        for watcher in watchers:
            try:
                watcher(topics)
            except Exception:
                _log.exception("a watcher of the store failed")

    def close(self) -> None:
        """Commit what is queued and give the file free, unless another holder still has it open."""
        with _opening:
            self._holders -= 1
            others = self._holders
            if others == 0:
                if _open.get(self._key) is self:
                    del _open[self._key]
                self._writer.close()
                self.engine.close()
        if others > 0:
            # Others go on with the store; what this holder has queued is durable all the same.
            self._writer.submit(lambda transaction: None).result()

    def _close_at_exit(self) -> None:
        self._holders = 1
        self.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _guarded(function: Callable[[Transaction], Result], guard: Guard) -> Callable[[Transaction], Result]:
    def change(transaction: Transaction) -> Result:
        transaction.guard = guard
        result = function(transaction)
        if transaction.changed and not transaction.recorded:
            guard.check_unnamed(transaction, transaction.topics)
        return result

    return change


def _copy_first(engine: Engine) -> None:
    from foresight.store.backup import copy_engine

    copy_engine(engine)


@atexit.register
def _close_everything() -> None:
    for database in list(_open.values()):
        database._close_at_exit()


def is_open(address: str | Path) -> bool:
    """Tell whether this process has a store open at an address.

    Parameters
    ----------
    address : str or Path
        A DuckDB file or a server's address.

    Returns
    -------
    bool
        True when it must not be replaced.
    """
    return _key_of(address) in _open


def is_server(address: str | Path) -> bool:
    """Tell whether an address is a server's and not a file's."""
    text = str(address)
    if not text.startswith(SERVER) and _SCHEME.match(text):
        # Another kind of server, or a path made of an address, which has lost a slash, would become a folder.
        raise Problem("the address {address} is not one of a server: it begins with postgresql://", address=text)
    return text.startswith(SERVER)


def _key_of(address: str | Path) -> str:
    if is_server(address):
        return str(address)
    return os.path.realpath(Path(address).expanduser().absolute())


def _engine_at(key: str, backups: Path | None) -> Engine:
    if is_server(key):
        from foresight.store.postgresql_engine import PostgreSQLEngine

        return PostgreSQLEngine(key, (backups or Path(DEFAULT_ADDRESS).parent / "backups").expanduser().absolute())
    file = Path(key)
    return DuckDBEngine(file, (backups or file.parent / "backups").expanduser().absolute())

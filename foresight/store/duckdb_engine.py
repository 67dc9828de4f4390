"""The store in one DuckDB file: one process, many threads, nothing to install."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from foresight.problems import Problem
from foresight.store import failures
from foresight.store.engine import TABLE_EXISTS, Engine, Snapshot
from foresight.store.values import with_one_type_a_column

if TYPE_CHECKING:
    import pandas as pd

# A short log keeps the reopening after a crash under a tenth of a second.
CHECKPOINT_THRESHOLD = "4MB"
CLOSED_TO_THE_WORLD = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}


class DuckDBEngine(Engine):
    """A DuckDB file, attached to an instance that can reach no other file but its backups.

    Parameters
    ----------
    file : Path
        The database file; it is created, with its folder, when it does not exist.
    backups : Path
        The only folder into which copies may be written.

    Raises
    ------
    Problem
        When the file is locked, damaged, or cannot be created.
    """

    name = "duckdb"

    def __init__(self, file: Path, backups: Path) -> None:
        self.file = file
        self.backups = backups
        self.label = str(file)
        self._idle: list[DuckDBCursor] = []
        self._lock = threading.Lock()
        self._backing_up = threading.Lock()
        self._at_work: set[str] = set()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise failures.no_place(str(file), error.strerror) from None
        self._connect()

    def _connect(self) -> None:
        # The file is attached under a fixed name, so that no statement ever has to spell a file's name.
        instance = duckdb.connect(
            ":memory:",
            config={"checkpoint_threshold": CHECKPOINT_THRESHOLD, **CLOSED_TO_THE_WORLD},
        )
        try:
            instance.execute("set temp_directory = $1", [str(self.file) + ".tmp"])
            instance.execute("set allowed_directories = $1", [[os.path.join(str(self.backups), "")]])
            instance.execute("attach $1 as foresight (type duckdb)", [str(self.file)])
            instance.execute("use foresight")
            instance.execute("set enable_external_access = false")
            instance.execute("set lock_configuration = true")
        except duckdb.Error as error:
            instance.close()
            raise opening_problem(error, self.label) from None
        self._instance = instance
        self._writer = DuckDBCursor(instance)
        self._generation = object()

    def writer(self) -> DuckDBCursor:
        """Return the cursor of the one writer."""
        return self._writer

    def begin(self) -> None:
        """Start a transaction of the writer."""
        self._instance.execute("begin transaction")

    def commit(self) -> None:
        """Write the transaction to the log and have the disk confirm it."""
        self._instance.execute("commit")

    def rollback(self) -> None:
        """Undo the writer's transaction."""
        try:
            self._instance.execute("rollback")
        except duckdb.TransactionException as error:
            # A commit that could not be written has already undone itself.
            if "no transaction is active" not in str(error):
                raise

    @contextmanager
    def reader(self) -> Iterator[DuckDBCursor]:
        """Lend a cursor to one thread for one statement.

        Cursors are kept and lent again rather than tied to a thread: Streamlit starts a new thread for every run.
        """
        generation = self._generation
        with self._lock:
            cursor = self._idle.pop() if self._idle else None
        if cursor is None:
            cursor = self._new_cursor()
        try:
            yield cursor
        finally:
            with self._lock:
                keep = generation is self._generation and len(self._idle) < 64
                if keep:
                    self._idle.append(cursor)
            if not keep:
                cursor.close()

    @contextmanager
    def snapshot(self) -> Iterator[DuckDBCursor]:
        """Lend a cursor that sees one moment of the database in all its statements."""
        cursor = self._new_cursor()
        try:
            cursor.connection.execute("begin transaction read only")
            yield cursor
        finally:
            with suppress(duckdb.Error):
                cursor.connection.execute("rollback")
            cursor.close()

    def _new_cursor(self) -> DuckDBCursor:
        connection = self._instance.cursor()
        connection.execute("use foresight")
        return DuckDBCursor(connection)

    @contextmanager
    def turn(self, name: str) -> Iterator[bool]:
        """Hold a piece of work among the threads of this process, the only one that has the file."""
        with self._lock:
            mine = name not in self._at_work
            self._at_work.add(name)
        try:
            yield mine
        finally:
            if mine:
                with self._lock:
                    self._at_work.discard(name)

    def run_script(self, script: str) -> None:
        """Run the statements of a migration inside the writer's transaction."""
        self._instance.execute(script)

    def table_exists(self, table: str) -> bool:
        """Tell whether a table exists."""
        return self._writer.rows(TABLE_EXISTS, [table])[1][0][0] > 0

    def is_transient(self, error: BaseException) -> bool:
        """Tell whether the same transaction may succeed when it is run again."""
        return isinstance(error, duckdb.TransactionException) and "onflict" in str(error)

    def is_broken(self, error: BaseException) -> bool:
        """Tell whether DuckDB has given the instance up, as it does when a commit cannot reach the disk."""
        return isinstance(error, duckdb.FatalException | duckdb.InternalException | duckdb.ConnectionException)

    def reconnect(self) -> None:
        """Open the file anew; everything acknowledged is in it or in its log."""
        self._close_all()
        self._connect()

    def explain(self, error: BaseException) -> BaseException:
        """Turn an error of the disk into a sentence."""
        unwritten = isinstance(error, duckdb.TransactionException) and "Failed to commit" in str(error)
        if unwritten or isinstance(error, duckdb.FatalException | duckdb.IOException | duckdb.ConnectionException):
            reason = str(error).splitlines()[0].rpartition(":")[2].strip()
            return failures.unwritten(self.label, reason)
        return error

    def repair(self) -> None:
        """Do nothing: readers take their cursors from the instance that `reconnect` made."""

    def listen(self, changed: Callable[[frozenset[str]], None]) -> None:
        """Do nothing: no other process can change this file."""

    def back_up(self, target: Path) -> None:
        """Copy the whole database into a new file while it is in use.

        Parameters
        ----------
        target : Path
            A new file in the folder of backups.
        """
        with self._backing_up:
            cursor = self._new_cursor()
            try:
                cursor.connection.execute("attach $1 as backup (type duckdb)", [str(target)])
                try:
                    cursor.connection.execute("copy from database foresight to backup")
                    cursor.connection.execute("checkpoint backup")
                finally:
                    cursor.connection.execute("detach backup")
            finally:
                cursor.close()

    def close(self) -> None:
        """Write the log into the file and give the file free."""
        self._close_all()

    def _close_all(self) -> None:
        with self._lock:
            self._generation = object()
            idle, self._idle = self._idle, []
        for cursor in idle:
            cursor.close()
        with suppress(duckdb.Error):
            self._instance.close()


@contextmanager
def read_only(file: Path) -> Iterator[Snapshot]:
    """Look into a DuckDB file that nobody has open for writing, without changing a byte of it.

    Parameters
    ----------
    file : Path
        The file.

    Yields
    ------
    Snapshot
        Answers `read`, `records`, `value` and `frame`.

    Raises
    ------
    Problem
        When the file is locked or damaged.
    """
    with closing(duckdb.connect(":memory:", config=dict(CLOSED_TO_THE_WORLD))) as instance:
        try:
            instance.execute("attach $1 as foresight (type duckdb, read_only)", [str(file)])
            instance.execute("use foresight")
        except duckdb.Error as error:
            raise opening_problem(error, str(file)) from None
        yield Snapshot(DuckDBCursor(instance))


def opening_problem(error: duckdb.Error, file: str) -> Problem:
    """Say in a sentence why a file could not be opened."""
    text = str(error)
    if "lock on file" in text or "already attached" in text:
        return failures.locked(file)
    if "version number" in text and "only read" in text:
        return failures.newer_format(file)
    if isinstance(error, duckdb.IOException) and ("Cannot open" in text or "Is a directory" in text):
        reason = "no such folder" if "No such file" in text else text.rpartition(":")[2].strip()
        return failures.no_place(file, reason)
    return failures.unreadable(file)


class DuckDBCursor:
    """One statement at a time on one connection of the instance.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        The connection; used by one thread at a time.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def rows(self, statement: str, parameters: Sequence) -> tuple[list[str], list[tuple]]:
        """Run a statement and return the names of its columns and its rows."""
        result = self.connection.execute(statement, list(parameters))
        return [column[0] for column in result.description], result.fetchall()

    def frame(self, statement: str, parameters: Sequence) -> pd.DataFrame:
        """Run a statement and return its rows as a frame with one type a column."""
        result = self.connection.execute(statement, list(parameters))
        kinds = [str(column[1]) for column in result.description]
        return with_one_type_a_column(result.df(), [_KINDS.get(kind, "text") for kind in kinds])

    def execute(self, statement: str, parameters: Sequence) -> int:
        """Run a statement that changes something and return how many rows it changed."""
        rows = self.connection.execute(statement, list(parameters)).fetchall()
        return int(rows[0][0]) if rows else 0

    def announce(self, topics: frozenset[str]) -> None:
        """Do nothing: no other process can be watching."""

    def close(self) -> None:
        """Give the connection back."""
        with suppress(duckdb.Error):
            self.connection.close()


_KINDS = {
    "INTEGER": "whole",
    "BIGINT": "whole",
    "HUGEINT": "whole",
    "DOUBLE": "real",
    "BOOLEAN": "boolean",
}

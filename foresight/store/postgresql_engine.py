"""The store in PostgreSQL: several processes on several machines share it.

The writers of all processes take turns under one advisory lock, so that changes run one after the other here as they do
in a DuckDB file: no deadlock, no conflict, and nothing that holds on one engine only.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import conninfo, errors
from psycopg.types.numeric import FloatLoader
from psycopg_pool import ConnectionPool, PoolTimeout

from foresight.problems import Problem
from foresight.store import failures
from foresight.store.engine import EVERYTHING, TABLE_EXISTS, Engine
from foresight.store.values import with_one_type_a_column

if TYPE_CHECKING:
    import pandas as pd

OLDEST_VERSION = 15
READERS = 16
#: A restarted server is waited for this long before changes are refused.
PATIENCE = 10.0
CHANNEL = "foresight_changes"
# Any constant will do, as long as every process of the store takes the same.
_BEGIN = "begin; select pg_advisory_xact_lock(5083202605)"
_LONGEST_MESSAGE = 7000
_TURN = "select name from job_turn where name = $1 for update skip locked"


class PostgreSQLEngine(Engine):
    """A PostgreSQL database, reached with one writing connection and a pool of reading ones.

    Parameters
    ----------
    address : str
        ``postgresql://user:password@host:port/database``.
    backups : Path
        Folder for copies.

    Raises
    ------
    Problem
        When the server does not answer, is too old, or the database has another encoding than UTF-8.
    """

    name = "postgresql"

    def __init__(self, address: str, backups: Path) -> None:
        self.backups = backups
        self._address = address
        try:
            self.label = label_of(address)
        except psycopg.ProgrammingError as error:
            raise Problem(
                "the address of the database cannot be read ({reason}): write it as postgresql://user@host:5432/name",
                reason=_first_line(error),
            ) from None
        self._me = secrets.token_hex(8)
        self._stopping = threading.Event()
        self._listener: threading.Thread | None = None
        try:
            self._connection = self._connect()
        except psycopg.Error as error:
            raise failures.unreachable(self.label, _first_line(error)) from None
        self._check_server()
        self._writer = PostgreSQLCursor(self._connection, self._me)
        self._pool = ConnectionPool(
            address,
            min_size=1,
            max_size=READERS,
            kwargs=_SETTINGS,
            configure=_as_reader,
            open=True,
            name="store readers",
            timeout=PATIENCE,
        )

    def _connect(self) -> psycopg.Connection:
        connection = psycopg.connect(self._address, **_SETTINGS)
        # A process that hangs in the middle of a change must not keep the others waiting for ever.
        connection.execute("set idle_in_transaction_session_timeout = '30s'")
        _with_plain_numbers(connection)
        return connection

    def _check_server(self) -> None:
        version = self._connection.info.server_version // 10_000
        encoding = self._connection.info.parameter_status("server_encoding")
        if version < OLDEST_VERSION:
            self._connection.close()
            raise Problem(
                "the database {database} runs on PostgreSQL {version}: {oldest} or newer is needed",
                database=self.label,
                version=version,
                oldest=OLDEST_VERSION,
            )
        if encoding != "UTF8":
            self._connection.close()
            raise Problem(
                "the database {database} has the encoding {encoding}: create it with UTF8",
                database=self.label,
                encoding=encoding,
            )

    def writer(self) -> PostgreSQLCursor:
        """Return the cursor of the one writer."""
        return self._writer

    def begin(self) -> None:
        """Start a transaction of the writer when it is this process's turn."""
        self._connection.execute(_BEGIN)

    def commit(self) -> None:
        """Have the server make the transaction durable."""
        self._connection.execute("commit")

    def rollback(self) -> None:
        """Undo the writer's transaction."""
        self._connection.execute("rollback")

    @contextmanager
    def reader(self) -> Iterator[PostgreSQLCursor]:
        """Lend a connection of the pool to one thread for one statement."""
        with self._pool.connection() as connection:
            yield PostgreSQLCursor(connection, self._me)

    @contextmanager
    def snapshot(self) -> Iterator[PostgreSQLCursor]:
        """Lend a connection that sees one moment of the database in all its statements."""
        with self._pool.connection() as connection:
            connection.execute("begin isolation level repeatable read read only")
            try:
                yield PostgreSQLCursor(connection, self._me)
            finally:
                with suppress(psycopg.Error):
                    connection.execute("rollback")

    @contextmanager
    def turn(self, name: str) -> Iterator[bool]:
        """Hold a piece of work by a locked row, on a connection of its own, so that writing goes on meanwhile."""
        try:
            connection = psycopg.connect(self._address, **_SETTINGS)
        except psycopg.Error as error:
            raise self.explain(error) from None
        with closing(connection):
            connection.execute("insert into job_turn (name) values ($1) on conflict (name) do nothing", [name])
            connection.execute("begin")
            found = connection.execute(_TURN, [name])
            yield found.rowcount == 1

    def run_script(self, script: str) -> None:
        """Run the statements of a migration inside the writer's transaction."""
        self._connection.execute(script)

    def table_exists(self, table: str) -> bool:
        """Tell whether a table exists."""
        return self._writer.rows(TABLE_EXISTS, [table])[1][0][0] > 0

    def is_transient(self, error: BaseException) -> bool:
        """Tell whether the same transaction may succeed when it is run again."""
        return isinstance(error, errors.DeadlockDetected | errors.SerializationFailure | errors.LockNotAvailable)

    def is_broken(self, error: BaseException) -> bool:
        """Tell whether the server closed the connection, or is not there."""
        if isinstance(error, PoolTimeout | errors.AdminShutdown | errors.CrashShutdown | errors.CannotConnectNow):
            return True
        lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        return lost and getattr(error, "sqlstate", None) is None

    def reconnect(self) -> None:
        """Connect the writer again, waiting a while for a server that is being restarted."""
        with suppress(psycopg.Error):
            self._connection.close()
        until = time.monotonic() + PATIENCE
        pause = 0.05
        while True:
            try:
                self._connection = self._connect()
            except psycopg.Error:
                if time.monotonic() + pause > until or self._stopping.is_set():
                    raise
                time.sleep(pause)
                pause = min(1.0, pause * 2)
            else:
                break
        self._writer = PostgreSQLCursor(self._connection, self._me)

    def repair(self) -> None:
        """Replace the pool's connections that were lost."""
        with suppress(PoolTimeout):
            self._pool.check()

    def listen(self, changed: Callable[[frozenset[str]], None]) -> None:
        """Hear of the topics that other processes have changed."""
        self._listener = threading.Thread(target=self._listen, args=(changed,), name="store listener", daemon=True)
        self._listener.start()

    def _listen(self, changed: Callable[[frozenset[str]], None]) -> None:
        missed = False
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._address, **_SETTINGS) as connection:
                    connection.execute("listen " + CHANNEL)
                    if missed:
                        changed(frozenset({EVERYTHING}))
                    missed = True
                    while not self._stopping.is_set():
                        for notice in connection.notifies(timeout=5.0):
                            sender, topics = json.loads(notice.payload)
                            if sender != self._me:
                                changed(frozenset(topics))
                            if self._stopping.is_set():
                                break
            except psycopg.Error:
                self._stopping.wait(1.0)

    def explain(self, error: BaseException) -> BaseException:
        """Turn an error of the server into a sentence."""
        if isinstance(error, errors.DiskFull | errors.ReadOnlySqlTransaction | errors.IoError):
            return failures.unwritten(self.label, _first_line(error))
        return failures.unreachable(self.label, _first_line(error)) if self.is_broken(error) else error

    def back_up(self, target: Path) -> None:
        """Copy the whole database, as it is at one moment, into a new DuckDB file.

        Parameters
        ----------
        target : Path
            A new file.
        """
        from foresight.store.moving import copy_to_file

        with self.snapshot() as cursor:
            copy_to_file(cursor, target)

    def close(self) -> None:
        """Give the connections back."""
        self._stopping.set()
        with suppress(psycopg.Error):
            # Wakes the listener, so that it need not be waited for.
            self._writer.announce(frozenset())
            self._connection.close()
        self._pool.close()
        if self._listener is not None:
            self._listener.join()


class PostgreSQLCursor:
    """One statement at a time on one connection.

    Parameters
    ----------
    connection : psycopg.Connection
        The connection, with placeholders as the server writes them.
    sender : str
        What this process is called in its announcements.
    """

    def __init__(self, connection: psycopg.Connection, sender: str) -> None:
        self._connection = connection
        self._sender = sender

    def rows(self, statement: str, parameters: Sequence) -> tuple[list[str], list[tuple]]:
        """Run a statement and return the names of its columns and its rows."""
        result = self._connection.execute(statement, parameters or None)
        return [column.name for column in result.description or ()], result.fetchall() if result.description else []

    def frame(self, statement: str, parameters: Sequence) -> pd.DataFrame:
        """Run a statement and return its rows as a frame with one type a column."""
        import pandas as pd

        result = self._connection.execute(statement, parameters or None)
        columns = [column.name for column in result.description]
        kinds = [_KINDS.get(column.type_code, "text") for column in result.description]
        frame = pd.DataFrame(result.fetchall(), columns=columns)
        return with_one_type_a_column(frame, kinds)

    def execute(self, statement: str, parameters: Sequence) -> int:
        """Run a statement that changes something and return how many rows it changed."""
        return max(0, self._connection.execute(statement, parameters or None).rowcount)

    def announce(self, topics: frozenset[str]) -> None:
        """Let other processes know, once the transaction is committed, that these topics changed."""
        message = json.dumps([self._sender, sorted(topics)])
        if len(message) > _LONGEST_MESSAGE:
            message = json.dumps([self._sender, [EVERYTHING]])
        self._connection.execute("select pg_notify($1, $2)", [CHANNEL, message])


_KINDS = {16: "boolean", 20: "whole", 21: "whole", 23: "whole", 700: "real", 701: "real", 1700: "real"}


def label_of(address: str) -> str:
    """Return an address without its password.

    Parameters
    ----------
    address : str
        A PostgreSQL address.

    Returns
    -------
    str
        For sentences and screens.
    """
    parts = conninfo.conninfo_to_dict(address)
    host, port = parts.get("host") or "localhost", parts.get("port") or 5432
    user = str(parts["user"]) + "@" if parts.get("user") else ""
    return f"postgresql://{user}{host}:{port}/{parts.get('dbname') or ''}"


_SETTINGS = {
    "autocommit": True,
    "cursor_factory": psycopg.RawCursor,
    "connect_timeout": 5,
    "client_encoding": "utf8",
    "application_name": "foresight",
    "keepalives_idle": 30,
}


def _as_reader(connection: psycopg.Connection) -> None:
    connection.execute("set default_transaction_read_only = on")
    _with_plain_numbers(connection)


def _with_plain_numbers(connection: psycopg.Connection) -> None:
    # Sums of whole numbers come as numeric; the rest of the workbench expects plain numbers.
    connection.adapters.register_loader("numeric", FloatLoader)


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]

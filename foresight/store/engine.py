"""What the store asks of a database engine, and the two ways of asking it: reading, and a transaction of the writer.

The rest of the store speaks one SQL text (``$1`` placeholders and the portable subset of docs/store.md); an engine
runs that text and hides everything else that differs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from foresight.store.texts import clean_text
from foresight.store.values import storable

if TYPE_CHECKING:
    import pandas as pd

Answer = TypeVar("Answer")

#: Stands for all topics when it is not known which of them another process changed.
EVERYTHING = "*"

TABLE_EXISTS = """
    select count(*) from information_schema.tables
    where table_catalog = current_database() and table_schema = current_schema() and table_name = $1
"""


class Cursor(Protocol):
    """One statement at a time on one connection of an engine."""

    def rows(self, statement: str, parameters: Sequence) -> tuple[list[str], list[tuple]]:
        """Run a statement and return the names of its columns and its rows."""

    def frame(self, statement: str, parameters: Sequence) -> pd.DataFrame:
        """Run a statement and return its rows as a frame with one type a column."""

    def execute(self, statement: str, parameters: Sequence) -> int:
        """Run a statement that changes something and return how many rows it changed."""

    def announce(self, topics: frozenset[str]) -> None:
        """Let other processes know, once the transaction is committed, that these topics changed."""


class Engine(ABC):
    """A database that holds the store."""

    name: str
    #: The address without any password, for sentences and screens.
    label: str
    #: The only folder into which the store copies itself.
    backups: Path

    @abstractmethod
    def writer(self) -> Cursor:
        """Return the cursor of the one writer."""

    @abstractmethod
    def begin(self) -> None:
        """Start a transaction of the writer; where several processes write, wait until it is this one's turn."""

    @abstractmethod
    def commit(self) -> None:
        """Make the writer's transaction durable; when this returns, it survives a crash."""

    @abstractmethod
    def rollback(self) -> None:
        """Undo the writer's transaction."""

    @abstractmethod
    def reader(self) -> AbstractContextManager[Cursor]:
        """Lend a cursor to one thread for one statement."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Cursor]:
        """Lend a cursor that sees one moment of the database in all its statements."""

    @abstractmethod
    def turn(self, name: str) -> AbstractContextManager[bool]:
        """Hold a piece of work until the block ends or the process dies; False while somebody else holds it."""

    @abstractmethod
    def run_script(self, script: str) -> None:
        """Run the statements of a migration inside the writer's transaction."""

    @abstractmethod
    def table_exists(self, table: str) -> bool:
        """Tell whether a table exists."""

    @abstractmethod
    def is_transient(self, error: BaseException) -> bool:
        """Tell whether the same transaction may succeed when it is run again."""

    @abstractmethod
    def is_broken(self, error: BaseException) -> bool:
        """Tell whether the writer's connection is of no more use after this error."""

    @abstractmethod
    def reconnect(self) -> None:
        """Replace connections that are of no more use."""

    @abstractmethod
    def repair(self) -> None:
        """Replace what readers hold after connections were lost."""

    @abstractmethod
    def listen(self, changed: Callable[[frozenset[str]], None]) -> None:
        """Call a function with the topics that other processes have changed, or with ``*`` when that is not known."""

    @abstractmethod
    def explain(self, error: BaseException) -> BaseException:
        """Turn an error of the engine into a `Problem` where a sentence helps, and leave it alone where not."""

    @abstractmethod
    def back_up(self, target: Path) -> None:
        """Copy the whole database into a new file while it is in use."""

    @abstractmethod
    def close(self) -> None:
        """Give everything back."""


class Reading(ABC):
    """The ways of asking the store a question; a `Database`, a snapshot and a `Transaction` all answer."""

    @abstractmethod
    def _lend(self) -> AbstractContextManager[Cursor]:
        """Lend a cursor for one statement."""

    def _asker(self) -> Guard | None:
        """Return the guard of whoever asks; the app's own work, phones and documents of one moment have none."""
        return None

    def sessions_to_open(self) -> frozenset[str] | None:
        """Return the sessions that whoever asks may open; None for every one."""
        guard = self._asker()
        return None if guard is None else guard.sessions(self)

    def require_readable(self, session: str) -> None:
        """Refuse to open a session that is not for whoever asks.

        Raises
        ------
        Problem
        """
        guard = self._asker()
        if guard is not None:
            guard.check_reading(self, session)

    def read(self, statement: str, parameters: Sequence = ()) -> list[tuple]:
        """Return the rows of a query.

        Parameters
        ----------
        statement : str
            SQL with ``$1`` placeholders, in the portable subset.
        parameters : sequence
            What the placeholders stand for.

        Returns
        -------
        list of tuple
            The rows.
        """
        with self._lend() as cursor:
            return cursor.rows(statement, storable(parameters))[1]

    def records(self, statement: str, parameters: Sequence = ()) -> list[dict]:
        """Return the rows of a query, each by the names of its columns (arguments as in `read`)."""
        with self._lend() as cursor:
            columns, rows = cursor.rows(statement, storable(parameters))
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def value(self, statement: str, parameters: Sequence = ()) -> object:
        """Return the first cell of a query, or None when it has no row (arguments as in `read`)."""
        with self._lend() as cursor:
            rows = cursor.rows(statement, storable(parameters))[1]
        return rows[0][0] if rows else None

    def frame(self, statement: str, parameters: Sequence = ()) -> pd.DataFrame:
        """Return the rows of a query as a frame (arguments as in `read`).

        Returns
        -------
        DataFrame
            Text columns are ``str``, whole numbers ``int64`` (``float64`` where some are absent), the rest ``float64``
            or ``bool``; the same on every engine.
        """
        with self._lend() as cursor:
            return cursor.frame(statement, storable(parameters))


class Snapshot(Reading):
    """One moment of the database, whatever is committed meanwhile."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def _lend(self) -> AbstractContextManager[Cursor]:
        return nullcontext(self._cursor)


class Batch:
    """What the changes that share one commit have in common.

    Parameters
    ----------
    cursor : Cursor
        The writer's.
    """

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self._gathered: dict[str, dict[tuple, tuple]] = {}
        self._remembered: dict[Hashable, object] = {}

    def gather(self, statement: str, rows: Iterable[tuple], key: int) -> None:
        """Add rows to a statement that runs later; of two with the same first cells the later counts."""
        self._gathered.setdefault(statement, {}).update((row[:key], row) for row in rows)

    def flush(self) -> None:
        """Run the statements that rows were gathered for."""
        gathered, self._gathered = self._gathered, {}
        for statement, rows in gathered.items():
            if rows:
                columns = [list(column) for column in zip(*rows.values(), strict=True)]
                self.cursor.execute(statement, storable(columns))

    def remember(self, question: Hashable, ask: Callable[[], object]) -> object:
        """Return the answer an earlier change got, or ask."""
        if question not in self._remembered:
            self._remembered[question] = ask()
        return self._remembered[question]

    def forget(self) -> None:
        """Forget every answer, because something was changed."""
        self._remembered.clear()


class Guard(Protocol):
    """Decides for one person which changes are allowed and which sessions are open; a ``Problem`` for all others."""

    def named(self, given: str) -> str:
        """Return the name that the journal keeps."""

    def check(self, transaction: Transaction, action: str, subject: str) -> None:
        """Refuse a change that the journal calls by this name."""

    def check_unnamed(self, transaction: Transaction, topics: set[str]) -> None:
        """Refuse a change that the journal is told nothing about."""

    def sessions(self, reader: Reading) -> frozenset[str] | None:
        """Return the sessions that may be opened; None for every one."""

    def check_reading(self, reader: Reading, session: str) -> None:
        """Refuse to open a session that is another's."""


class Transaction(Reading):
    """What a function that writes is given: it may ask, change, and say which topics it has changed.

    Parameters
    ----------
    batch : Batch
        The commit it belongs to.
    """

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self.topics: set[str] = set()
        self.changed = False
        # Who is asked whether this may be done, and whether the journal was told what it is.
        self.guard: Guard | None = None
        self.recorded = False

    def _lend(self) -> AbstractContextManager[Cursor]:
        self._batch.flush()
        return nullcontext(self._batch.cursor)

    def _asker(self) -> Guard | None:
        return self.guard

    def named(self, actor: str) -> str:
        """Return the name that a change is kept under: of whoever has signed in, else the one given."""
        return clean_text(actor if self.guard is None else self.guard.named(actor), "actor", longest=200)

    def execute(self, statement: str, parameters: Sequence = ()) -> int:
        """Change something.

        Parameters
        ----------
        statement : str
            SQL with ``$1`` placeholders, in the portable subset. Many rows go into one statement through
            ``select unnest($1::varchar[]), unnest($2::integer[])``.
        parameters : sequence
            What the placeholders stand for.

        Returns
        -------
        int
            Number of rows changed.
        """
        self.changed = True
        self._batch.flush()
        self._batch.forget()
        return self._batch.cursor.execute(statement, storable(parameters))

    def gather(self, statement: str, rows: Iterable[tuple], *, key: int) -> None:
        """Add rows to a statement that runs once for all the changes of this commit, or when somebody asks.

        A statement costs milliseconds and another row almost nothing, so ballots that come together are an order of
        magnitude cheaper together.

        Parameters
        ----------
        statement : str
            SQL with a list for each cell of a row, ``select unnest($1::varchar[]), unnest($2::integer[])``.
        rows : iterable of tuple
            The rows.
        key : int
            How many of the first cells tell rows apart; of two rows with the same ones the later counts.
        """
        self.changed = True
        self._batch.gather(statement, rows, key)

    def remember(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """Return what an earlier change of this commit has found out, or find it out.

        Answers are forgotten as soon as anything but `gather` changes the store, so they may be about everything but
        gathered rows.

        Parameters
        ----------
        question : hashable
            What is asked, such as ``("session", "9f…")``.
        ask : callable
            Finds the answer.

        Returns
        -------
        object
            The answer.
        """
        return self._batch.remember(question, ask)

    def touch(self, *topics: str) -> None:
        """Say what this change is about, so that those who watch these topics look again after the commit.

        Parameters
        ----------
        *topics : str
            Such as ``figures`` or ``session/9f…``.
        """
        self.topics.update(topics)

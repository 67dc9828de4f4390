"""One thread writes; whoever writes at the same time shares one commit.

A commit waits for the disk, so one commit for everybody who is waiting is several times faster than one each, and with
one writer two changes never conflict. A change is acknowledged only after the commit it was part of.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue

from foresight.problems import Problem
from foresight.store import failures
from foresight.store.engine import Batch, Engine, Transaction

LARGEST_BATCH = 256
ATTEMPTS = 5


class _Change:
    __slots__ = ("function", "future", "result")

    def __init__(self, function: Callable[[Transaction], object]) -> None:
        self.function = function
        self.future: Future = Future()
        self.result: object = None


class Writer:
    """The thread that owns the engine's writing connection.

    Parameters
    ----------
    engine : Engine
        Where changes go.
    committed : callable
        Called with the touched topics after each commit, before the changes are acknowledged.
    largest_batch : int
        Most changes that share one commit.
    """

    def __init__(
        self,
        engine: Engine,
        committed: Callable[[frozenset[str]], None],
        *,
        largest_batch: int = LARGEST_BATCH,
    ) -> None:
        self._engine = engine
        self._committed = committed
        self._largest_batch = largest_batch
        self._queue: SimpleQueue[_Change | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="store writer", daemon=True)
        self._thread.start()

    def submit(self, function: Callable[[Transaction], object]) -> Future:
        """Queue a change.

        Parameters
        ----------
        function : callable
            Takes a `Transaction`; it may be called more than once, each time on the state as if for the first time.

        Returns
        -------
        Future
            Holds what the function returned, once the commit is durable; or what it raised, with nothing kept.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("a function that writes must use the transaction it was given")
        change = _Change(function)
        with self._closing:
            if self._closed:
                raise failures.closed()
            self._queue.put(change)
        return change.future

    def close(self) -> None:
        """Commit what was queued and stop."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            change = self._queue.get()
            changes: list[_Change] = []
            while change is not None:
                if change.future.set_running_or_notify_cancel():
                    changes.append(change)
                if len(changes) >= self._largest_batch:
                    break
                try:
                    change = self._queue.get_nowait()
                except Empty:
                    break
            if changes:
                try:
                    self._commit_together(changes)
                except BaseException as error:  # the thread must outlive any surprise, and nobody may wait forever
                    for waiting in changes:
                        if not waiting.future.done():
                            waiting.future.set_exception(error)
            if change is None:
                return

    def _commit_together(self, changes: list[_Change]) -> None:
        try:
            refused, topics = self._attempt(changes)
        except _FailedError as failed:
            if not failed.repeat:
                for change in changes:
                    change.future.set_exception(failed.reason)
            elif len(changes) == 1:
                self._commit_alone(changes[0], failed)
            else:
                # DuckDB has no savepoints: the batch is undone as a whole and each change stands alone.
                for change in changes:
                    self._commit_alone(change)
            return
        self._acknowledge(changes, refused, topics)

    def _commit_alone(self, change: _Change, failed: _FailedError | None = None) -> None:
        for attempt in range(ATTEMPTS):
            if failed is None:
                try:
                    refused, topics = self._attempt([change])
                except _FailedError as error:
                    failed = error
                else:
                    self._acknowledge([change], refused, topics)
                    return
            if not (failed.repeat and failed.transient) or attempt == ATTEMPTS - 1:
                break
            failed = None
        change.future.set_exception(failed.reason)

    def _attempt(self, changes: list[_Change]) -> tuple[dict[int, BaseException], frozenset[str] | None]:
        """Run the changes in one transaction; return those that refused by themselves and the touched topics.

        The topics are None when nothing was changed at all.
        """
        engine = self._engine
        refused: dict[int, BaseException] = {}
        topics: set[str] = set()
        changed = committing = False
        try:
            engine.begin()
            cursor = engine.writer()
            batch = Batch(cursor)
            for index, change in enumerate(changes):
                transaction = Transaction(batch)
                try:
                    change.result = change.function(transaction)
                except Problem as problem:
                    # A change refused before it touched anything costs its neighbours nothing.
                    if transaction.changed:
                        raise
                    refused[index] = problem
                else:
                    topics |= transaction.topics
                    changed |= transaction.changed or bool(transaction.topics)
            batch.flush()
            touched = frozenset(topics)
            if touched:
                cursor.announce(touched)
            committing = True
            engine.commit()
        except BaseException as error:
            raise self._undo(error, committing) from error
        return refused, touched if changed else None

    def _undo(self, error: BaseException, committing: bool) -> _FailedError:
        engine = self._engine
        broken = engine.is_broken(error)
        if not broken:
            try:
                engine.rollback()
            except Exception as second:
                broken, error = True, second
        reason = engine.explain(error)
        if broken and committing:
            reason = failures.uncertain(engine.label, str(error).strip().partition("\n")[0])
        if broken:
            try:
                engine.reconnect()
            except Exception as third:
                reason = reason if committing else engine.explain(third)
                return _FailedError(reason, repeat=False)
        return _FailedError(reason, repeat=not (broken and committing), transient=broken or engine.is_transient(error))

    def _acknowledge(
        self, changes: list[_Change], refused: dict[int, BaseException], topics: frozenset[str] | None
    ) -> None:
        if topics is not None:
            self._committed(topics)
        for index, change in enumerate(changes):
            if index in refused:
                change.future.set_exception(refused[index])
            else:
                change.future.set_result(change.result)


class _FailedError(Exception):
    """A batch that was undone; `repeat` when its changes are worth another try, `transient` when as they are."""

    def __init__(self, reason: BaseException, *, repeat: bool, transient: bool = False) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.repeat = repeat
        self.transient = transient

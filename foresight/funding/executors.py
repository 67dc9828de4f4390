"""Where independent runs are worked out: here, in other processes, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from foresight.problems import Problem

IN_PROCESS = "in_process"
PROCESSES = "processes"
_SCHEMES = ("tcp://", "tls://", "ws://", "wss://")

Progress = Callable[[int, int], None]
"""Called with (done, all) after every task; whatever it raises stops the work."""


class Steps:
    """Counts evaluations that follow each other, tells how far they are, and lets the listener stop them.

    Parameters
    ----------
    progress : callable or None
        Told before every evaluation; whatever it raises stops the work.
    most : int
        Evaluations there can be at most.
    """

    def __init__(self, progress: Progress | None, most: int) -> None:
        self.progress, self.most, self.done = progress, most, 0

    def take(self) -> None:
        """Begin another evaluation."""
        if self.progress is not None:
            self.progress(min(self.done, self.most), self.most)
        self.done += 1


@contextmanager
def executor_for(where: Executor | str | None, workers: int = 2) -> Iterator[Executor | None]:
    """Open what runs the tasks.

    Parameters
    ----------
    where : concurrent.futures.Executor, str or None
        None or ``in_process``: one after the other, here. ``processes``: that many processes. An address such as
        ``tcp://10.0.0.1:8786``: the Dask cluster behind it. An executor is used as it is and left open.
    workers : int
        Number of processes.
    """
    if where is None or where == IN_PROCESS:
        yield None
    elif isinstance(where, Executor):
        yield where
    elif where == PROCESSES:
        if workers < 1:
            raise Problem("{workers} processes: at least one is needed", workers=workers)
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield pool
    elif isinstance(where, str) and where.startswith(_SCHEMES):
        with _dask_client(where) as client:
            yield client.get_executor()
    else:
        raise Problem(
            "unknown executor {executor}: one of {allowed}, or the address of a Dask cluster such as tcp://host:8786",
            executor=where,
            allowed=f"{IN_PROCESS}, {PROCESSES}",
        )


def _dask_client(address: str):
    try:
        from distributed import Client
    except ImportError:
        raise Problem(
            "the address {address} needs Dask: install the optional extra {extra}", address=address, extra="cluster"
        ) from None
    try:
        return Client(address, timeout="10s", set_as_default=False)
    except OSError:
        raise Problem("no Dask cluster answers at {address}", address=address) from None


def run_tasks(
    task: Callable[..., object],
    arguments: Iterable[tuple],
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list:
    """Run independent tasks and return their results in order.

    Parameters
    ----------
    task : callable
        A pure function that can be sent to another process.
    arguments : iterable of tuple
        One a task.
    executor : concurrent.futures.Executor or None
        None runs them here.
    progress : callable or None
        Told after every task; may raise to cancel what is left.

    Returns
    -------
    list
        The same whichever executor runs it, because every task carries its seed.
    """
    jobs = list(arguments)
    results = []
    if executor is None:
        for done, job in enumerate(jobs, 1):
            results.append(task(*job))
            if progress is not None:
                progress(done, len(jobs))
        return results
    futures = [executor.submit(task, *job) for job in jobs]
    try:
        for done, future in enumerate(futures, 1):
            results.append(future.result())
            if progress is not None:
                progress(done, len(jobs))
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return results

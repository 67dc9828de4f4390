"""Long work beside the page: on a thread of its own, with progress and a way to stop, its result kept under its hash.

A question is named by the hash of everything that can move its answer. The first page that asks starts the work; all
pages that ask the same see the same progress; the answer is kept in the store and found there after a restart.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import streamlit as st

from foresight.funding.executors import Progress
from foresight.funding.scenario import canonical
from foresight.problems import Problem
from foresight.screen.elements import show_problem
from foresight.screen.language import text
from foresight.store import scenarios
from foresight.store.database import Database

Work = Callable[[Progress], Mapping[str, object]]
POLL = 0.4
REMEMBERED = 200


class Stopped(Exception):
    """Raised inside the work when somebody has stopped it."""


@dataclass
class Job:
    """One piece of work and how far it is."""

    question: str
    done: int = 0
    all: int = 0
    answer: Mapping[str, object] | None = None
    problem: Exception | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    finished: threading.Event = field(default_factory=threading.Event)
    started: float = field(default_factory=time.monotonic)

    def told(self, done: int, all: int) -> None:
        """Take note of progress, and end the work where it was stopped."""
        self.done, self.all = done, all
        if self.stop.is_set():
            raise Stopped


# Two at a time: one person's long search must not keep another's short one waiting, and two cores are usual.
_pool = ThreadPoolExecutor(2, thread_name_prefix="foresight-long-work")
_jobs: dict[str, Job] = {}
_lock = threading.Lock()


def question(kind: str, *parts: object) -> str:
    """Return the hash that names a question: its kind and everything its answer hangs on."""
    return hashlib.sha256(canonical([kind, *parts]).encode()).hexdigest()


def _run(job: Job, work: Work, database: Database) -> None:
    try:
        job.told(0, 0)
        job.answer = dict(work(job.told))
        scenarios.keep_result(database, job.question, job.answer)
    except Stopped:
        pass
    except Exception as error:  # told on the page that asked; the thread has nobody to tell
        job.problem = error
        if not isinstance(error, Problem):
            logging.getLogger("foresight").exception("long work failed", exc_info=error)
    finally:
        job.finished.set()


def ask(database: Database, key: str, work: Work) -> Job:
    """Return the job that answers a question, started when nobody has asked it before.

    Parameters
    ----------
    database : Database
        Where answers are kept.
    key : str
        From ``question``.
    work : callable
        Takes a function to tell progress to, and returns what JSON can hold.
    """
    with _lock:
        known = _jobs.get(key)
        if known is not None and not known.stop.is_set():
            return known
        job = _jobs[key] = Job(key)
        while len(_jobs) > REMEMBERED:
            oldest = next(iter(_jobs))
            _jobs.pop(oldest).stop.set()
    kept = scenarios.find_result(database, key)
    if kept is not None:
        job.answer = kept
        job.finished.set()
        return job
    _pool.submit(_run, job, work, database)
    return job


def stop(key: str) -> None:
    """Stop a piece of work; it ends at its next step."""
    with _lock:
        if key in _jobs:
            _jobs[key].stop.set()


def wait(seconds: float = 60) -> None:
    """Wait until all work is done, as tests and the end of the process do."""
    with _lock:
        jobs = list(_jobs.values())
    for job in jobs:
        job.finished.wait(seconds)


def forget() -> None:
    """Stop and forget all work, as when the store it belongs to is closed."""
    with _lock:
        jobs = list(_jobs.values())
        _jobs.clear()
    for job in jobs:
        job.stop.set()
    for job in jobs:
        job.finished.wait(10)


def answer(
    database: Database, slot: str, key: str, work: Work, *, at_once: bool = True, start: str = "", wait: float = 0.1
) -> Mapping[str, object] | None:
    """Draw the progress of a piece of work, and return its answer once it is there.

    Parameters
    ----------
    database : Database
        Where answers are kept.
    slot : str
        Place on the page: a new question at the same place stops the old one.
    key, work
        As in ``ask``.
    at_once : bool
        Whether to start without being asked.
    start : str
        Text of the button that starts the work where it does not start at once.
    wait : float
        Seconds to wait before drawing progress, so that short work does not flicker.

    Returns
    -------
    mapping or None
        None while there is no answer.
    """
    slots = st.session_state.setdefault("long_work_slots", {})
    stopped = st.session_state.setdefault("long_work_stopped", set())
    if slots.get(slot) not in (None, key):
        stop(slots.pop(slot))
    if key in stopped:
        st.info(text("Stopped. Nothing was kept."), icon=":material/stop_circle:")
        if not st.button(text("Start again"), icon=":material/play_arrow:", key=f"again-{slot}"):
            return None
        stopped.discard(key)
    elif slots.get(slot) != key and not at_once and scenarios.find_result(database, key) is None:
        place = st.empty()
        if not place.button(start, icon=":material/play_arrow:", key=f"start-{slot}"):
            return None
        place.empty()
    slots[slot] = key
    job = ask(database, key, work)
    job.finished.wait(wait)
    if not job.finished.is_set():
        _progress(slot, key, job)
        return None
    if job.problem is not None:
        show_problem(job.problem)
        with _lock:
            _jobs.pop(key, None)
        return None
    if job.answer is None:  # somebody else has stopped it
        with _lock:
            _jobs.pop(key, None)
        st.rerun()
    return job.answer


@st.fragment(run_every=POLL)
def _progress(slot: str, key: str, job: Job) -> None:
    if job.finished.is_set():
        st.rerun()
    share = job.done / job.all if job.all else 0.0
    st.progress(min(share, 1.0), text=text("Working … {share} done", share=f"{100 * share:.0f} %"))
    if st.button(text("Stop"), icon=":material/stop:", key=f"stop-{slot}"):
        stop(key)
        with _lock:  # work that tells no progress ends by itself; its answer is no longer waited for
            _jobs.pop(key, None)
        st.session_state.setdefault("long_work_stopped", set()).add(key)
        st.rerun()

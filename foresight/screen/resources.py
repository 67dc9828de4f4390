"""The open store and what pages read from it, shared by all sessions and kept until the store changes.

Every cached function takes the store's version of the topics it reads, so that a commit makes old answers unfindable.
"""

import importlib
import logging
import os
import threading

import pandas as pd
import streamlit as st

from foresight.chain import breaks_with_marks
from foresight.problems import Problem
from foresight.screen import people
from foresight.statistics.concept_audit import audit_concept
from foresight.statistics.concept_figures import AuditFinding
from foresight.statistics.shipped import (
    indicator_units,
    read_boundaries,
    read_breaks,
    read_concept_notes,
    read_concept_printed,
    read_indicators,
    read_targets,
)
from foresight.store import figures, marks
from foresight.store.database import Database

_opening = threading.Lock()
_opened: list[Database] = []


def database() -> Database:
    """Return the store of this process, opened once, with the shipped figures in it."""
    with _opening:
        if not _opened:
            opened = Database.open(os.environ.get("FORESIGHT_DATABASE") or None)
            figures.load_shipped_figures(opened)
            opened.guarding = people.guard
            _opened.append(opened)
        return _opened[0]


def close() -> None:
    """Close the store, when the process ends."""
    from foresight.screen import long_work

    long_work.forget()
    with _opening:
        while _opened:
            _opened.pop().close()


def warm() -> None:
    """Open the store and import what the first chart would otherwise wait for."""
    from altair.utils.schemapi import SchemaBase, disable_debug_mode

    # Half of the time of drawing a chart goes into checking it, part by part and once more as a whole, against the
    # schema; the tests keep both checks.
    disable_debug_mode()
    SchemaBase.validate = classmethod(lambda chart_type, *instance, **schema: None)
    try:
        database()
    except Problem as problem:
        logging.getLogger("foresight").error("%s", problem)
        return
    threading.Thread(target=_think_ahead, daemon=True).start()


def _think_ahead() -> None:
    """Answer what most people open first, then load what a session's results would wait half a second for."""
    from foresight.screen import targets

    targets.answer("concept")
    importlib.import_module("foresight.screen.results.sections")


def version(*topics: str) -> tuple[int, ...]:
    """Return the store's versions of the topics, the key of everything cached from them."""
    return tuple(database().version(topic) for topic in topics)


@st.cache_data(max_entries=4, show_spinner=False)
def _observations(version_key: tuple[int, ...], vintage: str) -> pd.DataFrame:
    return figures.observations(database(), vintage)


@st.cache_resource(max_entries=4, show_spinner=False)
def _vintage(version_key: tuple[int, ...]) -> str:
    return figures.current_vintage(database())


def vintage() -> str:
    """Return the set of figures in use; asked of the store once after each change of it."""
    return _vintage(version(figures.TOPIC))


def observations() -> pd.DataFrame:
    """Return the long frame of figures in use."""
    return _observations(version(figures.TOPIC), vintage())


@st.cache_data(show_spinner=False)
def indicators() -> pd.DataFrame:
    """Return the catalogue of indicators."""
    return read_indicators()


@st.cache_data(show_spinner=False)
def shipped_breaks() -> pd.DataFrame:
    """Return the breaks and outliers that ship with the figures."""
    return read_breaks()


@st.cache_data(max_entries=4, show_spinner=False)
def _breaks(version_key: tuple[int, ...]) -> pd.DataFrame:
    return breaks_with_marks(shipped_breaks(), marks.break_marks(database()))


def breaks() -> pd.DataFrame:
    """Return shipped breaks and those that people have marked, in one frame."""
    return _breaks(version(figures.TOPIC))


@st.cache_data(show_spinner=False)
def targets() -> pd.DataFrame:
    """Return the five targets of Table 3."""
    return read_targets()


def unit_of(indicator: str) -> str:
    """Return the unit of an indicator."""
    return indicator_units()[indicator]


def figures_key() -> tuple:
    """Return what the cached answers on figures hang on: the vintage in use and the version of the topic."""
    return vintage(), *version(figures.TOPIC)


@st.cache_resource(max_entries=4, show_spinner=False)
def _concept_findings(key: tuple) -> tuple[AuditFinding, ...]:
    return audit_concept(observations(), read_concept_printed(), read_boundaries(), read_concept_notes())


def concept_findings() -> tuple[AuditFinding, ...]:
    """Return what the Concept's own numbers disagree on, derived from the figures in use."""
    return _concept_findings(figures_key())

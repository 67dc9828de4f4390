"""The open store and what pages read from it, shared by all sessions and kept until the store changes.

Every cached function takes the store's version of the topics it reads, so that a commit makes the old answer unfindable.
"""

import os
import threading

import pandas as pd
import streamlit as st

from foresight.chain import breaks_with_marks
from foresight.statistics.shipped import read_breaks, read_indicators, read_targets
from foresight.store import figures
from foresight.store.database import Database

_opening = threading.Lock()
_opened: list[Database] = []


def database() -> Database:
    """Return the store of this process, opened once, with the shipped figures in it."""
    with _opening:
        if not _opened:
            opened = Database.open(os.environ.get("FORESIGHT_DATABASE") or None)
            figures.load_shipped_figures(opened)
            _opened.append(opened)
        return _opened[0]


def close() -> None:
    """Close the store, when the process ends."""
    with _opening:
        while _opened:
            _opened.pop().close()


def warm() -> None:
    """Open the store and import what the first chart would otherwise wait for."""
    import altair  # noqa: F401
    import statsmodels.api  # noqa: F401

    database()


def version(*topics: str) -> tuple[int, ...]:
    """Return the store's versions of the topics, the key of everything cached from them."""
    return tuple(database().version(topic) for topic in topics)


@st.cache_data(max_entries=4, show_spinner=False)
def _observations(version_key: tuple[int, ...], vintage: str) -> pd.DataFrame:
    return figures.observations(database(), vintage)


def observations() -> pd.DataFrame:
    """Return the long frame of figures in use."""
    vintage = figures.current_vintage(database())
    return _observations(version(figures.TOPIC), vintage)


@st.cache_data(show_spinner=False)
def indicators() -> pd.DataFrame:
    """Return the catalogue of indicators."""
    return read_indicators()


@st.cache_data(show_spinner=False)
def shipped_breaks() -> pd.DataFrame:
    """Return the breaks and outliers that ship with the figures."""
    return read_breaks()


def breaks() -> pd.DataFrame:
    """Return shipped breaks and those that people have marked, in one frame."""
    return breaks_with_marks(shipped_breaks(), figures.break_marks(database()))


@st.cache_data(show_spinner=False)
def targets() -> pd.DataFrame:
    """Return the five targets of Table 3."""
    return read_targets()

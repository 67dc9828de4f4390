"""Tables of a page: the rank stays in sight while the rest scrolls, and numbers stand under each other."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import streamlit as st

# A number as it is written in any of the languages, with an interval, a percent sign or a dash in its place.
_NUMBER = re.compile(r"[<–\-−]?\s?[\d\u00a0\s.,%–…()−-]*")


# Pixels of a letter, and of the widest column that is given a width.
LETTER, WIDEST = 8, 400


def is_numeric(column: pd.Series) -> bool:
    """Tell whether a column holds nothing but numbers, written or not."""
    if pd.api.types.is_numeric_dtype(column):
        return True
    return bool(len(column)) and all(isinstance(value, str) and _NUMBER.fullmatch(value) for value in column)


def _width(column: pd.Series, numeric: bool) -> int | None:
    """Pixels of a column that would be cut: the browser makes it as wide as its usual cell among the first rows.

    So it is with columns of words that are empty in most rows, and with intervals of which a later one is longer.
    """
    lengths = [len(value) if isinstance(value, str) else 0 for value in column] or [0]
    usual, longest = np.median(lengths), max(lengths)
    if (longest and not usual) or (numeric and longest > max(usual + 1, len(str(column.name)))):
        return min(max(longest, len(str(column.name))) * LETTER + 2 * LETTER, WIDEST)
    return None


def show(frame: pd.DataFrame, alt: str) -> None:
    """Draw a table.

    Parameters
    ----------
    frame : DataFrame
        As it is read; a first column of numbers stays in sight.
    alt : str
        What it is, for whoever cannot see it.
    """
    settings = {}
    for name in frame.columns:
        numeric = is_numeric(frame[name])
        width = _width(frame[name], numeric)
        if numeric or width:
            settings[name] = st.column_config.Column(
                pinned=True if numeric and name == frame.columns[0] else None,
                alignment="right" if numeric else None,
                width=width,
            )
    st.dataframe(frame, hide_index=True, alt=alt, column_config=settings)

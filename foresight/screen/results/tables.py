"""Tables of a page: the rank stays in sight while the rest scrolls, and numbers stand under each other."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

# A number as it is written in any of the languages, with an interval, a percent sign or a dash in its place.
# Of a letter, and of the widest such column.
PIXELS, MOST = 8, 400
_NUMBER = re.compile(r"[<–\-−]?\s?[\d\u00a0\s.,%–…()−-]*")


def is_numeric(column: pd.Series) -> bool:
    """Tell whether a column holds nothing but numbers, written or not."""
    if pd.api.types.is_numeric_dtype(column):
        return True
    return bool(len(column)) and all(isinstance(value, str) and _NUMBER.fullmatch(value) for value in column)


def _width(column: pd.Series) -> int | None:
    """Pixels of a column of words that is empty in most rows: measured by itself it would be cut to its header."""
    texts = column[column.map(lambda value: isinstance(value, str) and value != "")]
    if not len(texts) or len(texts) > len(column) / 2:
        return None
    return min(max(map(len, [*texts, str(column.name)])) * PIXELS + 2 * PIXELS, MOST)


def show(frame: pd.DataFrame, alt: str) -> None:
    """Draw a table.

    Parameters
    ----------
    frame : DataFrame
        As it is read; a first column of numbers stays in sight.
    alt : str
        What it is, for whoever cannot see it.
    """
    numeric = [name for name in frame.columns if is_numeric(frame[name])]
    st.dataframe(
        frame,
        hide_index=True,
        alt=alt,
        column_config={
            name: st.column_config.Column(pinned=True if name == frame.columns[0] else None, alignment="right")
            for name in numeric
        }
        | {
            name: st.column_config.Column(width=width)
            for name in frame.columns
            if name not in numeric and (width := _width(frame[name]))
        },
    )

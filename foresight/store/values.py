"""Values on their way to a database and back: what every engine can keep, and one type a column whichever it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from foresight.problems import Problem

if TYPE_CHECKING:
    import pandas as pd


def storable(parameters: Sequence) -> list:
    """Return the parameters of a statement, or refuse a text that no engine can keep.

    Parameters
    ----------
    parameters : sequence
        Values, or lists of values.

    Returns
    -------
    list
        The same values.

    Raises
    ------
    Problem
        When a text holds a zero character or half of a surrogate pair.
    """
    values = list(parameters)
    for value in values:
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and not is_storable(text):
                raise Problem("a text holds a character that cannot be stored: type it again")
    return values


def is_storable(text: str) -> bool:
    """Tell whether every engine can keep a text."""
    if text.isascii():
        return "\0" not in text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def with_one_type_a_column(frame: pd.DataFrame, kinds: Sequence[str]) -> pd.DataFrame:
    """Give the columns of a frame the types that every engine gives them.

    Parameters
    ----------
    frame : DataFrame
        As the engine made it.
    kinds : sequence of str
        ``whole``, ``real``, ``boolean`` or ``text``, one a column.

    Returns
    -------
    DataFrame
        Text as ``str``, whole numbers as ``int64`` (``float64`` where some are absent), real ones as ``float64``, truth
        values as ``bool`` (``object`` where some are absent).
    """
    for column, kind in zip(frame.columns, kinds, strict=True):
        holes = bool(frame[column].isna().any())
        wanted = {
            "whole": "float64" if holes else "int64",
            "real": "float64",
            "boolean": "object" if holes else "bool",
            "text": "str",
        }[kind]
        frame[column] = frame[column].astype(wanted)
    return frame

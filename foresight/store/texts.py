"""What people type, checked before it is stored: text stays text, lists of codes stay lists of codes."""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Iterable

from foresight.problems import Problem
from foresight.store.values import is_storable

LONGEST_TEXT = 20_000


def new_identifier() -> str:
    """Return a random identifier of sixteen hexadecimal digits that tells nothing about when it was made."""
    return secrets.token_hex(8)


def clean_text(value: object, field: str, *, required: bool = True, longest: int = LONGEST_TEXT) -> str:
    """Return a text with the spaces around it taken off, or say what is wrong with it.

    Parameters
    ----------
    value : object
        What was given; None counts as empty.
    field : str
        Name of the field for the sentence.
    required : bool
        Whether an empty text is refused.
    longest : int
        Largest number of characters.

    Returns
    -------
    str
        The text.

    Raises
    ------
    Problem
        When it is not a text, empty though required, too long, or holds characters no database can keep.
    """
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise Problem("{field} must be a text, not {value}", field=field, value=repr(value))
    text = value.strip()
    if required and not text:
        raise Problem("{field} must not be empty", field=field)
    if len(text) > longest:
        raise Problem(
            "{field} is {length} characters long: at most {longest} are kept",
            field=field,
            length=len(text),
            longest=longest,
        )
    if not is_storable(text):
        raise Problem("{field} holds a character that cannot be stored: type it again", field=field)
    return text


def one_of(value: object, field: str, allowed: Iterable[str]) -> str:
    """Return the value when it is one of the allowed codes.

    Parameters
    ----------
    value : object
        What was given.
    field : str
        Name of the field for the sentence.
    allowed : iterable of str
        The codes.

    Returns
    -------
    str
        The code.

    Raises
    ------
    Problem
        When it is not among them.
    """
    codes = tuple(allowed)
    if value not in codes:
        raise Problem("unknown {field} {value}: one of {allowed}", field=field, value=value, allowed=", ".join(codes))
    return str(value)


def finite(value: object, field: str) -> float:
    """Return the value as a finite number.

    Parameters
    ----------
    value : object
        What was given.
    field : str
        Name of the field for the sentence.

    Returns
    -------
    float
        The number.

    Raises
    ------
    Problem
        When it is not a finite number.
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or not math.isfinite(number):
        raise Problem("{field} must be a number, not {value}", field=field, value=repr(value))
    return number


def to_json(content: object) -> str:
    """Write content as JSON with sorted keys, so that the same content always gives the same text.

    Parameters
    ----------
    content : object
        Whatever JSON can hold.

    Returns
    -------
    str
        ASCII text.

    Raises
    ------
    Problem
        When JSON cannot hold it.
    """
    try:
        return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise Problem("this content cannot be stored as JSON: {reason}", reason=str(error)) from None


def from_json(text: str) -> object:
    """Read what `to_json` has written.

    Parameters
    ----------
    text : str
        JSON text.

    Returns
    -------
    object
        The content.
    """
    return json.loads(text)

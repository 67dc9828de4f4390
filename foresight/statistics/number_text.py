"""Numbers as tables print them: thousands separators, decimal commas, dashes, footnote marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

DASHES = {"-", "–", "—", "−", "‐", "‑", "x", "х", "--"}
"""Zero or confidential; the Bureau marks confidential cells with a Latin or Cyrillic x."""
NOT_KNOWN = {"…", "...", "..", "н/д", "н.д.", "нд", "нет данных", "n/a", "na", "n.a.", "nan", "деректер жоқ", "д/ж"}
_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009']+")
_FOOTNOTE = re.compile(r"(?<=\d)\s*([*†‡]+|[¹²³⁰⁴-⁹]+|\s\d\))$")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
_GROUPED_POINT = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")


def decimal_mark(texts: Iterable[str]) -> tuple[str, bool]:
    """Tell which character parts decimals in a table, from all its numbers together.

    A text holding both marks decides by the last one; a comma followed by another number of digits than three is
    decimal. Where every comma could part thousands (``1,234``), it does, and the answer is marked as uncertain.

    Returns
    -------
    (str, bool)
        ``.`` or ``,``, and whether the table leaves room for doubt.
    """
    comma_decimal = point_decimal = grouped_comma = grouped_point = 0
    for text in set(texts):
        number = _bare(text)
        comma, point = "," in number, "." in number
        if comma and point:
            if number.rfind(",") > number.rfind("."):
                comma_decimal += 1
            else:
                point_decimal += 1
        elif comma:
            if number.count(",") == 1 and not _GROUPED_COMMA.fullmatch(number):
                comma_decimal += 1
            else:
                grouped_comma += 1
        elif point:
            if number.count(".") > 1:
                grouped_point += 1
            elif not _GROUPED_POINT.fullmatch(number):
                point_decimal += 1
    if comma_decimal and not point_decimal:
        return ",", False
    if point_decimal or grouped_point <= grouped_comma:
        return ".", bool(grouped_comma and not point_decimal) or bool(comma_decimal and point_decimal)
    return ",", False


def parse_number(text: str, decimal: str = ".") -> float:
    """Read one printed number; NaN where it is none.

    Parameters
    ----------
    text : str
        As printed; spaces, apostrophes and the other mark part thousands, footnote marks are dropped.
    decimal : {".", ","}
        Character that parts decimals.
    """
    number = _bare(text)
    other = "," if decimal == "." else "."
    groups = _GROUPED_COMMA if other == "," else _GROUPED_POINT
    whole = number.partition(decimal)[0]
    if other in number:
        if not groups.fullmatch(whole):
            return np.nan
        number = number.replace(other, "")
    number = number.replace(decimal, ".")
    return float(number) if _NUMBER.fullmatch(number) else np.nan


def meaning(text: str) -> str:
    """Tell what a cell is: ``empty``, ``not_published`` (a dash), ``missing`` (not known) or ``number``."""
    plain = str(text).strip().casefold()
    if not plain:
        return "empty"
    if plain in DASHES:
        return "not_published"
    return "missing" if plain in NOT_KNOWN else "number"


def _bare(text: str) -> str:
    number = _FOOTNOTE.sub("", str(text).strip())
    # Spaces part thousands only between digits in groups of three.
    if not re.fullmatch(r"[+-−]?\s*\d{1,3}([\s\u00a0\u202f\u2007\u2009']\d{3})+([.,]\d+)?", number) and _SPACES.search(
        number
    ):
        return number
    return _SPACES.sub("", number).replace("−", "-")

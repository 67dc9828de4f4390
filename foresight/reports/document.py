"""A document as plain data: what it says, block by block, before anybody decides on PDF or Word.

Every text in here is already in the reader's language. Nothing is evaluated: a need called ``#read("x")`` is printed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from foresight.problems import Problem
from foresight.reports.fingerprint import Mark

ALIGNMENTS = ("left", "right", "center")
PARAGRAPH_STYLES = ("body", "lead", "small", "strong", "empty")
NOTICE_KINDS = ("warning", "note")
# Signs that turn the direction of writing could make a printed line read differently from what was stored.
_TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF}


def printable(text: object) -> str:
    """Return a text without the characters that no page can show."""
    kept = []
    for letter in str(text):
        if letter in "\n\t":
            kept.append(" " if letter == "\t" else letter)
        elif unicodedata.category(letter) not in ("Cc", "Cs", "Cn") and ord(letter) not in _TURNING:
            kept.append(letter)
    return "".join(kept)


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a section, level 2 a part of it."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: ``body``, ``lead`` (the finding), ``small``, ``strong``, or ``empty`` (nothing is here)."""

    text: str
    style: str = "body"


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Names and values, two columns without rules."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cell:
    """A cell of a table with a colour behind it; what the colour says stands in the text as well."""

    text: str
    fill: str = ""
    ink: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table; widths are relative to each other."""

    title: str
    width: float = 1.0
    align: str = "left"


@dataclass(frozen=True)
class Table:
    """A table; its head is repeated on every page.

    Attributes
    ----------
    columns : tuple of Column
    rows : tuple of tuple of str or Cell
    caption, note : str
        Above and below.
    total : bool
        Whether the last row sums the others.
    small : bool
        Whether it is set smaller.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    caption: str = ""
    note: str = ""
    total: bool = False
    small: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise Problem(
                    "a row of the table has {given} cells instead of {expected}",
                    given=len(row),
                    expected=len(self.columns),
                )


@dataclass(frozen=True)
class Figure:
    """A chart as vector; the PNG stands in where a reader cannot draw vectors.

    Attributes
    ----------
    svg : str
    caption, alt : str
        The finding, and what the chart shows for who cannot see it.
    width : float
        Part of the width of the text, up to 1.
    """

    svg: str
    caption: str
    alt: str
    width: float = 1.0


@dataclass(frozen=True)
class Notice:
    """Something the reader must know before reading on: ``warning`` or ``note``."""

    text: str
    kind: str = "warning"


@dataclass(frozen=True)
class Signatures:
    """Lines to sign: who, and the name if it is known."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PageBreak:
    """A new page."""


Block = Heading | Paragraph | Bullets | Facts | Table | Figure | Notice | Signatures | PageBreak


@dataclass(frozen=True)
class Document:
    """A whole document in one language.

    Attributes
    ----------
    kind : str
        ``protocol``, ``specification``, ``recommendation``, ``comparison`` or ``brief``.
    language : {"ru", "kk", "en"}
    title, subtitle : str
    blocks : tuple of Block
    mark : Mark
        What the document was made from, with the hash of its data.
    made_on : date
    head : str
        Stands at the top of every page.
    foot : str
        Stands at the bottom, before the number of the page.
    pages : str
        "page {page} of {pages}" in the language, with these two placeholders.
    compact : bool
        Set tightly, for one page.
    """

    kind: str
    language: str
    title: str
    blocks: tuple[Block, ...]
    mark: Mark
    made_on: date
    subtitle: str = ""
    head: str = ""
    foot: str = ""
    pages: str = "{page} / {pages}"
    compact: bool = False
    keywords: tuple[str, ...] = field(default=())


def table(columns: Sequence[Column | str], rows: Iterable[Sequence[str | Cell]], **options: object) -> Table:
    """Put a table together; a column may be given by its title alone."""
    heads = tuple(column if isinstance(column, Column) else Column(column) for column in columns)
    return Table(heads, tuple(tuple(row) for row in rows), **options)


def plain(value: object) -> object:
    """Turn a block or a document into values JSON can hold, with the block's kind; texts become printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        content = {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        return {"block": type(value).__name__.lower(), **content}
    return value


def texts(document: Document) -> list[str]:
    """List every text of a document in reading order, for search and for tests."""
    found = [document.title, document.subtitle]

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, tuple | list):
            for item in value:
                walk(item)
        elif isinstance(value, Figure):
            found.extend([value.caption, value.alt])
        elif hasattr(value, "__dataclass_fields__"):
            for one in fields(value):
                if one.name not in ("fill", "ink", "align", "style", "kind"):
                    walk(getattr(value, one.name))

    walk(document.blocks)
    return [text for text in found if text]

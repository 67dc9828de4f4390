"""The hash of what a document says, carried by the document, so that anybody can compare it with the store later."""

from __future__ import annotations

import hashlib
import html
import io
import json
import math
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from foresight.problems import Problem

FORMAT = "foresight-document/1"
SECTION_DIGITS = 16
# Digits beyond these come from the order of additions and may differ between machines.
DECIMALS = 6
LARGEST_FILE = 50_000_000
_MARK = re.compile(
    rf"{re.escape(FORMAT)} kind=(?P<kind>[a-z_]+) reference=(?P<reference>[^ ]*) language=(?P<language>[a-z]{{2}})"
    # An office program that saves the file again may cut the mark after the hash.
    r" made=(?P<made>[0-9-]{10}) sha256=(?P<sha256>[0-9a-f]{64})(?: sections=(?P<sections>[a-z_0-9:,]*))?"
)


@dataclass(frozen=True)
class Mark:
    """What a document carries about its origin.

    Attributes
    ----------
    kind, reference : str
        Kind of document, and what it is about: an identifier or names of scenarios.
    language : str
    made : str
        Day, ISO.
    sha256 : str
        Hash of all data in the document.
    sections : tuple of (str, str)
        Hash of each part of the data, so that a later change can be placed.
    """

    kind: str
    reference: str
    language: str
    made: str
    sha256: str
    sections: tuple[tuple[str, str], ...]

    @property
    def line(self) -> str:
        """The mark as one line of plain ASCII."""
        sections = ",".join(f"{name}:{digest}" for name, digest in self.sections)
        return (
            f"{FORMAT} kind={self.kind} reference={quote(self.reference, safe='')} language={self.language}"
            f" made={self.made} sha256={self.sha256} sections={sections}"
        )

    @property
    def short(self) -> str:
        """The first digits of the hash in groups of four, to read aloud."""
        return " ".join(self.sha256[place : place + 4] for place in range(0, 16, 4))


def canonical(value: object) -> object:
    """Bring data to one form: plain values, numbers rounded to what every machine agrees on, NaN as null."""
    if isinstance(value, Mapping):
        return {str(name): canonical(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [canonical(item) for item in value]
        return sorted(items, key=str) if isinstance(value, set | frozenset) else items
    if hasattr(value, "tolist"):
        return canonical(value.tolist())
    if isinstance(value, bool) or value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        rounded = round(value, DECIMALS)
        return int(rounded) if rounded == int(rounded) else rounded
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    return str(value)


def digest(value: object) -> str:
    """Return the SHA-256 of data in its canonical form."""
    text = json.dumps(canonical(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def mark_of(kind: str, reference: str, language: str, made: str, data: Mapping[str, object]) -> Mark:
    """Return the mark of a document about to be made from data."""
    sections = tuple((name, digest(data[name])[:SECTION_DIGITS]) for name in sorted(data))
    return Mark(kind, reference, language, made, digest(data), sections)


def read_mark(content: bytes) -> Mark:
    """Read the mark out of a PDF, DOCX or XLSX file.

    Raises
    ------
    Problem
        When the file is none of ours.
    """
    if len(content) > LARGEST_FILE:
        raise Problem("the file is larger than {most} MB", most=LARGEST_FILE // 1_000_000)
    found = _MARK.search(_searchable(content))
    if found is None:
        raise Problem(
            "this file carries no mark of the workbench: it was not made here, or was saved by another program"
        )
    sections = tuple(tuple(pair.split(":", 1)) for pair in (found["sections"] or "").split(",") if ":" in pair)
    return Mark(found["kind"], unquote(found["reference"]), found["language"], found["made"], found["sha256"], sections)


def _searchable(content: bytes) -> str:
    if content[:2] != b"PK":
        return content.decode("latin-1")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            with archive.open("docProps/core.xml") as part:
                return html.unescape(part.read(1_000_000).decode("utf-8", "replace"))
    except (KeyError, zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return ""

"""Bytes of a CSV or XLSX file to a grid of texts, whatever the encoding, the separator or the sheet."""

from __future__ import annotations

import csv
import io
import math
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd
from pandas.api.types import union_categoricals

from foresight.problems import Problem
from foresight.statistics.file_guard import check_file

MOST_ROWS = 300_000
MOST_COLUMNS = 500
SEPARATORS = (";", "\t", ",", "|")
_SAMPLE_ROWS = 60
_CHUNK_ROWS = 50_000
_SAMPLE = 64 * 1024


@dataclass(frozen=True)
class Grid:
    """A table before anyone knows what it means.

    Attributes
    ----------
    frame : pandas.DataFrame
        Every row from the first line of the file on, columns numbered from 0, every cell a text; columns of a large
        file may be categories.
    sheet : str
        Name of the sheet; empty for text.
    sheets : tuple of str
        All sheets that hold anything.
    encoding, separator : str
        As recognised; empty for a workbook.
    numbers : Mapping
        Fractions that a workbook holds as numbers, by line and column from 1: their texts are written with a point,
        which says nothing of the mark that parts decimals in the texts beside them.
    """

    frame: pd.DataFrame
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""
    numbers: Mapping[tuple[int, int], float] = field(default_factory=dict)

    def head(self, count: int = 20) -> list[list[str]]:
        """Return the first rows as lists, for a preview."""
        return self.frame.head(count).to_numpy().tolist()


def read_grid(data: bytes, name: str, sheet: str | None = None) -> Grid:
    """Read a file that passed the guard.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name.
    sheet : str, optional
        Sheet of a workbook; the first that holds anything by default.

    Raises
    ------
    Problem
        If the guard refuses the file, the sheet does not exist, or the table is too large.
    """
    return _workbook(data, name, sheet) if check_file(data, name) == "xlsx" else _text(data, name)


def _text(data: bytes, name: str) -> Grid:
    encoding = recognised_encoding(data)
    sample = data[:_SAMPLE].decode(encoding, errors="replace")
    separator = recognised_separator(sample)
    return Grid(_parsed(data, encoding, separator, sample, name), encoding=encoding, separator=separator)


def _parsed(data: bytes, encoding: str, separator: str, sample: str, name: str) -> pd.DataFrame:
    """Parse with pandas, each text kept once a column; rows wider than the sample fall back on the csv module."""
    width = max((len(row) for row in csv.reader(sample.splitlines(), delimiter=separator)), default=1)
    try:
        parts = pd.read_csv(
            io.BytesIO(data),
            sep=separator,
            header=None,
            names=range(width),
            index_col=False,
            dtype="str",
            na_filter=False,
            skip_blank_lines=False,
            nrows=MOST_ROWS + 1,
            encoding=encoding,
            encoding_errors="replace",
            chunksize=_CHUNK_ROWS,
        )
        with parts:
            frame = _joined(parts)
    except (pd.errors.ParserError, ValueError):
        text = data.decode(encoding, errors="replace")
        frame = pd.DataFrame(_rows_one_by_one(text, separator, name), dtype="str")
    _check_size(len(frame), frame.shape[1], name)
    return frame


def _joined(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put the parts of a large table together, each column as codes of its texts; a small one stays as it is."""
    first, *others = (part.astype("category") for part in parts)
    if not others:
        return first.astype("str")
    return pd.DataFrame({place: union_categoricals([part[place] for part in (first, *others)]) for place in first})


def _rows_one_by_one(text: str, separator: str, name: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            _check_size(len(rows), len(row), name)
    except csv.Error:
        raise Problem(
            "file {file} cannot be read from line {line}: a cell is too long", file=name, line=reader.line_num
        ) from None
    return _padded(rows)


def recognised_encoding(data: bytes) -> str:
    """Recognise text by its byte order mark, as UTF-8, or as the Cyrillic code page with Kazakh letters (KZ-1048)."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        # KZ-1048 is windows-1251 with Kazakh letters where that has Ukrainian and Serbian ones.
        return "kz1048"
    return "utf-8"


def recognised_separator(text: str) -> str:
    """Return the separator that parts the first lines most evenly into the most columns."""
    sample = "\n".join(text.splitlines()[:_SAMPLE_ROWS])
    best, best_score = ",", (0.0, 0)
    for separator in SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if any(row)]
        except csv.Error:
            continue
        wide = Counter(width for width in widths if width > 1)
        if not wide:
            continue
        width, count = wide.most_common(1)[0]
        score = (round(count / len(widths), 2), width)
        if score > best_score:
            best, best_score = separator, score
    return best


def _workbook(data: bytes, name: str, sheet: str | None) -> Grid:
    from openpyxl import load_workbook  # half a second to import, needed for workbooks only

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, AttributeError, IndexError, SyntaxError):
        raise Problem("file {file} is damaged: the workbook cannot be opened", file=name) from None
    try:
        titles = [page.title for page in book.worksheets]
        if sheet is not None and sheet not in titles:
            raise Problem(
                "no sheet {sheet} in {file}: one of {allowed}", sheet=sheet, file=name, allowed=", ".join(titles)
            )
        grids: dict[str, list[list[str]]] = {}
        numbers: dict[tuple[int, int], float] = {}
        for page in book.worksheets:
            if sheet is None or page.title == sheet:
                grids[page.title], numbers = _sheet_rows(page, name)
                if grids[page.title]:
                    break
        chosen = next((title for title, rows in grids.items() if rows), "")
        if not chosen:
            raise Problem("file {file} is empty", file=name)
        return Grid(pd.DataFrame(_padded(grids[chosen]), dtype="str"), chosen, tuple(titles), numbers=numbers)
    except (KeyError, ValueError, TypeError, OSError, AttributeError, IndexError, SyntaxError) as fault:
        if isinstance(fault, Problem):
            raise
        raise Problem("file {file} is damaged: the workbook cannot be opened", file=name) from None
    finally:
        book.close()


def _sheet_rows(page, name: str) -> tuple[list[list[str]], dict[tuple[int, int], float]]:
    """Return the cells as texts, and the fractions among them that are numbers, by line and column from 1."""
    # A sheet may claim a million empty rows; its claim is not trusted.
    page.reset_dimensions()
    rows: list[list[str]] = []
    numbers: dict[tuple[int, int], float] = {}
    for line, row in enumerate(page.iter_rows(values_only=True), start=1):
        cells = [_cell_text(cell) for cell in row[:MOST_COLUMNS]]
        for column, cell in enumerate(row[:MOST_COLUMNS], start=1):
            if isinstance(cell, float) and math.isfinite(cell) and not cell.is_integer():
                numbers[line, column] = cell
        rows.append(cells)
        _check_size(len(rows), len(row), name)
    while rows and not any(rows[-1]):
        rows.pop()
    return rows, numbers


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell).strip()


def _check_size(rows: int, columns: int, name: str) -> None:
    if rows > MOST_ROWS or columns > 40 * MOST_COLUMNS:
        raise Problem(
            "file {file} has more than {rows} rows or {columns} columns",
            file=name,
            rows=MOST_ROWS,
            columns=MOST_COLUMNS,
        )


def _padded(rows: list[list[str]]) -> list[list[str]]:
    width = max((len(row) for row in rows), default=0)
    return [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]

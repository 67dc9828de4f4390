"""What a grid of texts means: a tidy table, or regions by years as the Bureau of National Statistics prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from foresight.problems import Problem
from foresight.regions.regions import find_region, spelling_key

HEADERS = {
    "indicator": {"indicator", "индикатор", "показатель", "көрсеткіш", "индикатор коды", "код показателя"},
    "region": {
        "region",
        "регион",
        "область",
        "өңір",
        "облыс",
        "region code",
        "code",
        "unique id",
        "территория",
        "аймақ",
        "регионы",
        "территории",
        "territory",
        "oblast",
    },
    "year": {"year", "год", "жыл", "period", "период", "ds", "кезең", "годы"},
    "value": {
        "value",
        "значение",
        "мән",
        "мәні",
        "y",
        "сумма",
        "показатель значение",
        "values",
        "всего",
        "барлығы",
        "total",
        "amount",
        "итого",
        "жиыны",
    },
    "unit": {"unit", "единица", "единица измерения", "ед изм", "өлшем бірлігі", "units", "өлшем"},
    "status": {"status", "статус", "мәртебе", "күй"},
    "source": {"source", "источник", "дереккөз", "көз"},
    "note": {"note", "примечание", "ескертпе", "ескерту", "comment", "notes"},
}
_BARE_YEAR = re.compile(r"\s*((?:19|20)\d{2})(?:\.0)?\s*(г\.?|год[а-я]*|ж\.?|жыл[а-я]*|\*|¹|²)?\s*")
_YEAR_IN_TEXT = re.compile(r"(?<![\d.,])((?:19|20)\d{2})(?!\d|[.,]\d)")
_NOT_A_ROW = re.compile(
    r"^(источник|примечани|среднее|ескертпе|дереккөз|source|note|average|mean|орташа|\*|\d\))", re.IGNORECASE
)
_HEADER_ROWS = 40
_WIDEST_TURNED = 2000


@dataclass(frozen=True)
class Cells:
    """One row a figure, still as text, with its place in the file.

    Attributes
    ----------
    frame : pandas.DataFrame
        ``row`` (line of the file, from 1), ``column`` (from 1), ``region, year, value`` and, from a tidy table,
        ``indicator, unit, status, source, note`` where it has them.
    layout : str
        ``tidy``, ``regions_by_years``, ``years_by_regions``, or ``regions_of_one_year`` (columns are sources or kinds,
        the year stands in the title).
    columns : Mapping
        For a tidy table: which header was read as what.
    series : tuple of str
        For a table with several columns a year: the names of the columns; ``chosen`` is the one read.
    chosen : str
    skipped : tuple of (int, str)
        Rows left out because they name no region and hold notes, averages or sources.
    places : Mapping
        In which column of the file (from 1) a column of ours stands, where it is the same for every row.
    """

    frame: pd.DataFrame
    layout: str
    columns: Mapping[str, str] = field(default_factory=dict)
    series: tuple[str, ...] = ()
    chosen: str = ""
    skipped: tuple[tuple[int, str], ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)


def read_cells(
    table: pd.DataFrame,
    columns: Mapping[str, str] | None = None,
    series: str | None = None,
    year: int | None = None,
) -> Cells:
    """Find out how a table is laid out and take its figures apart.

    Parameters
    ----------
    table : pandas.DataFrame
        The grid, from the first line of the file, every cell a text.
    columns : mapping, optional
        Header of the file by column of ours (``{"region": "Территория"}``), where the headers are not known ones;
        the mapping a planner once made can be kept and passed again.
    series : str, optional
        Which column of a year to read, where a year has several; the first by default.
    year : int, optional
        Year of a table without a row of years; read from its title by default.

    Raises
    ------
    Problem
        If neither a header of a tidy table nor a row of years is found, or a mapped header does not exist.
    """
    head = table.head(_HEADER_ROWS).to_numpy().tolist()
    tidy = _tidy_header(head, columns)
    if tidy is not None:
        return _tidy(table, *tidy)
    header = _year_header(head)
    if header is not None:
        return _regions_by_years(table.to_numpy().tolist(), *header, series=series)
    turned = table.head(_WIDEST_TURNED).T.to_numpy().tolist()
    header = _year_header(turned[:_HEADER_ROWS]) if len(table) <= _WIDEST_TURNED else None
    # Years that repeat down a column are those of a tidy table whose headers are not known.
    # A table on its side has its regions in one row.
    named = any(sum(find_region(cell) is not None for cell in row if cell.strip()) > 1 for row in head)
    if header is not None and named and len(set(header[1].values())) == len(header[1]):
        found = _regions_by_years(turned, *header, series=series)
        frame = found.frame.rename(columns={"row": "column", "column": "row"})
        return Cells(frame[found.frame.columns], "years_by_regions", {}, found.series, found.chosen, found.skipped)
    if header is None or not named:
        found = _regions_of_one_year(table.to_numpy().tolist(), year, series)
        if found is not None:
            return found
    raise Problem(
        "no figures found: the table needs a header with region, year and value, or regions in rows and years in "
        "columns"
    )


def _tidy_header(
    rows: Sequence[Sequence[str]], columns: Mapping[str, str] | None
) -> tuple[int, dict[str, int], dict[str, str]] | None:
    wanted = {ours: spelling_key(theirs) for ours, theirs in (columns or {}).items()}
    for line, row in enumerate(rows):
        keys = [spelling_key(cell) for cell in row]
        places: dict[str, int] = {}
        for ours, known in HEADERS.items():
            if ours in wanted:
                if wanted[ours] in keys:
                    places[ours] = keys.index(wanted[ours])
            else:
                found = next(
                    (place for place, key in enumerate(keys) if key in known and place not in places.values()), None
                )
                if found is not None:
                    places[ours] = found
        if {"region", "year", "value"} <= set(places) and set(wanted) <= set(places):
            return line, places, {ours: row[place] for ours, place in places.items()}
    if columns:
        raise Problem("the table has no headers {columns}", columns=", ".join(columns.values()))
    return None


def _tidy(table: pd.DataFrame, line: int, places: dict[str, int], names: dict[str, str]) -> Cells:
    body = table.iloc[line + 1 :]
    frame = pd.DataFrame({"row": np.arange(line + 2, line + 2 + len(body))})
    frame["column"] = places["value"] + 1
    for ours, place in places.items():
        frame[ours] = body.iloc[:, place].str.strip().to_numpy()
    filled = (frame[list(places)] != "").any(axis=1)
    numbers = {ours: place + 1 for ours, place in places.items()}
    return Cells(frame[filled].reset_index(drop=True), "tidy", names, places=numbers)


def _year_header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, int]] | None:
    """Find the row of years: the first with two bare years, or one over rows of known regions."""
    for line, row in enumerate(rows):
        years = {place: int(match[1]) for place, cell in enumerate(row) if (match := _BARE_YEAR.fullmatch(cell))}
        below = rows[line + 1 : line + 12]
        # Years may begin in the first column only where the names stand at the right of them.
        if not years or (0 in years and not _knows_regions(below, range(1, len(row)))):
            continue
        # A row of figures may hold numbers that look like years; a header has no other numbers.
        others = [
            cell for place, cell in enumerate(row) if place not in years and place and re.fullmatch(r"[\d\s.,-]+", cell)
        ]
        left = (row[place] for row in below for place in range(min(years)))
        if not others and (len(years) > 1 or any(map(find_region, left)) or _knows_regions(below, range(len(row)))):
            return line, years
    return None


def _knows_regions(rows: Sequence[Sequence[str]], places: Iterable[int]) -> bool:
    return any(_names_region(row[place]) for row in rows for place in places)


def _names_region(cell: str) -> bool:
    # A code of digits could as well be a figure, so a name needs a letter.
    return bool(re.search(r"[^\W\d_]", cell)) and bool(find_region(cell))


def _regions_by_years(rows: Sequence[Sequence[str]], line: int, years: dict[int, int], series: str | None) -> Cells:
    width = len(rows[line])
    year_of = _spread(rows[line], years, width)
    named, texts = _name_columns(rows[line + 1 : line + 41], width, years)
    # Bilingual tables name the regions on both sides; a column of names under the last year is none of its figures.
    year_of = {place: year for place, year in year_of.items() if place not in texts}
    names_line, sub = _sub_headers(rows, line, year_of)
    kinds = tuple(dict.fromkeys(name for name in sub.values() if name))
    if series is not None and series not in kinds:
        raise Problem(
            "no column {series} under the years: one of {allowed}", series=series, allowed=", ".join(kinds) or "-"
        )
    chosen = series if series is not None else (kinds[0] if kinds else "")
    places = [place for place in year_of if not kinds or sub.get(place) == chosen]
    frame, skipped = _figures(rows, names_line + 1, named, {place: year_of[place] for place in places})
    return Cells(frame, "regions_by_years", {}, kinds, chosen, skipped, {"region": named + 1})


def _figures(
    rows: Sequence[Sequence[str]], start: int, named: int, year_of: Mapping[int, int]
) -> tuple[pd.DataFrame, tuple[tuple[int, str], ...]]:
    """Take the figures of named rows; rows of notes and averages are told apart."""
    found, skipped, pending = [], [], ""
    places = list(year_of)
    for number, row in enumerate(rows[start:], start=start + 1):
        name, cells = row[named].strip(), [row[place].strip() for place in places]
        if not any(cells):
            # A name broken over two lines: "Восточно-" and then "Казахстанская" with the figures.
            pending = name if name.endswith("-") else ""
            if name and not pending:
                skipped.append((number, name))
            continue
        name, pending = (pending + name).strip(), ""
        if not name or _NOT_A_ROW.match(name):
            skipped.append((number, name))
            continue
        found += [
            (number, place + 1, name, str(year_of[place]), row[place].strip()) for place in places if row[place].strip()
        ]
    return pd.DataFrame(found, columns=["row", "column", "region", "year", "value"]), tuple(skipped)


def _name_columns(rows: Sequence[Sequence[str]], width: int, years: Mapping[int, int]) -> tuple[int, set[int]]:
    """Return the column that names most regions, and every column that names any.

    Left of the years counts first, where a running number may stand before the names.
    """
    counts = {
        place: sum(_names_region(row[place]) for row in rows) for place in range(width) if place not in years
    } or {0: 0}
    first = min(years, default=width)
    codes = {place: sum(bool(find_region(row[place])) for row in rows) for place in counts if place < first}
    left = {place: count for place, count in codes.items() if count}
    best = max(left or counts, key=lambda place: ((left or counts)[place], -place))
    return best, {place for place, count in counts.items() if count}


def _regions_of_one_year(rows: Sequence[Sequence[str]], year: int | None, series: str | None) -> Cells | None:
    """Read a table whose year stands in its title and whose columns are sources, kinds or sexes."""
    # A header may name the nation too ("total"); a row of figures holds a region and a number.
    first = next(
        (
            line
            for line, row in enumerate(rows[:_HEADER_ROWS])
            if any(map(_names_region, row)) and any(re.fullmatch(r"[\d\s.,]+", cell.strip()) for cell in row)
        ),
        None,
    )
    if first is None:
        return None
    # A column of years means one row a figure under headers that are not known; they are asked for instead.
    body = rows[first : first + 40]
    if any(_holds_years([row[place] for row in body]) for place in range(len(rows[first]))):
        return None
    said = {int(text) for row in rows[:first] for cell in row for text in _YEAR_IN_TEXT.findall(cell)}
    if year is None and len(said) != 1:
        raise Problem("the table does not say of which year it is: name the year")
    named, texts = _name_columns(body, len(rows[first]), {})
    places = [
        place
        for place in range(named + 1, len(rows[first]))
        if place not in texts and any(re.search(r"\d", row[place]) for row in body)
    ]
    if not places:
        return None
    heads = {place: _head_of(rows[:first], place) for place in places}
    names = tuple(dict.fromkeys(heads.values()))
    if series is not None and series not in names:
        raise Problem("no column {series} in the table: one of {allowed}", series=series, allowed=", ".join(names))
    place = next(place for place in places if series is None or heads[place] == series)
    frame, skipped = _figures(rows, first, named, {place: year if year is not None else said.pop()})
    return Cells(frame, "regions_of_one_year", {}, names, heads[place], skipped, {"region": named + 1})


def _holds_years(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(_BARE_YEAR.fullmatch(cell) for cell in filled)


def _head_of(rows: Sequence[Sequence[str]], place: int) -> str:
    """Return the lowest text above a column that is its own and not a title over the whole table."""
    own = [row[place].strip() for row in rows if row[place].strip() and sum(bool(cell.strip()) for cell in row) > 1]
    return own[-1] if own else str(place + 1)


def _spread(header: Sequence[str], years: dict[int, int], width: int) -> dict[int, int]:
    """Give the columns under a merged year that year, up to the next header of its own."""
    year_of: dict[int, int] = {}
    current = None
    for place in range(min(years), width):
        if place in years:
            current = years[place]
        elif header[place].strip():
            current = None
        if current is not None:
            year_of[place] = current
    return year_of


def _sub_headers(rows: Sequence[Sequence[str]], line: int, year_of: dict[int, int]) -> tuple[int, dict[int, str]]:
    """Read a second row of headers under the years, if there is one; returns the last row of headers."""
    if line + 1 >= len(rows):
        return line, {}
    below = rows[line + 1]
    texts = {place: below[place].strip() for place in year_of if below[place].strip()}
    has_name = _knows_regions([below], (place for place in range(len(below)) if place not in year_of))
    numeric = [text for text in texts.values() if re.search(r"\d", text) or text in {"-", "–", "—", "…"}]
    if texts and not numeric and not has_name:
        return line + 1, texts
    return line, dict.fromkeys(year_of, "") if len(set(year_of.values())) == len(year_of) else {}

"""A file of a planner to observations: regions matched, units converted, every fault named with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from foresight.problems import Problem, extracted
from foresight.regions.regions import NATION, REGIONS, find_region, region_name, suggest_regions
from foresight.statistics.findings import Finding
from foresight.statistics.number_text import decimal_mark, meaning, parse_number
from foresight.statistics.observations import OBSERVATION_COLUMNS, STATUSES, check_observations
from foresight.statistics.table_layout import Cells, read_cells
from foresight.statistics.table_reader import Grid, read_grid
from foresight.statistics.units import require_unit_factor, unit_factor

_PREVIEW = 100
_SUGGESTIONS = 20
"""So many different misprints get suggestions; the search takes a few milliseconds each."""

SENTENCES = {
    "unknown_region": extracted("row {row}: unknown region {value}: did you mean {suggestions}?"),
    "uncertain_decimals": extracted(
        "it is not certain whether {value} holds thousands or decimals; it was read as {read}: "
        "say which mark parts decimals"
    ),
    "skipped_row": extracted("row {row}: {value} was left out: it names no region"),
    "converted": extracted("values were multiplied by {factor} to stand in {unit}"),
}


@dataclass(frozen=True)
class TableImport:
    """What a file would bring in.

    Attributes
    ----------
    observations : pandas.DataFrame
        Long frame of observations without the rows at fault.
    findings : tuple of Finding
        Errors and warnings in the order of the rows; ``row`` is the line of the file, ``column`` a column of ours.
    cells : Cells
        How the table was understood.
    grid : Grid
        The first rows as texts, for a preview.
    decimal : str
        Mark that was taken to part decimals.
    """

    observations: pd.DataFrame
    findings: tuple[Finding, ...]
    cells: Cells
    grid: Grid
    decimal: str

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep the file from being taken in."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def import_table(
    data: bytes,
    name: str,
    indicators: pd.DataFrame,
    history: pd.DataFrame | None = None,
    *,
    indicator: str | None = None,
    unit: str | None = None,
    source: str = "",
    status: str = "published",
    columns: Mapping[str, str] | None = None,
    series: str | None = None,
    sheet: str | None = None,
    year: int | None = None,
    decimal: str = "auto",
    jumps: str = "error",
) -> TableImport:
    """Read a file into observations; nothing is stored.

    Parameters
    ----------
    data, name : bytes, str
        The file.
    indicators : pandas.DataFrame
        The catalogue.
    history : pandas.DataFrame, optional
        Observations already held, against which a slip of the unit is noticed.
    indicator : str, optional
        Indicator of the whole file; needed unless the file has such a column.
    unit : str, optional
        Unit of the whole file, as ``mln KZT`` or ``тыс. тенге``; the unit of the catalogue by default, or the
        column of the file.
    source : str
        Citation for rows without one; the name of the file by default.
    status : str
        Status of a value where the file has no such column.
    columns, series, sheet, year
        As in ``read_cells`` and ``read_grid``.
    decimal : {"auto", ".", ","}
        Mark that parts decimals.
    jumps : {"error", "warning"}
        How grave a suspected slip of the unit is.

    Raises
    ------
    Problem
        If the file cannot be opened or understood at all, or the indicator, unit or status does not exist.
    """
    _check_choices(indicators, indicator, unit, status, decimal)
    grid = read_grid(data, name, sheet)
    cells = read_cells(grid.frame, columns, series, year)
    # Only the head is kept for the preview; the whole grid would double the memory of a large file.
    grid = replace(grid, frame=grid.frame.head(_PREVIEW).astype("str"))
    table = cells.frame.assign(number=_numbers_of(grid, cells.frame))
    if "indicator" not in table:
        if indicator is None:
            raise Problem("the file does not say which indicator it holds: name one")
        table = table.assign(indicator=indicator)
    elif indicator is not None:
        table = table[table["indicator"] == indicator].reset_index(drop=True)
    if table.empty:
        raise Problem("file {file} holds no figures", file=name)
    written = table.loc[table["number"].isna(), "value"]
    mark, doubtful = decimal_mark(written.unique()) if decimal == "auto" else (decimal, False)
    findings = [_skipped(row, text) for row, text in cells.skipped if text]
    example = _doubtful_number(written, mark) if doubtful else None
    if example is not None:
        values = {"value": example, "read": f"{parse_number(example, mark):g}"}
        findings.append(Finding("uncertain_decimals", SENTENCES["uncertain_decimals"], values, severity="warning"))
    table = _with_meanings(table.assign(written=table["value"]), mark, status)
    table, unknown = _with_regions(table)
    table, converted = _with_units(table, indicators, unit)
    table["source"] = (table["source"] if "source" in table else pd.Series("", index=table.index)).replace(
        "", source or name
    )
    table["note"] = table.get("note", "")
    checked = check_observations(table[list(OBSERVATION_COLUMNS)], indicators, REGIONS, history, jumps)
    replaced = {row for row, _ in unknown}
    lines = table["row"].to_numpy()
    faults = [
        _placed(finding, table, finding.row - 1, cells)
        for finding in checked
        if not (finding.code == "unknown_region" and finding.row - 1 in replaced)
    ]
    faults += [_placed(finding, table, position, cells) for position, finding in unknown] + converted + findings
    # A misspelled region of a printed table is one fault, however many years stand in its row.
    faults = list({(one.row, one.code, one.cell or str(one.values)): one for one in reversed(faults)}.values())
    faults.sort(key=lambda finding: (finding.row or 0, finding.severity, len(finding.cell), finding.cell))
    bad_lines = {(finding.row, finding.severity == "error") for finding in faults}
    good = table.loc[[(line, True) not in bad_lines for line in lines.tolist()], list(OBSERVATION_COLUMNS)]
    return TableImport(_observations(good), tuple(faults), cells, grid, mark)


def updated_observations(held: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return the figures held with those of a new file in their places; what the file does not name stays.

    A place the new file leaves empty (``missing``) keeps what is held: a bulletin that omits a figure does not unsay
    it.
    """
    keys = ["indicator", "region", "year"]
    said = pd.MultiIndex.from_frame(new[keys])
    held_places = pd.MultiIndex.from_frame(held[keys])
    empty = (new["status"] == "missing").to_numpy() & said.isin(held_places)
    kept = held[~held_places.isin(said[~empty])]
    return pd.concat([kept, new[~empty]], ignore_index=True)[list(OBSERVATION_COLUMNS)]


def diff_observations(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Compare two vintages.

    Parameters
    ----------
    old, new : pandas.DataFrame
        Long frames; only the indicators of ``new`` are compared.

    Returns
    -------
    pandas.DataFrame
        ``indicator, region, year, change, value_old, value_new, relative, status_old, status_new``, one row a
        difference; ``change`` is ``added``, ``revised``, ``status_changed`` or ``absent`` (held, not in the new file).
    """
    key = ["indicator", "region", "year"]
    old = old[old["indicator"].isin(new["indicator"].unique())]
    both = old[[*key, "value", "status"]].merge(
        new[[*key, "value", "status"]], on=key, how="outer", suffixes=("_old", "_new"), indicator=True
    )
    same = (both["value_old"] == both["value_new"]) | (both["value_old"].isna() & both["value_new"].isna())
    both["change"] = np.select(
        [
            both["_merge"] == "right_only",
            both["_merge"] == "left_only",
            ~same,
            both["status_old"] != both["status_new"],
        ],
        ["added", "absent", "revised", "status_changed"],
        default="",
    )
    both["relative"] = both["value_new"] / both["value_old"].where(both["value_old"] != 0) - 1
    columns = [*key, "change", "value_old", "value_new", "relative", "status_old", "status_new"]
    return both.loc[both["change"] != "", columns].sort_values(key, ignore_index=True)


def _check_choices(
    indicators: pd.DataFrame, indicator: str | None, unit: str | None, status: str, decimal: str
) -> None:
    known = indicators.set_index("indicator")["unit"]
    if indicator is not None and indicator not in known:
        raise Problem(
            "unknown indicator {indicator}: one of {allowed}", indicator=indicator, allowed=", ".join(known.index)
        )
    if unit is not None and indicator is not None:
        require_unit_factor(unit, known[indicator], indicator)
    if status not in STATUSES:
        raise Problem("unknown status {status}: one of {allowed}", status=status, allowed=", ".join(STATUSES))
    if decimal not in ("auto", ".", ","):
        raise Problem("unknown decimal mark {mark}: one of {allowed}", mark=decimal, allowed="auto . ,")


def _doubtful_number(written: pd.Series, mark: str) -> str | None:
    """Return the first text with a comma that is a number either way; a misprint is told as one."""
    return next((text for text in written if "," in text and np.isfinite(parse_number(text, mark))), None)


def _numbers_of(grid: Grid, table: pd.DataFrame) -> pd.Series | float:
    """Return the values that the file holds as numbers, NaN where it holds a text."""
    if not grid.numbers:
        return np.nan
    places = zip(table["row"].tolist(), table["column"].tolist(), strict=True)
    return pd.Series([grid.numbers.get(place, np.nan) for place in places], index=table.index, dtype=float)


def _with_meanings(table: pd.DataFrame, mark: str, status: str) -> pd.DataFrame:
    """Read numbers and dashes; a text that is neither stays, to be named by the check."""
    texts = table["value"].astype(str)
    kinds = texts.map({text: meaning(text) for text in texts.unique()})
    if "status" in table:
        # A dash in a tidy table with its own statuses is a value of that status.
        table["status"] = table["status"].where(table["status"] != "", kinds.where(kinds != "number", status))
    else:
        table["status"] = kinds.where(kinds != "number", status)
    table["status"] = table["status"].replace("empty", "missing")
    plain = (
        texts
        if mark == "."
        else texts.where(texts.str.contains(".", regex=False), texts.str.replace(",", ".", regex=False))
    )
    # The bulk of a clean file is read at once; what is left is read by the rules of printed numbers.
    numbers = pd.to_numeric(plain.where(~texts.str.contains("." if mark == "," else ",", regex=False)), errors="coerce")
    rest = numbers.isna() & (kinds == "number")
    numbers[rest] = texts[rest].map({text: parse_number(text, mark) for text in texts[rest].unique()})
    numbers = table["number"].fillna(numbers)
    unread = (kinds == "number") & ~np.isfinite(numbers)
    table["value"] = numbers.astype(object).where(~unread, texts) if unread.any() else numbers
    years = pd.to_numeric(table["year"], errors="coerce")
    whole = years.notna() & (years == years.round())
    table["year"] = years.astype("int64") if whole.all() else years.astype(object).where(whole, table["year"])
    return table


def _with_regions(table: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[int, Finding]]]:
    names = table["region"].astype(str)
    codes = {name: find_region(name) for name in names.unique()}
    unknown, suggested = [], {}
    for name in [name for name, code in codes.items() if code is None][:_SUGGESTIONS]:
        near = suggest_regions(name)
        if near:
            suggested[name] = near
    if suggested:
        for position in np.flatnonzero(names.isin(list(suggested)).to_numpy()):
            name, line = names.iloc[position], int(table["row"].iloc[position])
            said = ", ".join(f"{region_name(code, 'ru')} ({code})" for code in suggested[name])
            values = {"row": line, "value": name, "suggestions": said, "codes": tuple(suggested[name])}
            unknown.append(
                (int(position), Finding("unknown_region", SENTENCES["unknown_region"], values, line, "region"))
            )
    return table.assign(region=names.map(codes).fillna(names)), unknown


def _with_units(table: pd.DataFrame, indicators: pd.DataFrame, unit: str | None) -> tuple[pd.DataFrame, list[Finding]]:
    """Bring every value to the unit of the catalogue; a unit that does not fit stays, to be named by the check."""
    canonical = table["indicator"].map(indicators.set_index("indicator")["unit"])
    written = table["unit"] if "unit" in table else pd.Series("", index=table.index)
    written = written.replace("", unit or np.nan).fillna(canonical).fillna("")
    pairs = written + "\0" + canonical.fillna("")
    known = {pair: unit_factor(*pair.split("\0")) if not pair.endswith("\0") else None for pair in pairs.unique()}
    factor = pairs.map(known).astype(float)
    fits = factor.notna()
    changed = fits & (factor != 1)
    values = table["value"]
    if changed.any():
        numbers = pd.to_numeric(values, errors="coerce")
        scaled = (numbers * factor).round(10)
        values = scaled.astype(object).where(changed & numbers.notna(), values)
        if all(isinstance(value, (int, float)) for value in values):
            values = values.astype(float)
    notes = [
        Finding("converted", SENTENCES["converted"], {"factor": f"{number:g}", "unit": name}, severity="warning")
        for number, name in pd.DataFrame({"f": factor[changed], "u": canonical[changed]})
        .drop_duplicates()
        .itertuples(index=False)
    ]
    return table.assign(unit=canonical.where(fits, written), value=values), notes


def _observations(table: pd.DataFrame) -> pd.DataFrame:
    kept = table.reset_index(drop=True)
    return kept.assign(
        year=pd.to_numeric(kept["year"]).astype("int64"),
        value=pd.to_numeric(kept["value"], errors="coerce").astype(float),
    )


def _placed(finding: Finding, table: pd.DataFrame, position: int, cells: Cells) -> Finding:
    """Name the line of the file and the cell instead of the row of our table."""
    line = int(table["row"].iloc[position])
    column = cells.places.get(finding.column, int(table["column"].iloc[position]))
    values = {**finding.values, "row": line}
    if finding.column == "value":
        # The value as it stands in the file, before its unit was converted.
        values["written"] = table["written"].iloc[position]
    return replace(finding, row=line, values=values, cell=f"{_letters(column)}{line}")


def _letters(number: int) -> str:
    """Return the name of a column as a spreadsheet has it: 1 is A, 27 is AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _skipped(row: int, text: str) -> Finding:
    return Finding("skipped_row", SENTENCES["skipped_row"], {"row": row, "value": text[:80]}, row, "region", "warning")


__all__ = ["NATION", "TableImport", "diff_observations", "import_table"]

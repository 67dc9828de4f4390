"""Checks of a long table of observations: every fault is named, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from foresight.problems import Problem, extracted
from foresight.statistics.findings import Finding, FindingsProblem
from foresight.statistics.shipped import OBSERVATION_COLUMNS

STATUSES = ("published", "cross_checked", "derived", "estimate", "unverified", "not_published", "missing")
WITHOUT_VALUE = ("not_published", "missing")
FIRST_YEAR, LAST_YEAR = 1990, 2060
NATION = "KZ"
_ALLOWED_SHOWN = 30
_UNIT_JUMP = 300.0
"""A factor against the nearest known year beyond which a slip of a thousand is suspected: the largest true
jump in the shipped figures is 53 (Ulytau 2023), the smallest slip of a thousand on a halving series 500."""

SENTENCES = {
    "unknown_indicator": extracted("row {row}: unknown indicator {value}: one of {allowed}"),
    "unknown_region": extracted(
        "row {row}: {value} is no region of Kazakhstan: "
        "write its name in Russian, Kazakh or English, or its code, such as KZ-75"
    ),
    "unknown_status": extracted("row {row}: unknown status {value}: one of {allowed}"),
    "wrong_unit": extracted("row {row}: unit {value} of {indicator} is not allowed: it must be {allowed}"),
    "bad_year": extracted("row {row}: year {value} is not a whole number from {first} to {last}"),
    "bad_value": extracted("row {row}: value {value} is not a number"),
    "value_without_figure": extracted("row {row}: value {value} stands with status {status}, which has no value"),
    "figure_without_value": extracted("row {row}: status {status} needs a value, but there is none"),
    "negative": extracted("row {row}: value {value} of {indicator} is below zero"),
    "duplicate": extracted("row {row}: {indicator}, {region}, {year} stands in the table more than once"),
    "unit_jump": extracted(
        "row {row}: {indicator} of {region} in {year} is {value}, but {other} in {other_year}: "
        "about {factor} times apart, the unit is probably not {unit}"
    ),
    "unit_jump_revised": extracted(
        "row {row}: {indicator} of {region} in {year} is {value}, but {other} is held: about {factor} times apart, "
        "the unit is probably not {unit}"
    ),
    "no_source": extracted("row {row}: the source is empty: name where the figure comes from"),
}


def check_observations(
    frame: pd.DataFrame,
    indicators: pd.DataFrame,
    regions: Iterable[str],
    history: pd.DataFrame | None = None,
    jumps: str = "error",
) -> list[Finding]:
    """Find everything that keeps a table of observations from being used.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``indicator, region, year, value, unit, status, source`` (``note`` may be absent); year and value may
        still be text.
    indicators : pandas.DataFrame
        The catalogue, as read by ``read_indicators``.
    regions : iterable of str
        Codes of the regions; the nation ``KZ`` is always allowed.
    history : pandas.DataFrame, optional
        Observations already held, against which a thousandfold jump is noticed.
    jumps : {"error", "warning"}
        How grave a suspected slip of the unit is; a planner who knows better passes ``warning``.

    Returns
    -------
    list of Finding
        In the order of the rows; empty where all is well.

    Raises
    ------
    Problem
        If a column is missing.
    """
    absent = [column for column in OBSERVATION_COLUMNS[:-1] if column not in frame.columns]
    if absent:
        raise Problem(
            "column {column} is missing: the table needs {allowed}",
            column=", ".join(absent),
            allowed=", ".join(OBSERVATION_COLUMNS[:-1]),
        )
    table = frame.reset_index(drop=True)
    catalogue = indicators.set_index("indicator")
    year = pd.to_numeric(table["year"], errors="coerce")
    value = pd.to_numeric(table["value"], errors="coerce")
    parts = [
        _check_codes(table, catalogue, [NATION, *regions]),
        _check_years(table, year),
        _check_values(table, value, catalogue),
        _check_sources(table),
        _check_duplicates(table),
        (replace(found, severity=jumps) for found in _check_unit_jumps(table, year, value, history)),
    ]
    return sorted((finding for part in parts for finding in part), key=lambda found: found.row or 0)


def require_observations(
    frame: pd.DataFrame,
    indicators: pd.DataFrame,
    regions: Iterable[str],
    history: pd.DataFrame | None = None,
    jumps: str = "error",
) -> pd.DataFrame:
    """Return the table with whole years and numeric values, or raise everything that is wrong with it.

    Raises
    ------
    FindingsProblem
        With the sentence of the first error; ``findings`` holds them all.
    """
    found = check_observations(frame, indicators, regions, history, jumps)
    errors = [finding for finding in found if finding.severity == "error"]
    if errors:
        raise FindingsProblem(errors)
    clean = frame.reset_index(drop=True)
    clean = clean.assign(year=pd.to_numeric(clean["year"]).astype("int64"), value=pd.to_numeric(clean["value"]))
    if "note" not in clean:
        clean = clean.assign(note="")
    return clean.astype({"value": "float64"})[list(OBSERVATION_COLUMNS)]


def _found(code: str, row: int, column: str, severity: str = "error", **values: object) -> Finding:
    return Finding(code, SENTENCES[code], {"row": row + 1, **values}, row + 1, column, severity)


def _at(mask: pd.Series | np.ndarray, make: Callable[[int], Finding]) -> Iterator[Finding]:
    return (make(int(row)) for row in np.flatnonzero(np.asarray(mask, dtype=bool)))


def _check_codes(table: pd.DataFrame, catalogue: pd.DataFrame, regions: list[str]) -> Iterator[Finding]:
    for column, code, allowed in (
        ("indicator", "unknown_indicator", list(catalogue.index)),
        ("region", "unknown_region", list(dict.fromkeys(regions))),
        ("status", "unknown_status", list(STATUSES)),
    ):
        shown = ", ".join(allowed[:_ALLOWED_SHOWN]) + (" …" if len(allowed) > _ALLOWED_SHOWN else "")
        cells = table[column]
        yield from _at(
            ~cells.isin(allowed),
            lambda row, code=code, column=column, cells=cells, shown=shown: _found(
                code, row, column, value=_shown(cells[row]), allowed=shown
            ),
        )
    wanted = table["indicator"].map(catalogue["unit"])
    units = table["unit"]
    yield from _at(
        wanted.notna() & (units != wanted),
        lambda row: _found(
            "wrong_unit", row, "unit", value=_shown(units[row]), indicator=table["indicator"][row], allowed=wanted[row]
        ),
    )


def _check_years(table: pd.DataFrame, year: pd.Series) -> Iterator[Finding]:
    fine = year.notna() & (year == year.round()) & year.between(FIRST_YEAR, LAST_YEAR)
    cells = table["year"]
    yield from _at(
        ~fine,
        lambda row: _found("bad_year", row, "year", value=_shown(cells[row]), first=FIRST_YEAR, last=LAST_YEAR),
    )


def _check_values(table: pd.DataFrame, value: pd.Series, catalogue: pd.DataFrame) -> Iterator[Finding]:
    cells = table["value"]
    empty = cells.isna() | (cells.astype(str).str.strip() == "")
    unreadable = ~empty & (value.isna() | ~np.isfinite(value))
    yield from _at(unreadable, lambda row: _found("bad_value", row, "value", value=_shown(cells[row])))
    without = table["status"].isin(WITHOUT_VALUE)
    statuses = table["status"]
    yield from _at(
        without & ~empty,
        lambda row: _found("value_without_figure", row, "value", value=_shown(cells[row]), status=statuses[row]),
    )
    yield from _at(
        empty & statuses.isin(STATUSES) & ~without,
        lambda row: _found("figure_without_value", row, "value", status=statuses[row]),
    )
    may_fall = table["indicator"].map(catalogue["kind"]) == "index"
    yield from _at(
        (value < 0) & ~may_fall,
        lambda row: _found("negative", row, "value", value=_shown(cells[row]), indicator=table["indicator"][row]),
    )


def _check_sources(table: pd.DataFrame) -> Iterator[Finding]:
    sources = table["source"]
    yield from _at(
        sources.isna() | (sources.astype(str).str.strip() == ""), lambda row: _found("no_source", row, "source")
    )


def _check_duplicates(table: pd.DataFrame) -> Iterator[Finding]:
    key = ["indicator", "region", "year"]
    yield from _at(
        table.duplicated(key),
        lambda row: _found("duplicate", row, "", **{name: _shown(table[name][row]) for name in key}),
    )


def _check_unit_jumps(
    table: pd.DataFrame, year: pd.Series, value: pd.Series, history: pd.DataFrame | None
) -> Iterator[Finding]:
    """Compare each positive value with the nearest earlier one, or with the next one where it is the first."""
    new = table[["indicator", "region"]].assign(year=year, value=value, row=np.arange(len(table)))
    new = new[new["year"].notna() & (new["value"] > 0)]
    if history is not None:
        replaced = history.merge(new[["indicator", "region", "year"]], on=["indicator", "region", "year"], how="inner")
        keys = ["indicator", "region", "year"]
        old = history[["indicator", "region", "year", "value"]].assign(row=-1)
        kept = ~pd.MultiIndex.from_frame(old[keys]).isin(pd.MultiIndex.from_frame(replaced[keys]))
        # A value under revision is compared with its own earlier vintage before any other year.
        revised = new.merge(history[[*keys, "value"]], on=keys, suffixes=("", "_old"))
        yield from _jumps(table, revised, revised["value_old"], revised["year"])
        new = pd.concat([old[kept], new], ignore_index=True)
    series = new[new["value"] > 0].sort_values(["indicator", "region", "year"], ignore_index=True)
    groups = series.groupby(["indicator", "region"], sort=False)
    before, before_year = groups["value"].shift(1), groups["year"].shift(1)
    after, after_year, after_row = groups["value"].shift(-1), groups["year"].shift(-1), groups["row"].shift(-1)
    # The first value of a series is at fault only against figures already held; within one table the later one is.
    other = before.where(before.notna(), after.where(after_row < 0))
    other_year = before_year.where(before.notna(), after_year.where(after_row < 0))
    yield from _jumps(table, series, other, other_year)


def _jumps(table: pd.DataFrame, series: pd.DataFrame, other: pd.Series, other_year: pd.Series) -> Iterator[Finding]:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (series["value"] / other).to_numpy(float)
    far = (series["row"].to_numpy() >= 0) & np.isfinite(ratio) & ((ratio >= _UNIT_JUMP) | (ratio <= 1 / _UNIT_JUMP))
    for position in np.flatnonzero(far & (series["value"].to_numpy() > 0)):
        row = int(series["row"].iloc[position])
        factor = max(ratio[position], 1 / ratio[position])
        found = _found(
            "unit_jump",
            row,
            "value",
            indicator=table["indicator"][row],
            region=table["region"][row],
            year=_shown(table["year"][row]),
            value=_shown(table["value"][row]),
            other=_shown(other.iloc[position]),
            other_year=int(other_year.iloc[position]),
            factor=f"{factor:.0f}",
            unit=table["unit"][row],
        )
        revised = int(other_year.iloc[position]) == series["year"].iloc[position]
        yield replace(found, sentence=SENTENCES["unit_jump_revised"]) if revised else found


def _shown(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "(empty)" if cell is None or (isinstance(cell, float) and np.isnan(cell)) or cell == "" else str(cell)

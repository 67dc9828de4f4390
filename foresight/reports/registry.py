"""The registry of initiatives as a workbook, out and in again; texts stay texts, and a fault keeps everything out."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pandas as pd
import xlsxwriter

from foresight.regions.regions import NATION, REGIONS
from foresight.reports.document import printable
from foresight.reports.workbook import OPTIONS
from foresight.statistics.table_reader import read_grid
from foresight.store import initiative_money, initiatives
from foresight.store.database import Database
from foresight.targets.initiative_table import (
    INITIATIVE_COLUMNS,
    MONEY_TABLE,
    PARTNER_TABLE,
    InitiativeRow,
    TableFault,
    read_registry,
)
from foresight.targets.initiatives import step_dates

SHEETS = ("initiatives", "money", "partners")
MOVE_COLUMNS = ("key", "step", "state", "moved_on", "moved_by", "note")


@dataclass(frozen=True)
class Import:
    """What a file of initiatives holds.

    Attributes
    ----------
    rows : tuple of InitiativeRow
        New ones.
    known : tuple of str
        Keys of initiatives that are here already; they are left alone.
    faults : tuple of TableFault
        When there is one, nothing is brought in.
    """

    rows: tuple[InitiativeRow, ...]
    known: tuple[str, ...]
    faults: tuple[TableFault, ...]


def registry_tables(database: Database) -> dict[str, pd.DataFrame]:
    """Return the registry as the tables of its file: initiatives, money, partners and moves."""
    with database.snapshot() as moment:
        found = sorted(initiatives.list_initiatives(moment), key=lambda one: (one.created_on, one.id))
        money = initiative_money.money_frame(moment)
        moved = [initiatives.moves(moment, one.id).assign(key=one.id) for one in found]
    rows, partners = [], []
    for one in found:
        dates = step_dates(one.content.get("dates"))
        rows.append(
            {
                "key": one.id,
                **{name: getattr(one, name) for name in INITIATIVE_COLUMNS[1:9]},
                **{f"date_{step}": day.isoformat() for step, day in dates.items()},
            }
        )
        partners += [
            {"key": one.id, **{name: str(partner.get(name) or "") for name in PARTNER_TABLE[1:]}}
            for partner in one.content.get("partners") or ()
            if isinstance(partner, dict)
        ]
    moves = pd.concat(moved, ignore_index=True) if moved else pd.DataFrame(columns=list(MOVE_COLUMNS))
    return {
        "initiatives": pd.DataFrame(rows, columns=list(INITIATIVE_COLUMNS)),
        "money": money.rename(columns={"initiative": "key"})[list(MONEY_TABLE)],
        "partners": pd.DataFrame(partners, columns=list(PARTNER_TABLE)),
        "moves": moves.assign(moved_on=moves["moved_on"].astype(str).str[:19])[list(MOVE_COLUMNS)],
    }


def registry_workbook(database: Database) -> bytes:
    """Write the registry as a workbook that `read_workbook` reads back."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    bold = book.add_format({"bold": True, "bg_color": "#EDF4F7"})
    for name, frame in registry_tables(database).items():
        page = book.add_worksheet(name)
        page.set_column(0, len(frame.columns), 18)
        for place, column in enumerate(frame.columns):
            page.write_string(0, place, column, bold)
        for line, row in enumerate(frame.astype(object).itertuples(index=False, name=None), 1):
            for place, value in enumerate(row):
                if value is None or value != value:
                    continue
                if isinstance(value, int | float):
                    page.write_number(line, place, value)
                else:
                    page.write_string(line, place, printable(value)[:32_000])
    book.close()
    return buffer.getvalue()


def _table(data: bytes, name: str, sheet: str) -> pd.DataFrame:
    grid = read_grid(data, name, sheet).frame
    body = grid.iloc[1:].reset_index(drop=True)
    body.columns = [str(title).strip() for title in grid.iloc[0]]
    return body.loc[:, [column for column in body.columns if column]]


def read_workbook(database: Database, data: bytes, name: str) -> Import:
    """Read a file of initiatives and compare it with what is here.

    Parameters
    ----------
    database : Database
    data : bytes
        A workbook with the sheets initiatives, money and partners, or a text table of initiatives alone.
    name : str
        Name of the file.

    Raises
    ------
    Problem
        When the file cannot be opened as a table.
    """
    first = read_grid(data, name)
    present = first.sheets or ()
    tables: dict[str, pd.DataFrame | None] = dict.fromkeys(SHEETS)
    if present:
        for sheet in SHEETS:
            tables[sheet] = _table(data, name, sheet) if sheet in present else None
        if tables["initiatives"] is None:
            tables["initiatives"] = _table(data, name, present[0])
    else:
        tables["initiatives"] = _table(data, name, "")
    rows, faults = read_registry(
        tables["initiatives"], tables["money"], tables["partners"], frozenset({*REGIONS, NATION})
    )
    here = {one.id for one in initiatives.list_initiatives(database)}
    known = tuple(row.key for row in rows if row.key in here)
    return Import(tuple(row for row in rows if row.key not in here), known, tuple(faults))


def bring_in(database: Database, found: Import, *, actor: str = "local") -> int:
    """Enter the initiatives of a file that has no fault, and return how many.

    Parameters
    ----------
    database : Database
    found : Import
    actor : str
    """
    if found.faults:
        return 0
    for row in found.rows:
        made = initiatives.create_initiative(
            database,
            title=row.title,
            instrument=row.instrument,
            region=row.region,
            owner=row.owner,
            step=row.step,
            state=row.state,
            starts_year=row.starts_year,
            ends_year=row.ends_year,
            content={"dates": row.dates, "partners": row.partners, "documents": []},
            actor=actor,
        )
        if row.money:
            money = pd.DataFrame(row.money, columns=["year", "payer", "planned", "paid"])
            initiative_money.set_money(database, made.id, money, actor=actor)
    return len(found.rows)

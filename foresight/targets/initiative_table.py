"""A registry of initiatives that somebody brings in as tables: read, checked row by row, nothing guessed."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from foresight.problems import extracted
from foresight.targets.initiatives import FIRST_YEAR, LAST_YEAR, PAYERS, STATES, STEPS

INSTRUMENTS = ("grant", "programme")
INITIATIVE_COLUMNS = (
    "key",
    "title",
    "region",
    "instrument",
    "step",
    "state",
    "owner",
    "starts_year",
    "ends_year",
    *(f"date_{step}" for step in STEPS),
)
MONEY_TABLE = ("key", "year", "payer", "planned", "paid")
PARTNER_TABLE = ("key", "name", "place", "competence")
NEEDED = ("title", "region", "instrument")
LONGEST = 500
MOST_ROWS = 2000

SENTENCES = {
    "missing_column": extracted("the table {table} has no column {column}"),
    "too_many_rows": extracted("the table {table} has {count} rows: at most {most}"),
    "empty": extracted("row {row}: {column} is empty"),
    "too_long": extracted("row {row}: {column} is {length} characters long: at most {most}"),
    "not_allowed": extracted("row {row}: unknown {column} {value}: one of {allowed}"),
    "bad_year": extracted("row {row}: {column} {value} is not a year from {first} to {last}"),
    "bad_date": extracted("row {row}: {column} {value} is not a day such as 2026-05-14"),
    "bad_amount": extracted("row {row}: {column} {value} is not an amount of mln KZT from zero up"),
    "reversed": extracted("row {row}: the last year {last} is before the first year {first}"),
    "twice": extracted("row {row}: {value} stands in the table more than once"),
    "unknown_key": extracted("row {row} of {table}: there is no initiative with the key {value}"),
}


@dataclass(frozen=True)
class TableFault:
    """A fault of a table with its place.

    Attributes
    ----------
    code : str
        Of ``SENTENCES``.
    values : dict
        For the sentence; ``row`` counts as a spreadsheet does, the head being row 1.
    """

    code: str
    values: dict

    @property
    def sentence(self) -> str:
        """The sentence to be translated."""
        return SENTENCES[self.code]


@dataclass(frozen=True)
class InitiativeRow:
    """An initiative as a table tells it."""

    key: str
    title: str
    region: str
    instrument: str
    step: str
    state: str
    owner: str
    starts_year: int | None
    ends_year: int | None
    dates: dict[str, str]
    partners: list[dict[str, str]] = field(default_factory=list)
    money: list[tuple[int, str, float, float]] = field(default_factory=list)


def read_registry(
    initiatives: pd.DataFrame,
    money: pd.DataFrame | None,
    partners: pd.DataFrame | None,
    regions: Collection[str],
) -> tuple[list[InitiativeRow], list[TableFault]]:
    """Read the three tables of a registry.

    Parameters
    ----------
    initiatives : DataFrame
        Texts; columns of ``INITIATIVE_COLUMNS``, of which title, region and instrument must be there.
    money, partners : DataFrame or None
        Texts; columns of ``MONEY_TABLE`` and ``PARTNER_TABLE``, joined by ``key``.
    regions : collection of str
        Codes that are allowed.

    Returns
    -------
    rows : list of InitiativeRow
    faults : list of TableFault
        When there is one, nothing should be brought in.
    """
    faults: list[TableFault] = []
    tables = {
        "initiatives": (initiatives, NEEDED),
        "money": (money, MONEY_TABLE[:4]),
        "partners": (partners, ("key", "name")),
    }
    for name, (frame, needed) in tables.items():
        if frame is None:
            continue
        faults += [
            TableFault("missing_column", {"table": name, "column": column})
            for column in needed
            if column not in frame.columns
        ]
        if len(frame) > MOST_ROWS:
            faults.append(TableFault("too_many_rows", {"table": name, "count": len(frame), "most": MOST_ROWS}))
    if faults:
        return [], faults
    rows, keys = [], {}
    for number, cells in enumerate(_texts(initiatives, INITIATIVE_COLUMNS), 2):
        made = _initiative(number, cells, regions, faults)
        if made.key in keys:
            faults.append(TableFault("twice", {"row": number, "value": made.key}))
        keys[made.key] = made
        rows.append(made)
    _add_money(money, keys, faults)
    _add_partners(partners, keys, faults)
    return rows, faults


def _texts(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, str]]:
    whole = frame.reindex(columns=list(columns)).astype(object)
    return [
        {name: "" if value is None or value != value else str(value).strip() for name, value in row.items()}
        for row in whole.to_dict("records")
    ]


def _initiative(
    number: int, cells: dict[str, str], regions: Collection[str], faults: list[TableFault]
) -> InitiativeRow:
    def fault(code: str, **values: object) -> None:
        faults.append(TableFault(code, {"row": number, **values}))

    for column in NEEDED:
        if not cells[column]:
            fault("empty", column=column)
    for column in ("title", "owner"):
        if len(cells[column]) > LONGEST:
            fault("too_long", column=column, length=len(cells[column]), most=LONGEST)
    defaults = {"step": "specification", "state": "planned"}
    for column, allowed in (
        ("region", regions),
        ("instrument", INSTRUMENTS),
        ("step", STEPS),
        ("state", STATES),
    ):
        cells[column] = cells[column] or defaults.get(column, "")
        if cells[column] and cells[column] not in allowed:
            fault("not_allowed", column=column, value=cells[column], allowed=", ".join(allowed))
    years = {column: _year(number, column, cells[column], faults) for column in ("starts_year", "ends_year")}
    first, last = years["starts_year"], years["ends_year"]
    if first is not None and last is not None and last < first:
        fault("reversed", first=first, last=last)
    dates = {}
    for step in STEPS:
        value = cells[f"date_{step}"]
        if not value:
            continue
        try:
            # A spreadsheet writes a day with a midnight behind it.
            dates[step] = date.fromisoformat(re.sub(r"[ T]00:00(:00)?$", "", value)).isoformat()
        except ValueError:
            fault("bad_date", column=f"date_{step}", value=value[:40])
    return InitiativeRow(
        cells["key"] or f"row-{number}",
        cells["title"],
        cells["region"],
        cells["instrument"],
        cells["step"],
        cells["state"],
        cells["owner"],
        first,
        last,
        dates,
    )


def _year(number: int, column: str, value: str, faults: list[TableFault]) -> int | None:
    if not value:
        return None
    whole = re.fullmatch(r"(\d{4})(\.0)?", value)
    if whole is None or not FIRST_YEAR <= int(whole[1]) <= LAST_YEAR:
        faults.append(
            TableFault(
                "bad_year",
                {"row": number, "column": column, "value": value[:40], "first": FIRST_YEAR, "last": LAST_YEAR},
            )
        )
        return None
    return int(whole[1])


def _add_money(money: pd.DataFrame | None, keys: dict[str, InitiativeRow], faults: list[TableFault]) -> None:
    if money is None:
        return
    seen: set[tuple] = set()
    for number, cells in enumerate(_texts(money, MONEY_TABLE), 2):
        owner = keys.get(cells["key"])
        if owner is None:
            faults.append(TableFault("unknown_key", {"row": number, "table": "money", "value": cells["key"][:40]}))
            continue
        year = _year(number, "year", cells["year"], faults)
        if not cells["year"]:
            faults.append(TableFault("empty", {"row": number, "column": "year"}))
        if cells["payer"] not in PAYERS:
            values = {"row": number, "column": "payer", "value": cells["payer"][:40], "allowed": ", ".join(PAYERS)}
            faults.append(TableFault("not_allowed", values) if cells["payer"] else TableFault("empty", values))
        place = (cells["key"], year, cells["payer"])
        if place in seen:
            value = f"{cells['key']}, {year}, {cells['payer']}"
            faults.append(TableFault("twice", {"row": number, "value": value[:80]}))
        seen.add(place)
        amounts = [_money(number, column, cells[column], faults) for column in ("planned", "paid")]
        if year is not None:
            owner.money.append((year, cells["payer"], *amounts))


def _money(number: int, column: str, value: str, faults: list[TableFault]) -> float:
    if not value:
        return math.nan
    try:
        amount = float(value.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        amount = math.nan
    if not math.isfinite(amount) or amount < 0:
        faults.append(TableFault("bad_amount", {"row": number, "column": column, "value": value[:40]}))
    return amount


def _add_partners(partners: pd.DataFrame | None, keys: dict[str, InitiativeRow], faults: list[TableFault]) -> None:
    if partners is None:
        return
    for number, cells in enumerate(_texts(partners, PARTNER_TABLE), 2):
        owner = keys.get(cells["key"])
        if owner is None:
            faults.append(TableFault("unknown_key", {"row": number, "table": "partners", "value": cells["key"][:40]}))
        elif not cells["name"]:
            faults.append(TableFault("empty", {"row": number, "column": "name"}))
        else:
            owner.partners.append({name: cells[name][:LONGEST] for name in PARTNER_TABLE[1:]})

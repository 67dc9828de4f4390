"""A checked file into the store: the figures it changes, the set they make, and how its columns were read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import pandas as pd

from foresight.problems import Problem
from foresight.statistics.findings import FindingsProblem
from foresight.statistics.table_head import head_signature
from foresight.statistics.table_import import TableImport, diff_observations, updated_observations
from foresight.store import figures, settings
from foresight.store.database import Database
from foresight.store.engine import Reading

MEMORY = "table_readings"
_MOST_REMEMBERED = 200


@dataclass(frozen=True)
class TableReading:
    """How a planner had a file read, to be offered again when the next one of its kind comes.

    Attributes
    ----------
    indicator, unit : str or None
        Indicator and unit of the whole file.
    columns : mapping
        Header of the file by column of ours.
    series, sheet : str or None
        Column under the years and sheet of the workbook.
    decimal : str
        Mark that parts decimals, or ``auto``.
    """

    indicator: str | None = None
    unit: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    series: str | None = None
    sheet: str | None = None
    decimal: str = "auto"


def remembered_reading(reader: Reading, signature: str) -> TableReading | None:
    """Return how a file with this head was read last time.

    Parameters
    ----------
    reader : Reading
        The store.
    signature : str
        As ``foresight.statistics.table_head.head_signature`` gives it.

    Returns
    -------
    TableReading or None
        None where no such file was brought in yet.
    """
    kept = settings.get(reader, MEMORY, {}).get(signature) if signature else None
    return None if kept is None else TableReading(**kept)


def changes_of(found: TableImport, held: pd.DataFrame) -> pd.DataFrame:
    """Return what a checked file would change of the figures held.

    Parameters
    ----------
    found : TableImport
        The file.
    held : DataFrame
        The figures it would be brought into.

    Returns
    -------
    DataFrame
        As of ``diff_observations``.
    """
    if found.observations.empty:
        return diff_observations(held, held.head(0))
    return diff_observations(held, _touched(found, updated_observations(held, found.observations)))


def bring_in(
    database: Database,
    found: TableImport,
    *,
    data: bytes,
    file_name: str,
    reading: TableReading,
    name: str = "",
    based_on: str | None = None,
    actor: str = "local",
) -> figures.Vintage:
    """Make a new set of figures out of the one in use and a checked file, and use it.

    Parameters
    ----------
    database : Database
        The store.
    found : TableImport
        The file as read and checked.
    data : bytes
        The file itself, for its hash.
    file_name : str
        Its name.
    reading : TableReading
        How it was read; remembered for the next file of its kind.
    name : str
        What people will call the set; the name of the file when empty.
    based_on : str, optional
        The set the reader of the preview has seen; the one in use when not given.
    actor : str
        Who brings it in.

    Returns
    -------
    Vintage
        The new set.

    Raises
    ------
    FindingsProblem
        When the file has errors; nothing is written.
    Problem
        When it changes nothing, or other figures came into use meanwhile.
    """
    if found.errors:
        raise FindingsProblem(list(found.errors))
    based_on = figures.current_vintage(database) if based_on is None else based_on
    held = figures.observations(database, based_on)
    if changes_of(found, held).empty:
        raise Problem("file {file} changes nothing: every figure in it is already held", file=file_name)
    digest = hashlib.sha256(data).hexdigest()
    return figures.add_vintage(
        database,
        updated_observations(held, found.observations),
        name=name.strip() or file_name,
        source=f"{file_name} (SHA-256 {digest[:16]})",
        actor=actor,
        based_on=based_on,
        file_sha256=digest,
        remember=_memory_with(database, head_signature(found.grid.frame), reading),
    )


def _touched(found: TableImport, updated: pd.DataFrame) -> pd.DataFrame:
    return updated[updated["indicator"].isin(found.observations["indicator"].unique())]


def _memory_with(reader: Reading, signature: str, reading: TableReading) -> dict[str, object]:
    if not signature:
        return {}
    memory = {key: value for key, value in settings.get(reader, MEMORY, {}).items() if key != signature}
    kept = list(memory.items())[-(_MOST_REMEMBERED - 1) :]
    return {MEMORY: dict([*kept, (signature, asdict(reading) | {"columns": dict(reading.columns)})])}

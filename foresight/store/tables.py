"""Whole tables, whichever they are: counted, compared, and carried from one store to another.

This is the one place where SQL is put together from names. The names come from the database's own catalogue or stand in
this package's sources, never come from a user, and must look like names; values always travel as parameters.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from foresight.store.engine import Reading
from foresight.store.texts import to_json

_NAME = re.compile(r"[a-z][a-z_0-9]*")
ARRAY_TYPES = {
    "varchar": "varchar[]",
    "character varying": "varchar[]",
    "integer": "integer[]",
    "bigint": "bigint[]",
    "double precision": "double precision[]",
    "double": "double precision[]",
    "boolean": "boolean[]",
}


def table_names(reader: Reading) -> list[str]:
    """Return the names of all tables of the store.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    list of str
        Sorted.
    """
    rows = reader.read(
        """
        select table_name from information_schema.tables
        where table_catalog = current_database() and table_schema = current_schema() and table_type = 'BASE TABLE'
        """
    )
    return sorted(_checked(name) for (name,) in rows)


def schema(reader: Reading) -> dict[str, dict[str, str]]:
    """Return the columns of every table with their types, in the tables' order.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    dict
        By table, the type by column, in lower case.
    """
    rows = reader.read(
        """
        select table_name, column_name, data_type from information_schema.columns
        where table_catalog = current_database() and table_schema = current_schema()
        order by ordinal_position
        """
    )
    found: dict[str, dict[str, str]] = {name: {} for name in table_names(reader)}
    for table, column, kind in rows:
        if table in found:
            found[table][_checked(column)] = kind.lower()
    return found


def column_types(reader: Reading, table: str) -> dict[str, str]:
    """Return the columns of one table with their types (see `schema`)."""
    return schema(reader)[table]


def row_counts(reader: Reading) -> dict[str, int]:
    """Return how many rows each table has.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    dict
        Number by table.
    """
    parts = ["select '" + name + "', count(*) from " + name for name in table_names(reader)]  # noqa: S608
    return {name: int(number) for name, number in reader.read(" union all ".join(parts))} if parts else {}


def selection(table: str, columns: Iterable[str], wanted: Iterable[str], latest: str) -> str:
    """Spell out the reading of rows whose ``wanted`` columns equal the parameters, last by ``latest`` first."""
    where = " and ".join(f"{_checked(name)} = ${place}" for place, name in enumerate(wanted, 1)) or "true"
    names = ", ".join(map(_checked, columns))
    chosen = "select " + names + " from " + _checked(table) + " where " + where  # noqa: S608
    return chosen + " order by " + _checked(latest) + " desc, id"


def insertion(table: str, columns: Iterable[str]) -> str:
    """Spell out the entering of one row whose columns are the parameters."""
    names = [_checked(name) for name in columns]
    places = ", ".join(f"${place}" for place in range(1, len(names) + 1))
    return "insert into " + _checked(table) + " (" + ", ".join(names) + ") values (" + places + ")"  # noqa: S608


def alteration(table: str, columns: Iterable[str]) -> str:
    """Spell out the change of columns, the second parameters on, of the row whose ``id`` is the first."""
    setting = ", ".join(f"{_checked(name)} = ${place}" for place, name in enumerate(columns, 2))
    return "update " + _checked(table) + " set " + setting + " where id = $1"  # noqa: S608


def rows_of(reader: Reading, table: str, columns: Iterable[str] | None = None) -> list[tuple]:
    """Return all rows of a table, sorted, with columns in the table's order.

    Parameters
    ----------
    reader : Reading
        The store.
    table : str
        Its name.
    columns : iterable of str, optional
        Its columns, where they are known already.

    Returns
    -------
    list of tuple
        The same on every engine, whatever the order of insertion.
    """
    names = ", ".join(_checked(column) for column in columns or column_types(reader, table))
    rows = reader.read("select " + names + " from " + _checked(table))  # noqa: S608
    return sorted(rows, key=lambda row: [(value is not None, value if value is not None else 0) for value in row])


def fingerprints(reader: Reading) -> dict[str, str]:
    """Return a checksum over the rows of each table, the same on every engine and in any order of insertion.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    dict
        SHA-256 by table.
    """
    found = {}
    for table, types in schema(reader).items():
        rows = [
            [repr(value) if isinstance(value, float) else value for value in row]
            for row in rows_of(reader, table, types)
        ]
        found[table] = hashlib.sha256(to_json([list(types), rows]).encode("ascii")).hexdigest()
    return found


def insert_statement(table: str, types: dict[str, str]) -> str:
    """Return the statement that inserts any number of rows of a table, one list a column.

    Parameters
    ----------
    table : str
        Its name.
    types : dict
        Type by column.

    Returns
    -------
    str
        SQL with one placeholder a column.
    """
    lists = ", ".join(
        "unnest($" + str(place) + "::" + ARRAY_TYPES[kind] + ")" for place, kind in enumerate(types.values(), 1)
    )
    names = ", ".join(_checked(column) for column in types)
    return "insert into " + _checked(table) + " (" + names + ") select " + lists


def delete_statement(table: str) -> str:
    """Return the statement that empties a table.

    Parameters
    ----------
    table : str
        Its name.

    Returns
    -------
    str
        SQL.
    """
    return "delete from " + _checked(table)  # noqa: S608


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("not a name of this store: " + repr(name))
    return name

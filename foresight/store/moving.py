"""Carries a whole store from one database to another, whichever engines they are, and proves that nothing was lost."""

from __future__ import annotations

from pathlib import Path

from foresight.problems import Problem
from foresight.store import tables
from foresight.store.database import Database
from foresight.store.duckdb_engine import DuckDBEngine
from foresight.store.engine import EVERYTHING, Batch, Cursor, Engine, Reading, Snapshot, Transaction
from foresight.store.migrate import migrate, shipped_migrations

ROWS_AT_ONCE = 5_000


def move_store(source: Database, target: Database) -> dict[str, int]:
    """Copy everything into an empty store.

    Parameters
    ----------
    source : Database
        The store to copy; it may be in use.
    target : Database
        A store nothing was ever written to.

    Returns
    -------
    dict
        Number of rows by table.

    Raises
    ------
    Problem
        When the target is not empty, or does not hold the same rows afterwards; it is then left empty.
    """
    with source.snapshot() as moment:
        return carry(moment, target)


def carry(source: Reading, target: Database) -> dict[str, int]:
    """Copy everything that can be read into an empty store (see `move_store`).

    Parameters
    ----------
    source : Reading
        Sees one moment of a store with the same schema.
    target : Database
        A store nothing was ever written to.

    Returns
    -------
    dict
        Number of rows by table.
    """

    def move(transaction: Transaction) -> dict[str, int]:
        _require_empty(transaction, target.label)
        _copy_rows(source, transaction)
        if tables.fingerprints(transaction) != tables.fingerprints(source):
            raise Problem("the rows in {database} differ from the original: nothing was kept", database=target.label)
        transaction.touch(EVERYTHING)
        return tables.row_counts(transaction)

    return target.write(move)


def copy_to_file(source: Cursor, target: Path) -> None:
    """Copy everything that a cursor sees into a new DuckDB file.

    Parameters
    ----------
    source : Cursor
        Sees one moment of the store.
    target : Path
        The new file.
    """
    moment = Snapshot(source)
    applied = {number for (number,) in moment.read("select number from schema_migration")}
    engine: Engine = DuckDBEngine(target, target.parent)
    try:
        # The copy has the schema of the original, also while that waits for a migration.
        migrate(engine, [migration for migration in shipped_migrations() if migration.number in applied])
        engine.begin()
        _copy_rows(moment, Transaction(Batch(engine.writer())))
        engine.commit()
    finally:
        engine.close()


def _require_empty(target: Reading, label: str) -> None:
    for table, rows in tables.row_counts(target).items():
        if rows and table not in ("schema_migration",):
            raise Problem(
                "the database {database} is not empty: table {table} has rows ({rows})",
                database=label,
                rows=rows,
                table=table,
            )


def _copy_rows(source: Reading, target: Transaction) -> None:
    known = set(tables.table_names(target))
    for table, types in tables.schema(source).items():
        if table not in known:
            raise Problem("the table {table} is not known to this version: update the workbench", table=table)
        target.execute(tables.delete_statement(table))
        statement = tables.insert_statement(table, types)
        rows = tables.rows_of(source, table, types)
        for start in range(0, len(rows), ROWS_AT_ONCE):
            columns = zip(*rows[start : start + ROWS_AT_ONCE], strict=True)
            target.execute(statement, [list(column) for column in columns])

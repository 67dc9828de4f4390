"""Numbered SQL files that bring a database to the schema this version knows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

from foresight.store import clock, failures
from foresight.store.engine import Engine

HISTORY = """
create table schema_migration (
    number integer not null,
    name varchar not null,
    sha256 varchar not null,
    applied_on varchar not null,
    primary key (number)
)
"""


@dataclass(frozen=True)
class Migration:
    """One numbered SQL file.

    Attributes
    ----------
    number : int
        Its place in the order.
    name : str
        File name.
    script : str
        The statements.
    sha256 : str
        Checksum of the file.
    """

    number: int
    name: str
    script: str
    sha256: str


def shipped_migrations() -> list[Migration]:
    """Return the migrations of this version in their order.

    Returns
    -------
    list of Migration
        By their numbers; there may be holes.
    """
    folder = resources.files("foresight.store") / "migrations"
    migrations = []
    for file in sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda file: file.name
    ):
        content = file.read_bytes()
        migrations.append(
            Migration(
                number=int(file.name.partition("_")[0]),
                name=file.name,
                script=content.decode("utf-8"),
                sha256=hashlib.sha256(content).hexdigest(),
            )
        )
    return migrations


def migrate(
    engine: Engine,
    migrations: list[Migration] | None = None,
    before: Callable[[], object] | None = None,
) -> list[str]:
    """Apply the migrations a database does not have yet, each in one transaction.

    Parameters
    ----------
    engine : Engine
        The opened database.
    migrations : list of Migration, optional
        Those of this version when not given.
    before : callable, optional
        Called before a store that was in use is changed; what it raises stops the migration.

    Returns
    -------
    list of str
        Names of the files applied now.

    Raises
    ------
    Problem
        When the database is newer than this version, or an applied file was edited; nothing is written then.
    """
    migrations = shipped_migrations() if migrations is None else migrations
    known = _checked_history(engine, migrations)
    pending = [migration for migration in migrations if migration.number not in known]
    if known and pending and before is not None:
        before()
    applied = []
    for migration in pending:
        engine.begin()
        try:
            cursor = engine.writer()
            # Replicas that start together take turns, and the second finds the work done.
            if not engine.table_exists("schema_migration"):
                cursor.execute(HISTORY, ())
            statement = "select count(*) from schema_migration where number = $1"
            if cursor.rows(statement, [migration.number])[1][0][0] == 0:
                engine.run_script(migration.script)
                cursor.execute(
                    "insert into schema_migration (number, name, sha256, applied_on) values ($1, $2, $3, $4)",
                    [migration.number, migration.name, migration.sha256, clock.stamp()],
                )
                applied.append(migration.name)
            engine.commit()
        except BaseException:
            engine.rollback()
            raise
    return applied


def _checked_history(engine: Engine, migrations: list[Migration]) -> set[int]:
    """Return the numbers of the migrations that were applied before."""
    known = {migration.number: migration for migration in migrations}
    if not engine.table_exists("schema_migration"):
        if engine.table_exists("observation") or engine.table_exists("session"):
            raise failures.foreign(engine.label)
        return set()
    history = engine.writer().rows("select number, sha256 from schema_migration order by number", ())[1]
    # Numbers may leave holes that are filled later, so an unknown one anywhere means a newer version.
    unknown = [number for number, _ in history if number not in known]
    if unknown:
        raise failures.newer_schema(engine.label, unknown[-1], max(known, default=0))
    for number, sha256 in history:
        if known[number].sha256 != sha256:
            raise failures.edited_migration(engine.label, known[number].name)
    return {number for number, _ in history}

"""What goes wrong with a database, each in one sentence that says what to do."""

from __future__ import annotations

from foresight.problems import Problem, extracted


class InUse(Problem):
    """Another process has the file, which is as it should be while the app runs."""


def locked(database: str) -> InUse:
    """Say that another process has the file."""
    return InUse(
        extracted(
            "the database file {file} is in use by another process: "
            "close that one, or name another file in FORESIGHT_DATABASE"
        ),
        file=database,
    )


def unreadable(database: str) -> Problem:
    """Say that the file is no database, or no longer one."""
    return Problem(
        "the file {file} is damaged or is not a database of the workbench: "
        "restore a backup with foresight restore, or name another file in FORESIGHT_DATABASE",
        file=database,
    )


def newer_format(database: str) -> Problem:
    """Say that the file's format is newer than the engine."""
    return Problem(
        "the database file {file} was written by a newer DuckDB than this one: update the workbench", file=database
    )


def newer_schema(database: str, found: int, known: int) -> Problem:
    """Say that the schema is newer than this version."""
    return Problem(
        "the database {file} was made by a newer version of the workbench "
        "(schema {found}, this version knows {known}): "
        "update the workbench, or name another file in FORESIGHT_DATABASE",
        file=database,
        found=found,
        known=known,
    )


def edited_migration(database: str, name: str) -> Problem:
    """Say that an applied migration was edited."""
    return Problem(
        "the migration {name} was edited after it had been applied to {file}: "
        "install the released version of the workbench again",
        name=name,
        file=database,
    )


def foreign(database: str) -> Problem:
    """Say that the database belongs to another program."""
    return Problem(
        "the database {file} holds tables of another program: "
        "name an empty database, or another file, in FORESIGHT_DATABASE",
        file=database,
    )


def no_place(database: str, reason: str) -> Problem:
    """Say that the file cannot be opened or made where it is."""
    return Problem(
        "the database file {file} cannot be opened or created ({reason}): check the folder and its permissions",
        file=database,
        reason=reason,
    )


def unwritten(database: str, reason: str) -> Problem:
    """Say that a change could not be written, and that nothing of it was kept."""
    return Problem(
        "the database {file} could not be written ({reason}): nothing of this change was kept; check the free space",
        file=database,
        reason=reason,
    )


def uncertain(database: str, reason: str) -> Problem:
    """Say that a change may or may not have been kept."""
    return Problem(
        "the database {database} failed while a change was being kept ({reason}): "
        "look whether the change is there, and repeat it if it is not",
        database=database,
        reason=reason,
    )


def unreachable(database: str, reason: str) -> Problem:
    """Say that the database server does not answer."""
    return Problem(
        "the database {database} cannot be reached ({reason}): "
        "check that the server runs and that FORESIGHT_DATABASE names it",
        database=database,
        reason=reason,
    )


def closed() -> Problem:
    """Say that the store was closed."""
    return Problem("the store is closed: start the workbench again")

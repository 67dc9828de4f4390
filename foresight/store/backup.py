"""Copies of the store made while it is in use, proven when they are put back."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from foresight.problems import Problem
from foresight.store import clock, failures, journal, tables
from foresight.store.database import Database, is_open, is_server
from foresight.store.duckdb_engine import read_only
from foresight.store.engine import Engine
from foresight.store.migrate import shipped_migrations
from foresight.store.moving import move_store
from foresight.store.texts import new_identifier

DAILY, WEEKLY, MONTHLY = 7, 4, 12


@dataclass(frozen=True)
class Backup:
    """A copy of the store with what proves it.

    Attributes
    ----------
    file : Path
        The copy; a DuckDB file whichever engine it was taken from.
    manifest : Path
        The JSON file beside it.
    made_on : datetime
        When.
    sha256 : str
        Checksum of the file.
    schema : int
        Number of the last migration in it.
    rows : dict
        Number of rows by table.
    journal_number, journal_head : int, str
        Last entry of the journal and its hash: what was written until then can no longer be rewritten unseen.
    """

    file: Path
    manifest: Path
    made_on: datetime
    sha256: str
    schema: int
    rows: dict[str, int]
    journal_number: int
    journal_head: str


@dataclass(frozen=True)
class Restored:
    """What putting a backup back did.

    Attributes
    ----------
    file : Path or str
        The database file now in place, or the server's address without its password.
    rows : dict
        Number of rows by table.
    set_aside : Path or None
        Where the file that was there before is kept.
    """

    file: Path | str
    rows: dict[str, int]
    set_aside: Path | None


def back_up(database: Database, *, rotate: bool = True, actor: str = "local") -> Backup:
    """Copy the store into its folder of backups while it is in use.

    Parameters
    ----------
    database : Database
        The store.
    rotate : bool
        Whether older copies are thinned out to 7 daily, 4 weekly and 12 monthly ones.
    actor : str
        Who asked for it.

    Returns
    -------
    Backup
        The copy, complete and flushed to disk.

    Raises
    ------
    Problem
        When the folder cannot be written.
    """
    database.write(lambda transaction: journal.record(transaction, actor=actor, action="backup_made"))
    made = copy_engine(database.engine)
    if rotate:
        for old in superseded(list_backups(made.file.parent), keep=made):
            old.file.unlink(missing_ok=True)
            old.manifest.unlink(missing_ok=True)
    return made


def copy_engine(engine: Engine) -> Backup:
    """Copy a database as it is, whatever its schema, as is also done before a migration (see `back_up`)."""
    folder = engine.backups
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _copy_into(engine, folder, clock.now())
    except OSError as error:
        raise Problem(
            "the backup could not be written to {folder} ({reason})", folder=str(folder), reason=error.strerror
        ) from None


def _copy_into(engine: Engine, folder: Path, made_on: datetime) -> Backup:
    partial = folder / f"{new_identifier()}.partial"
    try:
        engine.back_up(partial)
        partial.chmod(0o600)
        _flush(partial)
        with read_only(partial) as copy:
            schema = int(copy.value("select max(number) from schema_migration"))
            rows = tables.row_counts(copy)
            number, head = journal.head(copy)
        file = _claimed_name(folder, made_on, schema)
        made = Backup(file, _manifest_of(file), made_on, _sha256(partial), schema, rows, number, head)
        # The copy takes its name last: a file with a name is a whole one.
        _write_manifest(made)
        os.replace(partial, file)
        _flush(folder)
    finally:
        partial.unlink(missing_ok=True)
        partial.with_name(partial.name + ".wal").unlink(missing_ok=True)
    return made


def list_backups(folder: Path) -> list[Backup]:
    """Return the copies in a folder, newest first.

    Parameters
    ----------
    folder : Path
        The folder of backups.

    Returns
    -------
    list of Backup
        Only those with a readable manifest.
    """
    found = []
    for manifest in folder.glob("*.json"):
        try:
            backup = _read_manifest(manifest)
        except (Problem, OSError):
            continue
        if backup.file.exists():
            found.append(backup)
    return sorted(found, key=lambda backup: backup.made_on, reverse=True)


def superseded(backups: Iterable[Backup], keep: Backup | None = None) -> list[Backup]:
    """Return the copies that rotation takes away.

    The newest copy of each of the last 7 days, 4 weeks and 12 months that have one stays.

    Parameters
    ----------
    backups : iterable of Backup
        All copies.
    keep : Backup, optional
        One that stays in any case.

    Returns
    -------
    list of Backup
        Possibly empty.
    """
    newest_first = sorted(backups, key=lambda backup: backup.made_on, reverse=True)
    kept = set() if keep is None else {keep.file}
    for period, number in (("%Y-%m-%d", DAILY), ("%G-%V", WEEKLY), ("%Y-%m", MONTHLY)):
        newest: dict[str, Path] = {}
        for backup in newest_first:
            newest.setdefault(backup.made_on.strftime(period), backup.file)
        kept.update(list(newest.values())[:number])
    return [backup for backup in newest_first if backup.file not in kept]


def restore(backup: Path, target: str | Path) -> Restored:
    """Put a backup in the place of a database file; the file that was there is kept beside it.

    A server's database must be empty: nothing there is replaced.

    Parameters
    ----------
    backup : Path
        The copy, with its manifest beside it.
    target : str or Path
        The database file to be, which nobody may have open, or the address of a server.

    Returns
    -------
    Restored
        What is there now.

    Raises
    ------
    Problem
        When the copy is not what its manifest says, is newer than this version, or the target is in use.
    """
    backup = Path(backup)
    verified = verify(backup)
    if is_server(target):
        return _restore_to_server(backup, str(target))
    target = Path(os.path.realpath(Path(target).expanduser().absolute()))
    _refuse_in_use(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".restoring")
    try:
        shutil.copyfile(backup, partial)
        _flush(partial)
        if _sha256(partial) != verified.sha256:
            raise Problem("the backup {file} could not be copied without error", file=str(backup))
        set_aside = _set_aside(target)
        os.replace(partial, target)
        _flush(target.parent)
    finally:
        partial.unlink(missing_ok=True)
    return Restored(target, verified.rows, set_aside)


def verify(backup: Path) -> Backup:
    """Check that a copy is what its manifest says.

    Parameters
    ----------
    backup : Path
        The copy.

    Returns
    -------
    Backup
        As the manifest has it.

    Raises
    ------
    Problem
        When a file is missing, the checksum, the rows or the journal differ, or the copy is newer than this version.
    """
    if not backup.is_file():
        raise Problem("there is no backup {file}", file=str(backup))
    described = _read_manifest(_manifest_of(backup))
    if _sha256(backup) != described.sha256:
        raise Problem("the backup {file} was changed after it was made: take another one", file=str(backup))
    known = max(migration.number for migration in shipped_migrations())
    if described.schema > known:
        raise failures.newer_schema(str(backup), described.schema, known)
    with read_only(backup) as copy:
        same = tables.row_counts(copy) == described.rows
        same = same and journal.head(copy) == (described.journal_number, described.journal_head)
    if not same:
        raise Problem("the backup {file} does not hold what its manifest says: take another one", file=str(backup))
    return described


def _restore_to_server(backup: Path, address: str) -> Restored:
    with tempfile.TemporaryDirectory() as folder:
        # A copy is opened, because an older one is migrated by that.
        copy = shutil.copyfile(backup, Path(folder) / "store.duckdb")
        with Database.open(copy) as source, Database.open(address) as target:
            return Restored(target.label, move_store(source, target), None)


def _refuse_in_use(target: Path) -> None:
    if is_open(target):
        raise failures.locked(str(target))
    if not target.exists():
        return
    try:
        with read_only(target):
            pass
    except Problem as problem:
        # A damaged file may be replaced, one in use may not.
        if problem.sentence == failures.locked("").sentence:
            raise


def _set_aside(target: Path) -> Path | None:
    if not target.exists():
        return None
    aside = target.with_name(f"{target.stem}.before-{clock.now().strftime('%Y%m%dT%H%M%S%f')}{target.suffix}")
    log = target.with_name(target.name + ".wal")
    if log.exists():
        os.replace(log, aside.with_name(aside.name + ".wal"))
    os.replace(target, aside)
    return aside


def _claimed_name(folder: Path, made_on: datetime, schema: int) -> Path:
    stem = f"{made_on.strftime('%Y%m%dT%H%M%S')}Z-v{schema:04d}"
    for number in itertools.count(1):
        file = folder / (f"{stem}.duckdb" if number == 1 else f"{stem}-{number}.duckdb")
        try:
            _manifest_of(file).touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            continue
        return file
    raise AssertionError("unreachable")


def _manifest_of(file: Path) -> Path:
    return file.with_suffix(".json")


def _write_manifest(made: Backup) -> None:
    content = asdict(made) | {"file": made.file.name, "made_on": clock.stamp(made.made_on)}
    del content["manifest"]
    made.manifest.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    _flush(made.manifest)


def _read_manifest(manifest: Path) -> Backup:
    try:
        content = json.loads(manifest.read_text(encoding="utf-8"))
        return Backup(
            file=manifest.with_suffix(".duckdb"),
            manifest=manifest,
            made_on=clock.moment(content["made_on"]),
            sha256=content["sha256"],
            schema=int(content["schema"]),
            rows={name: int(number) for name, number in content["rows"].items()},
            journal_number=int(content["journal_number"]),
            journal_head=content["journal_head"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Problem(
            "the backup has no readable manifest {file}: it is needed to prove the copy", file=str(manifest)
        ) from None


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""The secret of the installation, kept outside the database: codes and one-time tokens hang on it, ballots do not."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from pathlib import Path

from foresight.problems import Problem
from foresight.store import settings
from foresight.store.database import Database

ENVIRONMENT = "FORESIGHT_SECRET"
SETTING = "installation_key"

_known: dict[str, bytes] = {}
_finding = threading.Lock()


def installation_key(database: Database) -> bytes:
    """Return the secret of this installation, making it when there is none.

    It is taken from ``FORESIGHT_SECRET``; without that, from a file beside the database that only its owner can
    read; a database without a file keeps it among its settings, so that replicas agree.

    Parameters
    ----------
    database : Database

    Returns
    -------
    bytes
        32 bytes.

    Raises
    ------
    Problem
        If the file beside the database cannot be used.
    """
    given = os.environ.get(ENVIRONMENT, "")
    if given:
        return hashlib.sha256(given.encode()).digest()
    with _finding:
        if database.label not in _known:
            file = getattr(database.engine, "file", None)
            _known[database.label] = _from_file(Path(str(file) + ".key")) if file else _from_settings(database)
        return _known[database.label]


def _from_file(path: Path) -> bytes:
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    except OSError as error:
        raise Problem("the key file {file} cannot be made ({reason})", file=str(path), reason=error.strerror) from None
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != 32:
        raise Problem("the key file {file} is damaged: restore it, or remove it and make new codes", file=str(path))
    return key


def _from_settings(database: Database) -> bytes:
    def make(transaction) -> str:
        known = settings.get(transaction, SETTING)
        if known is None:
            known = secrets.token_hex(32)
            settings.put(transaction, SETTING, known)
        return str(known)

    return bytes.fromhex(database.write(make))

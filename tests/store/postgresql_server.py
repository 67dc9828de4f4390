"""A PostgreSQL server of the tests' own: in a temporary folder, on a Unix socket, gone when the tests are."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

VERSIONS = Path("/usr/lib/postgresql")
# Nothing is to outlive the power; a server stopped as by a crash still replays what was acknowledged.
SETTINGS = (
    "listen_addresses=",
    "max_connections=200",
    "fsync=off",
    "full_page_writes=off",
)


def binaries() -> Path | None:
    """Return the folder of the newest server that Debian has installed, or None."""
    found = sorted(VERSIONS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


EMPTY = """
do $do$
declare found record;
begin
    for found in select tablename from pg_tables where schemaname = current_schema() and tablename <> 'schema_migration'
    loop
        execute format('delete from %I', found.tablename);
    end loop;
end
$do$
"""


def empty(address: str) -> None:
    """Take every row out of a schema but the list of its migrations."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(EMPTY)


@dataclass
class Server:
    """A server that runs.

    Attributes
    ----------
    folder : Path
        Where its data and its socket are.
    """

    folder: Path

    def address(self, schema: str = "public") -> str:
        """Return the address under which a schema looks like a whole database."""
        options = quote(f"-csearch_path={schema}")
        return f"postgresql://{_owner()}@/postgres?host={quote(str(self.folder))}&options={options}"

    def new_schema(self, name: str) -> str:
        """Make an empty schema and return its address."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f'create schema "{name}"')
        return self.address(name)

    def start(self) -> None:
        """Start and wait until connections are taken."""
        settings = "".join(f" -c {setting}" for setting in SETTINGS)
        options = f"-k {self.folder}{settings}"
        _run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop; ``immediate`` as a crash would."""
        _run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", mode, "stop")


@contextmanager
def running_server() -> Iterator[Server]:
    """Make a server, start it, and take it away afterwards.

    Yields
    ------
    Server
        Ready.
    """
    folder = Path(tempfile.mkdtemp(prefix="foresight-postgresql-"))
    shutil.chown(folder, _owner())
    server = Server(folder)
    try:
        _run("initdb", "-D", str(folder / "data"), "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync")
        server.start()
        yield server
        server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> str:
    # The server refuses to run as root.
    return "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def _run(program: str, *arguments: str) -> None:
    other = {"user": _owner(), "group": pwd.getpwnam(_owner()).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(
        [str(binaries() / program), *arguments],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        **other,
    )

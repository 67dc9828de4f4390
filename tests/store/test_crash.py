"""Power cuts and full disks: what was acknowledged is there, and what is there is whole."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from foresight.store.database import Database

WRITER = Path(__file__).with_name("writing_process.py")
ROUNDS = 10
ACKNOWLEDGED = 40


def start(address: str, prefix: str, *more: str) -> subprocess.Popen:
    command = [sys.executable, str(WRITER), address, prefix, *more]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def kept(database: Database) -> Counter:
    """Count the rows of each change that are in the store."""
    return Counter(name.rpartition("/")[0] for (name,) in database.read("select name from setting"))


def test_ten_kills_in_the_middle_of_writing_lose_no_acknowledged_row(address: str) -> None:
    acknowledged: set[str] = set()
    for turn in range(ROUNDS):
        process = start(address, str(turn))
        acknowledged.update(process.stdout.readline().strip() for _ in range(ACKNOWLEDGED + turn))
        process.kill()
        # What was said before the kill but not read yet counts too; a last line cut short does not.
        rest = process.stdout.read()
        acknowledged.update(line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n"))
        process.wait()
    assert len(acknowledged) >= ROUNDS * ACKNOWLEDGED
    with Database.open(address) as database:
        rows = kept(database)
    assert acknowledged - set(rows) == set()
    assert set(rows.values()) == {3}


def test_a_full_disk_refuses_clearly_and_recovers_by_itself(file: Path) -> None:
    Database.open(file).close()
    process = start(str(file), "full", str(file.stat().st_size + 300_000))
    lines = []
    while (line := process.stdout.readline().strip()) != "recovered":
        assert line, "the writing process ended early"
        lines.append(line)
    process.kill()
    process.communicate()
    refused = [line for line in lines if line.startswith("refused")]
    acknowledged = {line for line in lines if not line.startswith("refused")}
    assert len(refused) == 8
    assert all(
        "store.duckdb could not be written" in line and "nothing of this change was kept" in line for line in refused
    )
    with Database.open(file) as database:
        rows = kept(database)
        assert database.value("select count(*) from setting where name = 'after'") == 1
    del rows[""]
    assert set(rows) == acknowledged
    assert set(rows.values()) == {3}

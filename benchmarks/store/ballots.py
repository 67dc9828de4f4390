"""Ballots kept a second, and how long one waits: one writer that shares its commits, against a commit each.

Every ballot is ten answers in one statement, acknowledged after a durable commit; afterwards every one is counted.

    .venv/bin/python -m benchmarks.store.ballots [--ballots 1500] [--postgresql postgresql://…]
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from foresight.store import sessions
from foresight.store.database import Database

ANSWERS = 10
UPSERT = """
    insert into rating (session, round, source, need, criterion, rater, stakeholder_group, value)
    select $1::varchar, 1, 'phone', unnest($2::varchar[]), 'impact', $3::varchar, 'public',
        unnest($4::double precision[])
    on conflict (session, round, need, criterion, rater) do update set value = excluded.value
"""

UPSERT_MANY = """
    insert into rating (session, round, source, need, criterion, rater, stakeholder_group, value)
    select unnest($1::varchar[]), 1, 'phone', unnest($2::varchar[]), 'impact', unnest($3::varchar[]), 'public',
        unnest($4::double precision[])
    on conflict (session, round, need, criterion, rater) do update set value = excluded.value
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ballots", type=int, default=1500)
    parser.add_argument("--postgresql", help="address of an empty PostgreSQL database")
    options = parser.parse_args()
    print(f"{'way of writing':58} {'ballots/s':>9} {'p50 ms':>7} {'p95 ms':>7} {'refused':>7} {'lost':>5}")
    with tempfile.TemporaryDirectory() as folder:
        cursor_each(Path(folder), options.ballots, threads=1)
        cursor_each(Path(folder), options.ballots, threads=50)
        cursor_each(Path(folder), options.ballots, threads=50, hot=True)
        addresses = {"DuckDB": str(Path(folder) / "one-writer.duckdb")}
        if options.postgresql:
            addresses["PostgreSQL"] = options.postgresql
        for engine, address in addresses.items():
            with Database.open(address, backups=Path(folder)) as database:
                for threads in (1, 50, 200):
                    one_writer(database, engine, options.ballots, threads)
                one_writer(database, engine, options.ballots, 50, hot=True)
                for threads in (50, 200):
                    gathered(database, engine, options.ballots, threads)
                checked(database, engine, options.ballots, 8)
                checked(database, engine, options.ballots, 50)


def cursor_each(folder: Path, ballots: int, threads: int, hot: bool = False) -> None:
    """Let every thread commit for itself on a cursor of its own."""
    file = folder / f"each-{threads}-{hot}.duckdb"
    Database.open(file).close()
    connection = duckdb.connect(str(file))
    cursors = threading.local()

    def write(number: int) -> None:
        if not hasattr(cursors, "own"):
            cursors.own = connection.cursor()
        cursors.own.execute(UPSERT, ballot(number, hot)).fetchall()

    acknowledged, refused, waits, seconds = drive(write, ballots, threads)
    kept = connection.execute("select count(distinct rater) from rating").fetchone()[0]
    connection.close()
    report(f"DuckDB, {threads} threads, a commit each{same(hot)}", acknowledged, refused, waits, seconds, kept, hot)


def one_writer(database: Database, engine: str, ballots: int, threads: int, hot: bool = False) -> None:
    """Hand every ballot to the store's writer."""
    database.write(lambda transaction: transaction.execute("delete from rating"))

    def write(number: int) -> None:
        database.write(lambda transaction: transaction.execute(UPSERT, ballot(number, hot)))

    acknowledged, refused, waits, seconds = drive(write, ballots, threads)
    kept = int(database.value("select count(distinct rater) from rating"))
    report(f"{engine}, {threads} threads, one writer{same(hot)}", acknowledged, refused, waits, seconds, kept, hot)


def gathered(database: Database, engine: str, ballots: int, threads: int) -> None:
    """Hand every ballot to the writer, and let it put those of one commit into one statement."""
    database.write(lambda transaction: transaction.execute("delete from rating"))

    def write(number: int) -> None:
        session, needs, rater, values = ballot(number, hot=False)
        rows = [(session, need, rater, value) for need, value in zip(needs, values)]
        database.write(lambda transaction: transaction.gather(UPSERT_MANY, rows, key=3))

    acknowledged, refused, waits, seconds = drive(write, ballots, threads)
    kept = int(database.value("select count(distinct rater) from rating"))
    report(f"{engine}, {threads} threads, gathered", acknowledged, refused, waits, seconds, kept, False)


def checked(database: Database, engine: str, ballots: int, threads: int) -> None:
    """Keep ballots the way the app does: session open, needs its own, values on the scale."""
    database.write(lambda transaction: transaction.execute("delete from rating"))
    method = {"criteria": [{"code": "impact", "lowest": 1, "highest": 9}]}
    session = sessions.create_session(database, title="Load", region="KZ-75", held_on="2026-05-14", method=method)
    needs = [sessions.add_need(database, session.id, titles={"en": f"Need {n}"}).id for n in range(ANSWERS)]

    def write(number: int) -> None:
        rows = [(need, "impact", "public", f"rater {number}", 5.0) for need in needs]
        frame = pd.DataFrame(rows, columns=sessions.RATING_COLUMNS)
        sessions.record_ratings(database, session.id, frame, source="phone")

    acknowledged, refused, waits, seconds = drive(write, ballots, threads)
    kept = int(database.value("select count(distinct rater) from rating"))
    report(f"{engine}, {threads} threads, one writer, all checks", acknowledged, refused, waits, seconds, kept, False)


def ballot(number: int, hot: bool) -> list:
    rater = "the same" if hot else f"rater {number}"
    return ["load", [f"need {n}" for n in range(ANSWERS)], rater, [float(1 + (number + n) % 9) for n in range(ANSWERS)]]


def drive(write: Callable[[int], None], ballots: int, threads: int) -> tuple[int, int, list[float], float]:
    """Share the ballots among the threads; return acknowledged, refused, waits and seconds."""
    waits: list[float] = []
    refused: list[int] = []

    def work(first: int) -> None:
        for number in range(first, ballots, threads):
            sent = time.perf_counter()
            try:
                write(number)
            except Exception:
                refused.append(number)
            else:
                waits.append(time.perf_counter() - sent)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return len(waits), len(refused), waits, time.perf_counter() - began


def same(hot: bool) -> str:
    return ", all on the same rows" if hot else ""


def report(
    name: str, acknowledged: int, refused: int, waits: list[float], seconds: float, kept: int, hot: bool
) -> None:
    middle, high = (1000 * np.percentile(waits, [50, 95])) if waits else (np.nan, np.nan)
    lost = 0 if hot else acknowledged - kept
    print(f"{name:58} {acknowledged / seconds:9.0f} {middle:7.1f} {high:7.1f} {refused:7d} {lost:5d}")


if __name__ == "__main__":
    main()

"""A process that writes from several threads and says each row's name once it is acknowledged; started by test_crash.

Arguments: the address, a prefix for the names, and optionally how many more bytes the disk will take.
"""

from __future__ import annotations

import itertools
import os
import resource
import sys
import threading

from foresight.problems import Problem
from foresight.store.database import Database
from foresight.store.engine import Transaction

THREADS = 8
ROWS = 3


def write_until_killed(database: Database, prefix: str, thread: int) -> None:
    """Write rows in threes and print a name when all three are durable."""
    for number in itertools.count():
        name = f"{prefix}-{thread}-{number}"

        def change(transaction: Transaction, name: str = name) -> None:
            transaction.execute(
                """
                insert into setting (name, content, changed_on)
                select unnest($1::varchar[]), $2::varchar, 'now'
                """,
                [[f"{name}/{row}" for row in range(ROWS)], "x" * 500],
            )

        try:
            database.write(change)
        except Problem as problem:
            os.write(1, f"refused {problem}\n".encode())
            return
        os.write(1, f"{name}\n".encode())


def main() -> None:
    """Write until killed, or until the disk is full."""
    address, prefix = sys.argv[1:3]
    database = Database.open(address)
    if len(sys.argv) > 3:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
    threads = [threading.Thread(target=write_until_killed, args=(database, prefix, n)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    database.write(
        lambda transaction: transaction.execute(
            "insert into setting (name, content, changed_on) values ('after', '', 'now')"
        )
    )
    os.write(1, b"recovered\n")
    sys.stdin.read()


if __name__ == "__main__":
    main()

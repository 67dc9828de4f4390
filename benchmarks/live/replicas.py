"""One replica and two on PostgreSQL, and two of which one is killed in the middle of a round.

Each line says how many ballots were acknowledged a second and on what the processors were spent. Everything runs on the
same cores, so the phones' own share says how far the number of ballots is the machine's limit and not the replicas'.

``python -m benchmarks.live.replicas [--phones 60] [--seconds 12] [--rate 100]``
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from pathlib import Path

from benchmarks.live.check import missing_answers
from benchmarks.live.phones import Phone, Tally
from benchmarks.live.server import Server, family_seconds, free_port, prepare, processor_seconds
from foresight.store.database import Database
from tests.store.postgresql_server import running_server


async def rated(phones: list[Phone], seconds: float, rate: float, kill: Server | None, other: int) -> tuple[int, float]:
    """Send ballots at a rate; return how many were acknowledged and how long the phones of a killed one waited."""
    started, sending, busy = time.perf_counter(), set(), set()
    moment: dict[str, float] = {}
    moved = {phone.number for phone in phones if kill is not None and phone.sender.port == kill.port}
    for place in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, started + place / rate - time.perf_counter()))
        if kill is not None and not moment and time.perf_counter() - started > seconds / 2:
            kill.kill()
            moment["killed"] = moment["back"] = time.perf_counter()
            for phone in phones:
                if phone.number in moved:
                    phone.sender.port = phone.follower.port = other
        phone = phones[place % len(phones)]
        if phone.number in busy:
            continue
        busy.add(phone.number)
        task = asyncio.create_task(phone.send())

        def done(_: asyncio.Task, number: int = phone.number) -> None:
            busy.discard(number)
            if moment and number in moved:
                moved.discard(number)
                moment["back"] = time.perf_counter()

        task.add_done_callback(done)
        task.add_done_callback(sending.discard)
        sending.add(task)
    if sending:
        await asyncio.wait(sending)
    return len(phones[0].tally.seconds), moment.get("back", 0.0) - moment.get("killed", 0.0)


def account(shares: list[float], sent: int, spent: float) -> str:
    """Say what a ballot costs and what that allows.

    With r, d and p processor seconds a ballot in replica, database and phones, one replica (one interpreter, so one
    core at a time) answers at most 1/r ballots a second, and c cores together at most c/(r + d + p).
    """
    replica, database, phones = (1000 * share / sent for share in shares)
    cores = os.cpu_count() or 1
    everything = cores * 1000 / (replica + database + phones)
    elsewhere = cores * 1000 / (replica + database)
    one, two = min(1000 / replica, everything), min(2000 / replica, everything)
    return (
        f"    processor ms a ballot: replica {replica:.2f}, database {database:.2f}, phones {phones:.2f}; "
        f"{sum(shares) / spent:.2f} of {cores} cores in use; at most {one:.0f}/s with one replica, "
        f"{two:.0f}/s with two = {two / one:.2f}x on these cores; "
        f"{min(2000 / replica, elsewhere):.0f}/s with the phones elsewhere; "
        f"1.5x one replica takes {1.5 * (replica + database + phones) / replica:.1f} cores with the phones, "
        f"{1.5 * (replica + database) / replica:.1f} without"
    )


def settle(servers: list[Server]) -> None:
    """Wait until the servers have done what they do after the start, such as the overview's first answer."""
    used = -1.0
    while used < 0 or sum(server.usage()[0] for server in servers) - used > 0.05:
        used = sum(server.usage()[0] for server in servers)
        time.sleep(1.0)


def measure(replicas: int, arguments: argparse.Namespace, *, kill: bool) -> None:
    """Run one set-up and print a line."""
    os.environ["FORESIGHT_SECRET"] = "one secret for all replicas of this run"
    with running_server() as postgresql:
        address = postgresql.new_schema("live")
        with Database.open(address) as database:
            prepared = prepare(database, 0)
        servers = [Server(Path(postgresql.folder) / f"replica{number}", free_port()) for number in range(replicas)]
        for server in servers:
            server.file = address
            server.start()
        settle(servers)
        try:
            tally = Tally()
            phones = [
                Phone(prepared, servers[number % replicas].port, number, tally) for number in range(arguments.phones)
            ]

            database_server = int(Path(postgresql.folder, "data", "postmaster.pid").read_text().split()[0])

            def used() -> tuple[float, float, float]:
                alive = [server for server in servers if server.process.poll() is None]
                replica = sum(processor_seconds(server.process.pid) for server in alive)
                return replica, family_seconds(database_server), time.process_time()

            async def run() -> tuple[int, float, float, tuple, tuple]:
                await asyncio.gather(*(phone.join() for phone in phones))
                before, started = used(), time.perf_counter()
                sent, back = await rated(
                    phones, arguments.seconds, arguments.rate, servers[0] if kill else None, servers[-1].port
                )
                return sent, back, time.perf_counter() - started, before, used()

            sent, back, spent, before, after = asyncio.run(run())
            shares = [(late - early) for early, late in zip(before, after, strict=True)]
            with Database.open(address) as database:
                acknowledged, missing, doubled = missing_answers(database, phones)
            print(
                f"{replicas} replica(s){', one killed' if kill else ''}: {sent} ballots in {spent:.1f} s "
                f"= {sent / spent:.0f}/s, "
                f"p50 {1000 * tally.percentile(0.5):.0f} ms, p95 {1000 * tally.percentile(0.95):.0f} ms; "
                f"{acknowledged} answers acknowledged, {missing} missing, {doubled} doubled"
                + (f"; all phones of the killed one answered again after {back:.1f} s" if kill else "")
                + f"; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
                flush=True,
            )
            if not kill:
                print(account(shares, sent, spent), flush=True)
        finally:
            for server in servers:
                server.kill()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--only-kill", action="store_true")
    arguments = parser.parse_args()
    if not arguments.only_kill:
        measure(1, arguments, kill=False)
        measure(2, arguments, kill=False)
    measure(2, arguments, kill=True)


if __name__ == "__main__":
    main()

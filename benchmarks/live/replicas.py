"""Two replicas on PostgreSQL: one is killed in the middle of a round, and its phones go on with the other.

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
from benchmarks.live.server import Server, free_port, prepare
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
        try:
            tally = Tally()
            phones = [
                Phone(prepared, servers[number % replicas].port, number, tally) for number in range(arguments.phones)
            ]

            async def run() -> tuple[int, float]:
                await asyncio.gather(*(phone.join() for phone in phones))
                return await rated(
                    phones, arguments.seconds, arguments.rate, servers[0] if kill else None, servers[-1].port
                )

            started = time.perf_counter()
            sent, back = asyncio.run(run())
            spent = time.perf_counter() - started
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

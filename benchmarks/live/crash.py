"""The server is killed in the middle of the load again and again: no acknowledged ballot is lost, none is there twice.

``python -m benchmarks.live.crash [--times 10] [--phones 60] [--app FILE]``
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path

from benchmarks.live.check import missing_answers
from benchmarks.live.phones import Phone, Tally
from benchmarks.live.server import Server, free_port, prepare
from foresight.store import journal
from foresight.store.database import Database


async def load_until(phones: list[Phone], stop: asyncio.Event) -> None:
    """Every phone sends one ballot after the other and sends again what was not acknowledged."""

    async def one(phone: Phone) -> None:
        while not stop.is_set():
            await phone.send()
            await asyncio.sleep(phone.random.random() * 0.1)

    sending = [asyncio.create_task(one(phone)) for phone in phones]
    await stop.wait()
    await asyncio.sleep(0.05)
    for task in sending:
        task.cancel()
    await asyncio.gather(*sending, return_exceptions=True)


async def run(server: Server, prepared: list, arguments: argparse.Namespace) -> list[Phone]:
    tally = Tally()
    chance = random.Random(1)
    phones = [Phone(prepared[0], server.port, number, tally) for number in range(arguments.phones)]
    await asyncio.gather(*(phone.join() for phone in phones))
    for turn in range(1, arguments.times + 1):
        stop = asyncio.Event()
        loading = asyncio.create_task(load_until(phones, stop))
        await asyncio.sleep(1.0 + 2.0 * chance.random())
        before = len(tally.seconds)
        server.kill()
        stop.set()
        await loading
        with Database.open(server.file) as database:
            acknowledged, missing, doubled = missing_answers(database, phones)
            intact = journal.verify(database).intact
        back = await asyncio.to_thread(server.start)
        for phone in phones:
            phone.close()
        # What was on its way is sent again, as the phones do.
        await asyncio.gather(
            *(
                phone.send({need: {"answers": answers} for need, answers in phone.on_the_way.items()})
                for phone in phones
                if phone.on_the_way
            )
        )
        print(
            f"kill {turn}: {before} ballots so far, {acknowledged} answers acknowledged, {missing} missing, "
            f"{doubled} twice, journal {'intact' if intact else 'BROKEN'}, answering again after {back:.1f} s"
        )
    print(f"statuses {tally.statuses}")
    return phones


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--phones", type=int, default=60)
    parser.add_argument("--app", default="streamlit_app.py")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "crash.duckdb"
        with Database.open(file) as database:
            prepared = [prepare(database, 1)]
        server = Server(file, free_port(), arguments.app)
        server.start()
        started = time.perf_counter()
        try:
            phones = asyncio.run(run(server, prepared, arguments))
        finally:
            server.stop()
        with Database.open(file) as database:
            acknowledged, missing, doubled = missing_answers(database, phones)
        print(f"{acknowledged} answers, {missing} missing, {doubled} twice after {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()

"""A thousand phones, 300 ballots of ten answers a second, a burst of 500, in one session or in twenty at once.

``python -m benchmarks.live.load [--seconds 60] [--phones 1000] [--rate 300] [--sessions 20] [--app FILE]``
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from pathlib import Path

from benchmarks.live.check import missing_answers
from benchmarks.live.phones import Phone, Tally
from benchmarks.live.server import Server, free_port, prepare
from benchmarks.live.wall import Wall, press_next
from foresight.i18n.language import language
from foresight.sessions.stages import Stage
from foresight.store import live_stage
from foresight.store.database import Database


async def run(server: Server, prepared: list, arguments: argparse.Namespace) -> tuple[list[Phone], list[str]]:
    tally = Tally()
    phones = [Phone(prepared[number % len(prepared)], server.port, number, tally) for number in range(arguments.phones)]
    lines = []
    # As in a room, the projector is on before people come in.
    wall = Wall(server.port, prepared[0].session)
    showing = asyncio.create_task(wall.stay_on())
    started = time.perf_counter()
    for first in range(0, len(phones), 50):
        await asyncio.gather(*(phone.join() for phone in phones[first : first + 50]))
    lines.append(f"{len(phones)} phones joined {len(prepared)} session(s) in {time.perf_counter() - started:.1f} s")

    following = [asyncio.create_task(phone.follow()) for phone in phones]
    await asyncio.sleep(2)
    wall.counts = True
    (processor, _), own = server.usage(), time.process_time()
    started = time.perf_counter()
    sending: set[asyncio.Task] = set()
    busy: set[int] = set()
    late = 0
    for place in range(int(arguments.rate * arguments.seconds)):
        due = started + place / arguments.rate
        delay = due - time.perf_counter()
        if delay > 0:
            await asyncio.sleep(delay)
        phone = phones[place % len(phones)]
        if phone.number in busy:
            late += 1
            continue
        busy.add(phone.number)
        task = asyncio.create_task(phone.send())
        sending.add(task)
        task.add_done_callback(lambda done, number=phone.number: (sending.discard(done), busy.discard(number)))
    if sending:
        await asyncio.wait(sending)
    spent = time.perf_counter() - started
    (used, memory), own = server.usage(), time.process_time() - own
    wall.counts = False
    lines.append(
        f"{len(tally.seconds)} ballots of 10 answers in {spent:.1f} s = {len(tally.seconds) / spent:.0f}/s, "
        f"p50 {1000 * tally.percentile(0.5):.0f} ms, p95 {1000 * tally.percentile(0.95):.0f} ms, "
        f"p99 {1000 * tally.percentile(0.99):.0f} ms; "
        f"{100 * (used - processor) / spent:.0f} % of a core ({1000 * (used - processor) / len(tally.seconds):.2f} ms "
        f"a ballot with everything), {memory:.0f} MB; driver {100 * own / spent:.0f} % of a core"
    )
    slots: dict[int, list[float]] = {}
    for moment, seconds in zip(tally.moments, tally.seconds, strict=True):
        slots.setdefault(int((moment - started) // 5), []).append(seconds)
    lines.append(
        "p95 in ms by five seconds: "
        + " ".join(f"{1000 * tally.percentile(0.95, of):.0f}" for _, of in sorted(slots.items()))
    )
    lines.append(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    lines.append(f"statuses {tally.statuses}, resent {tally.resent}, refused {tally.refused}, skipped {late}")

    shown = wall.spent
    lines.append(
        f"projector: {len(shown)} refreshes, p50 {1000 * tally.percentile(0.5, shown):.0f} ms, "
        f"p95 {1000 * tally.percentile(0.95, shown):.0f} ms, longest {1000 * max(shown):.0f} ms"
    )
    burst = Tally()
    for phone in phones:
        phone.tally = burst
    started = time.perf_counter()
    await asyncio.gather(*(phone.send() for phone in phones[:500]))
    lines.append(
        f"burst of {len(burst.seconds)}: all acknowledged in {time.perf_counter() - started:.2f} s, "
        f"p95 {burst.percentile(0.95):.2f} s, statuses {burst.statuses}"
    )
    lines.append(await followed(server, prepared[0].session, wall, phones))
    for task in (showing, *following):
        task.cancel()
    await asyncio.gather(showing, *following, return_exceptions=True)
    for phone in phones:
        phone.close()
    return phones, lines


async def followed(server: Server, session: str, wall: Wall, phones: list[Phone]) -> str:
    """End the round on the console, and tell how long everybody in the room took to show what comes next."""
    tally = Tally()
    room = [phone for phone in phones if phone.prepared.session == session]
    for phone in room:
        phone.tally = tally
    used, _ = server.usage()
    clicked = await press_next(server.port, session)
    words = [language(code).label("stage", "feedback_1") for code in ("ru", "kk")]
    while time.perf_counter() - clicked < 20:
        if len(tally.followed) == len(room) and wall.first_saying(*words):
            break
        await asyncio.sleep(0.05)
    took = [moment - clicked for moment in tally.followed]
    seen = wall.first_saying(*words)
    return (
        f"stage moved on the console: {len(took)} of {len(room)} phones show it after p50 "
        f"{tally.percentile(0.5, took):.2f} s, p95 {tally.percentile(0.95, took):.2f} s, "
        f"last {max(took, default=float('nan')):.2f} s; "
        f"the projector after {seen - clicked if seen else float('nan'):.2f} s; "
        f"{server.usage()[0] - used:.2f} s of a core"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--phones", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=300)
    parser.add_argument("--sessions", type=int, default=1)
    parser.add_argument("--app", default="streamlit_app.py")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "load.duckdb"
        with Database.open(file) as database:
            prepared = [prepare(database, number) for number in range(arguments.sessions)]
        server = Server(file, free_port(), arguments.app)
        print(f"server ready after {server.start():.1f} s")
        try:
            phones, lines = asyncio.run(run(server, prepared, arguments))
            print("\n".join(lines))
        finally:
            print(f"server stopped after {server.stop():.1f} s")
        with Database.open(file) as database:
            acknowledged, missing, doubled = missing_answers(database, phones)
            print(f"{acknowledged} acknowledged answers, {missing} missing, {doubled} twice")
            started = time.perf_counter()
            for one in prepared[1:]:
                live_stage.move_stage(database, one.session, Stage("feedback", 1))
            if prepared[1:]:
                print(f"the other rounds released in {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()

"""Of two replicas on PostgreSQL one is killed in the middle of a round: its phones go on with the other."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from foresight.store.database import Database
from foresight.store.live_joining import join_link
from tests.phone.conftest import Phone
from tests.store.conftest import needs_postgresql
from tests.store.live_room import GROUPS, room_with
from tests.store.postgresql_server import running_server

pytestmark = needs_postgresql
PROGRAM = Path(__file__).with_name("replica.py")
PHONES = 8
#: A phone gives up after this; the script of the real one goes on for ever.
SECONDS = 30.0


@pytest.fixture
def shared(monkeypatch):
    """An empty store on a server, and one secret for all who open it."""
    monkeypatch.setenv("FORESIGHT_SECRET", "one secret for all replicas")
    with running_server() as server:
        address = server.new_schema("replicas")
        with Database.open(address) as database:
            yield address, database


@pytest.fixture
def replicas(shared):
    """Two processes and where they answer."""
    started = [
        subprocess.Popen(
            [sys.executable, str(PROGRAM), shared[0]],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(PROGRAM.parents[2])},
        )
        for _ in range(2)
    ]
    yield [(process, f"http://127.0.0.1:{process.stdout.readline().strip()}") for process in started]
    for process in started:
        process.kill()
        process.communicate()


def rate(phone: Phone, room: str, need: str, value: int) -> bool:
    """Send one answer and tell whether it was acknowledged; a connection that was cut says nothing."""
    try:
        answer = phone.post(f"/s/{room}/ballots", json={"round": 1, "needs": {need: {"answers": {"relevance": value}}}})
    except httpx.TransportError:
        return False
    return answer.status_code == 200 and answer.json()["saved"] == [need]


def test_phones_of_a_killed_replica_go_on_with_the_other_and_no_acknowledged_answer_is_lost(shared, replicas):
    database, room = shared[1], room_with(shared[1], 0, "round_1")
    (doomed, _), (_, other) = replicas
    link = join_link(database, room.now)
    phones = [Phone(replicas[number % 2][1]) for number in range(PHONES)]
    for number, phone in enumerate(phones):
        phone.timeout = SECONDS
        assert phone.enter(room, link, GROUPS[number % 4]).status_code == 200
    kept: dict[int, set[str]] = {number: set() for number in range(PHONES)}
    half_way, killed = threading.Barrier(PHONES + 1), threading.Event()

    def answer(number: int) -> None:
        phone = phones[number]
        for need in room.needs[:2]:
            if rate(phone, room.id, need, 1 + number):
                kept[number].add(need)
            if need == room.needs[0]:
                half_way.wait(120)
        killed.wait(120)
        # What the phones' script does: the same answers again, to whoever answers at this address now.
        phone.base_url = other
        for need in room.needs:
            if rate(phone, room.id, need, 1 + number):
                kept[number].add(need)

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(PHONES)]
    for thread in threads:
        thread.start()
    half_way.wait(120)
    doomed.kill()
    doomed.wait()
    acknowledged = {(number, need) for number, needs in kept.items() for need in needs}
    assert len(acknowledged) >= PHONES
    killed.set()
    for thread in threads:
        thread.join()
    assert all(needs == set(room.needs) for needs in kept.values())
    rows = database.read("select need, value from live_ballot where session = $1", [room.id])
    assert sorted(rows) == sorted((need, 1.0 + number) for number in range(PHONES) for need in room.needs)
    for phone in phones:
        phone.close()

"""Phones as the server sees them: two connections each, one that follows the session and one that sends."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.live.server import CRITERIA, Prepared

GROUPS = ("government", "business", "public", "science")


class Connection(asyncio.Protocol):
    """One connection that is kept open, HTTP/1.1 with as little as possible: the driver shares the server's cores."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.transport: asyncio.Transport | None = None
        self.answer: asyncio.Future | None = None
        self.come = b""

    async def request(
        self, method: str, path: str, body: bytes = b"", kind: str = "", cookie: str = ""
    ) -> tuple[int, str, bytes]:
        loop = asyncio.get_running_loop()
        if self.transport is None or self.transport.is_closing():
            try:
                await loop.create_connection(lambda: self, "127.0.0.1", self.port)
            except OSError as error:
                raise ConnectionError(str(error)) from error
        head = f"{method} {path} HTTP/1.1\r\nhost: localhost:{self.port}\r\n"
        if kind:
            head += f"content-type: {kind}\r\ncontent-length: {len(body)}\r\n"
        if cookie:
            head += f"cookie: pid={cookie}\r\n"
        self.come, self.answer = b"", loop.create_future()
        self.transport.write(head.encode() + b"\r\n" + body)
        return await self.answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.come += data
        head, end, content = self.come.partition(b"\r\n\r\n")
        if not end or self.answer is None or self.answer.done():
            return
        _, named, rest = head.partition(b"\r\ncontent-length: ")
        length = int(rest.partition(b"\r\n")[0]) if named else 0
        if len(content) >= length:
            lines = head.decode("latin-1")
            self.answer.set_result((int(lines[9:12]), lines + "\r\n", content[:length]))

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(ConnectionError(str(error or "the server closed the connection")))

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()
        self.transport = None


@dataclass
class Tally:
    """What the phones met."""

    seconds: list[float] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    resent: int = 0
    refused: int = 0
    #: moments at which a phone had the page of a new stage whole
    followed: list[float] = field(default_factory=list)

    def percentile(self, share: float, of: list[float] | None = None) -> float:
        ordered = sorted(self.seconds if of is None else of)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


class Phone:
    """One participant."""

    def __init__(self, prepared: Prepared, port: int, number: int, tally: Tally) -> None:
        self.prepared, self.number, self.tally = prepared, number, tally
        self.sender, self.follower = Connection(port), Connection(port)
        self.random = random.Random(number)
        self.secret = ""
        self.version = 0
        self.stage = ""
        #: need -> answers that the server has acknowledged as durable
        self.kept: dict[str, dict[str, str]] = {}
        #: answers on their way: they may or may not be there after a crash
        self.on_the_way: dict[str, dict[str, str]] = {}

    async def join(self) -> None:
        body = urlencode({"k": self.prepared.link, "l": "kk", "group": GROUPS[self.number % 4]}).encode()
        path = f"/s/{self.prepared.session}/enter"
        status, lines, _ = await self.again(self.sender, "POST", path, body, "application/x-www-form-urlencoded", "")
        if status != 303:
            raise RuntimeError(f"a phone could not join: {status}")
        self.secret = re.search(r"pid=([^;]+);", lines)[1]

    async def again(self, connection: Connection, *arguments) -> tuple[int, str, bytes]:
        """Send until it is answered, as the phone's script does."""
        while True:
            try:
                answer = await connection.request(*arguments)
            except (ConnectionError, OSError):
                self.tally.resent += 1
                await asyncio.sleep(0.05 + 0.2 * self.random.random())
                continue
            self.tally.statuses[answer[0]] = self.tally.statuses.get(answer[0], 0) + 1
            if answer[0] >= 500:
                await asyncio.sleep(0.2)
                continue
            return answer

    def ballot(self) -> dict[str, dict]:
        """Ten answers: two needs, five criteria."""
        chosen = self.random.sample(self.prepared.needs, 2)
        return {need: {"answers": {code: str(self.random.randint(1, 9)) for code in CRITERIA}} for need in chosen}

    async def send(self, needs: dict[str, dict] | None = None) -> None:
        needs = needs or self.ballot()
        self.on_the_way = {need: content["answers"] for need, content in needs.items()}
        body = json.dumps({"round": 1, "needs": needs}).encode()
        started = time.perf_counter()
        path = f"/s/{self.prepared.session}/ballots"
        status, _, content = await self.again(self.sender, "POST", path, body, "application/json", self.secret)
        self.tally.seconds.append(time.perf_counter() - started)
        self.tally.moments.append(started)
        saved = json.loads(content).get("saved", []) if status == 200 else []
        if len(saved) != len(needs):
            self.tally.refused += 1
        for need in saved:
            self.kept[need] = needs[need]["answers"]
        self.on_the_way = {}

    async def follow(self) -> None:
        """Hold a request open all the time and fetch the page of a new stage, as the phone's script does."""
        while True:
            path = f"/s/{self.prepared.session}/follow?v={self.version}"
            try:
                status, _, content = await self.follower.request("GET", path, b"", "", self.secret)
                found = json.loads(content) if status == 200 else {}
                if found.get("version"):
                    before, self.version, self.stage = self.stage, found["version"], found["stage"]
                    if before not in ("", self.stage):
                        # The script spreads the phones of a room over this time.
                        await asyncio.sleep(0.7 * self.random.random())
                        await self._open(self.stage)
            except (ConnectionError, OSError):
                await asyncio.sleep(0.3 + 0.5 * self.random.random())
                continue
            await asyncio.sleep(0.1)

    async def _open(self, stage: str) -> None:
        path = f"/s/{self.prepared.session}"
        _, _, page = await self.again(self.follower, "GET", path, b"", "", self.secret)
        if f'data-stage="{stage}"'.encode() in page:
            self.tally.followed.append(time.perf_counter())

    def close(self) -> None:
        self.sender.close()
        self.follower.close()

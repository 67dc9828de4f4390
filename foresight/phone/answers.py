"""The busy addresses: ballots as JSON, following the stage, the list of needs; as little work a request as possible."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from abc import ABC, abstractmethod

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from foresight.phone import rendering
from foresight.phone.actions import keep_proposal
from foresight.phone.cookies import from_our_page, header, secret_in
from foresight.phone.requests import (
    LARGEST_BODY,
    TooLargeError,
    chosen_language,
    read_body,
    read_json,
    too_large,
)
from foresight.phone.rooms import Room, Rooms, found_or_none
from foresight.problems import Problem
from foresight.store.live_ballots import Submission
from foresight.store.live_joining import Attendee

# Shorter than the idle limits of usual proxies; a phone asks again at once.
WAIT_SECONDS = 20.0
JSON = (b"content-type", b"application/json")
NO_STORE = (b"cache-control", b"no-store")

_log = logging.getLogger("foresight")


async def _send(send: Send, status: int, content: bytes, *headers: tuple[bytes, bytes]) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [JSON, NO_STORE, (b"content-length", str(len(content)).encode()), *headers],
        }
    )
    await send({"type": "http.response.body", "body": content})


def _refused(status: int, sentence: str) -> tuple[int, bytes, tuple]:
    return status, json.dumps({"problem": sentence}, ensure_ascii=False).encode(), ()


class Answering(ABC):
    """One address, spoken to without the usual wrapping of requests."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; an error inside becomes a request to send again."""
        try:
            status, content, headers = await self.answer(scope, receive)
        except Exception:
            _log.exception("a phone could not be answered")
            status, content, headers = 503, b'{"again":true}', ()
        await _send(send, status, content, *headers)

    @abstractmethod
    async def answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes, tuple]:
        """Return status, content and further headers."""

    async def participant(self, scope: Scope) -> tuple[Room | None, Attendee | None, str]:
        """Return the session, how the phone is known in it, and its secret."""
        room = await found_or_none(self.rooms.room(scope["path_params"]["session"]))
        if room is None:
            return None, None, ""
        secret = secret_in(scope["headers"])
        return room, await self.rooms.attendee(room, secret), secret


class Ballots(Answering):
    """``POST {"round": 1, "needs": {need: {"answers": {…}, "rationale": "…"}}}``; sending it again changes nothing."""

    async def answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes, tuple]:
        """Keep ballots and say of each need whether it is durable or why it was refused."""
        headers = scope["headers"]
        if not from_our_page(headers):
            return 403, b'{"problem":"403"}', ()
        room, known, secret = await self.participant(scope)
        if room is None or known is None:
            reader = chosen_language(Request(scope))
            return _refused(401, reader.text("This phone is not in the session any more: come in again with the code."))
        reader = rendering.reader_of(known.language)
        try:
            if int(header(headers, b"content-length") or 0) > LARGEST_BODY:
                raise TooLargeError
            content = await read_body(receive)
        except TooLargeError:
            return _refused(413, too_large(reader))
        try:
            sent = read_json(content)
            if "proposal" in sent:
                need = await keep_proposal(self.rooms, room, known, secret, dict(sent["proposal"]))
                return 200, json.dumps({"need": need}).encode(), ()
            return 200, await self._keep(room, known, secret, reader, sent), ()
        except (Problem, TypeError, ValueError) as error:
            return _refused(422, reader.problem(error))

    async def _keep(self, room: Room, known: Attendee, secret: str, reader: rendering.Language, sent: dict) -> bytes:
        refused: dict[str, str] = {}
        ballots = []
        given = sent.get("needs")
        if not isinstance(given, dict) or not 1 <= len(given) <= 200:
            raise Problem("the answers cannot be read: open the page again")
        for need, content in given.items():
            try:
                if not isinstance(content, dict):
                    raise Problem("the answers cannot be read: open the page again")
                ballots.append(room.rules.ballot(need, content.get("answers", {}), content.get("rationale")))
            except Problem as problem:
                refused[need] = reader.problem(problem)
        if ballots:
            submission = Submission(
                session=room.found.id,
                round=sent.get("round"),
                tag=room.tag(secret),
                stakeholder_group=known.stakeholder_group,
                ballots=tuple(ballots),
                version=room.found.version,
                token_number=known.token_number,
            )
            problem = await (await self.rooms.queue()).cast(submission)
            if problem is not None:
                sentence = reader.problem(problem)
                refused.update({ballot.need: sentence for ballot in ballots})
                ballots = []
        kept = {"saved": [ballot.need for ballot in ballots], "version": room.found.version}
        return json.dumps(kept | {"refused": refused} if refused else kept, ensure_ascii=False).encode()


class Follow(Answering):
    """``GET ?v=12``: answered when the session has another version, or after a while."""

    async def answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes, tuple]:
        """Return version, stage and timer."""
        query = scope["query_string"].decode("latin-1")
        version = next((part[2:] for part in query.split("&") if part.startswith("v=")), "")
        session = scope["path_params"]["session"]
        waiting = asyncio.create_task(
            self.rooms.wait(session, int(version) if version.isdigit() and len(version) < 16 else -1, WAIT_SECONDS)
        )
        gone = asyncio.create_task(_disconnected(receive))
        done, _ = await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        if waiting not in done:
            waiting.cancel()
            return 200, b"{}", ()
        room = await found_or_none(_result(waiting))
        if room is None:
            return 404, b'{"version":-1,"stage":"closed"}', ()
        return 200, follow_content(room), ()


def follow_content(room: Room) -> bytes:
    """Return what a phone needs to know to follow a session."""
    timer = room.found.life.timer
    return (
        f'{{"version":{room.found.version},"stage":"{room.found.stage.code}",'
        f'"ends":{int(timer.ends.timestamp()) if timer else 0},'
        f'"warning":{int(timer.warning.total_seconds()) if timer else 0},"now":{int(time.time())}}}'
    ).encode()


async def _result(task: asyncio.Task) -> Room:
    return task.result()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class Needs(Answering):
    """``GET``: the articles of all needs for a phone that may be offline soon."""

    async def answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes, tuple]:
        """Return the same compressed bytes to all phones of a language."""
        room, known, _ = await self.participant(scope)
        if room is None or known is None:
            return 401, b'{"problem":"401"}', ()
        reader = rendering.reader_of(known.language)
        if ("bundle", reader.code) not in room.rendered:
            await asyncio.to_thread(rendering.bundle, room, reader)
        return 200, rendering.bundle(room, reader), ((b"content-encoding", b"gzip"),)

"""Projector and console as the server sees them: Streamlit's own protocol over a WebSocket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect


@asynccontextmanager
async def _connected(port: int) -> AsyncIterator[ClientConnection]:
    address = f"ws://localhost:{port}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], origin=f"http://localhost:{port}", max_size=None) as socket:
        yield socket


class Wall:
    """A projector that refreshes itself, one refresh after the other.

    Attributes
    ----------
    spent : list of float
        Seconds from the asking to the end of each refresh that counts.
    words : list of (moment, what the picture says)
        One a picture, when it was there whole.
    """

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session = port, session
        self.counts = False
        self.spent: list[float] = []
        self.words: list[tuple[float, str]] = []

    async def stay_on(self) -> None:
        """Show the session until the task is cancelled."""
        async with _connected(self.port) as socket:
            query = f"session={self.session}&lang=kk"
            fragment, _, _ = await _run(socket, _rerun(query, "projector"))
            while True:
                started = time.perf_counter()
                _, _, words = await _run(socket, _rerun(query, "projector", fragment))
                if self.counts:
                    self.spent.append(time.perf_counter() - started)
                self.words += [(time.perf_counter(), one) for one in words]
                await asyncio.sleep(1.0)

    def first_saying(self, *words: str) -> float | None:
        """Return when the picture first said one of these words."""
        return next((moment for moment, said in self.words if any(one in said for one in words)), None)


async def press_next(port: int, session: str) -> float:
    """Press the button for the next stage on the console, and return the moment of the click."""
    async with _connected(port) as socket:
        query = f"session={session}&lang=kk"
        _, button, _ = await _run(socket, _rerun(query, "console"))
        click = _rerun(query, "console")
        click.rerun_script.widget_states.widgets.add(id=button, trigger_value=True)
        clicked = time.perf_counter()
        await _run(socket, click)
        return clicked


def _rerun(query: str, page: str, fragment: str = "") -> BackMsg:
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    message.rerun_script.fragment_id = fragment
    message.rerun_script.is_auto_rerun = bool(fragment)
    return message


async def _run(socket: ClientConnection, message: BackMsg) -> tuple[str, str, list[str]]:
    """Send a rerun and wait for its end; returns what refreshes itself, the button for the next stage, the pictures."""
    await socket.send(message.SerializeToString())
    fragment, button, words = "", "", []
    while True:
        answer = ForwardMsg.FromString(await socket.recv())
        kind = answer.WhichOneof("type")
        if kind == "auto_rerun":
            fragment = answer.auto_rerun.fragment_id
        if kind == "delta":
            element = answer.delta.new_element
            if element.button.id.endswith("-room_next"):
                button = element.button.id
            words += [picture.alt for picture in element.imgs.imgs]
        if kind == "script_finished":
            return fragment, button, words

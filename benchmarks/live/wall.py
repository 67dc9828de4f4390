"""The projector as the server sees it: Streamlit's own protocol over a WebSocket, one refresh after the other."""

from __future__ import annotations

import asyncio
import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect


async def refreshes(port: int, session: str, begun: asyncio.Event, over: asyncio.Event) -> list[float]:
    """Open the projector's page and return how long each refresh took from the asking to its end while it counts."""
    spent: list[float] = []
    address = f"ws://localhost:{port}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], origin=f"http://localhost:{port}", max_size=None) as socket:
        fragment = await _run(socket, session, "")
        while not over.is_set():
            started = time.perf_counter()
            await _run(socket, session, fragment)
            if begun.is_set():
                spent.append(time.perf_counter() - started)
            await asyncio.sleep(1.0)
    return spent


async def _run(socket, session: str, fragment: str) -> str:
    message = BackMsg()
    message.rerun_script.query_string = f"session={session}&lang=kk"
    message.rerun_script.page_name = "projector"
    message.rerun_script.fragment_id = fragment
    message.rerun_script.is_auto_rerun = bool(fragment)
    await socket.send(message.SerializeToString())
    found = fragment
    while True:
        answer = ForwardMsg.FromString(await socket.recv())
        kind = answer.WhichOneof("type")
        if kind == "auto_rerun":
            found = answer.auto_rerun.fragment_id
        if kind == "script_finished":
            return found

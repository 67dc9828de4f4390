"""The gate before the staff pages: without a sign-in that counts there is no page, no socket, no upload and no file."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import quote

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from foresight.access.identity import LOOPBACK, Actor, Presented, is_loopback
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.screen import people
from foresight.screen.sign_in import page, reader_of
from foresight.store import staff
from foresight.store.database import Database

# Participants' pages, the sign-in itself, what says that the server lives, and the files of Streamlit's own page.
OPEN_PATHS = ("/s/", "/j/", "/phone/", "/static/", "/auth/")
OPEN_PAGES = frozenset(
    ("/join", "/sign-in", "/sign-out", "/password", "/health", "/ready", "/_stcore/health", "/favicon.png")
)


def is_open(path: str) -> bool:
    """Tell whether an address is for everybody."""
    return path in OPEN_PAGES or (path.startswith(OPEN_PATHS) and ".." not in path)


def host_matches(host: str, allowed: list[str]) -> bool:
    """Tell whether the name by which a browser calls this server is one of ours; ``*.name`` stands for its children."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    name = name.lower().rstrip(".")
    return any(
        one == "*" or name == one or (one.startswith("*.") and name.endswith(one[1:]))
        for one in (entry.strip().lower().rstrip(".") for entry in allowed)
    )


class Gate:
    """Plain ASGI middleware.

    Parameters
    ----------
    app : ASGIApp
    database_provider : callable
        Gives the open store of the process.
    """

    def __init__(self, app: ASGIApp, database_provider: Callable[[], Database]) -> None:
        self.app = app
        self.database_provider = database_provider

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, send to the sign-in, or refuse."""
        refusal = None
        if scope["type"] in ("http", "websocket"):
            refusal = await self._refusal(HTTPConnection(scope))
        if refusal is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, send)

    async def _refusal(self, asked: HTTPConnection) -> Response | None:
        path = asked.url.path
        if path in ("/health", "/ready", "/_stcore/health"):
            return None
        allowed = list(st.get_option("server.allowedHosts") or [])
        host = asked.headers.get("host", "")
        if allowed and not host_matches(host, [*allowed, *LOOPBACK]):
            return PlainTextResponse("Bad Request", 400)
        if is_open(path):
            return None
        reader = reader_of(asked.query_params.get("lang", ""))
        try:
            database = await run_in_threadpool(self.database_provider)
            way = await run_in_threadpool(people.sign_in, database)
            if way.open_on:
                # A name that is not the loopback's is another site's, or a proxy's before which nobody signs in.
                if host_matches(host, [*allowed, *LOOPBACK]):
                    return None
                return page("", reader, 403, problem=not_set_up(reader))
            if not way.providers or (not people.has_provider() and await run_in_threadpool(nobody_yet, database)):
                return page("", reader, 403, problem=not_set_up(reader))
            actor = await run_in_threadpool(
                way.identify, database, Presented(asked.cookies, dict(asked.headers.items()))
            )
        except Problem as problem:
            # A store that cannot be opened shows nothing and is told on the page itself, on the loopback alone.
            logging.getLogger("foresight").error("%s", problem.sentence)
            address = st.get_option("server.address") or "0.0.0.0"
            return None if is_loopback(address) else PlainTextResponse("Service Unavailable", 503)
        return self._decide(asked, actor)

    def _decide(self, asked: HTTPConnection, actor: Actor | None) -> Response | None:
        if actor is not None and not actor.must_choose_password:
            return None
        # The provider's own sign-in begins on a page of Streamlit, which shows nothing else to strangers.
        if actor is None and people.has_provider():
            return None
        wants_page = asked.scope["type"] == "http" and asked.scope["method"] == "GET"
        if not wants_page or asked.url.path.startswith(("/_stcore/", "/media/", "/component/", "/app/")):
            return PlainTextResponse("Unauthorized", 401)
        if actor is not None:
            return RedirectResponse("/password", 303)
        following = asked.url.path + (f"?{asked.url.query}" if asked.url.query else "")
        language = reader_of(asked.query_params.get("lang", "")).code
        return RedirectResponse(f"/sign-in?lang={language}&next={quote(following, safe='')}", 303)


def nobody_yet(database: Database) -> bool:
    """Tell whether nobody can sign in."""
    return not staff.people(database)


def not_set_up(reader: Language) -> str:
    """Return the sentence for an app that is reachable from elsewhere while nobody can sign in."""
    return reader.text("Add the first person on the server with the command: foresight user add LOGIN")

"""Reading what a phone sends, never more than a form can hold, and answering it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from foresight.i18n.language import LANGUAGES, Language
from foresight.phone.cookies import from_our_page
from foresight.phone.rendering import reader_of, render
from foresight.problems import Problem

LARGEST_BODY = 64_000
PRIVATE = {"cache-control": "no-store"}


class TooLargeError(Exception):
    """A body that no form of ours can have."""


def too_large(reader: Language) -> str:
    """Say that a text was too large to be looked at."""
    return reader.text("The text is far longer than anybody could read. Nothing was changed.")


class ForeignError(Exception):
    """A form that another site sent."""


async def read_body(receive, limit: int = LARGEST_BODY) -> bytes:
    """Read a body, giving up as soon as it is too large.

    Raises
    ------
    TooLargeError
    """
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise TooLargeError
        if not message.get("more_body"):
            return b"".join(parts)


async def read_form(request: Request) -> dict[str, str]:
    """Read a form that one of our own pages sent.

    Raises
    ------
    TooLargeError, ForeignError
    """
    if not from_our_page(request.scope["headers"]):
        raise ForeignError
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        raise TooLargeError
    content = await read_body(request.receive)
    try:
        return dict(parse_qsl(content.decode("utf-8"), keep_blank_values=True, max_num_fields=200))
    except ValueError:
        return {}


def read_json(content: bytes) -> Mapping:
    """Read a JSON object.

    Raises
    ------
    Problem
        If it is none.
    """
    try:
        sent = json.loads(content)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise Problem("the answers cannot be read: open the page again")
    return sent


def chosen_language(request: Request) -> Language:
    """Return the language that the address names, or else the browser's first one that we have."""
    asked = request.query_params.get("l", "")
    if asked in LANGUAGES:
        return reader_of(asked)
    for part in request.headers.get("accept-language", "").split(",")[:8]:
        code = part.strip()[:2].lower()
        if code in LANGUAGES:
            return reader_of(code)
    return reader_of("")


def is_secure(request: Request) -> bool:
    """Tell whether the phone came over TLS, here or at the proxy."""
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto", "") == "https"


def page(template: str, reader: Language, status: int = 200, **values: object) -> HTMLResponse:
    """Answer with a page."""
    return HTMLResponse(render(template, reader, **values), status, PRIVATE)


def note(
    reader: Language, status: int, heading: str, *lines: str, links: tuple[tuple[str, str], ...] = ()
) -> HTMLResponse:
    """Answer with a heading and a few sentences."""
    return page("note.html", reader, status, page_title=heading, heading=heading, lines=lines, links=links)


def go(address: str) -> Response:
    """Send the phone to another page with a plain request."""
    return RedirectResponse(address, 303, PRIVATE)


def refusal(reader: Language, error: Exception) -> HTMLResponse:
    """Answer what could not be done in the phone's language; nothing of the inside is shown."""
    if isinstance(error, TooLargeError):
        return note(
            reader,
            413,
            reader.text("This is too much"),
            too_large(reader),
        )
    if isinstance(error, ForeignError):
        return note(
            reader,
            403,
            reader.text("Not from this page"),
            reader.text("The form came from another site. Open the session again and send it from there."),
        )
    if isinstance(error, Problem):
        return note(reader, 422, reader.text("This did not work"), reader.problem(error))
    return note(
        reader, 503, reader.text("One moment"), reader.text("The answer could not be kept just now. Send it again.")
    )

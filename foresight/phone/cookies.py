"""What a phone carries, and whether a form really comes from one of our own pages."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from foresight.sessions.voter_tags import SECRET_BYTES

NAME = "pid"
DAYS = 60
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")

Headers = Iterable[tuple[bytes, bytes]]


def header(headers: Headers, name: bytes) -> str:
    """Return a header of a request, or an empty text."""
    for key, value in headers:
        if key == name:
            return value.decode("latin-1")
    return ""


def secret_in(headers: Headers) -> str:
    """Return the participant's secret from the cookies of a request, or an empty text."""
    for part in header(headers, b"cookie").split(";"):
        name, _, value = part.strip().partition("=")
        if name == NAME and _SECRET.fullmatch(value):
            return value
    return ""


def new_secret() -> str:
    """Make the secret of a participant."""
    return secrets.token_urlsafe(SECRET_BYTES)


def set_cookie(session: str, secret: str, *, secure: bool, days: int = DAYS) -> str:
    """Write the cookie of a session: out of reach of scripts and of other sites, sent to its own pages only."""
    parts = [f"{NAME}={secret}", f"Path=/s/{session}", f"Max-Age={days * 86400}", "HttpOnly", "SameSite=Strict"]
    return "; ".join(parts + ["Secure"] * secure)


def from_our_page(headers: Headers) -> bool:
    """Tell whether a form or script of another site sent this request."""
    headers = list(headers)
    site = header(headers, b"sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    origin = header(headers, b"origin")
    return not origin or origin.split("://", 1)[-1] == header(headers, b"host")

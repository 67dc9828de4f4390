"""Who voted, told only by a tag that dies with the session's key.

A phone holds a random secret in a cookie. Nothing of it is stored: ballots carry a tag made of it under a key that
belongs to one session, attendance and proposals carry marks made in other ways. Without the secret none leads to
another, and once the key is destroyed the secret alone leads nowhere either.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

KEY_BYTES = 32
SECRET_BYTES = 18
TAG_LENGTH = 24


def new_key(random_bytes: Callable[[int], bytes]) -> bytes:
    """Make the key of one session.

    Parameters
    ----------
    random_bytes : callable
        Gives that many unpredictable bytes, such as ``secrets.token_bytes``.
    """
    return random_bytes(KEY_BYTES)


def _mark(key: bytes, purpose: str, secret: str) -> str:
    return hmac.new(key, f"{purpose}\0{secret}".encode(), hashlib.sha256).hexdigest()[:TAG_LENGTH]


def voter_tag(key: bytes, secret: str) -> str:
    """Tag of a participant's ballots in the session of this key: 24 hexadecimal digits of an HMAC-SHA-256."""
    return _mark(key, "ballot", secret)


def paper_tag(key: bytes, number: int) -> str:
    """Tag of the paper ballots with this printed number."""
    return voter_tag(key, f"paper {number}")


def author_mark(key: bytes, secret: str) -> str:
    """Mark of a participant's proposals; it does not lead to the ballots."""
    return _mark(key, "proposal", secret)


def attendee_mark(session: str, secret: str) -> str:
    """Mark of a participant in the list of attendance, made without the session's key."""
    return hashlib.sha256(f"attendance\0{session}\0{secret}".encode()).hexdigest()[:TAG_LENGTH]


def token_secret(installation_key: bytes, session: str, token: str) -> str:
    """Secret of a participant who came with a one-time token.

    It depends on the token, so that a lost phone can be replaced without a second vote, and on a key of the
    installation, so that a used slip on the table does not give it away.
    """
    return hmac.new(installation_key, f"token\0{session}\0{token}".encode(), hashlib.sha256).hexdigest()[:36]

"""Passwords: argon2id as OWASP's cheat sheet advises (19 MiB, two passes, one lane), and one-time passwords."""

from __future__ import annotations

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foresight.problems import Problem

MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
SHORTEST, LONGEST = 10, 200
# Without the letters and digits that are mistaken for one another when read out.
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
# Each verification takes 19 MiB and 40 ms of a core: a flood of guesses waits here instead of filling the memory.
_at_once = threading.BoundedSemaphore(2)
# Belongs to nobody; guesses at an unknown name are compared with it, so that they take as long as at a known one.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IGhlcmU$" + "A" * 43
_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


def _plain(password: str) -> str:
    # The same letters typed on another keyboard may come in another composition.
    return unicodedata.normalize("NFC", password)


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with its salt and parameters in it."""
    with _at_once:
        return _hasher.hash(_plain(password))


def is_password(kept: str, password: str) -> bool:
    """Compare a password with a kept hash; an empty hash costs the same time and is never right."""
    if len(password) > LONGEST:
        return False
    with _at_once:
        try:
            return _hasher.verify(kept or _NOBODY, _plain(password)) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def one_time_password() -> str:
    """Make a password that is read out once: 80 bits in four groups."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def check_new_password(password: str, login: str) -> str:
    """Return a password that a person has chosen, or refuse a weak one.

    Raises
    ------
    Problem
    """
    plain = _plain(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise Problem(
            "a password has {shortest} to {longest} characters: three words are easy to remember",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    if login.casefold() in plain.casefold() or len(set(plain)) < 5:
        raise Problem("this password is too easy to guess: choose one without your name and without repetition")
    return plain

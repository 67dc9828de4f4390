"""Codes that people read from a wall and type on a phone: eight of 31 letters that cannot be mistaken for each other.

31^8 is 8.5e11: with twenty sessions open, 200 attackers at five tries a minute for eight hours find one with a
probability of 1.1e-5. Six digits would be found for certain.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
LINK_LENGTH = 24
TOKEN_LENGTH = 12

# Letters of the Russian and Kazakh keyboard that look like a Latin letter or digit of the alphabet.
LOOK_ALIKES = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u0420\u0421\u0422\u0423\u0425\u0417\u0401\u049a\u04a2\u04ae\u04b0\u04ba\u0405\u0408",
    "ABEKMHPCTYX3EKHYYHSJ",
)
SEPARATORS = str.maketrans("", "", " \t\r\n\u00a0-\u2010\u2011\u2012\u2013\u2014_.")


def new_code(choose: Callable[[Sequence[str]], str], length: int = LENGTH) -> str:
    """Draw a code letter by letter.

    Parameters
    ----------
    choose : callable
        Picks one of a sequence unpredictably, such as ``secrets.choice``.
    length : int
        Number of letters.
    """
    return "".join(choose(ALPHABET) for _ in range(length))


def derived_code(key: bytes, session: str, generation: int) -> str:
    """Code of a session that the projector can show again while the database keeps only its hash.

    Parameters
    ----------
    key : bytes
        Secret of the installation, kept outside the database.
    session : str
        Identifier of the session.
    generation : int
        Goes up when the facilitator asks for a new code.
    """
    digest = hmac.new(key, f"code\0{session}\0{generation}".encode(), hashlib.sha256).digest()
    number, letters = int.from_bytes(digest, "big"), []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def derived_link(key: bytes, session: str) -> str:
    """Long secret of a session that its QR code carries; nobody has to type it, so nobody can guess it."""
    return "".join(derived_code(key, f"{session}/link{part}", 0) for part in range(LINK_LENGTH // LENGTH))


def normalised(typed: str) -> str:
    """Bring what was typed to the code that was meant: capitals, Latin letters, no spaces or dashes.

    Anything else is kept, so that a code that cannot be right stays wrong.
    """
    # The small Cyrillic "be" looks like a six, its capital does not.
    return typed[:64].translate(SEPARATORS).replace("\u0431", "6").upper().translate(LOOK_ALIKES)


def written(code: str) -> str:
    """Write a code in fours: ``ABCD-EFGH``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def code_hash(code: str) -> str:
    """Return what the database keeps of a code or token."""
    return hashlib.sha256(f"join\0{normalised(code)}".encode()).hexdigest()


def is_code(typed: str, length: int = LENGTH) -> bool:
    """Whether something typed could be a code at all."""
    code = normalised(typed)
    return len(code) == length and all(letter in ALPHABET for letter in code)

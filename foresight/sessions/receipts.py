"""What a participant leaves with, and the list in which it is found after the session.

The receipt is made of the tag of the ballots; the list holds, for each receipt, how many answers each round has
and a check value of these answers. It shows that a ballot is there and unchanged, and not what it says.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from foresight.sessions.join_codes import ALPHABET, normalised, written

RECEIPT_LENGTH = 12
CHECK_LENGTH = 8


def _letters(digest: bytes, length: int) -> str:
    number, letters = int.from_bytes(digest, "big"), []
    for _ in range(length):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def receipt(tag: str) -> str:
    """Receipt of the ballots with this tag, twelve letters in fours; it does not lead back to the tag."""
    return written(_letters(hashlib.sha256(f"receipt\0{tag}".encode()).digest(), RECEIPT_LENGTH))


def check_value(tag: str, answers: Iterable[tuple[int, str, str, float | None, str]]) -> str:
    """Check value of a participant's answers.

    Parameters
    ----------
    tag : str
        Tag of the ballots; without it the few possible answers cannot be tried out.
    answers : iterable of tuple
        Round, need, criterion, value and state of each answer, in any order.
    """
    lines = sorted(
        f"{number}\0{need}\0{criterion}\0{'' if value is None else format(float(value), 'g')}\0{state}"
        for number, need, criterion, value, state in answers
    )
    digest = hmac.new(tag.encode(), "\n".join(lines).encode(), hashlib.sha256).digest()
    return written(_letters(digest, CHECK_LENGTH))


def find(typed: str, listed: Iterable[tuple[str, int, str]]) -> tuple[str, int, str] | None:
    """Return the line of a list that has a receipt, however it was typed, or None.

    Parameters
    ----------
    typed : str
    listed : iterable of (receipt, answers, check value)
    """
    wanted = normalised(typed)
    return next((line for line in listed if wanted and normalised(line[0]) == wanted), None)

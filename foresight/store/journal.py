"""Who changed what: an append-only list in which every entry's hash covers the entry before it.

It never says who voted what: ballots are recorded without any entry of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from foresight.store import clock
from foresight.store.engine import Reading, Transaction
from foresight.store.texts import clean_text, from_json, to_json

START = "0" * 64
TOPIC = "journal"


@dataclass(frozen=True)
class Verdict:
    """What checking the journal found.

    Attributes
    ----------
    entries : int
        How many entries were checked.
    head : str
        Hash of the last entry; kept outside the database it shows that nothing was cut off.
    broken_at : int or None
        Number of the first entry that does not fit; None when all fit.
    reason : str or None
        ``edited``, ``missing``, ``truncated`` or ``rewritten``; None when all fit.
    """

    entries: int
    head: str
    broken_at: int | None = None
    reason: str | None = None

    @property
    def intact(self) -> bool:
        """Whether nothing was changed, taken out or cut off."""
        return self.broken_at is None


def record(
    transaction: Transaction,
    *,
    actor: str,
    action: str,
    subject: str = "",
    detail: Mapping[str, object] | None = None,
    happened: datetime | None = None,
    topics: Sequence[str] = (),
) -> int:
    """Append an entry within a change, so that both are kept or neither.

    Parameters
    ----------
    transaction : Transaction
        The change.
    actor : str
        Who did it: a user's name, or ``local`` on a machine without sign-in.
    action : str
        A code such as ``session_created``.
    subject : str
        What it was done to, such as an identifier.
    detail : mapping, optional
        Codes and values that say more; never who voted what.
    happened : datetime, optional
        When; the present moment when not given.
    topics : sequence of str
        What the change is about, as for `Transaction.touch`.

    Returns
    -------
    int
        The entry's number.
    """
    action = clean_text(action, "action", longest=100)
    subject = clean_text(subject, "subject", required=False, longest=1000)
    transaction.recorded = True
    if transaction.guard is not None:
        transaction.guard.check(transaction, action, subject)
    actor = transaction.named(actor)
    content = to_json(dict(detail or {}))
    last = transaction.read("select number, hash from journal order by number desc limit 1")
    number, previous = (last[0][0] + 1, last[0][1]) if last else (1, START)
    moment = clock.stamp(happened)
    digest = entry_hash(number, moment, actor, action, subject, content, previous)
    transaction.execute(
        """
        insert into journal (number, happened, actor, action, subject, detail, previous_hash, hash)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        [number, moment, actor, action, subject, content, previous, digest],
    )
    transaction.touch(TOPIC, *topics)
    return number


def entry_hash(
    number: int,
    happened: str,
    actor: str,
    action: str,
    subject: str,
    detail: str,
    previous_hash: str,
) -> str:
    """Return the hash of an entry: SHA-256 over its parts.

    Parameters
    ----------
    number : int
        The entry's number.
    happened, actor, action, subject, detail : str
        The entry as stored.
    previous_hash : str
        Hash of the entry before.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    message = to_json([number, happened, actor, action, subject, detail, previous_hash]).encode("ascii")
    return hashlib.sha256(message).hexdigest()


def verify(reader: Reading, *, known_number: int = 0, known_head: str | None = None) -> Verdict:
    """Check every entry against the one before it, and the whole against a head noted earlier.

    Parameters
    ----------
    reader : Reading
        The store.
    known_number : int
        Number of an entry noted earlier outside the database, as backups do.
    known_head : str, optional
        Its hash then.

    Returns
    -------
    Verdict
        The first entry that does not fit, if any.
    """
    rows = reader.read(
        "select number, happened, actor, action, subject, detail, previous_hash, hash from journal order by number"
    )
    previous, expected = START, 1
    hashes: dict[int, str] = {0: START}
    for number, happened, actor, action, subject, detail, previous_hash, digest in rows:
        if number != expected:
            return Verdict(len(rows), previous, expected, "missing")
        if previous_hash != previous or digest != entry_hash(
            number, happened, actor, action, subject, detail, previous_hash
        ):
            return Verdict(len(rows), previous, number, "edited")
        hashes[number] = previous = digest
        expected += 1
    if known_number >= expected:
        return Verdict(len(rows), previous, expected, "truncated")
    if known_head is not None and hashes[known_number] != known_head:
        return Verdict(len(rows), previous, known_number, "rewritten")
    return Verdict(len(rows), previous)


def head(reader: Reading) -> tuple[int, str]:
    """Return the number and the hash of the last entry.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    tuple of int and str
        ``(0, "000…")`` while the journal is empty.
    """
    last = reader.read("select number, hash from journal order by number desc limit 1")
    return (last[0][0], last[0][1]) if last else (0, START)


def entries(reader: Reading, *, limit: int = 200, before: int | None = None) -> pd.DataFrame:
    """Return entries, newest first.

    Parameters
    ----------
    reader : Reading
        The store.
    limit : int
        Most entries returned.
    before : int, optional
        Only entries with a smaller number, for paging.

    Returns
    -------
    DataFrame
        ``number, happened, actor, action, subject, detail``; moments are aware, details are dictionaries.
    """
    frame = reader.frame(
        """
        select number, happened, actor, action, subject, detail from journal
        where number < $1 order by number desc limit $2
        """,
        [2**62 if before is None else before, limit],
    )
    frame["happened"] = pd.to_datetime(frame["happened"], utc=True)
    frame["detail"] = frame["detail"].map(from_json).astype("object")
    return frame

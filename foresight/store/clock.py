"""The one place where the store reads the clock, and how moments are written down.

Moments are kept as text of fixed width in UTC (``2026-05-14T09:30:00.000000Z``): it sorts as time does, reads the same
on every engine and is what the journal's hash is taken over.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from foresight.problems import Problem


def now() -> datetime:
    """Return the present moment in UTC.

    Returns
    -------
    datetime
        Aware, in UTC.
    """
    return datetime.now(UTC)


def stamp(moment: datetime | None = None) -> str:
    """Write a moment the way the store keeps it.

    Parameters
    ----------
    moment : datetime, optional
        An aware moment; the present one when not given.

    Returns
    -------
    str
        ``YYYY-MM-DDTHH:MM:SS.ffffffZ``.
    """
    moment = now() if moment is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"


def moment(text: str) -> datetime:
    """Read a moment that `stamp` has written.

    Parameters
    ----------
    text : str
        A stored moment.

    Returns
    -------
    datetime
        Aware, in UTC.
    """
    return datetime.fromisoformat(text)


def day(value: date | str) -> str:
    """Write a calendar day the way the store keeps it.

    Parameters
    ----------
    value : date or str
        A day, or its text ``YYYY-MM-DD``.

    Returns
    -------
    str
        ``YYYY-MM-DD``.

    Raises
    ------
    Problem
        When the text is not a day.
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise Problem("{value} is not a date: write it as year-month-day, such as 2026-05-14", value=value) from None

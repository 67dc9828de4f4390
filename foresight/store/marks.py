"""Marks where a series of figures breaks: what a fit leaves out, who says so, and why."""

from __future__ import annotations

import pandas as pd

from foresight.store import clock, journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.figures import TOPIC
from foresight.store.texts import clean_text, one_of

BREAK_KINDS = ("outlier", "level_break", "single_performer", "coverage_change", "boundary_change")


def mark_break(
    database: Database,
    indicator: str,
    region: str,
    year: int,
    reason: str,
    *,
    kind: str = "level_break",
    actor: str = "local",
) -> None:
    """Mark a year of a series that does not belong to its trend: an outlier, a change of level or of boundaries.

    Parameters
    ----------
    database : Database
        The store.
    indicator, region : str
        The series.
    year : int
        The outlier, or the first year after the break.
    reason : str
        Why.
    kind : str
        One of ``BREAK_KINDS``; what a fit leaves out follows from it.
    actor : str
        Who says so.
    """
    indicator, region = clean_text(indicator, "indicator", longest=100), clean_text(region, "region", longest=20)
    reason, kind = clean_text(reason, "reason"), one_of(kind, "kind", BREAK_KINDS)
    year = int(year)

    def mark(transaction: Transaction) -> None:
        transaction.execute(
            """
            insert into break_mark (indicator, region, year, reason, marked_by, marked_on, kind)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (indicator, region, year) do update
            set reason = excluded.reason, marked_by = excluded.marked_by, marked_on = excluded.marked_on,
                kind = excluded.kind
            """,
            [indicator, region, year, reason, transaction.named(actor), clock.stamp(), kind],
        )
        _journal_break(transaction, actor, "break_marked", indicator, region, year)

    database.write(mark)


def remove_break(database: Database, indicator: str, region: str, year: int, *, actor: str = "local") -> bool:
    """Take a mark away again.

    Parameters
    ----------
    database : Database
        The store.
    indicator, region : str
        The series.
    year : int
        The marked year.
    actor : str
        Who takes it away.

    Returns
    -------
    bool
        Whether there was one.
    """
    indicator, region = clean_text(indicator, "indicator", longest=100), clean_text(region, "region", longest=20)

    def remove(transaction: Transaction) -> bool:
        statement = "delete from break_mark where indicator = $1 and region = $2 and year = $3"
        removed = transaction.execute(statement, [indicator, region, int(year)]) > 0
        if removed:
            _journal_break(transaction, actor, "break_removed", indicator, region, int(year))
        return removed

    return database.write(remove)


def break_marks(reader: Reading) -> pd.DataFrame:
    """Return the marks people have set.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    DataFrame
        ``indicator, region, year, kind, reason, marked_by, marked_on``.
    """
    frame = reader.frame("select indicator, region, year, kind, reason, marked_by, marked_on from break_mark")
    frame["kind"] = frame["kind"].fillna(BREAK_KINDS[1])
    frame["marked_on"] = pd.to_datetime(frame["marked_on"], utc=True)
    return frame.sort_values(["indicator", "region", "year"], ignore_index=True)


def _journal_break(transaction: Transaction, actor: str, action: str, indicator: str, region: str, year: int) -> None:
    detail = {"indicator": indicator, "region": region, "year": year}
    journal.record(transaction, actor=actor, action=action, subject=indicator, detail=detail)
    transaction.touch(TOPIC)

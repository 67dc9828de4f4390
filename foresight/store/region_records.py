"""What the store knows of one region: needs, sessions, and how its initiatives moved."""

from __future__ import annotations

import pandas as pd

from foresight.store.actuals import dated
from foresight.store.engine import Reading

NEEDS = "needs"
SPECIFICATIONS_BEGUN = "specifications_begun"


def needs_counted(reader: Reading) -> pd.DataFrame:
    """Count the needs that sessions accepted.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    DataFrame
        ``indicator, region, year, value``; the year is that of the session's day.
    """
    return _counted(
        reader,
        NEEDS,
        """
        select session.region as region, session.held_on as happened, session.id as session
        from need join session on session.id = need.session where need.status = 'accepted'
        """,
    )


def specifications_counted(reader: Reading) -> pd.DataFrame:
    """Count the technical specifications begun, whatever became of them.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    DataFrame
        ``indicator, region, year, value``; the year is the one in which it was begun.
    """
    return _counted(reader, SPECIFICATIONS_BEGUN, "select region, created_on as happened, session from specification")


def initiative_moves(reader: Reading, region: str, *, limit: int = 20) -> pd.DataFrame:
    """Return the latest moves of a region's initiatives along the eight steps.

    Parameters
    ----------
    reader : Reading
        The store.
    region : str
        Code of the region.
    limit : int
        How many at most.

    Returns
    -------
    DataFrame
        ``title, step, state, moved_on, note``, newest first.
    """
    return reader.frame(
        """
        select initiative.title as title, initiative_move.step as step, initiative_move.state as state,
            initiative_move.moved_on as moved_on, initiative_move.note as note
        from initiative_move join initiative on initiative.id = initiative_move.initiative
        where initiative.region = $1 order by initiative_move.moved_on desc, initiative_move.position desc limit $2
        """,
        [region, int(limit)],
    )


def _counted(reader: Reading, indicator: str, statement: str) -> pd.DataFrame:
    found = dated(reader, indicator, statement)
    return found.groupby(["indicator", "region", "year"]).size().astype(float).rename("value").reset_index()

"""The store as the commands see it: opened from FORESIGHT_DATABASE, closed when the command ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from foresight.chain import breaks_with_marks
from foresight.statistics.shipped import read_breaks
from foresight.store import figures
from foresight.store.database import Database


@contextmanager
def store(backups: Path | None = None) -> Iterator[Database]:
    """Open the store, with the shipped figures in it."""
    database = Database.open(os.environ.get("FORESIGHT_DATABASE") or None, backups=backups)
    try:
        figures.load_shipped_figures(database)
        yield database
    finally:
        database.close()


def figures_in_use() -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Return the observations, the breaks and the identifier of the vintage in use."""
    with store() as database:
        vintage = figures.current_vintage(database)
        return (
            figures.observations(database, vintage),
            breaks_with_marks(read_breaks(), figures.break_marks(database)),
            vintage,
        )

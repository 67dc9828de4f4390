"""What the app does by itself while it runs: backups, retention, and the port with its figures."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import timedelta

from foresight.problems import Problem
from foresight.screen.health import METRICS_PORT, serve_figures, set_up_log
from foresight.store import journal
from foresight.store.backup import back_up
from foresight.store.database import Database
from foresight.store.jobs import Scheduler
from foresight.store.live_keys import installation_key
from foresight.store.retention import purge

BACKUP_HOURS = "FORESIGHT_BACKUP_HOURS"
HOURS = 24.0


def backup_hours() -> float:
    """Return how many hours lie between two backups; 0 is never, and what is no number is the usual 24."""
    try:
        return max(0.0, float(os.environ.get(BACKUP_HOURS, "") or HOURS))
    except ValueError:
        return HOURS


def tell_seal(database: Database) -> None:
    """Write the last entry's number and seal into the log, which lies out of reach of whoever rewrites the journal."""
    logging.getLogger("foresight").info("the journal's seal of entry %d is %s", *journal.head(database))


class Housekeeping:
    """The threads beside the app.

    Parameters
    ----------
    database_provider : callable
        Gives the open store of the process.
    """

    def __init__(self, database_provider: Callable[[], Database]) -> None:
        self.database_provider = database_provider
        self.scheduler: Scheduler | None = None
        self.figures = None

    def start(self) -> None:
        """Start them; a store that cannot be opened leaves the app to say so on its pages."""
        set_up_log()
        try:
            database = self.database_provider()
            installation_key(database)
            work: dict = {"retention": (timedelta(hours=24), purge), "seal": (timedelta(hours=1), tell_seal)}
            if backup_hours():
                work["backup"] = (timedelta(hours=backup_hours()), lambda store: back_up(store, actor="workbench"))
            self.scheduler = Scheduler(database, work).start()
            port = os.environ.get(METRICS_PORT, "")
            if port.isdecimal():
                self.figures = serve_figures(self.database_provider, int(port))
        except (Problem, OSError) as problem:
            logging.getLogger("foresight").error("%s", problem)

    def stop(self) -> None:
        """End them."""
        if self.scheduler is not None:
            self.scheduler.stop()
        if self.figures is not None:
            self.figures.shutdown()
            self.figures.server_close()

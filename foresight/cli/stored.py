"""The store as the commands see it: opened from FORESIGHT_DATABASE, closed when the command ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from foresight.chain import breaks_with_marks, complete_through, funding_inputs
from foresight.funding.inputs import FundingInputs
from foresight.funding.scenario import Scenario, read_scenario, scenario_from_document, shipped_scenarios
from foresight.funding.vocabulary import YEARS
from foresight.problems import Problem
from foresight.statistics.shipped import read_breaks
from foresight.store import actuals, clock, figures, marks, scenarios
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
            breaks_with_marks(read_breaks(), marks.break_marks(database)),
            vintage,
        )


def simulation_inputs() -> FundingInputs:
    """Return what a simulation starts from: the figures in use and what was recorded."""
    with store() as database:
        observations = figures.observations(database, figures.current_vintage(database))
        counted = actuals.recorded(database, YEARS)
        through = complete_through(counted, clock.now().year)
        return funding_inputs(observations, counted, actuals.started_projects(database), through)


def scenario_named(name: str) -> Scenario:
    """Return a shipped scenario, a scenario file, or one saved in the store."""
    if name in shipped_scenarios() or Path(name).suffix == ".json":
        return read_scenario(name)
    with store() as database:
        saved = {one.name: one for one in scenarios.list_scenarios(database)}
    if name in saved:
        return scenario_from_document(saved[name].content)
    raise Problem(
        "unknown scenario {scenario}: one of {allowed}, or a JSON file",
        scenario=name,
        allowed=", ".join([*shipped_scenarios(), *saved]),
    )


def recorded() -> pd.DataFrame:
    """Return what the store counts of the five indicators."""
    with store() as database:
        return actuals.recorded(database, YEARS)

"""The chain in one place: from the long frame of figures to forecasts, a simulation and the answer on the targets.

Everything here is pure; the pages and the command line only read the store, call these functions and show the result.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from foresight.forecasting.from_figures import (
    LOCAL_BUDGETS,
    RD_EXPENDITURE,
    forecast_figures,
    forecast_local_budgets,
    forecastable,
    is_regional,
)
from foresight.funding.inputs import FundingInputs, inputs_from_observations
from foresight.funding.parameters import read_parameters
from foresight.funding.result import SimulationResult
from foresight.funding.rules import read_rules
from foresight.funding.vocabulary import INSTRUMENTS, YEARS
from foresight.regions.regions import REGIONS
from foresight.statistics.shipped import read_targets
from foresight.targets.feasibility import feasibility
from foresight.targets.indicators import CountingChoices

__all__ = [
    "LOCAL_BUDGETS",
    "RD_EXPENDITURE",
    "answer_on_targets",
    "breaks_with_marks",
    "forecast_figures",
    "forecast_local_budgets",
    "forecastable",
    "funding_inputs",
    "is_regional",
]

NATION = "KZ"
FIRST_TARGET_YEAR = 2026
LAST_TARGET_YEAR = 2030


def breaks_with_marks(shipped: pd.DataFrame, marks: pd.DataFrame) -> pd.DataFrame:
    """Join the shipped breaks and those that people have marked; a person's reason is told in the words it was given.

    Parameters
    ----------
    shipped : DataFrame
        As read by ``read_breaks``.
    marks : DataFrame
        ``indicator, region, year, reason, marked_by`` and, where known, ``kind``.
    """
    if marks.empty:
        return shipped
    kinds = marks.get("kind", "level_break")
    reasons = {f"reason_{code}": marks["reason"] for code in ("en", "ru", "kk")}
    own = marks.assign(kind=kinds, excluded_from_fit=True, source=marks["marked_by"], **reasons)
    return pd.concat([shipped, own[shipped.columns]], ignore_index=True)


def _recorded_array(recorded: pd.DataFrame, indicator: str, years: Sequence[int]) -> np.ndarray:
    """Turn recorded counts into (regions, years); what has no region is left to the nation's own count."""
    rows = recorded[recorded["indicator"] == indicator]
    table = rows.pivot_table(index="region", columns="year", values="value", aggfunc="sum")
    return table.reindex(index=list(REGIONS), columns=list(years)).fillna(0.0).to_numpy()


def _started_arrays(started: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Turn counts of started projects into (regions, years, instruments), and those with a known end by it too.

    Other regions and years say nothing here; an end after the horizon is its last year.
    """
    table = np.zeros((len(REGIONS), len(YEARS), len(INSTRUMENTS)))
    spans = np.zeros((*table.shape, len(YEARS)))
    columns = ("region", "year", "last", "instrument", "value")
    for region, year, last, instrument, value in zip(*(started[name] for name in columns)):
        if region in REGIONS and year in YEARS:
            place = list(REGIONS).index(region), YEARS.index(year), INSTRUMENTS.index(instrument)
            table[place] += value
            if pd.notna(last):
                spans[(*place, YEARS.index(min(int(last), YEARS[-1])))] += value
    return table, spans


def complete_through(recorded: pd.DataFrame, this_year: int) -> int:
    """Return the last year whose records are complete: the last one that is over and in which anything was recorded.

    A year without a single record was most likely not kept here at all, so it does not overrule the model.

    Parameters
    ----------
    recorded : DataFrame
        ``indicator, region, year, value``.
    this_year : int
        The year that is not over yet.
    """
    over = recorded[(recorded["year"] < this_year) & (recorded["value"] > 0)]
    return int(max(over["year"].max() if len(over) else 0, YEARS[0]))


def funding_inputs(
    observations: pd.DataFrame,
    recorded: pd.DataFrame | None = None,
    started: pd.DataFrame | None = None,
    recorded_through: int = YEARS[0],
) -> FundingInputs:
    """Put together what a simulation starts from: figures, the forecast of local budgets, and what was recorded.

    Parameters
    ----------
    observations : DataFrame
        The long frame of figures.
    recorded : DataFrame, optional
        ``indicator, region, year, value`` of sessions held, specifications in calls, projects and recommendations.
    started : DataFrame, optional
        ``region, year, last, instrument, value`` of projects that really started; ``last`` is NaN where not known.
    recorded_through : int
        Last year whose records are complete.
    """
    more: dict[str, object] = {}
    if recorded is not None and len(recorded):
        more = {
            "recorded_sessions": _recorded_array(recorded, "foresight_sessions", YEARS),
            "recorded_specifications": _recorded_array(recorded, "technical_specifications", YEARS),
            "recorded_recommendations": _recorded_array(recorded, "recommendations", YEARS),
        }
    if started is not None and len(started):
        more["recorded_projects"], more["recorded_spans"] = _started_arrays(started)
    return inputs_from_observations(
        observations,
        budget_paths=forecast_local_budgets(observations, LAST_TARGET_YEAR, YEARS[0]),
        parameters=read_parameters(),
        rules=read_rules(),
        targets=read_targets(),
        recorded_through=recorded_through,
        **more,
    )


def answer_on_targets(
    simulation: SimulationResult, recorded: pd.DataFrame | None = None, choices: CountingChoices | None = None
) -> pd.DataFrame:
    """Answer for each target and year how likely it is, what binds and what it would take.

    Parameters
    ----------
    simulation : SimulationResult
        A simulated scenario.
    recorded : DataFrame, optional
        ``indicator, region, year, value`` of what was recorded; the nation's rows decide closed years.
    choices : CountingChoices, optional
        How the indicators are counted.
    """
    national = None if recorded is None else recorded[recorded["region"] == NATION]
    return feasibility(read_targets(), simulation, national, choices)

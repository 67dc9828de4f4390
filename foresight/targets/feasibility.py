"""Will the targets be met? Indicator by indicator and year by year, with what binds and what it would take."""

from __future__ import annotations

import numpy as np
import pandas as pd

from foresight.funding.result import SimulationResult
from foresight.funding.vocabulary import INSTRUMENTS
from foresight.problems import Problem
from foresight.targets.indicators import (
    INDICATORS,
    CountingChoices,
    indicator_draws,
    probability_with_error,
    reached,
)
from foresight.targets.what_it_takes import Open, explain

COLUMNS = (
    "indicator",
    "year",
    "target",
    "actual",
    "committed",
    "mean",
    "p10",
    "p90",
    "probability",
    "standard_error",
    "binding",
    "what_it_takes",
)

ASSUMPTIONS: dict[str, tuple[str, ...]] = {
    "foresight_sessions": ("sessions_per_year", "session_held"),
    "technical_specifications": (
        "sessions_per_year",
        "session_held",
        "specifications_per_session",
        "specification_approved",
        "specification_quota",
    ),
    "active_projects": (),  # all parameters
    "cofinancing_share": (),
    "recommendations": ("sessions_per_year", "session_held", "recommendations_per_session"),
}
"""Parameters each forecast rests on; an empty list means all of them."""


def feasibility(
    targets: pd.DataFrame,
    simulation: SimulationResult,
    actuals: pd.DataFrame | None = None,
    choices: CountingChoices | None = None,
    *,
    search: bool = True,
) -> pd.DataFrame:
    """Answer for every indicator and year whether the target will be met.

    Parameters
    ----------
    targets : pandas.DataFrame
        ``indicator, year, target``; NaN where a year has no target.
    simulation : SimulationResult
        A simulated scenario. Its inputs hold the records (sessions, specifications, recommendations, projects).
    actuals : pandas.DataFrame or None
        ``indicator, year, value`` of what has been reached so far; in a closed year it decides.
    choices : CountingChoices or None
        How indicators are counted.
    search : bool
        Whether to look for what it would take for running projects (about a second).

    Returns
    -------
    pandas.DataFrame
        ``indicator, year, target, actual, committed, mean, p10, p90, probability, standard_error, binding,
        what_it_takes``. ``binding`` is a code; ``what_it_takes`` is (code, values). Shares are 0 to 1.
    """
    missing = {"indicator", "year", "target"} - set(targets.columns)
    if missing:
        raise Problem("the targets have no column {column}", column=sorted(missing)[0])
    chosen = choices or CountingChoices()
    counted = indicator_draws(simulation, chosen)
    done = _actuals(actuals)
    rows = []
    for indicator, year, target in zip(targets["indicator"], targets["year"].astype(int), targets["target"]):
        if indicator not in INDICATORS:
            raise Problem(
                "unknown indicator {indicator}: one of {allowed}", indicator=indicator, allowed=", ".join(INDICATORS)
            )
        if year not in simulation.years:
            raise Problem(
                "year {year} is outside the horizon {first} to {last}",
                year=year,
                first=simulation.years[0],
                last=simulation.years[-1],
            )
        values = counted[indicator][simulation.years.index(year)]
        actual = done.get((indicator, year), float("nan"))
        over = year <= simulation.inputs.recorded_through
        closed = over and bool(np.isfinite(actual))
        if closed:
            values = np.full_like(values, actual)
        row = _summary(indicator, year, float(target), actual, _committed(indicator, year, simulation, chosen), values)
        facts = Open(indicator, year, row["target"], actual, row["committed"], row["probability"], closed, over)
        binding, takes = explain(facts, simulation, chosen, search)
        rows.append({**row, "binding": binding, "what_it_takes": takes})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _summary(
    indicator: str, year: int, target: float, actual: float, committed: float, values: np.ndarray
) -> dict[str, object]:
    known = values[np.isfinite(values)]
    if known.size:
        mean = float(known.mean())
        low, high = (float(value) for value in np.percentile(known, [10, 90]))
    else:
        mean = low = high = float("nan")
    chance, error = float("nan"), float("nan")
    if np.isfinite(target):
        chance, error = probability_with_error(reached(values, target))
    return {
        "indicator": indicator,
        "year": year,
        "target": target,
        "actual": actual,
        "committed": committed,
        "mean": mean,
        "p10": low,
        "p90": high,
        "probability": chance,
        "standard_error": error,
    }


def _actuals(actuals: pd.DataFrame | None) -> dict[tuple[str, int], float]:
    if actuals is None or actuals.empty:
        return {}
    missing = {"indicator", "year", "value"} - set(actuals.columns)
    if missing:
        raise Problem("the actuals have no column {column}", column=sorted(missing)[0])
    rows = zip(actuals["indicator"], actuals["year"].astype(int), actuals["value"].astype(float))
    return {(indicator, year): value for indicator, year, value in rows}


def _committed(indicator: str, year: int, simulation: SimulationResult, chosen: CountingChoices) -> float:
    """Return what is certain already: what was recorded, and recorded projects whose contract still runs."""
    inputs, t = simulation.inputs, simulation.years.index(year)
    tables = {
        "foresight_sessions": inputs.recorded_sessions,
        "technical_specifications": inputs.recorded_specifications,
        "recommendations": inputs.recorded_recommendations,
    }
    if indicator in tables:
        totals = tables[indicator].sum(axis=0)
        return float(totals[: t + 1].sum() if getattr(chosen, indicator) == "cumulative" else totals[t])
    if indicator == "cofinancing_share":
        return float("nan")
    starts = inputs.recorded_projects.sum(axis=0)  # (years, instruments)
    if chosen.active_projects == "started":
        return float(starts[t].sum())
    if chosen.active_projects == "cumulative":
        return float(starts[: t + 1].sum())
    known = inputs.recorded_spans.sum(axis=0)  # (first years, instruments, last years)
    running = float(known[: t + 1, :, t:].sum())
    without_end = starts - known.sum(axis=-1)
    for k, name in enumerate(INSTRUMENTS):
        durations = simulation.model.parameters.values(f"{name}_duration")
        running += sum(without_end[s, k] for s in range(t + 1) if t - s < durations[s])
    return float(running)

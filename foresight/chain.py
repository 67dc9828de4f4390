"""The chain in one place: from the long frame of figures to forecasts, a simulation and the answer on the targets.

Everything here is pure; the pages and the command line only read the store, call these functions and show the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.forecasting.local_budgets import LocalBudgetModel, fit_local_budgets
from foresight.forecasting.panel_forecast import PanelForecast, forecast_panel
from foresight.funding.inputs import FundingInputs, inputs_from_observations
from foresight.funding.parameters import read_parameters
from foresight.funding.result import SimulationResult
from foresight.funding.rules import read_rules
from foresight.funding.vocabulary import YEARS
from foresight.problems import Problem
from foresight.regions.regions import REGIONS
from foresight.statistics.panel import excluded_from_fit, national_series, panel
from foresight.statistics.shipped import read_targets
from foresight.targets.feasibility import feasibility
from foresight.targets.indicators import CountingChoices

NATION = "KZ"
FIRST_TARGET_YEAR = 2026
LAST_TARGET_YEAR = 2030
LOCAL_BUDGETS = "local_budget_rd"
RD_EXPENDITURE = "rd_expenditure"
#: Kinds of break after which the earlier years are another series.
NEW_LEVEL = ("level_break", "boundary_change")


@dataclass(frozen=True)
class FitOptions:
    """What a fit leaves out, series by series.

    Attributes
    ----------
    exclusions : frozenset of (unique_id, year)
        Single years that enter no fit.
    level_breaks : mapping of unique_id to year
        A series is fitted from this year on.
    level_only : frozenset of unique_id
        Series from which no growth may be read.
    """

    exclusions: frozenset[tuple[str, int]] = frozenset()
    level_breaks: Mapping[str, int] = None
    level_only: frozenset[str] = frozenset()


def fit_options(breaks: pd.DataFrame, indicator: str) -> FitOptions:
    """Read from the table of breaks what the fits of an indicator leave out."""
    rows = breaks[(breaks["indicator"] == indicator) & breaks["excluded_from_fit"]]
    kinds = rows["kind"]
    new_level = rows[kinds.isin(NEW_LEVEL)].groupby("region")["year"].max()
    single_years = rows[kinds.isin(["outlier", "coverage_change"])]
    return FitOptions(
        exclusions=frozenset((region, int(year)) for region, year in zip(single_years["region"], single_years["year"])),
        level_breaks={region: int(year) for region, year in new_level.items()},
        level_only=frozenset(rows.loc[kinds == "single_performer", "region"]),
    )


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


def is_regional(observations: pd.DataFrame, indicator: str) -> bool:
    """Tell whether an indicator has figures of at least one region."""
    rows = observations[observations["indicator"] == indicator]
    if rows.empty:
        raise Problem(
            "unknown indicator {indicator}: one of {allowed}",
            indicator=indicator,
            allowed=", ".join(dict.fromkeys(observations["indicator"])),
        )
    return bool((rows["region"] != NATION).any())


def forecastable(observations: pd.DataFrame) -> list[str]:
    """List the indicators in money or people with at least three known years somewhere, in the order of the figures."""
    known = observations.dropna(subset=["value"])
    years = known.groupby(["indicator", "region"])["year"].nunique().groupby("indicator").max()
    units = known.groupby("indicator")["unit"].first()
    whole = units.str.startswith(("mln KZT, current", "persons"))
    return [
        code for code in dict.fromkeys(observations["indicator"]) if years.get(code, 0) >= 3 and whole.get(code, False)
    ]


def regions_with_history(observations: pd.DataFrame, indicator: str) -> list[str]:
    """List the regions that have at least one known year, the largest last value first."""
    rows = observations[(observations["indicator"] == indicator) & (observations["region"] != NATION)].dropna(
        subset=["value"]
    )
    return rows.sort_values("year").groupby("region")["value"].last().sort_values(ascending=False).index.tolist()


def excluded_years(observations: pd.DataFrame, breaks: pd.DataFrame, indicator: str, region: str) -> set[int]:
    """Return the years of one series that stay out of its fit."""
    rows = observations[(observations["indicator"] == indicator) & (observations["region"] == region)]
    if rows.empty:
        return set()
    frame = rows.rename(columns={"region": "unique_id", "year": "ds", "value": "y"})[["unique_id", "ds", "y", "status"]]
    return set(frame.loc[excluded_from_fit(frame, breaks, indicator).to_numpy(), "ds"].astype(int))


def forecast_regions(
    observations: pd.DataFrame,
    breaks: pd.DataFrame,
    indicator: str,
    horizon_year: int,
    *,
    without_breaks: bool = True,
    methods: Sequence[str] = ("pooled", "naive"),
) -> PanelForecast:
    """Forecast an indicator in every region that has figures.

    Parameters
    ----------
    observations : DataFrame
        The long frame of figures.
    breaks : DataFrame
        Breaks and outliers with their reasons.
    indicator : str
        Code of the catalogue.
    horizon_year : int
        Last year of the forecast.
    without_breaks : bool
        Whether the marked years stay out of the fits.
    methods : sequence of str
        Methods computed beside pooled growth and naive.
    """
    if not is_regional(observations, indicator):
        frame = national_series(observations, indicator)
    else:
        frame = panel(observations, indicator)
    options = fit_options(breaks, indicator) if without_breaks else FitOptions()
    return forecast_panel(
        frame,
        horizon_year,
        exclusions=options.exclusions,
        level_breaks=options.level_breaks or {},
        level_only=options.level_only,
        methods=methods,
    )


def forecast_nation(
    observations: pd.DataFrame, breaks: pd.DataFrame, indicator: str, horizon_year: int
) -> PanelForecast:
    """Forecast the national series of an indicator on its own, so that its interval is its own."""
    options = fit_options(breaks, indicator)
    return forecast_panel(
        national_series(observations, indicator),
        horizon_year,
        exclusions=options.exclusions,
        level_breaks=options.level_breaks or {},
    )


def forecast_local_budgets(observations: pd.DataFrame, horizon_year: int = LAST_TARGET_YEAR) -> LocalBudgetModel:
    """Fit the states and amounts of local budgets; years before a region was created say nothing about it."""
    frame = panel(observations, LOCAL_BUDGETS)
    national = national_series(observations, LOCAL_BUDGETS).dropna(subset=["y"])
    before = frozenset(
        (code, int(year))
        for code, found in REGIONS.items()
        if found.created is not None
        for year in frame["ds"].unique()
        if year < found.created.year
    )
    return fit_local_budgets(
        frame, horizon_year, exclusions=before, national=dict(zip(national["ds"].astype(int), national["y"]))
    )


def _recorded_array(recorded: pd.DataFrame, indicator: str, years: Sequence[int]) -> np.ndarray:
    """Turn recorded counts into (regions, years); what has no region is left to the nation's own count."""
    rows = recorded[recorded["indicator"] == indicator]
    table = rows.pivot_table(index="region", columns="year", values="value", aggfunc="sum")
    return table.reindex(index=list(REGIONS), columns=list(years)).fillna(0.0).to_numpy()


def funding_inputs(observations: pd.DataFrame, recorded: pd.DataFrame | None = None) -> FundingInputs:
    """Put together what a simulation starts from: figures, the forecast of local budgets, and what was recorded.

    Parameters
    ----------
    observations : DataFrame
        The long frame of figures.
    recorded : DataFrame, optional
        ``indicator, region, year, value`` of sessions held, specifications in calls, projects and recommendations.
    """
    more: dict[str, object] = {}
    if recorded is not None and len(recorded):
        more = {
            "recorded_sessions": _recorded_array(recorded, "foresight_sessions", YEARS),
            "recorded_specifications": _recorded_array(recorded, "technical_specifications", YEARS),
            "recorded_recommendations": _recorded_array(recorded, "recommendations", YEARS),
        }
    return inputs_from_observations(
        observations,
        budget_paths=forecast_local_budgets(observations),
        parameters=read_parameters(),
        rules=read_rules(),
        targets=read_targets(),
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

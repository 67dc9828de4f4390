"""What the store keeps of forecasts: those that were published, and what people have changed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.access.identity import LOCAL
from foresight.forecasting.accountability import BudgetReckoning, Reckoning, reckon, reckon_budgets
from foresight.forecasting.from_figures import FiguresForecast, is_regional
from foresight.forecasting.judgement import Adjustment, apply_adjustments, score_adjustments
from foresight.forecasting.publication import fitting_adjustments, published_rows
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.regions.regions import NATION
from foresight.screen import people, resources
from foresight.screen.forecasts import answers
from foresight.screen.forecasts.answers import View
from foresight.screen.vintages import vintage_name
from foresight.store import adjustments, figures, forecast_runs
from foresight.store.adjustments import KeptAdjustment
from foresight.store.forecast_runs import ForecastRun

STATES = "states_and_amounts"
LARGEST_FACTOR = 10.0  # beyond it somebody has typed an amount


def may_plan() -> bool:
    """Tell whether the reader may adjust and publish."""
    return people.allowed("plan")


def reader_name() -> str:
    """Return the name of the reader who has signed in; empty on a laptop without sign-in."""
    reader = people.actor()
    return "" if reader in (None, LOCAL) else reader.name


def standing_adjustments(view: View) -> list[KeptAdjustment]:
    """Return the adjustments of the indicator that nobody has taken back."""
    return _standing(view.indicator, resources.version(adjustments.TOPIC))


@st.cache_resource(max_entries=40, show_spinner=False)
def _standing(indicator: str, version: tuple[int, ...]) -> list[KeptAdjustment]:
    kept = adjustments.list_adjustments(resources.database(), indicator=indicator)
    return [one for one in kept if one.stands]


def adjusted_rows(view: View, rows: pd.DataFrame, method: str) -> pd.DataFrame | None:
    """Return those of the rows, in the prices of each year, that standing adjustments change; None without any."""
    standing = fitting_adjustments(rows, [one.adjustment for one in standing_adjustments(view)])
    if not standing:
        return None
    try:
        changed = apply_adjustments(rows, standing, method)
    except Problem:
        return None
    return changed[changed["adjustments"].map(len) > 0]


def base_of(view: View) -> tuple[pd.DataFrame, str]:
    """Return the forecast that is published or adjusted, in the prices of each year, and the name of its method."""
    if view.states:
        return answers.local_budgets(view.horizon).summary(), "amount"
    found = answers.forecast(view)
    return answers.shown_rows(view, found, constant=False), found.found.chosen


def adjust(view: View, adjustment: Adjustment) -> KeptAdjustment:
    """Keep an adjustment beside the forecast that stands now."""
    if adjustment.kind == "factor" and not 1 / LARGEST_FACTOR <= adjustment.value <= LARGEST_FACTOR:
        raise Problem("a factor of {value} is another forecast: give an amount instead", value=adjustment.value)
    base, method = base_of(view)
    return adjustments.keep_adjustment(
        resources.database(),
        adjustment,
        indicator=view.indicator,
        vintage=figures.current_vintage(resources.database()),
        method=method,
        base=base,
    )


def withdraw(identifier: str, actor: str) -> None:
    """Take an adjustment back."""
    adjustments.withdraw_adjustment(resources.database(), identifier, actor=actor)


def publish(view: View, author: str) -> ForecastRun:
    """Keep the forecast of all regions and the nation with everything it stood on."""
    if not author.strip():
        raise Problem("a published forecast needs an author who answers for it")
    if view.states:
        rows, method = answers.local_budgets(view.horizon).summary(), STATES
        choices: dict[str, object] = {}
    else:
        found = answers.forecast(view, national=False)
        method = found.found.chosen
        standing = [one.adjustment for one in standing_adjustments(view)]
        rows = published_rows(found, _nation_beside(view), standing, view.shock)
        choices = {**view.as_choices(), "chosen_because": found.found.chosen_reason, "adjustments": len(standing)}
    return forecast_runs.keep_run(
        resources.database(),
        vintage=figures.current_vintage(resources.database()),
        indicator=view.indicator,
        horizon=view.horizon,
        rows=rows,
        method=method,
        choices=choices,
        published_by=author,
    )


def _nation_beside(view: View) -> FiguresForecast | None:
    """Return the forecast of the nation where the regions have one beside them."""
    observations = resources.observations()
    national = observations[(observations["indicator"] == view.indicator) & (observations["region"] == NATION)]
    if national["value"].notna().any() and is_regional(observations, view.indicator):
        return answers.forecast(view, national=True)
    return None


def published(indicator: str) -> list[ForecastRun]:
    """Return the published forecasts of an indicator, newest first."""
    return forecast_runs.list_runs(resources.database(), indicator=indicator)


def actuals(indicator: str) -> pd.DataFrame:
    """Return the figures in use under the names of the engine."""
    observations = resources.observations()
    rows = observations[observations["indicator"] == indicator]
    return rows.rename(columns={"region": "unique_id", "year": "ds", "value": "y"})[["unique_id", "ds", "y", "status"]]


def reckoning_of(run: ForecastRun) -> Reckoning | BudgetReckoning:
    """Hold a published forecast against the figures in use."""
    rows = forecast_runs.run_rows(resources.database(), run.id)
    came = actuals(run.indicator)
    if run.method == STATES:
        return reckon_budgets(rows, came)
    return reckon(rows, came, run.method)


def has_come(run: ForecastRun) -> bool:
    """Tell whether a year of the forecast has figures now."""
    rows = forecast_runs.run_rows(resources.database(), run.id)
    came = actuals(run.indicator)
    if run.method == STATES:
        return bool((came["ds"] >= rows["ds"].min()).any())
    return bool((came.dropna(subset=["y"])["ds"] >= rows["ds"].min()).any())


def scored_adjustments(indicator: str) -> pd.DataFrame:
    """Hold every adjustment whose year has come against the figures and against the base it changed."""
    came = actuals(indicator)
    parts = []
    for one in adjustments.list_adjustments(resources.database(), indicator=indicator):
        changed = apply_adjustments(one.base, [one.adjustment], one.method)
        parts.append(score_adjustments(changed, came, one.method).assign(stands=one.stands))
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def vintage_names(language: Language) -> dict[str, str]:
    """Return what people call the sets of figures, by identifier."""
    return {one.id: vintage_name(one, language) for one in figures.vintages(resources.database())}

"""What it takes: a map of chances over any two levers, and the least move that reaches a goal."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from foresight.charts import funding_analysis
from foresight.funding.goal_seek import Goal, Lever, goal_seek, least_package
from foresight.funding.model import resolve, varied
from foresight.funding.result import SimulationResult
from foresight.funding.scenario import Scenario
from foresight.funding.sweep import Axis, sweep
from foresight.funding.vocabulary import INSTRUMENTS
from foresight.i18n.changes import path_label, value_label
from foresight.i18n.language import Language
from foresight.screen import funding, long_work, resources
from foresight.screen.funding_sections import choose_year
from foresight.screen.language import text as _

CELLS = 17
MAP_DRAWS = 400
SEEK_DRAWS = 1000
SHARES = {"rule.grant.local_share": (0.05, 0.95), "rule.programme.local_share": (0.01, 0.5)}
PACKAGE = (
    "parameters.budget_level",
    "parameters.earmark",
    "parameters.specifications_per_session",
    "parameters.targeting",
    "parameters.sessions_per_year",
)


def section(scenario: Scenario, result: SimulationResult, language: Language) -> None:
    """Draw the goal, the map and the searches for scenario B."""
    first, second, third = st.columns([1, 1, 2])
    projects = first.number_input(_("Goal: projects"), min_value=0.5, value=3.0, step=1.0, format="%g", key="goal")
    probability = second.slider(_("with a chance of, %"), 5, 95, 80, step=5, key="goal_chance") / 100
    year = choose_year("goal_year", third)
    goal = Goal(projects, year, probability)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"**{_('Chance of the goal over two levers')}**")
        _map(scenario, result, goal, language)
    with right:
        st.markdown(f"**{_('One lever: how far must it go?')}**")
        _seek(scenario, result, goal, language)
    st.markdown(f"**{_('Several levers together, with the least change')}**")
    _package(scenario, result, goal, language)


def paths(scenario: Scenario) -> list[str]:
    """Return every path with a number that a map or a search may move, the usual ones first."""
    model = resolve(scenario, funding.inputs())
    usual = [*funding.LEVERS, "parameters.central_envelope", "parameters.elasticity"]
    others = [f"parameters.{name}" for name in (*model.parameters.levers, *varied(model))]
    fixed = {"parameters.specification_quota"}
    return [path for path in dict.fromkeys(usual + others) if path not in fixed]


def ends(path: str) -> tuple[float, float]:
    """Return the range over which a path is moved."""
    if path in SHARES:
        return SHARES[path]
    if path in funding.LEVERS:
        return funding.LEVERS[path][:2]
    entry = funding.inputs().parameters[path.partition(".")[2]]
    return entry.low, entry.high


def stand(path: str, scenario: Scenario) -> float:
    """Return where a path stands in a scenario."""
    model = resolve(scenario, funding.inputs())
    kind, name, *_rest = path.split(".")
    if kind == "rule":
        return float(model.local_share[-1, :, INSTRUMENTS.index(name)].mean())
    return float(model.parameters.values(name)[-1])


def _axis(path: str) -> Axis:
    low, high = ends(path)
    if path.startswith("parameters."):
        entry = funding.inputs().parameters[path.partition(".")[2]]
        if entry.distribution == "integer":
            return Axis(path, tuple(float(value) for value in np.unique(np.linspace(low, high, CELLS).round())))
        if entry.distribution == "loguniform":
            return Axis(path, tuple(np.geomspace(low, high, CELLS).round(3).tolist()))
    return Axis(path, tuple(np.linspace(low, high, CELLS).round(4).tolist()))


def _map(scenario: Scenario, result: SimulationResult, goal: Goal, language: Language) -> None:
    known = paths(scenario)
    left, right = st.columns(2)

    def name(path: str) -> str:
        return path_label(language, path)

    across = left.selectbox(_("Across"), known, format_func=name, key="map_across")
    below = right.selectbox(
        _("Down"), known, index=known.index("parameters.budget_level"), format_func=name, key="map_down"
    )
    if across == below:
        st.error(_("Choose two different levers."), icon=":material/error:")
        return
    inputs = funding.inputs()

    def work(progress: long_work.Progress) -> dict[str, object]:
        found = sweep(scenario, inputs, _axis(across), _axis(below), goal, draws=MAP_DRAWS, progress=progress)
        return {
            "across": list(found.across.values),
            "down": list(found.down.values),
            "cells": found.table().to_dict("list"),
            "kink": found.kink,
        }

    key = long_work.question("map", result.hash, across, below, vars(goal), CELLS, MAP_DRAWS)
    found = long_work.answer(resources.database(), "map", key, work)
    if found is None:
        return
    here = {"across": stand(across, scenario), "down": stand(below, scenario)}
    cells = _with_edges(pd.DataFrame(found["cells"]), found["across"], found["down"])
    line = kink_line(found["kink"], across, below, here, found["across"], found["down"])
    st.altair_chart(
        funding_analysis.heat_map(cells, line, across, below, here, language),
        alt=_("Chance of the goal over two levers"),
    )
    said = _(
        "Local money B and central money E are used up together at a local share of B / (B + E) = {share}.",
        share=language.percent(found["kink"], 1),
    )
    if len(line):
        said += " " + _(
            "The dashed line marks it: at a smaller local share the centre binds, at a larger one the regions."
        )
    st.caption(said + " " + _("{draws} futures a cell.", draws=language.number(MAP_DRAWS)))


def _with_edges(cells: pd.DataFrame, across: list[float], down: list[float]) -> pd.DataFrame:
    for name, values in (("across", across), ("down", down)):
        middles = (np.array(values[1:]) + np.array(values[:-1])) / 2
        low = dict(zip(values, [2 * values[0] - middles[0], *middles]))
        high = dict(zip(values, [*middles, 2 * values[-1] - middles[-1]]))
        cells = cells.assign(**{f"{name}_low": cells[name].map(low), f"{name}_high": cells[name].map(high)})
    return cells


def kink_line(
    kink: float, across: str, down: str, here: Mapping[str, float], columns: list[float], rows: list[float]
) -> pd.DataFrame:
    """Return the line m* = B / (B + E) on a map, empty where no axis is a local share.

    Local money B grows in proportion to the level of budgets and to the part usable as match, E is the envelope;
    on other axes both stay as they are.
    """
    shares = [path.endswith("local_share") for path in (across, down)]
    if sum(shares) != 1 or not 0 < kink < 1:
        return pd.DataFrame({"across": [], "down": [], "order": []})
    other, values, now = (down, rows, here["down"]) if shares[0] else (across, columns, here["across"])
    ratio = kink / (1 - kink)
    places = np.linspace(values[0], values[-1], 40)
    if other in ("parameters.budget_level", "parameters.earmark") and now > 0:
        ratios = ratio * places / now
    elif other == "parameters.central_envelope" and now > 0:
        ratios = ratio * now / places
    else:
        ratios = np.full(places.shape, ratio)
    line = ratios / (1 + ratios)
    pair = (line, places) if shares[0] else (places, line)
    return pd.DataFrame({"across": pair[0], "down": pair[1], "order": range(len(line))})


def _seek(scenario: Scenario, result: SimulationResult, goal: Goal, language: Language) -> None:
    known = paths(scenario)
    path = st.selectbox(
        _("Lever"),
        known,
        index=known.index("parameters.budget_level"),
        format_func=lambda one: path_label(language, one),
        key="seek_lever",
        label_visibility="collapsed",
    )
    inputs, (low, high) = funding.inputs(), ends(path)

    def work(progress: long_work.Progress) -> dict[str, object]:
        found = vars(goal_seek(scenario, inputs, Lever(path, low, high), goal, draws=SEEK_DRAWS, progress=progress))
        return {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in found.items()
            if name != "tried"
        }

    key = long_work.question("seek", result.hash, path, low, high, vars(goal), SEEK_DRAWS)
    found = long_work.answer(resources.database(), "seek", key, work)
    if found is None:
        return

    def amount(name: str) -> str:
        return value_label(language, path, found[name])

    chance = language.percent(found["probability"])
    if found["status"] == "not_reachable":
        st.warning(
            _(
                "Not reachable: at best {chance}, with the lever at {value}.",
                chance=chance,
                value=amount("best_value"),
            ),
            icon=":material/block:",
        )
    elif found["status"] == "already_reached":
        st.success(
            _("Reached over the whole range examined; {chance} at {value}.", chance=chance, value=amount("reaches_at")),
            icon=":material/check:",
        )
    else:
        surely = amount("sure_to") if found["sure_to"] is not None else _("beyond the range")
        st.success(
            _(
                "Reached from {value}: {chance}. With the error of the simulation: not before {low}, surely from "
                "{high}.",
                value=amount("reaches_at"),
                chance=chance,
                low=amount("sure_from"),
                high=surely,
            ),
            icon=":material/check:",
        )
    now = value_label(language, path, stand(path, scenario))
    st.caption(_("In scenario B it stands at {value}.", value=now))


def _package(scenario: Scenario, result: SimulationResult, goal: Goal, language: Language) -> None:
    chosen = st.multiselect(
        _("Levers that may move"),
        paths(scenario),
        default=list(PACKAGE),
        format_func=lambda path: path_label(language, path),
        max_selections=6,
        key="package_levers",
    )
    if len(chosen) < 2:
        st.error(_("Choose at least two levers."), icon=":material/error:")
        return
    inputs = funding.inputs()
    levers = [Lever(path, stand(path, scenario), _better_end(path)) for path in chosen]

    def work(progress: long_work.Progress) -> dict[str, object]:
        found = least_package(scenario, inputs, levers, goal, progress=progress)
        return {**vars(found), "moves": dict(found.moves)}

    asked = [[lever.path, lever.low, lever.high] for lever in levers]
    key = long_work.question("package", result.hash, asked, vars(goal))
    found = long_work.answer(
        resources.database(), "package", key, work, at_once=False, start=_("Look for the least package")
    )
    if found is None:
        return
    said = f"{language.label('goal_status', found['status'])} ({language.percent(found['probability'])})"
    (st.warning if found["status"] == "not_reachable" else st.success)(said)
    before = {lever.path: lever.low for lever in levers}
    for path, value in found["moves"].items():
        st.markdown(
            "- "
            + _(
                "{lever}: from {old} to {new}",
                lever=path_label(language, path),
                old=value_label(language, path, before[path]),
                new=value_label(language, path, value),
            )
        )


def _better_end(path: str) -> float:
    """Return the end of a path's range at which more projects start: low where the path is a burden."""
    low, high = ends(path)
    burdens = ("local_share", "grant_cost", "programme_cost", "team_size", "attrition", "dropout", "inflation")
    return low if path.endswith(burdens) else high

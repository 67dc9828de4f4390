"""The weights of a session's criteria from every source: the method, the room, judgements of groups, the answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import streamlit as st

from foresight.i18n.language import Language
from foresight.priorities.ahp import DEFAULT_TABLE
from foresight.priorities.criteria import Criterion
from foresight.priorities.elicited_weights import ElicitedWeights, weights_from_judgements, weights_from_points
from foresight.priorities.objective_weights import critic_weights, entropy_weights
from foresight.priorities.sensitivity import desirability_table
from foresight.problems import Problem
from foresight.reports.session_votes import weights_in_force
from foresight.screen import resources
from foresight.sessions.method import Method
from foresight.store import criteria_weights, sessions
from foresight.store.live_session import is_live, live_session, read_method
from foresight.store.live_session import topic as live_topic

POINTS_TO_DISTRIBUTE = 100
FROM_ANSWERS = ("entropy", "critic")


@dataclass(frozen=True, eq=False)
class WeightSet:
    """Weights of one source.

    Attributes
    ----------
    source : str
        ``method``, ``room``, ``direct``, ``swing``, ``pairwise``, ``entropy`` or ``critic``.
    weights : dict of str to float
        Of every criterion, summing to 1; groups count the same.
    by_group : dict of str to dict
        The same by stakeholder group; empty where there are none.
    people : int
        People or sheets behind them; 0 where nobody was asked.
    elicited : ElicitedWeights or None
        With consistency and notes, for what groups were asked here.
    notes : tuple of (code, values)
    """

    source: str
    weights: dict[str, float]
    by_group: dict[str, dict[str, float]]
    people: int
    elicited: ElicitedWeights | None = None
    notes: tuple[tuple[str, dict], ...] = ()


def method_of(session: sessions.Session) -> Method:
    """Return the method of a session, held live or entered by hand."""
    return read_method(session.method)


def criteria_of(method: Method, language: Language, weights: dict[str, float] | None = None) -> tuple[Criterion, ...]:
    """Return the criteria with names in the reader's language, no two of them alike."""
    found = method.criteria(language.code, weights)
    names = different({one.code: one.name for one in found})
    return tuple(replace(one, name=names[one.code]) for one in found)


def different(names: dict[str, str]) -> dict[str, str]:
    """Tell names apart that occur twice: charts, tables and lists of choices know their entries by their names."""
    times: dict[str, int] = {}
    told = {}
    for code, name in names.items():
        times[name] = times.get(name, 0) + 1
        told[code] = name if times[name] == 1 else f"{name} ({times[name]})"
    return told


def weights_key(session: str) -> tuple[int, ...]:
    """Return what changes with the weights and the answers of a session."""
    return resources.version(live_topic(session), sessions.topic(session))


@st.cache_resource(max_entries=60, show_spinner=False)
def _in_force(session: str, key: tuple) -> WeightSet:
    # A moment of the store asks nobody's role: the page has chosen the session, and the answer is kept for everybody.
    with resources.database().snapshot() as moment:
        method = method_of(sessions.get_session(moment, session))
        live = live_session(moment, session) if is_live(moment, session) else None
        found = weights_in_force(moment, method, live)
    return WeightSet(str(found["source"]), dict(found["weights"]), dict(found["by_group"]), int(found["people"]))


def in_force(session: str) -> WeightSet:
    """Return the weights that the protocol uses: those of the room, or else those of the method."""
    return _in_force(session, (*weights_key(session), str(resources.database().label)))


def of_method(method: Method) -> WeightSet:
    """Return the weights the method was set with."""
    total = sum(question.weight for question in method.questions)
    return WeightSet("method", {one.code: one.weight / total for one in method.questions}, {}, 0)


def judged(
    session: str, way: str, criteria: tuple[Criterion, ...], language: Language, table: str = DEFAULT_TABLE
) -> WeightSet | None:
    """Return the weights from what the groups gave in one way, or None while no group has.

    Raises
    ------
    Problem
        When what was entered cannot be used any more, naming the group.
    """
    database = resources.database()
    entered = (
        criteria_weights.judgements(database, session)
        if way == "pairwise"
        else criteria_weights.points(database, session, way)
    )
    if entered.empty:
        return None
    # The group is named in the sentence of a problem as the reader knows it.
    entered["rater"] = [language.label("stakeholder_group", group) for group in entered["stakeholder_group"]]
    if way == "pairwise":
        found = weights_from_judgements(entered, criteria, table)
    else:
        found = weights_from_points(entered, criteria, way, POINTS_TO_DISTRIBUTE if way == "direct" else None)
    return WeightSet(
        way,
        {one.code: float(found.group_equal[one.code]) for one in criteria},
        {group: {one.code: float(row[one.code]) for one in criteria} for group, row in found.by_group.iterrows()},
        len(found.people),
        found,
        found.notes,
    )


def from_answers(way: str, by_criterion: pd.DataFrame, criteria: tuple[Criterion, ...]) -> WeightSet:
    """Return the weights that the answers themselves give: what separates the needs, not what matters.

    Raises
    ------
    Problem
        With fewer than two needs that were answered on every criterion, or a criterion that is zero for all.
    """
    table = desirability_table(by_criterion)[[one.code for one in criteria]].dropna()
    if len(table) < 2:
        raise Problem("weights from the answers need at least two needs rated on every criterion")
    if way == "entropy":
        found = entropy_weights(table.to_numpy(), [one.name for one in criteria])
    else:
        found = critic_weights(table.to_numpy(), ["max"] * len(criteria))
    named = tuple(
        (code, {name: criteria[value - 1].code if name == "criterion" else value for name, value in values.items()})
        for code, values in found.notes
    )
    return WeightSet(way, dict(zip(table.columns, np.asarray(found.weights, dtype=float).tolist())), {}, 0, None, named)


def sources(session: str) -> list[str]:
    """Return the sources that have weights for a session, the ones the protocol uses first."""
    first = in_force(session).source
    ways = criteria_weights.ways_entered(resources.database(), session)
    return [*dict.fromkeys([first, "method", *ways, *FROM_ANSWERS])]

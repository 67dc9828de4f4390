"""Why a target may be missed, and what it would take to reach it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtrc, pdtrc

from foresight.funding.engine import count_projects
from foresight.funding.goal_seek import Goal, GoalAnswer, Lever, goal_seek, least_package
from foresight.funding.model import RANDOM_WALK, Levels, Model, draw_levels, resolve
from foresight.funding.random_streams import RandomStreams, random_streams
from foresight.funding.result import SimulationResult
from foresight.funding.scenario import Change
from foresight.targets.indicators import CountingChoices

WANTED = 0.8
"""A target counts as safe from this probability on."""

SEARCH_DRAWS = 500
RELIEF_DRAWS = 1000

RELIEFS: dict[str, Mapping[str, float]] = {
    "budget": {"budget_level": 2.0},
    "indivisibility": {},
    "pipeline": {"specifications_per_session": 2.0},
    "capacity": {"capacity_share": 2.0},
    "envelope": {"central_envelope": 2.0},
    "payment": {"take_up": np.inf},
}
"""What each constraint is multiplied by to see how much it holds back; infinity puts in 1 (certainty)."""

LEVERS: Mapping[str, tuple[float, float]] = {
    "parameters.budget_level": (10.0, 3.0),
    "parameters.specifications_per_session": (20.0, 6.0),
    "parameters.targeting": (1.0, 1.0),
    "parameters.earmark": (1.0, 1.0),
    "parameters.take_up": (1.0, 1.0),
    "parameters.entry_hazard": (0.5, 0.25),
    "rule.grant.local_share": (0.05, 0.1),
}
"""Levers of a search: the furthest end when one is moved alone, and when it is part of a package."""

Answer = tuple[str, dict[str, object]]
"""A code with values."""


@dataclass(frozen=True)
class Open:
    """What is known of one indicator in one year.

    Attributes
    ----------
    indicator, year, target : str, int, float
        What is asked.
    actual, committed : float
        Reached so far; certain already. NaN where nothing is known.
    probability : float
        Of reaching the target.
    closed : bool
        True where the year is over and the actual decides.
    over : bool
        True where the year is over, with or without an actual.
    """

    indicator: str
    year: int
    target: float
    actual: float
    committed: float
    probability: float
    closed: bool = False
    over: bool = False


def explain(
    question: Open, simulation: SimulationResult, choices: CountingChoices, search: bool = True
) -> tuple[str, Answer]:
    """Return what binds, as a code, and what it would take, as a code with values.

    Parameters
    ----------
    question : Open
        Indicator, year and what is known.
    simulation : SimulationResult
        Where one starts.
    choices : CountingChoices
        How indicators are counted.
    search : bool
        Whether to run searches over levers for running projects.
    """
    if not np.isfinite(question.target):
        return "no_target", ("no_target", {})
    if question.over and not question.closed:
        return "year_closed", ("not_recorded", {})
    if question.closed:
        met = question.probability >= 1
        return ("none", ("met", {})) if met else ("year_closed", ("missed", {"actual": question.actual}))
    if question.indicator == "active_projects":
        return _projects(question, simulation, choices, search)
    if question.indicator == "cofinancing_share":
        return _share(question, simulation, choices)
    return _counts(question, simulation, choices)


def relief_of_constraints(simulation: SimulationResult, year: int, measure: str = "active") -> dict[str, float]:
    """Return how many more projects the nation would have, on average, if one constraint were relieved.

    Budgets, specifications, capacity and the envelope are doubled; projects are made divisible; promises are paid.

    Parameters
    ----------
    simulation : SimulationResult
        Where one starts.
    year : int
        Year.
    measure : str
        ``active``, ``started`` or ``cumulative``.
    """
    inputs = simulation.inputs
    streams = _streams(simulation, RELIEF_DRAWS)
    t = inputs.years.index(year)
    before = count_projects(simulation.model, streams, measure=measure)[t].mean()
    levels = draw_levels(simulation.model, streams)
    divisible = simulation.scenario.with_changes([Change("choices.divisible", inputs.years, True)])
    gains = {}
    for name, factors in RELIEFS.items():
        model = simulation.model if factors else resolve(divisible, inputs)
        relieved = {key: _times(levels[key], factor) for key, factor in factors.items()}
        gains[name] = float(count_projects(model, streams, relieved, measure=measure)[t].mean() - before)
    return gains


def _times(level: np.ndarray, factor: float) -> np.ndarray:
    return np.ones_like(level) if np.isinf(factor) else level * np.float32(factor)


def _streams(simulation: SimulationResult, most: int) -> RandomStreams:
    inputs = simulation.inputs
    return random_streams(simulation.seed, min(most, simulation.draws), inputs.regions, len(inputs.years))


def _projects(
    question: Open, simulation: SimulationResult, choices: CountingChoices, search: bool
) -> tuple[str, Answer]:
    gains = relief_of_constraints(simulation, question.year, choices.active_projects)
    binding = max(gains, key=lambda name: gains[name])
    if gains[binding] <= 1e-6:
        binding = "none"
    if question.probability >= WANTED:
        return binding, ("likely_enough", {"probability": question.probability})
    if not search:
        return binding, ("relieve", {"constraint": binding, "more_projects": gains.get(binding, 0.0)})
    goal = Goal(question.target, question.year, WANTED, choices.active_projects)
    alone, best = _one_lever(simulation, goal)
    if alone is not None:
        today = _today(simulation.model, alone.path)
        values = {"lever": alone.path, "from": today, "to": alone.reaches_at, "probability": alone.probability}
        return binding, ("one_lever", values)
    levers = [Lever(path, _today(simulation.model, path), ends[1]) for path, ends in _levers(simulation.model).items()]
    inputs = simulation.inputs
    package = least_package(
        simulation.scenario,
        inputs,
        levers,
        goal,
        draws=min(SEARCH_DRAWS, simulation.draws),
        seed=simulation.seed,
        together=True,
    )
    code = "not_reachable" if package.status == "not_reachable" else "package"
    values = {
        "levers": dict(package.moves),
        "from": {path: _today(simulation.model, path) for path in package.moves},
        "probability": package.probability,
        "best_alone": best[0],
        "best_alone_probability": best[1],
    }
    rules = _chances(simulation, goal, {name: [Change("rule", simulation.years, name)] for name in inputs.rules})
    best_rule = max(rules, key=lambda name: rules[name])
    return binding, (code, {**values, "best_rule": best_rule, "best_rule_probability": rules[best_rule]})


def _levers(model: Model) -> dict[str, tuple[float, float]]:
    """Return the levers that can still be moved; those of the random walk are idle beside a forecast."""
    idle = {f"parameters.{name}" for name in RANDOM_WALK} if model.budgets == "forecast" else set()
    left = {}
    for path, ends in LEVERS.items():
        down = path.startswith("rule.")  # a lower share helps, more of everything else does
        movable = all(end < _today(model, path) if down else end > _today(model, path) for end in ends)
        if path not in idle and movable:
            left[path] = ends
    return left


def _one_lever(simulation: SimulationResult, goal: Goal) -> tuple[GoalAnswer | None, tuple[str, float]]:
    """Return the lever that reaches the goal alone with the shortest way, or None, and the best one at its end."""
    ends = {path: pair[0] for path, pair in _levers(simulation.model).items()}
    moved = {path: [Change(path, simulation.years, end)] for path, end in ends.items()}
    chances = _chances(simulation, goal, moved)
    best = max(chances, key=lambda path: chances[path])
    answers = []
    for path, chance in chances.items():
        if chance < goal.probability:
            continue
        today = _today(simulation.model, path)
        lever = Lever(path, today, ends[path])
        draws = min(SEARCH_DRAWS, simulation.draws)
        answer = goal_seek(simulation.scenario, simulation.inputs, lever, goal, draws=draws, seed=simulation.seed)
        if answer.status != "not_reachable":
            answers.append(((answer.reaches_at - today) / (ends[path] - today), answer))
    found = min(answers, key=lambda pair: pair[0])[1] if answers else None
    return found, (best, chances[best])


def _chances(simulation: SimulationResult, goal: Goal, moves: Mapping[str, list[Change]]) -> dict[str, float]:
    """Return the probability of a goal after each of several moves."""
    streams, t = _streams(simulation, SEARCH_DRAWS), simulation.years.index(goal.year)
    found = {}
    for name, changes in moves.items():
        model = resolve(simulation.scenario.with_changes(changes), simulation.inputs)
        counts = count_projects(model, streams, measure=goal.measure)[t]
        found[name] = float(np.mean(counts >= goal.projects - 1e-6))
    return found


def _today(model: Model, path: str) -> float:
    """Return where a lever stands in the last year."""
    if path == "rule.grant.local_share":
        return float(model.local_share[-1, :, 0].mean())
    return float(model.parameters.values(path.removeprefix("parameters."))[-1])


def _share(question: Open, simulation: SimulationResult, choices: CountingChoices) -> tuple[str, Answer]:
    t = simulation.years.index(question.year)
    if question.probability >= WANTED:
        return "none", ("likely_enough", {"probability": question.probability})
    if choices.cofinancing_share == "regional_projects":
        lowest = float((simulation.model.local_share[t] + simulation.model.private_share[t]).min())
        binding = "no_projects" if lowest >= question.target else "rule_share"
        return binding, ("one_project", {"share_of_rule": lowest})
    base = float(np.mean(simulation.denominator(choices.cofinancing_share)[t]))
    paid = simulation.national("local")[t] + simulation.national("private")[t]
    now = float(simulation.inputs.national_local_budget_2024)
    needed = question.target * base
    times = needed / now if now > 0 else float("nan")
    return "budget", ("local_money", {"money": needed, "expected": float(paid.mean()), "times_2024": times})


def _counts(question: Open, simulation: SimulationResult, choices: CountingChoices) -> tuple[str, Answer]:
    """Sessions, specifications, recommendations: solve the closed form over the drawn parameters."""
    if question.probability >= WANTED:
        return "none", ("likely_enough", {"probability": question.probability})
    at = _of_year(simulation.levels, simulation.years.index(question.year))
    planned = float(np.mean(at["sessions_per_year"]))
    lacking = max(question.target - _there_already(question, simulation, choices), 1)
    if question.indicator == "foresight_sessions":
        binding = "session_plan" if planned < lacking else "session_held"
        for count in range(int(np.ceil(lacking)), 101):
            chance = float(np.mean(bdtrc(lacking - 1, count, at["session_held"])))
            if chance >= WANTED:
                values = {"from": planned, "to": float(count), "probability": chance}
                return binding, ("sessions_planned", values)
        return binding, ("not_reachable", {"lever": "parameters.sessions_per_year"})
    name = "recommendations_per_session"
    rate = planned * at["session_held"]
    if question.indicator == "technical_specifications":
        name = "specifications_per_session"
        rate = rate * at["specification_approved"]
    factor = needed_factor(np.atleast_1d(rate * at[name])[:2000], lacking, WANTED)
    today = float(np.mean(at[name]))
    values = {"lever": f"parameters.{name}", "from": today, "to": today * factor, "sessions": planned * factor}
    code = "more_per_session" if np.isfinite(factor) else "not_reachable"
    return (name if planned > 0 else "session_plan"), (code, values)


def _there_already(question: Open, simulation: SimulationResult, choices: CountingChoices) -> float:
    """Return what counts towards the target without this year's sessions."""
    if getattr(choices, question.indicator) != "cumulative":
        return question.committed
    names = {"foresight_sessions": "sessions", "technical_specifications": "specifications"}
    draws = simulation.national(names.get(question.indicator, "recommendations"))
    return float(draws[: simulation.years.index(question.year)].sum(axis=0).mean())


def needed_factor(rate: np.ndarray, target: float, probability: float) -> float:
    """Return by what uncertain Poisson rates must be multiplied so that a target is reached often enough.

    Parameters
    ----------
    rate : numpy.ndarray
        (draws,) means.
    target, probability : float
        ``P(Poisson(factor * rate) >= target) >= probability``, averaged over the draws.

    Returns
    -------
    float
        Infinite above 100.
    """
    if target < 1:
        return 0.0
    low, high = 0.0, 100.0
    if np.mean(pdtrc(target - 1, high * rate)) < probability:
        return float("inf")
    for _ in range(30):
        middle = (low + high) / 2
        enough = np.mean(pdtrc(target - 1, middle * rate)) >= probability
        low, high = (low, middle) if enough else (middle, high)
    return high


def _of_year(levels: Levels, t: int) -> dict[str, np.ndarray]:
    return {name: level[t if level.shape[0] > 1 else 0].astype(float) for name, level in levels.items()}

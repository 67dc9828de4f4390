"""What would it take? The smallest change that reaches a goal, or the plain answer that it cannot be reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from foresight.funding.engine import COUNTS, count_projects
from foresight.funding.executors import Progress, Steps
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import resolve
from foresight.funding.random_streams import random_streams
from foresight.funding.scenario import Change, Scenario
from foresight.problems import Problem

GRID = 9
STEPS = 10
TAKEN_BACK_STEPS = 5
SURE = 1.96


@dataclass(frozen=True)
class Goal:
    """A number of projects to be reached with a probability.

    Attributes
    ----------
    projects : float
        At least so many, in the nation.
    year : int
        Year.
    probability : float
        At least so likely.
    measure : str
        ``active``, ``started`` or ``cumulative``.
    """

    projects: float
    year: int = 2030
    probability: float = 0.8
    measure: str = "active"

    def __post_init__(self) -> None:
        if not 0 < self.probability < 1:
            raise Problem("probability {value} must lie between 0 and 1", value=self.probability)
        if not self.projects >= 0:
            raise Problem("{value} projects is not a goal", value=self.projects)
        if self.measure not in COUNTS:
            raise Problem(
                "projects cannot be counted as {measure}: one of {allowed}",
                measure=self.measure,
                allowed=", ".join(COUNTS),
            )


@dataclass(frozen=True)
class Lever:
    """A path that can be moved between two ends.

    Attributes
    ----------
    path : str
        Path of a change.
    low, high : float
        Ends; the search finds out in which direction the goal lies.
    years : tuple of int
        Years in which it is moved; empty for all.
    """

    path: str
    low: float
    high: float
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class GoalAnswer:
    """The answer of a search along one lever.

    Attributes
    ----------
    status : str
        ``reached``, ``already_reached`` or ``not_reachable``.
    path : str
        Lever.
    fails_at, reaches_at : float
        Between them lies the answer; NaN where there is none.
    sure_from, sure_to : float
        The same with the Monte Carlo error: below ``sure_from`` surely not, beyond ``sure_to`` surely.
    probability, standard_error : float
        At ``reaches_at``, or the best there is when the goal is not reachable.
    best_value : float
        Where the probability is best when the goal is not reachable.
    tried : tuple
        (value, probability) of every run, ascending.
    """

    status: str
    path: str
    fails_at: float
    reaches_at: float
    sure_from: float
    sure_to: float
    probability: float
    standard_error: float
    best_value: float
    tried: tuple[tuple[float, float], ...]


def bisect_first(reaches: Callable[[float], bool], low: float, high: float, steps: int) -> tuple[float, float]:
    """Narrow down where a condition starts to hold.

    Parameters
    ----------
    reaches : callable
        False at ``low``, True at ``high``.
    low, high : float
        Ends, in either order.
    steps : int
        Halvings.

    Returns
    -------
    tuple of float
        (last value that fails, first value that reaches).
    """
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return low, high


def goal_seek(
    scenario: Scenario,
    inputs: FundingInputs,
    lever: Lever,
    goal: Goal,
    *,
    draws: int = 2000,
    seed: int = 1,
    progress: Progress | None = None,
) -> GoalAnswer:
    """Find the smallest move of one lever that reaches a goal.

    Single futures are not monotone (projects are whole and run for years), so the search runs on the probability
    over all draws, with the same random numbers at every step.

    Parameters
    ----------
    scenario : Scenario
        Everything else stays as in this scenario.
    inputs : FundingInputs
        The baseline.
    lever : Lever
        What is moved.
    goal : Goal
        What is to be reached.
    draws, seed : int
        Of each run.
    progress : callable or None
        Told before every run; may raise to stop.

    Returns
    -------
    GoalAnswer
        An interval, or ``not_reachable`` with the best probability found.
    """
    chance = _chance(scenario, inputs, goal, draws, seed, Steps(progress, GRID + 3 * STEPS))
    tried: dict[float, float] = {}
    settled = _settled(lever.path, inputs)

    def probability(value: float) -> float:
        value = settled(value)
        if value not in tried:
            tried[value], _ = chance(_moved(scenario, [lever], [value], inputs))
        return tried[value]

    grid = list(dict.fromkeys(map(settled, np.linspace(lever.low, lever.high, GRID).tolist())))
    at_ends = probability(grid[0]), probability(grid[-1])
    if at_ends[0] > at_ends[1]:  # the goal lies in the other direction
        grid.reverse()

    def crossing(shift: float) -> tuple[float, float] | None:
        def reaches(value: float) -> bool:
            p = probability(value)
            return p + shift * SURE * float(np.sqrt(p * (1 - p) / draws)) >= goal.probability

        passed = [position for position, value in enumerate(grid) if reaches(value)]
        if not passed:
            return None
        if passed[0] == 0:
            return grid[0], grid[0]
        fails, holds = bisect_first(reaches, grid[passed[0] - 1], grid[passed[0]], STEPS)
        return settled(fails), settled(holds)

    found = crossing(0.0)
    if found is None:
        best = max(grid, key=probability)
        p, nan = probability(best), float("nan")
        return GoalAnswer("not_reachable", lever.path, nan, nan, nan, nan, p, _error(p, draws), best, _sorted(tried))
    early, late = crossing(1.0) or found, crossing(-1.0)
    p = probability(found[1])
    status = "already_reached" if found[0] == found[1] else "reached"
    return GoalAnswer(
        status=status,
        path=lever.path,
        fails_at=found[0],
        reaches_at=found[1],
        sure_from=early[0],
        sure_to=late[1] if late else float("nan"),
        probability=p,
        standard_error=_error(p, draws),
        best_value=found[1],
        tried=_sorted(tried),
    )


@dataclass(frozen=True)
class Package:
    """A set of lever moves that together reach a goal.

    Attributes
    ----------
    status : str
        ``reached``, ``already_reached`` or ``not_reachable``.
    moves : mapping
        Path to value, only levers that moved.
    effort : float
        Sum over levers of the part of their way they were moved.
    probability, standard_error : float
        With all moves made.
    """

    status: str
    moves: Mapping[str, float]
    effort: float
    probability: float
    standard_error: float


def least_package(
    scenario: Scenario,
    inputs: FundingInputs,
    levers: Sequence[Lever],
    goal: Goal,
    *,
    draws: int = 500,
    seed: int = 1,
    step: float = 0.25,
    together: bool = False,
    progress: Progress | None = None,
) -> Package:
    """Find a package of lever moves that reaches a goal with little total change.

    Every lever goes from ``low`` (today) to ``high`` (the most one can ask for), and its move is measured as a part
    of that way. Starting from nothing moved, the lever that raises the probability most is moved by a step, until
    the goal is reached; then every lever is taken back as far as the goal allows. A heuristic: the package cannot be
    shortened along any single lever, but another mix may be shorter.

    Parameters
    ----------
    scenario, inputs : Scenario, FundingInputs
        Where one starts.
    levers : sequence of Lever
        ``low`` is where each stands, ``high`` the end of its way.
    goal : Goal
        What is to be reached.
    draws, seed : int
        Of each run.
    step : float
        Part of the way moved at a time.
    together : bool
        Quicker and rougher: all levers move by the same part first, then each is taken back.
    progress : callable or None
        Told before every run; may raise to stop.
    """
    ways = len(levers) * (TAKEN_BACK_STEPS + 1)
    most = 2 + TAKEN_BACK_STEPS + ways if together else 1 + int(np.ceil(1 / step)) * len(levers) ** 2 + ways
    chance = _chance(scenario, inputs, goal, draws, seed, Steps(progress, most))
    known: dict[tuple[float, ...], tuple[float, float]] = {}

    def value(parts: Sequence[float]) -> tuple[float, float]:
        key = tuple(round(part, 6) for part in parts)
        if key not in known:
            targets = [_on_the_way(lever, part, inputs) for lever, part in zip(levers, key)]
            moved = [lever for lever, part in zip(levers, key) if part > 0]
            known[key] = chance(_moved(scenario, moved, [x for x, part in zip(targets, key) if part > 0], inputs))
        return known[key]

    parts = [0.0] * len(levers)
    started = value(parts)[0] >= goal.probability
    if together and not started:
        parts = [1.0] * len(levers)
        if value(parts)[0] >= goal.probability:
            _, part = bisect_first(
                lambda x: value([x] * len(levers))[0] >= goal.probability, 0.0, 1.0, TAKEN_BACK_STEPS
            )
            parts = [part] * len(levers)
    while value(parts)[0] < goal.probability:
        options = [
            [part + step * (place == move) for place, part in enumerate(parts)]
            for move in range(len(levers))
            if parts[move] < 1 - 1e-9
        ]
        if not options:
            break
        parts = max(options, key=value)
    reached = value(parts)[0] >= goal.probability
    if reached and not started:
        for place in sorted(range(len(levers)), key=lambda position: parts[position]):
            if parts[place] > 0:
                parts = _taken_back(parts, place, lambda some: value(some)[0] >= goal.probability)
    p = value(parts)[0]
    status = "already_reached" if started else ("reached" if reached else "not_reachable")
    moves = {lever.path: _on_the_way(lever, part, inputs) for lever, part in zip(levers, parts) if part > 0}
    return Package(status, moves, float(sum(parts)), p, _error(p, draws))


def _on_the_way(lever: Lever, part: float, inputs: FundingInputs) -> float:
    value = lever.high if part >= 1 else lever.low + part * (lever.high - lever.low)
    return _settled(lever.path, inputs)(value)


def _settled(path: str, inputs: FundingInputs) -> Callable[[float], float]:
    """Return what makes of a value on the way one that can be put in: sessions and years come whole only."""
    entry = inputs.parameters.series.get(path.removeprefix("parameters."), (None,))[-1]
    whole = entry is not None and (entry.distribution == "integer" or entry.unit == "years")
    return (lambda value: float(np.floor(value + 1e-9))) if whole else float


def _taken_back(parts: list[float], place: int, holds: Callable[[list[float]], bool]) -> list[float]:
    def at(part: float) -> list[float]:
        return [part if position == place else other for position, other in enumerate(parts)]

    if holds(at(0.0)):
        return at(0.0)
    _, needed = bisect_first(lambda part: holds(at(part)), 0.0, parts[place], TAKEN_BACK_STEPS)
    return at(needed)


def _chance(
    scenario: Scenario, inputs: FundingInputs, goal: Goal, draws: int, seed: int, steps: Steps
) -> Callable[[Scenario], tuple[float, float]]:
    """Return what works out the probability of the goal and the mean number of projects of a changed scenario."""
    if goal.year not in inputs.years:
        raise Problem(
            "year {year} is outside the horizon {first} to {last}",
            year=goal.year,
            first=inputs.years[0],
            last=inputs.years[-1],
        )
    streams = random_streams(seed, draws, inputs.regions, len(inputs.years))
    t = inputs.years.index(goal.year)

    def chance(changed: Scenario) -> tuple[float, float]:
        steps.take()
        counts = count_projects(resolve(changed, inputs), streams, measure=goal.measure)[t]
        return float(np.mean(counts >= goal.projects - 1e-6)), float(counts.mean())

    return chance


def _moved(scenario: Scenario, levers: Sequence[Lever], values: Sequence[float], inputs: FundingInputs) -> Scenario:
    changes = [Change(lever.path, lever.years or inputs.years, value) for lever, value in zip(levers, values)]
    return scenario.with_changes(changes)


def _error(p: float, draws: int) -> float:
    return float(np.sqrt(p * (1 - p) / draws))


def _sorted(tried: Mapping[float, float]) -> tuple[tuple[float, float], ...]:
    return tuple(sorted(tried.items()))

"""From scenario A to scenario B, step by step: how much each change adds, whatever the order."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np

from foresight.funding.engine import count_projects
from foresight.funding.executors import Progress, Steps
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import resolve
from foresight.funding.random_streams import random_streams
from foresight.funding.scenario import Change, Scenario
from foresight.problems import Problem

EXACT_UP_TO = 6
ORDERS = 60


@dataclass(frozen=True)
class Contribution:
    """What one path adds on the way from A to B.

    Attributes
    ----------
    path : str
        What differs.
    value : float
        Mean number of projects it adds (or takes away).
    standard_error : float
        Monte Carlo error over the futures.
    order_error : float
        Error from not trying all orders; 0 where all were tried.
    """

    path: str
    value: float
    standard_error: float
    order_error: float


@dataclass(frozen=True)
class Waterfall:
    """The steps from A to B; ``start`` and all contributions add up to ``end`` exactly.

    Attributes
    ----------
    start, end : float
        Mean number of projects in A and B.
    contributions : tuple of Contribution
        Largest first.
    method : str
        ``all_orders`` or ``sampled_orders``.
    runs : int
        Simulations made.
    """

    start: float
    end: float
    contributions: tuple[Contribution, ...]
    method: str
    runs: int


def shapley_values(players: int, value: Callable[[frozenset[int]], np.ndarray]) -> np.ndarray:
    """Share out ``value(all) - value(none)`` fairly: the mean gain of a player over all orders of joining.

    ``phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))`` (Shapley 1953). The shares sum to
    the whole whatever the values.

    Parameters
    ----------
    players : int
        Number of players.
    value : callable
        Set of players to an array; called once a set.

    Returns
    -------
    numpy.ndarray
        (players, ...) shares.
    """
    known = {}
    for size in range(players + 1):
        for members in combinations(range(players), size):
            known[frozenset(members)] = np.asarray(value(frozenset(members)), dtype=np.float64)
    whole = known[frozenset(range(players))]
    shares = np.zeros((players, *whole.shape))
    for player in range(players):
        for members, worth in known.items():
            if player not in members:
                size = len(members)
                weight = math.factorial(size) * math.factorial(players - size - 1) / math.factorial(players)
                shares[player] += weight * (known[members | {player}] - worth)
    return shares


def sampled_shapley_values(
    players: int, value: Callable[[frozenset[int]], np.ndarray], generator: np.random.Generator, orders: int = ORDERS
) -> tuple[np.ndarray, np.ndarray]:
    """Estimate Shapley shares from random orders of joining; they too sum to the whole exactly.

    Parameters
    ----------
    players, value
        As in ``shapley_values``.
    generator : numpy.random.Generator
        For the orders.
    orders : int
        Number of orders, each used forwards and backwards.

    Returns
    -------
    tuple of numpy.ndarray
        (players, ...) shares, and (players,) standard errors of their means over orders.
    """
    known: dict[frozenset[int], np.ndarray] = {}

    def worth(members: frozenset[int]) -> np.ndarray:
        if members not in known:
            known[members] = np.asarray(value(members), dtype=np.float64)
        return known[members]

    total, means = None, []
    for _ in range(max(orders // 2, 1)):
        order = generator.permutation(players).tolist()
        pair = []
        for direction in (order, order[::-1]):
            gains = [None] * players
            members: frozenset[int] = frozenset()
            for player in direction:
                gains[player] = worth(members | {player}) - worth(members)
                members = members | {player}
            pair.append(np.stack(gains))
        both = (pair[0] + pair[1]) / 2
        total = both if total is None else total + both
        means.append(both.reshape(players, -1).mean(axis=1))
    error = np.std(means, axis=0, ddof=1) / np.sqrt(len(means)) if len(means) > 1 else np.full(players, np.nan)
    return total / len(means), error


def waterfall(
    first: Scenario,
    second: Scenario,
    inputs: FundingInputs,
    *,
    year: int = 2030,
    measure: str = "active",
    draws: int = 2000,
    seed: int = 1,
    progress: Progress | None = None,
) -> Waterfall:
    """Explain the difference of two scenarios by the paths in which they differ.

    Parameters
    ----------
    first, second : Scenario
        Start and end.
    inputs : FundingInputs
        The baseline of both.
    year : int
        Year.
    measure : str
        ``active``, ``started`` or ``cumulative``.
    draws, seed : int
        Of each run; all meet the same futures.
    progress : callable or None
        Told before every run; may raise to stop.

    Returns
    -------
    Waterfall
        Up to six paths in all orders, more by sampled orders with an error.
    """
    if year not in inputs.years:
        a, b = inputs.years[0], inputs.years[-1]
        raise Problem("year {year} is outside the horizon {first} to {last}", year=year, first=a, last=b)
    streams = random_streams(seed, draws, inputs.regions, len(inputs.years))
    t = inputs.years.index(year)
    paths = differing_paths(first, second)
    exact = len(paths) <= EXACT_UP_TO
    steps = Steps(progress, 2 ** len(paths) if exact else 2 + ORDERS * (len(paths) - 1))

    @cache
    def value(taken: frozenset[int]) -> np.ndarray:
        steps.take()
        mixed = mixed_scenario(first, second, [paths[player] for player in sorted(taken)])
        return count_projects(resolve(mixed, inputs), streams, measure=measure)[t]

    start, end = value(frozenset()), value(frozenset(range(len(paths))))
    if exact:
        shares, order_errors = shapley_values(len(paths), value), np.zeros(len(paths))
    else:
        shares, order_errors = sampled_shapley_values(len(paths), value, streams.generator("waterfall"))
    found = [
        Contribution(path, float(share.mean()), float(share.std() / np.sqrt(share.size)), float(error))
        for path, share, error in zip(paths, shares, order_errors)
    ]
    ordered = tuple(sorted(found, key=lambda part: -abs(part.value)))
    method = "all_orders" if exact else "sampled_orders"
    return Waterfall(
        float(start.mean(dtype=np.float64)), float(end.mean(dtype=np.float64)), ordered, method, steps.done
    )


def differing_paths(first: Scenario, second: Scenario) -> list[str]:
    """Return the paths whose changes are not the same in both scenarios, in order of appearance."""
    one, other = _by_path(first.changes), _by_path(second.changes)
    return [path for path in dict.fromkeys([*one, *other]) if one.get(path) != other.get(path)]


def mixed_scenario(first: Scenario, second: Scenario, taken: Sequence[str]) -> Scenario:
    """Return the first scenario with some paths as in the second."""
    one, other = _by_path(first.changes), _by_path(second.changes)
    changes: list[Change] = []
    for path in dict.fromkeys([*one, *other]):
        changes += (other if path in taken else one).get(path, [])
    return Scenario(f"{first.name} > {second.name}", tuple(changes))


def _by_path(changes: Sequence[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.path, []).append(change)
    return found


def log_mean(first: float, second: float) -> float:
    """Return the logarithmic mean (b - a) / ln(b / a), and a where both are equal."""
    return first if first == second else (second - first) / math.log(second / first)


def log_mean_decomposition(first: Sequence[float], second: Sequence[float]) -> np.ndarray:
    """Split the change of a product among its factors: L(N1, N0) ln(x1 / x0) (LMDI-I, Ang 2004).

    Parameters
    ----------
    first, second : sequence of float
        Factors before and after, all positive.

    Returns
    -------
    numpy.ndarray
        (factors,) parts that sum to the change exactly.
    """
    before, after = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if np.any(before <= 0) or np.any(after <= 0):
        raise Problem("factors must be positive to be split by logarithms")
    return log_mean(float(np.prod(before)), float(np.prod(after))) * np.log(after / before)

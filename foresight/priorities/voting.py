"""Rankings combined by counting: plurality, Borda, Condorcet, Copeland.

They can have three different winners on the same ballots, so they are shown together and never one of them unlabelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import connected_components

from foresight.problems import Problem


@dataclass(frozen=True, eq=False)
class Tally:
    """Ballots counted pair by pair.

    Attributes
    ----------
    prefers : numpy.ndarray, shape (options, options)
        Weight of the voters who put the row before the column.
    compared : numpy.ndarray, shape (options, options)
        Weight of the voters who ranked both.
    first_places : numpy.ndarray, shape (options,)
        Weight of the voters who put the option first; a shared first place is split.
    """

    prefers: np.ndarray
    compared: np.ndarray
    first_places: np.ndarray

    @property
    def margins(self) -> np.ndarray:
        """Majority of the row over the column, negative if it loses."""
        return self.prefers - self.prefers.T


def tally(scores: np.ndarray, weights: np.ndarray | None = None) -> Tally:
    """Count which option each voter puts before which.

    Parameters
    ----------
    scores : array, shape (voters, options)
        Higher is better; NaN is not ranked. Equal scores are a tie and count for neither.
    weights : array, shape (voters,), optional
        Weight of each voter, 1 by default; 1 / size of the group makes groups equal.

    Returns
    -------
    Tally
    """
    table = np.atleast_2d(np.asarray(scores, dtype=float))
    if not np.isfinite(table).any():
        raise Problem("there is no ranking yet: nothing can be counted")
    share = np.ones(len(table)) if weights is None else np.asarray(weights, dtype=float)
    known = np.isfinite(table)
    options = table.shape[1]
    prefers = np.empty((options, options))
    with np.errstate(invalid="ignore"):
        for option in range(options):
            prefers[option] = share @ (table[:, [option]] > table)
        best = np.where(known, table, -np.inf)
        leads = known & (best == best.max(axis=1, keepdims=True))
    places = leads.sum(axis=1)
    first = np.divide(share, places, out=np.zeros(len(table)), where=places > 0) @ leads
    # Rounded, so that sums of 1/3 in another order do not turn a tie into a majority.
    return Tally(np.round(prefers, 9), np.round((known * share[:, np.newaxis]).T @ known, 9), first)


def tally_of_profile(profile: Sequence[tuple[float, Sequence[str]]]) -> tuple[tuple[str, ...], Tally]:
    """Count a profile of complete rankings.

    Parameters
    ----------
    profile : sequence of (count, ranking)
        How many voters hold the ranking, and the options from first to last. An option inside a list is tied with the
        others in that list.

    Returns
    -------
    options : tuple of str, sorted
    Tally

    Raises
    ------
    Problem
        No rankings, a negative count, or rankings of different options.
    """
    if not profile:
        raise Problem("there is no ranking yet: nothing can be counted")
    levels = [[place if isinstance(place, (list, tuple)) else [place] for place in ranking] for _, ranking in profile]
    options = tuple(sorted({option for ranking in levels for place in ranking for option in place}))
    scores = np.full((len(profile), len(options)), np.nan)
    for row, ranking in enumerate(levels):
        named = [option for place in ranking for option in place]
        if sorted(named) != list(options):
            raise Problem("ranking {number} does not name every option once", number=row + 1)
        for place, tied in enumerate(ranking):
            scores[row, [options.index(option) for option in tied]] = -place
    counts = np.array([count for count, _ in profile], dtype=float)
    if not (np.isfinite(counts) & (counts >= 0)).all():
        raise Problem(
            "ranking {number} has no usable count", number=int(np.argmax(~(np.isfinite(counts) & (counts >= 0)))) + 1
        )
    return options, tally(scores, counts)


def borda(counted: Tally) -> np.ndarray:
    """Borda points: for every voter, one for each option ranked below and a half for each tied one (n - 1 ... 0)."""
    ties = counted.compared - counted.prefers - counted.prefers.T
    off_diagonal = ~np.eye(len(ties), dtype=bool)
    return ((counted.prefers + ties / 2) * off_diagonal).sum(axis=1)


def borda_share(counted: Tally) -> np.ndarray:
    """Borda points as a share of the comparisons made, 0..1: fair to options that fewer people ranked.

    An option compared with no other gets 0.5: nothing speaks for or against it.
    """
    made = counted.compared.sum(axis=1) - np.diag(counted.compared)
    return np.divide(borda(counted), made, out=np.full(made.shape, 0.5), where=made > 0)


def copeland(counted: Tally) -> np.ndarray:
    """Copeland score: options beaten by a majority, ties counting a half."""
    margins = counted.margins
    return (margins > 0).sum(axis=1) + ((margins == 0).sum(axis=1) - 1) / 2


def condorcet_winner(counted: Tally) -> int | None:
    """Option that beats every other one by a majority; None if there is none."""
    beats = (counted.margins > 0).sum(axis=1)
    winners = np.flatnonzero(beats == len(beats) - 1)
    return int(winners[0]) if len(winners) else None


def condorcet_order(counted: Tally) -> tuple[int, ...] | None:
    """Order in which everyone beats all that follow; None if majorities tie or run in a circle."""
    beats = (counted.margins > 0).sum(axis=1)
    order = np.argsort(-beats, kind="stable")
    return tuple(int(option) for option in order) if sorted(beats) == list(range(len(beats))) else None


def majority_levels(counted: Tally) -> list[tuple[int, ...]]:
    """Split options into levels: all of one beat all of the later ones; inside one majorities run in circles or tie.

    The first level is the Smith set. Every Kemeny order keeps the order of the levels (Truchon 1998).
    """
    _, component = connected_components(counted.margins >= 0, directed=True, connection="strong")
    beats = (counted.margins > 0).sum(axis=1)
    levels = [np.flatnonzero(component == name) for name in np.unique(component)]
    levels.sort(key=lambda members: -int(beats[members].max()))
    return [tuple(int(option) for option in members) for members in levels]

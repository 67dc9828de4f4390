"""What people see of each other between two rounds: the spread of answers, and the medians by stakeholder group."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isnan

import numpy as np
import pandas as pd

from foresight.sessions.consensus.quartiles import quantiles

EVERYBODY = "all"


@dataclass(frozen=True)
class Spread:
    """Answers to one question, as far as they may be shown.

    Attributes
    ----------
    people : int
        Who gave a value.
    blanks : int
    counts : mapping of value to people
    q1, median, q3 : float
    groups : mapping of stakeholder group to (median, people)
        Only groups that may be shown.
    """

    people: int
    blanks: int
    counts: dict[float, int]
    q1: float
    median: float
    q3: float
    groups: dict[str, tuple[float, int]] = field(default_factory=dict)

    def share(self, value: float) -> float:
        """Share of the commonest answer that this one has, for the height of a bar."""
        return self.counts.get(value, 0) / max(self.counts.values(), default=1)


def spreads(distributions: pd.DataFrame) -> dict[str, dict[str, Spread]]:
    """Describe every question by its spread.

    Parameters
    ----------
    distributions : DataFrame
        As from `foresight.sessions.visibility.distributions`.

    Returns
    -------
    dict
        Need to criterion to `Spread`; what may not be shown is absent.
    """
    columns = ["need", "criterion", "stakeholder_group", "value", "people"]
    counted: dict[tuple[str, str], dict[str, dict[float, int]]] = {}
    blanks: dict[tuple[str, str], int] = {}
    # A grouping for each of a hundred questions would take a third of a second while a whole room waits.
    for need, criterion, group, value, people in zip(*(distributions[name].tolist() for name in columns), strict=True):
        question = (str(need), str(criterion))
        if not isnan(value):
            counted.setdefault(question, {}).setdefault(str(group), {})[float(value)] = int(people)
        elif group == EVERYBODY:
            blanks[question] = blanks.get(question, 0) + int(people)
    found: dict[str, dict[str, Spread]] = {}
    for (need, criterion), by_group in counted.items():
        counts = by_group.pop(EVERYBODY, None)
        if counts is None:
            continue
        q1, median, q3 = _quartiles(counts)
        groups = {group: (_quartiles(own)[1], sum(own.values())) for group, own in sorted(by_group.items())}
        found.setdefault(need, {})[criterion] = Spread(
            sum(counts.values()), blanks.get((need, criterion), 0), counts, q1, median, q3, groups
        )
    return found


def _quartiles(counts: dict[float, int]) -> tuple[float, float, float]:
    values = np.repeat(list(counts), list(counts.values()))
    q1, median, q3 = quantiles(values[:, None], (0.25, 0.5, 0.75))
    return float(q1[0]), float(median[0]), float(q3[0])


def overall(found: dict[str, Spread]) -> float:
    """Mean of the medians of a need's questions, to put needs in an order while the ranking is still to come."""
    return float(np.mean([spread.median for spread in found.values()])) if found else float("nan")

"""What people see of each other between two rounds: the spread of answers, and the medians by stakeholder group."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    found: dict[str, dict[str, Spread]] = {}
    for (need, criterion), cells in distributions.groupby(["need", "criterion"], sort=False):
        everybody = cells[cells["stakeholder_group"] == EVERYBODY]
        given = everybody[everybody["value"].notna()]
        if given.empty:
            continue
        counts = {float(value): int(people) for value, people in zip(given["value"], given["people"], strict=True)}
        q1, median, q3 = _quartiles(counts)
        groups = {}
        for group, cell in cells[cells["stakeholder_group"] != EVERYBODY].groupby("stakeholder_group", sort=True):
            own = {float(value): int(people) for value, people in zip(cell["value"], cell["people"], strict=True)}
            groups[str(group)] = (_quartiles(own)[1], sum(own.values()))
        blanks = int(everybody.loc[everybody["value"].isna(), "people"].sum())
        found.setdefault(str(need), {})[str(criterion)] = Spread(
            sum(counts.values()), blanks, counts, q1, median, q3, groups
        )
    return found


def _quartiles(counts: dict[float, int]) -> tuple[float, float, float]:
    values = np.repeat(list(counts), list(counts.values()))
    q1, median, q3 = quantiles(values[:, None], (0.25, 0.5, 0.75))
    return float(q1[0]), float(median[0]), float(q3[0])


def overall(found: dict[str, Spread]) -> float:
    """Mean of the medians of a need's questions, to put needs in an order while the ranking is still to come."""
    return float(np.mean([spread.median for spread in found.values()])) if found else float("nan")

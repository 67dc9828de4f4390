"""The five indicators of Table 3, with their counting rules as explicit choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from foresight.problems import Problem

INDICATORS: tuple[str, ...] = (
    "foresight_sessions",
    "technical_specifications",
    "active_projects",
    "cofinancing_share",
    "recommendations",
)

OPTIONS: dict[str, tuple[str, ...]] = {
    "foresight_sessions": ("per_year", "cumulative"),
    "technical_specifications": ("per_year", "cumulative"),
    "active_projects": ("active", "started", "cumulative"),
    "cofinancing_share": ("regional_projects", "public_rd", "gerd"),
    "recommendations": ("per_year", "cumulative"),
}
"""How each indicator can be counted; the first is the default."""

REASONS: dict[str, str] = {
    "foresight_sessions": "five_in_every_year",
    "technical_specifications": "rising_yearly_column",
    "active_projects": "wording_being_carried_out",
    "cofinancing_share": "wording_share_of_these_projects",
    "recommendations": "rising_yearly_column",
}
"""Why the default is the default, as a code."""


@dataclass(frozen=True)
class CountingChoices:
    """How the indicators are counted.

    Attributes
    ----------
    foresight_sessions, technical_specifications, recommendations : str
        ``per_year`` or ``cumulative`` from the first year.
    active_projects : str
        ``active`` in the year, ``started`` in the year, or ``cumulative`` starts.
    cofinancing_share : str
        What local and private money is divided by: the cost of the ``regional_projects`` themselves, ``public_rd``
        (R&D from the republican budget) or ``gerd``.
    in_kind_counts : bool
        Whether local people, rooms and equipment count as co-financing.
    """

    foresight_sessions: str = "per_year"
    technical_specifications: str = "per_year"
    active_projects: str = "active"
    cofinancing_share: str = "regional_projects"
    recommendations: str = "per_year"
    in_kind_counts: bool = True

    def __post_init__(self) -> None:
        for indicator, allowed in OPTIONS.items():
            chosen = getattr(self, indicator)
            if chosen not in allowed:
                raise Problem(
                    "{indicator} cannot be counted as {choice}: one of {allowed}",
                    indicator=indicator,
                    choice=chosen,
                    allowed=", ".join(allowed),
                )

    def reason(self, indicator: str) -> str:
        """Return the code of the reason, ``own_choice`` where it is not the default."""
        return REASONS[indicator] if getattr(self, indicator) == OPTIONS[indicator][0] else "own_choice"


class Outcome(Protocol):
    """What a simulation must offer to be counted; money and counts are (years, draws) of the nation."""

    years: tuple[int, ...]

    def national(self, name: str) -> np.ndarray:
        """Return sessions, specifications, recommendations, started, active, local, central, private, in_kind."""
        ...

    def denominator(self, name: str) -> np.ndarray:
        """Return ``gerd`` or ``public_rd``, (years, draws)."""
        ...


def indicator_draws(outcome: Outcome, choices: CountingChoices | None = None) -> Mapping[str, np.ndarray]:
    """Count all five indicators in every draw.

    Parameters
    ----------
    outcome : Outcome
        A simulation.
    choices : CountingChoices or None
        How to count; None takes the defaults.

    Returns
    -------
    mapping
        Indicator to (years, draws); the share is NaN in a draw without anything to divide by.
    """
    chosen = choices or CountingChoices()

    def counted(name: str, rule: str) -> np.ndarray:
        values = outcome.national(name).astype(float)
        return np.cumsum(values, axis=0) if rule == "cumulative" else values

    projects = "active" if chosen.active_projects == "active" else "started"
    return {
        "foresight_sessions": counted("sessions", chosen.foresight_sessions),
        "technical_specifications": counted("specifications", chosen.technical_specifications),
        "active_projects": counted(projects, chosen.active_projects),
        "cofinancing_share": _share(outcome, chosen),
        "recommendations": counted("recommendations", chosen.recommendations),
    }


def _share(outcome: Outcome, chosen: CountingChoices) -> np.ndarray:
    in_kind = outcome.national("in_kind")
    paid = outcome.national("local") + outcome.national("private") + (in_kind if chosen.in_kind_counts else 0)
    if chosen.cofinancing_share == "regional_projects":
        whole = outcome.national("local") + outcome.national("private") + outcome.national("central") + in_kind
    else:
        whole = outcome.denominator(chosen.cofinancing_share)
    return np.divide(paid, whole, out=np.full(np.shape(paid), np.nan), where=whole > 0)


def reached(values: np.ndarray, target: float) -> np.ndarray:
    """Tell in which draws a target is reached; a share without a denominator does not reach it."""
    return np.nan_to_num(values, nan=-np.inf) >= target - 1e-9


def probability_with_error(hits: np.ndarray) -> tuple[float, float]:
    """Return the share of hits and its Monte Carlo standard error, sqrt(p (1 - p) / n)."""
    p = float(np.mean(hits))
    return p, float(np.sqrt(p * (1 - p) / hits.size))

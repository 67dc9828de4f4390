"""Where results go: a short list of cells where something runs, or only the nation's totals."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from foresight.funding.cohorts import Cohort
from foresight.funding.vocabulary import INSTRUMENTS

MEASURES = ("active", "started", "local", "central", "private", "in_kind")


@dataclass
class Totals:
    """Counts of the nation, (years, draws): all that sweeps and searches need."""

    active: np.ndarray
    started: np.ndarray

    @classmethod
    def empty(cls, years: int, draws: int) -> Totals:
        """Return totals of nothing."""
        return cls(*(np.zeros((years, draws), np.float32) for _ in range(2)))

    def part(self, draws: slice) -> Totals:
        """Return a view that takes some of the draws."""
        return Totals(self.active[:, draws], self.started[:, draws])

    def take(self, t: int, k: int, cohort: Cohort) -> None:
        """Add the projects of a cohort in one year."""
        live = np.bincount(cohort.column, weights=cohort.live, minlength=self.active.shape[1])
        self.active[t] += live
        if cohort.started == t:
            self.started[t] += live


@dataclass
class CellTables:
    """Everything that runs, cell by cell, with the constraint that binds.

    Attributes
    ----------
    regions, draws : int
        Shape of a table.
    binding : numpy.ndarray
        (instruments, years, regions, draws) positions in ``BINDING``.
    parts : dict
        (instrument, year) to a list of {measure: (cells,)} with ``region`` and ``draw``.
    first_draw : int
        Draw at which the part that is being written starts.
    """

    regions: int
    draws: int
    binding: np.ndarray
    parts: dict[tuple[int, int], list[dict[str, np.ndarray]]] = field(default_factory=dict)
    first_draw: int = 0

    @classmethod
    def empty(cls, years: int, regions: int, draws: int) -> CellTables:
        """Return tables of nothing."""
        return cls(regions, draws, np.zeros((len(INSTRUMENTS), years, regions, draws), np.int8))

    def part(self, draws: slice) -> CellTables:
        """Return a view that takes some of the draws."""
        return CellTables(self.regions, self.draws, self.binding[..., draws], self.parts, draws.start)

    def take(self, t: int, k: int, cohort: Cohort) -> None:
        """Add the projects of a cohort in one year, and what they cost whom."""
        where = {"region": cohort.row.astype(np.int16), "draw": (cohort.column + self.first_draw).astype(np.int32)}
        own, abroad = cohort.local_money()
        found = {**where, "active": cohort.live, "local": own, "central": cohort.central_money()}
        if cohort.started == t:
            found["started"] = cohort.live
        if cohort.private > 0:
            found["private"] = cohort.live * cohort.cost * np.float32(cohort.private)
        if cohort.in_kind.any():
            found["in_kind"] = cohort.live * cohort.cost * cohort.in_kind
        kept = self.parts.setdefault((k, t), [])
        kept.append(found)
        if abroad is not None:
            kept.append({**where, "region": cohort.neighbour_row.astype(np.int16), "local": abroad})

    def table(self, name: str, k: int, t: int) -> np.ndarray:
        """Return a measure of one instrument and year, (regions, draws)."""
        return self._add(name, t, (k,))

    def both(self, name: str, t: int) -> np.ndarray:
        """Return a measure of one year over both instruments, (regions, draws)."""
        return self._add(name, t, range(len(INSTRUMENTS)))

    def _add(self, name: str, t: int, instruments: range | tuple[int, ...]) -> np.ndarray:
        whole = np.zeros((self.regions, self.draws), np.float32)
        for k in instruments:
            for part in self.parts.get((k, t), ()):
                if name in part:
                    whole[part["region"], part["draw"]] += part[name]
        return whole

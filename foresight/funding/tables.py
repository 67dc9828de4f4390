"""Where results go: a short list of cells where something runs, or only the nation's totals."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from foresight.funding.cohorts import Running
from foresight.funding.vocabulary import INSTRUMENTS

MEASURES = ("active", "started", "local", "central", "private", "in_kind")


@dataclass
class Totals:
    """Counts of the nation, (years, draws): all that sweeps and searches need."""

    active: np.ndarray
    started: np.ndarray

    @classmethod
    def empty(cls, years: int, draws: int) -> Totals:
        """Return totals still to be filled."""
        return cls(*(np.empty((years, draws), np.float32) for _ in range(2)))

    def write(self, t: int, running: Running) -> None:
        """Take over one year."""
        self.active[t] = running.active.sum(axis=(0, 1))
        self.started[t] = running.started.sum(axis=(0, 1))


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
        """Return tables still to be filled."""
        return cls(regions, draws, np.empty((len(INSTRUMENTS), years, regions, draws), np.int8))

    def part(self, draws: slice) -> CellTables:
        """Return a view that writes some of the draws."""
        return CellTables(self.regions, self.draws, self.binding[..., draws], self.parts, draws.start)

    def write(self, t: int, running: Running) -> None:
        """Take over one year: only cells in which money is spent or a project runs."""
        for k in range(len(INSTRUMENTS)):
            cells = np.flatnonzero(running.active[k] + running.local[k] > 0)
            row, column = np.divmod(cells, running.draws)
            found = {"region": row.astype(np.int16), "draw": (column + self.first_draw).astype(np.int32)}
            for name in MEASURES:
                table = getattr(running, name)
                if table is not None:
                    found[name] = table[k].reshape(-1)[cells]
            self.parts.setdefault((k, t), []).append(found)

    def table(self, name: str, k: int, t: int) -> np.ndarray:
        """Return a measure of one instrument and year, (regions, draws)."""
        whole = np.zeros((self.regions, self.draws), np.float32)
        for part in self.parts[k, t]:
            if name in part:
                whole[part["region"], part["draw"]] = part[name]
        return whole

    def both(self, name: str, t: int) -> np.ndarray:
        """Return a measure of one year over both instruments, (regions, draws)."""
        whole = np.zeros((self.regions, self.draws), np.float32)
        for k in range(len(INSTRUMENTS)):
            for part in self.parts[k, t]:
                if name in part:
                    whole[part["region"], part["draw"]] += part[name]
        return whole

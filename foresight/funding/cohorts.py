"""Projects that run: kept as a short list of cells, because most regions start nothing in most years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresight.funding.vocabulary import INSTRUMENTS


@dataclass
class Cohort:
    """Projects of one instrument that started in one year; arrays are (cells,).

    Attributes
    ----------
    ends : int
        Position of the first year without it.
    cells : numpy.ndarray
        Flat positions in (regions, draws), each once.
    live : numpy.ndarray
        Projects still running.
    cost : numpy.ndarray
        mln KZT a year for one, fixed by contract.
    cash, central, private, in_kind : numpy.ndarray or float
        Shares of the cost.
    neighbour : numpy.ndarray or None
        Part of the local money that the neighbouring region pays.
    neighbour_cells : numpy.ndarray or None
        Flat positions of the neighbour.
    """

    ends: int
    cells: np.ndarray
    live: np.ndarray
    cost: np.ndarray
    cash: np.ndarray | float
    central: np.ndarray | float
    private: float
    in_kind: np.ndarray | float
    neighbour: np.ndarray | None = None
    neighbour_cells: np.ndarray | None = None


class Running:
    """Totals over running projects in one year, (instruments, regions, draws).

    Parameters
    ----------
    regions, draws : int
        Shape of a table.
    money : bool
        Whether private money and contributions in kind are wanted too.
    """

    def __init__(self, regions: int, draws: int, money: bool) -> None:
        self.draws = draws
        shape = (len(INSTRUMENTS), regions, draws)
        self.active, self.started, self.local, self.central = (np.zeros(shape, np.float32) for _ in range(4))
        self.private, self.in_kind = (np.zeros(shape, np.float32) if money else None for _ in range(2))

    def add(self, cohort: Cohort, k: int) -> None:
        """Add a cohort of one instrument."""
        cells = cohort.cells
        spent = cohort.live * cohort.cost
        self.active[k].reshape(-1)[cells] += cohort.live
        self.central[k].reshape(-1)[cells] += spent * cohort.central
        local = spent * cohort.cash
        if cohort.neighbour is not None:
            abroad = local * cohort.neighbour
            np.add.at(self.local[k].reshape(-1), cohort.neighbour_cells, abroad)
            local = local - abroad
        self.local[k].reshape(-1)[cells] += local
        if self.private is not None:
            self.private[k].reshape(-1)[cells] += spent * np.float32(cohort.private)
            self.in_kind[k].reshape(-1)[cells] += spent * cohort.in_kind

    def central_by_draw(self) -> np.ndarray:
        """Return central money bound by running projects, (draws,)."""
        return self.central.sum(axis=(0, 1))

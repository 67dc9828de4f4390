"""Projects that run: kept as a short list of cells, because most regions start nothing in most years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass
class Cohort:
    """Projects of one instrument that started in one year; arrays are (cells,), a cell is a region in a draw.

    Attributes
    ----------
    started : int
        Position of the year it started.
    ends : int
        Position of the first year without it.
    cell, row, column : numpy.ndarray
        Flat position in (regions, draws), region and draw; each stands once.
    place : numpy.ndarray
        Where the cell's random numbers stand.
    live : numpy.ndarray
        Projects still running.
    cost : numpy.ndarray
        mln KZT a year for one, fixed by contract.
    cash, central, in_kind : numpy.ndarray
        Shares of the cost.
    private : float
        Share of the cost.
    neighbour : numpy.ndarray or None
        Part of the local money that the neighbouring region pays.
    neighbour_row : numpy.ndarray or None
        That region.
    """

    started: int
    ends: int
    cell: np.ndarray
    row: np.ndarray
    column: np.ndarray
    place: np.ndarray
    live: np.ndarray
    cost: np.ndarray
    cash: np.ndarray
    central: np.ndarray
    in_kind: np.ndarray
    private: float
    neighbour: np.ndarray | None = None
    neighbour_row: np.ndarray | None = None

    def local_money(self) -> tuple[np.ndarray, np.ndarray | None]:
        """Return what the region pays a year, and what its neighbour pays for it."""
        local = self.live * self.cost * self.cash
        if self.neighbour is None:
            return local, None
        abroad = local * self.neighbour
        return local - abroad, abroad

    def central_money(self) -> np.ndarray:
        """Return what the centre pays a year."""
        return self.live * self.cost * self.central


def running_totals(cohorts: list[Cohort], shape: tuple[int, int], taken: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Add up what running projects of one instrument bind.

    Parameters
    ----------
    cohorts : list of Cohort
        Running projects.
    shape : tuple of int
        (regions, draws).
    taken : numpy.ndarray
        (regions, draws) teams at work; added to in place.

    Returns
    -------
    tuple of numpy.ndarray
        Local money (regions, draws) and central money (draws,).
    """
    local, central = np.zeros(shape, np.float32), np.zeros(shape[1])
    flat, teams = local.reshape(-1), taken.reshape(-1)
    for cohort in cohorts:
        own, abroad = cohort.local_money()
        flat[cohort.cell] += own
        if abroad is not None:
            local[cohort.neighbour_row, cohort.column] += abroad
        teams[cohort.cell] += cohort.live
        central += np.bincount(cohort.column, weights=cohort.central_money(), minlength=shape[1])
    return local, central

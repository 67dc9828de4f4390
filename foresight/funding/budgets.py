"""Paths of local R&D budgets: entry of regions, growth, volatility with a common shock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np


class BudgetPaths(Protocol):
    """Whatever turns random numbers into paths of local R&D budgets, such as a fitted forecast."""

    regions: tuple[str, ...]
    years: tuple[int, ...]

    def paths(self, state_uniforms: np.ndarray, common_normals: np.ndarray, own_normals: np.ndarray) -> np.ndarray:
        """Return budgets, (draws, regions, years), mln KZT.

        ``state_uniforms`` and ``own_normals`` are (draws, regions, years), ``common_normals`` (draws, years).
        """
        ...


def volatile_paths(
    start: np.ndarray,
    growth: np.ndarray,
    volatility: np.ndarray,
    correlation: np.ndarray,
    entry_hazard: np.ndarray,
    entry_budget: np.ndarray,
    state_uniforms: np.ndarray,
    common_normals: np.ndarray,
    own_normals: np.ndarray,
) -> np.ndarray:
    """Let budgets grow at random; a region without a budget enters with a probability each year.

    ``B[t] = B[t-1] (1 + g) exp(s z - s^2 / 2)`` with ``z = sqrt(rho) Z + sqrt(1 - rho) z'``: the mean grows by g,
    any two regions have correlated shocks. Where ``B[t-1] = 0``, the region enters with probability h at ``b0``.

    Parameters
    ----------
    start : numpy.ndarray
        (regions,) budgets of the base year; 0 or NaN where none is published.
    growth, volatility, correlation, entry_hazard, entry_budget : numpy.ndarray
        (years or 1, draws or 1).
    state_uniforms, own_normals : numpy.ndarray
        (years, regions, draws).
    common_normals : numpy.ndarray
        (years, draws).

    Returns
    -------
    numpy.ndarray
        (years, regions, draws), float32.
    """
    years, regions, draws = own_normals.shape
    paths = np.empty((years, regions, draws), dtype=np.float32)
    previous = np.broadcast_to(np.nan_to_num(start).astype(np.float32)[:, None], (regions, draws))
    for t in range(years):
        row = [_row(level, t) for level in (growth, volatility, correlation, entry_hazard, entry_budget)]
        rate, spread, common_share, hazard, first = row
        own = own_normals[t] * (spread * np.sqrt(1 - common_share))
        own += spread * np.sqrt(common_share) * common_normals[t] - spread * spread / 2
        np.exp(own, out=own)
        own *= 1 + rate
        own *= previous
        enters = (previous == 0) & (state_uniforms[t] < hazard)
        paths[t] = np.where(enters, first, own)
        previous = paths[t]
    return paths


def _row(level: np.ndarray, t: int) -> np.ndarray:
    return level[t if level.shape[0] > 1 else 0]


@dataclass(frozen=True)
class VolatileBudgets:
    """The random walk of ``volatile_paths`` with fixed parameters, as a provider of budget paths.

    Attributes
    ----------
    regions, years : tuple
        Codes and years.
    start : numpy.ndarray
        (regions,) budgets of the year before the first, mln KZT.
    growth, volatility, correlation, entry_hazard, entry_budget : float
        As in ``volatile_paths``.
    """

    regions: tuple[str, ...]
    years: tuple[int, ...]
    start: np.ndarray
    growth: float = 0.10
    volatility: float = 0.40
    correlation: float = 0.5
    entry_hazard: float = 0.15
    entry_budget: float = 20.0

    def paths(self, state_uniforms: np.ndarray, common_normals: np.ndarray, own_normals: np.ndarray) -> np.ndarray:
        """Return budgets, (draws, regions, years), mln KZT."""
        names = ("growth", "volatility", "correlation", "entry_hazard", "entry_budget")
        levels = [np.full((1, 1), getattr(self, name), dtype=np.float32) for name in names]
        numbers = state_uniforms.transpose(2, 1, 0), common_normals.T, own_normals.transpose(2, 1, 0)
        return volatile_paths(self.start, *levels, *numbers).transpose(2, 1, 0)

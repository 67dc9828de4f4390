"""What can be worked out without a simulation: exact answers that the simulation must agree with."""

from __future__ import annotations

import numpy as np


def projects_from_match(local_money: float, share: float, cost: float) -> float:
    """Return projects that local money pays its share of, divisible: B / (m c)."""
    return local_money / (share * cost)


def whole_projects(local_money: float, share: float, cost: float) -> int:
    """Return whole projects that local money pays its share of: floor(B / (m c))."""
    return int(np.floor(projects_from_match(local_money, share, cost) + 1e-9))


def pooled_projects(local_money: float, central_money: float, share: np.ndarray, cost: float) -> np.ndarray:
    """Return divisible projects when all local money is pooled: min(B / m, E / (1 - m)) / c.

    Local money binds above ``best_share``, central money below; the two meet in a kink.

    Parameters
    ----------
    local_money, central_money, cost : float
        mln KZT a year.
    share : numpy.ndarray
        Local shares, 0 to 1.
    """
    share = np.asarray(share, dtype=float)
    with np.errstate(divide="ignore"):
        return np.minimum(local_money / share, central_money / (1 - share)) / cost


def best_share(local_money: float, central_money: float) -> float:
    """Return the local share at which all money is used: m* = B / (B + E)."""
    return local_money / (local_money + central_money)


def most_projects(local_money: float, central_money: float, cost: float) -> float:
    """Return the projects at the best share: (B + E) / c."""
    return (local_money + central_money) / cost


def leverage(share: float) -> float:
    """Return central tenge per local tenge: (1 - m) / m."""
    return (1 - share) / share


def matched_total(local_money: float, share: float) -> float:
    """Return local and central money together when all local money is match: B / m."""
    return local_money / share


def steady_active(starts: float, duration: int, dropout: float) -> float:
    """Return running projects when every year starts the same number: s (1 - (1 - d)^D) / d, s D without dropout."""
    if dropout == 0:
        return starts * duration
    return starts * (1 - (1 - dropout) ** duration) / dropout


def reach_of_specification(applications: float, fundable: float) -> float:
    """Return the chance that a specification finds a fundable application: 1 - exp(-lambda q).

    Applications are Poisson with mean lambda and fundable with chance q each, so fundable ones are Poisson with
    mean lambda q (thinning), and at least one exists unless that count is zero.
    """
    return float(-np.expm1(-applications * fundable))


def expected_loss_to_floors(regions: int) -> float:
    """Return projects lost to whole numbers when fractions are uniform: half a project a region."""
    return regions / 2


def mean_inverse_cost(cost: float, variation: float) -> float:
    """Return E[1 / c] of a lognormal cost: (1 + cv^2) / E[c] (Jensen)."""
    return (1 + variation**2) / cost


def growth_needed(times: float, years: int, base_growth: float = 0.0) -> float:
    """Return the yearly growth that multiplies a ratio by ``times`` while its base grows: (1 + g) times^(1/n) - 1."""
    return (1 + base_growth) * times ** (1 / years) - 1


def probability_error(probability: float, draws: int) -> float:
    """Return the Monte Carlo standard error of a probability: sqrt(p (1 - p) / n)."""
    return float(np.sqrt(probability * (1 - probability) / draws))


def product_sobol(log_deviations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return first and total Sobol indices of a product of independent lognormal factors.

    With ``v = exp(s^2) - 1`` and ``V = prod(1 + v) - 1``: ``S_i = v_i / V`` and
    ``ST_i = 1 - (prod_{j != i} (1 + v_j) - 1) / V``.

    Parameters
    ----------
    log_deviations : numpy.ndarray
        (factors,) standard deviations of the logarithms.
    """
    v = np.expm1(np.asarray(log_deviations, dtype=float) ** 2)
    whole = np.prod(1 + v) - 1
    without = np.prod(1 + v) / (1 + v) - 1
    return v / whole, 1 - without / whole

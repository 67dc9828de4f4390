"""Pooled damped growth: what a short series cannot say about its growth, its neighbours say.

Every array here is (series, years): one column a year, the last column the origin, NaN where a year is missing.
The logarithm of a series is a random walk with drift, so holes need no filling. The own drift of a series is
shrunk towards the drift of the panel (Paule and Mandel 1982), its variance towards the variance of the panel
(Smyth 2004), and the growth fades (Gardner and McKenzie 1985). What was measured is in docs/forecasting.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import digamma, polygamma, stdtrit

from foresight.forecasting.walks import Walks, damped_years, fit_walks, last_years

SMALLEST_VARIANCE = 1e-12


@dataclass(frozen=True)
class Constants:
    """The numbers of the method that were chosen by measurement and are the same for every panel.

    Attributes
    ----------
    damping : float
        What is left of a year's growth in the next year.
    trim : float
        Share of the panel left out on each side before its growth is estimated.
    inflation : float
        Factor on the variance of a forecast; makes panels of 20 cover what they promise.
    cap : float
        Widest half of an interval on the log scale; 1.5 is times or divided by 4.5.
    window : int
        Years of history that growth and its variance are read from; older years are another time.
    centre_kept : float
        Share of the panel's growth that a region is shrunk to; the rest fades at once.
    usual_spread : float
        Usual ratio of the variance of true growth between series to the variance of a year's growth.
    usual_spread_worth : float
        How many series that usual ratio counts for beside the panel's own estimate.
    smallest_panel : int
        Fewest series with a growth of their own from which anything is pooled.
    """

    damping: float = 0.90
    trim: float = 0.10
    inflation: float = 1.25
    cap: float = 1.5
    window: int = 9
    centre_kept: float = 0.85
    usual_spread: float = 0.2
    usual_spread_worth: float = 10.0
    smallest_panel: int = 6


@dataclass(frozen=True)
class PooledGrowth:
    """A panel fitted together; arrays are (series,)."""

    walks: Walks
    panel_growth: float  # the growth the panel shares
    between_variance: float  # how much true growth differs between series
    prior_variance: float  # the variance of a year's growth the panel shares
    prior_degrees: float  # how many degrees of freedom that is worth
    common_variance: float  # part of the variance of a year's growth that moves the whole panel at once
    weight: np.ndarray  # how much the own history counts
    growth: np.ndarray  # growth after shrinking, first year before damping
    growth_variance: np.ndarray  # uncertainty of that growth
    variance: np.ndarray  # variance of a year's growth after pooling
    degrees: np.ndarray  # degrees of freedom of the limits
    pooled: bool  # False: the panel was too small, half of the own growth stands in


def inverse_trigamma(value: float) -> float:
    """Solve trigamma(x) = value for x by Newton's method on 1/trigamma (Smyth 2004, appendix)."""
    if value > 1e7:
        return 1.0 / np.sqrt(value)
    if value < 1e-6:
        return 1.0 / value
    x = 0.5 + 1.0 / value
    for _ in range(50):
        trigamma = float(polygamma(1, x))
        step = trigamma * (1.0 - trigamma / value) / float(polygamma(2, x))
        x += step
        if -step / x < 1e-8:
            break
    return x


def prior_of_variances(variance: np.ndarray, degrees: np.ndarray) -> tuple[float, float]:
    """Fit a scaled inverse chi-square prior to sample variances by the moments of their logarithms.

    Parameters
    ----------
    variance, degrees : numpy.ndarray
        (series,), every variance with at least one degree of freedom.

    Returns
    -------
    tuple of float
        Prior variance and prior degrees of freedom (``inf`` when the variances differ no more than chance explains).

    Notes
    -----
    Smyth 2004, "Linear models and empirical Bayes methods", section 6.2.
    """
    # A run of equal steps has no variance to take a logarithm of; it counts as a very small one.
    floor = max(1e-5 * float(np.median(variance)), SMALLEST_VARIANCE)
    level = np.log(np.maximum(variance, floor)) - digamma(degrees / 2) + np.log(degrees / 2)
    spread = level.var(ddof=1) - polygamma(1, degrees / 2).mean() if len(level) > 1 else 0.0
    if spread <= 0:
        return float(np.exp(level.mean())), np.inf
    prior_degrees = 2.0 * inverse_trigamma(float(spread))
    prior = np.exp(level.mean() + digamma(prior_degrees / 2) - np.log(prior_degrees / 2))
    return float(prior), prior_degrees


def shrink_variance(variance: np.ndarray, degrees: np.ndarray, prior: float, prior_degrees: float) -> np.ndarray:
    """Mean of own and prior variance, each weighted with its degrees of freedom."""
    own = np.where(degrees > 0, variance, 0.0)
    if np.isinf(prior_degrees):
        return np.full(len(own), prior)
    return (prior_degrees * prior + degrees * own) / (prior_degrees + degrees)


def panel_growth(growth: np.ndarray, variance: np.ndarray, trim: float) -> tuple[float, float]:
    """Growth shared by a panel and the variance of true growth between its series.

    Parameters
    ----------
    growth, variance : numpy.ndarray
        (series,) estimates and the variance of their error.
    trim : float
        Share of the series left out on each side.

    Returns
    -------
    tuple of float
        Shared growth and between-series variance (Paule-Mandel).
    """
    order = np.argsort(growth, kind="stable")
    aside = int(trim * len(order))
    kept = order[aside : len(order) - aside]
    effects, errors = growth[kept], variance[kept]
    between = between_variance(effects, errors)
    weights = 1.0 / (errors + between)
    return float(weights @ effects / weights.sum()), between


def between_variance(effects: np.ndarray, errors: np.ndarray) -> float:
    """Variance of true effects at which their weighted squares add up to what chance allows (Paule-Mandel).

    Newton's steps from zero, as in DerSimonian and Kacker (2007), appendix 8.

    Parameters
    ----------
    effects, errors : numpy.ndarray
        (series,) estimates and the variance of their error.
    """
    between = 0.0
    for _ in range(50):
        weights = 1.0 / (errors + between)
        squares = (effects - weights @ effects / weights.sum()) ** 2
        excess = float(weights @ squares) - (len(effects) - 1)
        if abs(excess) <= 1e-5:
            break
        if excess < 0:
            return 0.0
        between += excess / float(weights**2 @ squares)
    return between


def common_shocks(log_values: np.ndarray, growth: np.ndarray, variance: np.ndarray) -> float:
    """Variance of the shocks that move all series of a panel in the same year.

    Parameters
    ----------
    log_values : numpy.ndarray
        (series, years) on one calendar.
    growth, variance : numpy.ndarray
        (series,) own growth and pooled variance.

    Returns
    -------
    float
        Moment estimate: the variance over years of the panel's weighted mean deviation, less what the series' own
        shocks explain; 0 when they explain all.
    """
    deviation = np.diff(log_values, axis=1) - growth[:, None]
    seen = ~np.isnan(deviation)
    years = seen.sum(axis=0) >= 4
    if years.sum() < 2:
        return 0.0
    precision = seen[:, years] / variance[:, None]
    total = precision.sum(axis=0)
    mean = (precision * np.where(seen, deviation, 0.0)[:, years]).sum(axis=0) / total
    # One degree of freedom went into the own growths.
    return float(max(0.0, (mean**2).sum() / (years.sum() - 1) - (1.0 / total).mean()))


def fit_pooled_growth(log_values: np.ndarray, constants: Constants | None = None) -> PooledGrowth:
    """Fit a panel of logarithms together.

    Parameters
    ----------
    log_values : numpy.ndarray
        (series, years), last column the origin, NaN in holes.
    constants : Constants, optional
        The numbers of the method.

    Returns
    -------
    PooledGrowth
        With ``growth`` NaN where a series has no observation, or where a panel too small to pool from has a series
        with fewer than two.
    """
    constants = constants or Constants()
    log_values = last_years(log_values, constants.window)
    walks = fit_walks(log_values)
    informed = walks.degrees > 0
    # A series that never moves says nothing about how the others move, and stays where it is.
    constant = informed & (np.nan_to_num(walks.variance) <= SMALLEST_VARIANCE) & (np.abs(walks.growth) <= 1e-9)
    teachers = informed & ~constant
    pooled = int(teachers.sum()) >= constants.smallest_panel
    fit = _pool(log_values, walks, teachers, constants) if pooled else _alone(walks)
    empty = walks.count == 0
    still = {"weight": 1.0, "growth": 0.0, "growth_variance": 0.0}
    kept = {name: np.where(constant, value, getattr(fit, name)) for name, value in still.items()}
    return replace(fit, **{name: np.where(empty, np.nan, value) for name, value in kept.items()})


def _pool(log_values: np.ndarray, walks: Walks, teachers: np.ndarray, constants: Constants) -> PooledGrowth:
    """Shrink growth and variance of every series to those of the teachers."""
    prior, prior_degrees = prior_of_variances(walks.variance[teachers], walks.degrees[teachers])
    variance = shrink_variance(walks.variance, walks.degrees, prior, prior_degrees)
    error = variance / np.maximum(walks.span, 1.0)
    centre, between = panel_growth(walks.growth[teachers], error[teachers], constants.trim)
    # Twenty series say little about how much true growth differs; what is usual steadies the estimate.
    usual, number = constants.usual_spread_worth, int(teachers.sum())
    between = (usual * constants.usual_spread * prior + number * between) / (usual + number)
    shrinkable = walks.count > 2
    weight = np.where(shrinkable, between / (between + error), 0.0)
    growth = weight * np.where(shrinkable, walks.growth, 0.0) + (1.0 - weight) * constants.centre_kept * centre
    common = common_shocks(log_values[teachers], walks.growth[teachers], variance[teachers])
    # A common shock shifts all growths together, so the mean of the panel does not average it away.
    growth_variance = weight * error + (1.0 - weight) * np.minimum(common / np.maximum(walks.span, 1.0), error)
    degrees = prior_degrees + walks.degrees
    return PooledGrowth(
        walks, centre, between, prior, prior_degrees, common, weight, growth, growth_variance, variance, degrees, True
    )


def _alone(walks: Walks) -> PooledGrowth:
    """Half of the own growth, for a panel too small to learn from; two years show no growth of their own."""
    raw = np.where(walks.count == 2, walks.growth**2 * walks.span, walks.variance)
    variance = np.maximum(raw, SMALLEST_VARIANCE)
    weight = np.where(walks.count > 2, 0.5, 0.0)
    growth = np.where(walks.count > 2, 0.5 * walks.growth, np.where(walks.count == 2, 0.0, np.nan))
    growth_variance = weight * variance / np.maximum(walks.span, 1.0)
    degrees = np.maximum(walks.degrees, 1.0)
    unknown = np.nan
    return PooledGrowth(
        walks, unknown, unknown, unknown, 0.0, 0.0, weight, growth, growth_variance, variance, degrees, False
    )


def faded_years(fit: PooledGrowth, ahead: np.ndarray, constants: Constants) -> np.ndarray:
    """Undamped years of growth that lie ahead; half of the own growth is damped enough and does not fade."""
    return damped_years(ahead, constants.damping) if fit.pooled else np.asarray(ahead, dtype=float)


def predict_logs(fit: PooledGrowth, steps: np.ndarray, constants: Constants | None = None) -> tuple:
    """Median and scale of the predictive Student distribution on the log scale.

    Parameters
    ----------
    fit : PooledGrowth
        A fitted panel.
    steps : numpy.ndarray
        Years after the origin, (years,).
    constants : Constants, optional
        The numbers of the method.

    Returns
    -------
    tuple of numpy.ndarray
        Median and scale, each (series, years); degrees of freedom are ``fit.degrees``.
    """
    constants = constants or Constants()
    ahead = fit.walks.age[:, None] + np.asarray(steps, dtype=float)[None, :]
    faded = faded_years(fit, ahead, constants)
    median = fit.walks.last[:, None] + fit.growth[:, None] * faded
    spread = ahead * fit.variance[:, None] + fit.growth_variance[:, None] * faded**2
    return median, np.sqrt(constants.inflation * spread)


def half_width(scale: np.ndarray, degrees: np.ndarray, level: float, cap: float) -> np.ndarray:
    """Half of the interval on the log scale that covers ``level`` percent, never wider than the cap."""
    quantile = stdtrit(np.minimum(degrees, 1e6), 0.5 + level / 200.0)
    return np.minimum(np.asarray(quantile)[:, None] * scale, cap)

"""Pooled damped growth: what a short series cannot say about its growth, its neighbours say.

Every array here is (series, years): one column a year, the last column the origin, NaN where a year is missing.
The logarithm of a series is a random walk with drift, so holes need no filling. The own drift of a series is
shrunk towards the drift of the panel (Paule and Mandel 1982), its variance towards the variance of the panel
(Smyth 2004), and the growth fades (Gardner and McKenzie 1985).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, polygamma
from scipy.stats import t as student
from statsmodels.stats.meta_analysis import combine_effects

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
    smallest_panel : int
        Fewest series with a growth of their own from which anything is pooled.
    """

    damping: float = 0.90
    trim: float = 0.10
    inflation: float = 1.25
    cap: float = 1.5
    smallest_panel: int = 6


@dataclass(frozen=True)
class Walks:
    """Random walks with drift, each fitted on its own; arrays are (series,)."""

    last: np.ndarray  # last observed value
    age: np.ndarray  # years between the last observation and the origin
    count: np.ndarray  # observed years
    span: np.ndarray  # years from the first to the last observation
    growth: np.ndarray  # mean growth a year; NaN below two observations
    variance: np.ndarray  # variance of a year's growth; NaN below three observations
    degrees: np.ndarray  # degrees of freedom of that variance


@dataclass(frozen=True)
class PooledGrowth:
    """A panel fitted together; arrays are (series,)."""

    walks: Walks
    panel_growth: float  # the growth the panel shares
    between_variance: float  # how much true growth differs between series
    prior_variance: float  # the variance of a year's growth the panel shares
    prior_degrees: float  # how many degrees of freedom that is worth
    weight: np.ndarray  # how much the own history counts
    growth: np.ndarray  # growth after shrinking, first year before damping
    growth_variance: np.ndarray  # uncertainty of that growth
    variance: np.ndarray  # variance of a year's growth after pooling
    degrees: np.ndarray  # degrees of freedom of the limits
    pooled: bool  # False: the panel was too small, half of the own growth stands in


def fit_walks(log_values: np.ndarray) -> Walks:
    """Fit a random walk with drift to each row, holes allowed.

    The drift is (last - first) / span and the variance the mean of (jump - years * drift)^2 / years with one degree
    of freedom lost: exactly the maximum likelihood drift of ``UnobservedComponents(row, "rwdrift")`` with NaN in holes.

    Parameters
    ----------
    log_values : numpy.ndarray
        (series, years), NaN in holes.

    Returns
    -------
    Walks
        One entry a series; NaN where there are too few observations.
    """
    series, years = log_values.shape
    seen = ~np.isnan(log_values)
    count = seen.sum(axis=1)
    rows = np.arange(series)
    first_at = np.where(count > 0, seen.argmax(axis=1), 0)
    last_at = np.where(count > 0, years - 1 - seen[:, ::-1].argmax(axis=1), years - 1)
    first, last = log_values[rows, first_at], log_values[rows, last_at]
    span = (last_at - first_at).astype(float)
    growth = np.divide(last - first, span, out=np.full(series, np.nan), where=span > 0)

    position = np.where(seen, np.arange(years), -1)
    before = np.maximum.accumulate(position, axis=1)[:, :-1]  # where the previous observation stands
    jumps = seen[:, 1:] & (before >= 0)
    gap = np.where(jumps, np.arange(1, years) - before, 1)
    jump = log_values[:, 1:] - np.take_along_axis(log_values, np.maximum(before, 0), axis=1)
    squares = np.where(jumps, (jump - gap * growth[:, None]) ** 2 / gap, 0.0)
    degrees = np.maximum(count - 2, 0).astype(float)
    variance = np.divide(squares.sum(axis=1), degrees, out=np.full(series, np.nan), where=degrees > 0)
    return Walks(last, (years - 1 - last_at).astype(float), count, span, growth, variance, degrees)


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
    pooled = combine_effects(growth[kept], variance[kept], method_re="iterated")
    return float(pooled.mean_effect_re), float(max(pooled.tau2, 0.0))


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
    walks = fit_walks(log_values)
    informed = walks.degrees > 0
    # A series that never moves says nothing about how the others move, and stays where it is.
    constant = informed & (np.nan_to_num(walks.variance) <= SMALLEST_VARIANCE) & (np.abs(walks.growth) <= 1e-9)
    teachers = informed & ~constant
    pooled = int(teachers.sum()) >= constants.smallest_panel
    if pooled:
        prior, prior_degrees = prior_of_variances(walks.variance[teachers], walks.degrees[teachers])
        variance = shrink_variance(walks.variance, walks.degrees, prior, prior_degrees)
        error = variance / np.maximum(walks.span, 1.0)
        centre, between = panel_growth(walks.growth[teachers], error[teachers], constants.trim)
        weight = np.where(walks.count > 2, between / (between + error), 0.0)
        own = np.where(walks.count > 2, walks.growth, 0.0)
        growth = weight * own + (1.0 - weight) * centre
        growth_variance = weight * error
        degrees = prior_degrees + walks.degrees
    else:
        prior, prior_degrees, centre, between = np.nan, 0.0, np.nan, np.nan
        raw = np.where(walks.count == 2, walks.growth**2 * walks.span, walks.variance)
        variance = np.maximum(raw, SMALLEST_VARIANCE)
        weight = np.where(walks.count > 2, 0.5, 0.0)
        growth = np.where(walks.count > 2, 0.5 * walks.growth, np.where(walks.count == 2, 0.0, np.nan))
        growth_variance = weight * variance / np.maximum(walks.span, 1.0)
        degrees = np.maximum(walks.degrees, 1.0)
    weight = np.where(constant, 1.0, weight)
    growth = np.where(constant, 0.0, growth)
    growth_variance = np.where(constant, 0.0, growth_variance)
    empty = walks.count == 0
    growth, weight = np.where(empty, np.nan, growth), np.where(empty, np.nan, weight)
    return PooledGrowth(
        walks, centre, between, prior, prior_degrees, weight, growth, growth_variance, variance, degrees, pooled
    )


def damped_years(steps: np.ndarray, damping: float) -> np.ndarray:
    """Sum of damping^k for k = 1..steps: how many undamped years of growth lie ahead."""
    steps = np.asarray(steps, dtype=float)
    if damping == 1.0:
        return steps
    return damping * (1.0 - damping**steps) / (1.0 - damping)


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
    if fit.pooled:
        faded = damped_years(ahead, constants.damping)
    else:
        faded = ahead  # half of the own growth is already a strong damping
    median = fit.walks.last[:, None] + fit.growth[:, None] * faded
    spread = ahead * fit.variance[:, None] + fit.growth_variance[:, None] * faded**2
    inflation = constants.inflation if fit.pooled else 1.0
    return median, np.sqrt(inflation * spread)


def half_width(scale: np.ndarray, degrees: np.ndarray, level: float, cap: float) -> np.ndarray:
    """Half of the interval on the log scale that covers ``level`` percent, never wider than the cap."""
    quantile = student.ppf(0.5 + level / 200.0, np.minimum(degrees, 1e6))
    return np.minimum(np.asarray(quantile)[:, None] * scale, cap)

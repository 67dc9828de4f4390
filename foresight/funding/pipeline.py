"""From sessions to projects that are good enough: the pipeline, equation 6 of the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresight.funding.inputs import FundingInputs
from foresight.funding.model import Levels, Model
from foresight.funding.random_streams import Numbers
from foresight.funding.vocabulary import INSTRUMENTS, UNLIMITED

LARGEST_RATE = 80.0
"""Poisson rates of one region and year are cut here; single precision holds exp(-80)."""


def poisson_from_uniform(rate: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Turn uniform numbers into Poisson counts by the inverse of the distribution function.

    The count grows with the rate for a fixed uniform number, so scenarios stay comparable draw by draw.

    Parameters
    ----------
    rate, uniform : numpy.ndarray
        Same shape; rate not negative, uniform in [0, 1).

    Returns
    -------
    numpy.ndarray
        Counts, float32, same shape.
    """
    rate = np.minimum(rate, LARGEST_RATE).astype(np.float32, copy=False)
    probability = np.exp(-rate)
    counts = np.zeros(rate.shape, dtype=np.float32)
    at = np.flatnonzero(uniform > probability)  # most counts are 0: go on with the rest only
    lam, term, u = rate.ravel()[at], probability.ravel()[at], uniform.ravel()[at]
    below = term.copy()
    flat = counts.ravel()
    step = 0
    while at.size:
        step += 1
        flat[at] = step
        term = term * lam / step
        below += term
        more = (u > below) & ((term > 1e-9) | (step < lam))
        at, lam, term, below, u = at[more], lam[more], term[more], below[more], u[more]
    return counts


def binomial_from_uniform(trials: np.ndarray, probability: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Turn uniform numbers into binomial counts by the inverse of the distribution function.

    Parameters
    ----------
    trials, probability, uniform : numpy.ndarray
        Shapes that broadcast; trials whole.

    Returns
    -------
    numpy.ndarray
        Counts, float32.
    """
    n, p, u = np.broadcast_arrays(trials, np.clip(probability, 0.0, 1.0).astype(float), uniform)
    odds = p / np.maximum(1 - p, 1e-12)
    term = (1 - p) ** n
    below = term.copy()
    counts = np.zeros(p.shape, dtype=np.float32)
    for done in range(1, int(n.max(initial=0)) + 1):
        counts += (u >= below) & (done <= n)
        term = term * odds * (n - done + 1) / done
        below = below + term
    return np.where(p >= 1, n, counts).astype(np.float32)


@dataclass(frozen=True)
class Pipeline:
    """What comes out of the sessions; arrays are (years, regions, draws) unless said otherwise.

    Attributes
    ----------
    sessions : numpy.ndarray
        (years, draws) sessions held.
    specifications : numpy.ndarray
        Specifications approved and included in a call.
    recommendations : numpy.ndarray
        (years, draws).
    ready : tuple of numpy.ndarray
        One an instrument: projects good enough to start that year.
    expected : tuple of numpy.ndarray
        One an instrument: the mean of ``ready`` given the parameters.
    """

    sessions: np.ndarray
    specifications: np.ndarray
    recommendations: np.ndarray
    ready: tuple[np.ndarray, ...]
    expected: tuple[np.ndarray, ...]


def shift_years(array: np.ndarray, lag: int) -> np.ndarray:
    """Move the first axis by whole years; what would come from before the first year is zero."""
    if lag <= 0:
        return array
    moved = np.zeros_like(array)
    moved[lag:] = array[:-lag]
    return moved


def regional_weights(funded: np.ndarray, targeting: np.ndarray) -> np.ndarray:
    """Return how sessions and specifications spread over regions, summing to 1.

    Parameters
    ----------
    funded : numpy.ndarray
        (years, regions, draws) True where a region has local R&D money.
    targeting : numpy.ndarray
        (years or 1, draws or 1) share that goes to such regions, equally; the rest is spread over all.
    """
    count = funded.sum(axis=1, dtype=np.float32)
    aimed = np.where(count > 0, targeting, np.float32(0))
    each = aimed / np.maximum(count, 1)
    return funded * each[:, None, :] + ((1 - aimed) / funded.shape[1])[:, None, :]


def build_pipeline(model: Model, levels: Levels, numbers: Numbers, budgets: np.ndarray) -> Pipeline:
    """Let sessions be held, specifications be drafted and approved, applications be good enough.

    Sessions held are binomial. Specifications are Poisson with mean sessions held x specifications a session x
    probability of approval, spread over the regions. A specification yields a project when at least one of its
    Poisson-distributed applications is fundable: with probability ``1 - exp(-lambda q)``. Splitting a Poisson
    count at random gives independent Poisson counts, so ready and unready specifications are drawn apart. Records
    replace the model up to ``recorded_through`` and are a floor after it.

    Parameters
    ----------
    model : Model
        Records, choices and what somebody has put in by hand.
    levels : Levels
        Parameter values of these draws.
    numbers : Numbers
        Random numbers of these draws.
    budgets : numpy.ndarray
        (years, regions, draws) local R&D budgets.
    """
    inputs = model.inputs
    closed = (np.array(inputs.years) <= inputs.recorded_through)[:, None]
    recorded = {
        name: getattr(inputs, f"recorded_{name}").T for name in ("sessions", "specifications", "recommendations")
    }
    totals = {name: table.sum(axis=1)[:, None].astype(np.float32) for name, table in recorded.items()}

    shape = (len(inputs.years), budgets.shape[2])
    planned = np.where(closed, 0, np.maximum(np.floor(levels["sessions_per_year"]) - totals["sessions"], 0))
    planned = np.broadcast_to(planned, shape)
    held = binomial_from_uniform(planned, np.broadcast_to(levels["session_held"], shape), numbers.yearly("sessions"))
    held += totals["sessions"]

    rate = np.where(closed, 0, held * levels["recommendations_per_session"] - totals["recommendations"])
    recommendations = poisson_from_uniform(np.maximum(rate, 0), numbers.yearly("recommendations"))
    recommendations += totals["recommendations"]

    drafted = np.minimum(held * levels["specifications_per_session"], levels["specification_quota"])
    approved = np.where(closed, 0, drafted * levels["specification_approved"] - totals["specifications"])
    expected = regional_weights(budgets > 0, levels["targeting"])
    expected *= np.maximum(approved, 0).astype(np.float32)[:, None, :]
    for t, r in np.argwhere(~np.isnan(model.specifications)):
        expected[t, r] = model.specifications[t, r]

    good = -np.expm1(-levels["applications_per_specification"] * levels["fundable"])
    of_programmes = levels["programme_specification_share"]
    shares = ((1 - of_programmes) * good, of_programmes * good)
    means = [expected * share[:, None, :] for share in shares]
    ready = [poisson_from_uniform(mean, numbers.regional(f"ready.{name}")) for mean, name in zip(means, INSTRUMENTS)]
    specifications = poisson_from_uniform(expected * (1 - good)[:, None, :], numbers.regional("unready"))
    specifications += ready[0] + ready[1]
    for t, r in np.argwhere(recorded["specifications"] > 0):
        count = recorded["specifications"][t, r]
        specifications[t, r] += count
        _add_recorded(int(count), t, r, good, of_programmes, ready, means, numbers)

    lag = int(model.parameters.values("pipeline_lag")[0])
    if not model.choices["limit_pipeline"]:
        ready = [np.broadcast_to(np.float32(UNLIMITED), expected.shape)] * len(INSTRUMENTS)
        means, lag = ready, 0
    ready, means = (tuple(shift_years(array, lag) for array in arrays) for arrays in (ready, means))
    return Pipeline(held, specifications, recommendations, _less_recorded(ready, inputs, closed), means)


def _less_recorded(ready: tuple[np.ndarray, ...], inputs: FundingInputs, closed: np.ndarray) -> tuple[np.ndarray, ...]:
    """Take off what has really started: no more starts in closed years, and no project starts twice."""
    if not closed.any() and not inputs.recorded_projects.any():
        return ready
    started = inputs.recorded_projects.transpose(2, 1, 0)[..., None].astype(np.float32)
    free = np.where(closed, 0, 1).astype(np.float32)[:, :, None]
    return tuple(np.maximum(array - started[k], 0) * free for k, array in enumerate(ready))


def _add_recorded(
    count: int,
    t: int,
    r: int,
    good: np.ndarray,
    of_programmes: np.ndarray,
    ready: list[np.ndarray],
    means: list[np.ndarray],
    numbers: Numbers,
) -> None:
    """Let each specification that really exists become ready or not; it is a grant or a programme by lot."""
    quality, kind = (level[t if level.shape[0] > 1 else 0] for level in (good, of_programmes))
    fundable = binomial_from_uniform(np.float32(count), quality, numbers.regional("recorded.fundable")[t, r])
    programmes = binomial_from_uniform(fundable, kind, numbers.regional("recorded.instrument")[t, r])
    for position, (some, share) in enumerate(((fundable - programmes, 1 - kind), (programmes, kind))):
        ready[position][t, r] += some
        means[position][t, r] += count * quality * share

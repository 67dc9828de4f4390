"""Whether a budget line is funded: a state that persists, seen through figures that are partly confidential.

A line is funded or not. A published amount shows that it is, a published zero that it is not; a printed dash means
zero or confidential. How often a funded line hides behind a dash follows from the national total: the share of the
money that the total shows and the regions do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FUNDED, ZERO, NOT_PUBLISHED, UNKNOWN = 1, 0, 2, -1


@dataclass(frozen=True)
class FundingStates:
    """Fitted states of a panel of budget lines.

    Attributes
    ----------
    funded : numpy.ndarray
        (regions, years) probability that the line was funded, given everything published.
    stay, start : numpy.ndarray
        (regions,) probability to stay funded, and to become funded, from one year to the next.
    panel_stay, panel_start : float
        The same for the panel.
    """

    funded: np.ndarray
    stay: np.ndarray
    start: np.ndarray
    panel_stay: float
    panel_start: float


def chances_of_marks(marks: np.ndarray, hidden_share: np.ndarray) -> np.ndarray:
    """Probability of each mark under the states not funded and funded.

    Parameters
    ----------
    marks : numpy.ndarray
        (regions, years) of FUNDED, ZERO, NOT_PUBLISHED, UNKNOWN.
    hidden_share : numpy.ndarray
        (years,) chance that a funded line is printed as a dash.

    Returns
    -------
    numpy.ndarray
        (regions, years, 2).
    """
    chances = np.ones((*marks.shape, 2))
    hidden = np.broadcast_to(hidden_share, marks.shape)
    chances[..., 0] = np.where(marks == FUNDED, 0.0, 1.0)
    chances[..., 1] = np.select(
        [marks == FUNDED, marks == ZERO, marks == NOT_PUBLISHED], [1.0 - np.minimum(hidden, 0.99), 0.0, hidden], 1.0
    )
    return chances


def smooth_states(chances: np.ndarray, stay: np.ndarray, start: np.ndarray, first: float) -> tuple:
    """Probability of being funded per year and expected moves, by the forward-backward recursions (Rabiner 1989).

    Parameters
    ----------
    chances : numpy.ndarray
        (regions, years, 2) from ``chances_of_marks``.
    stay, start : numpy.ndarray
        (regions,) transition probabilities into funded.
    first : float
        Probability of being funded in the first year.

    Returns
    -------
    tuple of numpy.ndarray
        ``funded`` (regions, years) and ``moves`` (regions, years - 1, 2, 2) from state to state.
    """
    regions, years, _ = chances.shape
    move = np.stack([np.stack([1 - start, start], -1), np.stack([1 - stay, stay], -1)], 1)  # region, from, to
    forward = np.empty((regions, years, 2))
    forward[:, 0] = chances[:, 0] * np.array([1.0 - first, first])
    forward[:, 0] /= forward[:, 0].sum(axis=1, keepdims=True)
    for year in range(1, years):
        ahead = np.einsum("rf,rft->rt", forward[:, year - 1], move) * chances[:, year]
        forward[:, year] = ahead / ahead.sum(axis=1, keepdims=True)
    backward = np.ones((regions, years, 2))
    moves = np.empty((regions, max(years - 1, 0), 2, 2))
    for year in range(years - 2, -1, -1):
        behind = backward[:, year + 1] * chances[:, year + 1]
        joint = forward[:, year, :, None] * move * behind[:, None, :]
        moves[:, year] = joint / joint.sum(axis=(1, 2), keepdims=True)
        back = np.einsum("rft,rt->rf", move, behind)
        backward[:, year] = back / back.sum(axis=1, keepdims=True)
    both = forward * backward
    return (both / both.sum(axis=2, keepdims=True))[..., 1], moves


def beta_prior(successes: np.ndarray, trials: np.ndarray) -> tuple[float, float]:
    """Beta distribution of success probabilities across regions by moments (Kleinman 1973).

    Parameters
    ----------
    successes, trials : numpy.ndarray
        (regions,); may be fractional.

    Returns
    -------
    tuple of float
        Both parameters. Their sum lies between 1 and 100: with few trials the moments can say anything.
    """
    some = trials > 0
    total = trials[some].sum()
    # Half a success and half a failure keep a panel that never changed from being certain of it.
    mean = (successes[some].sum() + 0.5) / (total + 1.0)
    size = 100.0
    regions = int(some.sum())
    if regions > 1 and total > regions:
        spread = (trials[some] * (successes[some] / trials[some] - mean) ** 2).sum()
        binomial = mean * (1.0 - mean) * (regions - 1)
        excess = spread - binomial
        scale = mean * (1.0 - mean) * (total - (trials[some] ** 2).sum() / total - (regions - 1))
        correlation = excess / scale if scale > 0 else 0.0
        size = 100.0 if correlation <= 0.0099 else max(1.0, (1.0 - correlation) / correlation)
    return mean * size, (1.0 - mean) * size


def fit_funding_states(marks: np.ndarray, hidden_share: np.ndarray, rounds: int = 60) -> FundingStates:
    """Fit the states: pooled moves by expectation-maximisation, each region shrunk to the panel.

    Parameters
    ----------
    marks : numpy.ndarray
        (regions, years).
    hidden_share : numpy.ndarray
        (years,) chance that a funded line is printed as a dash.
    rounds : int
        Most rounds of expectation-maximisation.

    Returns
    -------
    FundingStates
    """
    regions = len(marks)
    chances = chances_of_marks(marks, hidden_share)
    stay, start, first = 0.7, 0.3, 0.5
    for _ in range(rounds):
        ones = np.ones(regions)
        funded, moves = smooth_states(chances, stay * ones, start * ones, first)
        counts = moves.sum(axis=(0, 1)) if moves.size else np.zeros((2, 2))
        fresh = (
            (counts[1, 1] + 0.5) / (counts[1].sum() + 1.0),
            (counts[0, 1] + 0.5) / (counts[0].sum() + 1.0),
            (funded[:, 0].sum() + 0.5) / (regions + 1.0),
        )
        change = max(abs(stay - fresh[0]), abs(start - fresh[1]), abs(first - fresh[2]))
        stay, start, first = fresh
        if change < 1e-8:
            break
    counts = moves.sum(axis=1) if moves.size else np.zeros((regions, 2, 2))
    own = []
    for state in (1, 0):
        alpha, beta = beta_prior(counts[:, state, 1], counts[:, state].sum(axis=1))
        own.append((alpha + counts[:, state, 1]) / (alpha + beta + counts[:, state].sum(axis=1)))
    funded, _ = smooth_states(chances, own[0], own[1], first)
    return FundingStates(funded, own[0], own[1], float(stay), float(start))

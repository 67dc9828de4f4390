"""How sure is the ranking given who happened to be in the room: resampling raters inside their groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from foresight.priorities.acceptability import rank_shares
from foresight.priorities.ratings import Ratings
from foresight.priorities.weighted_sum import (
    TIE,
    combine_groups,
    combined_desirability,
    competition_ranks,
    weighted_sum,
)
from foresight.problems import Problem

CHUNK = 250
# Fewer raters than this cannot tell how much raters vary.
ENOUGH_TO_RESAMPLE = 8


@dataclass(frozen=True, eq=False)
class RankUncertainty:
    """Scores and ranks over panels like this one.

    Attributes
    ----------
    needs : tuple of str
        Needs with a score, in the order of the arrays.
    score, rank : numpy.ndarray, shape (needs,)
        Of the panel itself; scores 0-100.
    scores, ranks : numpy.ndarray, shape (draws, needs)
    score_low, score_high : numpy.ndarray, shape (needs,)
    rank_low, rank_high : numpy.ndarray of int, shape (needs,)
        Ends of the interval of the rank; the whole range if ``reliable`` is False.
    acceptability : numpy.ndarray, shape (needs, needs)
        Share of the draws in which the need has each rank.
    confidence : float
    reliable : bool
        There are at least eight raters.
    notes : tuple of (code, values)
        ``panel_too_small``, ``group_too_small`` with the group and its people.
    """

    needs: tuple[str, ...]
    score: np.ndarray
    rank: np.ndarray
    scores: np.ndarray
    ranks: np.ndarray
    score_low: np.ndarray
    score_high: np.ndarray
    rank_low: np.ndarray
    rank_high: np.ndarray
    acceptability: np.ndarray
    confidence: float
    reliable: bool
    notes: tuple[tuple[str, dict], ...]

    def top_probability(self, k: int) -> np.ndarray:
        """Share of the draws in which each need is among the first k."""
        return (self.ranks <= k).mean(axis=0)

    def bands(self) -> np.ndarray:
        """Band of equal rank of every need, from 1; see :func:`tie_bands`."""
        if not self.reliable:
            return np.ones(len(self.needs), dtype=int)
        return tie_bands(self.score, self.scores, self.confidence)


def resampled_scores(
    ratings: Ratings,
    draws: int,
    generator: np.random.Generator,
    aggregation: str = "group_equal",
    panel_factor: float = 1.0,
) -> np.ndarray:
    """Scores (0-100) of panels drawn with replacement inside every stakeholder group.

    Parameters
    ----------
    ratings : Ratings
    draws : int
    generator : numpy.random.Generator
    aggregation : {"group_equal", "person_equal"}
    panel_factor : float
        Size of the drawn groups relative to the real ones, to ask what a larger panel would do.

    Returns
    -------
    numpy.ndarray, shape (draws, needs)
        A need that a drawn panel happened not to rate keeps the score of the whole panel.
    """
    shape = ratings.values.shape
    people = ratings.group_sizes
    desirability = ratings.desirability
    members = [desirability[ratings.group_of == group].reshape(size, -1) for group, size in enumerate(people)]
    known = [np.isfinite(values) for values in members]
    filled = [np.where(mask, values, 0.0) for mask, values in zip(known, members)]
    complete = [bool(mask.all()) for mask in known]
    whole = 100.0 * weighted_sum(combined_desirability(ratings, aggregation), ratings.weights)
    pooled = None if ratings.pooled is None else ratings.pooled.reshape(len(people), 1, -1)
    result = np.empty((draws, shape[1]))
    for rows in _chunks(draws):
        means, counts = [], []
        for size, mask, values, full in zip(people, known, filled, complete):
            drawn = max(round(size * panel_factor), 1)
            times = _times_drawn(rows.stop - rows.start, size, drawn, generator)
            total = times @ values
            answers = np.full(total.shape, float(drawn)) if full else times @ mask
            means.append(total / np.maximum(answers, 1.0))
            counts.append(answers)
        combined = combine_groups(np.stack(means), np.stack(counts), aggregation, pooled)
        result[rows] = 100.0 * weighted_sum(combined.reshape(-1, *shape[1:]), ratings.weights)
    return np.where(np.isfinite(result), result, whole)


def _chunks(draws: int) -> Iterator[slice]:
    for start in range(0, draws, CHUNK):
        yield slice(start, min(start + CHUNK, draws))


def _times_drawn(draws: int, size: int, drawn: int, generator: np.random.Generator) -> np.ndarray:
    """How often each of ``size`` people is drawn, for every draw."""
    picked = generator.integers(0, size, (draws, drawn), dtype=np.int32)
    picked += (np.arange(draws, dtype=np.int32) * size)[:, np.newaxis]
    return np.bincount(picked.ravel(), minlength=draws * size).reshape(draws, size).astype(float)


def bootstrap_ranking(
    ratings: Ratings,
    draws: int,
    generator: np.random.Generator,
    aggregation: str = "group_equal",
    confidence: float = 0.95,
) -> RankUncertainty:
    """Rank intervals and rank acceptability over panels like this one (Efron 1979, percentile intervals).

    Raters are drawn with replacement inside their stakeholder groups, because the groups' sizes are no accident.

    Parameters
    ----------
    ratings : Ratings
    draws : int
    generator : numpy.random.Generator
    aggregation : {"group_equal", "person_equal"}
    confidence : float

    Returns
    -------
    RankUncertainty

    Raises
    ------
    Problem
        Fewer than 100 draws, an unknown aggregation, or a confidence that is no share.
    """
    if draws < 100:
        raise Problem("{draws} draws are too few for an interval: at least 100", draws=draws)
    if not 0 < confidence < 1:
        raise Problem("confidence {confidence} must lie between 0 and 1", confidence=confidence)
    score = 100.0 * weighted_sum(combined_desirability(ratings, aggregation), ratings.weights)
    rated = np.isfinite(score)
    scores = resampled_scores(ratings, draws, generator, aggregation)[:, rated]
    score = score[rated]
    ranks = competition_ranks(scores)
    tail = (1 - confidence) / 2
    low, high = (np.quantile(scores, share, axis=0) for share in (tail, 1 - tail))
    rank_low = np.quantile(ranks, tail, axis=0, method="lower")
    rank_high = np.quantile(ranks, 1 - tail, axis=0, method="higher")
    people = ratings.group_sizes
    reliable = int(people.sum()) >= ENOUGH_TO_RESAMPLE
    notes: list[tuple[str, dict]] = []
    if not reliable:
        notes.append(("panel_too_small", {"people": int(people.sum()), "least": ENOUGH_TO_RESAMPLE}))
        rank_low, rank_high = np.ones(len(score), dtype=int), np.full(len(score), len(score))
    for group, size in zip(ratings.groups, people):
        if reliable and size < ENOUGH_TO_RESAMPLE:
            notes.append(("group_too_small", {"group": group, "people": int(size), "least": ENOUGH_TO_RESAMPLE}))
    return RankUncertainty(
        tuple(need for need, kept in zip(ratings.needs, rated) if kept),
        score,
        competition_ranks(score),
        scores,
        ranks,
        low,
        high,
        rank_low.astype(int),
        rank_high.astype(int),
        rank_shares(ranks),
        confidence,
        reliable,
        tuple(notes),
    )


def tie_bands(score: np.ndarray, scores: np.ndarray, confidence: float = 0.95) -> np.ndarray:
    """Bands of needs whose order is not sure, instead of a false 1 ... n.

    Going down the ranking, a need opens a new band when the first need of the current band outscores it in at least
    ``confidence`` of the draws.

    Parameters
    ----------
    score : numpy.ndarray, shape (needs,)
    scores : numpy.ndarray, shape (draws, needs)
    confidence : float

    Returns
    -------
    numpy.ndarray of int, shape (needs,)
        Band from 1, the best.
    """
    bands = np.ones(len(score), dtype=int)
    order = np.argsort(-score, kind="stable")
    head, band = order[0], 1
    for need in order[1:]:
        if (scores[:, head] > scores[:, need] + TIE).mean() >= confidence:
            head, band = need, band + 1
        bands[need] = band
    return bands


@dataclass(frozen=True)
class PanelCheck:
    """Whether the panel is large enough for the asked top k.

    Attributes
    ----------
    k : int
    overlap : float
        Expected share of the panel's top k that another panel of this size would choose too.
    least : float
        Overlap asked for.
    enough : bool
    people : int
    people_needed : int or None
        Size of the panel, in the same proportions, at which the overlap is reached; None if eight times as many
        would not reach it, or the panel is too small to tell.
    """

    k: int
    overlap: float
    least: float
    enough: bool
    people: int
    people_needed: int | None


FACTORS = (1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)


def panel_check(
    ratings: Ratings,
    uncertainty: RankUncertainty,
    k: int,
    generator: np.random.Generator,
    aggregation: str = "group_equal",
    least: float = 0.75,
    draws: int = 200,
) -> PanelCheck:
    """Ask whether another panel like this one would choose the same top k.

    Parameters
    ----------
    ratings : Ratings
    uncertainty : RankUncertainty
        From :func:`bootstrap_ranking`.
    k : int
        At most the number of needs is used.
    generator : numpy.random.Generator
    aggregation : {"group_equal", "person_equal"}
    least : float
        Overlap below which the panel is too small; 15 of 20 stay the same among some 55 scorers in CHNRI exercises.
    draws : int
        For the larger panels that are tried.

    Returns
    -------
    PanelCheck
    """
    k = min(k, len(uncertainty.needs))
    people = len(ratings.raters)
    overlap = top_overlap(uncertainty.score, uncertainty.scores, k)
    enough = uncertainty.reliable and overlap >= least
    needed: int | None = people if enough else None
    if not enough and uncertainty.reliable:
        kept = [ratings.needs.index(need) for need in uncertainty.needs]
        for factor in FACTORS:
            larger = resampled_scores(ratings, draws, generator, aggregation, factor)[:, kept]
            if top_overlap(uncertainty.score, larger, k) >= least:
                needed = int(np.ceil(people * factor))
                break
    return PanelCheck(k, overlap, least, enough, people, needed)


def top_overlap(score: np.ndarray, scores: np.ndarray, k: int) -> float:
    """Mean share of the panel's top k that is in the top k of a draw."""
    chosen = np.zeros(len(score), dtype=bool)
    chosen[np.argsort(-score, kind="stable")[:k]] = True
    drawn = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return float(chosen[drawn].mean())

"""Ratings of a session as they may be shown: last rounds, small groups together, few answers blanked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from foresight.priorities.criteria import Criterion
from foresight.priorities.overall import overall_desirability
from foresight.priorities.ratings import Ratings, ratings_by_round
from foresight.priorities.weighted_sum import criterion_means, rank_ratings, weighted_sum
from foresight.problems import TooFew
from foresight.sessions.consensus.rules import ConsensusRule
from foresight.sessions.visibility import shown_groups, suppressed_counts


@dataclass(frozen=True, eq=False)
class ShownRatings:
    """What of a session's ballots may be shown, and where each part came from.

    Attributes
    ----------
    by_round : dict of int to Ratings
        Every round, with the groups as they are shown and the same people and needs.
    final : Ratings
        The last round of every need; cells of too few people are blank, those of small groups pooled.
    last, before : numpy.ndarray, shape (people, needs)
        Overall desirability 0-1 in the last round of every need and in the one before; NaN where there was none.
    round_of : numpy.ndarray of int, shape (needs,)
        The last round of every need.
    groups : dict of str to str
        Name under which each stakeholder group is shown.
    few : dict of str to int
        People behind the needs that are not shown because too few rated them.
    """

    by_round: dict[int, Ratings]
    final: Ratings
    last: np.ndarray
    before: np.ndarray
    round_of: np.ndarray
    groups: dict[str, str]
    few: dict[str, int]


def shown_ratings(
    ballots: pd.DataFrame, criteria: Sequence[Criterion], rule: ConsensusRule, needs: Sequence[str] | None = None
) -> ShownRatings:
    """Arrange the ballots of a session as they may be shown.

    People come in an order that only their groups and answers make, so that the same ballots give the same random
    draws whatever the people are called.

    Parameters
    ----------
    ballots : pandas.DataFrame
        As for :func:`foresight.priorities.session_results.session_results`.
    criteria : sequence of Criterion
    rule : ConsensusRule
    needs : sequence of str, optional

    Returns
    -------
    ShownRatings

    Raises
    ------
    Problem
        Ballots that cannot be used.
    TooFew
        Fewer people than may be shown, altogether or on every need.
    """
    by_round = _who_answered(ratings_by_round(ballots, criteria, needs))
    groups = groups_as_shown(by_round, rule)
    by_round = _in_order_of_answers({number: regrouped(ratings, groups) for number, ratings in by_round.items()})
    last, before, final, round_of = last_rounds(by_round)
    final, few = needs_as_shown(final, rule)
    return ShownRatings(by_round, final, last, before, round_of, groups, few)


def session_ranking(
    ballots: pd.DataFrame,
    criteria: Sequence[Criterion],
    rule: ConsensusRule | None = None,
    aggregation: str = "group_equal",
) -> pd.DataFrame:
    """Rank the needs of a session as its results do, without asking how sure the ranks are.

    Parameters
    ----------
    ballots, criteria, rule, aggregation
        As for :func:`foresight.priorities.session_results.session_results`.

    Returns
    -------
    pandas.DataFrame
        As from :func:`foresight.priorities.weighted_sum.rank_ratings`, with the scores of groups that may be shown.
    """
    rule = rule or ConsensusRule()
    final = shown_ratings(ballots, criteria, rule).final
    ranked = rank_ratings(final, aggregation)
    shown = pd.DataFrame(group_scores(final, rule), index=final.needs, columns=final.groups).reindex(ranked["need"])
    for group in final.groups:
        ranked[f"score_{group}"] = pd.array(shown[group], dtype="Float64")
    return ranked


def group_scores(final: Ratings, rule: ConsensusRule) -> np.ndarray:
    """Scores (0-100) of needs by group, shape (needs, groups); NaN where so few answered that they are not shown."""
    by_group = 100.0 * weighted_sum(criterion_means(final)[0], final.weights)
    answered = np.isfinite(final.values).any(axis=2)
    people = np.stack([answered[final.group_of == g].sum(axis=0) for g in range(len(final.groups))], axis=1)
    # A group's score would give away the one criterion whose mean is hidden.
    visible = suppressed_counts(people, rule.shown_from) & ~final.pooled.any(axis=2).T
    return np.where(visible, by_group.T, np.nan)


def _who_answered(by_round: dict[int, Ratings]) -> dict[int, Ratings]:
    """Leave out people who said "don't know" throughout: they tell nothing of how much people vary."""
    active = np.any([np.isfinite(r.values).any(axis=(1, 2)) for r in by_round.values()], axis=0)
    return {number: _these(ratings, np.flatnonzero(active)) for number, ratings in by_round.items()}


def _these(ratings: Ratings, people: Sequence[int] | np.ndarray) -> Ratings:
    return replace(
        ratings,
        raters=tuple(ratings.raters[person] for person in people),
        group_of=ratings.group_of[people],
        values=ratings.values[people],
    )


def _in_order_of_answers(by_round: dict[int, Ratings]) -> dict[int, Ratings]:
    first = next(iter(by_round.values()))
    answers = np.concatenate([np.nan_to_num(r.values, nan=-1.0) for r in by_round.values()], axis=2)
    rows = np.ascontiguousarray(answers.reshape(len(answers), -1))
    order = sorted(range(len(rows)), key=lambda person: (first.group_of[person], rows[person].tobytes()))
    return {number: _these(ratings, order) for number, ratings in by_round.items()}


def groups_as_shown(by_round: dict[int, Ratings], rule: ConsensusRule) -> dict[str, str]:
    """Under which name each stakeholder group is shown: its own, or ``combined`` with other small ones."""
    first = next(iter(by_round.values()))
    shown = shown_groups(dict(zip(first.groups, first.group_sizes.tolist())), rule.shown_from)
    if not shown:
        raise TooFew(
            "answers so far: {people}; results are shown from {least} people on",
            people=len(first.raters),
            least=rule.shown_from,
        )
    return shown


def needs_as_shown(final: Ratings, rule: ConsensusRule) -> tuple[Ratings, dict[str, int]]:
    """Blank what fewer people answered than may be shown, and pool the groups whose cells may not be shown.

    Otherwise the equal and the person-equal mean, side by side, would give the hidden groups away.
    """
    answered = np.isfinite(final.values)
    enough = answered.sum(axis=0) >= rule.shown_from
    if not enough.any():
        raise TooFew("no need was rated by the {least} people whose answers may be shown", least=rule.shown_from)
    values = np.where(enough, final.values, np.nan)
    answers = np.stack([np.isfinite(values[final.group_of == g]).sum(axis=0) for g in range(len(final.groups))])
    people = answered.any(axis=2).sum(axis=0)
    few = (people > 0) & ~enough.any(axis=1)
    counts = {need: int(count) for need, count, hidden in zip(final.needs, people, few) if hidden}
    return replace(final, values=values, pooled=(answers > 0) & ~_visible(answers, rule)), counts


def _visible(answers: np.ndarray, rule: ConsensusRule) -> np.ndarray:
    """Which cells of groups x needs x criteria may be shown."""
    cells = answers.reshape(len(answers), -1).T
    return suppressed_counts(cells, rule.shown_from).T.reshape(answers.shape)


def regrouped(ratings: Ratings, shown: dict[str, str]) -> Ratings:
    """Put people under the names their groups are shown by."""
    names = tuple(sorted(set(shown.values())))
    # A group of whom nobody answered has no name, and no people either.
    place = np.array([names.index(shown[group]) if group in shown else -1 for group in ratings.groups])
    return replace(ratings, groups=names, group_of=place[ratings.group_of])


def last_rounds(by_round: dict[int, Ratings]) -> tuple[np.ndarray, np.ndarray, Ratings, np.ndarray]:
    """Overall answers of the last and the last but one round of each need, the last ratings, and the last round."""
    numbers = np.array(list(by_round))
    rated = np.stack([np.isfinite(r.values).any(axis=(0, 2)) for r in by_round.values()])
    overall = np.stack([overall_desirability(r) for r in by_round.values()])
    values = np.stack([r.values for r in by_round.values()])
    needs = np.arange(rated.shape[1])
    newest = len(numbers) - 1 - np.argmax(rated[::-1], axis=0)
    older = rated.copy()
    older[newest, needs] = False
    older &= np.arange(len(numbers))[:, np.newaxis] < newest
    previous = len(numbers) - 1 - np.argmax(older[::-1], axis=0)
    before = np.where(older.any(axis=0), overall[previous, :, needs].T, np.nan)
    last = overall[newest, :, needs].T
    final = replace(next(iter(by_round.values())), values=np.moveaxis(values[newest, :, needs], 0, 1))
    return last, before, final, numbers[newest]

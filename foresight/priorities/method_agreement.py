"""The same ballots ranked by several methods, and whether they agree on the winner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from foresight.priorities.chnri import POINTS, Chnri, chnri
from foresight.priorities.james_lind import EqualWeightRanking, equal_weight_ranking, top_picks
from foresight.priorities.kemeny import Kemeny, kemeny
from foresight.priorities.overall import overall_desirability, person_weights
from foresight.priorities.promethee import Preference, Promethee, promethee
from foresight.priorities.ratings import Ratings
from foresight.priorities.sensitivity import score_column
from foresight.priorities.topsis import topsis
from foresight.priorities.voting import Tally, borda_share, condorcet_winner, copeland, tally
from foresight.priorities.weighted_sum import combined_desirability, competition_ranks, weighted_sum

# Two points on 1-9: from here one mean is strictly preferred to another.
STRICT_PREFERENCE = 0.25
ORDER = ("weighted_sum", "topsis", "promethee", "borda", "copeland", "kemeny", "james_lind", "chnri")


@dataclass(frozen=True, eq=False)
class MethodAgreement:
    """Rankings side by side.

    Attributes
    ----------
    ranks : pandas.DataFrame
        Needs (index) by method (columns), competition ranks.
    scores : pandas.DataFrame
        The numbers behind them, each on its method's own scale; for Kemeny minus the middle of the places the need has
        over all optimal orders.
    winners : dict of str to tuple of str
        Needs in first place by method, and ``condorcet``: the need that beats every other by a majority, or nobody.
    agree : bool
        Every method puts the same need first, or the same needs level, and no majority speaks for another one.
    correlation : pandas.DataFrame
        Kendall's tau-b between the rankings; 1 on the diagonal, 0 where a ranking is one single tie.
    kemeny : Kemeny
    tally : Tally
    promethee : Promethee
        With the partial order of PROMETHEE I; needs in the order of ``ranks``.
    desirability : numpy.ndarray, shape (needs, criteria)
        What weighted sum, TOPSIS and PROMETHEE stand on, 0..1; needs in the order of ``ranks``.
    james_lind : EqualWeightRanking
    chnri : Chnri or None
        None unless answers are 0, 0.5, 1.
    notes : tuple of (code, values)
        ``methods_disagree`` with the number of different winners; ``no_condorcet_winner``; ``kemeny_ties`` with the
        number of optimal orders; ``kemeny_not_proven`` with score and bound.
    """

    ranks: pd.DataFrame
    scores: pd.DataFrame
    winners: dict[str, tuple[str, ...]]
    agree: bool
    correlation: pd.DataFrame
    kemeny: Kemeny
    tally: Tally
    promethee: Promethee
    desirability: np.ndarray
    james_lind: EqualWeightRanking
    chnri: Chnri | None
    notes: tuple[tuple[str, dict], ...]


def usual_preferences(criteria: int) -> list[Preference]:
    """Return the preference function of each criterion unless another is chosen: V-shape, strict from a quarter."""
    return [Preference("v_shape", p=STRICT_PREFERENCE)] * criteria


def method_agreement(ratings: Ratings, aggregation: str = "group_equal", effort: int = 12) -> MethodAgreement:
    """Rank the rated needs by every method that fits the answers.

    Weighted sum, TOPSIS (vector normalisation) and PROMETHEE II (V-shape, strict from a quarter of the scale) use the
    mean desirabilities; Borda, Copeland and Kemeny count people's overall answers pair by pair, with groups weighted
    equal if so asked; the James Lind ranking always weighs groups the same; CHNRI is added when answers are 0, 0.5, 1.

    Parameters
    ----------
    ratings : Ratings
    aggregation : {"group_equal", "person_equal"}
    effort : int
        For Kemeny's bound above 25 needs that cannot be separated.

    Returns
    -------
    MethodAgreement
    """
    combined = combined_desirability(ratings, aggregation)
    score = weighted_sum(combined, ratings.weights)
    rated = np.flatnonzero(np.isfinite(score))
    labels = [ratings.needs[need] for need in rated]
    table = np.where(np.isfinite(combined), combined, score_column(combined, ratings.weights))[rated]
    benefit = ["max"] * table.shape[1]
    people = overall_desirability(ratings)[:, rated]
    counted = tally(np.where(np.isfinite(people), people, np.nan), person_weights(ratings, aggregation))
    solution = kemeny(counted, listed=10, rounds=effort)
    member = np.stack([ratings.group_of == group for group in range(len(ratings.groups))]).astype(float)
    flows = promethee(table, benefit, ratings.weights, usual_preferences(table.shape[1]))
    picked = equal_weight_ranking(member @ top_picks(people))
    yes_no = None
    if _answers_fit_chnri(ratings):
        yes_no = chnri(np.moveaxis(ratings.values[:, rated], 0, 2), ratings.weights)
    scores = {
        "weighted_sum": 100.0 * score[rated],
        "topsis": topsis(table, benefit, ratings.weights).closeness,
        "promethee": flows.phi_net,
        "borda": borda_share(counted),
        "copeland": copeland(counted),
        "kemeny": -(solution.first_place + solution.last_place) / 2.0,
        "james_lind": picked.points,
    }
    if yes_no is not None:
        scores["chnri"] = yes_no.weighted_rps
    frame = pd.DataFrame(scores, index=pd.Index(labels, name="need"))
    ranks = pd.DataFrame(
        {name: competition_ranks(column.to_numpy()) for name, column in frame.items()}, index=frame.index
    )
    winners = {name: tuple(ranks.index[ranks[name] == 1]) for name in ranks}
    majority = condorcet_winner(counted)
    winners["condorcet"] = () if majority is None else (labels[majority],)
    firsts = {winner for name, winner in winners.items() if name != "condorcet" or winner}
    agree = len(firsts) == 1
    return MethodAgreement(
        ranks,
        frame,
        winners,
        agree,
        _correlation(ranks),
        solution,
        counted,
        flows,
        table,
        picked,
        yes_no,
        _notes(firsts, majority, solution, agree),
    )


def _answers_fit_chnri(ratings: Ratings) -> bool:
    values = ratings.values[np.isfinite(ratings.values)]
    benefit = all(criterion.objective == "max" for criterion in ratings.criteria)
    unit = all((criterion.lowest, criterion.highest) == (0.0, 1.0) for criterion in ratings.criteria)
    return benefit and unit and bool(np.isin(values, POINTS).all())


def _correlation(ranks: pd.DataFrame) -> pd.DataFrame:
    names = list(ranks)
    table = np.eye(len(names))
    for i, first in enumerate(names):
        for j in range(i):
            tau = kendalltau(ranks[first], ranks[names[j]]).statistic if len(ranks) > 1 else np.nan
            table[i, j] = table[j, i] = tau if np.isfinite(tau) else 0.0
    return pd.DataFrame(table, index=names, columns=names)


def _notes(firsts: set, majority: int | None, solution: Kemeny, agree: bool) -> tuple[tuple[str, dict], ...]:
    notes: list[tuple[str, dict]] = []
    if not agree:
        notes.append(("methods_disagree", {"winners": len({need for winner in firsts for need in winner})}))
    if majority is None:
        notes.append(("no_condorcet_winner", {}))
    if not solution.exact:
        notes.append(("kemeny_not_proven", {"score": solution.score, "bound": solution.bound}))
    elif solution.order_count != 1:
        notes.append(("kemeny_ties", {"orders": solution.order_count}))
    return tuple(notes)

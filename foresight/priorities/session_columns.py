"""Columns of a session's result tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from foresight.priorities.bootstrap import RankUncertainty
from foresight.priorities.ratings import Ratings
from foresight.priorities.shown_ratings import group_scores
from foresight.priorities.weighted_sum import (
    AGGREGATIONS,
    combine_groups,
    combined_desirability,
    competition_ranks,
    criterion_means,
    weighted_sum,
)
from foresight.sessions.consensus.groups import group_aware_consensus, label
from foresight.sessions.consensus.rules import ConsensusRule
from foresight.sessions.consensus.tables import EVERYBODY, without_holes

NOT_ASKED = "not_asked"


def ranking_columns(
    final: Ratings, kept: list[int], uncertainty: RankUncertainty, aggregation: str, rule: ConsensusRule
) -> pd.DataFrame:
    """Score, rank, intervals, bands, top-k chance, the other aggregation, and scores by group that may be shown."""
    other = next(name for name in AGGREGATIONS if name != aggregation)
    beside = 100.0 * weighted_sum(combined_desirability(final, other)[kept], final.weights)
    by_group = group_scores(final, rule)[kept]
    columns = {
        "score": uncertainty.score,
        "rank": uncertainty.rank,
        "score_low": uncertainty.score_low,
        "score_high": uncertainty.score_high,
        "rank_low": uncertainty.rank_low,
        "rank_high": uncertainty.rank_high,
        "band": uncertainty.bands(),
        "top_probability": uncertainty.top_probability(rule.top_k),
        f"score_{other}": beside,
        f"rank_{other}": competition_ranks(beside),
    }
    for position, group in enumerate(final.groups):
        columns[f"score_{group}"] = pd.array(by_group[:, position], dtype="Float64")
    return pd.DataFrame(columns)


CONSENSUS_COLUMNS = ["verdict", "n", "median", "q1", "q3", "iqr", "zone_share", "zone_low", "zone_high"]
CONSENSUS_COLUMNS += ["disagreement_index", "van_der_eijk_a", "tastle_wierman_consensus", "polarisation", "bimodal"]


def consensus_columns(
    by_group: pd.DataFrame,
    pairs: pd.DataFrame,
    together: pd.DataFrame,
    groups: tuple[str, ...],
    needs: tuple[str, ...],
    rule: ConsensusRule,
    asked: bool,
) -> pd.DataFrame:
    """Label, verdict and statistics of everybody by need, and how the groups accept it.

    Parameters
    ----------
    by_group : pandas.DataFrame
        From :func:`foresight.sessions.consensus.tables.group_table`: everybody first, then the groups in order.
    pairs, together : pandas.DataFrame
        From :func:`foresight.sessions.consensus.tables.difference_table`.
    groups, needs : tuple of str
    rule : ConsensusRule
    asked : bool
        False where answers are no judgements on a scale.
    """
    everybody = by_group[by_group["stakeholder_group"] == EVERYBODY].reset_index(drop=True)
    parts = by_group[by_group["stakeholder_group"] != EVERYBODY]
    judged = parts[parts["verdict"] != "too_few"]
    verdicts = {need: list(zip(own["stakeholder_group"], own["verdict"])) for need, own in judged.groupby("need")}
    compared = {
        need: list(zip(own["first"], own["second"], own["delta"], own["p_adjusted"]))
        for need, own in pairs.groupby("need")
    }
    frame = everybody[CONSENSUS_COLUMNS].rename(columns={"n": "people"})
    labelled = []
    for need in needs:
        own = verdicts.get(need, [])
        labelled.append(
            label([verdict for _, verdict in own], [group for group, _ in own], compared.get(need, []), rule)
            if asked
            else (NOT_ASKED, ())
        )
    frame["label"] = [code for code, _ in labelled]
    frame["between"] = [between for _, between in labelled]
    if not asked:
        frame["verdict"] = NOT_ASKED
    shape = (len(groups), len(needs))
    seen = (parts["state"].isin(["statistics", "dots"])).to_numpy().reshape(shape)
    inside = np.where(seen, parts["in_zone"].to_numpy().reshape(shape), 0)
    people = np.where(seen, parts["n"].to_numpy().reshape(shape), 0)
    shares = np.divide(inside, people, out=np.zeros(shape), where=people > 0)
    voices = (people > 0).sum(axis=0)
    frame["group_equal_zone_share"] = np.divide(
        shares.sum(axis=0), voices, out=np.full(len(needs), np.nan), where=voices > 0
    )
    frame["group_aware_consensus"] = group_aware_consensus(inside, people)
    frame["groups_accepting"] = [sum(verdict == "accepted" for _, verdict in verdicts.get(need, [])) for need in needs]
    frame["groups_judged"] = [len(verdicts.get(need, [])) for need in needs]
    corrected = together.set_index("need")["p_adjusted"].reindex(list(needs)).to_numpy(dtype=float)
    frame["difference_p_adjusted"] = corrected
    return frame


def criterion_table(final: Ratings, kept: list[int], combined: np.ndarray, rule: ConsensusRule) -> pd.DataFrame:
    """Answers as given and desirabilities (0-100) by need and criterion, by group where they may be shown."""
    means, counts = criterion_means(final)
    people = counts[:, kept].sum(axis=0)
    lowest = np.array([criterion.lowest for criterion in final.criteria])
    span = np.array([criterion.highest for criterion in final.criteria]) - lowest
    pooled = combine_groups(means[:, kept], counts[:, kept], "person_equal")
    benefit = np.array([criterion.objective == "max" for criterion in final.criteria])
    answer = lowest + span * np.where(benefit, pooled, 1.0 - pooled)
    need, criterion = (axis.ravel() for axis in np.indices(people.shape))
    frame = pd.DataFrame(
        {
            "need": np.array(final.needs, dtype=object)[kept][need],
            "criterion": np.array([c.code for c in final.criteria], dtype=object)[criterion],
            "people": people.ravel(),
            "mean": np.where(people >= rule.shown_from, answer, np.nan).ravel(),
            "desirability": np.where(people >= rule.shown_from, 100.0 * combined, np.nan).ravel(),
        }
    )
    for position, group in enumerate(final.groups):
        shares = np.where(final.pooled[position, kept], np.nan, 100.0 * means[position, kept])
        frame[f"desirability_{group}"] = shares.ravel()
    return without_holes(frame)


def acceptability_table(needs: tuple[str, ...], panels: np.ndarray, weights: np.ndarray) -> pd.DataFrame:
    """Share of panels and of all weights that give a need each rank, in long form."""
    need, rank = (axis.ravel() for axis in np.indices(panels.shape))
    return pd.DataFrame(
        {
            "need": np.array(needs, dtype=object)[need],
            "rank": rank + 1,
            "panels": panels.ravel(),
            "all_weights": weights.ravel(),
        }
    )

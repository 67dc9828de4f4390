"""Everything a session's results show, from its ballots, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.priorities.acceptability import smaa, weight_draws
from foresight.priorities.bootstrap import PanelCheck, RankUncertainty, bootstrap_ranking, panel_check
from foresight.priorities.criteria import Criterion
from foresight.priorities.method_agreement import MethodAgreement, method_agreement
from foresight.priorities.overall import overall_desirability
from foresight.priorities.ratings import Ratings
from foresight.priorities.sensitivity import leave_one_group_out, score_column, weight_flips
from foresight.priorities.session_columns import (
    acceptability_table,
    consensus_columns,
    criterion_table,
    ranking_columns,
)
from foresight.priorities.shown_ratings import shown_ratings
from foresight.priorities.weighted_sum import checked_aggregation, combined_desirability
from foresight.sessions.consensus.changes import (
    attrition_table,
    group_stability_table,
    minority_table,
    stability_table,
)
from foresight.sessions.consensus.rules import ConsensusRule
from foresight.sessions.consensus.tables import (
    concordance_table,
    difference_table,
    distribution_table,
    group_table,
    without_holes,
)

# A change of weight this small that changes the first place makes the first place fragile.
FRAGILE_WEIGHT = 0.05
# Weights drawn around those in force deviate by about a tenth: sqrt(0.2 x 0.8 / 16) = 0.1.
CONCENTRATION = 15.0


@dataclass(frozen=True, eq=False)
class SessionResults:
    """What a session found, how firmly, and who disagrees.

    Attributes
    ----------
    rule : ConsensusRule
        Set before the round and reported with every result.
    aggregation : {"group_equal", "person_equal"}
        Used for ``score`` and ``rank``; the other one stands beside it.
    rounds : tuple of int
    needs : pandas.DataFrame
        One row a rated need, best first; see :func:`session_results`.
    by_group, distribution, differences, concordance, stability, stability_by_group, attrition, minority : DataFrame
        As in :mod:`foresight.sessions.consensus.tables` and ``changes``.
    by_criterion : pandas.DataFrame
        need, criterion, people, mean (answers as given), desirability (0-100), and desirability_<group>.
    rank_acceptability : pandas.DataFrame
        Long: need, rank, share of panels like this one (``panels``) and of all weights (``all_weights``).
    central_weights : pandas.DataFrame
        need by criterion: mean weights of those who would put the need first; only needs somebody would.
    methods : MethodAgreement
    left_out : pandas.DataFrame
        From :func:`leave_one_group_out`.
    weight_flips : pandas.DataFrame
        From :func:`foresight.priorities.sensitivity.weight_flips`.
    panel : PanelCheck
    uncertainty : RankUncertainty
    not_rated : tuple of str
        Needs without any usable answer, or with answers of fewer people than may be shown.
    people : int
    groups : dict of str to str
        Name under which each stakeholder group is shown: its own, or ``combined`` with other small ones.
    notes : tuple of (code, values)
    """

    rule: ConsensusRule
    aggregation: str
    rounds: tuple[int, ...]
    needs: pd.DataFrame
    by_group: pd.DataFrame
    by_criterion: pd.DataFrame
    distribution: pd.DataFrame
    differences: pd.DataFrame
    concordance: pd.DataFrame
    stability: pd.DataFrame
    stability_by_group: pd.DataFrame
    attrition: pd.DataFrame
    minority: pd.DataFrame
    rank_acceptability: pd.DataFrame
    central_weights: pd.DataFrame
    methods: MethodAgreement
    left_out: pd.DataFrame
    weight_flips: pd.DataFrame
    panel: PanelCheck
    uncertainty: RankUncertainty
    not_rated: tuple[str, ...]
    people: int
    groups: dict[str, str]
    notes: tuple[tuple[str, dict], ...]


def session_results(
    ballots: pd.DataFrame,
    criteria: Sequence[Criterion],
    rule: ConsensusRule | None = None,
    aggregation: str = "group_equal",
    *,
    needs: Sequence[str] | None = None,
    rationales: pd.DataFrame | None = None,
    consensus: bool = True,
    seed: int = 0,
    draws: int = 2000,
    weight_draws_count: int = 4000,
) -> SessionResults:
    """Compute the results of a session.

    A need's result comes from the last round in which it was rated; its stability from the two last ones. A person's
    overall answer is the weighted mean of the desirabilities given, put on the rule's scale. Groups of fewer than
    ``rule.shown_from`` people are combined before anything is computed, so that no difference of two figures shows
    them.

    Parameters
    ----------
    ballots : pandas.DataFrame
        Columns need, criterion, stakeholder_group, rater, value, and round unless there was one; a missing value is
        "don't know".
    criteria : sequence of Criterion
    rule : ConsensusRule, optional
    aggregation : {"group_equal", "person_equal"}
    needs : sequence of str, optional
        Needs to show; by default all that have ballots.
    rationales : pandas.DataFrame, optional
        Columns need, rater, text: reasons for the minority report.
    consensus : bool
        False where answers are no judgements on a scale (distributed points): then labels are ``not_asked``.
    seed, draws, weight_draws_count : int
        Of the bootstrap over raters and of the weights; the same seed gives the same result.

    Returns
    -------
    SessionResults
        ``needs`` has need, round, score, rank, score_low, score_high, rank_low, rank_high, band, top_probability (of
        the first ``rule.top_k`` over panels), top_probability_weights (over all weights), weight_rank_low and
        weight_rank_high (weights varied by about a tenth), score_<other aggregation>, rank_<other aggregation>,
        score_<group>, label, between (the two groups of a contested need), verdict, people, median, q1, q3, iqr,
        zone_share with zone_low and zone_high, group_equal_zone_share, disagreement_index, van_der_eijk_a,
        tastle_wierman_consensus, polarisation, bimodal, group_aware_consensus, groups_accepting, groups_judged,
        difference_p_adjusted, stability, unchanged_share, unanswered_criteria.

    Raises
    ------
    Problem
        Ballots that cannot be used, fewer people than may be shown (altogether or on every need), an unknown
        aggregation.
    """
    rule = rule or ConsensusRule()
    checked_aggregation(aggregation)
    arranged = shown_ratings(ballots, criteria, rule, needs)
    by_round, final, round_of, shown = arranged.by_round, arranged.final, arranged.round_of, arranged.groups
    scale = rule.highest - rule.lowest
    on_scale = {number: rule.lowest + scale * overall_desirability(r) for number, r in by_round.items()}
    generator = np.random.default_rng(seed)

    uncertainty = bootstrap_ranking(final, draws, generator, aggregation, rule.confidence)
    panel = panel_check(final, uncertainty, rule.top_k, generator, aggregation, rule.top_overlap_at_least)
    kept = [final.needs.index(need) for need in uncertainty.needs]
    overall, earlier = (rule.lowest + scale * part[:, kept] for part in (arranged.last, arranged.before))
    group_of, groups, labels = final.group_of, final.groups, uncertainty.needs
    combined = combined_desirability(final, aggregation)[kept]

    by_group = group_table(overall, group_of, groups, labels, rule)
    pairs, together = difference_table(overall, group_of, groups, labels, rule)
    stability = stability_table(earlier, overall, labels, rule)
    methods = method_agreement(final, aggregation)
    filled = np.where(np.isfinite(combined), combined, score_column(combined, final.weights))
    free = smaa(filled, weight_draws("uniform", len(criteria), weight_draws_count, generator))
    near = smaa(
        filled,
        weight_draws(
            "around",
            len(criteria),
            weight_draws_count,
            generator,
            centre=final.weights,
            concentration=CONCENTRATION,
        ),
    )
    flips = weight_flips(combined, final.weights, labels, final.criteria)
    left_out = leave_one_group_out(final, aggregation)
    frame = pd.DataFrame({"need": labels, "round": round_of[kept]})
    frame = frame.join(ranking_columns(final, kept, uncertainty, aggregation, rule))
    frame["top_probability_weights"] = free.top_probability(rule.top_k)
    low_tail = (1 - rule.confidence) / 2
    frame["weight_rank_low"] = np.quantile(near.ranks, low_tail, axis=0, method="lower").astype(int)
    frame["weight_rank_high"] = np.quantile(near.ranks, 1 - low_tail, axis=0, method="higher").astype(int)
    frame = frame.join(consensus_columns(by_group, pairs, together, groups, labels, rule, consensus))
    frame["stability"], frame["unchanged_share"] = stability["state"], stability["unchanged_share"]
    codes = np.array([criterion.code for criterion in final.criteria], dtype=object)
    frame["unanswered_criteria"] = [tuple(codes[~np.isfinite(row)]) for row in combined]
    frame = frame.sort_values(["rank", "need"], ignore_index=True)
    not_rated = tuple(need for need in final.needs if need not in set(labels))
    notes = _notes(final, combined, shown, uncertainty, panel, methods, left_out, flips, not_rated, arranged.few, rule)
    return SessionResults(
        rule=rule,
        aggregation=aggregation,
        rounds=tuple(by_round),
        needs=without_holes(frame),
        by_group=by_group,
        by_criterion=criterion_table(final, kept, combined, rule),
        distribution=distribution_table(overall, group_of, groups, labels, rule),
        differences=pairs,
        concordance=concordance_table(on_scale, group_of, groups, rule),
        stability=stability,
        stability_by_group=group_stability_table(earlier, overall, group_of, groups, labels, rule),
        attrition=attrition_table(on_scale, group_of, groups),
        minority=minority_table(earlier, overall, group_of, groups, labels, final.raters, rule, rationales),
        rank_acceptability=acceptability_table(labels, uncertainty.acceptability, free.rank_acceptability),
        central_weights=pd.DataFrame(
            free.central_weights[free.ever_first],
            index=pd.Index(np.array(labels)[free.ever_first], name="need"),
            columns=codes,
        ),
        methods=methods,
        left_out=left_out,
        weight_flips=flips,
        panel=panel,
        uncertainty=uncertainty,
        not_rated=not_rated,
        people=len(final.raters),
        groups=shown,
        notes=notes,
    )


def _notes(
    final: Ratings,
    combined: np.ndarray,
    shown: dict[str, str],
    uncertainty: RankUncertainty,
    panel: PanelCheck,
    methods: MethodAgreement,
    left_out: pd.DataFrame,
    flips: pd.DataFrame,
    not_rated: tuple[str, ...],
    few: dict[str, int],
    rule: ConsensusRule,
) -> tuple[tuple[str, dict], ...]:
    notes: list[tuple[str, dict]] = list(uncertainty.notes)
    small = tuple(group for group, name in shown.items() if name != group)
    if small:
        notes.append(("groups_combined", {"groups": small, "least": rule.shown_from}))
    if uncertainty.reliable and not panel.enough:
        needed = {"k": panel.k, "overlap": panel.overlap, "people": panel.people, "people_needed": panel.people_needed}
        notes.append(("panel_too_small_for_top_k", needed))
    for position, criterion in enumerate(final.criteria):
        known = combined[np.isfinite(combined[:, position]), position]
        if not len(known):
            notes.append(("criterion_with_few_answers", {"criterion": criterion.code, "least": rule.shown_from}))
        elif len(combined) > 1 and np.ptp(known) < 1e-12:
            notes.append(("constant_criterion", {"criterion": criterion.code}))
    if len(combined) > 1 and np.ptp(uncertainty.score) < 1e-9:
        notes.append(("all_needs_equal", {}))
    notes += methods.notes
    for group in left_out.loc[left_out["top_changes"].astype(bool), "left_out"].unique():
        notes.append(("group_decides_first", {"group": group}))
    for row in flips.itertuples():
        if row.smallest_change is not pd.NA and row.smallest_change < FRAGILE_WEIGHT:
            notes.append(("fragile_weight", {"criterion": row.criterion, "change": float(row.smallest_change)}))
    for need in not_rated:
        hidden = {"need": need, "people": few.get(need, 0), "least": rule.shown_from}
        notes.append(("need_with_few_answers", hidden) if need in few else ("need_not_rated", {"need": need}))
    return tuple(notes)

"""Everything a session's results show, from its ballots, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from foresight.priorities.acceptability import smaa, weight_draws
from foresight.priorities.bootstrap import PanelCheck, RankUncertainty, bootstrap_ranking, panel_check
from foresight.priorities.criteria import Criterion
from foresight.priorities.method_agreement import MethodAgreement, method_agreement
from foresight.priorities.overall import overall_desirability
from foresight.priorities.ratings import Ratings, ratings_by_round
from foresight.priorities.sensitivity import leave_one_group_out, score_column, weight_flips
from foresight.priorities.weighted_sum import (
    AGGREGATIONS,
    combine_groups,
    competition_ranks,
    criterion_means,
    weighted_sum,
)
from foresight.problems import Problem
from foresight.sessions.consensus.changes import attrition_table, minority_table, stability_table
from foresight.sessions.consensus.groups import group_aware_consensus, label
from foresight.sessions.consensus.rules import ConsensusRule
from foresight.sessions.consensus.tables import (
    EVERYBODY,
    concordance_table,
    difference_table,
    distribution_table,
    group_table,
    without_holes,
)
from foresight.sessions.visibility import shown_groups, suppressed_counts

NOT_ASKED = "not_asked"
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
    by_group, distribution, differences, concordance, stability, attrition, minority : pandas.DataFrame
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
        Needs without any usable answer.
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
        Ballots that cannot be used, fewer people than may be shown, an unknown aggregation.
    """
    rule = rule or ConsensusRule()
    if aggregation not in AGGREGATIONS:
        raise Problem(
            "aggregation {aggregation} is unknown: one of {allowed}",
            aggregation=aggregation,
            allowed=", ".join(AGGREGATIONS),
        )
    by_round = ratings_by_round(ballots, criteria, needs)
    shown = _shown_groups(by_round, rule)
    by_round = {number: _regrouped(ratings, shown) for number, ratings in by_round.items()}
    last, before, final, round_of = _last_rounds(by_round)
    scale = rule.highest - rule.lowest
    on_scale = {number: rule.lowest + scale * overall_desirability(r) for number, r in by_round.items()}
    generator = np.random.default_rng(seed)

    uncertainty = bootstrap_ranking(final, draws, generator, aggregation, rule.confidence)
    panel = panel_check(final, uncertainty, rule.top_k, generator, aggregation, rule.top_overlap_at_least)
    kept = [final.needs.index(need) for need in uncertainty.needs]
    overall, earlier = (rule.lowest + scale * part[:, kept] for part in (last, before))
    group_of, groups, labels = final.group_of, final.groups, uncertainty.needs
    means, counts = criterion_means(final)
    combined = combine_groups(means, counts, aggregation)[kept]

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
    frame = frame.join(_ranking_columns(final, kept, uncertainty, aggregation, rule))
    frame["top_probability_weights"] = free.top_probability(rule.top_k)
    low_tail = (1 - rule.confidence) / 2
    frame["weight_rank_low"] = np.quantile(near.ranks, low_tail, axis=0, method="lower").astype(int)
    frame["weight_rank_high"] = np.quantile(near.ranks, 1 - low_tail, axis=0, method="higher").astype(int)
    frame = frame.join(_consensus_columns(by_group, pairs, together, groups, labels, rule, consensus))
    frame["stability"], frame["unchanged_share"] = stability["state"], stability["unchanged_share"]
    codes = np.array([criterion.code for criterion in final.criteria], dtype=object)
    frame["unanswered_criteria"] = [tuple(codes[~np.isfinite(row)]) for row in combined]
    frame = frame.sort_values(["rank", "need"], ignore_index=True)
    not_rated = tuple(need for need in final.needs if need not in set(labels))
    return SessionResults(
        rule=rule,
        aggregation=aggregation,
        rounds=tuple(by_round),
        needs=without_holes(frame),
        by_group=by_group,
        by_criterion=_criterion_table(final, kept, means, counts, combined, rule),
        distribution=distribution_table(overall, group_of, groups, labels, rule),
        differences=pairs,
        concordance=concordance_table(on_scale, group_of, groups, rule),
        stability=stability,
        attrition=attrition_table(on_scale, group_of, groups),
        minority=minority_table(earlier, overall, group_of, groups, labels, final.raters, rule, rationales),
        rank_acceptability=_acceptability_table(labels, uncertainty.acceptability, free.rank_acceptability),
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
        notes=_notes(final, combined, shown, uncertainty, panel, methods, left_out, flips, not_rated, rule),
    )


def _shown_groups(by_round: dict[int, Ratings], rule: ConsensusRule) -> dict[str, str]:
    first = next(iter(by_round.values()))
    active = np.any([np.isfinite(r.values).any(axis=(1, 2)) for r in by_round.values()], axis=0)
    sizes = np.bincount(first.group_of[active], minlength=len(first.groups))
    shown = shown_groups(dict(zip(first.groups, sizes.tolist())), rule.shown_from)
    if not shown:
        raise Problem(
            "{people} people answered: nothing is shown about fewer than {least}",
            people=int(active.sum()),
            least=rule.shown_from,
        )
    return shown


def _regrouped(ratings: Ratings, shown: dict[str, str]) -> Ratings:
    """Put people under the names their groups are shown by; people without any answer are left out."""
    names = tuple(sorted(set(shown.values())))
    place = np.array([names.index(shown[group]) if group in shown else -1 for group in ratings.groups])
    kept = place[ratings.group_of] >= 0
    return replace(
        ratings,
        raters=tuple(np.array(ratings.raters, dtype=object)[kept]),
        groups=names,
        group_of=place[ratings.group_of][kept],
        values=ratings.values[kept],
    )


def _last_rounds(by_round: dict[int, Ratings]) -> tuple[np.ndarray, np.ndarray, Ratings, np.ndarray]:
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


def _ranking_columns(
    final: Ratings, kept: list[int], uncertainty: RankUncertainty, aggregation: str, rule: ConsensusRule
) -> pd.DataFrame:
    means, counts = criterion_means(final)
    other = next(name for name in AGGREGATIONS if name != aggregation)
    beside = 100.0 * weighted_sum(combine_groups(means, counts, other)[kept], final.weights)
    by_group = 100.0 * weighted_sum(means[:, kept], final.weights)
    answered = np.isfinite(final.values).any(axis=2)
    people = np.stack([answered[final.group_of == g].sum(axis=0) for g in range(len(final.groups))], axis=1)
    visible = suppressed_counts(people[kept], rule.shown_from)
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
        columns[f"score_{group}"] = pd.array(
            np.where(visible[:, position], by_group[position], np.nan), dtype="Float64"
        )
    return pd.DataFrame(columns)


CONSENSUS_COLUMNS = ["verdict", "n", "median", "q1", "q3", "iqr", "zone_share", "zone_low", "zone_high"]
CONSENSUS_COLUMNS += ["disagreement_index", "van_der_eijk_a", "tastle_wierman_consensus", "polarisation", "bimodal"]


def _consensus_columns(
    by_group: pd.DataFrame,
    pairs: pd.DataFrame,
    together: pd.DataFrame,
    groups: tuple[str, ...],
    needs: tuple[str, ...],
    rule: ConsensusRule,
    asked: bool,
) -> pd.DataFrame:
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


def _criterion_table(
    final: Ratings, kept: list[int], means: np.ndarray, counts: np.ndarray, combined: np.ndarray, rule: ConsensusRule
) -> pd.DataFrame:
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
    cells = np.stack([counts[g, kept].ravel() for g in range(len(final.groups))], axis=1)
    visible = suppressed_counts(cells, rule.shown_from)
    for position, group in enumerate(final.groups):
        shares = 100.0 * means[position, kept].ravel()
        frame[f"desirability_{group}"] = np.where(visible[:, position], shares, np.nan)
    return without_holes(frame)


def _acceptability_table(needs: tuple[str, ...], panels: np.ndarray, weights: np.ndarray) -> pd.DataFrame:
    need, rank = (axis.ravel() for axis in np.indices(panels.shape))
    return pd.DataFrame(
        {
            "need": np.array(needs, dtype=object)[need],
            "rank": rank + 1,
            "panels": panels.ravel(),
            "all_weights": weights.ravel(),
        }
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
    rule: ConsensusRule,
) -> tuple[tuple[str, dict], ...]:
    notes: list[tuple[str, dict]] = list(uncertainty.notes)
    small = tuple(group for group, name in shown.items() if name != group)
    if small:
        notes.append(("groups_combined", {"groups": small, "least": rule.shown_from}))
    if uncertainty.reliable and not panel.enough:
        needed = {"k": panel.k, "overlap": panel.overlap, "people": panel.people, "people_needed": panel.people_needed}
        notes.append(("panel_too_small_for_top_k", needed))
    if len(combined) > 1:
        spread = np.nanmax(combined, axis=0, initial=-np.inf) - np.nanmin(combined, axis=0, initial=np.inf)
        for criterion, width in zip(final.criteria, spread):
            if width < 1e-12:
                notes.append(("constant_criterion", {"criterion": criterion.code}))
        if np.ptp(uncertainty.score) < 1e-9:
            notes.append(("all_needs_equal", {}))
    notes += methods.notes
    for group in left_out.loc[left_out["top_changes"].astype(bool), "left_out"].unique():
        notes.append(("group_decides_first", {"group": group}))
    for row in flips.itertuples():
        if row.smallest_change is not pd.NA and row.smallest_change < FRAGILE_WEIGHT:
            notes.append(("fragile_weight", {"criterion": row.criterion, "change": float(row.smallest_change)}))
    notes += [("need_not_rated", {"need": need}) for need in not_rated]
    return tuple(notes)

"""Answers of stakeholder groups as tables: statistics, dots, distributions, differences, concordance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from foresight.problems import Problem
from foresight.sessions.consensus.groups import adjusted, kruskal_wallis, mann_whitney, pairs_of
from foresight.sessions.consensus.kendall import kendall_w
from foresight.sessions.consensus.ordinal import category_counts
from foresight.sessions.consensus.rules import ConsensusRule
from foresight.sessions.consensus.summary import summary
from foresight.sessions.visibility import suppressed_counts

EVERYBODY = "all"


def without_holes(frame: pd.DataFrame) -> pd.DataFrame:
    """Mark missing numbers as missing (``pandas.NA``) instead of leaving NaN to be printed or averaged."""
    holes = [name for name in frame.columns if frame[name].dtype == float and frame[name].isna().any()]
    return frame.astype(dict.fromkeys(holes, "Float64"))


def cell_counts(values: np.ndarray, group_of: np.ndarray, groups: Sequence[str]) -> np.ndarray:
    """Answers by need and group, shape (needs, groups)."""
    known = np.isfinite(values)
    return np.stack([known[group_of == g].sum(axis=0) for g in range(len(groups))], axis=1)


def group_table(
    values: np.ndarray, group_of: np.ndarray, groups: Sequence[str], needs: Sequence[str], rule: ConsensusRule
) -> pd.DataFrame:
    """Statistics of consensus by need and stakeholder group, everybody together as the group ``all``.

    Parameters
    ----------
    values : numpy.ndarray, shape (people, needs)
        Overall answers on the rule's scale.
    group_of : numpy.ndarray of int, shape (people,)
    groups, needs : sequence of str
    rule : ConsensusRule

    Returns
    -------
    pandas.DataFrame
        need, stakeholder_group, state, dots and the columns of :func:`summary`. ``state`` is ``statistics``, ``dots``
        (from five up to seven answers: ``dots`` holds them in order), ``hidden`` (fewer, or a group that would give
        fewer away) or ``no_answer``.
    """
    counts = cell_counts(values, group_of, groups)
    shown = suppressed_counts(counts, rule.shown_from)
    total = counts.sum(axis=1)
    parts = [_group_part(values, EVERYBODY, total >= rule.shown_from, needs, rule)]
    for position, group in enumerate(groups):
        parts.append(_group_part(values[group_of == position], group, shown[:, position], needs, rule))
    return without_holes(pd.concat(parts, ignore_index=True))


def _group_part(
    values: np.ndarray, group: str, shown: np.ndarray, needs: Sequence[str], rule: ConsensusRule
) -> pd.DataFrame:
    state = summary(values, rule)
    count = state["n"]
    seen = np.where(count >= rule.statistics_from, "statistics", "dots")
    seen = np.where(shown, seen, np.where(count > 0, "hidden", "no_answer"))
    numbers = [name for name, column in state.items() if column.dtype == float]
    for name in numbers:
        state[name] = np.where(shown, state[name], np.nan)
    for name in ("disagreement", "classic_agreement", "classic_disagreement", "bimodal"):
        state[name] = state[name] & shown
    state["verdict"] = np.where(shown, state["verdict"], "too_few")
    state["in_zone"] = np.where(shown, state["in_zone"], 0)
    dots = [
        tuple(np.sort(column[np.isfinite(column)]).tolist()) if how == "dots" else ()
        for how, column in zip(seen, values.T)
    ]
    return pd.DataFrame({"need": list(needs), "stakeholder_group": group, "state": seen, "dots": dots, **state})


def distribution_table(
    values: np.ndarray, group_of: np.ndarray, groups: Sequence[str], needs: Sequence[str], rule: ConsensusRule
) -> pd.DataFrame:
    """How many people of each group stand where on the rule's scale; what may not be shown is left out.

    Returns
    -------
    pandas.DataFrame
        need, stakeholder_group (``all`` included), answer, people, share (of the group's answers to the need).
    """
    counts = cell_counts(values, group_of, groups)
    shown = suppressed_counts(counts, rule.shown_from)
    everybody = counts.sum(axis=1, keepdims=True) >= rule.shown_from
    frequencies = [category_counts(values, rule.lowest, rule.highest)]
    frequencies += [category_counts(values[group_of == g], rule.lowest, rule.highest) for g in range(len(groups))]
    table = np.stack(frequencies, axis=1)
    visible = np.concatenate([everybody, shown], axis=1)
    need, group, answer = (axis.ravel() for axis in np.indices(table.shape))
    kept = visible[need, group]
    need, group, answer = need[kept], group[kept], answer[kept]
    names = np.array([EVERYBODY, *groups], dtype=object)
    people = table[need, group, answer]
    return pd.DataFrame(
        {
            "need": np.array(needs, dtype=object)[need],
            "stakeholder_group": names[group],
            "answer": rule.lowest + answer,
            "people": people,
            "share": people / table.sum(axis=2)[need, group],
        }
    )


def difference_table(
    values: np.ndarray, group_of: np.ndarray, groups: Sequence[str], needs: Sequence[str], rule: ConsensusRule
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Between-group differences with p-values corrected over all comparisons of the session.

    Only groups with enough answers to the need for statistics are compared.

    Returns
    -------
    pairs : pandas.DataFrame
        need, first, second, delta (Cliff's, positive if the first group answers higher), p, p_adjusted, differs.
    together : pandas.DataFrame
        need, statistic, df, p, p_adjusted of Kruskal and Wallis' test.
    """
    counts = cell_counts(values, group_of, groups)
    enough = counts >= rule.statistics_from
    rows = []
    for first, second in pairs_of(range(len(groups))):
        both = np.flatnonzero(enough[:, first] & enough[:, second])
        if len(both):
            test = mann_whitney(values[:, both], group_of, first, second)
            rows.append(
                pd.DataFrame(
                    {
                        "need": [needs[need] for need in both],
                        "first": groups[first],
                        "second": groups[second],
                        "delta": test["delta"],
                        "p": test["p"],
                    }
                )
            )
    pairs = (
        pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=["need", "first", "second", "delta", "p"])
    )
    pairs["p_adjusted"] = adjusted(pairs["p"].to_numpy(dtype=float), rule.multiplicity)
    pairs["differs"] = (pairs["p_adjusted"] <= rule.significance) & (
        pairs["delta"].astype(float).abs() >= rule.contested_effect
    )
    masked = np.where(enough[:, group_of].T, values, np.nan)
    test = kruskal_wallis(masked, group_of, range(len(groups)))
    together = pd.DataFrame({"need": list(needs), **test})[enough.sum(axis=1) > 1].reset_index(drop=True)
    together["p_adjusted"] = adjusted(together["p"].to_numpy(dtype=float), rule.multiplicity)
    return pairs, together


def concordance_table(
    rounds: dict[int, np.ndarray], group_of: np.ndarray, groups: Sequence[str], rule: ConsensusRule
) -> pd.DataFrame:
    """Kendall's W by round and group, from those who rated every need of the round.

    Returns
    -------
    pandas.DataFrame
        round, stakeholder_group, w, chi2, df, p, raters, raters_left_out, needs, reason: empty, or why there is no W
        (``too_few_complete``, ``too_few_needs``, ``no_order``).
    """
    rows = []
    for number, values in rounds.items():
        rated = np.isfinite(values).any(axis=0)
        for position, group in enumerate((EVERYBODY, *groups)):
            inside = np.isfinite(values).any(axis=1) & ((group_of == position - 1) | (position == 0))
            table = values[inside][:, rated]
            complete = int(np.isfinite(table).all(axis=1).sum())
            row = {"round": number, "stakeholder_group": group, "w": np.nan, "chi2": np.nan, "df": 0, "p": np.nan}
            row |= {"raters": complete, "raters_left_out": len(table) - complete, "needs": int(rated.sum())}
            if rated.sum() < 2:
                rows.append(row | {"reason": "too_few_needs"})
            elif complete < rule.statistics_from:
                rows.append(row | {"reason": "too_few_complete"})
            else:
                try:
                    state = kendall_w(np.round(table, 9))
                except Problem:
                    # Enough people and needs: all that is left is that everybody tied everything.
                    rows.append(row | {"reason": "no_order"})
                    continue
                rows.append(row | {"w": state.w, "chi2": state.chi2, "df": state.df, "p": state.p, "reason": ""})
    return without_holes(pd.DataFrame(rows))

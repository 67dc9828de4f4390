"""Tables of what happened between two rounds: stability by need, people lost by group, dissent that stayed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from foresight.sessions.consensus.minority import stable_dissent
from foresight.sessions.consensus.rules import ConsensusRule
from foresight.sessions.consensus.stability import (
    distribution_change,
    paired_changes,
    weighted_kappa,
    wilcoxon_stability,
)
from foresight.sessions.consensus.tables import cell_counts, without_holes
from foresight.sessions.visibility import suppressed_counts

# As for the zones: an answer between two counts as the nearer one, so half a point is no change of mind.
KEPT_BELOW = 0.5
NUMBERS = ("unchanged_share", "unchanged_low", "unchanged_high", "toward", "away")


def stability_table(
    before: np.ndarray,
    last: np.ndarray,
    needs: Sequence[str],
    rule: ConsensusRule,
    shown: np.ndarray | None = None,
) -> pd.DataFrame:
    """Stability of every need between its last two rounds.

    Parameters
    ----------
    before, last : numpy.ndarray, shape (people, needs)
        Overall answers on the rule's scale; ``before`` is NaN throughout where a need was rated once.
    needs : sequence of str
    rule : ConsensusRule
    shown : numpy.ndarray of bool, shape (needs,), optional
        Needs on which these people may be shown; by default all.

    Returns
    -------
    pandas.DataFrame
        need, state (``stable``, ``moving``, ``once`` for a need rated in one round, ``too_few`` below the smallest
        number of people for statistics or where they may not be shown; then ``unchanged`` is 0), the columns of
        :func:`paired_changes`, wilcoxon_p, wilcoxon_method, weighted_kappa (linear), distribution_change.
    """
    state = paired_changes(before, last, rule.confidence, KEPT_BELOW)
    once = state["first_answers"] == 0
    few = ~once & (state["paired"] < rule.statistics_from)
    if shown is not None:
        few |= ~once & ~shown
    judged = ~once & ~few
    categories = round(rule.highest - rule.lowest) + 1
    places = [np.floor(values - rule.lowest + 0.5 + 1e-9) for values in (before, last)]
    tests = [
        wilcoxon_stability(change) if fine else {"p": np.nan, "method": ""}
        for change, fine in zip((last - before).T, judged)
    ]
    state["unchanged"] = np.where(judged, state["unchanged"], 0)
    numbers = {name: np.where(judged, state[name], np.nan) for name in NUMBERS}
    numbers["wilcoxon_p"] = np.array([test["p"] for test in tests], dtype=float)
    numbers["weighted_kappa"] = np.where(judged, weighted_kappa(*places, categories), np.nan)
    change = distribution_change(before, last, rule.lowest, rule.highest)
    numbers["distribution_change"] = np.where(judged, change, np.nan)
    unchanged = np.nan_to_num(numbers["unchanged_share"])
    frame = pd.DataFrame(
        {
            "need": list(needs),
            "state": np.select(
                [once, few, unchanged >= rule.unchanged_at_least], ["once", "too_few", "stable"], "moving"
            ),
            **{name: state[name] for name in ("first_answers", "second_answers", "paired", "attrition", "unchanged")},
            **numbers,
            "wilcoxon_method": [test["method"] for test in tests],
        }
    )
    return without_holes(frame)


def group_stability_table(
    before: np.ndarray,
    last: np.ndarray,
    group_of: np.ndarray,
    groups: Sequence[str],
    needs: Sequence[str],
    rule: ConsensusRule,
) -> pd.DataFrame:
    """Stability of every need by stakeholder group.

    Returns
    -------
    pandas.DataFrame
        stakeholder_group and the columns of :func:`stability_table`; ``too_few`` also where a group would give a
        smaller one away.
    """
    paired = np.isfinite(before) & np.isfinite(last)
    shown = suppressed_counts(cell_counts(np.where(paired, last, np.nan), group_of, groups), rule.shown_from)
    twice = np.isfinite(before).any(axis=0)
    parts = []
    for place, group in enumerate(groups):
        inside = group_of == place
        part = stability_table(before[inside], last[inside], needs, rule, shown[:, place])
        # Rated in two rounds, only not by this group.
        part["state"] = part["state"].mask(twice & part["state"].eq("once"), "too_few")
        part.insert(0, "stakeholder_group", group)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def attrition_table(rounds: dict[int, np.ndarray], group_of: np.ndarray, groups: Sequence[str]) -> pd.DataFrame:
    """People by round and group, and how many of the round before did not come back.

    Parameters
    ----------
    rounds : dict of int to numpy.ndarray, shape (people, needs)
        Answers by round; who answered anything took part.
    group_of : numpy.ndarray of int
    groups : sequence of str

    Returns
    -------
    pandas.DataFrame
        round, stakeholder_group, people, came_back, lost, joined.
    """
    rows, before = [], None
    for number, values in rounds.items():
        present = np.isfinite(values).any(axis=1)
        earlier = present if before is None else before
        for position, group in enumerate(groups):
            inside = group_of == position
            rows.append(
                {
                    "round": number,
                    "stakeholder_group": group,
                    "people": int((present & inside).sum()),
                    "came_back": int((present & earlier & inside).sum()),
                    "lost": int((earlier & ~present & inside).sum()),
                    "joined": int((present & ~earlier & inside).sum()),
                }
            )
        before = present
    return pd.DataFrame(rows)


def minority_table(
    before: np.ndarray,
    last: np.ndarray,
    group_of: np.ndarray,
    groups: Sequence[str],
    needs: Sequence[str],
    raters: Sequence[str],
    rule: ConsensusRule,
    rationales: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Report dissent: who stood against the rest, from the round before to the last, and the reasons they gave.

    Parameters
    ----------
    before, last : numpy.ndarray, shape (people, needs)
        ``before`` is NaN throughout where a need was rated once; then dissent is not called stable.
    group_of, groups, needs, raters
        Labels of the axes.
    rule : ConsensusRule
    rationales : pandas.DataFrame, optional
        Columns need, rater, text.

    Returns
    -------
    pandas.DataFrame
        need, side (``low`` or ``high``), people, answered, share, stable, groups (tuple of (group, people) for groups
        of at least ``rule.shown_from`` dissenters, if what is left over is not fewer), rationales (tuple of texts,
        sorted, so that they follow no order of people).
    """
    texts: dict[tuple[str, str], list[str]] = {}
    if rationales is not None:
        for need, rater, text in zip(rationales["need"], rationales["rater"], rationales["text"]):
            if isinstance(text, str) and text.strip():
                texts.setdefault((need, rater), []).append(text.strip())
    once = ~np.isfinite(before).any(axis=0)
    low, high, answered = stable_dissent(np.where(once, last, before), last, rule)
    rows = []
    for side, who in (("low", low), ("high", high)):
        for place in np.flatnonzero(who.any(axis=0)):
            people = np.flatnonzero(who[:, place])
            counts = np.bincount(group_of[people], minlength=len(groups))
            large = counts >= rule.shown_from
            hidden = counts[~large].sum()
            shown = large if hidden == 0 or hidden >= rule.shown_from else np.zeros(len(groups), dtype=bool)
            reasons = sorted({text for p in people for text in texts.get((needs[place], raters[p]), ())})
            rows.append(
                {
                    "need": needs[place],
                    "side": side,
                    "people": len(people),
                    "answered": int(answered[place]),
                    "share": len(people) / int(answered[place]),
                    "stable": not once[place],
                    "groups": tuple((groups[g], int(counts[g])) for g in np.flatnonzero(shown)),
                    "rationales": tuple(reasons),
                }
            )
    columns = ["need", "side", "people", "answered", "share", "stable", "groups", "rationales"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["share", "need"], ascending=[False, True], ignore_index=True)

"""The one rule of who may see what, and when.

Screen, projector, phone, export, report and command line all ask here, through the store. Nothing of an open round is
shown to anybody; nothing at all is shown about fewer people than the smallest group, and no two things shown may differ
by fewer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from foresight.problems import Problem
from foresight.sessions.method import Method
from foresight.sessions.needs import Need
from foresight.sessions.stages import Life

AUDIENCES = ("phone", "projector", "facilitator", "export", "report", "command_line")
COMBINED = "combined"


def round_visible(life: Life, method: Method, number: int, audience: str) -> bool:
    """Tell whether the answers of a round may be shown to an audience.

    A round is shown when it is over: from its feedback on. While it is open again, what was shown stays hidden from
    the room, so that nobody answers with the others' answers before the eyes.
    """
    if audience not in AUDIENCES:
        raise Problem("unknown audience {audience}: one of {allowed}", audience=audience, allowed=", ".join(AUDIENCES))
    if number not in life.shown or (life.stage.kind == "round" and life.stage.round <= number):
        return False
    return audience != "phone" or method.distributions_on_phones


def latest_visible_round(life: Life, method: Method, audience: str) -> int:
    """Return the number of the last round an audience may see, or 0."""
    return max((number for number in life.shown if round_visible(life, method, number, audience)), default=0)


def weights_visible(life: Life) -> bool:
    """Tell whether the weights the room gave the criteria may be shown: once the weighing is over."""
    return life.stage.kind in ("round", "feedback", "results", "closed")


def visible_needs(
    needs: Sequence[Need], life: Life, method: Method, audience: str, own: Sequence[str] = ()
) -> list[Need]:
    """Return the needs an audience may see now.

    Parameters
    ----------
    needs : sequence of Need
    life : Life
    method : Method
    audience : str
    own : sequence of str
        Needs this participant proposed; they are always visible to the participant.
    """
    if audience not in AUDIENCES:
        raise Problem("unknown audience {audience}: one of {allowed}", audience=audience, allowed=", ".join(AUDIENCES))
    if audience in ("facilitator", "export", "report", "command_line"):
        return list(needs)
    collecting = life.stage.kind in ("draft", "lobby", "collect")
    shown = not (collecting and method.needs_shown == "after_collecting")
    return [
        need
        for need in needs
        if need.id in own
        or (shown and (need.state == "accepted" or (need.state == "proposed" and not method.proposals_moderated)))
    ]


def shown_groups(sizes: Mapping[str, int], minimum: int) -> dict[str, str]:
    """Under which name each group may be shown: its own, ``combined`` with others, or not at all.

    Groups below the minimum are put together. If together they are still below it, the next smallest group joins them,
    because the total minus the groups shown would otherwise give them away.

    Parameters
    ----------
    sizes : mapping of group to people
    minimum : int

    Returns
    -------
    dict
        Group to its own name or to ``combined``; empty when there are fewer people than the minimum altogether.
    """
    present = {group: int(size) for group, size in sizes.items() if size > 0}
    if sum(present.values()) < minimum:
        return {}
    by_size = sorted(present, key=lambda group: (present[group], group))
    together = [group for group in by_size if present[group] < minimum]
    for group in by_size[len(together) :]:
        if not together or sum(present[one] for one in together) >= minimum:
            break
        together.append(group)
    # One group alone is never called combined: it is large enough or has been joined by another.
    return {group: COMBINED if group in together else group for group in present}


def suppressed_counts(counts: np.ndarray, minimum: int) -> np.ndarray:
    """Which groups' breakdowns may be shown for every item.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (items, groups)
        Answers behind each cell; the row's total is shown as well if it reaches the minimum.
    minimum : int

    Returns
    -------
    numpy.ndarray of bool, same shape
        True where the cell may be shown. The cells not shown hold no answer at all or at least ``minimum`` together, so
        that subtracting what is shown from the total tells nothing about fewer people.
    """
    counts = np.asarray(counts)
    small = (counts > 0) & (counts < minimum)
    hidden = small.copy()
    order = np.argsort(counts, axis=1, kind="stable")
    for place in range(counts.shape[1]):
        column = order[:, place]
        rows = np.arange(len(counts))
        held_back = np.where(hidden, counts, 0).sum(axis=1)
        needs_more = (held_back > 0) & (held_back < minimum) & ~hidden[rows, column] & (counts[rows, column] > 0)
        hidden[rows[needs_more], column[needs_more]] = True
    return (counts > 0) & ~hidden


def may_replace(changed_people: int, minimum: int) -> bool:
    """Whether answers given after a round was shown may replace what was shown.

    Two pictures that differ by fewer people than the minimum would show what these people answered.
    """
    return changed_people >= minimum


def distributions(ratings: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Count answers by need, criterion and group, with everything left out that may not be shown.

    Parameters
    ----------
    ratings : DataFrame
        Columns ``need, criterion, rater, stakeholder_group, value``; a missing value is a blank.
    minimum : int

    Returns
    -------
    DataFrame
        Columns ``need, criterion, stakeholder_group, value, people``; the group ``all`` is everybody. Blanks have the
        value NaN and are shown only for everybody.
    """
    columns = ["need", "criterion", "stakeholder_group", "value", "people"]
    if ratings.empty:
        return pd.DataFrame(
            {column: pd.Series(dtype="object" if column in columns[:3] else "float64") for column in columns}
        )
    sizes = ratings.groupby("stakeholder_group")["rater"].nunique().to_dict()
    names = shown_groups(sizes, minimum)
    if not names:
        return distributions(ratings.iloc[:0], minimum)
    frame = ratings.assign(stakeholder_group=ratings["stakeholder_group"].map(names))
    answered = frame[frame["value"].notna()]
    totals = answered.groupby(["need", "criterion"], sort=True).size()
    enough = totals[totals >= minimum].index
    counts = (
        answered.groupby(["need", "criterion", "stakeholder_group"]).size().unstack("stakeholder_group", fill_value=0)
    )
    counts = counts.reindex(enough).fillna(0).astype(int)
    parts = []
    if len(counts):
        shown = pd.DataFrame(suppressed_counts(counts.to_numpy(), minimum), index=counts.index, columns=counts.columns)
        allowed = shown.stack()
        allowed = allowed[allowed].index
        cells = (
            answered.groupby(["need", "criterion", "stakeholder_group", "value"]).size().rename("people").reset_index()
        )
        keys = pd.MultiIndex.from_frame(cells[["need", "criterion", "stakeholder_group"]])
        # A single group is everybody once more.
        if counts.shape[1] > 1:
            parts.append(cells[keys.isin(allowed)])
        everybody = answered.groupby(["need", "criterion", "value"]).size().rename("people").reset_index()
        everybody = everybody[pd.MultiIndex.from_frame(everybody[["need", "criterion"]]).isin(enough)]
        parts.append(everybody.assign(stakeholder_group="all"))
        blanks = frame[frame["value"].isna()].groupby(["need", "criterion"]).size().rename("people").reset_index()
        blanks = blanks[pd.MultiIndex.from_frame(blanks[["need", "criterion"]]).isin(enough)]
        parts.append(blanks.assign(stakeholder_group="all", value=np.nan))
    if not parts:
        return distributions(ratings.iloc[:0], minimum)
    return pd.concat(parts, ignore_index=True)[columns].sort_values(columns[:4], ignore_index=True)

"""Weights that people give: direct points, swing points and pairwise judgements, by stakeholder group and combined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from foresight.priorities.ahp import DEFAULT_TABLE, PairwiseWeights, group_judgement, judgement_matrix, pairwise_weights
from foresight.priorities.criteria import Criterion
from foresight.problems import Problem

SWING_TOP = 100.0
METHODS = ("direct", "swing")


@dataclass(frozen=True, eq=False)
class ElicitedWeights:
    """Weights of the criteria as people see them.

    Attributes
    ----------
    by_group : pandas.DataFrame
        One row a stakeholder group (index), one column a criterion; rows sum to 1.
    people : pandas.Series
        People behind each group's row.
    group_equal, person_equal : pandas.Series
        Combined weights with every group or every person counting the same.
    consistency : pandas.DataFrame
        For pairwise judgements: rater, stakeholder_group, consistency_ratio, acceptable, missing, first, second (the
        most inconsistent judgement, empty if none), given, implied; empty for points.
    combined_judgements : PairwiseWeights or None
        For pairwise judgements: the group-equal matrix with its consistency.
    notes : tuple of (code, values)
        ``swing_rescaled`` names a rater whose best swing was not given 100 points; ``inconsistent`` a rater whose
        consistency ratio exceeds 0.1.
    """

    by_group: pd.DataFrame
    people: pd.Series
    group_equal: pd.Series
    person_equal: pd.Series
    consistency: pd.DataFrame
    combined_judgements: PairwiseWeights | None
    notes: tuple[tuple[str, dict], ...]


def weights_from_points(
    frame: pd.DataFrame, criteria: Sequence[Criterion], method: str = "direct", total: float | None = None
) -> ElicitedWeights:
    """Weights from points that each person gave to each criterion.

    A person's weights are the points divided by their sum, so that nobody weighs more by giving more points; groups
    are means of persons. In ``swing``, a person imagines every criterion at its worst, gives 100 points to the one they
    would improve first and fewer to the others (von Winterfeldt and Edwards 1986).

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns rater, stakeholder_group, criterion, points.
    criteria : sequence of Criterion
    method : {"direct", "swing"}
    total : float, optional
        Points everybody had to distribute, refused if they do not sum.

    Returns
    -------
    ElicitedWeights

    Raises
    ------
    Problem
        A rater who left out a criterion, gave negative points, only zeros, or points that do not sum to ``total``.
    """
    if method not in METHODS:
        raise Problem(
            "weighting method {method} is unknown: one of {allowed}", method=method, allowed=", ".join(METHODS)
        )
    codes = [criterion.code for criterion in criteria]
    names = {criterion.code: criterion.name for criterion in criteria}
    groups = _groups(frame, ("criterion", "points"))
    if frame.duplicated(["rater", "criterion"]).any():
        row = frame[frame.duplicated(["rater", "criterion"])].iloc[0]
        raise Problem(
            "rater {rater} gave points to criterion {criterion} twice", rater=row["rater"], criterion=row["criterion"]
        )
    table = frame.pivot(index="rater", columns="criterion", values="points").reindex(index=groups.index, columns=codes)
    notes = []
    for rater, points in zip(table.index, table.to_numpy(dtype=float)):
        for code, value in zip(codes, points):
            if not np.isfinite(value) or value < 0:
                raise Problem("{rater}: no usable points for criterion {criterion}", rater=rater, criterion=names[code])
        if not points.sum() > 0:
            raise Problem("{rater}: zero points for every criterion", rater=rater)
        if total is not None and abs(points.sum() - total) > 1e-6 * total:
            raise Problem(
                "{rater}: {given} points distributed instead of {expected}",
                rater=rater,
                given=f"{points.sum():g}",
                expected=f"{total:g}",
            )
        if method == "swing" and points.max() != SWING_TOP:
            notes.append(("swing_rescaled", {"rater": rater, "highest": float(points.max())}))
    shares = table.div(table.sum(axis=1), axis=0)
    by_group = shares.groupby(groups).mean()
    by_group.index.name = "stakeholder_group"
    return ElicitedWeights(
        by_group,
        groups.value_counts().sort_index(),
        by_group.mean(),
        shares.mean(),
        _no_consistency(),
        None,
        tuple(notes),
    )


def weights_from_judgements(
    frame: pd.DataFrame, criteria: Sequence[Criterion], table: str = DEFAULT_TABLE
) -> ElicitedWeights:
    """Weights from pairwise judgements: geometric mean inside a group, then over groups or over people.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns rater, stakeholder_group, first, second, value: "first is value times as important as second".
    criteria : sequence of Criterion
    table : str
        Random-index table.

    Returns
    -------
    ElicitedWeights

    Raises
    ------
    Problem
        An unusable judgement, or a rater whose judgements do not connect all criteria, named.
    """
    codes = [criterion.code for criterion in criteria]
    names = [criterion.name for criterion in criteria]
    groups = _groups(frame, ("first", "second", "value"))
    matrices, rows = [], []
    for rater, group in groups.items():
        own = frame[frame["rater"] == rater]
        try:
            matrix = judgement_matrix(codes, list(zip(own["first"], own["second"], own["value"])))
            result = pairwise_weights(matrix, table, names=names)
        except Problem as problem:
            raise Problem("{rater}: {problem}", rater=rater, problem=problem) from problem
        matrices.append(matrix)
        first, second = ("", "") if result.worst is None else (codes[result.worst[0]], codes[result.worst[1]])
        rows.append(
            (rater, group, result.consistency_ratio, result.acceptable, result.missing, first, second)
            + (result.worst_given, result.worst_implied)
        )
    consistency = pd.DataFrame(rows, columns=_no_consistency().columns)
    stacked = np.array(matrices)
    by_group = {
        name: pairwise_weights(group_judgement(stacked[(groups == name).to_numpy()]), table, names=names).weights
        for name in sorted(groups.unique())
    }
    size = groups.map(groups.value_counts()).to_numpy(dtype=float)
    equal = pairwise_weights(group_judgement(stacked, 1.0 / size), table, names=names)
    by_person = pairwise_weights(group_judgement(stacked), table, names=names)
    return ElicitedWeights(
        pd.DataFrame(by_group, index=codes).T.rename_axis("stakeholder_group"),
        groups.value_counts().sort_index(),
        pd.Series(equal.weights, index=codes),
        pd.Series(by_person.weights, index=codes),
        consistency,
        equal,
        tuple(
            ("inconsistent", {"rater": rater, "consistency_ratio": float(ratio)})
            for rater, ratio, fine in zip(
                consistency["rater"], consistency["consistency_ratio"], consistency["acceptable"]
            )
            if not fine
        ),
    )


def with_weights(criteria: Sequence[Criterion], weights: pd.Series) -> tuple[Criterion, ...]:
    """Return the criteria with other weights, by code.

    Raises
    ------
    Problem
        A criterion without a weight.
    """
    for criterion in criteria:
        if criterion.code not in weights.index:
            raise Problem("criterion {criterion} has no weight", criterion=criterion.name)
    return tuple(replace(criterion, weight=float(weights[criterion.code])) for criterion in criteria)


def _groups(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    missing = [column for column in ("rater", "stakeholder_group", *columns) if column not in frame.columns]
    if missing:
        raise Problem("the weights have no column {columns}", columns=", ".join(missing))
    if frame.empty:
        raise Problem("nobody has given weights yet")
    pairs = frame[["rater", "stakeholder_group"]].drop_duplicates()
    torn = pairs["rater"].duplicated()
    if torn.any():
        raise Problem("rater {rater} appears in two stakeholder groups", rater=str(pairs["rater"][torn].iloc[0]))
    return pairs.set_index("rater")["stakeholder_group"].sort_index()


def _no_consistency() -> pd.DataFrame:
    columns = ["rater", "stakeholder_group", "consistency_ratio", "acceptable", "missing"]
    return pd.DataFrame(columns=[*columns, "first", "second", "given", "implied"])

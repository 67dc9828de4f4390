"""Weights from pairwise judgements (analytic hierarchy process) with their consistency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse.csgraph import connected_components

from foresight.problems import Problem

# Libraries use different tables, so the table is always named beside the ratio.
RANDOM_INDEX = {
    # Saaty (1980), The Analytic Hierarchy Process
    "saaty_1980": {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49},
    # Saaty (2005), Theory and Applications of the Analytic Network Process
    "saaty_2005": {3: 0.52, 4: 0.89, 5: 1.11, 6: 1.25, 7: 1.35, 8: 1.40, 9: 1.45, 10: 1.49},
    # Donegan and Dodd (1991), Mathematical and Computer Modelling 15(3), 135-137
    "donegan_dodd_1991": {3: 0.4914, 4: 0.8286, 5: 1.0591, 6: 1.1797, 7: 1.2519, 8: 1.3171, 9: 1.3733, 10: 1.4055},
    # Alonso and Lamata (2006), IJUFKS 14(4), 445-459: mean largest eigenvalue 2.7699 n - 4.3513
    "alonso_lamata_2006": {size: (1.7699 * size - 4.3513) / (size - 1) for size in range(3, 31)},
}
DEFAULT_TABLE = "saaty_2005"
ACCEPTABLE_RATIO = 0.1
SAATY_SCALE_END = 9.0


@dataclass(frozen=True, eq=False)
class PairwiseWeights:
    """Weights from a matrix of judgements.

    Attributes
    ----------
    weights : numpy.ndarray
        Principal right eigenvector, summing to 1.
    largest_eigenvalue, consistency_index : float
        Lambda max and (lambda max - n) / (n - 1).
    consistency_ratio : float
        Index over the random index of ``table``; 0 for one or two elements, which cannot contradict themselves.
    table : str
        Name of the random-index table used.
    acceptable : bool
        The ratio is at most 0.1.
    worst : tuple of (int, int) or None
        The judgement that contradicts the others most, as a pair of positions; None if all agree.
    worst_given, worst_implied : float
        What was said about that pair, and what the other judgements imply.
    missing : int
        Judgements not made, filled so that the rest contradicts itself least.
    matrix : numpy.ndarray
        The matrix used, missing judgements filled in.
    """

    weights: np.ndarray
    largest_eigenvalue: float
    consistency_index: float
    consistency_ratio: float
    table: str
    acceptable: bool
    worst: tuple[int, int] | None
    worst_given: float
    worst_implied: float
    missing: int
    matrix: np.ndarray


def principal_eigenvector(matrix: np.ndarray) -> tuple[np.ndarray, float]:
    """Perron vector of a positive matrix, summing to 1, and its eigenvalue."""
    values, vectors = np.linalg.eig(matrix)
    first = int(np.argmax(values.real))
    vector = np.abs(vectors[:, first].real)
    return vector / vector.sum(), float(values[first].real)


def judgement_matrix(elements: Sequence[str], comparisons: Sequence[tuple[str, str, float]]) -> np.ndarray:
    """Arrange judgements "first is value times as important as second" into a reciprocal matrix, NaN where unsaid.

    Raises
    ------
    Problem
        An unknown element, an element compared with itself, a pair judged twice, a value that is not positive.
    """
    position = {element: number for number, element in enumerate(elements)}
    matrix = np.full((len(elements), len(elements)), np.nan)
    np.fill_diagonal(matrix, 1.0)
    for first, second, value in comparisons:
        for element in (first, second):
            if element not in position:
                raise Problem(
                    "{element} is compared but not listed: one of {allowed}",
                    element=element,
                    allowed=", ".join(elements),
                )
        i, j = position[first], position[second]
        if i == j:
            raise Problem("{element} is compared with itself", element=first)
        if np.isfinite(matrix[i, j]):
            raise Problem("{first} and {second} are compared twice", first=first, second=second)
        if value is None or not np.isfinite(value) or value <= 0:
            raise Problem(
                "the judgement of {first} against {second} must be a positive number, not {value}",
                first=first,
                second=second,
                value=value,
            )
        matrix[i, j], matrix[j, i] = value, 1.0 / value
    return matrix


def pairwise_weights(
    matrix: np.ndarray,
    table: str = DEFAULT_TABLE,
    random_index: dict[int, float] | None = None,
    names: Sequence[str] | None = None,
) -> PairwiseWeights:
    """Weights and consistency of a reciprocal matrix of judgements (Saaty 1977).

    Missing judgements (NaN) are filled so that the largest eigenvalue is least (Bozoki, Fulop and Ronyai 2010).

    Parameters
    ----------
    matrix : array, shape (elements, elements)
        ``matrix[i, j]``: how many times i is as important as j.
    table : str
        Name of the random-index table.
    random_index : dict of int to float, optional
        Another table, then ``table`` is only its name.
    names : sequence of str, optional
        Names for the sentences of problems.

    Returns
    -------
    PairwiseWeights

    Raises
    ------
    Problem
        The matrix is not square, not positive, not reciprocal; judgements do not connect all elements; the table does
        not reach the size.
    """
    judged = np.array([[np.nan if value is None else value for value in row] for row in matrix], dtype=float)
    if judged.ndim != 2 or judged.shape[0] != judged.shape[1] or not len(judged):
        raise Problem("judgements need a square matrix")
    size = len(judged)
    labels = [str(number) for number in range(1, size + 1)] if names is None else list(names)
    _refuse_unusable(judged, labels)
    missing = int(np.isnan(judged).sum()) // 2
    filled = _filled(judged, labels)
    weights, eigenvalue = principal_eigenvector(filled)
    index = max((eigenvalue - size) / (size - 1), 0.0) if size > 1 else 0.0
    ratio = 0.0
    if size > 2:
        ratio = index / _random_index(table, random_index, size)
    worst, given, implied = _most_inconsistent(judged, filled)
    return PairwiseWeights(
        weights, eigenvalue, index, ratio, table, ratio <= ACCEPTABLE_RATIO, worst, given, implied, missing, filled
    )


def group_judgement(matrices: Sequence[np.ndarray], weights: Sequence[float] | None = None) -> np.ndarray:
    """Combine people's matrices by the geometric mean of each judgement, which keeps it reciprocal (Aczel, Saaty 1983).

    Parameters
    ----------
    matrices : sequence of array, shape (elements, elements)
        NaN where a person made no judgement.
    weights : sequence of float, optional
        Weight of each person; 1 / size of the group makes groups equal.

    Returns
    -------
    numpy.ndarray
        NaN where nobody judged.
    """
    if not len(matrices):
        raise Problem("there are no judgements to combine")
    logs = np.log(np.asarray(matrices, dtype=float))
    share = np.ones(len(logs)) if weights is None else np.asarray(weights, dtype=float)
    known = np.isfinite(logs)
    total = np.tensordot(share, known, axes=1)
    summed = np.tensordot(share, np.where(known, logs, 0.0), axes=1)
    return np.exp(np.divide(summed, total, out=np.full(total.shape, np.nan), where=total > 0))


def synthesis(criteria_weights: Sequence[float], local_weights: np.ndarray) -> np.ndarray:
    """Global weights of alternatives in a hierarchy: local weights under each criterion times the criterion's weight.

    Parameters
    ----------
    criteria_weights : sequence of float
    local_weights : array, shape (criteria, alternatives)

    Returns
    -------
    numpy.ndarray, shape (alternatives,)
    """
    top = np.asarray(criteria_weights, dtype=float)
    return top / top.sum() @ np.asarray(local_weights, dtype=float)


def _refuse_unusable(judged: np.ndarray, names: Sequence[str]) -> None:
    for i, j in np.argwhere(np.isinf(judged) | (judged <= 0)):
        raise Problem(
            "the judgement of {first} against {second} must be a positive number, not {value}",
            first=names[i],
            second=names[j],
            value=float(judged[i, j]),
        )
    with np.errstate(invalid="ignore"):
        crooked = np.abs(judged * judged.T - 1.0) > 1e-2
    crooked |= np.isnan(judged) != np.isnan(judged.T)
    for i, j in np.argwhere(crooked):
        raise Problem(
            "the judgements of {first} against {second} and back are not reciprocal", first=names[i], second=names[j]
        )


def _random_index(table: str, random_index: dict[int, float] | None, size: int) -> float:
    if random_index is None and table not in RANDOM_INDEX:
        raise Problem(
            "random-index table {table} is unknown: one of {allowed}", table=table, allowed=", ".join(RANDOM_INDEX)
        )
    values = RANDOM_INDEX[table] if random_index is None else {int(key): value for key, value in random_index.items()}
    if size not in values:
        raise Problem(
            "random-index table {table} has no value for {size} elements, only up to {largest}",
            table=table,
            size=size,
            largest=max(values),
        )
    return float(values[size])


def _filled(judged: np.ndarray, names: Sequence[str]) -> np.ndarray:
    holes = [(i, j) for i, j in np.argwhere(np.isnan(judged)) if i < j]
    if not holes:
        return judged
    parts, part_of = connected_components(np.isfinite(judged), directed=False)
    if parts > 1:
        cut_off = int(np.argmax(part_of != part_of[0]))
        raise Problem(
            "no judgement connects {first} with {second}, not even through others",
            first=names[0],
            second=names[cut_off],
        )
    rows, columns = np.array(holes).T
    filled = judged.copy()

    def largest_eigenvalue(logs: np.ndarray) -> float:
        filled[rows, columns], filled[columns, rows] = np.exp(logs), np.exp(-logs)
        return principal_eigenvector(filled)[1]

    # The largest eigenvalue is convex in the logarithms, so one descent finds the least.
    start = _logarithmic_guess(judged)
    best = minimize(largest_eigenvalue, (start[:, np.newaxis] - start)[rows, columns], method="BFGS", tol=1e-10)
    filled[rows, columns], filled[columns, rows] = np.exp(best.x), np.exp(-best.x)
    return filled


def _logarithmic_guess(judged: np.ndarray) -> np.ndarray:
    known = np.isfinite(judged) & ~np.eye(len(judged), dtype=bool)
    laplacian = np.diag(known.sum(axis=1)) - known.astype(float)
    return np.linalg.pinv(laplacian) @ np.where(known, np.log(np.where(known, judged, 1.0)), 0.0).sum(axis=1)


def _most_inconsistent(judged: np.ndarray, filled: np.ndarray) -> tuple[tuple[int, int] | None, float, float]:
    """Judgement furthest (in logarithms) from the geometric mean of what all paths through a third element imply."""
    size = len(judged)
    if size < 3:
        return None, 1.0, 1.0
    logs = np.log(filled)
    through = (logs[:, :, np.newaxis] + logs[np.newaxis, :, :]).sum(axis=1)
    # Paths over i or j themselves repeat the judgement, so they are taken off.
    implied = (through - 2 * logs) / (size - 2)
    off = np.where(np.isfinite(judged) & ~np.eye(size, dtype=bool), np.abs(logs - implied), 0.0)
    i, j = np.unravel_index(int(np.argmax(off > off.max() - 1e-12)), off.shape)
    if off[i, j] < 1e-6:
        return None, 1.0, 1.0
    pair = (int(i), int(j)) if judged[i, j] >= 1 else (int(j), int(i))
    return pair, float(filled[pair]), float(np.exp(implied[pair]))

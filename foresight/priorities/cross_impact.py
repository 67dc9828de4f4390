"""Cross-impact balances: which combinations of developments support themselves.

Weimer-Jehle (2006), Technological Forecasting and Social Change 73(4), 334-361.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from foresight.problems import Problem

MOST_SCENARIOS = 5_000_000


@dataclass(frozen=True, eq=False)
class CrossImpact:
    """Developments and how they act on each other.

    Attributes
    ----------
    descriptors : dict of str to tuple of str
        Variants of every descriptor, in the order of the matrix.
    matrix : numpy.ndarray, shape (variants, variants)
        Row acts on column: positive promotes, negative hinders; blocks of a descriptor on itself are zero.
    """

    descriptors: dict[str, tuple[str, ...]]
    matrix: np.ndarray

    @property
    def variants(self) -> tuple[str, ...]:
        """All variants in the order of the matrix."""
        return tuple(variant for variants in self.descriptors.values() for variant in variants)


def cross_impact(descriptors: Mapping[str, Sequence[str]], matrix: np.ndarray) -> CrossImpact:
    """Check descriptors and matrix.

    Raises
    ------
    Problem
        A variant used twice, a matrix of the wrong size or with missing numbers, a descriptor acting on itself.
    """
    checked = {name: tuple(variants) for name, variants in descriptors.items()}
    result = CrossImpact(checked, np.asarray(matrix, dtype=float))
    variants = result.variants
    for variant in variants:
        if variants.count(variant) > 1:
            raise Problem("variant {variant} is listed more than once", variant=variant)
    if result.matrix.shape != (len(variants), len(variants)):
        raise Problem("the cross-impact matrix needs {size} rows and columns", size=len(variants))
    if not np.isfinite(result.matrix).all():
        row, column = np.argwhere(~np.isfinite(result.matrix))[0]
        raise Problem("the impact of {row} on {column} is missing", row=variants[row], column=variants[column])
    start = 0
    for name, members in checked.items():
        if not members:
            raise Problem("descriptor {descriptor} has no variants", descriptor=name)
        block = slice(start, start + len(members))
        if result.matrix[block, block].any():
            raise Problem("descriptor {descriptor} may not act on itself", descriptor=name)
        start += len(members)
    return result


def impact_balances(impacts: CrossImpact, scenario: Sequence[str]) -> np.ndarray:
    """Sum of what the chosen variants do to every variant.

    Parameters
    ----------
    impacts : CrossImpact
    scenario : sequence of str
        One variant a descriptor.

    Returns
    -------
    numpy.ndarray, shape (variants,)

    Raises
    ------
    Problem
        A variant that is unknown, or a descriptor without exactly one.
    """
    variants = impacts.variants
    for variant in scenario:
        if variant not in variants:
            raise Problem(
                "variant {variant} is unknown: one of {allowed}", variant=variant, allowed=", ".join(variants)
            )
    for name, members in impacts.descriptors.items():
        if sum(variant in members for variant in scenario) != 1:
            raise Problem("the scenario must choose exactly one variant of {descriptor}", descriptor=name)
    return impacts.matrix[[variants.index(variant) for variant in scenario]].sum(axis=0)


def is_consistent(impacts: CrossImpact, scenario: Sequence[str]) -> bool:
    """Whether every chosen variant has the highest balance of its descriptor, ties included."""
    balances = impact_balances(impacts, scenario)
    start = 0
    for members in impacts.descriptors.values():
        block = balances[start : start + len(members)]
        chosen = next(number for number, variant in enumerate(members) if variant in scenario)
        if block[chosen] < block.max() - 1e-9:
            return False
        start += len(members)
    return True


def scenario_count(impacts: CrossImpact) -> int:
    """Count the scenarios there are."""
    return int(np.prod([len(members) for members in impacts.descriptors.values()], dtype=object))


def consistent_scenarios(impacts: CrossImpact) -> list[tuple[str, ...]]:
    """Try every scenario and keep the consistent ones.

    Raises
    ------
    Problem
        More than five million scenarios.
    """
    sizes = [len(members) for members in impacts.descriptors.values()]
    if scenario_count(impacts) > MOST_SCENARIOS:
        raise Problem("{count} scenarios are too many to try them all", count=scenario_count(impacts))
    choice = np.indices(sizes, dtype=np.int16).reshape(len(sizes), -1).T
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    kept = []
    for part in np.array_split(choice, max(1, len(choice) // 50_000)):
        rows = part + starts
        balances = impacts.matrix[rows].sum(axis=1)
        fine = np.ones(len(part), dtype=bool)
        for number, (start, size) in enumerate(zip(starts, sizes)):
            block = balances[:, start : start + size]
            fine &= block[np.arange(len(part)), part[:, number]] >= block.max(axis=1) - 1e-9
        kept.append(rows[fine])
    variants = impacts.variants
    return [tuple(variants[row] for row in rows) for rows in np.concatenate(kept)]

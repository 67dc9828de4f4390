"""Who gets central money when it does not suffice: equation 9 of the model."""

from __future__ import annotations

import numpy as np

SLACK = 1e-4
"""Guards whole numbers against the last digit of single precision."""


def award_in_order(wanted: np.ndarray, unit_cost: np.ndarray, money: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Award projects in a given order until the money is used up; a project too large is passed over.

    Parameters
    ----------
    wanted, unit_cost : numpy.ndarray
        (items, draws) projects asked for and central money for one of them.
    money : numpy.ndarray
        (draws,) central money.
    order : numpy.ndarray
        (items, draws) positions, first served first.

    Returns
    -------
    numpy.ndarray
        (items, draws) projects awarded.
    """
    awarded = np.zeros_like(wanted)
    left = money.astype(np.float64)
    columns = np.arange(wanted.shape[1])
    for place in range(wanted.shape[0]):
        item = order[place]
        ask, cost = wanted[item, columns], unit_cost[item, columns]
        possible = np.floor(np.maximum(left, 0) / np.maximum(cost, 1e-9) + SLACK)
        given = np.minimum(ask, possible)
        awarded[item, columns] = given
        left -= given * cost
    return awarded


def award_by_largest_remainder(wanted: np.ndarray, unit_cost: np.ndarray, money: np.ndarray) -> np.ndarray:
    """Award the same part of every request, whole projects; what is left goes to the largest remainders.

    Parameters
    ----------
    wanted, unit_cost : numpy.ndarray
        (items, draws).
    money : numpy.ndarray
        (draws,).

    Returns
    -------
    numpy.ndarray
        (items, draws) projects awarded.
    """
    asked = (wanted * unit_cost).sum(axis=0)
    part = np.clip(np.divide(money, asked, out=np.ones_like(asked), where=asked > 0), 0, 1)
    quota = wanted * part
    whole = np.floor(quota + SLACK)
    left = money - (whole * unit_cost).sum(axis=0)
    order = np.argsort(-(quota - whole), axis=0, kind="stable")
    one_more = np.minimum(wanted - whole, 1)
    return whole + award_in_order(one_more, unit_cost, left, order)


def ration(
    rule: str,
    wanted: np.ndarray,
    unit_cost: np.ndarray,
    money: np.ndarray,
    lottery: np.ndarray,
    fiscal_capacity: np.ndarray,
    researchers: np.ndarray,
) -> np.ndarray:
    """Award projects by one of the rationing rules.

    Parameters
    ----------
    rule : str
        ``random``: by lot. ``equity``: lowest fiscal capacity first. ``merit``: most researchers first.
        ``largest_remainder``: everybody the same part.
    wanted, unit_cost : numpy.ndarray
        (items, draws); items are all regions of the first instrument, then all of the second.
    money : numpy.ndarray
        (draws,).
    lottery : numpy.ndarray
        (items, draws) random numbers.
    fiscal_capacity, researchers : numpy.ndarray
        (regions,).
    """
    if rule == "largest_remainder":
        return award_by_largest_remainder(wanted, unit_cost, money)
    if rule == "random":
        order = np.argsort(lottery, axis=0)
    else:
        key = fiscal_capacity if rule == "equity" else -np.nan_to_num(researchers)
        items = np.tile(key, wanted.shape[0] // len(key))
        order = np.broadcast_to(np.argsort(items, kind="stable")[:, None], wanted.shape)
    return award_in_order(wanted, unit_cost, money, order)

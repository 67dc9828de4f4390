"""Which constraint binds: what stopped the next project from starting."""

from __future__ import annotations

import numpy as np

from foresight.funding.vocabulary import BINDING, UNLIMITED

_CODE = {name: np.int8(position) for position, name in enumerate(BINDING)}
_TIE = np.float32(1e-3)


def binding_of_candidates(
    real: np.ndarray,
    count: np.ndarray,
    ready: np.ndarray,
    expected: np.ndarray,
    possible: np.ndarray,
    room: np.ndarray,
) -> np.ndarray:
    """Name the smallest limit; among equal ones, the one that is scarcer before rounding.

    Parameters
    ----------
    real, count : numpy.ndarray
        Projects the local money pays, before and after cutting to whole ones.
    ready, expected : numpy.ndarray
        Projects ready to start, and their mean.
    possible, room : numpy.ndarray
        Teams available, whole and before cutting.

    Returns
    -------
    numpy.ndarray
        Positions in ``BINDING``, int8. Money for less than one project counts as ``indivisibility``.
    """
    by_money = count + _TIE * np.minimum(real, 100)
    by_pipeline = ready + _TIE * np.minimum(expected, 100)
    by_people = possible + _TIE * np.minimum(room, 100)
    by_both = np.minimum(by_money, by_people)
    money = np.where((count < 1) & (real > 0), _CODE["indivisibility"], _CODE["budget"])
    code = np.where(by_people < by_money, _CODE["capacity"], money)
    code = np.where(by_pipeline <= by_both, _CODE["pipeline"], code)
    return np.where(np.minimum(by_both, by_pipeline) >= UNLIMITED, _CODE["none"], code)


def binding_without_candidates(real: np.ndarray, expected: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Name what stops a project where none is ready, at the mean cost.

    The pipeline, unless money or people would suffice for less than one project and for less than is expected.

    Parameters
    ----------
    real, expected, room : numpy.ndarray
        As in ``binding_of_candidates``; same shape.
    """
    scarce = np.minimum(real, room)
    by_pipeline = expected <= scarce
    by_pipeline |= scarce >= 1
    by_people = real > room
    by_people &= ~by_pipeline
    code = (real > 0).view(np.int8) + _CODE["budget"]  # indivisibility follows budget
    np.maximum(code, by_pipeline.view(np.int8) * _CODE["pipeline"], out=code)  # the codes rise in this order
    return np.maximum(code, by_people.view(np.int8) * _CODE["capacity"], out=code)

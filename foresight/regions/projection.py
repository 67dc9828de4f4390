"""Degrees to a plane in which areas are true, so that a shaded map does not favour the north."""

from __future__ import annotations

import numpy as np

RADIUS_KM = 6371.0
CENTRE = (67.0, 48.0)
PARALLELS = (43.5, 53.0)


def albers(longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Project onto Albers' equal-area cone for Kazakhstan (Snyder 1987, equations 14-1 to 14-6, on the sphere).

    Parameters
    ----------
    longitude, latitude : array
        Degrees.

    Returns
    -------
    (array, array)
        Kilometres east and north of 67° E, 48° N.
    """
    first, second = np.radians(PARALLELS)
    cone = (np.sin(first) + np.sin(second)) / 2
    constant = np.cos(first) ** 2 + 2 * cone * np.sin(first)

    def distance(degrees: np.ndarray) -> np.ndarray:
        return RADIUS_KM * np.sqrt(constant - 2 * cone * np.sin(np.radians(degrees))) / cone

    angle = cone * np.radians(np.asarray(longitude, float) - CENTRE[0])
    outer, middle = distance(np.asarray(latitude, float)), distance(np.asarray(CENTRE[1]))
    return outer * np.sin(angle), middle - outer * np.cos(angle)

"""Rings: a bow-tie crosses itself, a square does not; fewer points keep the shape within the tolerance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.regions.rings import crossing, ring_area, simplified

SQUARE = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], float)
BOW_TIE = np.array([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]], float)


def circle(points: int, wiggle: float = 0.0) -> np.ndarray:
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    radius = 1 + wiggle * np.sin(9 * angle)
    ring = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return np.vstack([ring, ring[:1]])


def test_a_square_does_not_cross_itself_and_a_bow_tie_does_in_its_middle():
    assert crossing(SQUARE) is None
    assert crossing(BOW_TIE) == pytest.approx((0.5, 0.5))


def test_a_point_given_twice_and_a_touch_are_no_crossing():
    assert crossing(np.repeat(SQUARE, 2, axis=0)) is None
    touching = np.array([[0, 0], [2, 0], [2, 2], [1, 0], [0, 2], [0, 0]], float)
    assert crossing(touching) is None


@settings(deadline=None, max_examples=40)
@given(st.integers(8, 400), st.integers(0, 10_000))
def test_one_swapped_pair_of_points_in_a_round_ring_is_found(points, seed):
    ring = circle(points)
    assert crossing(ring) is None
    first = 1 + seed % (points - 3)
    ring[[first, first + 1]] = ring[[first + 1, first]]
    assert crossing(ring) is not None


def test_a_hundred_thousand_points_are_swept():
    ring = circle(100_000, 0.2)
    assert crossing(ring) is None
    assert len(simplified(ring, 0.001)) < 600


@settings(deadline=None, max_examples=25)
@given(st.floats(0.0001, 0.2))
def test_a_simpler_ring_stays_closed_and_within_the_tolerance(tolerance):
    ring = circle(2000, 0.2)
    light = simplified(ring, tolerance)
    assert (light[0] == light[-1]).all()
    assert abs(ring_area(light) - ring_area(ring)) <= tolerance * 12
    assert len(light) <= len(ring)


def test_areas_have_the_sign_of_the_direction():
    assert ring_area(SQUARE) == 1.0
    assert ring_area(SQUARE[::-1]) == -1.0

"""Funded or not: states seen through figures that are partly confidential."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from foresight.forecasting.funding_states import (
    FUNDED,
    NOT_PUBLISHED,
    UNKNOWN,
    ZERO,
    beta_prior,
    chances_of_marks,
    fit_funding_states,
    smooth_states,
)


def test_a_dash_after_a_funded_year_is_weighed_by_bayes():
    """Stayed funded and hidden, against stopped: 0.8 * 0.15 / (0.8 * 0.15 + 0.2)."""
    chances = chances_of_marks(np.array([[FUNDED, NOT_PUBLISHED]]), np.array([0.0, 0.15]))
    funded, _ = smooth_states(chances, np.array([0.8]), np.array([0.3]), 0.5)
    assert funded[0] == pytest.approx([1.0, 0.12 / 0.32])


def test_a_dash_between_funded_years_looks_back_from_the_future():
    chances = chances_of_marks(np.array([[FUNDED, NOT_PUBLISHED, FUNDED]]), np.full(3, 0.15))
    funded, moves = smooth_states(chances, np.array([0.8]), np.array([0.3]), 0.5)
    through, around = 0.8 * 0.15 * 0.8, 0.2 * 1.0 * 0.3
    assert funded[0, 1] == pytest.approx(through / (through + around))
    assert moves[0].sum(axis=(1, 2)) == pytest.approx([1.0, 1.0])


def test_a_printed_zero_is_never_funded_and_nothing_hidden_makes_a_dash_zero():
    marks = np.array([[FUNDED, ZERO], [FUNDED, NOT_PUBLISHED]])
    funded, _ = smooth_states(chances_of_marks(marks, np.zeros(2)), np.full(2, 0.9), np.full(2, 0.3), 0.5)
    assert funded[:, 1].tolist() == [0.0, 0.0]


def test_a_year_about_which_nothing_is_known_changes_nothing():
    marks = np.array([[FUNDED, UNKNOWN]])
    funded, _ = smooth_states(chances_of_marks(marks, np.zeros(2)), np.array([0.9]), np.array([0.3]), 0.5)
    assert funded[0, 1] == pytest.approx(0.9)


def test_regions_that_differ_by_chance_get_the_same_probability():
    chance = np.random.default_rng(0)
    alike = beta_prior(chance.binomial(10, 0.7, 200).astype(float), np.full(200, 10.0))
    unlike = beta_prior(10.0 * (np.arange(200) < 140), np.full(200, 10.0))
    assert sum(alike) > 40
    assert sum(unlike) == 1.0  # always or never: what a region did is what it will do
    assert alike[0] / sum(alike) == pytest.approx(0.7, abs=0.03)


def test_one_success_in_no_region_is_not_certainty():
    first, second = beta_prior(np.array([2.0]), np.array([2.0]))
    assert 0.5 < first / (first + second) < 1.0


def test_states_that_persist_are_found_to_persist():
    marks = np.array([[FUNDED] * 5] * 6 + [[ZERO] * 5] * 6 + [[FUNDED] * 3 + [ZERO] * 2])
    states = fit_funding_states(marks, np.zeros(5))
    assert states.panel_stay > 0.9
    assert states.panel_start < 0.1
    assert states.funded[:6] == pytest.approx(1.0)


def test_a_region_keeps_part_of_its_own_habit():
    always, restless = [FUNDED] * 6, [FUNDED, ZERO] * 3
    states = fit_funding_states(np.array([always] * 5 + [restless] * 5), np.zeros(6))
    assert states.stay[0] > states.panel_stay > states.stay[-1]


@settings(deadline=None, max_examples=20)
@given(arrays(int, (5, 4), elements=some.sampled_from([FUNDED, ZERO, NOT_PUBLISHED, UNKNOWN])))
def test_probabilities_are_probabilities(marks):
    states = fit_funding_states(marks, np.array([0.1, 0.0, 0.02, 0.15]))
    for values in (states.funded, states.stay, states.start):
        assert ((values >= 0) & (values <= 1)).all()
    assert (states.funded[marks == FUNDED] == pytest.approx(1.0)) or not (marks == FUNDED).any()

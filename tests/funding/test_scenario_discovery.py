"""A box that was planted must be dug up again."""

import numpy as np
import pandas as pd
import pytest

from foresight.funding.scenario_discovery import find_box
from foresight.problems import Problem


@pytest.fixture(scope="module")
def cases():
    return pd.DataFrame(np.random.default_rng(12).random((4000, 5)), columns=list("abcde"))


def test_a_planted_box_is_found(cases):
    """Of interest where a > 0.6 and b < 0.4, and nowhere else."""
    box = find_box(cases, (cases["a"] > 0.6) & (cases["b"] < 0.4))
    found = {(part.name, part.side): part.value for part in box.conditions}
    assert set(found) == {("a", "above"), ("b", "below")}
    assert found["a", "above"] == pytest.approx(0.6, abs=0.02)
    assert found["b", "below"] == pytest.approx(0.4, abs=0.03)
    assert box.coverage > 0.97
    assert box.density > 0.95


def test_a_planted_box_is_found_through_noise(cases):
    noise = np.random.default_rng(4).random(4000)
    interesting = np.where((cases["a"] > 0.5) & (cases["d"] < 0.5), noise < 0.9, noise < 0.05)
    box = find_box(cases, interesting)
    assert {(part.name, part.side) for part in box.conditions} == {("a", "above"), ("d", "below")}
    assert box.density > 0.75
    assert all(part.p_value < 0.05 for part in box.conditions)


def test_pure_noise_gives_no_strong_conditions(cases):
    box = find_box(cases, np.random.default_rng(9).random(4000) < 0.3)
    assert box.density < 0.45


def test_a_wanted_density_is_met(cases):
    interesting = (cases["a"] > 0.6) & (cases["b"] < 0.4)
    assert find_box(cases, interesting, threshold=0.6).density >= 0.6


@pytest.mark.parametrize("everything", [True, False])
def test_all_or_nothing_has_no_conditions(cases, everything):
    box = find_box(cases, np.full(4000, everything))
    assert box.conditions == ()
    assert box.mass == 1
    assert box.base_rate == float(everything)


def test_agrees_with_the_ema_workbench(cases):
    """Same planted box, the reference implementation of PRIM in the field (Kwakkel 2017)."""
    from ema_workbench.analysis import prim

    interesting = ((cases["a"] > 0.6) & (cases["b"] < 0.4)).to_numpy()
    theirs = prim.Prim(cases, interesting, threshold=0.8, peel_alpha=0.05).find_box()
    limits = theirs.box_lims[-1]
    ours = {(part.name, part.side): part.value for part in find_box(cases, interesting).conditions}
    assert ours["a", "above"] == pytest.approx(limits["a"][0], abs=0.03)
    assert ours["b", "below"] == pytest.approx(limits["b"][1], abs=0.03)


@pytest.mark.parametrize(
    ("interesting", "how", "words"),
    [
        (np.ones(3, bool), {}, "3 verdicts for 4000 cases"),
        (np.ones(4000, bool), {"peel": 0.0}, "must lie between 0 and 1"),
    ],
)
def test_wrong_cases_are_named(cases, interesting, how, words):
    with pytest.raises(Problem, match=words):
        find_box(cases, interesting, **how)

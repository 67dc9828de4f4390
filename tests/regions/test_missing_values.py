"""Holes of the index: each treatment on a table done by hand, and their part in the intervals of ranks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from foresight.problems import Problem
from foresight.regions.index_robustness import vary_index
from foresight.regions.missing_values import MISSING_TREATMENTS, filled, nearest_donors
from foresight.regions.potential_index import potential_index

HOLE = pd.DataFrame(
    {"x": [0.0, 0.2, 1.0, 0.9], "y": [0.0, 0.4, 1.0, np.nan], "z": [np.nan, 0.5, 1.0, 0.0]}, index=["a", "b", "c", "d"]
)
FIXED = {
    "normalisations": ["min_max"], "aggregations": ["arithmetic"], "weightings": ["equal"], "leave_one_out": False,
    "swap_transformations": False, "weight_concentration": 1e9,
}  # fmt: skip


@pytest.mark.parametrize(
    ("treatment", "of_a", "of_d"),
    [("available", np.nan, np.nan), ("mean", 0.5, 1.4 / 3), ("lowest", 0.0, 0.0), ("nearest", 0.5, 1.0)],
)
def test_a_hole_is_filled_as_said(treatment, of_a, of_d):
    """Region a is most like b (0.2 and 0.4 away), region d like b or c: b is 0.7 and 0.5 away, c 0.1 and 1."""
    found = filled(HOLE.to_numpy(), treatment)
    assert found[0, 2] == pytest.approx(of_a, nan_ok=True)
    if treatment != "nearest":
        assert found[3, 1] == pytest.approx(of_d, nan_ok=True)
    assert np.array_equal(found[1:3], HOLE.to_numpy()[1:3])


def test_the_donor_is_the_most_alike_that_has_the_value():
    """Of d over x and z: b is (0.7, 0.5) away, 0.608 on the root mean square; c (0.1, 1.0), 0.711."""
    donors = nearest_donors(HOLE.to_numpy())
    assert donors[3].tolist() == [3, 1, 3]
    assert donors[0].tolist() == [0, 0, 1]


def test_a_region_of_which_nothing_is_known_is_not_made_up():
    table = HOLE.assign(x=[np.nan, 0.2, 1.0, 0.9], y=[np.nan, 0.4, 1.0, np.nan])
    for treatment in MISSING_TREATMENTS:
        found = potential_index(table, missing=treatment)
        assert np.isnan(found.score["a"])
        assert np.isnan(found.rank["a"])


def test_coverage_tells_of_own_values_whatever_fills_the_holes():
    for treatment in MISSING_TREATMENTS:
        found = potential_index(HOLE, missing=treatment)
        assert found.coverage.tolist() == pytest.approx([2 / 3, 1, 1, 2 / 3])
        assert {code for code, _ in found.notes} == {"partial"}


def test_a_hole_taken_as_the_lowest_value_costs_a_region_its_place():
    """Scored on x and z, d has 0.45 beside the 0.367 of b; with the lowest y it has 0.3."""
    assert potential_index(HOLE).score[["b", "d"]].tolist() == pytest.approx([1.1 / 3, 0.45])
    assert potential_index(HOLE, missing="lowest").score["d"] == pytest.approx(0.3)
    found = vary_index(HOLE, np.random.default_rng(1), draws=300, **FIXED)
    ranks = pd.DataFrame(found.ranks, columns=HOLE.index).groupby(found.choices["missing"], observed=True)["d"].mean()
    assert ranks["available"] == 2
    assert ranks["lowest"] == 3
    assert found.drivers.loc["d", "missing"] == pytest.approx(1)


def test_without_holes_nothing_about_them_is_varied():
    found = vary_index(HOLE.fillna(0.3), np.random.default_rng(1), draws=50, **FIXED)
    assert set(found.choices["missing"]) == {"available"}
    assert (found.drivers["missing"] == 0).all()


def test_only_a_disputed_direction_is_turned_round():
    table = pd.DataFrame({"x": [1.0, 0.0], "y": [0.0, 0.5]}, index=["a", "b"])
    firm = vary_index(table, np.random.default_rng(1), draws=100, **FIXED)
    assert set(firm.choices["direction"]) == {""}
    loose = vary_index(table, np.random.default_rng(1), draws=400, disputed=["y"], transformations={}, **FIXED)
    ranks = pd.DataFrame(loose.ranks, columns=table.index).groupby(loose.choices["direction"], observed=True)["a"]
    assert ranks.mean()["y"] == 1
    assert 1 < ranks.mean()[""] < 2
    with pytest.raises(Problem, match="unknown indicator z: one of x, y"):
        vary_index(table, np.random.default_rng(1), draws=5, disputed=["z"])


@pytest.mark.parametrize("treatment", MISSING_TREATMENTS)
@pytest.mark.parametrize("aggregation", ["arithmetic", "geometric"])
def test_a_draw_with_a_direction_turned_is_the_index_with_that_direction(treatment, aggregation):
    varied = vary_index(
        HOLE, np.random.default_rng(3), draws=30, disputed=["x"], missing=[treatment],
        **{**FIXED, "aggregations": [aggregation]},
    )  # fmt: skip
    turned = potential_index(HOLE, {"x": -1}, missing=treatment, aggregation=aggregation).score.rank(ascending=False)
    rows = (varied.choices["direction"] == "x").to_numpy()
    assert turned.is_unique
    assert (varied.ranks[rows] == turned.to_numpy()).all()


def test_an_unknown_treatment_is_refused():
    with pytest.raises(Problem, match="unknown missing guess: one of available, mean, nearest, lowest"):
        potential_index(HOLE, missing="guess")


@settings(max_examples=25, deadline=None)
@given(arrays.arrays(float, (6, 3), elements=st.one_of(st.just(np.nan), st.floats(-5, 5))))
def test_a_filled_value_lies_among_those_of_its_indicator(values):
    values[0] = [1.0, 2.0, 3.0]
    for treatment in MISSING_TREATMENTS[1:]:
        found = filled(values, treatment)
        assert (found >= np.nanmin(values, axis=0) - 1e-9)[~np.isnan(found)].all()
        assert (found <= np.nanmax(values, axis=0) + 1e-9)[~np.isnan(found)].all()
        assert (np.isnan(found).all(axis=1) == np.isnan(values).all(axis=1)).all()
        assert not np.isnan(found[~np.isnan(values).all(axis=1)]).any()

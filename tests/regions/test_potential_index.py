"""The index of regional potential and the firmness of its ranks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.regions.index_robustness import vary_index
from foresight.regions.index_table import SHIPPED_INDICATORS, IndexIndicator, RegionalFigures, index_table
from foresight.regions.potential_index import nearest_regions, potential_index
from foresight.statistics.shipped import read_boundaries, read_observations

FIGURES = RegionalFigures(read_observations(), read_boundaries())
HAND = pd.DataFrame({"money": [10.0, 20.0, 30.0], "idle": [5.0, 1.0, 3.0]}, index=["a", "b", "c"])


def test_two_indicators_by_hand():
    """money 0, .5, 1; idle, less is better: 0, 1, .5; halves of both: 0, .75, .75."""
    found = potential_index(HAND, directions={"idle": -1})
    assert found.score.tolist() == [0.0, 0.75, 0.75]
    assert found.rank.tolist() == [3.0, 1.0, 1.0]
    assert found.contributions.loc["b"].tolist() == [0.25, 0.5]


def test_expert_weights_are_scaled_to_one():
    found = potential_index(HAND, directions={"idle": -1}, weights={"money": 3, "idle": 1})
    assert found.weights.to_dict() == {"money": 0.75, "idle": 0.25}
    assert found.score.tolist() == pytest.approx([0.0, 0.625, 0.875])


def test_a_geometric_mean_does_not_let_one_indicator_make_up_for_another():
    lopsided = pd.DataFrame({"x": [0.0, 5.0, 10.0], "y": [10.0, 5.0, 0.0]}, index=["a", "b", "c"])
    assert potential_index(lopsided).score.tolist() == [0.5, 0.5, 0.5]
    assert potential_index(lopsided, aggregation="geometric").rank["b"] == 1


def test_goalposts_make_years_comparable():
    early = potential_index(pd.DataFrame({"x": [1.0, 2.0]}), goalposts={"x": (0, 10)})
    late = potential_index(pd.DataFrame({"x": [5.0, 6.0]}), goalposts={"x": (0, 10)})
    assert early.score.tolist() == [0.1, 0.2]
    assert late.score.tolist() == [0.5, 0.6]


def test_a_logarithm_puts_equal_ratios_at_equal_distances():
    found = potential_index(pd.DataFrame({"x": [1.0, 10.0, 100.0]}), transformations={"x": "log"})
    assert found.score.tolist() == pytest.approx([0.0, 0.5, 1.0])


def test_a_region_with_a_hole_is_scored_on_what_it_has_and_says_so():
    found = potential_index(HAND.assign(idle=[np.nan, 1.0, 3.0]))
    assert found.coverage["a"] == 0.5
    assert found.score["a"] == 0.0
    assert found.notes == (("partial", {"region": "a", "coverage": 0.5}),)


def test_a_region_without_any_value_has_no_rank():
    found = potential_index(pd.DataFrame({"x": [1.0, 2.0, np.nan]}, index=["a", "b", "c"]))
    assert np.isnan(found.rank["c"])
    assert found.notes[0][0] == "no_value"


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"normalisation": "magic"}, "unknown normalisation magic: one of min_max, z_score, rank, none"),
        ({"aggregation": "sum"}, "unknown aggregation sum: one of arithmetic, geometric"),
        ({"weights": "luck"}, "unknown weights luck: one of equal, entropy, principal_components"),
        ({"weights": {"money": 1}}, "no weight for idle"),
        ({"weights": {"money": -1, "idle": 2}}, "must be numbers from zero up"),
        ({"directions": {"idle": 0}}, "direction 0 of idle is not 1 or -1"),
        ({"transformations": {"idle": "cube"}}, "unknown transformation cube: one of none, log"),
    ],
)
def test_a_choice_that_does_not_exist_is_named(choices, words):
    with pytest.raises(Problem) as raised:
        potential_index(HAND, **choices)
    assert words in str(raised.value)


def test_values_that_cannot_enter_are_named():
    with pytest.raises(Problem, match="idle has a value below zero"):
        potential_index(HAND.assign(idle=[-1.0, 1.0, 2.0]), transformations={"idle": "log"})
    with pytest.raises(Problem, match="idle has no value at all"):
        potential_index(HAND.assign(idle=np.nan))
    with pytest.raises(Problem, match="a geometric mean needs values above zero"):
        potential_index(HAND.assign(idle=[0.0, 1.0, 2.0]), normalisation="none", aggregation="geometric")


def test_the_shipped_figures_carry_four_indicators_for_2024():
    table = index_table(FIGURES, 2024)
    assert table.values.shape == (20, len(SHIPPED_INDICATORS))
    assert table.values.loc["KZ-75", "rd_expenditure/population"] == pytest.approx(4243.8, abs=0.05)
    assert set(table.statuses["rd_expenditure/grp"]) == {"estimate"}


def test_almaty_leads_and_ulytau_closes_with_half_its_values():
    table = index_table(FIGURES, 2024)
    found = potential_index(table.values, transformations={row.name: row.transformation for row in table.indicators})
    assert found.rank["KZ-75"] == 1
    assert found.rank["KZ-62"] == 20
    assert found.coverage["KZ-62"] == 0.5


def test_an_indicator_without_regions_in_the_year_is_refused():
    with pytest.raises(Problem, match="researchers has fewer than two regions with a value in 2024"):
        index_table(FIGURES, 2024, [IndexIndicator("researchers")])


def test_the_nearest_region_is_the_most_alike():
    table = pd.DataFrame({"x": [0.0, 0.1, 1.0], "y": [0.0, np.nan, 1.0]}, index=["a", "b", "c"])
    assert nearest_regions(table, "a").to_dict() == pytest.approx({"b": 0.1, "c": 1.0})
    with pytest.raises(Problem, match="unknown region z: one of a, b, c"):
        nearest_regions(table, "z")


def test_a_region_best_in_everything_is_first_in_every_variation():
    table = pd.DataFrame(np.random.default_rng(1).uniform(1, 2, (6, 4)), columns=list("wxyz"))
    table.loc[0] = 9.0
    found = vary_index(table, np.random.default_rng(2), draws=500)
    assert found.summary.loc[0, ["low", "high", "first"]].tolist() == [1, 1, 1.0]
    assert (found.drivers.loc[0] == 0).all()


def test_ranks_of_each_variation_are_a_permutation():
    table = pd.DataFrame(np.random.default_rng(1).uniform(1, 2, (5, 3)))
    ranks = vary_index(table, np.random.default_rng(2), draws=200).ranks
    assert (np.sort(ranks, axis=1) == np.arange(1, 6)).all()


def test_the_same_seed_gives_the_same_ranks():
    table = index_table(FIGURES, 2024).values
    first, second = (vary_index(table, np.random.default_rng(7), draws=300) for _ in range(2))
    assert (first.ranks == second.ranks).all()


def test_one_fixed_choice_agrees_with_the_index_itself():
    table = index_table(FIGURES, 2023, SHIPPED_INDICATORS[:2]).values
    varied = vary_index(
        table, np.random.default_rng(3), draws=50, normalisations=["z_score"], aggregations=["arithmetic"],
        weightings=["equal"], leave_one_out=False, weight_concentration=1e9, swap_transformations=False,
    )  # fmt: skip
    assert (varied.ranks == potential_index(table, normalisation="z_score").rank.to_numpy()).all()


def test_a_single_lever_explains_all_the_variance_of_a_rank():
    """Two regions that swap places with the indicator left out, and nothing else varied."""
    table = pd.DataFrame({"x": [1.0, 0.0], "y": [0.0, 1.0], "z": [0.5, 0.5]}, index=["a", "b"])
    found = vary_index(
        table, np.random.default_rng(3), draws=400, normalisations=["min_max"], aggregations=["arithmetic"],
        weightings=["equal"], weight_concentration=1e9, expert_weights=None, swap_transformations=False,
    )  # fmt: skip
    assert found.drivers.loc["a", "left_out"] > 0.5
    assert found.drivers.loc["a", "normalisation"] == 0


def test_errors_of_the_values_widen_the_intervals():
    table = index_table(FIGURES, 2024).values
    fixed = {
        "normalisations": ["z_score"],
        "aggregations": ["arithmetic"],
        "weightings": ["equal"],
        "leave_one_out": False,
        "swap_transformations": False,
    }
    firm = vary_index(table, np.random.default_rng(5), draws=400, weight_concentration=1e9, **fixed)
    errors = pd.DataFrame(0.5, index=table.index, columns=table.columns)
    loose = vary_index(
        table, np.random.default_rng(5), draws=400, weight_concentration=1e9, value_errors=errors, **fixed
    )
    width = (loose.summary["high"] - loose.summary["low"]) - (firm.summary["high"] - firm.summary["low"])
    assert width.sum() > 10
    assert (width >= 0).all()


def test_a_skewed_indicator_ranks_by_whether_its_logarithm_is_taken():
    """As they are, b has (9/99 + 0.6) / 2, below the halves of a and c; a logarithm of x puts it above them."""
    table = pd.DataFrame({"x": [1.0, 10.0, 100.0], "y": [1.0, 0.6, 0.0]}, index=["a", "b", "c"])
    found = vary_index(
        table, np.random.default_rng(3), draws=400, normalisations=["min_max"], aggregations=["arithmetic"],
        weightings=["equal"], leave_one_out=False, weight_concentration=1e9,
    )  # fmt: skip
    ranks = pd.DataFrame(found.ranks, columns=table.index).groupby(found.choices["transformation"], observed=True)
    assert ranks["b"].mean()["chosen"] == 3
    assert ranks["b"].mean()["swapped"] == 1
    assert found.drivers.loc["b", "transformation"] == pytest.approx(1.0)


def test_errors_too_small_to_matter_leave_the_ranks_as_they_are_even_with_a_zero_under_a_logarithm():
    table = pd.DataFrame({"x": [0.0, 1.0, 5.0, 30.0], "y": [4.0, 1.0, 3.0, 2.0], "z": [1.0, 2.0, 4.0, 3.0]})
    options = {"transformations": {"x": "log"}, "directions": {"y": -1}, "draws": 300, "weight_concentration": 1e9}
    errors = pd.DataFrame(1e-12, index=table.index, columns=table.columns)
    firm = vary_index(table, np.random.default_rng(4), **options)
    loose = vary_index(table, np.random.default_rng(4), value_errors=errors, **options)
    assert firm.summary["mean"].tolist() == pytest.approx(loose.summary["mean"].tolist(), abs=0.02)


def test_no_draws_are_refused():
    with pytest.raises(Problem, match="0 draws are too few"):
        vary_index(HAND, np.random.default_rng(1), draws=0)


@settings(max_examples=25, deadline=None)
@given(
    st.permutations(range(5)),
    st.sampled_from(["min_max", "z_score", "rank"]),
    st.sampled_from(["arithmetic", "geometric"]),
)
def test_the_order_of_the_regions_does_not_matter(order, normalisation, aggregation):
    table = pd.DataFrame(np.random.default_rng(8).uniform(1, 9, (5, 3)), index=list("abcde"))
    straight = potential_index(table, normalisation=normalisation, aggregation=aggregation).score
    shuffled = potential_index(table.iloc[list(order)], normalisation=normalisation, aggregation=aggregation).score
    assert shuffled[list("abcde")].tolist() == pytest.approx(straight.tolist())

import numpy as np
import pytest

from foresight.priorities.cross_impact import consistent_scenarios, cross_impact, impact_balances, is_consistent
from foresight.problems import Problem

PAIR = {"growth": ["slow", "fast"], "trust": ["low", "high"]}
# growth and trust promote each other: slow with low, fast with high
TOGETHER = [[0, 0, 1, -1], [0, 0, -1, 1], [1, -1, 0, 0], [-1, 1, 0, 0]]


def test_two_developments_that_promote_each_other_have_two_futures():
    impacts = cross_impact(PAIR, TOGETHER)
    assert consistent_scenarios(impacts) == [("slow", "low"), ("fast", "high")]
    assert impact_balances(impacts, ["slow", "high"]).tolist() == [-1, 1, 1, -1]
    assert not is_consistent(impacts, ["slow", "high"])


def test_trying_all_agrees_with_testing_one_by_one():
    generator = np.random.default_rng(2)
    descriptors = {name: [f"{name}{i}" for i in range(3)] for name in "abc"}
    matrix = generator.integers(-2, 3, (9, 9))
    for start in (0, 3, 6):
        matrix[start : start + 3, start : start + 3] = 0
    impacts = cross_impact(descriptors, matrix)
    every = [(a, b, c) for a in descriptors["a"] for b in descriptors["b"] for c in descriptors["c"]]
    assert consistent_scenarios(impacts) == [scenario for scenario in every if is_consistent(impacts, scenario)]


@pytest.mark.parametrize(
    ("descriptors", "matrix", "sentence"),
    [
        (PAIR, np.ones((4, 4)), "descriptor growth may not act on itself"),
        (PAIR, np.zeros((3, 3)), "needs 4 rows and columns"),
        (PAIR, np.full((4, 4), np.nan), "the impact of slow on slow is missing"),
        ({"a": ["x"], "b": ["x"]}, np.zeros((2, 2)), "variant x is listed more than once"),
        ({"a": ["x"], "b": []}, np.zeros((1, 1)), "descriptor b has no variants"),
    ],
)
def test_matrices_that_cannot_be_used_are_refused(descriptors, matrix, sentence):
    with pytest.raises(Problem, match=sentence):
        cross_impact(descriptors, matrix)


def test_a_scenario_chooses_one_variant_each():
    impacts = cross_impact(PAIR, TOGETHER)
    with pytest.raises(Problem, match="exactly one variant of trust"):
        impact_balances(impacts, ["slow"])
    with pytest.raises(Problem, match="variant war is unknown"):
        impact_balances(impacts, ["slow", "war"])


def test_too_many_scenarios_are_refused():
    many = {f"d{i}": [f"d{i}v{j}" for j in range(4)] for i in range(12)}
    with pytest.raises(Problem, match="16777216 scenarios are too many"):
        consistent_scenarios(cross_impact(many, np.zeros((48, 48))))

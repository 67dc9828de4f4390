import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.priorities.topsis import topsis
from foresight.problems import Problem

BENEFITS = ["max", "max", "max"]


def test_the_best_on_everything_is_the_ideal():
    result = topsis([[3, 1], [1, 3]], ["max", "min"], [1, 1])
    assert result.closeness.tolist() == [1.0, 0.0]
    assert result.rank.tolist() == [1, 2]


def test_equal_alternatives_get_one_half_and_it_is_said():
    result = topsis([[2, 5], [2, 5]], ["max", "min"], [1, 1])
    assert result.closeness.tolist() == [0.5, 0.5]
    assert result.notes == (("all_equal", {}),)


def test_tzeng_huang_2011():
    # Tzeng and Huang (2011), Multiple Attribute Decision Making
    result = topsis([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], BENEFITS, [0.3, 0.4, 0.3])
    assert result.closeness == pytest.approx([0.5037, 0.6581, 0.7482, 0.334], abs=1e-4)
    assert result.rank.tolist() == [3, 2, 1, 4]


def test_opricovic_tzeng_2004_by_minmax_has_a_tie():
    # Opricovic and Tzeng (2004), EJOR 156, 445-455: mountain route, cost to be low, altitude to be high
    result = topsis([[1, 3000], [2, 3750], [5, 4500]], ["min", "max"], [0.5, 0.5], "minmax")
    assert result.closeness == pytest.approx([0.5, 0.618, 0.5], abs=1e-3)
    assert result.rank.tolist() == [2, 1, 2]


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 9999))
def test_vector_normalisation_agrees_with_scikit_criteria(seed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import skcriteria
        from skcriteria.agg.topsis import TOPSIS
        from skcriteria.preprocessing.scalers import VectorScaler

        generator = np.random.default_rng(seed)
        matrix, weights = generator.uniform(1, 9, (6, 3)), generator.uniform(0.1, 1, 3)
        data = skcriteria.mkdm(matrix, [max, max, max], weights=weights / weights.sum())
        expected = TOPSIS().evaluate(VectorScaler(target="matrix").transform(data)).e_.similarity
    assert topsis(matrix, BENEFITS, weights).closeness == pytest.approx(expected)


@pytest.mark.filterwarnings("ignore:Alternatives with indices")
@settings(deadline=None, max_examples=15)
@given(st.integers(0, 9999))
def test_minmax_with_costs_agrees_with_pymcdm(seed):
    from pymcdm.methods import TOPSIS

    generator = np.random.default_rng(seed)
    matrix, weights = generator.uniform(1, 9, (6, 3)), generator.dirichlet(np.ones(3))
    expected = TOPSIS()(matrix, weights, np.array([1, -1, 1]))
    assert topsis(matrix, ["max", "min", "max"], weights, "minmax").closeness == pytest.approx(expected)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9999), st.floats(0.01, 100))
def test_scaling_weights_changes_nothing(seed, factor):
    generator = np.random.default_rng(seed)
    matrix, weights = generator.uniform(0, 9, (5, 3)), generator.uniform(0.1, 1, 3)
    assert topsis(matrix, BENEFITS, weights * factor).closeness == pytest.approx(
        topsis(matrix, BENEFITS, weights).closeness
    )


@pytest.mark.parametrize(
    ("matrix", "objectives", "weights", "way", "sentence"),
    [
        ([[1, np.nan]], ["max", "max"], [1, 1], "vector", "alternative 1 has no number on criterion 2"),
        ([[1, 2]], ["max", "up"], [1, 1], "vector", "criterion 2: the objective up is unknown"),
        ([[1, 2]], ["max", "max"], [1, -1], "vector", "criterion 2: the weight -1.0 is negative"),
        ([[1, 2]], ["max", "max"], [1, 1], "rank", "normalisation rank is unknown"),
        ([], [], [], "vector", "at least one of each"),
    ],
)
def test_tables_that_cannot_be_used_are_refused(matrix, objectives, weights, way, sentence):
    with pytest.raises(Problem, match=sentence):
        topsis(matrix, objectives, weights, way)


def test_one_alternative_and_a_zero_column_give_numbers():
    assert topsis([[0, 5]], ["max", "max"], [1, 1]).closeness.tolist() == [0.5]

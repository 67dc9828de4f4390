import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.priorities.ahp import group_judgement, judgement_matrix, pairwise_weights, synthesis
from foresight.problems import Problem

WANG_CHIN = [
    [1, 4, 3, 1, 3, 4],
    [1 / 4, 1, 7, 3, 1 / 5, 1],
    [1 / 3, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 6],
    [1, 1 / 3, 5, 1, 1, 1 / 3],
    [1 / 3, 5, 5, 1, 1, 3],
    [1 / 4, 1, 6, 3, 1 / 3, 1],
]


def consistent(weights):
    weights = np.asarray(weights, dtype=float)
    return weights[:, np.newaxis] / weights


def test_consistent_judgements_give_their_weights_back():
    result = pairwise_weights(consistent([6, 3, 1]))
    assert result.weights == pytest.approx([0.6, 0.3, 0.1])
    assert result.consistency_ratio == pytest.approx(0, abs=1e-9)
    assert (result.worst, result.acceptable) == (None, True)


def test_wang_chin_2011_is_inconsistent_and_says_where():
    # Wang and Chin (2011), Information Sciences 181(23), 5240-5248; ratio about 0.23
    result = pairwise_weights(WANG_CHIN)
    assert result.weights == pytest.approx([0.3208, 0.1395, 0.0348, 0.1285, 0.2374, 0.1391], abs=6e-5)
    assert result.consistency_ratio == pytest.approx(0.23, abs=0.01)
    assert not result.acceptable
    assert result.worst is not None


def test_the_most_inconsistent_judgement_is_the_one_that_was_twisted():
    matrix = consistent([8, 4, 2, 1])
    matrix[0, 3], matrix[3, 0] = 1 / 4, 4
    result = pairwise_weights(matrix)
    assert (result.worst, result.worst_given, result.worst_implied) == ((3, 0), 4.0, pytest.approx(1 / 8))


def test_the_ratio_depends_on_the_named_table():
    by_table = {name: pairwise_weights(WANG_CHIN, name) for name in ("saaty_1980", "saaty_2005", "alonso_lamata_2006")}
    assert len({round(result.consistency_ratio, 6) for result in by_table.values()}) == 3
    assert all(result.table == name for name, result in by_table.items())


def test_a_missing_judgement_is_filled_by_what_the_others_imply():
    matrix = consistent([6, 3, 2, 1])
    matrix[0, 3] = matrix[3, 0] = np.nan
    result = pairwise_weights(matrix)
    assert result.weights == pytest.approx([0.5, 0.25, 1 / 6, 1 / 12], abs=1e-5)
    assert (result.missing, result.matrix[0, 3]) == (1, pytest.approx(6, rel=1e-4))


def test_one_and_two_elements_cannot_contradict_themselves():
    assert pairwise_weights([[1]]).weights.tolist() == [1.0]
    assert pairwise_weights([[1, 4], [0.25, 1]]).weights == pytest.approx([0.8, 0.2])


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        ([[1, 2], [2, 1]], "judgements of impact against cost and back are not reciprocal"),
        ([[1, 0], [0, 1]], "impact against cost must be a positive number, not 0.0"),
        ([[1, np.nan], [np.nan, 1]], "no judgement connects impact with cost"),
        ([[1, np.nan], [2, 1]], "not reciprocal"),
        ([[1, 2, 3], [1, 2, 3]], "square matrix"),
    ],
)
def test_judgements_that_cannot_be_used_are_refused_by_name(matrix, sentence):
    with pytest.raises(Problem, match=sentence):
        pairwise_weights(matrix, names=["impact", "cost"])


def test_tables_end_somewhere():
    with pytest.raises(Problem, match="saaty_2005 has no value for 11 elements, only up to 10"):
        pairwise_weights(consistent(range(1, 12)))
    with pytest.raises(Problem, match="table mine is unknown"):
        pairwise_weights(consistent([1, 2, 3]), "mine")
    assert pairwise_weights(consistent(range(1, 12)), "alonso_lamata_2006").acceptable


@pytest.mark.parametrize(
    ("comparisons", "sentence"),
    [
        ([("a", "z", 2)], "z is compared but not listed"),
        ([("a", "a", 2)], "a is compared with itself"),
        ([("a", "b", 2), ("b", "a", 3)], "b and a are compared twice"),
        ([("a", "b", -2)], "must be a positive number, not -2"),
    ],
)
def test_comparisons_that_cannot_be_used_are_refused(comparisons, sentence):
    with pytest.raises(Problem, match=sentence):
        judgement_matrix(["a", "b"], comparisons)


def test_people_are_combined_by_the_geometric_mean():
    combined = group_judgement([[[1, 2], [1 / 2, 1]], [[1, 8], [1 / 8, 1]]])
    assert combined == pytest.approx(np.array([[1, 4], [1 / 4, 1]]))


def test_a_hierarchy_multiplies_its_weights():
    assert synthesis([3, 1], [[0.8, 0.2], [0.4, 0.6]]) == pytest.approx([0.7, 0.3])


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 9999))
def test_weights_agree_with_pymcdm(seed):
    from pymcdm.weights.subjective import AHP

    generator = np.random.default_rng(seed)
    upper = generator.choice([1, 2, 3, 5, 7, 9, 1 / 3, 1 / 5], 6)
    matrix = np.eye(4)
    matrix[np.triu_indices(4, 1)] = upper
    matrix.T[np.triu_indices(4, 1)] = 1 / upper
    assert pairwise_weights(matrix).weights == pytest.approx(AHP(matrix=matrix, scoring=None)(), abs=1e-6)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.priorities.chnri import average_expert_agreement, chnri
from foresight.problems import Problem

IDEA = [[1, 1, 0.5, np.nan], [0, 1, 1, 0.5]]


def test_two_criteria_and_four_scorers_by_hand():
    result = chnri(IDEA)
    assert result.intermediate[0] == pytest.approx([100 * 2.5 / 3, 62.5])
    assert result.rps[0] == pytest.approx(72.916667)
    assert result.aea_blanks_excluded[0] == pytest.approx((2 / 3 + 2 / 4) / 2)
    assert result.aea_blanks_counted[0] == pytest.approx((2 / 4 + 2 / 4) / 2)


def test_weights_and_thresholds_of_stakeholders():
    result = chnri(IDEA, weights=[3, 1], thresholds=[80, 70])
    assert result.weighted_rps[0] == pytest.approx((3 * 250 / 3 + 62.5) / 4)
    assert not result.passes[0]
    assert chnri(IDEA, thresholds=[80, 60]).passes[0]


def test_a_criterion_nobody_answered_is_named_and_left_out():
    result = chnri([[1, 1], [np.nan, np.nan]])
    assert (result.rps[0], result.notes) == (100.0, (("criterion_blank", {"idea": 1, "criterion": 2}),))
    assert np.isfinite(result.aea_blanks_counted).all()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([[1, 0.7]], "scorer 2 answered 0.7 on criterion 1 of idea 1"),
        ([[np.nan, np.nan]], "nobody scored idea 1"),
        ([[]], "at least one of each"),
    ],
)
def test_answers_that_cannot_be_scored_are_refused(answers, sentence):
    with pytest.raises(Problem, match=sentence):
        chnri(answers)


def test_the_treatment_of_blanks_must_be_named():
    with pytest.raises(Problem, match="blanks ignored are unknown"):
        average_expert_agreement(np.array(IDEA), "ignored")


ANSWERS = st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=3, max_size=12)


@settings(deadline=None, max_examples=50)
@given(ANSWERS, st.integers(1, 5))
def test_a_blank_never_changes_an_intermediate_score(answers, blanks):
    padded = chnri([answers + [np.nan] * blanks])
    assert padded.intermediate == pytest.approx(chnri([answers]).intermediate)
    assert padded.aea_blanks_excluded == pytest.approx(chnri([answers]).aea_blanks_excluded)


@settings(deadline=None, max_examples=50)
@given(ANSWERS)
def test_agreement_never_falls_below_a_third(answers):
    assert chnri([answers]).aea_blanks_excluded[0] >= 1 / 3 - 1e-12


@settings(deadline=None, max_examples=30)
@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_scorers_does_not_matter(answers, random):
    assert chnri([random.sample(answers, len(answers))]).rps == pytest.approx(chnri([answers]).rps)

import pandas as pd
import pytest

from foresight.priorities.criteria import Criterion
from foresight.priorities.elicited_weights import weights_from_judgements, weights_from_points, with_weights
from foresight.problems import Problem

CRITERIA = [Criterion("impact", "Impact"), Criterion("cost", "Cost", "min"), Criterion("team", "Team")]


def points(*rows):
    return pd.DataFrame(
        [
            (rater, group, criterion, value)
            for rater, group, values in rows
            for criterion, value in zip(("impact", "cost", "team"), values)
        ],
        columns=["rater", "stakeholder_group", "criterion", "points"],
    )


def judgements(*rows):
    pairs = (("impact", "cost"), ("impact", "team"), ("cost", "team"))
    return pd.DataFrame(
        [(rater, group, *pair, value) for rater, group, values in rows for pair, value in zip(pairs, values)],
        columns=["rater", "stakeholder_group", "first", "second", "value"],
    )


def test_points_are_shares_by_person_then_means_by_group():
    frame = points(("p1", "business", (60, 20, 20)), ("p2", "business", (6, 2, 2)), ("p3", "science", (20, 20, 60)))
    result = weights_from_points(frame, CRITERIA)
    assert result.by_group.loc["business"].tolist() == pytest.approx([0.6, 0.2, 0.2])
    assert result.group_equal.tolist() == pytest.approx([0.4, 0.2, 0.4])
    assert result.person_equal.tolist() == pytest.approx([1.4 / 3, 0.2, 1 / 3])
    assert result.people.to_dict() == {"business": 2, "science": 1}


def test_a_swing_that_does_not_start_at_100_is_rescaled_and_said():
    result = weights_from_points(points(("p1", "science", (50, 25, 25))), CRITERIA, "swing")
    assert result.group_equal.tolist() == pytest.approx([0.5, 0.25, 0.25])
    assert result.notes == (("swing_rescaled", {"rater": "p1", "highest": 50.0}),)


@pytest.mark.parametrize(
    ("frame", "options", "sentence"),
    [
        (points(("p1", "science", (50, -25, 25))), {}, "p1: no usable points for criterion Cost"),
        (points(("p1", "science", (50, 25))), {}, "p1: no usable points for criterion Team"),
        (points(("p1", "science", (0, 0, 0))), {}, "p1: zero points for every criterion"),
        (points(("p1", "science", (50, 25, 20))), {"total": 100}, "p1: 95 points distributed instead of 100"),
        (points(("p1", "a", (1, 1, 1)), ("p1", "b", (1, 1, 1))), {}, "rater p1 appears in two stakeholder groups"),
        (points(("p1", "a", (1, 1, 1)), ("p1", "a", (1, 1, 1))), {}, "rater p1 gave points to criterion impact twice"),
        (points(("p1", "a", (1, 1, 1))), {"method": "guess"}, "weighting method guess is unknown"),
        (points(), {}, "nobody has given weights yet"),
    ],
)
def test_points_that_cannot_be_used_name_the_rater(frame, options, sentence):
    with pytest.raises(Problem, match=sentence):
        weights_from_points(frame, CRITERIA, **options)


def test_judgements_by_group_with_each_persons_consistency():
    frame = judgements(("p1", "business", (2, 4, 2)), ("p2", "science", (1, 1, 1)), ("p3", "science", (9, 1 / 9, 9)))
    result = weights_from_judgements(frame, CRITERIA)
    assert result.by_group.loc["business"].tolist() == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    ratios = result.consistency.set_index("rater")
    assert ratios.loc["p1", "consistency_ratio"] == pytest.approx(0, abs=1e-9)
    assert not ratios.loc["p3", "acceptable"]
    assert [code for code, values in result.notes if values["rater"] == "p3"] == ["inconsistent"]
    assert result.group_equal.sum() == pytest.approx(1)
    assert result.combined_judgements.table == "saaty_2005"


def test_two_groups_weigh_the_same_however_large_they_are():
    frame = judgements(("p1", "a", (4, 4, 1)), *[(f"q{i}", "b", (1 / 4, 1 / 4, 1)) for i in range(9)])
    assert weights_from_judgements(frame, CRITERIA).group_equal.tolist() == pytest.approx([1 / 3] * 3)


def test_a_rater_whose_judgements_do_not_connect_is_named():
    frame = judgements(("p1", "a", (4,)))
    with pytest.raises(Problem, match="p1: no judgement connects Impact with Team"):
        weights_from_judgements(frame, CRITERIA)


def test_weights_go_into_the_criteria_by_code():
    weighted = with_weights(CRITERIA, pd.Series({"impact": 0.5, "cost": 0.3, "team": 0.2}))
    assert [(c.weight, c.objective) for c in weighted] == [(0.5, "max"), (0.3, "min"), (0.2, "max")]
    with pytest.raises(Problem, match="criterion Team has no weight"):
        with_weights(CRITERIA, pd.Series({"impact": 0.5, "cost": 0.3}))

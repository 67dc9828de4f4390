import numpy as np
import pandas as pd
import pytest

from foresight.priorities.criteria import Criterion
from foresight.priorities.session_results import session_results
from foresight.priorities.weighted_sum import rank_needs
from foresight.problems import Problem
from foresight.sessions.consensus.rules import ConsensusRule

from .ballots import ballots, random_ballots

ONE = [Criterion("c1", "Impact")]
THREE = [Criterion(f"c{i}", f"Criterion {i}", weight=i) for i in (1, 2, 3)]
TABLES = ("needs", "by_group", "by_criterion", "distribution", "differences", "concordance", "stability", "attrition")
TABLES += ("minority", "rank_acceptability", "central_weights", "left_out", "weight_flips")
RULE = ConsensusRule(top_k=1)


def results(frame, criteria=ONE, rule=RULE, **options):
    return session_results(frame, criteria, rule, draws=200, weight_draws_count=300, **options)


def two_groups(business, science, round=1, size=10):
    """Ten people a group, everybody in a group answers alike: one list of answers by need."""
    values = [[[value] for value in business]] * size + [[[value] for value in science]] * size
    return ballots(values, ["business"] * size + ["science"] * size, round=round)


def no_hole(result):
    for name in TABLES:
        frame = getattr(result, name)
        for column in frame:
            if frame[column].dtype == np.float64:
                assert np.isfinite(frame[column]).all(), (name, column)


def test_labels_say_who_accepts_and_who_is_apart():
    result = results(two_groups([9, 9, 5, 1], [8, 2, 5, 2]))
    labels = result.needs.set_index("need")
    assert labels["label"].to_dict() == {
        "need 1": "accepted_by_all",
        "need 2": "contested",
        "need 3": "undecided",
        "need 4": "declined_by_all",
    }
    assert labels.loc["need 2", "between"] == ("science", "business")
    assert (labels.loc["need 2", "groups_accepting"], labels.loc["need 2", "groups_judged"]) == (1, 2)


def test_both_ways_of_counting_groups_stand_side_by_side():
    values = [[[9], [1]]] * 20 + [[[1], [9]]] * 10
    frame = ballots(values, ["business"] * 20 + ["science"] * 10)
    result = results(frame)
    row = result.needs.set_index("need").loc["need 1"]
    assert (row["score"], row["score_person_equal"]) == (pytest.approx(50), pytest.approx(200 / 3))
    assert (row["score_business"], row["score_science"]) == (100, 0)
    table = rank_needs(frame, ONE).set_index("need")
    assert result.needs.set_index("need")["rank"].to_dict() == table["rank"].to_dict()


def test_consensus_and_stability_are_two_answers():
    first, second = two_groups([9, 9], [1, 9]), two_groups([9, 2], [1, 9], round=2)
    result = results(pd.concat([first, second]))
    state = result.needs.set_index("need")
    assert (state.loc["need 1", "stability"], state.loc["need 1", "label"]) == ("stable", "contested")
    assert (state.loc["need 2", "stability"], state.loc["need 2", "unchanged_share"]) == ("moving", 0.5)


def test_a_need_settled_in_the_first_round_keeps_that_result():
    first = two_groups([9, 5], [8, 5])
    second = two_groups([7, 7], [7, 7], round=2)
    result = results(pd.concat([first, second[second["need"] == "need 2"]]))
    state = result.needs.set_index("need")
    assert state["round"].to_dict() == {"need 1": 1, "need 2": 2}
    assert state["stability"].to_dict() == {"need 1": "once", "need 2": "moving"}
    assert state.loc["need 2", "label"] == "accepted_by_all"
    assert result.stability.set_index("need").loc["need 1", "unchanged_share"] is pd.NA


def test_a_group_of_seven_shows_dots_and_no_statistics():
    values = [[[9]]] * 10 + [[[value]] for value in (3, 1, 2, 9, 4, 5, 6)]
    result = results(ballots(values, ["business"] * 10 + ["science"] * 7))
    science = result.by_group.set_index("stakeholder_group").loc["science"]
    assert (science["state"], science["dots"]) == ("dots", (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 9.0))
    assert (science["verdict"], science["median"]) == ("too_few", pd.NA)
    assert result.differences.empty


def test_a_group_below_five_is_combined_before_anything_is_computed():
    values = [[[9]]] * 10 + [[[5]]] * 6 + [[[1]]] * 3
    frame = ballots(values, ["business"] * 10 + ["public"] * 6 + ["science"] * 3)
    result = results(frame)
    assert result.groups == {"business": "business", "public": "combined", "science": "combined"}
    assert "score_science" not in result.needs
    assert ("groups_combined", {"groups": ("public", "science"), "least": 5}) in result.notes
    assert set(result.by_group["stakeholder_group"]) == {"all", "business", "combined"}


def test_fewer_people_than_may_be_shown_are_refused_with_the_reason():
    with pytest.raises(Problem, match="answers so far: 4; results are shown from 5 people on"):
        results(ballots([[[9]]] * 4, ["science"] * 4))


def test_a_need_rated_by_four_people_has_no_score():
    values = np.full((10, 2, 1), 7.0)
    values[4:, 1] = np.nan
    result = results(ballots(values, ["science"] * 10))
    assert (result.needs["need"].tolist(), result.not_rated) == (["need 1"], ("need 2",))
    assert ("need_with_few_answers", {"need": "need 2", "people": 4, "least": 5}) in result.notes
    values[:6, 0] = np.nan
    with pytest.raises(Problem, match="no need was rated by the 5 people"):
        results(ballots(values, ["science"] * 10))


def test_a_few_answers_inside_a_large_group_are_hidden_and_cannot_be_subtracted():
    values = np.full((30, 2, 1), 7.0)
    values[20:28, 1] = np.nan
    result = results(ballots(values, ["business"] * 10 + ["public"] * 10 + ["science"] * 10))
    state = result.by_group[result.by_group["need"] == "need 2"].set_index("stakeholder_group")["state"]
    assert state["science"] == "hidden"
    assert (state == "hidden").sum() == 2
    shown = result.distribution[result.distribution["need"] == "need 2"]
    assert shown["stakeholder_group"].nunique() == 2
    assert result.needs.set_index("need").loc["need 2", "score_science"] is pd.NA


def test_groups_whose_cells_are_hidden_speak_with_one_voice():
    values = np.full((30, 2, 1), np.nan)
    values[:, 1] = 1
    values[:10, 0], values[10:13, 0], values[20:22, 0] = 9, 1, 5
    result = results(ballots(values, ["business"] * 10 + ["public"] * 10 + ["science"] * 10))
    row = result.needs.iloc[0]
    # three ones and two fives: desirabilities 0, 0, 0, 1/2, 1/2 are one voice of 0.2 beside that of business
    assert row["score"] == pytest.approx(100 * (1 + 0.2) / 2)
    assert (row["score_public"], row["score_science"]) == (pd.NA, pd.NA)


def test_a_criterion_few_people_answered_is_left_out_and_named():
    values = np.full((10, 1, 2), 9.0)
    values[3:, 0, 1] = np.nan
    result = results(ballots(values, ["science"] * 10), THREE[:2])
    assert result.needs.loc[0, "unanswered_criteria"] == ("c2",)
    assert ("criterion_with_few_answers", {"criterion": "c2", "least": 5}) in result.notes
    no_hole(result)


def test_the_minority_is_reported_with_its_reasons_and_no_small_group():
    values = [[[9], [8]]] * 24 + [[[1], [8]]] * 6
    groups = ["business"] * 15 + ["science"] * 15
    both = [ballots(values, groups, round=number) for number in (1, 2)]
    reasons = pd.DataFrame({"need": ["need 1"] * 2, "rater": ["p0029", "p0000"], "text": ["Нет кадров", "Важно"]})
    result = results(pd.concat(both), rationales=reasons)
    row = result.minority.iloc[0]
    assert (row["need"], row["side"], row["people"], row["share"], row["stable"]) == ("need 1", "low", 6, 0.2, True)
    assert row["rationales"] == ("Нет кадров",)
    assert row["groups"] == (("science", 6),)


def test_the_minority_of_two_groups_is_not_split_below_five():
    values = [[[9]]] * 12 + [[[1]]] * 3 + [[[9]]] * 9 + [[[1]]] * 6
    result = results(ballots(values, ["business"] * 15 + ["science"] * 15))
    assert (result.minority.loc[0, "people"], result.minority.loc[0, "groups"]) == (9, ())
    assert not result.minority.loc[0, "stable"]


def test_people_who_did_not_come_back_are_counted_by_group():
    first, second = two_groups([9], [8]), two_groups([9], [8], round=2)
    result = results(pd.concat([first, second[~second["rater"].isin(["p0010", "p0011"])]]))
    lost = result.attrition.query("round == 2").set_index("stakeholder_group")["lost"]
    assert lost.to_dict() == {"business": 0, "science": 2}


def test_concordance_is_told_by_group_with_the_reason_where_there_is_none():
    result = results(two_groups([9, 5, 1], [5, 5, 5]))
    table = result.concordance.set_index("stakeholder_group")
    assert table.loc["business", "w"] == pytest.approx(1)
    assert (table.loc["science", "reason"], table.loc["science", "w"]) == ("no_order", pd.NA)


def test_a_panel_too_small_for_the_asked_top_is_warned_about():
    values = 5 + np.random.default_rng(3).integers(-3, 4, (12, 20, 1))
    result = results(ballots(values, ["science"] * 12), rule=ConsensusRule(top_k=5))
    assert not result.panel.enough
    assert "panel_too_small_for_top_k" in {code for code, _ in result.notes}
    assert result.needs["band"].max() < 20


def test_constant_criteria_equal_needs_and_unrated_ones_are_said():
    values = np.full((10, 3, 2), 5.0)
    values[:, 2] = np.nan
    criteria = [Criterion("c1", "Impact"), Criterion("c2", "Cost", "min")]
    result = results(ballots(values, ["science"] * 10), criteria)
    codes = [code for code, _ in result.notes]
    assert codes.count("constant_criterion") == 2
    assert {"all_needs_equal", "need_not_rated"} <= set(codes)
    assert (result.not_rated, result.needs["band"].tolist()) == (("need 3",), [1, 1])
    no_hole(result)


@pytest.mark.parametrize("shape", [(7, 1, 1), (8, 1, 3), (9, 4, 1), (40, 12, 3)])
def test_no_missing_number_is_left_whatever_the_size_of_the_session(shape):
    frame = random_ballots(5, *shape, groups=("a", "b", "c"), blanks=0.3)
    criteria = THREE[: shape[2]]
    no_hole(results(frame, criteria))
    no_hole(results(pd.concat([frame, frame.assign(round=2)]), criteria, aggregation="person_equal"))


def test_points_that_were_distributed_are_ranked_but_not_called_consensus():
    frame = ballots(np.full((10, 3, 1), 20.0), ["science"] * 10)
    result = results(frame, [Criterion("c1", "Points", lowest=0, highest=100)], consensus=False)
    assert set(result.needs["label"]) == {"not_asked"}


def test_the_same_seed_gives_the_same_results_whatever_the_order_of_people():
    frame = random_ballots(6, raters=40, needs=8)
    first, second = results(frame, THREE, seed=3), results(frame.sample(frac=1, random_state=1), THREE, seed=3)
    pd.testing.assert_frame_equal(first.needs, second.needs)


def test_a_need_list_keeps_only_its_needs():
    result = results(two_groups([9, 5], [8, 5]), needs=["need 2"])
    assert result.needs["need"].tolist() == ["need 2"]


def test_an_unknown_aggregation_is_refused():
    with pytest.raises(Problem, match="aggregation loudest"):
        results(two_groups([9], [8]), aggregation="loudest")

import numpy as np
import pytest

from foresight.priorities.criteria import Criterion
from foresight.priorities.method_agreement import method_agreement
from foresight.priorities.overall import overall_desirability, person_weights
from foresight.priorities.ratings import ratings_array
from foresight.problems import Problem

from .ballots import ballots, random_ballots

ONE = [Criterion("c1", "Impact")]
THREE = [Criterion(f"c{i}", f"Criterion {i}", weight=i) for i in (1, 2, 3)]


def test_a_clear_favourite_wins_by_every_method():
    result = method_agreement(ratings_array(ballots([[[9], [5], [1]]] * 9, ["science"] * 9), ONE))
    assert result.agree
    assert set(result.winners.values()) == {("need 1",)}
    assert result.correlation.to_numpy() == pytest.approx(1)
    assert result.notes == ()


def test_methods_that_disagree_say_so():
    # five of nine put need 1 a little ahead, four put it far behind: majority against mean
    values = [[[6], [5]]] * 5 + [[[1], [9]]] * 4
    result = method_agreement(ratings_array(ballots(values, ["science"] * 9), ONE))
    assert result.winners["weighted_sum"] == ("need 2",)
    assert result.winners["condorcet"] == result.winners["kemeny"] == ("need 1",)
    assert not result.agree
    assert ("methods_disagree", {"winners": 2}) in result.notes


def test_a_circle_of_majorities_is_told():
    circle = [[[9], [5], [1]], [[1], [9], [5]], [[5], [1], [9]]]
    result = method_agreement(ratings_array(ballots(circle, ["science"] * 3), ONE))
    assert result.winners["condorcet"] == ()
    assert {code for code, _ in result.notes} >= {"no_condorcet_winner", "kemeny_ties"}


def test_groups_count_the_same_in_majorities_too():
    values = [[[9], [1]]] * 9 + [[[1], [9]]] * 3
    ratings = ratings_array(ballots(values, ["business"] * 9 + ["public"] * 3), ONE)
    assert method_agreement(ratings, "person_equal").winners["condorcet"] == ("need 1",)
    assert method_agreement(ratings, "group_equal").winners["condorcet"] == ()


def test_yes_and_no_answers_are_scored_by_chnri_too():
    unit = [Criterion("c1", "Answerable", lowest=0, highest=1)]
    ratings = ratings_array(ballots([[[1], [0.5]], [[1], [np.nan]]], ["science"] * 2), unit)
    assert method_agreement(ratings).scores["chnri"].tolist() == [100.0, 50.0]
    assert "chnri" not in method_agreement(ratings_array(random_ballots(1), THREE)).ranks


def test_what_each_method_found_is_kept_to_show_why():
    # need 1 is best on impact, need 2 on cost, need 3 is worse than both: nine people of one mind, one of another
    two = [Criterion("c1", "Impact", lowest=0, highest=1), Criterion("c2", "Cost", lowest=0, highest=1)]
    values = [[[1, 0.5], [0.5, 1], [0, 0.5]]] * 9 + [[[1, np.nan], [0.5, 1], [0, 0]]]
    result = method_agreement(ratings_array(ballots(values, ["business"] * 9 + ["science"]), two))
    assert result.ranks.index.tolist() == ["need 1", "need 2", "need 3"]
    flows = result.promethee
    # half of the scale is strict preference on either criterion: each of the two wins one of them
    assert flows.preference_index[0, 1] == flows.preference_index[1, 0] == pytest.approx(0.5)
    assert flows.phi_net.sum() == pytest.approx(0)
    assert flows.outranks[:2, 2].all()
    assert flows.rank.tolist() == result.ranks["promethee"].tolist()
    lind = result.james_lind
    # nine people share 10 and 9 points between two equal needs; the one person puts need 1 first
    assert lind.totals.tolist() == [[85.5, 85.5, 72.0], [10.0, 9.0, 8.0]]
    assert lind.reversed_ranks.tolist() == [[2.5, 2.5, 1.0], [3.0, 2.0, 1.0]]
    assert lind.points.tolist() == result.scores["james_lind"].tolist() == [5.5, 4.5, 2.0]
    scores = result.chnri
    assert scores.intermediate.tolist() == [[100, 50], [50, 100], [0, 45]]
    assert scores.rps.tolist() == [75, 75, 22.5]
    assert scores.aea_blanks_excluded[0] == 1.0
    assert scores.aea_blanks_counted[0] == pytest.approx((1 + 0.9) / 2)


def test_one_need_and_equal_needs_give_numbers():
    for values in ([[[5]]], [[[5], [5]]]):
        result = method_agreement(ratings_array(ballots(values, ["science"]), ONE))
        assert np.isfinite(result.scores.to_numpy()).all()
        assert np.isfinite(result.correlation.to_numpy()).all()


def test_a_person_who_answered_little_has_no_overall_opinion():
    ratings = ratings_array(ballots([[[9, 9, np.nan]], [[9, np.nan, 5]], [[1, 1, 1]]], ["science"] * 3), THREE)
    # weights 1, 2, 3: the first answered exactly half of the weight
    assert overall_desirability(ratings).ravel() == pytest.approx([1.0, (1 + 3 * 0.5) / 4, 0.0])
    less = ratings_array(ballots([[[9, np.nan, np.nan]], [[1, 1, 1]]], ["science"] * 2), THREE)
    assert np.isnan(overall_desirability(less)[0, 0])


def test_weights_of_ballots_sum_to_the_number_of_people():
    ratings = ratings_array(random_ballots(3, raters=31), THREE)
    assert person_weights(ratings, "group_equal").sum() == pytest.approx(31)
    with pytest.raises(Problem, match="aggregation loudest"):
        person_weights(ratings, "loudest")


def test_the_order_of_people_does_not_matter():
    frame = random_ballots(8)
    first = method_agreement(ratings_array(frame, THREE))
    shuffled = frame.assign(rater=frame["rater"].str[::-1]).sample(frac=1, random_state=1)
    second = method_agreement(ratings_array(shuffled, THREE))
    assert first.ranks.equals(second.ranks)

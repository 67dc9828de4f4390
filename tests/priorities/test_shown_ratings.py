import numpy as np
import pandas as pd
import pytest

from foresight.priorities.criteria import Criterion
from foresight.priorities.session_results import session_results
from foresight.priorities.shown_ratings import group_scores, session_ranking, shown_ratings
from foresight.problems import Problem
from foresight.sessions.consensus.rules import ConsensusRule

from .ballots import ballots, random_ballots

RULE = ConsensusRule(top_k=1)
ONE = [Criterion("c1", "Impact")]
THREE = [Criterion(f"c{i}", f"Criterion {i}", weight=i) for i in (1, 2, 3)]


def test_people_come_in_an_order_that_only_groups_and_answers_make():
    frame = ballots([[[5]], [[9]], [[1]], [[7]], [[3]]], ["science"] * 3 + ["business"] * 2)
    renamed = frame.assign(rater=frame["rater"].map({f"p000{i}": f"x{9 - i}" for i in range(5)}))
    first, second = (shown_ratings(one, ONE, ConsensusRule(shown_from=1)) for one in (frame, renamed))
    assert first.final.values[:, 0, 0].tolist() == second.final.values[:, 0, 0].tolist()
    assert first.final.group_of.tolist() == second.final.group_of.tolist() == [0, 0, 1, 1, 1]
    assert first.final.raters != second.final.raters


def test_each_need_takes_its_last_round_and_remembers_the_one_before():
    first = ballots([[[9], [1]]] * 6, ["science"] * 6)
    second = ballots([[[5]]] * 6, ["science"] * 6, round=2, needs=["need 2"])
    shown = shown_ratings(pd.concat([first, second]), ONE, RULE)
    assert shown.round_of.tolist() == [1, 2]
    assert shown.final.values[0, :, 0].tolist() == [9, 5]
    assert shown.last[0].tolist() == [1.0, 0.5]
    assert np.isnan(shown.before[0, 0])
    assert shown.before[0, 1] == 0.0


def test_small_groups_are_put_together_and_people_without_an_answer_left_out():
    values = np.full((17, 1, 1), 7.0)
    values[-1] = np.nan
    shown = shown_ratings(ballots(values, ["business"] * 8 + ["public"] * 6 + ["science"] * 3), ONE, RULE)
    assert shown.groups == {"business": "business", "public": "combined", "science": "combined"}
    assert shown.final.group_sizes.tolist() == [8, 8]


def test_what_fewer_than_five_people_answered_is_blank_and_counted():
    values = np.full((12, 2, 1), 7.0)
    values[4:, 1] = np.nan
    shown = shown_ratings(ballots(values, ["science"] * 12), ONE, RULE)
    assert shown.few == {"need 2": 4}
    assert np.isnan(shown.final.values[:, 1]).all()


def test_the_score_of_a_group_of_which_few_answered_is_not_told_nor_the_one_it_could_be_subtracted_from():
    values = np.full((30, 2, 1), 7.0)
    values[20:28, 1] = np.nan
    final = shown_ratings(ballots(values, ["business"] * 10 + ["public"] * 10 + ["science"] * 10), ONE, RULE).final
    told = np.isfinite(group_scores(final, RULE))
    assert told[0].tolist() == [True, True, True]
    assert told[1].sum() == 1
    assert not told[1, final.groups.index("science")]


@pytest.mark.parametrize("aggregation", ["group_equal", "person_equal"])
def test_the_quick_ranking_is_the_ranking_of_the_results(aggregation):
    frame = random_ballots(8, raters=30, needs=7, groups=("business", "public", "science"), blanks=0.3)
    full = session_results(frame, THREE, RULE, aggregation, draws=100, weight_draws_count=100).needs
    columns = ["need", "rank", "score", "score_business", "score_public", "score_science"]
    quick = session_ranking(frame, THREE, RULE, aggregation)
    pd.testing.assert_frame_equal(quick[columns], full[columns], check_dtype=False)


def test_too_few_people_are_a_sentence():
    with pytest.raises(Problem, match="answers so far: 4; results are shown from 5 people on"):
        session_ranking(ballots([[[9]]] * 4, ["science"] * 4), ONE)

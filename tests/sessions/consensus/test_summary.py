import numpy as np
import pytest

from foresight.sessions.consensus.minority import stable_dissent
from foresight.sessions.consensus.rules import ConsensusRule
from foresight.sessions.consensus.summary import summary

RULE = ConsensusRule()


def column(*answers):
    return np.array(answers, dtype=float)[:, np.newaxis]


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([7, 7, 8, 8, 8, 9, 9, 9], "accepted"),
        ([1, 1, 2, 2, 2, 3, 3, 3], "declined"),
        ([1, 1, 1, 1, 9, 9, 9, 9], "disagreement"),
        ([4, 4, 5, 5, 5, 6, 6, 6], "undecided"),
        ([9, 9, 9, 9, 9, 9, 9], "too_few"),
    ],
)
def test_verdicts_by_median_and_disagreement(answers, verdict):
    assert summary(column(*answers), RULE)["verdict"].tolist() == [verdict]


def test_below_eight_answers_no_statistic_is_shown():
    state = summary(column(9, 9, 9, 9, 9, 9, 9), RULE)
    assert np.isnan(state["median"][0])
    assert state["n"].tolist() == [7]


def test_the_rule_of_the_round_decides_and_not_the_kindest_measure():
    answers = column(5, 6, 7, 7, 7, 7, 9, 9, 3, 3)
    assert summary(answers, RULE)["verdict"][0] == "accepted"
    assert summary(answers, ConsensusRule(measure="share_in_zone"))["verdict"][0] == "undecided"
    assert summary(answers, ConsensusRule(measure="quartiles", iqr_at_most=1))["verdict"][0] == "undecided"


def test_a_five_point_scale_has_its_own_zone():
    rule = ConsensusRule(measure="quartiles", lowest=1, highest=5, zone_from=4, decline_to=2, iqr_at_most=1)
    assert summary(column(4, 4, 4, 5, 5, 5, 5, 3), rule)["verdict"][0] == "accepted"


def test_a_skewed_single_hump_is_not_called_bimodal():
    state = summary(column(*[9] * 30, *[8] * 8, 7, 6, 3, 1), RULE)
    assert state["bimodality"][0] > 5 / 9
    assert not state["bimodal"][0]


def test_two_camps_are_called_bimodal():
    assert summary(column(*[1] * 20, *[9] * 20), RULE)["bimodal"][0]


def test_dissent_counts_only_those_who_kept_it():
    first = column(1, 1, 9, 9, 9, 9, 9, 9, 9)
    last = column(1, 8, 9, 9, 9, 9, 9, 9, 9)
    low, high, answered = stable_dissent(first, last, RULE)
    assert (low.sum(), high.sum(), answered.tolist()) == (1, 0, [9])


def test_two_camps_are_both_reported():
    last = column(1, 1, 1, 1, 5, 9, 9, 9, 9)
    low, high, _ = stable_dissent(None, last, RULE)
    assert (low.sum(), high.sum()) == (4, 4)


def test_a_middling_need_without_camps_has_no_dissent():
    low, high, _ = stable_dissent(None, column(4, 4, 5, 5, 5, 5, 6, 6, 1), RULE)
    assert (low.sum(), high.sum()) == (0, 0)

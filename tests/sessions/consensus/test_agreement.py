import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from foresight.problems import Problem
from foresight.sessions.consensus.agreement import content_validity_ratio, share_in_zone, wilson_interval


def test_blanks_are_in_neither_the_zone_nor_the_denominator():
    inside, answers = share_in_zone(np.array([7.0, 8.0, 3.0, np.nan]), 7, 9)
    assert (int(inside), int(answers)) == (2, 3)


@pytest.mark.parametrize(("yes", "all_answers"), [(0, 8), (8, 8), (3, 17), (120, 160)])
def test_the_interval_is_wilsons(yes, all_answers):
    lower, upper = wilson_interval(yes, all_answers)
    assert (lower, upper) == pytest.approx(proportion_confint(yes, all_answers, method="wilson"))


def test_without_answers_everything_is_possible():
    assert [float(end) for end in wilson_interval(0, 0)] == pytest.approx([0.0, 1.0])


# Ayre and Scally (2014): smallest count that beats chance, by panel size
@pytest.mark.parametrize(
    ("panel", "count"), [(5, 5), (6, 6), (7, 7), (8, 7), (9, 8), (10, 9), (15, 12), (20, 15), (30, 20), (40, 26)]
)
def test_critical_counts_of_the_content_validity_ratio(panel, count):
    assert content_validity_ratio(count, panel)["critical_count"] == count
    assert content_validity_ratio(count, panel)["exceeds_chance"]
    assert not content_validity_ratio(count - 1, panel)["exceeds_chance"]


def test_content_validity_by_hand():
    assert content_validity_ratio(3, 5)["ratio"] == pytest.approx(0.2)
    assert content_validity_ratio(7, 8)["ratio"] == pytest.approx(0.75)


def test_more_votes_than_people_are_refused():
    with pytest.raises(Problem, match="6 of 5 people"):
        content_validity_ratio(6, 5)

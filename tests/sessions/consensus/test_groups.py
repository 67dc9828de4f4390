import numpy as np
import pytest
from scipy.stats import false_discovery_control, kruskal, mannwhitneyu
from statsmodels.stats.multitest import multipletests

from foresight.problems import Problem
from foresight.sessions.consensus.groups import adjusted, group_aware_consensus, kruskal_wallis, label, mann_whitney
from foresight.sessions.consensus.rules import ConsensusRule

RULE = ConsensusRule()


@pytest.fixture
def panel():
    generator = np.random.default_rng(11)
    values = generator.integers(1, 10, (60, 3)).astype(float)
    values[generator.random(values.shape) < 0.1] = np.nan
    return values, generator.integers(0, 3, 60)


def test_all_groups_at_once_is_the_kruskal_wallis_test(panel):
    values, group_of = panel
    state = kruskal_wallis(values, group_of, [0, 1, 2])
    for item in range(3):
        known = np.isfinite(values[:, item])
        expected = kruskal(*[values[known & (group_of == g), item] for g in range(3)])
        assert (state["statistic"][item], state["p"][item]) == pytest.approx(tuple(expected))


def test_a_pair_of_groups_is_the_mann_whitney_test(panel):
    values, group_of = panel
    state = mann_whitney(values, group_of, 0, 2)
    for item in range(3):
        first, second = (values[np.isfinite(values[:, item]) & (group_of == g), item] for g in (0, 2))
        expected = mannwhitneyu(first, second, method="asymptotic")
        assert (state["u"][item], state["p"][item]) == pytest.approx(tuple(expected))


def test_cliffs_delta_is_one_when_every_answer_is_higher():
    values = np.array([[9.0], [8.0], [2.0], [1.0]])
    assert mann_whitney(values, np.array([0, 0, 1, 1]), 0, 1)["delta"][0] == 1.0


def test_equal_answers_or_a_silent_group_are_no_difference():
    same = mann_whitney(np.full((8, 1), 5.0), np.arange(8) % 2, 0, 1)
    silent = mann_whitney(np.array([[5.0], [np.nan]]), np.array([0, 1]), 0, 1)
    assert (same["p"][0], same["delta"][0], silent["p"][0], silent["delta"][0]) == (1.0, 0.0, 1.0, 0.0)
    assert kruskal_wallis(np.full((8, 1), 5.0), np.arange(8) % 2, [0, 1])["p"][0] == 1.0


def test_corrections_are_the_known_ones():
    p = np.array([[0.001, 0.02, 0.9], [0.04, 0.03, 0.2]])
    assert adjusted(p, "holm").ravel() == pytest.approx(multipletests(p.ravel(), method="holm")[1])
    assert adjusted(p, "benjamini_hochberg").ravel() == pytest.approx(false_discovery_control(p.ravel()))


def test_an_unknown_correction_is_refused():
    with pytest.raises(Problem, match="correction tukey is unknown"):
        adjusted(np.array([0.1]), "tukey")


def test_group_aware_consensus_of_two_groups_by_hand():
    assert group_aware_consensus([8, 2], [10, 8]) == pytest.approx(0.75 * 0.30)


def test_a_need_every_group_accepts_is_accepted_by_all_even_if_they_differ():
    differences = [("business", "science", 0.9, 0.001)]
    assert label(["accepted", "accepted"], ["business", "science"], differences, RULE) == ("accepted_by_all", ())


def test_a_contested_need_names_the_two_groups_furthest_apart_the_lower_first():
    differences = [
        ("business", "government", 0.4, 0.01),
        ("business", "science", 0.8, 0.001),
        ("government", "science", 0.9, 0.2),
    ]
    verdicts = ["accepted", "undecided", "declined"]
    assert label(verdicts, ["business", "government", "science"], differences, RULE) == (
        "contested",
        ("science", "business"),
    )


def test_a_difference_that_may_be_chance_or_is_small_leaves_the_need_undecided():
    groups, verdicts = ["business", "science"], ["accepted", "undecided"]
    assert label(verdicts, groups, [("business", "science", 0.9, 0.06)], RULE) == ("undecided", ())
    assert label(verdicts, groups, [("business", "science", 0.2, 0.001)], RULE) == ("undecided", ())
    assert label([], [], [], RULE) == ("undecided", ())


def test_a_need_every_group_refuses_is_no_open_question():
    assert label(["declined"] * 2, ["business", "science"], [], RULE) == ("declined_by_all", ())

import numpy as np
import pandas as pd
import pytest

from foresight.sessions.consensus.changes import (
    attrition_table,
    group_stability_table,
    minority_table,
    stability_table,
)
from foresight.sessions.consensus.rules import ConsensusRule
from foresight.sessions.consensus.tables import (
    concordance_table,
    difference_table,
    distribution_table,
    group_table,
    without_holes,
)

RULE = ConsensusRule()
GROUPS = ("business", "science")
HALVES = np.repeat([0, 1], 10)
NEEDS = ("water", "smog")


@pytest.fixture
def apart():
    """Both groups like the first need; science refuses the second."""
    return np.column_stack([np.full(20, 8.0), np.repeat([9.0, 2.0], 10)])


def test_statistics_by_group_and_for_everybody(apart):
    table = group_table(apart, HALVES, GROUPS, NEEDS, RULE).set_index(["need", "stakeholder_group"])
    assert table.loc[("water", "all"), "median"] == 8
    assert table.loc[("smog", "business"), "verdict"] == "accepted"
    assert table.loc[("smog", "science"), "verdict"] == "declined"
    assert table.loc[("smog", "all"), "verdict"] == "disagreement"


def test_distributions_add_up_to_one(apart):
    table = distribution_table(apart, HALVES, GROUPS, NEEDS, RULE)
    assert table.groupby(["need", "stakeholder_group"])["share"].sum().tolist() == pytest.approx([1] * 6)
    nines = table.query("need == 'smog' and answer == 9").set_index("stakeholder_group")["people"]
    assert nines.to_dict() == {"all": 10, "business": 10, "science": 0}


def test_a_difference_between_groups_survives_the_correction(apart):
    pairs, together = difference_table(apart, HALVES, GROUPS, NEEDS, RULE)
    found = pairs.set_index("need")
    assert found["differs"].to_dict() == {"water": False, "smog": True}
    assert found.loc["smog", "delta"] == 1.0
    assert found.loc["smog", "p_adjusted"] == pytest.approx(2 * found.loc["smog", "p"])
    assert together.set_index("need").loc["water", "p"] == 1.0


def test_small_groups_are_not_compared(apart):
    pairs, together = difference_table(apart[:15], HALVES[:15], GROUPS, NEEDS, RULE)
    assert pairs.empty
    assert together.empty


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.tile([3.0, 2.0, 1.0], (10, 1)), ""),
        (np.full((10, 3), 5.0), "no_order"),
        (np.full((10, 1), 5.0), "too_few_needs"),
        (np.where(np.eye(10)[:, :3] > 0, np.nan, [3.0, 2.0, 1.0]), "too_few_complete"),
    ],
)
def test_concordance_gives_a_number_or_a_reason(values, reason):
    row = concordance_table({1: values}, np.zeros(10, dtype=int), ("science",), RULE).iloc[0]
    assert row["reason"] == reason
    assert (row["w"] is pd.NA) == bool(reason)


def test_needs_of_another_round_do_not_count_as_unanswered():
    values = np.column_stack([np.arange(10.0), np.arange(10.0) + 1, np.full(10, np.nan)])
    row = concordance_table({2: values}, np.zeros(10, dtype=int), ("science",), RULE).iloc[0]
    assert (row["needs"], row["raters"], row["w"]) == (2, 10, 1.0)


def test_stability_is_judged_from_eight_people_in_both_rounds(apart):
    before = apart.copy()
    before[:, 1] = 5
    table = stability_table(before, apart, NEEDS, RULE).set_index("need")
    assert table["state"].to_dict() == {"water": "stable", "smog": "moving"}
    assert stability_table(before[:7], apart[:7], NEEDS, RULE)["state"].tolist() == ["too_few", "too_few"]
    once = stability_table(np.full((20, 2), np.nan), apart, NEEDS, RULE)
    assert once["state"].tolist() == ["once", "once"]
    assert once["wilcoxon_p"].isna().all()


def test_each_group_has_a_stability_of_its_own(apart):
    before = apart.copy()
    before[:10, 0] += 2
    table = group_stability_table(before, apart, HALVES, GROUPS, NEEDS, RULE).set_index(["need", "stakeholder_group"])
    first, second = (table.loc[("water", group)] for group in GROUPS)
    assert (first["state"], first["unchanged_share"]) == ("moving", 0.0)
    assert (second["state"], second["unchanged_share"]) == ("stable", 1.0)


def test_the_stability_of_a_group_never_gives_a_few_people_away(apart):
    before = apart.copy()
    before[10:17] = np.nan  # three of the second group answered twice: all together less the first group would be them
    table = group_stability_table(before, apart, HALVES, GROUPS, NEEDS, RULE)
    assert table["state"].eq("too_few").all()
    assert table["unchanged"].eq(0).all()
    assert table["unchanged_share"].isna().all()
    before[10:] = np.nan
    table = group_stability_table(before, apart, HALVES, GROUPS, NEEDS, RULE).set_index(["need", "stakeholder_group"])
    assert [table.loc[("water", group), "state"] for group in GROUPS] == ["stable", "too_few"]


def test_people_by_round_and_group(apart):
    later = apart.copy()
    later[[0, 15]] = np.nan
    table = attrition_table({1: apart, 2: later}, HALVES, GROUPS).set_index(["round", "stakeholder_group"])
    assert table.loc[(1, "business"), "lost"] == 0
    assert table.loc[(2, "science"), ["people", "came_back", "lost", "joined"]].tolist() == [9, 9, 1, 0]


def test_dissent_without_reasons_is_reported_too(apart):
    apart[0, 0] = 1
    raters = [f"p{i}" for i in range(20)]
    table = minority_table(apart, apart, HALVES, GROUPS, NEEDS, raters, RULE).set_index(["need", "side"])
    assert table.loc[("water", "low"), ["people", "answered", "rationales"]].tolist() == [1, 20, ()]
    assert table.loc[("smog", "low"), "people"] == table.loc[("smog", "high"), "people"] == 10


def test_missing_numbers_are_marked_as_missing():
    frame = without_holes(pd.DataFrame({"whole": [1.0, 2.0], "holes": [1.0, np.nan]}))
    assert frame["holes"].iloc[1] is pd.NA
    assert frame["whole"].dtype == np.float64

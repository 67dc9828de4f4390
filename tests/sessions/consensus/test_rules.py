import pytest

from foresight.problems import Problem
from foresight.sessions.consensus.rules import ConsensusRule


def test_a_rule_comes_back_from_storage_as_it_was():
    rule = ConsensusRule(measure="quartiles", lowest=1, highest=5, zone_from=4, decline_to=2, iqr_at_most=1)
    assert ConsensusRule.from_dict(rule.as_dict()) == rule


def test_any_changed_threshold_changes_the_fingerprint():
    assert ConsensusRule(zone_share=0.8).fingerprint != ConsensusRule().fingerprint


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"measure": "feeling"}, "consensus measure feeling is unknown"),
        ({"multiplicity": "none"}, "correction none is unknown"),
        ({"zone_from": 2}, "refusal \\(3.0\\) below acceptance \\(2\\)"),
        ({"zone_share": 75}, "threshold zone_share must be a share"),
        ({"top_k": 0}, "positive counts"),
    ],
)
def test_thresholds_that_make_no_sense_are_refused(change, sentence):
    with pytest.raises(Problem, match=sentence):
        ConsensusRule(**change)


def test_a_threshold_of_another_version_is_named():
    with pytest.raises(Problem, match="unknown threshold colour"):
        ConsensusRule.from_dict({"colour": 1})

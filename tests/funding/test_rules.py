"""Who must pay which share: presets with sources, and every kind of schedule."""

import json

import numpy as np
import pytest

from foresight.funding.engine import simulate
from foresight.funding.rules import read_rules, rule_from_document, rule_to_document
from foresight.funding.scenario import read_scenario
from foresight.problems import Problem
from foresight.statistics.shipped import SHIPPED
from tests.funding.cases import YEARS, certain, inputs_of, scenario_of, shipped

RULES = read_rules()


def rule(grant, programme=0.05, **more):
    parts = {
        name: part if isinstance(part, dict) and "local_share" in part else {"local_share": part}
        for name, part in (("grant", grant), ("programme", programme))
    }
    return {"name": "own", "instruments": parts, **more}


@pytest.mark.parametrize("name", RULES)
def test_every_preset_has_a_source_and_survives_a_round_trip(name):
    assert RULES[name].source
    assert RULES[name].read_on
    assert rule_from_document(rule_to_document(RULES[name])) == RULES[name]
    json.dumps(rule_to_document(RULES[name]), allow_nan=False)


def test_the_presets_are_all_there():
    wanted = {
        "concept", "no_rule", "rsf_parity", "eu_tiers", "australia_crc_p", "us_one_to_one", "germany_90_10",
        "kazakhstan_commercialisation", "smooth", "stepping", "in_kind", "private", "pooling", "waiver", "local_alone",
    }  # fmt: skip
    assert wanted <= set(RULES)


def test_the_concept_asks_for_half_of_a_grant_and_a_twentieth_of_a_programme():
    shares = RULES["concept"].local_shares(np.ones(3), YEARS)
    assert np.all(shares[..., 0] == 0.5)
    assert np.all(shares[..., 1] == 0.05)


def test_the_eu_asks_less_of_the_poor():
    """Regulation (EU) 2021/1060, Art. 112(3): the fund pays at most 85, 60, 40 %."""
    shares = RULES["eu_tiers"].local_shares(np.array([0.5, 0.75, 0.99, 1.0, 3.0]), (2027,))
    assert shares[0, :, 0].tolist() == [0.15, 0.4, 0.4, 0.6, 0.6]


def test_a_smooth_rate_rises_with_capacity_between_its_bounds():
    document = rule({"smooth": {"mean": 0.5, "exponent": 0.5, "low": 0.2, "high": 0.9}})
    shares = rule_from_document(document).local_shares(np.array([0.01, 1.0, 1.44, 100.0]), (2027,))
    assert shares[0, :, 0] == pytest.approx([0.2, 0.5, 0.6, 0.9])


def test_a_stepping_rate_holds_from_its_year_on():
    shares = rule_from_document(rule({"steps": {"2026": 0.1, "2029": 0.4}})).local_shares(np.ones(1), YEARS)
    assert shares[:, 0, 0].tolist() == [0.1, 0.1, 0.1, 0.1, 0.4, 0.4]


def test_a_waiver_frees_the_poorest():
    shares = rule_from_document(rule(0.5, waiver={"below": 0.6, "share": 0.1})).local_shares(
        np.array([0.5, 0.6]), (2027,)
    )
    assert shares[0, :, 0].tolist() == [0.1, 0.5]


def test_a_signed_contract_keeps_the_rate_of_its_year():
    """Started at 10 %, running on at 10 % of the cost when the rate has risen to 50 %."""
    parameters = {"grant_duration": 3, "central_envelope": 10_000}
    scenario = certain(parameters, rule=rule({"steps": {"2025": 0.1, "2026": 0.5}}))
    result = simulate(scenario, inputs_of(28.5 * 0.1 * 4), draws=1)
    assert result.national("started")[:3, 0].tolist() == [4, 0, 0]
    assert result.national("local")[:3, 0] == pytest.approx([11.4] * 3)


def test_contributions_in_kind_need_no_money():
    """Half of the local half in kind: the same cash carries twice the projects."""
    document = rule({"local_share": 0.5, "in_kind_share": 0.5})
    result = simulate(certain(rule=document), inputs_of(7 * 0.25 * 28.5), draws=1)
    assert result.national("started")[0, 0] == 7
    assert result.national("in_kind")[0, 0] == pytest.approx(7 * 0.25 * 28.5)
    assert result.national("central")[0, 0] == pytest.approx(7 * 0.5 * 28.5)


def test_a_private_share_is_paid_by_partners_that_must_be_found():
    document = rule({"local_share": 0.25, "private_share": 0.25})
    result = simulate(certain(rule=document), inputs_of(8 * 0.25 * 28.5), draws=1)
    assert result.national("private")[0, 0] == pytest.approx(8 * 0.25 * 28.5)
    half = simulate(certain({"private_partner_found": 0.5}, rule=document), inputs_of(8 * 0.25 * 28.5), draws=2000)
    assert half.national("started").mean() == pytest.approx(4, abs=0.05)


def test_a_cost_cap_cuts_the_projects_that_cost_more():
    document = rule({"local_share": 0.5, "cost_cap": 20.0})
    result = simulate(certain(rule=document), inputs_of(100), draws=1)
    assert result.national("started")[0, 0] == 10


def test_neighbours_put_their_remainders_together():
    """6 and 9 mln each fall short of 14.25; together they carry one project, and each pays its part."""
    document = rule(0.5, pairs=[["R0", "R1"]])
    pooled = simulate(certain(rule=document), inputs_of([6.0, 9.0]), draws=1)
    assert pooled.national("started")[0, 0] == 1
    assert pooled.money("local")[0, :, 0, 0].sum() == pytest.approx(14.25)
    assert np.all(pooled.money("local")[0, :, 0, 0] <= np.array([6.0, 9.0]) + 1e-4)
    assert simulate(certain(rule="concept"), inputs_of([6.0, 9.0]), draws=1).national("started")[0, 0] == 0


def test_pooling_never_lowers_the_mean_on_the_shipped_figures():
    inputs = shipped()
    alone, together = (
        simulate(read_scenario(name), inputs, draws=1500).national("active")[-1].mean()
        for name in ("concept", "pooling")
    )
    assert together > alone


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (rule(1.2), "grant.local_share 1.2 is not a share"),
        (rule("half"), "half is not a share"),
        (rule({"local_share": 0.7, "private_share": 0.4}), "exceed the whole cost"),
        (rule({"local_share": 0.5, "cost_cap": -1}), "cost_cap -1 is negative"),
        (rule({"tiers": [{"below": 1.0, "share": 0.2}]}), "must rise and end without a bound"),
        (rule({"steps": {}}), "has no steps"),
        (rule({"curve": 1}), "one of tiers, smooth, steps"),
        (rule({"smooth": {"mean": 0.5, "low": 0.9, "high": 0.1}}), "lowest share .* above the highest"),
        (rule(0.5, pairs=[["A", "B"], ["B", "C"]]), "one neighbour only"),
        (rule({"local_share": 0.5, "colour": 1}), "unknown field grant.colour"),
        ({"name": "x", "instruments": {"grant": {"local_share": 0.5}}}, "exactly grant and programme"),
    ],
)
def test_wrong_rules_are_named(document, words):
    with pytest.raises(Problem, match=words):
        rule_from_document(document)


def test_a_pair_with_an_unknown_region_is_named():
    with pytest.raises(Problem, match="unknown region KZ-99"):
        simulate(scenario_of(None, None, rule(0.5, pairs=[["KZ-99", "KZ-75"]])), shipped(), draws=1)


def test_a_folder_without_rules_is_named(tmp_path):
    with pytest.raises(Problem, match="no rules found"):
        read_rules(tmp_path)
    assert (SHIPPED / "rules" / "concept.json").is_file()

"""The summary of a simulation says what its arrays say."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from foresight.funding.engine import count_projects, simulate
from foresight.funding.model import resolve
from foresight.funding.random_streams import random_streams
from foresight.funding.scenario import read_scenario
from foresight.funding.vocabulary import BINDING, INSTRUMENTS
from foresight.problems import Problem
from foresight.targets.indicators import CountingChoices
from tests.funding.cases import YEARS, shipped

INPUTS = shipped()


@pytest.fixture(scope="module")
def result():
    return simulate(read_scenario("waiver"), INPUTS, draws=800)


@pytest.fixture(scope="module")
def summary(result):
    return result.summary()


def test_arrays_have_draws_regions_years_instruments(result):
    shape = (800, 20, len(YEARS), len(INSTRUMENTS))
    for array in (result.started, result.active, result.cumulative, result.binding, result.money("central")):
        assert array.shape == shape
    assert result.unused.shape == result.available.shape == shape[:3]


def test_the_summary_says_what_the_arrays_say(result, summary):
    counts = result.active.sum(axis=(1, 3))[:, -1]
    told = summary["active_projects"]["2030"]
    assert told["mean"] == pytest.approx(counts.mean())
    assert told["p10"] == np.percentile(counts, 10)
    assert told["p90"] == np.percentile(counts, 90)
    assert told["standard_error"] == pytest.approx(counts.std() / np.sqrt(800), rel=1e-3)
    local = result.money("local").sum(axis=(1, 3))[:, 3].mean()
    assert summary["money"]["local"]["2028"]["mean"] == pytest.approx(local, rel=1e-4)


def test_a_target_has_a_probability_with_its_error(result, summary):
    told = summary["targets"]["active_projects"]["2030"]
    assert told["target"] == 7
    assert told["probability"] == np.mean(result.national("active")[-1] >= 7)
    p = told["probability"]
    assert told["standard_error"] == pytest.approx(np.sqrt(p * (1 - p) / 800))
    assert summary["targets"]["active_projects"]["2026"] == {
        "target": None, "probability": None, "standard_error": None,
    }  # fmt: skip


def test_regions_sum_to_the_nation(summary):
    for name in ("active_projects", "started_projects", "specifications"):
        regions = sum(block[name]["2029"]["mean"] for block in summary["by_region"].values())
        assert regions == pytest.approx(summary[name]["2029"]["mean"], rel=1e-4)


def test_the_binding_constraints_are_shares_of_the_draws(result, summary):
    for block in (summary, *summary["by_region"].values()):
        for instrument in INSTRUMENTS:
            assert sum(block["binding"][instrument]["2030"].values()) == pytest.approx(1)
            assert set(block["binding"][instrument]["2030"]) <= set(BINDING)
    assert summary["binding"]["grant"]["2025"] == {"none": 1.0}  # a closed year


def test_the_summary_is_plain_json(summary):
    again = json.loads(json.dumps(summary, allow_nan=False))
    assert again["draws"] == 800
    assert again["seed"] == 1
    assert len(again["hash"]) == 64
    assert list(again["by_region"]) == list(INPUTS.regions)


def test_other_targets_and_counting_rules_give_other_probabilities(result):
    targets = pd.DataFrame({"indicator": ["active_projects"], "year": [2030], "target": [1.0]})
    mild = result.summary(targets)["targets"]["active_projects"]["2030"]["probability"]
    strict = result.summary(targets, CountingChoices(active_projects="started"))
    assert mild > strict["targets"]["active_projects"]["2030"]["probability"]


def test_no_targets_no_probabilities(result):
    assert simulate(read_scenario("concept"), replace(INPUTS, targets=None), draws=5).summary()["targets"] == {}


def test_local_science_given_up_is_a_part_of_the_local_share(result):
    share = result.national("displaced")[5].sum() / result.national("local")[5].sum()
    assert 0.25 < share < 0.35


def test_unknown_names_are_named(result):
    with pytest.raises(Problem, match="unknown payer donor"):
        result.money("donor")
    with pytest.raises(Problem, match="unknown region KZ-99"):
        result.regional("active", "KZ-99")
    with pytest.raises(Problem, match="cannot be counted as liked: one of active, started, cumulative"):
        count_projects(
            resolve(read_scenario("concept"), INPUTS), random_streams(1, 5, INPUTS.regions, 6), measure="liked"
        )


def test_a_base_that_is_not_known_is_named(result):
    unknown = simulate(read_scenario("concept"), replace(INPUTS, rd_expenditure_2024=np.nan), draws=5)
    with pytest.raises(Problem, match="gerd of 2024 is not known"):
        unknown.indicators(CountingChoices(cofinancing_share="gerd"))

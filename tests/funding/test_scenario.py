"""A scenario is an ordered list of changes; whatever is wrong with one is named."""

import json

import pytest

from foresight.chain import funding_inputs
from foresight.funding.engine import simulate
from foresight.funding.model import inert_changes, resolve
from foresight.funding.scenario import (
    Change,
    Scenario,
    parse_years,
    read_scenario,
    runnable_snippet,
    scenario_from_document,
    scenario_hash,
    shipped_scenarios,
    years_to_text,
)
from foresight.problems import Problem
from foresight.statistics.shipped import read_observations
from tests.funding.cases import YEARS, scenario_of, shipped

INPUTS = shipped()


def one(path, value, years="2027"):
    return scenario_from_document({"name": "s", "changes": [{"path": path, "years": years, "value": value}]})


@pytest.mark.parametrize(
    ("given", "years"),
    [
        (None, YEARS),
        ("all", YEARS),
        (2027, (2027,)),
        ("2027", (2027,)),
        ("2027-2029", (2027, 2028, 2029)),
        ([2030, "2026-2027"], (2026, 2027, 2030)),
    ],
)
def test_years_can_be_written_in_several_ways(given, years):
    assert parse_years(given) == years
    assert parse_years(years_to_text(years)) == years


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("2031", "year 2031 is outside the horizon 2025 to 2030"),
        ("2024-2026", "year 2024 is outside"),
        ("2029-2027", "run backwards"),
        ("soon", "years soon cannot be read"),
        (True, "cannot be read"),
        (2027.5, "cannot be read"),
        ([], "names no year"),
    ],
)
def test_wrong_years_are_named(given, words):
    with pytest.raises(Problem, match=words):
        parse_years(given)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_shipped_scenario_survives_a_round_trip_and_runs(name):
    scenario = read_scenario(name)
    assert scenario.name == name
    assert scenario_from_document(json.loads(json.dumps(scenario.to_document()))) == scenario
    assert simulate(scenario, INPUTS, draws=20).draws == 20


def test_the_first_two_are_today_and_the_concept():
    assert shipped_scenarios()[:2] == ("baseline", "concept")
    assert read_scenario("baseline").changes == ()


def test_two_changes_of_one_value_in_one_year_are_an_error():
    with pytest.raises(Problem, match="parameters.earmark is changed twice in 2028"):
        Scenario("s", (Change("parameters.earmark", (2027, 2028), 0.5), Change("parameters.earmark", (2028,), 0.6)))


def test_a_later_change_can_be_laid_over_on_purpose():
    base = Scenario("s", (Change("parameters.earmark", (2027, 2028), 0.5),))
    both = base.with_changes([Change("parameters.earmark", (2028,), 0.6)])
    assert [(change.years, change.value) for change in both.changes] == [((2027,), 0.5), ((2028,), 0.6)]


def test_a_part_of_a_rule_is_laid_over_the_whole_rule_whatever_the_order():
    whole, part = Change("rule", YEARS, "concept"), Change("rule.grant.local_share", (2029,), 0.2)
    for changes in ((whole, part), (part, whole)):
        shares = resolve(Scenario("s", changes), INPUTS).local_share[:, 0, 0]
        assert shares.tolist() == [0.5, 0.5, 0.5, 0.5, 0.2, 0.5]


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("parameters.earmark", 1.4, "1.4 is not a share between 0 and 1"),
        ("parameters.grant_cost", -3, "-3 is negative"),
        ("parameters.earmark", "half", "half is not a number"),
        ("parameters.ear_mark", 0.4, "unknown parameter ear_mark"),
        ("rule", "fair", "unknown rule fair: one of"),
        ("rule.grant.local_share", 2, "grant.local_share 2 is not a share"),
        ("rule.loan.local_share", 0.2, "unknown field loan.local_share of a rule"),
        ("rule.grant.colour", 0.2, "unknown field grant.colour of a rule"),
        ("regions.KZ-99.local_budget", 10, "unknown region KZ-99"),
        ("regions.KZ-75.local_budget", -10, "-10 is negative"),
        ("regions.KZ-75.mayor", 1, "unknown path regions.KZ-75.mayor"),
        ("mix.money", {"grant": 0.5, "programme": 0.6}, "the shares sum to 1.1, not to 1"),
        ("mix.money", {"grant": 1.0}, "must give a share to grant and to programme"),
        ("mix.money", {"grant": 1.5, "programme": -0.5}, "1.5 is not a share"),
        ("choices.pacing", "steady", "cannot change in between"),
        ("taxes", 1, "unknown path taxes"),
    ],
)
def test_wrong_changes_are_named(path, value, words):
    with pytest.raises(Problem, match=words):
        resolve(one(path, value), INPUTS)


def test_an_unknown_choice_is_named():
    with pytest.raises(Problem, match="choices.pacing: slow is not one of greedy, steady"):
        resolve(one("choices.pacing", "slow", "all"), INPUTS)
    with pytest.raises(Problem, match="choices.divisible: 1 is not one of false, true"):
        resolve(one("choices.divisible", 1, "all"), INPUTS)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "an object with a name and a list of changes"),
        ({"name": "x"}, "an object with a name and a list of changes"),
        ({"changes": []}, "has no name"),
        ({"name": " ", "changes": []}, "has no name"),
        ({"name": "x", "changes": [{"path": "rule"}]}, "change 1 needs a path and a value"),
        ({"name": "x", "changes": ["rule"]}, "change 1 needs a path and a value"),
        ({"name": "x", "changes": [{"path": "rule", "value": 1, "year": 2027}]}, "unknown field year of a change"),
        ({"name": "x", "changes": [], "seed": 4}, "unknown field seed of a scenario"),
    ],
)
def test_wrong_documents_are_named(document, words):
    with pytest.raises(Problem, match=words):
        scenario_from_document(document)


def test_files_that_are_not_scenarios_are_named(tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    with pytest.raises(Problem, match="broken.json is not JSON"):
        read_scenario(broken)
    with pytest.raises(Problem, match="there is no file"):
        read_scenario(tmp_path / "none.json")
    with pytest.raises(Problem, match="unknown scenario consept: one of baseline, concept"):
        read_scenario("consept")


@pytest.mark.parametrize(("draws", "words"), [(0, "0 draws"), (-5, "-5 draws"), (10**9, "1000000000 draws")])
def test_a_wrong_number_of_draws_is_named(draws, words):
    with pytest.raises(Problem, match=words):
        simulate(Scenario("s"), INPUTS, draws=draws)


def test_a_negative_seed_is_named():
    with pytest.raises(Problem, match="seed -1 is not a whole number from 0"):
        simulate(Scenario("s"), INPUTS, draws=5, seed=-1)


def test_the_hash_moves_with_everything_that_moves_a_number():
    changes = [Change("parameters.earmark", (2027,), 0.5)]
    hashes = {
        scenario_hash("1", "data", changes, 1, 100),
        scenario_hash("2", "data", changes, 1, 100),
        scenario_hash("1", "other", changes, 1, 100),
        scenario_hash("1", "data", [], 1, 100),
        scenario_hash("1", "data", changes, 2, 100),
        scenario_hash("1", "data", changes, 1, 101),
        scenario_hash("1", "data", [Change("parameters.earmark", (2028,), 0.5)], 1, 100),
    }
    assert len(hashes) == 7
    assert scenario_hash("1", "data", changes, 1, 100) in hashes


def test_a_name_is_not_part_of_the_hash():
    first, second = (simulate(Scenario(name), INPUTS, draws=10) for name in ("a", "b"))
    assert first.hash == second.hash


def test_the_snippet_runs_and_gives_the_same_numbers(capsys):
    """Also with records, and with a name that tries to break out of the text."""
    inputs = funding_inputs(read_observations()).with_records(
        recorded_specifications={("KZ-75", 2026): 3}, recorded_projects={("KZ-75", 2026, "grant"): 1}
    )
    scenario = Scenario('x"""\nraise SystemExit(3)  # Қазақстан', read_scenario("concept").changes)
    expected = simulate(scenario, inputs, draws=50, seed=2)
    snippet = runnable_snippet(scenario, 2, 50, inputs.records(), expected.hash)
    exec(compile(snippet, "snippet", "exec"), {})  # what a reader would do with it
    said = capsys.readouterr()
    printed = json.loads(said.out)
    assert "same figures and engine: True" in said.err
    assert printed["hash"] == expected.hash
    assert printed["active_projects"] == expected.summary()["active_projects"]


def test_changes_without_effect_are_told():
    """A silent no-op has misled users elsewhere (PolicyEngine app, pull request 1117)."""
    scenario = scenario_of({"private_partner_found": 0.9}, {"budgets": "forecast"})
    codes = {code for code, _ in inert_changes(scenario, resolve(scenario, INPUTS))}
    assert codes == {"no_private_share_in_the_rule", "no_forecast_of_local_budgets"}

"""Simulating, comparing, mapping and solving on the command line; bad input is one sentence and exit code 2."""

import json

import pytest
from click.testing import CliRunner

from foresight.cli.command import main
from foresight.cli.funding_search import ends_of
from foresight.funding.vocabulary import YEARS
from foresight.problems import Problem
from foresight.screen import funding
from foresight.store import initiatives, scenarios
from foresight.store.database import Database


def run(*words: str, code: int = 0):
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == code, done.output
    return done


def found(*words: str) -> dict:
    return json.loads(run(*words, "--json").stdout)


def test_a_simulation_says_projects_money_and_what_holds_back():
    said = run("simulate", "--draws", "300").stdout
    assert said.count("projects under way") == len(YEARS)
    assert "held back by" in said


def test_two_scenarios_are_compared_and_the_steps_add_up():
    answer = found("compare", "baseline", "package", "--draws", "300", "--by-region")
    steps = answer["waterfall"]
    assert steps["start"] + sum(step["value"] for step in steps["steps"]) == pytest.approx(steps["end"], abs=1e-4)
    assert len(answer["regions"]) == 20
    assert set(answer["distribution"]["package"]) >= {"gini_projects", "gini_central_money"}
    assert answer["pairs"][0]["difference"] == pytest.approx(steps["end"] - steps["start"], abs=1e-4)


def test_four_scenarios_are_compared_each_with_each():
    names = ("baseline", "concept", "pooling", "waiver")
    assert len(found("compare", *names, "--draws", "100")["pairs"]) == 6


def test_a_sweep_covers_its_ends_and_knows_the_kink():
    answer = found(
        "sweep", "--across", "rule.grant.local_share=0.1:0.9:3", "--down", "parameters.budget_level=1:4:2",
        "--projects", "2", "--draws", "100",
    )  # fmt: skip
    assert answer["across"]["values"] == [0.1, 0.5, 0.9]
    assert [len(row) for row in answer["probability"]] == [3, 3]
    assert all(0 <= p <= 1 for row in answer["probability"] for p in row)
    assert 0 < answer["kink"] < 1


def test_a_goal_out_of_reach_is_said_to_be_so():
    assert found("solve", "--projects", "500", "--draws", "100")["status"] == "not_reachable"
    assert "Not reachable" in run("solve", "--projects", "500", "--draws", "100").stdout


def test_a_goal_within_reach_is_an_interval():
    answer = found(
        "solve", "--projects", "1", "--probability", "0.5", "--lever", "parameters.budget_level=0.5:10",
        "--draws", "300",
    )  # fmt: skip
    assert answer["status"] == "reached"
    assert answer["sure_from"] <= answer["fails_at"] < answer["reaches_at"]
    assert answer["probability"] >= 0.5


def test_several_levers_give_a_package():
    answer = found(
        "solve", "--projects", "1", "--probability", "0.6", "--lever", "parameters.budget_level=1:10",
        "--lever", "parameters.earmark=0.5:1", "--draws", "200",
    )  # fmt: skip
    assert answer["status"] == "reached"
    assert set(answer["moves"]) <= {"parameters.budget_level", "parameters.earmark"}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["simulate", "--draws", "0"], "0 draws"),
        (["simulate", "--scenario", "nobody"], "nobody"),
        (["compare", "concept"], "two to four"),
        (["compare", "concept", "concept"], "two to four"),
        (["compare", "concept", "baseline", "--measure", "joy"], "joy"),
        (["compare", "concept", "baseline", "--year", "2031", "--draws", "50"], "2031"),
        (["sweep", "--across", "rule.grant.local_share"], "path=low:high"),
        (["sweep", "--across", "rule.grant.local_share=0:2:3", "--draws", "20"], "not a share"),
        (["sweep", "--executor", "moon", "--draws", "20"], "moon"),
        (["solve", "--probability", "2"], "between 0 and 1"),
        (["solve", "--lever", "parameters.nothing=0:1", "--draws", "20"], "nothing"),
        (["solve", "--measure", "joy"], "joy"),
    ],
)
def test_bad_input_is_one_sentence(words, named):
    done = run(*words, code=2)
    assert done.stdout == ""
    assert named in done.stderr
    assert done.stderr.strip().count("\n") == 0


@pytest.mark.parametrize("text", ["x", "a=1", "a=1:x", "a=2:1", "a=0:1:1", "=0:1", "a=0:1:2:3"])
def test_ends_that_cannot_be_read_are_named(text):
    with pytest.raises(Problem, match=text):
        ends_of(text)


def test_a_saved_scenario_and_recorded_projects_are_found_by_the_command(own_store):
    with_store = Database.open(str(own_store))
    scenarios.save_scenario(
        with_store,
        "mine",
        {"name": "mine", "changes": [{"path": "parameters.budget_level", "years": "all", "value": 8}]},
    )
    initiatives.create_initiative(
        with_store, title="Drip irrigation", instrument="grant", region="KZ-61", state="active", starts_year=2026
    )
    with_store.close()
    answer = found("simulate", "--scenario", "mine", "--draws", "200")
    assert answer["by_region"]["KZ-61"]["started_projects"]["2026"]["mean"] >= 1
    assert answer["by_region"]["KZ-61"]["active_projects"]["2027"]["mean"] > 0.5


def test_the_page_and_the_command_start_from_the_same_inputs(own_store):
    hash = found("simulate", "--draws", "50")["hash"]
    assert funding.simulation(funding.scenario_named("concept"), draws=50).hash == hash

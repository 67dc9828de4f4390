"""The command: JSON on standard output, one sentence on standard error, exit code 2 on bad input.

Most tests call it inside this process; those of the first part start it as its users do.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from foresight.cli import main

FORESIGHT = Path(sys.executable).parent / "foresight"


def process(*words: str, code: int = 0) -> subprocess.CompletedProcess:
    done = subprocess.run([FORESIGHT, *words], capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done.stderr
    return done


def run(*words: str, code: int = 0) -> Result:
    done = CliRunner().invoke(main, words)
    assert done.exit_code == code, done.stderr
    return done


def refused(*words: str) -> str:
    """Run a command that must be refused, and return its one sentence."""
    done = run(*words, code=2)
    assert done.stdout == ""
    sentence = done.stderr.strip()
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


def test_the_process_answers_in_json_and_the_same_seed_gives_the_same_numbers():
    words = ("simulate", "--scenario", "concept", "--draws", "500", "--seed", "1", "--json")
    first, second = json.loads(process(*words).stdout), json.loads(run(*words).stdout)
    first.pop("seconds"), second.pop("seconds")
    assert first == second
    assert {"mean", "p10", "p90"} <= set(first["active_projects"]["2030"])
    assert len(first["hash"]) == 64


def test_the_process_says_one_sentence_on_standard_error_and_nothing_on_standard_output():
    done = process("simulate", "--scenario", "utopia", code=2)
    assert done.stdout == ""
    assert "utopia" in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_is_given_without_importing_what_computes():
    looked = (
        "import sys; from foresight.cli.command import COMMANDS, main\n"
        "for words in [[], *([name] for name in COMMANDS)]: main([*words, '--help'], standalone_mode=False)\n"
    )
    heavy = "print([name for name in ('numpy', 'pandas', 'duckdb', 'babel') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", looked + heavy], capture_output=True, text=True, timeout=60)
    assert done.stdout.endswith("[]\n"), done.stderr
    assert "Make a document in Russian, Kazakh or English" in done.stdout


def test_a_backup_made_by_one_process_is_restored_row_by_row_by_another(tmp_path, own_store):
    before = json.loads(run("data", "export", "--json").stdout)
    made = json.loads(process("backup", str(tmp_path / "kept"), "--json").stdout)
    own_store.unlink()
    restored = json.loads(process("restore", made["file"], "--json").stdout)
    assert restored["rows"] == made["rows"]
    assert json.loads(run("data", "export", "--json").stdout) == before


def test_a_forecast_of_one_region_reaches_the_horizon():
    found = json.loads(
        run("forecast", "--indicator", "rd_expenditure", "--region", "KZ-75", "--horizon", "2030", "--json").stdout
    )
    assert [row["ds"] for row in found["forecasts"]] == list(range(2025, 2031))
    last = found["forecasts"][-1]
    assert (
        0 < last["pooled-lo-95"] < last["pooled-lo-80"] < last["pooled"] < last["pooled-hi-80"] < last["pooled-hi-95"]
    )
    assert {"naive", "own_weight", "years_used", "method", "notes"} <= set(last)


def test_local_budgets_are_a_chance_and_an_amount_never_their_product():
    found = json.loads(run("forecast", "--indicator", "local_budget_rd", "--region", "KZ-10", "--json").stdout)
    row = found["forecasts"][0]
    assert 0 < row["funded_probability"] < 1
    assert row["last_state"] == "not_published"
    assert "pooled" not in row


def test_a_scenario_can_be_a_file(tmp_path):
    file = tmp_path / "five.json"
    file.write_text(
        json.dumps(
            {"name": "five", "changes": [{"path": "rule.grant.local_share", "years": "2027-2030", "value": 0.05}]}
        )
    )
    found = json.loads(run("simulate", "--scenario", str(file), "--draws", "200", "--json").stdout)
    assert found["scenario"] == "five"


def test_the_targets_have_a_probability_a_year():
    found = json.loads(run("feasibility", "--draws", "500", "--json").stdout)
    rows = {(row["indicator"], row["year"]): row for row in found["targets"]}
    assert len(rows) == 25
    assert rows["active_projects", 2030]["target"] == 7
    assert 0 <= rows["active_projects", 2030]["probability"] <= 1
    assert rows["active_projects", 2026]["probability"] is None


def test_the_audit_finds_the_unit_of_table_2():
    found = json.loads(run("data", "check", "--json").stdout)
    assert {one["number"] for one in found["concept"]} >= set(range(1, 38))
    first = found["concept"][0]
    assert (first["kind"], first["place"]) == ("error", "Table 2")
    assert found["faults"] == []


def test_the_first_command_makes_the_store_with_the_shipped_figures_to_be_listed_and_exported(own_store):
    own_store.unlink()
    listed = json.loads(run("data", "list", "--json").stdout)
    assert "rd_expenditure" in [one["indicator"] for one in listed["indicators"]]
    exported = run("data", "export", "--indicator", "rd_expenditure", "--region", "KZ-75").stdout.splitlines()
    assert exported[0] == "indicator,region,year,value,unit,status,source,note"
    assert len(exported) == 6


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["forecast", "--region", "KZ-99"], "KZ-99"),
        (["forecast", "--indicator", "gold"], "gold"),
        (["forecast", "--horizon", "2020"], "2020"),
        (["simulate", "--scenario", "utopia"], "utopia"),
        (["simulate", "--draws", "0"], "0"),
        (["data", "export", "--region", "XX"], "XX"),
        (["restore", "nowhere.duckdb"], "nowhere.duckdb"),
        (["backtest", "nowhere.csv", "--horizon", "2"], "nowhere.csv"),
    ],
)
def test_bad_input_is_named_in_one_sentence(words, said):
    assert said in refused(*words)


def test_the_sentence_comes_in_the_language_asked_for():
    assert refused("simulate", "--scenario", "utopia", "--lang", "ru").startswith("Неизвестный сценарий utopia")


def test_a_scenario_file_with_a_fault_is_refused(tmp_path):
    file = tmp_path / "bad.json"
    file.write_text(
        json.dumps({"name": "bad", "changes": [{"path": "rule.grant.local_share", "years": "2027", "value": 1.5}]})
    )
    assert "1.5" in refused("simulate", "--scenario", str(file))
    file.write_text("{")
    assert "bad.json" in refused("simulate", "--scenario", str(file))


def test_a_table_with_a_wrong_unit_is_refused_and_nothing_is_written(tmp_path):
    file = tmp_path / "figures.csv"
    file.write_text(
        "indicator,region,year,value,unit,status,source\nrd_expenditure,KZ-75,2025,100,dollars,published,bulletin\n"
    )
    done = run("data", "check", str(file), code=2)
    assert "dollars" in done.stdout


def test_a_file_that_is_no_database_is_refused(own_store):
    own_store.write_bytes(b"this is not a database" * 100)
    assert str(own_store) in refused("data", "list")


def ballots_file(folder: Path) -> Path:
    """Write ballots of three groups on two needs: all prefer the first."""
    lines = ["need,criterion,stakeholder_group,rater,value"]
    for group in ("government", "business", "science"):
        for person in range(8):
            lines += [
                f"water,relevance,{group},{group}{person},{8 + person % 2}",
                f"roads,relevance,{group},{group}{person},3",
            ]
    file = folder / "ballots.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


def test_needs_are_ranked_from_a_file_of_ballots(tmp_path):
    found = json.loads(run("rank", str(ballots_file(tmp_path)), "--json").stdout)
    assert [row["need"] for row in found["needs"]] == ["water", "roads"]
    assert found["needs"][0]["rank_low"] == found["needs"][0]["rank_high"] == 1
    assert found["methods_agree"]
    assert found["people"] == 24


def test_consensus_is_told_by_group(tmp_path):
    found = json.loads(run("consensus", str(ballots_file(tmp_path)), "--json").stdout)
    labels = {row["need"]: row["label"] for row in found["needs"]}
    assert labels["water"] == "accepted_by_all"
    assert {"all", "government", "business", "science"} == {row["stakeholder_group"] for row in found["by_group"]}


@pytest.mark.parametrize(
    ("words", "said"),
    [(["rank", "nowhere.csv"], "nowhere.csv"), (["rank", "no-such-session"], "no-such-session")],
)
def test_ballots_that_are_not_there_are_named(words, said):
    assert said in refused(*words)


def test_a_weight_of_an_unknown_criterion_is_named(tmp_path):
    assert "beauty" in refused("rank", str(ballots_file(tmp_path)), "--weights", "beauty=1")

"""New figures by command: brought in whole or not at all, compared, put back."""

import json

import pytest
from click.testing import CliRunner

from foresight.cli import main
from tests.cli.test_command import run

BULLETIN = """Внутренние затраты на НИОКР, млн. тенге;;
Регион;2024;2025
Республика Казахстан;219 669,8;240 000,5
г. Алматы;94 580,1;99 000,5
Восточно-;;
Казахстанская;11 005,2;-
"""


@pytest.fixture
def bulletin(tmp_path):
    file = tmp_path / "bulletin.csv"
    file.write_bytes(BULLETIN.encode("cp1251"))
    return file


def called(*words: str, code: int = 0):
    """Run a command in this process, which is ten times faster than one of its own."""
    done = CliRunner().invoke(main, words)
    assert done.exit_code == code, done.output
    return done


def answered(*words: str) -> dict:
    return json.loads(called(*words, "--json").stdout)


def refused(*words: str) -> str:
    sentence = called(*words, code=2).output.strip()
    assert "\n" not in sentence
    return sentence


def held() -> list[str]:
    return [one["id"] for one in answered("data", "vintages")["vintages"]]


def test_a_bulletin_is_tried_brought_in_compared_and_put_back(bulletin):
    words = ["data", "import", str(bulletin), "--indicator", "rd_expenditure", "--unit", "mln KZT", "--json"]
    tried = json.loads(run(*words, "--dry-run").stdout)
    assert (tried["written"], tried["changes"]) == (False, {"added": 3})
    assert len(held()) == 1
    made = json.loads(run(*words).stdout)
    assert made["written"]
    assert held()[0] == made["vintage"]
    changes = answered("data", "diff")["changes"]
    assert [(one["region"], one["value_new"]) for one in changes] == [
        ("KZ", 240000.5),
        ("KZ-63", None),
        ("KZ-75", 99000.5),
    ]
    almaty = answered("forecast", "--region", "KZ-75")
    assert almaty["vintage"] == made["vintage"]
    # One region alone does not move the last year of the panel; the figure is set aside, and the forecast says so.
    assert [("2025" in one["sentence"], one["unique_id"]) for one in almaty["problems"]] == [(True, "KZ-75")]
    called("data", "use", "shipped")
    assert answered("forecast", "--region", "KZ-75")["problems"] == []
    assert answered("data", "diff", "shipped", made["vintage"])["changes"] == changes


def test_every_fault_is_listed_at_once_and_nothing_is_written(tmp_path):
    file = tmp_path / "faults.csv"
    file.write_text("Регион;2024;2025\nКостанайскя;5,5;6,5\nАбай;1 300,5;abc\nг. Алматы;94 580 100,5;-4\n")
    words = ["data", "import", str(file), "--indicator", "rd_expenditure"]
    found = json.loads(run(*words, "--json", code=2).stdout)
    assert [(one["code"], one["cell"]) for one in found["findings"] if one["severity"] == "error"] == [
        ("unknown_region", "A2"),
        ("bad_value", "C3"),
        ("unit_jump", "B4"),
        ("negative", "C4"),
    ]
    assert (found["errors"], found["written"], found["vintage"]) == (4, False, None)
    assert "Костанайская" in called(*words, "--lang", "ru", code=2).output
    assert len(held()) == 1


def test_a_jump_the_planner_vouches_for_is_taken(tmp_path):
    file = tmp_path / "jump.csv"
    file.write_text("Регион;2025\nг. Алматы;94 580 100,5\n")
    words = ["data", "import", str(file), "--indicator", "rd_expenditure", "--dry-run", "--json"]
    assert json.loads(called(*words, code=2).stdout)["errors"] == 1
    assert json.loads(called(*words, "--allow-jumps").stdout)["errors"] == 0


def test_how_a_file_was_read_is_remembered(tmp_path):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("Место;Когда;Сколько\nг. Алматы;2025;99 000,5\n")
    second.write_text("Место;Когда;Сколько\nг. Алматы;2026;101 000,5\n")
    columns = [word for pair in ("region=Место", "year=Когда", "value=Сколько") for word in ("--column", pair)]
    called("data", "import", str(first), "--indicator", "rd_expenditure", *columns)
    assert answered("data", "import", str(second))["changes"] == {"added": 1}


def test_a_marked_year_stays_out_of_the_fit():
    called("data", "mark", "rd_expenditure", "KZ-75", "2023", "--kind", "outlier", "--reason", "strike")
    row = answered("forecast", "--region", "KZ-75")["forecasts"][0]
    assert ["year_left_out", {"year": 2023}] in row["notes"]
    called("data", "mark", "rd_expenditure", "KZ-75", "2023", "--remove")
    assert "not marked" in refused("data", "mark", "rd_expenditure", "KZ-75", "2023", "--remove")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["data", "import", "nowhere.csv"], "nowhere.csv"),
        (["data", "diff"], "no earlier set of figures"),
        (["data", "diff", "1999"], "1999"),
        (["data", "use", "1999"], "1999"),
        (["data", "mark", "rd_expenditure", "KZ-99", "2023", "--reason", "x"], "KZ-99"),
        (["data", "mark", "gold", "KZ-75", "2023", "--reason", "x"], "gold"),
        (["data", "mark", "rd_expenditure", "KZ-75", "2023"], "Reason must not be empty"),
        (["data", "mark", "rd_expenditure", "KZ-75", "3022", "--reason", "x"], "no figure in 3022"),
    ],
)
def test_bad_input_is_named_in_one_sentence(words, said):
    assert said in refused(*words)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--indicator", "gold"], "gold"),
        (["--indicator", "rd_expenditure", "--unit", "USD"], "USD"),
        (["--indicator", "rd_expenditure", "--status", "true"], "true"),
        (["--indicator", "rd_expenditure", "--column", "place=X"], "place=X"),
        (["--indicator", "rd_expenditure", "--column", "region=X"], "no headers X"),
        ([], "name one"),
    ],
)
def test_a_wrong_option_is_named(bulletin, options, said):
    assert said in refused("data", "import", str(bulletin), *options)

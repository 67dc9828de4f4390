"""Documents on the command line: the ending chooses the form, JSON tells hash and pages, a file is checked."""

import json

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from foresight.cli.command import main


def run(*words: str, code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["document", *words])
    assert done.exit_code == code, done.output
    return done


def test_a_brief_is_written_recognised_and_found_changed_after_an_edit(tmp_path):
    file = tmp_path / "brief.pdf"
    told = json.loads(run("brief", "--lang", "kk", "--output", str(file), "--json").stdout)
    assert (told["document"], told["reference"], told["language"]) == ("brief", "concept", "kk")
    assert told["pages"] == len(PdfReader(file).pages) == 1
    assert len(told["hash"]) == 64
    checked = json.loads(run("verify", str(file), "--json").stdout)
    assert checked["matches"] is True
    assert checked["hash"] == checked["hash_now"] == told["hash"]
    assert len(checked["issued"]) == 1
    file.write_bytes(file.read_bytes().replace(told["hash"].encode(), b"0" * 64))
    changed = run("verify", str(file), "--lang", "ru", code=1).stdout
    assert len(changed.splitlines()) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["brief", "utopia", "--output", "x.pdf"], "utopia"),
        (["brief", "--output", "x.odt"], ".odt"),
        (["brief", "--output", "nowhere/x.pdf"], "nowhere"),
        (["protocol", "--output", "x.pdf"], "protocol"),
        (["comparison", "concept", "--output", "x.pdf"], "not 1"),
        (["verify", "nowhere.pdf"], "nowhere.pdf"),
    ],
)
def test_bad_input_is_named_in_one_sentence_and_nothing_is_written(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*words, code=2)
    assert done.stdout == ""
    assert said in done.stderr
    assert "\n" not in done.stderr.strip()
    assert list(tmp_path.glob("*.pdf")) == []

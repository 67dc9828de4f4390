"""What stands in deploy/: the commands exist, the files are there, the documentation names the settings."""

import re
import shlex
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import click
import pytest

from foresight.cli.command import main

ROOT = Path(__file__).parents[2]
UNIT = (ROOT / "deploy" / "foresight.service").read_text(encoding="utf-8")
IMAGE = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
OPERATION = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")


def parsed(words: list[str]) -> dict[str, object]:
    """Parse a command line of the workbench without running it; an unknown word or option raises."""
    command = main.get_command(click.Context(main), words[0])
    return command.make_context(words[0], words[1:]).params


@pytest.mark.parametrize(
    ("line", "address"),
    [
        (re.search(r"^ExecStart=\S+/foresight (.+)$", UNIT, re.M)[1], "127.0.0.1"),
        (" ".join(re.findall(r'"([^"]+)"', re.search(r"^CMD (.+)$", IMAGE, re.M)[1])[1:]), "0.0.0.0"),
    ],
)
def test_what_is_started_is_a_command_of_the_workbench(line, address):
    assert parsed(shlex.split(line))["address"] == address


def test_every_variable_is_one_that_the_documentation_explains():
    named = set(re.findall(r"FORESIGHT_[A-Z_]+", UNIT + IMAGE))
    assert {"FORESIGHT_DATABASE", "FORESIGHT_LOG"} <= named
    assert all(f"`{name}`" in OPERATION for name in named)


def test_the_image_is_made_of_files_that_exist_and_of_no_secret():
    copied = [word for line in re.findall(r"^COPY (.+) \S+$", IMAGE, re.M) for word in line.split() if word != "."]
    assert copied
    assert all((ROOT / name).is_file() for name in copied)
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for secret in ("var/", ".git/", ".venv/", ".streamlit/secrets.toml"):
        assert any(fnmatch(secret, pattern) for pattern in left_out), secret
    assert "requirements.txt" not in left_out
    assert re.search(r"^USER foresight$", IMAGE, re.M)
    assert "--require-hashes" in IMAGE


def test_systemd_has_nothing_to_say_about_the_unit(tmp_path):
    verify = shutil.which("systemd-analyze")
    program = re.search(r"^ExecStart=(\S+)", UNIT, re.M)[1]
    assert re.search(r"^NoNewPrivileges=yes$", UNIT, re.M)
    if verify is not None:
        # Only that the program is not installed on this machine would be found fault with.
        (tmp_path / "foresight.service").write_text(UNIT.replace(program, "/usr/bin/env"))
        said = subprocess.run(
            [verify, "verify", "--man=no", "./foresight.service"], cwd=tmp_path, capture_output=True, text=True
        )
        assert (said.returncode, said.stdout + said.stderr) == (0, "")

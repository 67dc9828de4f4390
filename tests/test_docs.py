"""Documentation that cannot rot: what the README names must exist."""

import re
from pathlib import Path

import pytest

from foresight.cli.command import COMMANDS
from foresight.screen.pages import PAGES

ROOT = Path(__file__).parents[1]
READMES = ["README.md", "README.ru.md"]


@pytest.mark.parametrize("readme", [*READMES, "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_leads_somewhere(readme):
    links = re.findall(r"\]\((?!http)([^)#]+)\)", (ROOT / readme).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("readme", READMES)
def test_every_command_named_exists(readme):
    named = set(re.findall(r"^    foresight (\w+)\b(?! ──)", (ROOT / readme).read_text(encoding="utf-8"), re.M))
    assert named
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("readme", READMES)
def test_every_make_target_named_exists(readme):
    named = set(re.findall(r"^\s+make (\w+)", (ROOT / readme).read_text(encoding="utf-8"), re.M))
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert named <= targets


def test_every_page_has_its_story_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    titles = [entry.title for group, entries in PAGES.items() for entry in entries if group != "Settings"]
    assert [title for title in titles if title not in text] == []

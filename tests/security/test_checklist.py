"""The list of checks in the documentation: all 44, each with tests that exist or with a reason."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \|$", TEXT, re.M)


def test_all_44_checks_are_there_once():
    assert [int(number) for number, _, _ in ROWS] == list(range(1, 45))


def test_each_names_a_test_that_exists_or_says_why_there_is_none():
    for number, _, covered in ROWS:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", covered)
        assert named or covered.startswith("Not tested:"), number
        for file, name in named:
            assert re.search(rf"^\s*def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.M), (file, name)


def test_no_chart_shows_a_picture_or_a_link_from_a_column():
    """Vega draws a tooltip field called image as a picture, and opens a channel called href or url."""
    pattern = re.compile(r"""Tooltip\(\s*["'](image|url|href)\b|\bhref\s*=|mark_image|alt\.(Href|Url)\(""")
    charts = (ROOT / "foresight" / "charts").glob("*.py")
    assert [file.name for file in charts if pattern.search(file.read_text(encoding="utf-8"))] == []

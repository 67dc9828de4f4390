"""The data dictionary describes every shipped table, column by column."""

import csv
import re

import pytest

from foresight.statistics.shipped import SHIPPED

TEXT = (SHIPPED / "DATA_DICTIONARY.md").read_text(encoding="utf-8")
DESCRIBED = {
    match[1]: re.findall(r"^\| `(\w+)` \|", match[2], flags=re.MULTILINE)
    for match in re.finditer(r"^## `(.+?\.csv)`\n(.*?)(?=^## |\Z)", TEXT, flags=re.MULTILINE | re.DOTALL)
}
FILES = sorted(SHIPPED.rglob("*.csv"))


def described_as(path):
    return "observations/*.csv" if path.parent.name == "observations" else path.relative_to(SHIPPED).as_posix()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_column_of_every_file_is_described(path):
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    assert DESCRIBED[described_as(path)] == columns


def test_nothing_is_described_that_does_not_exist():
    assert set(DESCRIBED) == {described_as(path) for path in FILES}


def test_every_folder_is_described():
    folders = {path.name for path in SHIPPED.iterdir() if path.is_dir() and any(path.glob("*.json"))}
    assert folders <= set(re.findall(r"^\| `(\w+)` \| a", TEXT, flags=re.MULTILINE))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_has_as_many_cells_as_the_header(path):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_cell_carries_a_path_of_a_machine_or_a_file_number(path):
    assert not re.search(r'000_[0-9a-f]{8}|(?:^|[\s,"(])/[a-z]|\.\./', path.read_text(encoding="utf-8"))

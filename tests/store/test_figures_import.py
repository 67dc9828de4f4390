"""A file into the store: all of it or nothing, the earlier figures untouched, its columns remembered."""

import pandas as pd
import pytest

from foresight.problems import Problem
from foresight.statistics.shipped import read_indicators, read_observations
from foresight.statistics.table_head import head_signature
from foresight.statistics.table_import import import_table
from foresight.store import figures, journal, marks
from foresight.store.database import Database
from foresight.store.figures_import import TableReading, bring_in, changes_of, remembered_reading

HELD = read_observations()
READING = TableReading("rd_expenditure", "млн тенге", {"region": "Место", "year": "Когда", "value": "Сколько"})
FILE = "Место;Когда;Сколько\nг. Алматы;2024;94 581,5\nг. Алматы;2025;99 000,5\n".encode()


def read(data: bytes, reading: TableReading = READING):
    return import_table(
        data, "figures.csv", read_indicators(), HELD, indicator=reading.indicator, unit=reading.unit,
        columns=reading.columns,
    )  # fmt: skip


def brought(database: Database, data: bytes = FILE, **options: object):
    return bring_in(database, read(data), data=data, file_name="figures.csv", reading=READING, **options)


@pytest.fixture
def shipped(database: Database) -> str:
    return figures.load_shipped_figures(database)


def test_a_file_makes_a_new_set_and_the_earlier_one_is_restored_exactly(database: Database, shipped: str) -> None:
    before = figures.observations(database)
    made = brought(database, name="Bulletin of 2026")
    assert figures.current_vintage(database) == made.id
    now = figures.observations(database).set_index(["indicator", "region", "year"])["value"]
    assert now["rd_expenditure", "KZ-75", 2025] == 99000.5
    assert len(now) == len(before) + 1
    figures.use_vintage(database, shipped)
    pd.testing.assert_frame_equal(figures.observations(database), before)
    assert figures.find_vintage(database, "Bulletin of 2026").sha256 == made.sha256


def test_what_changes_is_told_before_anything_is_written(database: Database, shipped: str) -> None:
    changes = changes_of(read(FILE), figures.observations(database))
    assert changes[["region", "year", "change"]].to_numpy().tolist() == [
        ["KZ-75", 2024, "revised"],
        ["KZ-75", 2025, "added"],
    ]
    assert [one.id for one in figures.vintages(database)] == [shipped]


def test_a_file_with_one_fault_writes_nothing(database: Database, shipped: str) -> None:
    number, _ = journal.head(database)
    with pytest.raises(Problem, match="abc is not a number"):
        brought(database, FILE + "Астана;2025;abc\n".encode())
    assert [one.id for one in figures.vintages(database)] == [shipped]
    assert journal.head(database)[0] == number
    assert remembered_reading(database, head_signature(read(FILE).grid.frame)) is None


def test_how_the_columns_were_read_is_remembered_for_the_next_year(database: Database, shipped: str) -> None:
    brought(database)
    next_year = "Место;Когда;Сколько\nг. Алматы;2026;101 000,5\n".encode()
    found = import_table(
        next_year, "next.csv", read_indicators(), HELD, indicator="rd_expenditure", columns=READING.columns
    )
    assert remembered_reading(database, head_signature(found.grid.frame)) == READING
    assert remembered_reading(database, "") is None


def test_the_same_file_twice_changes_nothing_and_says_so(database: Database, shipped: str) -> None:
    brought(database)
    with pytest.raises(Problem, match=r"figures\.csv changes nothing"):
        brought(database)
    assert len(figures.vintages(database)) == 2


def test_a_preview_of_other_figures_is_not_brought_in(database: Database, shipped: str) -> None:
    brought(database)
    other = FILE.replace(b"99 000,5", b"98 000,5")
    with pytest.raises(Problem, match="other figures came into use meanwhile"):
        brought(database, other, based_on=shipped)


def test_a_mark_keeps_its_kind_and_a_kind_that_does_not_exist_is_refused(database: Database) -> None:
    marks.mark_break(database, "rd_expenditure", "KZ-75", 2023, "strike", kind="outlier")
    assert marks.break_marks(database)["kind"].tolist() == ["outlier"]
    with pytest.raises(Problem, match="unknown kind hunch: one of outlier, level_break"):
        marks.mark_break(database, "rd_expenditure", "KZ-75", 2023, "strike", kind="hunch")


def test_sets_of_figures_are_found_by_name_or_the_beginning_of_their_identifier(database: Database, shipped) -> None:
    assert figures.find_vintage(database, "shipped").id == shipped
    assert figures.find_vintage(database, shipped[:12]).id == shipped
    with pytest.raises(Problem, match="no set of figures 1999 in the store: one of shipped-"):
        figures.find_vintage(database, "1999")

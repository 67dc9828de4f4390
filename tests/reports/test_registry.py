"""The registry goes out as a file and comes back the same; a fault keeps everything out."""

from __future__ import annotations

import datetime as dt
import io

import pandas as pd
import pytest
import xlsxwriter
from openpyxl import load_workbook

from foresight.problems import Problem
from foresight.reports.registry import bring_in, read_workbook, registry_tables, registry_workbook
from foresight.sessions.stages import Stage
from foresight.store import actuals, initiative_money, initiatives, recommendations, region_records, specifications
from foresight.store.database import Database
from foresight.store.live_files import load_demonstration
from foresight.store.live_stage import move_stage


@pytest.fixture
def filled(own: Database) -> Database:
    made = initiatives.create_initiative(
        own,
        title="=Су тапшылығы",
        region="KZ-61",
        instrument="grant",
        step="execution",
        state="active",
        starts_year=2026,
        ends_year=2028,
        owner="А. Иванов",
        content={
            "dates": {"call": "2026-03-01", "execution": "2026-06-01"},
            "partners": [{"name": "@ETH", "place": "Швейцария", "competence": "модели"}],
        },
    )
    money = pd.DataFrame(
        [(2026, "republican", 20.0, 20.0), (2026, "local", 20.5, None)], columns=["year", "payer", "planned", "paid"]
    )
    initiative_money.set_money(own, made.id, money)
    return own


def workbook(**sheets: list[list]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def test_what_comes_out_of_an_invented_session_is_no_result(own: Database):
    invented = load_demonstration(own, region="KZ-61", held_on=dt.date(2026, 5, 14), seed=3).id
    move_stage(own, invented, Stage("results"))
    move_stage(own, invented, Stage("closed"))
    draft = specifications.create_specification(own, title="Су", session=invented)
    specifications.set_state(own, draft.id, "in_call", happened_on="2026-06-01")
    advice = recommendations.create_recommendation(own, title="Зертхана", session=invented, region="KZ-61")
    recommendations.set_state(own, advice.id, "issued", happened_on="2026-06-01")
    project = initiatives.create_initiative(
        own, title="Су", instrument="grant", specification=draft.id, state="active", starts_year=2026, ends_year=2027
    )
    paid = pd.DataFrame([(2026, "local", 20.0, 20.0)], columns=["year", "payer", "planned", "paid"])
    initiative_money.set_money(own, project.id, paid)
    assert not actuals.recorded(own)["value"].fillna(0).any()
    assert actuals.started_projects(own).empty
    assert region_records.needs_counted(own).empty


def test_a_registry_comes_back_the_same_in_another_store(filled: Database, tmp_path):
    file = registry_workbook(filled)
    with Database.open(str(tmp_path / "other.duckdb")) as other:
        found = read_workbook(other, file, "registry.xlsx")
        assert found.faults == ()
        assert bring_in(other, found) == 1
        before, after = registry_tables(filled), registry_tables(other)
        for name in ("initiatives", "money", "partners"):
            pd.testing.assert_frame_equal(
                before[name].drop(columns="key"), after[name].drop(columns="key"), check_dtype=False
            )


def test_nothing_typed_is_a_formula_in_the_file(filled: Database):
    book = load_workbook(io.BytesIO(registry_workbook(filled)))
    assert [cell.value for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"] == []
    assert book["initiatives"]["B2"].value == "=Су тапшылығы"


def test_what_is_here_already_is_left_alone(filled: Database):
    found = read_workbook(filled, registry_workbook(filled), "registry.xlsx")
    assert found.rows == ()
    assert len(found.known) == 1
    assert bring_in(filled, found) == 0


def test_a_text_table_of_initiatives_alone_is_enough(own: Database):
    data = "title,region,instrument\nСу,KZ-61,grant\nЖел,KZ-75,programme\n".encode()
    found = read_workbook(own, data, "registry.csv")
    assert bring_in(own, found) == 2
    assert {one.title for one in initiatives.list_initiatives(own)} == {"Су", "Жел"}


def test_a_fault_keeps_everything_out(own: Database):
    data = workbook(
        initiatives=[
            ["key", "title", "region", "instrument"],
            ["a", "Су", "KZ-61", "grant"],
            ["b", "", "KZ-99", "loan"],
        ],
        money=[["key", "year", "payer", "planned"], ["a", 2027, "", 5], ["z", 2027, "local", -1]],
    )
    found = read_workbook(own, data, "registry.xlsx")
    codes = [fault.code for fault in found.faults]
    assert sorted(codes) == ["empty", "empty", "not_allowed", "not_allowed", "unknown_key"]
    assert all(fault.sentence.format(**fault.values) for fault in found.faults)
    assert bring_in(own, found) == 0
    assert initiatives.list_initiatives(own) == []


@pytest.mark.parametrize(("data", "name"), [(b"", "a.xlsx"), (b"PK\x03\x04x", "a.xlsx"), (b"x", "a.exe")])
def test_a_file_that_is_no_table_is_refused(own: Database, data: bytes, name: str):
    with pytest.raises(Problem):
        read_workbook(own, data, name)

"""The workbook: formulas of our own that give the printed numbers, and no formula of anybody else."""

from __future__ import annotations

import io
import math

import pytest
from openpyxl import load_workbook

from foresight.i18n.language import language
from foresight.problems import Problem
from foresight.reports.fingerprint import read_mark
from foresight.reports.making import document_of, gather, make, render
from foresight.reports.workbook import step_formula
from foresight.store import sessions, specifications
from foresight.store.database import Database
from tests.reports.conftest import DAY, Story


def opened(content: bytes, *, values: bool = False):
    return load_workbook(io.BytesIO(content), data_only=values)


def formulas(content: bytes) -> dict[str, str]:
    book = opened(content)
    return {
        f"{page.title}!{cell.coordinate}": cell.value
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def test_scores_follow_from_the_weights_by_formula(closed_facts: dict):
    made = document_of("protocol", closed_facts["session"]["id"], closed_facts, language("en"), DAY)
    content = render(made, "xlsx").content
    page, shown = opened(content).worksheets[0], opened(content, values=True).worksheets[0]
    weights = [cell.value for cell in page[2][1:5]]
    assert sum(weights) == pytest.approx(1, abs=1e-5)
    for place, row in enumerate(made.facts["results"]["needs"], 4):
        answers = [cell.value for cell in page[place][1:5]]
        score = sum(w * a for w, a in zip(weights, answers)) / sum(weights)
        assert page.cell(place, 6).data_type == "f"
        assert shown.cell(place, 6).value == row["score"] == pytest.approx(score, abs=1e-3)
        assert shown.cell(place, 7).value == row["rank"]


def test_the_budget_sums_and_what_is_lacking_follow_by_formula(story: Story):
    content = render(make(story.database, "specification", story.specification, "en", DAY), "xlsx").content
    found = list(formulas(content).values())
    assert "=SUM(B4:D4)" in found
    assert any(one.startswith("=MAX(0,") for one in found)
    page = opened(content, values=True).worksheets[0]
    assert page["E7"].value == 360
    assert [page[f"E{row}"].value for row in (4, 5, 6)] == [342, 18, 0]


def test_every_line_of_the_consistency_is_a_formula_that_gives_its_result(story: Story):
    data = gather(story.database, "brief", "concept")
    content = render(document_of("brief", "concept", data, language("en"), DAY), "xlsx").content
    book, values = opened(content), opened(content, values=True)
    name = book.sheetnames[1]
    checked = 0
    for row in book[name].iter_rows():
        if row[1].data_type != "f":
            continue
        cells = {cell.coordinate: cell.value for cell in row if isinstance(cell.value, int | float)}
        expression = row[1].value[1:].replace("^", "**").replace("EXP(", "exp(").replace("MIN(", "min(")
        # Our own formulas over numbers of the same row; nothing else can be in the expression.
        result = eval(expression, {"__builtins__": {}}, {**cells, "exp": math.exp, "min": min})
        assert values[name].cell(row[1].row, 2).value == pytest.approx(result, rel=1e-3, abs=1e-5)
        checked += 1
    assert checked == sum(step["operation"] != "count" for one in data["findings"] for step in one["steps"])


@pytest.mark.parametrize(
    "hostile",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x","y")', "http://example.org", "\t=1"],
)
def test_what_somebody_typed_stays_text(own: Database, plain_session: sessions.Session, hostile: str):
    sessions.add_need(own, plain_session.id, titles={"en": f"{hostile} water"})
    made = specifications.create_specification(
        own,
        title=f"{hostile} water",
        region="KZ-75",
        content={"budget": {"rows": [[2027, "local", 5]]}, "partners": [{"name": hostile}]},
    )
    content = render(make(own, "specification", made.id, "en", DAY), "xlsx").content
    own_formulas = formulas(content).values()
    assert all(one.startswith(("=SUM(", "=MAX(0,", "=E", "=C")) for one in own_formulas)
    assert opened(content).worksheets[0]["A1"].value.endswith("water")
    assert opened(content).worksheets[0]["A1"].hyperlink is None
    protocol = render(make(own, "protocol", plain_session.id, "en", DAY), "xlsx").content
    assert not [one for one in formulas(protocol).values() if "water" in one]


def test_the_workbook_carries_the_mark(story: Story):
    made = make(story.database, "specification", story.specification, "kk", DAY)
    assert read_mark(render(made, "xlsx").content) == made.mark


def test_a_recommendation_has_no_workbook(story: Story):
    with pytest.raises(Problem, match="no workbook"):
        render(make(story.database, "recommendation", story.recommendation, "ru", DAY), "xlsx")


def test_a_comparison_sums_by_payer(planning: Database):
    content = render(make(planning, "comparison", "", "ru", DAY), "xlsx").content
    assert any("SUM(C" in one for one in formulas(content).values())


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        ("multiply", "=A1*B1*C1"),
        ("divide", "=A1/B1/C1"),
        ("minimum", "=MIN(A1,B1,C1)"),
        ("leverage", "=A1/B1-A1"),
        ("root_growth", "=(1+C1)*A1^(1/B1)-1"),
        ("at_least_one", "=1-EXP(-A1*B1)"),
        ("count", None),
    ],
)
def test_each_operation_has_its_formula(operation, text):
    assert step_formula(operation, ["A1", "B1", "C1"]) == text

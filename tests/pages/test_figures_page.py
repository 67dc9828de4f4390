"""A planner's five minutes: a bulletin is checked, brought in, compared and taken back; a year is marked."""

from functools import partial

import pytest

from foresight.screen import resources
from foresight.store import figures, marks
from tests.pages.frame import opened

BULLETIN = """Внутренние затраты на НИОКР, млн. тенге;;
Регион;2024;2025
Республика Казахстан;219 669,8;240 000,5
г. Алматы;94 580,1;99 000,5
"""
FAULTY = BULLETIN + "Костанайскя;5,5;6,5\nАбай;1 300,5;abc\n"
UNKNOWN_HEADERS = "Место;Когда;Сколько\nг. Алматы;2025;99 000,5\n"
pytestmark = pytest.mark.usefixtures("with_figures")


@pytest.fixture
def page(monkeypatch):
    return partial(opened, monkeypatch, "figures.py")


@pytest.fixture
def importing(page):
    return page(view="import")


def upload(app, text: str, name: str = "bulletin.csv"):
    app.file_uploader[0].set_value((name, text.encode("cp1251"), "text/csv"))
    return app.run()


def held() -> list[str]:
    return [one.name for one in figures.vintages(resources.database())]


def labelled(elements, label):
    return next(one for one in elements if one.label == label)


def test_a_bulletin_is_brought_in_without_a_word_typed_and_taken_back(importing):
    app = upload(importing, BULLETIN)
    assert not app.exception
    assert not app.error
    assert labelled(app.selectbox, "Indicator").value == "rd_expenditure"
    assert labelled(app.selectbox, "Unit of the file").value == "mln KZT"
    assert held() == ["shipped"]
    labelled(app.button, "Bring in").click().run()
    assert not app.exception
    assert held() == ["bulletin", "shipped"]
    now = figures.observations(resources.database()).set_index(["indicator", "region", "year"])["value"]
    assert now["rd_expenditure", "KZ-75", 2025] == 99000.5
    assert "is in use" in app.success[0].value
    labelled(app.button, "Undo: use the figures before").click().run()
    assert figures.current_vintage(resources.database()).startswith("shipped-")
    assert held() == ["bulletin", "shipped"]


def test_every_fault_is_listed_with_its_place_and_nothing_can_be_brought_in(importing):
    app = upload(importing, FAULTY)
    assert "2 errors" in app.error[0].value
    table = app.table[0].value
    assert table["Row"].tolist()[:2] == [5, 6]
    assert table["Column"].tolist()[:2] == ["A, region", "C, value"]
    assert table["Value"].tolist()[:2] == ["Костанайскя", "abc"]
    assert "Bring in" not in [one.label for one in app.button]
    assert held() == ["shipped"]


def test_a_jump_may_be_vouched_for(importing):
    app = upload(importing, "Внутренние затраты на НИОКР\nРегион;2025\nг. Алматы;94 580 100,5\n")
    assert "1 error" in app.error[0].value
    app.checkbox[0].check().run()
    assert not app.error
    assert "Bring in" in [one.label for one in app.button]


def test_headers_are_asked_for_once(importing):
    app = upload(importing, UNKNOWN_HEADERS)
    assert "which indicator" in app.info[0].value
    labelled(app.selectbox, "Indicator").set_value("rd_expenditure").run()
    for ours, theirs in (("regions", "Место"), ("years", "Когда"), ("values", "Сколько")):
        labelled(app.selectbox, f"Column with the {ours}").set_value(theirs).run()
    assert not app.error
    labelled(app.button, "Bring in").click().run()
    assert held() == ["bulletin", "shipped"]
    app = upload(app, UNKNOWN_HEADERS.replace("2025", "2026"), "next.csv")
    assert labelled(app.selectbox, "Indicator").value == "rd_expenditure"
    assert "Column with the regions" not in [one.label for one in app.selectbox]
    assert "Bring in" in [one.label for one in app.button]


def test_a_file_without_figures_is_told_in_one_sentence(importing):
    for name, text, said in (
        ("empty.csv", "", "is empty"),
        ("letters.csv", "a;b\n1;2\n", "No figures found"),
        ("yearless.csv", BULLETIN.replace("2024;2025", ";"), "does not say of which year"),
    ):
        app = upload(importing, text, name)
        if app.selectbox and labelled(app.selectbox, "Indicator").value is None:
            labelled(app.selectbox, "Indicator").set_value("rd_expenditure").run()
        assert not app.exception
        assert said in app.error[0].value


def test_the_same_bulletin_twice_changes_nothing(importing):
    app = upload(importing, BULLETIN)
    labelled(app.button, "Bring in").click().run()
    app = upload(app, BULLETIN)
    assert any("changes nothing" in one.value for one in app.info)


def test_each_part_of_the_quality_opens(page):
    app = page(view="quality")
    for part in ("gaps", "coverage", "breaks", "boundaries", "sums", "audit"):
        app.session_state["part"] = part
        app.run()
        assert not app.exception
        assert not app.error


def test_a_year_is_marked_with_a_reason_and_taken_away(page):
    app = page(view="quality", part="breaks")
    app.selectbox(key="mark_indicator").set_value("rd_expenditure")
    app.selectbox(key="mark_region").set_value("KZ-75")
    app.selectbox(key="mark_year").set_value(2023)
    labelled(app.button, "Mark this year").click().run()
    assert "must not be empty" in app.error[0].value
    app.selectbox(key="mark_kind").set_value("outlier")
    app.text_input(key="mark_reason").set_value("strike of *markdown*")
    labelled(app.button, "Mark this year").click().run()
    marked = marks.break_marks(resources.database())
    assert marked[["region", "year", "kind", "reason"]].to_numpy().tolist() == [
        ["KZ-75", 2023, "outlier", "strike of *markdown*"]
    ]
    assert any("strike of *markdown*" in one.value for one in app.get("text"))
    app.button(key="unmark_rd_expenditure_KZ-75_2023").click().run()
    assert marks.break_marks(resources.database()).empty


def test_a_year_without_a_figure_is_not_marked(page):
    app = page(view="quality", part="breaks")
    app.selectbox(key="mark_region").set_value("KZ-75")
    app.selectbox(key="mark_year").set_value(2001)
    app.text_input(key="mark_reason").set_value("why")
    labelled(app.button, "Mark this year").click().run()
    assert "nothing to mark" in app.error[0].value


def test_the_name_of_a_file_is_text_where_it_is_told(importing):
    app = upload(importing, "", "![x](http://a.b) **x**.csv")
    assert r"\!\[x\](http\://a.b) \*\*x\*\*.csv" in app.error[0].value

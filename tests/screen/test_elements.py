"""What leaves the app as a file cannot run in a spreadsheet, and what somebody typed is no markup on a page."""

import pandas as pd
import pytest

from foresight.screen.elements import as_text, safe_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "  =HYPERLINK(1)", "＝1"])
def test_a_cell_that_looks_like_a_formula_is_text(text):
    written = safe_csv(pd.DataFrame({"need": [text]})).decode("utf-8-sig")
    assert "'" + text in written


def test_numbers_and_plain_text_stay_as_they_are():
    written = safe_csv(pd.DataFrame({"need": ["Water"], "score": [-1.5]})).decode("utf-8-sig")
    assert written.splitlines()[1] == "Water,-1.5"


def test_a_heading_that_looks_like_a_formula_is_text():
    assert safe_csv(pd.DataFrame({"=cmd": [1]})).decode("utf-8-sig").startswith("'=cmd")


def test_a_sentence_without_markup_stays_as_it_is():
    assert as_text("There is no file bulletin.csv: it was moved (or deleted).") == (
        "There is no file bulletin.csv: it was moved (or deleted)."
    )


@pytest.mark.parametrize("text", ["![x](http://a.b/c)", "[x](http://a.b)", "<b>", "**x**", ":red[x]", "$x$", "`x`"])
def test_markup_that_somebody_typed_is_written_out(text):
    assert all(sign not in as_text(text).replace("\\" + sign, "") for sign in "[<*$`")
    assert ":red" not in as_text(text).replace("\\:", "")


@pytest.mark.parametrize(
    ("text", "said"), [("1. Вода", r"1\. Вода"), ("- Вода", r"\- Вода"), ("Вода - 1.5", "Вода - 1.5")]
)
def test_a_title_that_begins_like_a_list_is_no_list(text, said):
    assert as_text(text) == said

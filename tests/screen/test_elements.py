"""What leaves the app as a file cannot run in a spreadsheet."""

import pandas as pd
import pytest

from foresight.screen.elements import safe_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "  =HYPERLINK(1)", "＝1"])
def test_a_cell_that_looks_like_a_formula_is_text(text):
    written = safe_csv(pd.DataFrame({"need": [text]})).decode("utf-8-sig")
    assert "'" + text in written


def test_numbers_and_plain_text_stay_as_they_are():
    written = safe_csv(pd.DataFrame({"need": ["Water"], "score": [-1.5]})).decode("utf-8-sig")
    assert written.splitlines()[1] == "Water,-1.5"


def test_a_heading_that_looks_like_a_formula_is_text():
    assert safe_csv(pd.DataFrame({"=cmd": [1]})).decode("utf-8-sig").startswith("'=cmd")

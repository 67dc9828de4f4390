"""Numbers as the Bureau, the Concept and a spreadsheet print them."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.statistics.number_text import decimal_mark, meaning, parse_number


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("89,028.7", ".", 89028.7),
        ("89 028,7", ",", 89028.7),
        ("89\u00a0028,7", ",", 89028.7),
        ("1\u202f988", ".", 1988),
        ("539.041,3", ",", 539041.3),
        ("219,7", ",", 219.7),
        ("0,001", ",", 0.001),
        ("-86.9", ".", -86.9),
        ("−5", ".", -5),
        ("7'633", ".", 7633),
        ("1e5", ".", 100000),
        ("219,7*", ",", 219.7),
        ("423¹", ".", 423),
        ("1988 1)", ".", 1988),
    ],
)
def test_a_printed_number_is_read(text, mark, number):
    assert parse_number(text, mark) == pytest.approx(number)


@pytest.mark.parametrize(
    ("text", "mark"), [("abc", "."), ("12 34", "."), ("1,23,4", "."), ("12,5", "."), ("", "."), ("5 млн", ".")]
)
def test_what_is_no_number_is_not_guessed(text, mark):
    assert math.isnan(parse_number(text, mark))


@pytest.mark.parametrize(
    ("texts", "mark", "doubtful"),
    [
        (["89,028.7", "146.7"], ".", False),
        (["219,7", "1 988"], ",", False),
        (["1.234.567"], ",", False),
        (["1,234", "5,678"], ".", True),
        (["12", "-"], ".", False),
        (["1,5", "2.5"], ".", True),
        (["12.345"], ".", False),
        (["1.234,5", "2.000,1"], ",", False),
    ],
)
def test_the_whole_table_tells_which_mark_parts_decimals(texts, mark, doubtful):
    assert decimal_mark(texts) == (mark, doubtful)


def test_a_dash_and_a_word_for_unknown_are_different_things():
    assert [meaning(text) for text in ("-", "–", "x", "х", "…", "н/д", "", "0")] == [
        "not_published",
        "not_published",
        "not_published",
        "not_published",
        "missing",
        "missing",
        "empty",
        "number",
    ]


@settings(max_examples=80, deadline=None)
@given(st.floats(-1e9, 1e9).map(lambda x: round(x, 2)), st.sampled_from([" ", "\u00a0", "\u202f", "'", ""]))
def test_what_is_printed_in_russian_or_english_form_is_read_back(number, space):
    english = f"{number:,.2f}"
    russian = english.replace(",", space).replace(".", ",")
    assert parse_number(english, ".") == pytest.approx(number)
    assert parse_number(russian, ",") == pytest.approx(number)

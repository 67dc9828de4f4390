"""A column of a DOCX table is at least as wide as its longest word, and the columns fill the page."""

import pytest

from foresight.reports.document import Cell, Column, table
from foresight.reports.word_tables import column_widths

WIDTH = 170.0


def test_columns_share_the_width_as_they_ask():
    assert column_widths(table([Column("a", 3), Column("b", 1)], []), 8.0, 160.0) == pytest.approx([120.0, 40.0])


def test_a_narrow_column_gets_room_for_its_longest_word():
    """Nine letters of Kazakh in bold at 8 points take some 17 mm; a tenth of the page would break them."""
    made = table([Column("Қажеттілік", 9), Column("Аймақтағы", 0.5)], [("Су тапшылығы", Cell("97 %"))])
    wide, narrow = column_widths(made, 8.0, WIDTH)
    assert narrow > 9 * 0.6 * 8.0 * 0.3528
    assert wide + narrow == pytest.approx(WIDTH)


def test_a_word_longer_than_the_page_takes_no_more_than_its_part():
    made = table([Column("a"), Column("b"), Column("c")], [("x" * 500, "short", "words")])
    widths = column_widths(made, 8.0, WIDTH)
    assert sum(widths) == pytest.approx(WIDTH)
    assert min(widths) > 40


def test_too_many_long_words_share_what_there_is():
    widths = column_widths(table([Column("құжаттамалар")] * 20, []), 10.5, WIDTH)
    assert sum(widths) == pytest.approx(WIDTH)
    assert widths == pytest.approx([WIDTH / 20] * 20)

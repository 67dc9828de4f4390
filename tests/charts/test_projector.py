"""The projector's pictures: whole SVG, at most seven things, large letters, text as text, nothing off the picture."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.charts import projector
from foresight.charts.projector import HEIGHT, WIDTH, Bars, Frame, GroupCount
from foresight.charts.svg import LETTER, wrapped

FRAME = Frame("Өңір", "Жетісу", "1-тур", "4:20", True, "ABCD-EFGH", "192.168.1.5/join", "http://x/j/LINK", "Invented")
GROUPS = [GroupCount(group, group, 10, 4) for group in ("government", "business", "public", "science")]
LONG = "Қаржыландыруға дайындықты қамтамасыз ететін өңірлік ғылыми-зерттеу инфрақұрылымы " * 4
ROWS = [Bars(LONG, [0.1 * n for n in range(9)], list("123456789"), LONG, {"science": 0.5, "public": 0.5})] * 7


def pictures(text: str) -> dict[str, str]:
    frame = Frame(text, text, text, "4:20", True, "ABCD-EFGH", "192.168.1.5/join", "http://x/j/LINK", text)
    return {
        "joining": projector.joining(frame, GROUPS, text, text),
        "listed": projector.listed(frame, text, [text] * 12, text),
        "counted": projector.listed(frame, text, [], text, "128"),
        "answering": projector.answering(frame, text, text, 0.4, GROUPS),
        "spread": projector.spread(frame, text, "3 / 16", ROWS, {"science": "Ғылым", "combined": "?"}),
        "spread_only": projector.spread_only(ROWS[:4], {"science": "Ғылым"}),
        "ranked": projector.ranked(frame, text, [(text, 90.0, "1."), (text, float("nan"), "–")] * 6, text),
        "said": projector.said(frame, text, [text] * 9),
    }


@pytest.mark.parametrize("kind", list(pictures("x")))
@pytest.mark.parametrize("text", ["Су", LONG, "<script>alert(1)</script>", '"&]]>', ""])
def test_every_picture_is_whole_and_shows_text_as_text(kind, text):
    root = ElementTree.fromstring(pictures(text)[kind])
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names <= {"svg", "rect", "text", "path", "line", "circle"}
    for element in root.iter():
        assert not any(name.startswith("on") or "href" in name for name in element.attrib)


@pytest.mark.parametrize("kind", [kind for kind in pictures("x") if kind != "spread_only"])
def test_letters_are_large_and_stay_on_the_picture(kind):
    for element in ElementTree.fromstring(pictures(LONG)[kind]).iter():
        if element.tag.endswith("text"):
            size = float(element.get("font-size"))
            assert size >= 28
            assert -5 <= float(element.get("x")) <= WIDTH
            assert 0 < float(element.get("y")) <= HEIGHT


def test_at_most_seven_needs_and_five_questions_are_drawn():
    assert projector.listed(FRAME, "?", [f"need {n}" for n in range(30)]).count("<circle") == 7
    assert projector.ranked(FRAME, "?", [(f"need {n}", 50.0, "1.") for n in range(30)], "").count("need ") == 7
    assert projector.spread(FRAME, "?", "", ROWS, {}).count(">9</text>") == 5


def test_without_a_way_in_there_is_no_code():
    closed = Frame("Өңір", "Жетісу", "Жабық")
    for drawn in (projector.joining(closed, GROUPS, "", ""), projector.answering(closed, "", "", 0.0, GROUPS)):
        assert "scale(" not in drawn


def test_groups_are_told_by_shape_and_not_by_colour_alone():
    marks = [projector._mark(0, 0, group) for group in ("government", "business", "public", "science")]
    shapes = {re.sub(r'fill="[^"]*"', "", mark) for mark in marks}
    assert len(shapes) == 4


def test_the_picture_code_reads_back(tmp_path):
    """The squares are those of the code itself."""
    import segno

    matrix = segno.make(FRAME.link, error="m", micro=False).matrix
    drawn = projector._code_picture(FRAME.link, 0, 0, 100)
    assert drawn.count("h1v1h-1z") == sum(sum(row) for row in matrix)


@given(st.text(max_size=300), st.integers(20, 80), st.integers(150, 1500), st.integers(1, 4))
@settings(max_examples=80, deadline=None)
def test_wrapped_lines_fit_and_nothing_hangs(words, size, width, lines):
    made = wrapped(words, size, width, lines)
    assert len(made) <= lines
    most = max(4, int(width / (size * LETTER)))
    assert all(len(line) <= most + 1 for line in made)

"""Needs: what may be proposed, and how they are joined and split without losing the trace."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.sessions import needs
from foresight.sessions.needs import LONGEST, Need, ancestors, clean, merged, proposal, split


def assert_sentence(sentence: str) -> None:
    assert len(sentence) > 10


def need(identifier: str, title: str = "Очистка воды", **values) -> Need:
    return Need(identifier, {"ru": title}, **values)


def test_a_proposal_is_cleaned_and_kept_as_it_was_meant():
    made = proposal({"title": "  Су\n тапшылығы ", "why": "Өзен\tтартылып барады", "horizon": "short"}, "kk")
    assert made.title == "Су тапшылығы"
    assert made.why == "Өзен тартылып барады"
    assert made.language == "kk"


@pytest.mark.parametrize(
    "title",
    ["", "   ", "\u200b\u200b\u200b", "😀😀😀😀", "!!!!", "ab", "12345", None, 17, ["list"]],
)
def test_what_nobody_could_discuss_is_refused(title):
    with pytest.raises(Problem):
        proposal({"title": title}, "ru")


@pytest.mark.parametrize(("part", "most"), LONGEST.items())
def test_lengths_are_limited_to_the_letter(part, most):
    assert len(clean("а" * most, part)) == most
    with pytest.raises(Problem, match=str(most)):
        clean("а" * (most + 1), part)


def test_ten_megabytes_are_refused_without_being_looked_at():
    with pytest.raises(Problem):
        clean("а" * 10_000_000, "title")


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script> вода", "![beacon](http://example.org/x) вода", "{{7*7}} вода", "=HYPERLINK(1) вода"],
)
def test_markup_is_kept_as_plain_text(text):
    assert clean(text, "title") == text


def test_what_turns_the_direction_of_writing_is_taken_out():
    assert clean("вода\u202egnp.exe земля", "title") == "водаgnp.exe земля"


@pytest.mark.parametrize(("field", "value"), [("horizon", "soon"), ("area", "sports")])
def test_unknown_choices_are_refused_by_name(field, value):
    with pytest.raises(Problem, match=value):
        proposal({"title": "Очистка воды", field: value}, "ru")


def test_a_joined_need_keeps_parents_and_authorship():
    one, other = need("a", proposals=2, why="река"), need("b", "Сточные воды", why="озеро", horizon="short")
    joined, *after = merged([one, other], "c", {"ru": "Очистка сточных вод", "kk": "Ағын суды тазарту"})
    assert joined.parents == ("a", "b")
    assert joined.proposals == 3
    assert joined.why == "река; озеро"
    assert joined.horizon == "short"
    assert [parent.state for parent in after] == ["merged", "merged"]


def test_a_need_is_joined_once():
    one, other = need("a"), need("b")
    with pytest.raises(Problem, match="two or more"):
        merged([one], "c", {"ru": "Очистка воды"})
    with pytest.raises(Problem, match="two or more"):
        merged([one, one], "c", {"ru": "Очистка воды"})
    with pytest.raises(Problem, match="another"):
        merged([need("a", state="merged"), other], "c", {"ru": "Очистка воды"})
    with pytest.raises(Problem, match="title"):
        merged([one, other], "c", {"ru": " "})


def test_a_split_need_leaves_its_name_in_the_parts():
    *parts, after = split(need("a", proposals=3), [("b", {"ru": "Питьевая вода"}), ("c", {"ru": "Сточная вода"})])
    assert [part.parents for part in parts] == [("a",), ("a",)]
    assert [part.proposals for part in parts] == [3, 3]
    assert after.state == "merged"
    with pytest.raises(Problem, match="two to ten"):
        split(need("a"), [("b", {"ru": "Питьевая вода"})])


def test_the_trace_goes_back_through_every_joining():
    assert ancestors("d", {"d": ("c", "b"), "c": ("a", "b")}) == ("c", "b", "a")
    assert ancestors("a", {"a": ("a",)}) == ()


def test_an_edited_need_keeps_who_stands_behind_it():
    before = need("a", parents=("x",), proposals=4)
    after = needs.edited(before, {"titles": {"ru": "Чистая вода", "kk": "Таза су"}, "why": "здоровье"})
    assert after.title("kk") == "Таза су"
    assert (after.parents, after.proposals, after.why) == (("x",), 4, "здоровье")
    with pytest.raises(Problem):
        needs.edited(before, {"titles": {"ru": ""}})


def test_a_title_falls_back_on_the_language_it_was_written_in():
    assert Need("a", {"kk": "Су"}, language="kk").title("ru") == "Су"


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_text_is_either_kept_as_one_line_or_refused_in_a_sentence(text):
    try:
        kept = clean(text, "why")
    except Problem as problem:
        sentence = str(problem)
        assert_sentence(sentence)
    else:
        assert "\n" not in kept
        assert len(kept) <= LONGEST["why"]
        assert clean(kept, "why") == kept

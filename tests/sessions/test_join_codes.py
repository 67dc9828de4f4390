"""Codes that people read from a wall and type on a phone in any alphabet."""

import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.sessions import join_codes
from foresight.sessions.join_codes import ALPHABET, code_hash, derived_code, is_code, new_code, normalised, written


def test_the_alphabet_has_31_letters_that_cannot_be_mistaken():
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert not set("01OIL") & set(ALPHABET)
    assert len(ALPHABET) ** join_codes.LENGTH > 8e11


def test_a_code_is_drawn_letter_by_letter_from_the_generator_given():
    assert new_code(lambda letters: letters[0]) == "22222222"
    assert new_code(secrets.choice) != new_code(secrets.choice)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abcd-ef23", "ABCDEF23"),
        (" AB CD\u00a0EF 23 ", "ABCDEF23"),
        ("АВСЕ НКМР", "ABCEHKMP"),  # Cyrillic throughout
        ("авсе нкмр", "ABCEHKMP"),
        ("ТУХЗ", "TYX3"),
        ("ҚҢҮҰҺ", "KHYYH"),  # Kazakh letters
        ("б", "6"),
        ("ABCD–EF23", "ABCDEF23"),
    ],
)
def test_look_alikes_and_separators_are_forgiven(typed, meant):
    assert normalised(typed) == meant
    assert code_hash(typed) == code_hash(meant)


def test_what_is_not_a_code_stays_none():
    assert not is_code("ABCD")
    assert not is_code("ABCDEFG!")
    assert not is_code("ABCDEFGO")
    assert is_code("abcd-efgh")
    assert code_hash("ABCDEFGO") != code_hash("ABCDEFG")


def test_a_code_can_be_shown_again_by_whoever_has_the_key_and_by_nobody_else():
    key = b"k" * 32
    assert derived_code(key, "session", 0) == derived_code(key, "session", 0)
    others = {derived_code(key, "session", 1), derived_code(key, "other", 0), derived_code(b"x" * 32, "session", 0)}
    assert len(others | {derived_code(key, "session", 0)}) == 4
    assert is_code(derived_code(key, "session", 0))


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_a_written_code_reads_back(code):
    assert normalised(written(code)) == code
    assert normalised(written(code).lower()) == code


@given(st.text(max_size=200))
@settings(max_examples=80, deadline=None)
def test_anything_may_be_typed(typed):
    assert len(normalised(typed)) <= 200
    code_hash(typed)

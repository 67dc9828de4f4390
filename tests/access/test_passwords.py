"""Passwords: argon2id with the parameters that OWASP's Password Storage Cheat Sheet lists first."""

import re
import unicodedata

import pytest

from foresight.access.passwords import check_new_password, hash_password, is_password, one_time_password
from foresight.problems import Problem


def test_the_hash_is_argon2id_with_19_mib_two_passes_and_one_lane():
    kept = hash_password("three words remembered")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert is_password(kept, "three words remembered")
    assert not is_password(kept, "three words forgotten")
    assert hash_password("three words remembered") != kept


def test_nobody_has_a_password_and_a_damaged_hash_opens_nothing():
    assert not is_password("", "")
    assert not is_password("", "anything at all")
    assert not is_password("not a hash", "anything at all")


def test_the_same_letters_in_another_composition_are_the_same_password():
    kept = hash_password("Йошкар и ёлка")
    assert is_password(kept, unicodedata.normalize("NFD", "Йошкар и ёлка"))


def test_one_time_passwords_have_eighty_bits_and_no_letters_that_are_mistaken():
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"([A-HJKMNP-TV-Z2-9]{4}-){3}[A-HJKMNP-TV-Z2-9]{4}", one) for one in made)


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaa", "aliya-aliya-1", "ALIYA 2026 abc", "x" * 201])
def test_weak_passwords_are_refused(weak):
    with pytest.raises(Problem):
        check_new_password(weak, "aliya")

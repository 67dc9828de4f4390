"""Needs that say nearly the same, in Russian and in Kazakh, with slips and endings."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.sessions.near_duplicates import near_duplicates, similarities, spelling

TITLES = [
    "Очистка сточных вод Балхаша",
    "Очистка сточных вод озера Балхаш",
    "Балқаш көлінің ағын суын тазарту",
    "Балкаш колинин агын суын тазарту",  # Kazakh typed on a Russian keyboard
    "Ранняя диагностика туберкулёза",
    "Диагностика туберкулеза на ранней стадии",
    "Цифровизация школ",
    "Дроны для мониторинга пастбищ",
    "Тұзданған топырақты қалпына келтіру",
    "Восстановление засоленных почв",
]


def found(titles):
    return {(pair.first, pair.second) for pair in near_duplicates(titles)}


def test_the_same_need_in_other_words_order_and_endings_is_found_and_nothing_else():
    assert found(TITLES) == {(0, 1), (2, 3), (4, 5)}


def test_kazakh_without_its_letters_is_the_same_word():
    assert spelling("Тұзданған топырақ") == spelling("Тузданган топырак")
    assert spelling("туберкулёз") == spelling("туберкулез")


def test_latin_letters_inside_a_cyrillic_word_do_not_hide_it():
    assert spelling("вoда") == spelling("вода")  # a Latin o


def test_words_that_stand_everywhere_make_nothing_alike():
    assert found(["Развитие системы образования области", "Развитие системы дорог области"]) == set()


def test_empty_and_single_lists_have_no_pairs():
    assert near_duplicates([]) == []
    assert near_duplicates(["Вода"]) == []
    assert near_duplicates(["", "и"]) == []


@given(st.lists(st.text(max_size=60), max_size=8))
@settings(max_examples=40, deadline=None)
def test_similarity_is_symmetric_and_between_zero_and_one(texts):
    matrix = similarities(texts)
    assert np.allclose(matrix, matrix.T)
    assert ((matrix >= 0) & (matrix <= 1)).all()
    assert not matrix.diagonal().any()

"""One register names every code for the reader; a kind of names belongs to one room."""

from collections import Counter

from foresight.i18n.labels import LABELS, ROOMS
from foresight.i18n.language import language


def test_a_kind_of_names_belongs_to_one_room():
    kinds = Counter(kind for room in ROOMS for kind in room)
    assert [kind for kind, rooms in kinds.items() if rooms > 1] == []
    assert set(kinds) == set(LABELS)


def test_a_code_may_carry_a_number():
    assert language("en").label("stage", "round_2") == "Round 2"
    assert language("en").label("term", "target_2030") == "target of 2030"


def test_a_code_without_a_name_is_its_own_name_and_is_never_filled_in():
    assert language("ru").label("stage", "nobody{planned}_this", planned=1) == "nobody{planned}_this"
    assert language("ru").label("kappa", "") == ""

"""A registry that somebody brings in: every fault with its row, nothing guessed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.targets.initiative_table import SENTENCES, read_registry

REGIONS = ("KZ", "KZ-61", "KZ-75")


def table(rows: list[dict]) -> pd.DataFrame:
    return pd.DataFrame(rows)


GOOD = {"key": "a", "title": "Су", "region": "KZ-61", "instrument": "grant"}


def faults(rows: list[dict], money: list[dict] | None = None, partners: list[dict] | None = None):
    found = read_registry(
        table(rows),
        None if money is None else table(money),
        None if partners is None else table(partners),
        REGIONS,
    )[1]
    return [(fault.code, fault.values.get("row"), fault.values.get("column")) for fault in found]


def test_a_row_with_its_money_and_partners_is_read():
    rows, found = read_registry(
        table([{**GOOD, "starts_year": "2026.0", "date_call": "2026-09-01 00:00:00"}]),
        table([{"key": "a", "year": "2027", "payer": "local", "planned": "1 234,5"}]),
        table([{"key": "a", "name": "ETH", "place": "Швейцария"}]),
        REGIONS,
    )
    assert found == []
    row = rows[0]
    assert (row.step, row.state, row.starts_year) == ("specification", "planned", 2026)
    assert row.dates == {"call": "2026-09-01"}
    assert row.money[0][:3] == (2027, "local", 1234.5)
    assert row.partners == [{"name": "ETH", "place": "Швейцария", "competence": ""}]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": " "}, ("empty", 2, "title")),
        ({"region": "KZ-99"}, ("not_allowed", 2, "region")),
        ({"instrument": "loan"}, ("not_allowed", 2, "instrument")),
        ({"step": "dance"}, ("not_allowed", 2, "step")),
        ({"state": "asleep"}, ("not_allowed", 2, "state")),
        ({"title": "x" * 501}, ("too_long", 2, "title")),
        ({"starts_year": "soon"}, ("bad_year", 2, "starts_year")),
        ({"starts_year": "1999"}, ("bad_year", 2, "starts_year")),
        ({"date_call": "yesterday"}, ("bad_date", 2, "date_call")),
        ({"starts_year": "2028", "ends_year": "2026"}, ("reversed", 2, None)),
    ],
)
def test_each_fault_is_named_with_its_row(change, fault):
    assert faults([{**GOOD, **change}]) == [fault]


def test_a_missing_column_is_named_before_anything_is_read():
    assert faults([{"title": "Су"}]) == [("missing_column", None, "region"), ("missing_column", None, "instrument")]


def test_the_same_key_twice_is_a_fault():
    assert faults([GOOD, GOOD]) == [("twice", 3, None)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"key": "z", "year": "2027", "payer": "local", "planned": "1"}, "unknown_key"),
        ({"key": "a", "year": "", "payer": "local", "planned": "1"}, "empty"),
        ({"key": "a", "year": "2027", "payer": "", "planned": "1"}, "empty"),
        ({"key": "a", "year": "2027", "payer": "uncle", "planned": "1"}, "not_allowed"),
        ({"key": "a", "year": "2027", "payer": "local", "planned": "-1"}, "bad_amount"),
        ({"key": "a", "year": "2027", "payer": "local", "planned": "much"}, "bad_amount"),
    ],
)
def test_money_is_checked_row_by_row(row, code):
    assert [one[0] for one in faults([GOOD], money=[row])] == [code]


def test_a_payer_twice_in_a_year_is_a_fault():
    row = {"key": "a", "year": "2027", "payer": "local", "planned": "1"}
    assert [one[0] for one in faults([GOOD], money=[row, row])] == ["twice"]


def test_a_partner_needs_a_name_and_an_initiative():
    found = faults([GOOD], partners=[{"key": "a", "name": ""}, {"key": "z", "name": "x"}])
    assert [one[0] for one in found] == ["empty", "unknown_key"]


CELL = st.one_of(st.none(), st.text(max_size=12), st.integers(-10, 10**6), st.floats(allow_nan=True))


@given(st.lists(st.fixed_dictionaries(dict.fromkeys((*GOOD, "step", "starts_year", "date_call"), CELL)), max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_table_gives_rows_or_faults_that_can_be_told(rows):
    frame = pd.DataFrame(rows, columns=[*GOOD, "step", "starts_year", "date_call"])
    for fault in read_registry(frame, None, None, REGIONS)[1]:
        assert SENTENCES[fault.code].format(**fault.values)

"""The hash of a document's data: the same everywhere, different with any change, readable from the file."""

import io
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.reports.fingerprint import FORMAT, canonical, digest, mark_of, read_mark

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10) | st.floats(-1e6, 1e6) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_numbers_of_every_kind_are_one_number():
    assert digest({"a": 2}) == digest({"a": 2.0}) == digest({"a": np.float64(2.0)}) == digest({"a": np.int64(2)})


def test_missing_numbers_of_every_kind_are_missing():
    assert canonical([float("nan"), None, pd.NA, np.nan, float("inf")]) == [None] * 5


def test_the_last_digits_that_machines_disagree_on_do_not_count():
    assert digest([0.1 + 0.2]) == digest([0.3])
    assert digest([0.3]) != digest([0.300002])


def test_the_order_of_names_does_not_count_and_the_order_of_lists_does():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest([1, 2]) != digest([2, 1])


@given(PLAIN)
@settings(max_examples=60, deadline=None)
def test_canonical_data_stay_as_they_are(value):
    assert canonical(canonical(value)) == canonical(value)


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_reference_comes_back_from_the_mark(reference):
    mark = mark_of("comparison", reference, "ru", "2026-05-14", {"scenarios": [reference]})
    assert mark.line.isascii()
    assert read_mark(b"%PDF " + mark.line.encode() + b" tail") == mark


def test_a_mark_that_an_office_cut_after_the_hash_is_still_read():
    mark = mark_of("brief", "concept", "ru", "2026-05-14", {"targets": 1})
    cut = mark.line.split(" sections=")[0]
    found = read_mark(b"%PDF " + cut.encode())
    assert (found.sha256, found.sections) == (mark.sha256, ())


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 nothing",
        b"PK\x03\x04 broken",
        zipped("other.xml", b"x"),
        zipped("docProps/core.xml", b"<keywords>none</keywords>"),
        FORMAT.encode() + b" kind=brief reference=x language=ru made=2026-05-14 sha256=zz sections=",
    ],
)
def test_a_file_without_a_mark_is_refused_in_a_sentence(content):
    with pytest.raises(Problem, match="carries no mark"):
        read_mark(content)

"""Files are refused before anything in them is opened."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.statistics.file_guard import LARGEST_FILE, check_file


def refused(data, name="table.xlsx"):
    with pytest.raises(Problem) as raised:
        check_file(data, name)
    return str(raised.value)


def test_an_honest_text_and_an_honest_workbook_pass(workbook):
    assert check_file(b"region;2024\n", "bulletin.csv") == "text"
    assert check_file(workbook([["region", 2024]]), "bulletin.XLSX") == "xlsx"


@pytest.mark.parametrize("name", ["", "..", "a\x00.csv", "../a.csv", "c:\\a.csv", "a\n.csv"])
def test_a_name_that_leads_elsewhere_is_refused(name):
    assert "name of the file" in refused(b"x", name)


@pytest.mark.parametrize("name", ["table.exe", "table", "table.xlsm", "table.csv.zip"])
def test_other_endings_are_refused_with_what_is_allowed(name):
    assert "allowed are .csv, .tsv, .txt, .xlsx" in refused(b"x", name)


def test_the_old_excel_format_gets_advice():
    assert "save it as .xlsx" in refused(b"\xd0\xcf\x11\xe0", "table.xls")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t"])
def test_an_empty_file_is_refused(data):
    assert "is empty" in refused(data, "table.csv")


def test_a_large_file_is_refused_with_its_size():
    assert "has 20.0 MB: at most 20 MB" in refused(b"x" * (LARGEST_FILE + 1), "table.csv")


@pytest.mark.parametrize(
    ("start", "kind"), [(b"PK\x03\x04", "ZIP"), (b"%PDF-1.7", "PDF"), (b"MZ\x90", "EXE"), (b"\x89PNG", "PNG")]
)
def test_another_kind_of_file_under_the_name_of_a_text_is_named(start, kind):
    assert f"is {kind}" in refused(start + b"rest", "table.csv")


def test_zero_bytes_are_no_text_but_utf_16_is():
    assert "zero bytes" in refused(b"a\x00b", "table.csv")
    assert check_file("region;2024".encode("utf-16"), "table.csv") == "text"


def test_text_under_the_name_of_a_workbook_is_refused():
    assert "is not a workbook" in refused(b"region;2024\n")


def test_a_zip_that_is_no_workbook_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("a.txt", "hello")
    assert "is not a workbook" in refused(buffer.getvalue())


def test_a_small_workbook_that_unpacks_to_300_megabytes_is_refused_unopened(archive):
    buffer = io.BytesIO(archive())
    with (
        zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as file,
        file.open("xl/worksheets/sheet2.xml", "w") as part,
    ):
        for _ in range(300):
            part.write(bytes(1024 * 1024))
    assert len(buffer.getvalue()) < 2_000_000
    assert "unpacks to 300 MB: at most 100 MB" in refused(buffer.getvalue())


def test_hundreds_of_parts_are_refused(archive):
    assert "holds 603 parts: at most 500" in refused(archive(**{f"xl__p{n}": b"<a/>" for n in range(600)}))


@pytest.mark.parametrize(
    "part",
    ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/embeddings/file.docx",
     "../evil.xml", "/etc/passwd.xml", "xl/inner.zip", "xl/activeX/activeX1.xml"],
)  # fmt: skip
def test_macros_embedded_files_and_ways_out_are_refused(part, archive):
    buffer = io.BytesIO(archive())
    with zipfile.ZipFile(buffer, "a") as file:
        file.writestr(part, b"<a/>")
    assert "not allowed" in refused(buffer.getvalue())


def test_a_link_to_another_workbook_is_never_followed_and_may_stay(archive):
    assert check_file(archive(xl__externalLinks__externalLink1=b"<externalLink/>"), "table.xlsx") == "xlsx"


def test_an_entity_bomb_is_refused(archive):
    bomb = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><worksheet>&lol;</worksheet>'
    assert "declares entities" in refused(archive(xl__worksheets__sheet2=bomb))


def test_entities_behind_a_long_comment_are_refused_too(archive):
    hidden = b"<!--" + b"x" * 200_000 + b'--><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    assert "hides its beginning" in refused(archive(xl__worksheets__sheet2=hidden))


def test_entities_in_another_encoding_are_refused_too(archive):
    hidden = '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'.encode("utf-16")
    assert "is refused" in refused(archive(xl__worksheets__sheet2=hidden))


def test_a_cut_workbook_is_damaged(workbook):
    data = workbook([["region", 2024]])
    assert "is damaged" in refused(data[: len(data) // 2])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.txt"]))
def test_any_bytes_pass_or_are_refused_in_a_sentence(data, name):
    for content in (data, b"PK\x03\x04" + data):
        try:
            outcome = check_file(content, name)
        except Problem as problem:
            outcome = problem.sentence
        assert outcome in {"text", "xlsx"} or "{file}" in outcome

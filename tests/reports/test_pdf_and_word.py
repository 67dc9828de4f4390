"""Both forms say the same, in every letter, and run nothing that somebody typed."""

import datetime as dt
import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from foresight.problems import Problem
from foresight.reports.document import (
    Bullets,
    Cell,
    Column,
    Document,
    Facts,
    Figure,
    Heading,
    Notice,
    PageBreak,
    Paragraph,
    Signatures,
    plain,
    printable,
    table,
    texts,
)
from foresight.reports.fingerprint import mark_of, read_mark
from foresight.reports.pdf import page_count, to_pdf, to_png
from foresight.reports.word import to_docx

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60">'
    f'<text x="5" y="30" font-family="sans-serif" font-size="14">{KAZAKH}</text></svg>'
)
MARK = mark_of("brief", "concept", "kk", "2026-05-14", {"targets": [1, 2.5, None]})
INJECTIONS = (
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.2.0": *',
    "$ sum_(i=1)^n $ *bold* _it_ `raw` <label> @ref",
    '#panic("stop")',
    "\\u{1f600} // comment /* */ ]]] }}} #[",
    "=HYPERLINK(1)",
)


def document(*blocks: object, title: str = "Құжат", **options: object) -> Document:
    made_on = dt.date(2026, 5, 14)
    return Document("brief", "kk", title, tuple(blocks), MARK, made_on, pages="{page} бет / {pages}", **options)


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def word_text(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for one in file.tables for row in one.rows for cell in row.cells]
    return "\n".join([*(one.text for one in file.paragraphs), *cells])


def test_all_kazakh_letters_and_the_tenge_come_back_from_both():
    made = document(Paragraph(f"{KAZAKH} 219,7 млрд ₸"), table([KAZAKH], [[f"{KAZAKH} ₸"]]))
    for text in (pdf_text(to_pdf(made)), word_text(to_docx(made))):
        assert set(KAZAKH) <= set(text)
        assert "₸" in text


def test_letters_of_a_chart_are_text_in_the_pdf_and_vector_in_word():
    made = document(Figure(SVG, "Сурет", "Не көрсетілген"))
    assert set(KAZAKH) <= set(pdf_text(to_pdf(made)))
    with zipfile.ZipFile(io.BytesIO(to_docx(made))) as archive:
        names = archive.namelist()
        assert any(name.endswith(".svg") for name in names)
        assert any(name.endswith(".png") for name in names)
        body = archive.read("word/document.xml").decode()
    assert "svgBlip" in body
    assert 'descr="Не көрсетілген"' in body


def test_every_font_of_the_pdf_is_embedded_and_none_is_of_the_machine():
    made = document(Paragraph(f"{KAZAKH} ₸"), Heading("Тақырып"), Figure(SVG, "", "x"))
    fonts = set()
    for page in PdfReader(io.BytesIO(to_pdf(made))).pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert any(name in descendant["/FontDescriptor"] for name in ("/FontFile2", "/FontFile3"))
            fonts.add(descendant["/BaseFont"].split("+")[1].split("-")[0])
    assert fonts <= {"LibertinusSerif", "NewCM10", "NewCMMath"}


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_somebody_typed_is_printed_and_not_run(text):
    made = document(Paragraph(text), table(["a"], [[text]]), Bullets((text,)), title=text)
    found = pdf_text(to_pdf(made))
    assert "root:" not in found
    # Ligatures and breaks aside, the signs stand as typed.
    kept = [sign for sign in text if sign in "#$*@{}[]<>=\\"]
    assert all(sign in found for sign in kept)
    assert text in word_text(to_docx(made))


def test_the_same_document_gives_the_same_pdf():
    made = document(Paragraph("a"), Figure(SVG, "c", "d"))
    assert to_pdf(made) == to_pdf(made)


def test_pages_are_counted_and_a_long_table_repeats_its_head():
    rows = [[f"жол {number}", "1"] for number in range(200)]
    made = document(table([Column("Өңір", 3), Column("Саны", 1, "right")], rows), PageBreak(), Paragraph("соңы"))
    content = to_pdf(made)
    reader = PdfReader(io.BytesIO(content))
    assert page_count(content) == len(reader.pages) > 3
    assert all("Өңір" in page.extract_text() for page in reader.pages[:-1])
    assert f"{len(reader.pages)} бет / {len(reader.pages)}" in reader.pages[-1].extract_text()


def test_a_title_without_a_single_space_breaks_inside_the_page():
    made = document(table(["a", "b"], [["ұ" * 900, "x"]]), title="Ұ" * 400)
    content = to_pdf(made)
    assert page_count(content) == 1
    assert pdf_text(content).replace("\u200b", "").replace("\n", "").count("Ұ") >= 400
    assert "Ұ" * 400 in word_text(to_docx(made))


def test_a_sign_that_no_embedded_font_has_does_not_stop_the_document():
    made = document(Paragraph("Су 💧 керек 水"))
    assert to_pdf(made).startswith(b"%PDF")
    assert "💧" in word_text(to_docx(made))


@given(st.text(max_size=60))
@settings(max_examples=12, deadline=None)
def test_any_text_at_all_can_be_printed(text):
    made = document(Paragraph(text or "–"), table(["a"], [[text]]), Facts((("n", text),)), Notice(text or "–"))
    assert to_pdf(made).startswith(b"%PDF")
    assert to_docx(made).startswith(b"PK")


def test_characters_that_turn_the_writing_or_are_no_letters_are_left_out():
    assert printable("a\u202eb\x00c\td") == "abc d"


def test_a_row_with_too_few_cells_is_refused():
    with pytest.raises(Problem, match="1 cells instead of 2"):
        table(["a", "b"], [["x"]])


def test_a_document_turns_into_plain_values():
    found = plain(table(["a"], [[Cell("x", "#ffffff")]]))
    assert found["block"] == "table"
    assert found["rows"] == [[{"block": "cell", "text": "x", "fill": "#ffffff", "ink": "", "strong": False}]]


def test_all_texts_of_a_document_are_found_for_search():
    made = document(Heading("H"), Figure(SVG, "caption", "alt"), Signatures((("Chair", "Name"),)))
    assert {"H", "caption", "alt", "Chair", "Name"} <= set(texts(made))
    assert SVG not in texts(made)


def test_a_picture_of_every_page_can_be_looked_at():
    made = document(Paragraph("a"), PageBreak(), Paragraph("b"))
    pages = to_png(made, 30)
    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_both_forms_carry_the_same_mark():
    made = document(Paragraph("a"))
    assert read_mark(to_pdf(made)) == read_mark(to_docx(made)) == MARK


def test_word_knows_its_language_repeats_the_head_and_numbers_the_pages():
    content = to_docx(document(table(["a"], [["b"]]), Paragraph("x")))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body, styles = archive.read("word/document.xml").decode(), archive.read("word/styles.xml").decode()
        foot = next(archive.read(name).decode() for name in archive.namelist() if "footer" in name)
    assert "w:tblHeader" in body
    assert 'w:val="kk-KZ"' in styles
    assert "NUMPAGES" in foot

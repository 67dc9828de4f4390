"""A document as DOCX: the same blocks as in the PDF, in a form that an office can go on editing."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, time

import docx
import vl_convert
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

from foresight.reports.document import (
    Bullets,
    Cell,
    Document,
    Facts,
    Figure,
    Heading,
    Notice,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    printable,
)

#: A font every office has, with all Kazakh letters and the sign of the tenge.
FONT = "Times New Roman"
ACCENT, QUIET = RGBColor(0x0B, 0x6E, 0x8A), RGBColor(0x56, 0x64, 0x6C)
TAGS = {"ru": "ru-RU", "kk": "kk-KZ", "en": "en-GB"}
TEXT_WIDTH = 170
ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER}
_SVG_EXTENSION = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{relation}"/>'
    "</a:ext></a:extLst>"
)


def to_docx(document: Document) -> bytes:
    """Write a document as DOCX; charts are vectors with a picture for readers that cannot draw them."""
    file = docx.Document()
    _prepare(file, document)
    size = 9.5 if document.compact else 10.5
    title = file.add_paragraph(style="Title")
    title.add_run(printable(document.title))
    if document.subtitle:
        _text(file, document.subtitle, size=size + 1, colour=QUIET)
    for block in document.blocks:
        _add(file, block, size)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _prepare(file: WordFile, document: Document) -> None:
    section = file.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(17 if document.compact else 20)
    size = 9.5 if document.compact else 10.5
    for name, points, colour in (
        ("Normal", size, None),
        ("Title", size * 1.7, ACCENT),
        ("Heading 1", size * 1.25, ACCENT),
        ("Heading 2", size * 1.08, ACCENT),
        ("List Bullet", size, None),
        ("List Number", size, None),
    ):
        style = file.styles[name]
        style.font.name, style.font.size = FONT, Pt(points)
        if colour is not None:
            style.font.color.rgb, style.font.bold = colour, True
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(attribute), FONT)
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(attribute), None)
    normal = file.styles["Normal"]
    normal.paragraph_format.space_after = Pt(3 if document.compact else 5)
    language = OxmlElement("w:lang")
    for attribute in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(attribute), TAGS[document.language])
    normal.element.get_or_add_rPr().append(language)
    core = file.core_properties
    core.title, core.author = printable(document.title)[:255], "Foresight Workbench"
    # The library allows 255 characters; the format has no such limit, and the mark is a little longer.
    core.keywords = ""
    core._element.find(qn("cp:keywords")).text = document.mark.line
    core.comments, core.language = "", TAGS[document.language]
    core.created = core.modified = datetime.combine(document.made_on, time(12), tzinfo=UTC)
    head = section.header.paragraphs[0]
    _run(head, document.head, size=8, colour=QUIET)
    foot = section.footer.paragraphs[0]
    _run(foot, document.foot + "    ", size=8, colour=QUIET)
    for part in re.split(r"(\{page\}|\{pages\})", document.pages):
        if part in ("{page}", "{pages}"):
            _field(foot, "PAGE" if part == "{page}" else "NUMPAGES")
        elif part:
            _run(foot, part, size=8, colour=QUIET)


def _run(paragraph, text: str, *, size: float | None = None, colour: RGBColor | None = None, bold: bool = False):
    run = paragraph.add_run(printable(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def _field(paragraph, name: str) -> None:
    """Let Word count the pages."""
    run = paragraph.add_run()
    run.font.size = Pt(8)
    for kind, text in (("begin", None), (None, name), ("end", None)):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run._r.append(element)


def _text(file: WordFile, text: str, **look: object):
    paragraph = file.add_paragraph()
    _run(paragraph, text, **look)
    return paragraph


def _add(file: WordFile, block: object, size: float) -> None:
    if isinstance(block, Heading):
        file.add_heading(printable(block.text), level=min(block.level, 2))
    elif isinstance(block, Paragraph):
        look = {
            "lead": {"size": size + 1.5},
            "small": {"size": size - 1.5, "colour": QUIET},
            "strong": {"bold": True},
            "empty": {"colour": QUIET},
        }.get(block.style, {})
        paragraph = _text(file, block.text, **look)
        paragraph.paragraph_format.keep_with_next = block.style == "strong"
        if block.style == "empty":
            paragraph.runs[0].italic = True
    elif isinstance(block, Bullets):
        for item in block.items:
            file.add_paragraph(printable(item), style="List Number" if block.numbered else "List Bullet")
    elif isinstance(block, Facts):
        _facts(file, block)
    elif isinstance(block, Table):
        _table(file, block, size)
    elif isinstance(block, Figure):
        _figure(file, block)
    elif isinstance(block, Notice):
        _notice(file, block)
    elif isinstance(block, Signatures):
        _signatures(file, block)
    elif isinstance(block, PageBreak):
        file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _widths(table, widths: list[float]) -> None:
    # LibreOffice follows the columns, Word the cells: both are told.
    table.autofit = False
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(width)
        for cell in table.columns[place].cells:
            cell.width = Mm(width)


def _facts(file: WordFile, block: Facts) -> None:
    if not block.rows:
        return
    made = file.add_table(rows=len(block.rows), cols=2)
    for cells, (name, value) in zip((row.cells for row in made.rows), block.rows):
        _fill(cells[0], name, colour=QUIET)
        _fill(cells[1], value)
    _widths(made, [52, TEXT_WIDTH - 52])
    _space_after(file)


def _fill(
    cell: _Cell,
    text: str,
    *,
    size: float | None = None,
    bold: bool = False,
    colour: RGBColor | None = None,
    align: str = "left",
    fill: str = "",
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGN[align]
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, size=size, bold=bold, colour=colour)
    if fill:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:color"), "auto")
        shade.set(qn("w:fill"), fill.lstrip("#"))
        cell._tc.get_or_add_tcPr().append(shade)


def _table(file: WordFile, block: Table, size: float) -> None:
    if block.caption:
        caption = _text(file, block.caption, bold=True)
        caption.paragraph_format.keep_with_next = True
    points = size - (2.5 if block.small else 1.5)
    made = file.add_table(rows=1 + len(block.rows), cols=len(block.columns))
    made.style = file.styles["Table Grid"]
    # All cells once: asking row by row walks the whole table each time.
    cells, across = made._cells, len(block.columns)
    for place, column in enumerate(block.columns):
        _fill(cells[place], column.title, size=points, bold=True, align=column.align, fill="#EDF4F7")
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(repeat)
    for number, row in enumerate(block.rows, 1):
        last = block.total and number == len(block.rows)
        for place, value in enumerate(row):
            cell = value if isinstance(value, Cell) else Cell(value)
            _fill(
                cells[number * across + place],
                cell.text,
                size=points,
                bold=cell.strong or last,
                colour=RGBColor.from_string(cell.ink.lstrip("#").upper()) if cell.ink else None,
                align=block.columns[place].align,
                fill=cell.fill,
            )
    total = sum(column.width for column in block.columns)
    widths = [TEXT_WIDTH * column.width / total for column in block.columns]
    made.autofit = False
    for place, width in enumerate(widths):
        made.columns[place].width = Mm(width)
    for place, cell in enumerate(cells):
        cell.width = Mm(widths[place % across])
    if block.note:
        _text(file, block.note, size=size - 1.5, colour=QUIET)
    else:
        _space_after(file)


def _space_after(file: WordFile) -> None:
    gap = file.add_paragraph()
    gap.paragraph_format.space_after = Pt(0)
    gap.paragraph_format.line_spacing = Pt(6)


def _figure(file: WordFile, block: Figure) -> None:
    if block.caption:
        _text(file, block.caption, bold=True).paragraph_format.keep_with_next = True
    picture = io.BytesIO(vl_convert.svg_to_png(block.svg, scale=2.0))
    shape = file.add_picture(picture, width=Mm(TEXT_WIDTH * block.width))
    properties = shape._inline.docPr
    properties.set("descr", printable(block.alt))
    blip = shape._inline.graphic.graphicData.pic.blipFill.blip
    number = 1 + sum(str(part.partname).endswith(".svg") for part in file.part.package.iter_parts())
    part = Part(PackURI(f"/word/media/chart{number}.svg"), "image/svg+xml", block.svg.encode(), file.part.package)
    relation = file.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip.append(parse_xml(_SVG_EXTENSION.format(relation=relation)))


def _notice(file: WordFile, block: Notice) -> None:
    made = file.add_table(rows=1, cols=1)
    _fill(made.rows[0].cells[0], block.text, fill="#FBF1E9" if block.kind == "warning" else "#EDF4F7")
    _widths(made, [TEXT_WIDTH])
    _space_after(file)


def _signatures(file: WordFile, block: Signatures) -> None:
    made = file.add_table(rows=len(block.rows), cols=3)
    for cells, (role, name) in zip((row.cells for row in made.rows), block.rows):
        _fill(cells[0], role)
        _fill(cells[1], "_" * 22)
        _fill(cells[2], name)
    _widths(made, [68, 51, 51])

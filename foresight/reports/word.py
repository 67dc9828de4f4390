"""A document as DOCX: the same blocks as in the PDF, in a form that an office can go on editing."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, time

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from foresight.reports.document import (
    Bullets,
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
from foresight.reports.pdf import chart_png
from foresight.reports.word_tables import QUIET, write_facts, write_notice, write_run, write_signatures, write_table

#: A font every office has, with all Kazakh letters and the sign of the tenge.
FONT = "Times New Roman"
ACCENT = RGBColor(0x0B, 0x6E, 0x8A)
#: Charts are drawn with what an office has: all of these know Kazakh letters.
CHART_FONTS = "Arial, DejaVu Sans, sans-serif"
TAGS = {"ru": "ru-RU", "kk": "kk-KZ", "en": "en-GB"}
#: Millimetres: a page, and its margin at the sides, in a compact document too.
PAGE_WIDTH, SIDE, COMPACT_SIDE = 210, 20, 16
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
    size, width = _size(document), _text_width(document)
    title = file.add_paragraph(style="Title")
    title.add_run(printable(document.title))
    if document.subtitle:
        _text(file, document.subtitle, size=size + 1, colour=QUIET)
    for before, block in zip((None, *document.blocks), document.blocks):
        if isinstance(before, PageBreak) and not isinstance(block, Heading):
            file.add_page_break()
        _add(file, block, size, width)
        if isinstance(before, PageBreak) and isinstance(block, Heading):
            # A break of its own would leave an empty page where the page before is full.
            file.paragraphs[-1].paragraph_format.page_break_before = True
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _size(document: Document) -> float:
    """Return the size of the type in points."""
    return 9.2 if document.compact else 10.5


def _text_width(document: Document) -> float:
    """Return the width of the text in millimetres."""
    return PAGE_WIDTH - 2 * (COMPACT_SIDE if document.compact else SIDE)


def _prepare(file: WordFile, document: Document) -> None:
    section = file.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(297)
    section.left_margin = section.right_margin = Mm(COMPACT_SIDE if document.compact else SIDE)
    section.top_margin = section.bottom_margin = Mm(15 if document.compact else 20)
    size = _size(document)
    for name, points, colour in (
        ("Normal", size, None),
        ("Title", size * 1.7, ACCENT),
        ("Heading 1", size * 1.25, ACCENT),
        ("Heading 2", size * 1.08, ACCENT),
        ("List Bullet", size, None),
        ("List Number", size, None),
        ("Header", 8, QUIET),
        ("Footer", 8, QUIET),
    ):
        style = file.styles[name]
        style.font.name, style.font.size = FONT, Pt(points)
        if colour is not None:
            style.font.color.rgb = colour
            style.font.bold = colour is ACCENT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(attribute), FONT)
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(attribute), None)
    for name, above in (("Heading 1", 12 if not document.compact else 8), ("Heading 2", 8)):
        file.styles[name].paragraph_format.space_before = Pt(above)
        file.styles[name].paragraph_format.space_after = Pt(4)
    file.styles["Title"].paragraph_format.space_after = Pt(4)
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
    write_run(head, document.head)
    foot = section.footer.paragraphs[0]
    file.styles["Footer"].paragraph_format.tab_stops.clear_all()
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(_text_width(document)), WD_TAB_ALIGNMENT.RIGHT)
    write_run(foot, document.foot)
    foot.add_run("\t")
    for part in re.split(r"(\{page\}|\{pages\})", document.pages):
        if part in ("{page}", "{pages}"):
            _field(foot, "PAGE" if part == "{page}" else "NUMPAGES")
        elif part:
            write_run(foot, part)
    _of_today(file)


def _field(paragraph, name: str) -> None:
    """Let the office count the pages."""
    for kind in ("begin", name, "separate", "0", "end"):
        run = paragraph.add_run("0" if kind == "0" else "")
        if kind == name:
            element = OxmlElement("w:instrText")
            element.text = name
        elif kind == "0":
            continue
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _of_today(file: WordFile) -> None:
    """Say that the file is of today's Word, which otherwise opens it in compatibility mode and shifts the tables."""
    for setting in file.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _text(file: WordFile, text: str, **look: object):
    paragraph = file.add_paragraph()
    write_run(paragraph, text, **look)
    return paragraph


def _add(file: WordFile, block: object, size: float, width: float) -> None:
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
        write_facts(file, block, size, width)
        _space_after(file)
    elif isinstance(block, Table):
        _caption(file, block.caption)
        write_table(file, block, size, width)
        if block.note:
            _text(file, block.note, size=size - 1.5, colour=QUIET)
        else:
            _space_after(file)
    elif isinstance(block, Figure):
        _figure(file, block, width)
    elif isinstance(block, Notice):
        write_notice(file, block, width)
        _space_after(file)
    elif isinstance(block, Signatures):
        write_signatures(file, block, width)


def _caption(file: WordFile, text: str) -> None:
    if text:
        _text(file, text, bold=True).paragraph_format.keep_with_next = True


def _space_after(file: WordFile) -> None:
    gap = file.add_paragraph()
    gap.paragraph_format.space_after = Pt(0)
    gap.paragraph_format.line_spacing = Pt(6)


def _figure(file: WordFile, block: Figure, width: float) -> None:
    _caption(file, block.caption)
    shape = file.add_picture(io.BytesIO(chart_png(block.svg)), width=Mm(width * block.width))
    properties = shape._inline.docPr
    properties.set("descr", printable(block.alt))
    blip = shape._inline.graphic.graphicData.pic.blipFill.blip
    svg = block.svg.replace('font-family="sans-serif"', f'font-family="{CHART_FONTS}"')
    number = 1 + sum(str(part.partname).endswith(".svg") for part in file.part.package.iter_parts())
    part = Part(PackURI(f"/word/media/chart{number}.svg"), "image/svg+xml", svg.encode(), file.part.package)
    relation = file.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip.append(parse_xml(_SVG_EXTENSION.format(relation=relation)))

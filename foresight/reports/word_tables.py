"""Tables of a DOCX: light rules, columns as wide as their longest word, rows that stay whole, boxes with a bar."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as WordFile
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from foresight.reports.document import Cell, Facts, Notice, Signatures, Table, printable

QUIET = RGBColor(0x56, 0x64, 0x6C)
RULE, HEAD_RULE, HEAD_FILL = "C9D3D8", "0B6E8A", "EDF4F7"
#: Space left and right of the words of a cell, in millimetres; twentieths of a point for the file.
MARGIN = 1.3
_TWIPS_IN_MM = 56.7
#: How wide a letter is in parts of the size of the type, with room for an office that has another font.
_LETTER, _BOLD_LETTER = 0.55, 0.66
_MM_IN_POINT = 0.3528
#: No word makes its column wider than this part of the table.
_WIDEST = 0.34
#: A row stays on one page, unless a cell holds more letters than this.
_WHOLE_ROW = 1500
_ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER}


def write_table(file: WordFile, block: Table, size: float, width: float) -> None:
    """Add a table whose head is repeated on every page."""
    points = size - (2.5 if block.small else 1.5)
    made = _framed(file, 1 + len(block.rows), len(block.columns), rules=True)
    # All cells once: asking row by row walks the whole table each time.
    cells, across = made._cells, len(block.columns)
    for place, column in enumerate(block.columns):
        _fill(cells[place], column.title, size=points, bold=True, align=column.align, fill=HEAD_FILL)
        cells[place].vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
        _edge(cells[place], top=(8, HEAD_RULE))
    made.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    words = [tuple(value if isinstance(value, Cell) else Cell(value) for value in row) for row in block.rows]
    for number, row in enumerate(words, 1):
        last = block.total and number == len(words)
        for place, cell in enumerate(row):
            target = cells[number * across + place]
            _fill(
                target,
                cell.text,
                size=points,
                bold=cell.strong or last,
                colour=RGBColor.from_string(cell.ink.lstrip("#").upper()) if cell.ink else None,
                align=block.columns[place].align,
                fill=cell.fill,
            )
            target.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    for row, content in zip(made._tbl.tr_lst, [(), *words]):
        if sum(len(cell.text) for cell in content) < _WHOLE_ROW:
            row.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    _set_widths(made, column_widths(block, points, width))


def write_facts(file: WordFile, block: Facts, size: float, width: float) -> None:
    """Add names and values, two columns without rules."""
    if not block.rows:
        return
    made = _framed(file, len(block.rows), 2)
    cells = made._cells
    for place, (name, value) in enumerate(block.rows):
        _fill(cells[2 * place], name, colour=QUIET)
        _fill(cells[2 * place + 1], value)
    longest = max(len(name) for name, _ in block.rows) * _LETTER * size * _MM_IN_POINT + 2 * MARGIN
    names = min(max(30.0, longest), width * 0.4)
    _set_widths(made, [names, width - names])


def write_notice(file: WordFile, block: Notice, width: float) -> None:
    """Add something to know before reading on: a coloured box with a bar at its side."""
    made = _framed(file, 1, 1)
    warning = block.kind == "warning"
    _fill(made._cells[0], block.text, fill="FBF1E9" if warning else HEAD_FILL)
    _edge(made._cells[0], left=(24, "D55E00" if warning else HEAD_RULE))
    _set_widths(made, [width])


def write_signatures(file: WordFile, block: Signatures, width: float) -> None:
    """Add lines to sign, with space above each."""
    made = _framed(file, len(block.rows), 3)
    cells = made._cells
    for place, (role, name) in enumerate(block.rows):
        for across, text in enumerate((role, "", name)):
            cell = cells[3 * place + across]
            _fill(cell, text)
            cell.paragraphs[0].paragraph_format.space_before = Pt(14)
        _edge(cells[3 * place + 1], bottom=(4, "000000"))
    _set_widths(made, [width * 0.4, width * 0.3, width * 0.3])


def column_widths(block: Table, points: float, width: float) -> list[float]:
    """Share the width between columns as they ask, but give each room for its longest word.

    Parameters
    ----------
    block : Table
    points : float
        Size of the type.
    width : float
        What there is in all, in any unit of length in which ``MARGIN`` is given (millimetres).

    Returns
    -------
    list of float
        One width per column, adding up to ``width``.
    """
    asked = [width * column.width / sum(column.width for column in block.columns) for column in block.columns]
    needed = []
    for place, column in enumerate(block.columns):
        letters = max((len(word) for word in column.title.split()), default=0) * _BOLD_LETTER
        for row in block.rows:
            cell = row[place]
            text, strong = (cell.text, cell.strong) if isinstance(cell, Cell) else (cell, False)
            longest = max((len(word) for word in text.split()), default=0)
            letters = max(letters, longest * (_BOLD_LETTER if strong else _LETTER))
        needed.append(min(letters * points * _MM_IN_POINT + 2 * MARGIN, width * _WIDEST))
    if sum(needed) >= width:
        return [width * one / sum(needed) for one in needed]
    lacking = sum(max(0.0, need - ask) for need, ask in zip(needed, asked))
    spare = sum(max(0.0, ask - need) for need, ask in zip(needed, asked))
    part = lacking / spare if spare else 0.0
    return [need if need > ask else ask - part * (ask - need) for need, ask in zip(needed, asked)]


def _framed(file: WordFile, rows: int, columns: int, *, rules: bool = False) -> WordTable:
    made = file.add_table(rows=rows, cols=columns)
    # The format fixes the order of a table's properties; the look of the style comes last.
    look = made._tbl.tblPr.find(qn("w:tblLook"))
    if rules:
        look.addprevious(_borders("w:tblBorders", bottom=(4, RULE), insideH=(4, RULE)))
    side, above = round(MARGIN * _TWIPS_IN_MM), 16
    look.addprevious(
        parse_xml(
            f'<w:tblCellMar {nsdecls("w")}><w:top w:w="{above}" w:type="dxa"/><w:left w:w="{side}" w:type="dxa"/>'
            f'<w:bottom w:w="{above}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/></w:tblCellMar>'
        )
    )
    return made


def _edge(cell: _Cell, **sides: tuple[int, str]) -> None:
    """Draw edges of one cell; the format wants them between the width and the shade."""
    properties = cell._tc.get_or_add_tcPr()
    after = next((one for one in properties if one.tag in (qn("w:shd"), qn("w:vAlign"))), None)
    drawn = _borders("w:tcBorders", **sides)
    if after is None:
        properties.append(drawn)
    else:
        after.addprevious(drawn)


def _borders(element: str, **sides: tuple[int, str]) -> object:
    """Return the element of borders: eighths of a point and a colour for each side named."""
    drawn = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side, (size, colour) in sides.items()
    )
    return parse_xml(f"<{element} {nsdecls('w')}>{drawn}</{element}>")


def _set_widths(table: WordTable, widths: Sequence[float]) -> None:
    # LibreOffice follows the columns, Word the cells: both are told.
    table.autofit = False
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(width)
    for place, cell in enumerate(table._cells):
        cell.width = Mm(widths[place % len(widths)])


def write_run(
    paragraph: Paragraph, text: str, *, size: float | None = None, colour: RGBColor | None = None, bold: bool = False
) -> None:
    """Write a piece of text of one look into a paragraph."""
    run = paragraph.add_run(printable(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour


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
    paragraph.alignment = _ALIGN[align]
    paragraph.paragraph_format.space_after = Pt(0)
    write_run(paragraph, text, size=size, colour=colour, bold=bold)
    if fill:
        shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill.lstrip("#")}"/>')
        cell._tc.get_or_add_tcPr().append(shade)

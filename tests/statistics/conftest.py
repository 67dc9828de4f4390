"""Files made for the tests: workbooks of cells, and archives with something hidden in them."""

import io
import zipfile

import pytest
from openpyxl import Workbook

CONTENT = b'<?xml version="1.0" encoding="UTF-8"?><Types/>'
SHEET = b"<worksheet><sheetData/></worksheet>"


def _workbook(rows, merged=(), title="Sheet", more=()):
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    for name in more:
        book.create_sheet(name)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _archive(**parts):
    """Return a minimal workbook archive; keyword ``a__b`` stands for the part ``a/b.xml``."""
    whole = {"[Content_Types].xml": CONTENT, "xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": SHEET}
    whole |= {
        name.replace("__", "/") if "." in name else name.replace("__", "/") + ".xml": data
        for name, data in parts.items()
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in whole.items():
            file.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def workbook():
    """Return a function that writes rows into a workbook."""
    return _workbook


@pytest.fixture
def archive():
    """Return a function that packs parts into the archive of a minimal workbook."""
    return _archive

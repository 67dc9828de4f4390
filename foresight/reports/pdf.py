"""A document as PDF, set by typst: fonts of its own, no system fonts, no network, no file but the template."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from functools import lru_cache
from pathlib import Path

import typst

from foresight.reports.document import Document, Figure, plain

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
#: Archivable and readable aloud: tagged, fonts embedded.
STANDARD = "a-2a"


@lru_cache(maxsize=1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _sources(document: Document) -> dict[str, bytes]:
    """Return the files typst sees: the template, the text as data, and the charts."""
    blocks, charts = [], {}
    for block in document.blocks:
        content = plain(block)
        if isinstance(block, Figure):
            name = f"chart-{len(charts)}.svg"
            charts[name] = block.svg.encode("utf-8")
            content = {**content, "svg": name}
        blocks.append(content)
    data = {
        "kind": document.kind,
        "language": document.language,
        "title": plain(document.title),
        "subtitle": plain(document.subtitle),
        "head": plain(document.head),
        "foot": plain(document.foot),
        "pages": document.pages,
        "compact": document.compact,
        "mark": document.mark.line,
        "blocks": blocks,
    }
    return {"main.typ": _template(), "document.json": json.dumps(data, ensure_ascii=False).encode("utf-8"), **charts}


def _compile(document: Document, **options: object) -> bytes | list[bytes]:
    noon = dt.datetime.combine(document.made_on, dt.time(12), tzinfo=dt.UTC)
    sources = _sources(document)
    with tempfile.TemporaryDirectory() as empty:
        place = {"root": empty, "package_path": empty, "package_cache_path": empty, "timestamp": noon}
        try:
            return typst.compile(sources, ignore_system_fonts=True, **place, **options)
        except typst.TypstError:
            # A sign that none of the embedded fonts has (a pictogram in a need) may not stop a protocol: fonts of the
            # machine help out, and the file is an ordinary PDF.
            options.pop("pdf_standards", None)
            return typst.compile(sources, ignore_system_fonts=False, **place, **options)


def to_pdf(document: Document) -> bytes:
    """Set a document as PDF/A with tags; the same document gives the same bytes."""
    made = _compile(document, format="pdf", pdf_standards=[STANDARD])
    return made if isinstance(made, bytes) else b"".join(made)


def to_png(document: Document, dots_per_inch: float = 110.0) -> list[bytes]:
    """Set a document as pictures of its pages, to look at it before it is downloaded."""
    made = _compile(document, format="png", ppi=dots_per_inch)
    return [made] if isinstance(made, bytes) else list(made)


def chart_png(svg: str, dots_per_inch: float = 220.0) -> bytes:
    """Draw a chart as a picture with the fonts of the documents, which have every Kazakh letter."""
    page = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("chart.svg")\n'
    sources = {"main.typ": page, "chart.svg": svg.encode("utf-8")}
    with tempfile.TemporaryDirectory() as empty:
        place = {"root": empty, "package_path": empty, "package_cache_path": empty}
        return typst.compile(sources, format="png", ppi=dots_per_inch, ignore_system_fonts=True, **place)


def page_count(pdf: bytes) -> int:
    """Count the pages of a PDF that `to_pdf` made."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))

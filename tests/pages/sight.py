"""What a reader sees of a page: every text and table cell."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import pandas as pd
from streamlit.testing.v1 import AppTest

HOLES = re.compile(r"\b(nan|none|null|inf|nat)\b|<NA>", re.IGNORECASE)
TEXTS = ("title", "header", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success", "metric")


def texts(page: AppTest) -> list[str]:
    """Return the sentences of a page."""
    return [str(one.value) for kind in TEXTS for one in page.get(kind) if hasattr(one, "value")]


def tables(page: AppTest) -> list[pd.DataFrame]:
    """Return the tables of a page."""
    return [one.value for one in page.dataframe]


def holes(page: AppTest) -> Iterator[str]:
    """Find what must stand on no page: a NaN, None or <NA> where a number or a word should be."""
    for text in texts(page):
        if HOLES.search(text):
            yield text
    for frame in tables(page):
        for name in frame.columns:
            for value in frame[name]:
                missing = value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value))
                if missing or HOLES.search(str(value)):
                    yield f"{name}: {value}"

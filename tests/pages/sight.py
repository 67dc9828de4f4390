"""What a reader sees of a page: every text, every cell of a table, everything a chart is drawn from."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
from streamlit.testing.v1 import AppTest

HOLES = re.compile(r"\b(NaN|nan|None|null|inf|NaT)\b|<NA>")
TEXTS = ("title", "header", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success", "metric")


def texts(page: AppTest) -> list[str]:
    """Return the sentences of a page."""
    return [str(one.value) for kind in TEXTS for one in page.get(kind) if hasattr(one, "value")]


def tables(page: AppTest) -> list[pd.DataFrame]:
    """Return the tables of a page."""
    return [one.value for one in page.dataframe]


def chart_tables(page: AppTest) -> Iterator[pd.DataFrame]:
    """Return the data of every chart of a page."""
    for chart in page.get("vega_lite_chart"):
        for dataset in chart.proto.datasets:
            yield pa.ipc.open_stream(dataset.data.data).read_pandas()


def holes(page: AppTest) -> Iterator[str]:
    """Find what must stand on no page: a NaN, None or <NA> where a number or a word should be, drawn or written."""
    for text in texts(page):
        if HOLES.search(text):
            yield text
    for frame in tables(page):
        for name in frame.columns:
            for value in frame[name]:
                missing = value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value))
                if missing or HOLES.search(str(value)):
                    yield f"{name}: {value}"
    for frame in chart_tables(page):
        for name in frame.columns:
            numbers = frame[name].dtype.kind in "fiu"
            if frame[name].isna().any() or numbers and not np.isfinite(frame[name].to_numpy(dtype=float)).all():
                yield f"chart, {name}: {frame[name].tolist()}"

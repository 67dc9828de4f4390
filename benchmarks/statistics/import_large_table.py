"""Time and memory of reading 200,000 rows with 1,000 faults, and of refusing a spreadsheet that unpacks to 300 MB."""

import io
import subprocess
import sys
import time
import zipfile

import numpy as np
import pandas as pd


def table() -> tuple[bytes, list[str]]:
    """Return a CSV of 500 indicators x 20 regions x 20 years, a fault in every 200th row."""
    from foresight.regions.regions import REGIONS

    names = [f"x{number}" for number in range(500)]
    regions = [found.name_ru for found in REGIONS.values()]
    index = pd.MultiIndex.from_product([names, regions, range(2005, 2025)], names=["indicator", "region", "year"])
    frame = index.to_frame(index=False)
    values = np.random.default_rng(1).uniform(100, 200, len(frame)).round(1)
    frame = frame.assign(
        value=values.astype(str), unit="mln KZT, current prices", status="published", source="bulletin"
    )
    for kind, (column, bad) in enumerate(
        [("region", "Костанайскя"), ("value", "abc"), ("unit", "USD"), ("value", "-5")]
    ):
        frame.loc[frame.index[kind * 50 :: 800], column] = bad
    return frame.to_csv(index=False).encode(), names


def bomb() -> bytes:
    """Return a workbook of under a megabyte whose only sheet unpacks to 300 MB."""
    parts = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet>" + b"<c><v>1</v></c>" * 20_000_000)
    return buffer.getvalue()


def measure(what: str) -> None:
    """Run one case in this process and print seconds and the growth of memory."""
    from foresight.problems import Problem
    from foresight.statistics.shipped import read_indicators
    from foresight.statistics.table_import import import_table

    data = sys.stdin.buffer.read()
    catalogue = read_indicators()
    names = [f"x{number}" for number in range(500)]
    catalogue = pd.concat([catalogue, *(catalogue.iloc[[0]].assign(indicator=name) for name in names)])
    before = _peak()
    start = time.perf_counter()
    try:
        found = import_table(data, "table.csv" if what == "csv" else "table.xlsx", catalogue)
        outcome = f"{len(found.observations)} rows, {len(found.errors)} errors"
    except Problem as problem:
        outcome = str(problem)
    seconds = time.perf_counter() - start
    after = _peak()
    memory = f"{(after - before) / 1024:.0f} MB more, {after / 1024:.0f} MB in all"
    print(f"{what:<8}{len(data) / 1e6:>8.2f} MB{seconds:>8.2f} s   {memory}: {outcome}")


def _peak() -> int:
    """Return the peak of resident memory since this program was started, in KB."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def main() -> None:
    """Measure every case in a process of its own."""
    if len(sys.argv) > 1:
        measure(sys.argv[1])
        return
    for what, data in (("csv", table()[0]), ("bomb", bomb())):
        subprocess.run([sys.executable, "-m", "benchmarks.statistics.import_large_table", what], input=data, check=True)


if __name__ == "__main__":
    main()

"""What the head of a file says before its figures: its signature, its headers, and the indicator and unit it names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import pandas as pd

from foresight.regions.regions import find_region, spelling_key
from foresight.statistics.table_layout import HEADERS
from foresight.statistics.units import unit_factor

OTHER_NAMES = {
    "rd_expenditure": (
        "внутренние затраты на научно-исследовательские и опытно-конструкторские работы",
        "внутренние затраты на исследования и разработки",
        "ғылыми-зерттеу және тәжірибелік-конструкторлық жұмыстарға жұмсалған ішкі шығындар",
        "intramural expenditure on research and development",
    ),
    "local_budget_rd": ("затраты на НИОКР за счет средств местных бюджетов", "местный бюджет НИОКР"),
    "doctoral_students": ("численность докторантов", "докторанттар контингенті", "обучается докторантов"),
    "doctoral_graduates": ("выпущено докторантов", "бітірген докторанттар саны"),
    "rd_personnel": ("численность работников, выполнявших НИОКР", "ҒЗТКЖ орындаған қызметкерлер саны"),
    "researchers": ("численность специалистов-исследователей", "зерттеуші мамандар саны", "численность исследователей"),
    "population": ("численность населения", "халықтың саны"),
    "grp": ("валовый региональный продукт", "ВРП", "ЖӨӨ"),
}
"""How bulletins call the indicators besides their names in the catalogue."""
_HEAD_ROWS = 40
_LANGUAGES = ("ru", "kk", "en")
_ENOUGH_WORDS = 0.75
_SHORTEST_STEM = 5
_UNIT_WORDS = 4


def head_texts(table: pd.DataFrame) -> list[str]:
    """Return the texts above the first row that names a region and holds a number, in reading order."""
    texts: list[str] = []
    for row in table.head(_HEAD_ROWS).to_numpy().tolist():
        cells = [cell.strip() for cell in row if cell.strip()]
        if any(re.search(r"\d", cell) for cell in cells) and any(
            find_region(cell) for cell in cells if re.search(r"[^\W\d_]", cell)
        ):
            break
        texts += cells
    return texts


def head_signature(table: pd.DataFrame) -> str:
    """Return a hash that the bulletin of the next year shares: the words of the head without its numbers.

    Parameters
    ----------
    table : pandas.DataFrame
        The grid, from the first line of the file, every cell a text.

    Returns
    -------
    str
        Sixteen hexadecimal digits, or an empty string where the head holds no word.
    """
    words = [spelling_key(re.sub(r"\d+", " ", text)) for text in head_texts(table)]
    words = [word for word in words if re.search(r"[^\W\d_]", word)]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16] if words else ""


def header_choices(table: pd.DataFrame) -> tuple[str, ...]:
    """Return the headers a planner may map: the first row with three texts or more, over rows as wide."""
    rows = [[cell.strip() for cell in row] for row in table.head(_HEAD_ROWS).to_numpy().tolist()]
    for line, row in enumerate(rows[:-1]):
        named = [cell for cell in row if cell and not re.fullmatch(r"[\d\s.,-]+", cell)]
        below = [cell for cell in rows[line + 1] if cell]
        if len(named) >= 3 and len(set(named)) == len(named) and len(below) >= 3:
            return tuple(named)
    return ()


def suggested_columns(headers: Sequence[str]) -> dict[str, str]:
    """Return which header is probably which column of ours, by its words."""
    found: dict[str, str] = {}
    for header in headers:
        key = spelling_key(header)
        for ours, known in HEADERS.items():
            first = key.split(" ")[0]
            if ours not in found and (key in known or first in known or any(_same_words(word, key) for word in known)):
                found[ours] = header
                break
    return found


def suggested_indicators(table: pd.DataFrame, indicators: pd.DataFrame) -> list[str]:
    """Return the codes of the indicators whose name the head of a file holds, the surest first.

    Parameters
    ----------
    table : pandas.DataFrame
        The grid.
    indicators : pandas.DataFrame
        The catalogue, with ``name_ru``, ``name_kk`` and ``name_en``.
    """
    said = spelling_key(" ".join(head_texts(table))).split()
    scores = {}
    for row in indicators.to_dict("records"):
        called = [row[f"name_{code}"] for code in _LANGUAGES] + list(OTHER_NAMES.get(row["indicator"], ()))
        names = [spelling_key(name).split() for name in called]
        shares = [(_said_share(name, said), len(name)) for name in names if name]
        scores[row["indicator"]] = max(shares, default=(0.0, 0))
    found = [code for code, (share, _) in scores.items() if share >= _ENOUGH_WORDS]
    return sorted(found, key=lambda code: scores[code], reverse=True)


def suggested_unit(table: pd.DataFrame, unit: str) -> str | None:
    """Return the unit that the head of a file names, if it is one the catalogue's unit can be made from."""
    for text in head_texts(table):
        words = re.sub(r"[()\[\],;:]", " ", text).split()
        for length in range(_UNIT_WORDS, 0, -1):
            for start in range(len(words) - length + 1):
                phrase = " ".join(words[start : start + length])
                if unit_factor(phrase, unit) is not None:
                    return phrase
    return None


def _said_share(name: Sequence[str], said: Sequence[str]) -> float:
    """Return the part of the words of a name that are said, endings apart."""
    long = [word for word in name if len(word) > 2]
    return sum(any(_same_word(word, other) for other in said) for word in long) / len(long) if long else 0.0


def _same_words(first: str, second: str) -> bool:
    left, right = first.split(), second.split()
    return len(left) == len(right) and all(map(_same_word, left, right))


def _same_word(first: str, second: str) -> bool:
    if first == second:
        return True
    stem = max(_SHORTEST_STEM, min(len(first), len(second)) - 3)
    return len(first) >= _SHORTEST_STEM and len(second) >= _SHORTEST_STEM and first[:stem] == second[:stem]

"""The 20 regions: codes, names in three languages, centres, places on the tile grid, spelling variants."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

import pandas as pd

from foresight.problems import Problem
from foresight.statistics.shipped import SHIPPED

NATION = "KZ"
NATION_NAMES = MappingProxyType({"kk": "Қазақстан", "ru": "Казахстан", "en": "Kazakhstan"})
LANGUAGES = ("ru", "kk", "en")
_SAME_NAME = ("code", "kato", "kind", "split_from")


@dataclass(frozen=True)
class Region:
    """One region of Kazakhstan: an oblast or a city of republican significance.

    Attributes
    ----------
    code : str
        ISO 3166-2 code, such as ``KZ-75``.
    kind : str
        ``oblast`` or ``city``.
    latitude, longitude : float
        Of the administrative centre, in degrees.
    created : datetime.date or None
        Date of creation, where the region is younger than the series.
    split_from : str
        Code of the region it was split from, or an empty string.
    tile_row, tile_column : int
        Place on the tile grid, counted from 1; north at the top, west at the left.
    """

    code: str
    kato: str
    kind: str
    name_kk: str
    name_ru: str
    name_en: str
    short_kk: str
    short_ru: str
    short_en: str
    centre_kk: str
    centre_ru: str
    centre_en: str
    latitude: float
    longitude: float
    area_km2: int
    created: date | None
    split_from: str
    tile_row: int
    tile_column: int

    def name(self, language: str = "en") -> str:
        """Return the full name in ``ru``, ``kk`` or ``en``."""
        return getattr(self, f"name_{_known(language)}")

    def short_name(self, language: str = "en") -> str:
        """Return the name short enough for a tile or a table."""
        return getattr(self, f"short_{_known(language)}")

    def centre(self, language: str = "en") -> str:
        """Return the name of the administrative centre."""
        return getattr(self, f"centre_{_known(language)}")


def region(code: str) -> Region:
    """Return the region with this code.

    Raises
    ------
    Problem
        If no region has the code; the sentence lists the codes there are.
    """
    try:
        return REGIONS[code]
    except KeyError:
        raise Problem("unknown region {region}: one of {allowed}", region=code, allowed=", ".join(REGIONS)) from None


def region_name(code: str, language: str = "en", short: bool = False) -> str:
    """Return the name of a region or of the nation (``KZ``)."""
    if code == NATION:
        return NATION_NAMES[_known(language)]
    found = region(code)
    return found.short_name(language) if short else found.name(language)


def split_pairs() -> tuple[tuple[str, str], ...]:
    """Return (older region, region split from it) for the regions created in June 2022."""
    return tuple((found.split_from, found.code) for found in REGIONS.values() if found.split_from)


def tile_grid() -> pd.DataFrame:
    """Return the tile grid.

    Returns
    -------
    pandas.DataFrame
        ``region, row, column``, one row a region, ordered by row and column.
    """
    cells = [(found.code, found.tile_row, found.tile_column) for found in REGIONS.values()]
    return pd.DataFrame(cells, columns=["region", "row", "column"]).sort_values(["row", "column"], ignore_index=True)


def match_region(name: str) -> str:
    """Find the code of a region, or ``KZ`` for the nation, by any spelling in three languages.

    Parameters
    ----------
    name : str
        As printed in a table: case, spaces, dots, quotes, hyphens and Kazakh letters written as Russian
        ones do not matter.

    Raises
    ------
    Problem
        If no spelling fits; the sentence names the nearest ones.
    """
    code = find_region(name)
    if code:
        return code
    suggestions = suggest_regions(name)
    if suggestions:
        readable = ", ".join(f"{region_name(found, 'ru')} ({found})" for found in suggestions)
        raise Problem("unknown region {region}: did you mean {suggestions}?", region=name, suggestions=readable)
    raise Problem("unknown region {region}: one of {allowed}", region=name, allowed=", ".join(REGIONS))


def find_region(name: str) -> str | None:
    """Return the code that :func:`match_region` finds, or None where no spelling fits."""
    spellings, folded = _spellings()
    key = spelling_key(name)
    return spellings.get(key) or folded.get(_fold(key))


def suggest_regions(name: str, count: int = 3) -> list[str]:
    """Return the codes whose spellings are nearest to ``name``, nearest first, at most ``count``."""
    _, folded = _spellings()
    near = difflib.get_close_matches(_fold(spelling_key(name)), folded, n=12, cutoff=0.6)
    return list(dict.fromkeys(folded[key] for key in near))[:count]


def spelling_key(name: str) -> str:
    """Return the form under which a spelling is compared.

    Lower case, no punctuation, single spaces; footnote marks are dropped, and Latin letters that slipped into
    a Cyrillic word are read as the Cyrillic letters they look like.
    """
    text = unicodedata.normalize("NFC", str(name)).casefold().replace("ё", "е")
    text = re.sub(r"[¹²³⁰-⁹]+|\s\d\)?\s*$", "", text)
    text = re.sub(r"[\W_]+", " ", text).strip()
    return " ".join(word.translate(_LOOKALIKE) if _CYRILLIC.search(word) else word for word in text.split(" "))


_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LOOKALIKE = str.maketrans("aceopxykmtbiə", "асеорхукмтвіә")
_KAZAKH_AS_RUSSIAN = str.maketrans("әғқңөұүһіi", "агкноуухии")


def _fold(key: str) -> str:
    return key.translate(_KAZAKH_AS_RUSSIAN)


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise Problem("unknown language {code}: one of {allowed}", code=language, allowed=", ".join(LANGUAGES))
    return language


@cache
def _spellings() -> tuple[dict[str, str], dict[str, str]]:
    table = pd.read_csv(SHIPPED / "region_aliases.csv", dtype=str, keep_default_na=False)
    spellings = {spelling_key(alias): code for alias, code in zip(table["alias"], table["code"], strict=True)}
    folded: dict[str, str] = {}
    ambiguous = set()
    for key, code in spellings.items():
        if folded.setdefault(_fold(key), code) != code:
            ambiguous.add(_fold(key))
    return spellings, {key: code for key, code in folded.items() if key not in ambiguous}


def _load_regions() -> Mapping[str, Region]:
    table = pd.read_csv(SHIPPED / "regions.csv", dtype=str, keep_default_na=False)
    found = {}
    for row in table.to_dict("records"):
        plain = {name: row[name] for name in row if name.startswith(("name_", "short_")) or name in _SAME_NAME}
        found[row["code"]] = Region(
            **plain,
            **{f"centre_{language}": row[f"centre_{language}"] for language in LANGUAGES},
            latitude=float(row["centre_lat"]),
            longitude=float(row["centre_lon"]),
            area_km2=int(row["area_km2"]),
            created=date.fromisoformat(row["created"]) if row["created"] else None,
            tile_row=int(row["tile_row"]),
            tile_column=int(row["tile_column"]),
        )
    return MappingProxyType(found)


REGIONS: Mapping[str, Region] = _load_regions()

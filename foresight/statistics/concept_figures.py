"""What the audit of the Concept works with: printed cells beside observations, and the form of a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from foresight.regions.regions import REGIONS
from foresight.statistics.panel import national_series, panel

YEARS = (2020, 2021, 2022, 2023, 2024)
FIVE_YEARS = "2020-2024"
THOUSAND = 1000.0

SEVERITY = {
    "error": "error",
    "contradiction": "error",
    "overclaim": "error",
    "outlier": "warning",
    "series_break": "warning",
    "method": "warning",
    "hidden_data": "warning",
    "ambiguous": "warning",
    "partly_true": "warning",
    "label": "warning",
    "nominal": "warning",
    "date": "warning",
    "reference": "warning",
    "spelling": "warning",
    "format": "warning",
    "missing": "warning",
    "close_call": "note",
    "rounding": "note",
    "ok": "ok",
}


@dataclass(frozen=True)
class AuditFinding:
    """One statement on the Concept's own numbers.

    Attributes
    ----------
    number : int
        Number of the check; stable, so that a reader can refer to it.
    code : str
        Short name of what was found.
    kind : str
        One of ``SEVERITY``: ``error``, ``ambiguous``, ``outlier``, ``method``, ``ok`` and so on.
    place : str
        Where in the Concept, as "Table 2" or "Section 5.1".
    sentence : str
        Constant English sentence with ``{named}`` placeholders; the key of its translations.
    values : Mapping
        Numbers the sentence names, rounded for reading: amounts in mln KZT unless the name says otherwise,
        per cent where the sentence says %.
    region : str
        Code of the region it is about, or ``KZ``.
    indicator : str
        Code of the indicator it is about, or an empty string.
    years : tuple of int
        Years it is about.
    """

    number: int
    code: str
    kind: str
    place: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)
    region: str = "KZ"
    indicator: str = ""
    years: tuple[int, ...] = ()

    @property
    def severity(self) -> str:
        """``error``, ``warning``, ``note`` or ``ok``."""
        return SEVERITY[self.kind]

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.sentence.format(**self.values)


class ConceptFigures:
    """Printed cells and observations, looked up by name.

    Parameters
    ----------
    observations : pandas.DataFrame
        Long frame of observations.
    printed : pandas.DataFrame
        As read by ``read_concept_printed``.
    """

    def __init__(self, observations: pd.DataFrame, printed: pd.DataFrame) -> None:
        self.observations = observations
        keys = zip(printed["place"], printed["item"], printed["region"], printed["period"], strict=True)
        self._cells = dict(zip(keys, zip(printed["value"], printed["printed"], strict=True), strict=True))
        self.claims = printed.set_index("item")["region"]
        self._wide: dict[str, pd.DataFrame] = {}
        self._national: dict[str, pd.Series] = {}

    def cell(self, place: str, item: str, region: str = "KZ", period: int | str = FIVE_YEARS) -> float:
        """Return the printed number; NaN for a dash or where nothing is printed."""
        return float(self._cells.get((place, item, region, str(period)), (np.nan, ""))[0])

    def half_unit(self, place: str, item: str, region: str = "KZ", period: int | str = FIVE_YEARS) -> float:
        """Return half a unit of the last printed digit: how far rounding may take the number."""
        text = self._cells[(place, item, region, str(period))][1]
        # The comma separates thousands in the tables and decimals in the text.
        text = text.replace(",", "") if place.startswith("Table") else text.replace(",", ".")
        return 0.5 * 10.0 ** -(len(text.split(".")[1]) if "." in text else 0)

    def agrees(
        self, computed: float, place: str, item: str, region: str = "KZ", period: int | str = FIVE_YEARS
    ) -> bool:
        """Tell whether a computed number rounds to the printed one."""
        printed = self.cell(place, item, region, period)
        return abs(printed - computed) <= self.half_unit(place, item, region, period) * (1 + 1e-9) + 1e-12

    def regional(self, indicator: str) -> pd.DataFrame:
        """Return regions by years, NaN in the holes; in the order of the catalogue of regions."""
        if indicator not in self._wide:
            wide = panel(self.observations, indicator).pivot(index="unique_id", columns="ds", values="y")
            self._wide[indicator] = wide.reindex(list(REGIONS))
        return self._wide[indicator]

    def national(self, indicator: str) -> pd.Series:
        """Return the series of the nation by year."""
        if indicator not in self._national:
            self._national[indicator] = national_series(self.observations, indicator).set_index("ds")["y"]
        return self._national[indicator]

    def regions_of(self, item: str) -> list[str]:
        """Return the codes a claim names."""
        return self.claims[item].split()

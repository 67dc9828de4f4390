"""What goes into the index of regional potential: values of one year, never across different boundaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.problems import Problem
from foresight.regions.regions import NATION, REGIONS, split_pairs
from foresight.statistics.observations import WITHOUT_VALUE
from foresight.statistics.panel import boundaries_of, weakest


@dataclass(frozen=True)
class IndexIndicator:
    """One indicator of the index.

    Attributes
    ----------
    indicator : str
        Code in the catalogue.
    per : str
        Code of the indicator it is divided by (``population``, ``grp``), or an empty string.
    times : float
        Factor after the division, as 100,000 for "per 100,000 people".
    direction : int
        1 where more is better, -1 where less is.
    transformation : str
        ``none`` or ``log`` (for skewed positive indicators).
    disputed : bool
        Whether people disagree on the direction: then some variations turn it round.
    """

    indicator: str
    per: str = ""
    times: float = 1.0
    direction: int = 1
    transformation: str = "none"
    disputed: bool = False

    @property
    def name(self) -> str:
        """Name of the column: ``rd_expenditure`` or ``rd_expenditure/population``."""
        return f"{self.indicator}/{self.per}" if self.per else self.indicator


SHIPPED_INDICATORS = (
    IndexIndicator("rd_expenditure", "population", 1e5, transformation="log"),
    IndexIndicator("rd_expenditure", "grp", 100.0, transformation="log"),
    IndexIndicator("doctoral_students", "population", 1e5, transformation="log"),
    IndexIndicator("doctoral_graduates", "population", 1e5, transformation="log"),
)
"""All that the shipped figures carry for nearly every region of one year on one set of boundaries. Local-budget
funding is left out: a dash is zero or confidential, so 12 of 20 regions of 2024 cannot be compared."""


@dataclass(frozen=True)
class IndexTable:
    """Values of the indicators before any scaling.

    Attributes
    ----------
    values : pandas.DataFrame
        Regions by indicators, NaN where there is no value.
    statuses : pandas.DataFrame
        The weaker status of the two sides of each value.
    indicators : tuple of IndexIndicator
    year : int
    """

    values: pd.DataFrame
    statuses: pd.DataFrame
    indicators: tuple[IndexIndicator, ...]
    year: int


_SPLIT = [code for pair in split_pairs() for code in pair]


class RegionalFigures:
    """Observations laid out by region and year, one indicator at a time, with the boundaries they stand on.

    Parameters
    ----------
    observations : pandas.DataFrame
        Long frame of observations.
    boundaries : pandas.DataFrame
        As read by ``read_boundaries``. Needed always: before June 2022 some indicators stand on 17 regions and
        others on 20, and dividing one by the other gives no error, only wrong numbers.
    """

    def __init__(self, observations: pd.DataFrame, boundaries: pd.DataFrame) -> None:
        regional = observations[observations["region"] != NATION]
        self.boundaries = boundaries
        self.indicators = sorted(observations["indicator"].unique())
        self._rows = dict(iter(regional.groupby("indicator", observed=True)))
        self._laid_out: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = {}

    def of_year(self, indicator: str, year: int) -> tuple[pd.Series, pd.Series]:
        """Return values (NaN where there is none) and statuses of all regions in a year."""
        values, statuses = self._grids(indicator)
        if year not in values:
            return pd.Series(np.nan, index=list(REGIONS)), pd.Series("missing", index=list(REGIONS))
        return values[year], statuses[year]

    def known(self, indicator: str, year: int) -> set[str]:
        """Return the regions with a value in a year; none where the indicator is not observed at all."""
        if indicator not in self._rows:
            return set()
        values, _ = self._grids(indicator)
        return set(values.index[values[year].notna()]) if year in values else set()

    def _grids(self, indicator: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        if indicator not in self._rows:
            raise Problem(
                "no observations of {indicator} at this level: one of {allowed}",
                indicator=indicator,
                allowed=", ".join(self.indicators),
            )
        if indicator not in self._laid_out:
            rows = self._rows[indicator]
            twice = rows[rows.duplicated(["region", "year"])]
            if len(twice):
                raise Problem(
                    "{indicator} of {region} in {year} stands in the observations more than once",
                    indicator=indicator,
                    region=twice["region"].iloc[0],
                    year=twice["year"].iloc[0],
                )
            rows = rows.assign(value=rows["value"].where(~rows["status"].isin(WITHOUT_VALUE)))
            wide = rows.pivot(index="region", columns="year", values=["value", "status"]).reindex(list(REGIONS))
            self._laid_out[indicator] = wide["value"].astype(float), wide["status"].fillna("missing")
        return self._laid_out[indicator]


def index_table(
    figures: RegionalFigures, year: int, indicators: Sequence[IndexIndicator] = SHIPPED_INDICATORS
) -> IndexTable:
    """Collect the indicators of one year for all regions.

    Where the indicators stand on different boundaries in the year, the regions that were split are left without
    values, because their figures belong to different territories.

    Parameters
    ----------
    figures : RegionalFigures
    year : int
    indicators : sequence of IndexIndicator

    Raises
    ------
    Problem
        If no indicator is chosen, or one has no regional value in the year.
    """
    if not indicators:
        raise Problem("no indicator is chosen: the index needs at least one")
    values, statuses = {}, {}
    for chosen in indicators:
        number, status = figures.of_year(chosen.indicator, year)
        if chosen.per:
            below, status_below = figures.of_year(chosen.per, year)
            number = number / below.where(below > 0)
            status = pd.Series(map(weakest, zip(status, status_below, strict=True)), index=status.index)
        if number.notna().sum() < 2:
            raise Problem(
                "{indicator} has fewer than two regions with a value in {year}", indicator=chosen.name, year=year
            )
        values[chosen.name], statuses[chosen.name] = chosen.times * number, status
    table = pd.DataFrame(values)
    if _boundaries_differ(indicators, figures.boundaries, year):
        table.loc[_SPLIT] = np.nan
    return IndexTable(table, pd.DataFrame(statuses), tuple(indicators), year)


def regions_with_a_value(figures: RegionalFigures, year: int, chosen: IndexIndicator) -> int:
    """Count the regions that an indicator of the index has in a year; those of split regions where they may count."""
    known = figures.known(chosen.indicator, year)
    if chosen.per:
        known = known & figures.known(chosen.per, year)
        if known.intersection(_SPLIT) and _boundaries_differ([chosen], figures.boundaries, year):
            known = known - set(_SPLIT)
    return len(known)


def _boundaries_differ(indicators: Sequence[IndexIndicator], boundaries: pd.DataFrame, year: int) -> bool:
    used = {name for chosen in indicators for name in (chosen.indicator, chosen.per) if name}
    return len(used) > 1 and len({boundaries_of(boundaries, name, year) for name in used} - {""}) > 1

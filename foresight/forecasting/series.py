"""Reading a long frame of yearly series: holes, marks, and a sentence for everything that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.problems import Problem

COLUMNS = ("unique_id", "ds", "y")


@dataclass(frozen=True)
class SeriesProblem:
    """What is wrong with one series; the rest of the panel goes on.

    Attributes
    ----------
    unique_id : str
        The series.
    code : str
        Stable short name of the trouble.
    problem : Problem
        The sentence with its values.
    """

    unique_id: str
    code: str
    problem: Problem


@dataclass(frozen=True)
class Panel:
    """Yearly series side by side; arrays are (series, years), NaN in holes.

    Attributes
    ----------
    ids : tuple of str
        The series, in the order of their first appearance.
    years : tuple of int
        The years of the columns; the last one is the origin.
    values : numpy.ndarray
        What the fits may see.
    observed : numpy.ndarray
        What was observed, with the years that were taken out of the fits.
    problems : tuple of SeriesProblem
        Everything that was set aside.
    notes : dict
        Per series a tuple of (code, values).
    """

    ids: tuple[str, ...]
    years: tuple[int, ...]
    values: np.ndarray
    observed: np.ndarray
    problems: tuple[SeriesProblem, ...]
    notes: dict[str, tuple]

    @property
    def origin(self) -> int:
        """Last year of the panel."""
        return self.years[-1]


def read_panel(
    frame: pd.DataFrame,
    *,
    exclusions: Iterable[tuple[str, int]] = frozenset(),
    level_breaks: Mapping[str, int] | None = None,
    origin: int | None = None,
    before: int | None = None,
) -> Panel:
    """Turn a long frame into a matrix and say what had to be set aside.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``unique_id, ds, y``; ``ds`` whole years, ``y`` numbers or NaN for a hole.
    exclusions : iterable of (unique_id, year)
        Outliers: observed, but not used by any fit.
    level_breaks : mapping of unique_id to year, optional
        A series counts only from this year on.
    origin : int, optional
        Last year that can have figures; default is the last year that a quarter of the series has.
    before : int, optional
        Values of this year or later are in the future.

    Returns
    -------
    Panel

    Raises
    ------
    Problem
        When a column is missing, the frame is empty, or no value at all can be used.
    """
    tidy, problems = tidy_frame(frame)
    ids = tuple(dict.fromkeys(str(name) for name in frame["unique_id"]))
    last = _origin(tidy, len(ids), origin, before)
    late = tidy["ds"] > last
    for name, year in tidy.loc[late, ["unique_id", "ds"]].itertuples(index=False):
        problems.append(
            SeriesProblem(
                name,
                "year_in_the_future",
                Problem(
                    "series {series}: year {year} lies after {origin}, the last year of the panel; it is set aside",
                    series=name,
                    year=int(year),
                    origin=last,
                ),
            )
        )
    tidy = tidy[~late]
    if not len(tidy):
        raise Problem("the panel has no usable value up to {origin}", origin=last)
    first = int(tidy["ds"].min())
    years = tuple(range(first, last + 1))
    observed = np.full((len(ids), len(years)), np.nan)
    place = {name: row for row, name in enumerate(ids)}
    rows = tidy["unique_id"].map(place).to_numpy()
    observed[rows, tidy["ds"].to_numpy() - first] = tidy["y"].to_numpy()
    values = observed.copy()
    notes: dict[str, list] = {name: [] for name in ids}
    for name, year in sorted((str(name), int(year)) for name, year in exclusions):
        if name in place and first <= year <= last and not np.isnan(observed[place[name], year - first]):
            values[place[name], year - first] = np.nan
            notes[name].append(("year_left_out", {"year": year}))
    for name, year in sorted((level_breaks or {}).items()):
        if name in place and year > first:
            values[place[name], : min(int(year) - first, len(years))] = np.nan
            notes[name].append(("fitted_after_break", {"year": int(year)}))
    return Panel(
        ids, years, values, observed, tuple(problems), {name: tuple(said) for name, said in notes.items() if said}
    )


def set_future_aside(frame: pd.DataFrame, last_year: int) -> tuple[pd.DataFrame, list[SeriesProblem]]:
    """Leave out the rows after the last year that can have figures, with a sentence for each.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``unique_id, ds, y``.
    last_year : int
        Such as the present year.

    Returns
    -------
    tuple
        The other rows, and the problems.
    """
    if "ds" not in frame.columns or "unique_id" not in frame.columns:
        return frame, []
    late = pd.to_numeric(_as_years(frame["ds"]), errors="coerce") > last_year
    problems = [
        SeriesProblem(
            str(name),
            "year_in_the_future",
            Problem(
                "series {series}: year {year} lies in the future; it is set aside", series=str(name), year=str(year)
            ),
        )
        for name, year in frame.loc[late, ["unique_id", "ds"]].itertuples(index=False)
    ]
    return frame[~late], problems


def tidy_frame(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[SeriesProblem]]:
    """Keep the rows with a whole year and a number that is not negative, one a series and year.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``unique_id, ds, y``.

    Returns
    -------
    tuple
        The usable rows (text names, whole years, floats) and everything that was set aside.

    Raises
    ------
    Problem
        When a column is missing or the frame is empty.
    """
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise Problem(
            "column {column} is missing: a panel needs {needed}", column=missing[0], needed=", ".join(COLUMNS)
        )
    if not len(frame):
        raise Problem("the panel is empty: it needs at least one series with one year")
    problems: list[SeriesProblem] = []
    names = frame["unique_id"].astype(str)
    years = pd.to_numeric(_as_years(frame["ds"]), errors="coerce")
    bad_year = ~(np.isfinite(years) & (years % 1 == 0) & years.between(1, 9999))
    values = pd.to_numeric(frame["y"], errors="coerce").astype(float)
    bad_value = (values.isna() & frame["y"].notna()) | np.isinf(values)
    for name, text in zip(names[bad_year], frame["ds"][bad_year], strict=True):
        problems.append(
            SeriesProblem(
                name,
                "not_a_year",
                Problem("series {series}: {year} is not a whole year; it is set aside", series=name, year=text),
            )
        )
    for name, year, text in zip(names[bad_value], frame["ds"][bad_value], frame["y"][bad_value], strict=True):
        problems.append(
            SeriesProblem(
                name,
                "not_a_number",
                Problem(
                    "series {series}, year {year}: {value} is not a number; it is set aside",
                    series=name,
                    year=year,
                    value=text,
                ),
            )
        )
    negative = values < 0
    for name, year, value in zip(names[negative], frame["ds"][negative], values[negative], strict=True):
        problems.append(
            SeriesProblem(
                name,
                "negative_money",
                Problem(
                    "series {series}, year {year}: {value} is negative and money cannot be; it is set aside",
                    series=name,
                    year=year,
                    value=value,
                ),
            )
        )
    keep = ~(bad_year | bad_value | negative | values.isna())
    tidy = pd.DataFrame({"unique_id": names[keep], "ds": years[keep].astype(int), "y": values[keep]})
    tidy = tidy.drop_duplicates()
    twice = tidy.duplicated(["unique_id", "ds"], keep=False)
    for name, year in tidy.loc[twice, ["unique_id", "ds"]].drop_duplicates().itertuples(index=False):
        problems.append(
            SeriesProblem(
                name,
                "year_given_twice",
                Problem(
                    "series {series}: year {year} is given twice with different values; both are set aside",
                    series=name,
                    year=int(year),
                ),
            )
        )
    return tidy[~twice], problems


def _as_years(given: pd.Series) -> pd.Series:
    """Dates become their year; everything else stays."""
    if pd.api.types.is_datetime64_any_dtype(given):
        return given.dt.year
    if pd.api.types.is_numeric_dtype(given):
        return given
    return given.astype(str).str.strip().str.replace(r"^(\d{4})-\d{2}-\d{2}([ T].*)?$", r"\1", regex=True)


def _origin(tidy: pd.DataFrame, series: int, origin: int | None, before: int | None) -> int:
    """Last year of the panel: given, or the last one that a quarter of the series has and that is not in the future."""
    if origin is not None:
        return int(origin)
    if not len(tidy):
        raise Problem("the panel has no usable value")
    ends = tidy.groupby("unique_id")["ds"].max().sort_values(ascending=False).to_numpy()
    if before is not None and (ends < before).any() and len(ends) > 1:
        common = ends[min(len(ends) - 1, len(ends) // 2)]
        if common < before:
            ends = ends[ends < before]
    return int(ends[max(0, -(-series // 4) - 1) if len(ends) >= 4 else 0])

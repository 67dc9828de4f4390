"""Reading a long frame of yearly series: holes, marks, and a sentence for everything that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.problems import Problem, extracted

COLUMNS = ("unique_id", "ds", "y")
LARGEST = 1e100  # beyond all money; squares of larger numbers overflow
MOST_TOLD = 5  # values that one sentence names


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
    ids = series_of(frame)
    last = _origin(tidy, len(ids), origin, before)
    late = tidy["ds"] > last
    problems += _each_series(
        "year_in_the_future",
        extracted("series {series}: years after {origin}, the last year of the panel, are set aside ({values})"),
        tidy.loc[late, "unique_id"],
        tidy.loc[late, "ds"],
        origin=last,
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
    """Leave out the rows after the last year that can have figures, with a sentence a series.

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
    problems = _each_series(
        "year_in_the_future",
        extracted("series {series}: years in the future are set aside ({values})"),
        names_of(frame)[late],
        frame["ds"][late],
    )
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
    names = names_of(frame)
    years = pd.to_numeric(_as_years(frame["ds"]), errors="coerce")
    values = pd.to_numeric(frame["y"], errors="coerce").astype(float)
    nameless = names == ""
    bad_year = ~nameless & ~(np.isfinite(years) & (years % 1 == 0) & years.between(1, 9999))
    bad_value = ~nameless & ((values.isna() & frame["y"].notna()) | (values.abs() > LARGEST))
    negative = ~nameless & (values < 0) & ~bad_value
    problems: list[SeriesProblem] = []
    if nameless.any():
        said = Problem("rows without the name of a series are set aside ({count})", count=int(nameless.sum()))
        problems.append(SeriesProblem("", "no_name", said))
    problems += _each_series(
        "not_a_year",
        extracted("series {series}: years that are no whole number are set aside ({values})"),
        names[bad_year],
        frame["ds"][bad_year],
    )
    problems += _each_series(
        "not_a_number",
        extracted("series {series}: values that are no usable number are set aside ({values})"),
        names[bad_value],
        _in_years(frame["ds"], frame["y"])[bad_value],
    )
    problems += _each_series(
        "negative_money",
        extracted("series {series}: negative values are set aside, because money cannot be negative ({values})"),
        names[negative],
        _in_years(frame["ds"], frame["y"])[negative],
    )
    keep = ~(nameless | bad_year | bad_value | negative | values.isna())
    tidy = pd.DataFrame({"unique_id": names[keep], "ds": years[keep].astype(int), "y": values[keep]})
    tidy = tidy.drop_duplicates()
    twice = tidy.duplicated(["unique_id", "ds"], keep=False)
    again = tidy.loc[twice, ["unique_id", "ds"]].drop_duplicates()
    problems += _each_series(
        "year_given_twice",
        extracted("series {series}: years given twice with different values are set aside ({values})"),
        again["unique_id"],
        again["ds"],
    )
    return tidy[~twice], problems


def series_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the names of the series of a long frame, in the order of their first appearance."""
    return tuple(name for name in dict.fromkeys(names_of(frame)) if name)


def names_of(frame: pd.DataFrame) -> pd.Series:
    """Return the name of the series of every row as text; a missing one, and one of blanks, is empty."""
    given = frame["unique_id"]
    return given.astype(str).str.strip().where(given.notna(), "")


def _in_years(years: pd.Series, values: pd.Series) -> pd.Series:
    return years.map(_text) + ": " + values.map(_text)


def _text(value: object) -> str:
    """Write what a cell holds; a hole elsewhere in its column makes no 2024.0 of 2024."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _each_series(code: str, sentence: str, names: pd.Series, values: pd.Series, **more: object) -> list[SeriesProblem]:
    """Say one sentence a series however many of its values are concerned."""
    found = []
    for name, given in values.map(_text).groupby(names, sort=False):
        told = "; ".join(given.iloc[:MOST_TOLD]) + ("; …" if len(given) > MOST_TOLD else "")
        found.append(SeriesProblem(str(name), code, Problem(sentence, series=name, values=told, **more)))
    return found


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

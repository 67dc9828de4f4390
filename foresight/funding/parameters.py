"""Parameters of the funding model: what is assumed, how widely, on whose word."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from scipy.special import ndtr, ndtri

from foresight.funding.vocabulary import YEARS
from foresight.problems import Problem
from foresight.statistics.shipped import SHIPPED

DISTRIBUTIONS = ("fixed", "uniform", "loguniform", "triangular", "lognormal", "integer")
GRADES = ("A", "B", "C")
ROLES = ("uncertain", "lever", "fixed")
_NON_NEGATIVE_UNITS = (
    "mln KZT",
    "years",
    "sessions",
    "specifications",
    "applications",
    "researchers",
    "recommendations",
    "times the path",
    "price elasticity",
    "standard deviation",
    "coefficient of variation",
)
_SHARE_UNITS = ("share of", "probability", "correlation")
_COUNTS = ("sessions", "specifications", "applications", "recommendations")
LARGEST_COUNT = 1000


@dataclass(frozen=True)
class Parameter:
    """One number of the model with its range and its source.

    Attributes
    ----------
    name : str
        Code; the interface labels it.
    value : float
        Default; the mode of a triangular and the median of a lognormal distribution.
    unit : str
        What one unit is; also tells which values are allowed.
    low, high : float
        Range of the distribution, and of a lever.
    distribution : str
        One of ``DISTRIBUTIONS``; a lognormal one is cut at ``low`` and ``high``.
    source : str
        Who says so; an assumption says that it is one.
    read_on : str
        Day the source was read, ISO.
    grade : str
        ``A`` Kazakhstan, official; ``B`` foreign analogue; ``C`` assumption.
    role : str
        ``uncertain`` is drawn, ``lever`` is decided by somebody, ``fixed`` is neither.
    from_year : int or None
        First year of a dated value; None holds for all years.
    note : str
        What the number stands for.
    changed : bool
        True where somebody has put another value in.
    """

    name: str
    value: float
    unit: str
    low: float
    high: float
    distribution: str
    source: str
    read_on: str
    grade: str
    role: str = "uncertain"
    from_year: int | None = None
    note: str = ""
    changed: bool = False

    def __post_init__(self) -> None:
        if self.distribution not in DISTRIBUTIONS:
            raise Problem(
                "parameter {name}: unknown distribution {distribution}, one of {allowed}",
                name=self.name,
                distribution=self.distribution,
                allowed=", ".join(DISTRIBUTIONS),
            )
        if self.grade not in GRADES:
            raise Problem("parameter {name}: unknown grade {grade}, one of A, B, C", name=self.name, grade=self.grade)
        if not self.source:
            raise Problem("parameter {name} has no source", name=self.name)
        for number in (self.value, self.low, self.high):
            check_value(self.name, self.unit, number)
        if self.distribution != "fixed" and not self.low <= self.value <= self.high:
            raise Problem(
                "parameter {name}: {value} lies outside its range {low} to {high}",
                name=self.name,
                value=self.value,
                low=self.low,
                high=self.high,
            )
        if self.distribution in ("lognormal", "loguniform") and self.low <= 0:
            raise Problem("parameter {name}: its range must begin above 0", name=self.name)


def check_value(name: str, unit: str, value: float) -> None:
    """Raise a Problem where a value is impossible in its unit, such as a share outside 0-1 or negative money."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not np.isfinite(value):
        raise Problem("parameter {name}: {value} is not a number", name=name, value=value)
    if unit.startswith(_SHARE_UNITS) and not 0 <= value <= 1:
        raise Problem("parameter {name}: {value} is not a share between 0 and 1", name=name, value=value)
    if unit.startswith(_NON_NEGATIVE_UNITS) and value < 0:
        raise Problem("parameter {name}: {value} is negative", name=name, value=value)
    if unit.startswith("growth") and value <= -1:
        raise Problem(
            "parameter {name}: a growth of {value} leaves nothing: it must lie above -1", name=name, value=value
        )
    if value < 1 and (unit == "researchers a project" or name.endswith("_duration")):
        raise Problem("parameter {name}: {value} is less than 1", name=name, value=value)
    if unit.startswith(_COUNTS) and value > LARGEST_COUNT:
        raise Problem("parameter {name}: {value} is more than {most}", name=name, value=value, most=LARGEST_COUNT)
    if unit == "years" and value != int(value):
        raise Problem("parameter {name}: {value} is not a whole number of years", name=name, value=value)


def quantile(parameter: Parameter, uniform: np.ndarray) -> np.ndarray:
    """Turn uniform numbers into values of a parameter by the inverse of its distribution.

    Parameters
    ----------
    parameter : Parameter
        Its ``low``, ``value`` and ``high`` shape the distribution.
    uniform : numpy.ndarray
        Any shape, in [0, 1).

    Returns
    -------
    numpy.ndarray
        Same shape, float64.
    """
    u = np.asarray(uniform, dtype=float)
    low, mode, high = float(parameter.low), float(parameter.value), float(parameter.high)
    kind = parameter.distribution
    if kind == "fixed" or high == low:
        return np.full(u.shape, mode)
    if kind == "uniform":
        return low + u * (high - low)
    if kind == "loguniform":
        return low * (high / low) ** u
    if kind == "integer":
        return np.minimum(np.floor(low + u * (high - low + 1)), high)
    if kind == "triangular":
        split = (mode - low) / (high - low)
        left = low + np.sqrt(u * (high - low) * (mode - low))
        right = high - np.sqrt((1 - u) * (high - low) * (high - mode))
        return np.where(u < split, left, right)
    spread = np.log(high / low) / (2 * 1.6448536269514722)  # low and high as 5 % and 95 % points before the cut
    bottom, top = ndtr(np.log(low / mode) / spread), ndtr(np.log(high / mode) / spread)
    return mode * np.exp(spread * ndtri(bottom + u * (top - bottom)))


@dataclass(frozen=True)
class ParameterSet:
    """All parameters, with a value for each year; never changed, only copied.

    Attributes
    ----------
    series : mapping
        Name to the dated entries of that parameter, oldest first.
    years : tuple of int
        Years of the horizon.
    """

    series: Mapping[str, tuple[Parameter, ...]]
    years: tuple[int, ...] = YEARS

    def __post_init__(self) -> None:
        object.__setattr__(self, "series", MappingProxyType(dict(self.series)))

    def __reduce__(self) -> tuple:
        return ParameterSet, (dict(self.series), self.years)  # a read-only mapping cannot be pickled itself

    @property
    def names(self) -> tuple[str, ...]:
        """Names in the order of the file."""
        return tuple(self.series)

    @property
    def uncertain(self) -> tuple[str, ...]:
        """Names of the parameters that are drawn."""
        return tuple(name for name in self.series if self.series[name][-1].role == "uncertain")

    @property
    def levers(self) -> tuple[str, ...]:
        """Names of the parameters somebody decides."""
        return tuple(name for name in self.series if self.series[name][-1].role == "lever")

    def __getitem__(self, name: str) -> Parameter:
        """Return the latest entry of a parameter."""
        return self.series[self.check_name(name)][-1]

    def check_name(self, name: str) -> str:
        """Return the name, or raise a Problem that lists what is allowed."""
        if name not in self.series:
            raise Problem("unknown parameter {name}: one of {allowed}", name=name, allowed=", ".join(self.series))
        return name

    def at(self, name: str, year: int) -> Parameter:
        """Return the entry of a parameter that holds in a year."""
        if year not in self.years:
            raise Problem(
                "year {year} is outside the horizon {first} to {last}",
                year=year,
                first=self.years[0],
                last=self.years[-1],
            )
        held = [entry for entry in self.series[self.check_name(name)] if (entry.from_year or 0) <= year]
        if not held:
            raise Problem("parameter {name} has no value for {year}", name=name, year=year)
        return held[-1]

    def values(self, name: str) -> np.ndarray:
        """Return the default of a parameter in each year of the horizon, (years,)."""
        return np.array([self.at(name, year).value for year in self.years])

    def with_value(self, name: str, years: Iterable[int], value: float | Mapping[str, float]) -> ParameterSet:
        """Return a copy in which a parameter has another value in some years.

        Parameters
        ----------
        name : str
            Parameter.
        years : iterable of int
            Years inside the horizon.
        value : float or mapping
            A number is meant exactly (no spread); ``{"value", "low", "high"}`` keeps the distribution.

        Returns
        -------
        ParameterSet
            The changed entries are marked ``changed``.
        """
        chosen = set(years)
        entries = []
        for year in self.years:
            entry = self.at(name, year)
            if year in chosen:
                entry = _changed(entry, value)
            entries.append(replace(entry, from_year=year))
        merged: list[Parameter] = []
        for entry in entries:  # neighbouring years with the same entry become one
            if not merged or replace(entry, from_year=merged[-1].from_year) != merged[-1]:
                merged.append(entry)
        if len(merged) == 1:
            merged = [replace(merged[0], from_year=None)]
        return replace(self, series={**self.series, name: tuple(merged)})

    @cached_property
    def digest(self) -> str:
        """The sha256 of all values, ranges and dates."""
        content = {name: [asdict(entry) for entry in entries] for name, entries in self.series.items()}
        return hashlib.sha256(json.dumps([content, list(self.years)], sort_keys=True).encode()).hexdigest()


def _changed(entry: Parameter, value: float | Mapping[str, float]) -> Parameter:
    if isinstance(value, Mapping):
        wrong = set(value) - {"value", "low", "high"} or {"value", "low", "high"} - set(value)
        if wrong:
            raise Problem(
                "parameter {name}: a range has exactly value, low and high; look at {keys}",
                name=entry.name,
                keys=", ".join(sorted(wrong)),
            )
        kind = entry.distribution if entry.distribution != "fixed" else "triangular"
        return replace(entry, **{key: value[key] for key in value}, distribution=kind, changed=True)
    check_value(entry.name, entry.unit, value)
    return replace(entry, value=value, low=value, high=value, distribution="fixed", changed=True)


def read_parameters(folder: Path = SHIPPED) -> ParameterSet:
    """Read ``parameters.csv`` of a folder.

    Parameters
    ----------
    folder : Path
        Folder of the shipped figures.

    Returns
    -------
    ParameterSet
        Entries in the order of the file.
    """
    path = Path(folder) / "parameters.csv"
    if not path.is_file():
        raise Problem("file {file} is missing in {folder}", file="parameters.csv", folder=str(folder))
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, _changed_at: int) -> ParameterSet:
    series: dict[str, list[Parameter]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            numbers = {key: _number(row["name"], row[key]) for key in ("value", "low", "high")}
            texts = {
                key: row[key] for key in ("name", "unit", "distribution", "source", "read_on", "grade", "role", "note")
            }
            year = int(row["from_year"]) if row["from_year"] else None
            series.setdefault(row["name"], []).append(Parameter(**texts, **numbers, from_year=year))
    ordered = {name: tuple(sorted(rows, key=lambda entry: entry.from_year or 0)) for name, rows in series.items()}
    return ParameterSet(ordered)


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Problem("parameter {name}: {value} is not a number", name=name, value=text) from None

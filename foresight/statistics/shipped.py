"""The figures that ship with the project, read as they lie in the ``data`` folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from foresight.problems import Problem

SHIPPED: Path = Path(__file__).resolve().parents[2] / "data"

OBSERVATION_COLUMNS = ("indicator", "region", "year", "value", "unit", "status", "source", "note")
_TEXT = ("indicator", "region", "unit", "status", "source", "note")


def read_observations(folder: Path = SHIPPED) -> pd.DataFrame:
    """Read every observation of every theme.

    Parameters
    ----------
    folder : Path
        Folder that holds ``observations/<theme>.csv``.

    Returns
    -------
    pandas.DataFrame
        One row an observation: ``indicator, region, year, value, unit, status, source, note``. ``value`` is
        NaN where nothing is published; ``note`` is an empty string where there is none.
    """
    files = sorted((Path(folder) / "observations").glob("*.csv"))
    if not files:
        raise Problem("no observations found in {folder}", folder=str(folder))
    dtypes = dict.fromkeys(_TEXT, str) | {"year": "int64", "value": "float64"}
    frames = [pd.read_csv(file, dtype=dtypes, keep_default_na=False, na_values={"value": [""]}) for file in files]
    return pd.concat(frames, ignore_index=True)[list(OBSERVATION_COLUMNS)]


def read_indicators(folder: Path = SHIPPED) -> pd.DataFrame:
    """Read the catalogue of indicators: unit, kind, aggregation, boundaries, publisher, names, definitions."""
    return _read(folder, "indicators.csv")


@cache
def indicator_names(language: str) -> dict[str, str]:
    """Return the names of all indicators in a language, in the order of the catalogue; read once, not to be changed."""
    return dict(read_indicators().set_index("indicator")[f"name_{language}"])


@cache
def indicator_units() -> dict[str, str]:
    """Return the units of all indicators; read once, not to be changed."""
    return dict(read_indicators().set_index("indicator")["unit"])


@cache
def source_names(language: str) -> dict[str, str]:
    """Return how the shipped sources are called in a language, by citation; empty in English, not to be changed."""
    table = _read(SHIPPED, "sources.csv").set_index("source")
    return dict(table[f"name_{language}"]) if f"name_{language}" in table else {}


def source_name(source: str, language: str) -> str:
    """Return how a source is called in a language; one that a planner has typed stays as typed."""
    return source_names(language).get(source, source)


def read_breaks(folder: Path = SHIPPED) -> pd.DataFrame:
    """Read the known outliers and breaks; ``excluded_from_fit`` is boolean."""
    frame = _read(folder, "breaks.csv", whole=("year",))
    return frame.assign(excluded_from_fit=frame["excluded_from_fit"] == "true")


def read_boundaries(folder: Path = SHIPPED) -> pd.DataFrame:
    """Read which indicator stands on which boundaries (17 or 20 regions) in which years."""
    return _read(folder, "boundaries.csv", whole=("year_from", "year_to"))


def read_bounds(folder: Path = SHIPPED) -> pd.DataFrame:
    """Read the bounds that the printed text leaves for values it does not print."""
    return _read(folder, "bounds.csv", whole=("year",), numbers=("lower", "upper"))


def read_inflation_scenarios(folder: Path = SHIPPED) -> pd.DataFrame:
    """Read the courses of inflation ahead, ``rate`` as a share of one, with the source of each year."""
    return _read(folder, "inflation_scenarios.csv", whole=("year",), numbers=("rate",))


def read_targets(folder: Path = SHIPPED) -> pd.DataFrame:
    """Read Table 3 of the Concept; ``target`` is NaN in a year without a target, shares are 0 to 1."""
    return _read(folder, "targets.csv", whole=("year",), numbers=("target",))


def read_project_costs(folder: Path = SHIPPED) -> pd.DataFrame:
    """Read what is known of project sizes and envelopes, in mln KZT, with sources."""
    numbers = ("low", "high", "per_year_low", "per_year_high")
    return _read(folder, "project_costs.csv", whole=("year_from", "year_to"), numbers=numbers)


def read_regional_budgets(folder: Path = SHIPPED) -> pd.DataFrame:
    """Read what is known of whole regional budgets, in mln KZT, with sources."""
    return _read(folder, "regional_budgets.csv", whole=("year",), numbers=("value",))


def read_concept_printed(folder: Path = SHIPPED) -> pd.DataFrame:
    """Read what the Concept prints, cell by cell and claim by claim, in the unit it prints."""
    return _read(folder, "concept_printed.csv", numbers=("value",))


def read_concept_notes(folder: Path = SHIPPED) -> pd.DataFrame:
    """Read the remarks on the Concept that no computation can find, with what they quote."""
    return _read(folder, "concept_notes.csv")


def _read(folder: Path, name: str, whole: tuple[str, ...] = (), numbers: tuple[str, ...] = ()) -> pd.DataFrame:
    path = Path(folder) / name
    if not path.is_file():
        raise Problem("file {file} is missing in {folder}", file=name, folder=str(folder))
    dtypes = dict.fromkeys(whole, "int64")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in numbers:
        frame[column] = pd.to_numeric(frame[column].replace("", None))
    return frame.astype(dtypes | dict.fromkeys(numbers, "float64"))

"""Official figures in the store: the sets of observations, and which of them is in use."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from foresight.problems import Problem
from foresight.statistics.observations import OBSERVATION_COLUMNS, STATUSES, WITHOUT_VALUE
from foresight.store import clock, journal, settings
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.texts import clean_text, new_identifier, one_of, to_json

TOPIC = "figures"
SHIPPED = "shipped"
_CURRENT = "current_vintage"


@dataclass(frozen=True)
class Vintage:
    """A set of figures as it was at one time.

    Attributes
    ----------
    id : str
        Identifier; ``shipped-`` and part of the hash for figures that came with the workbench.
    name : str
        What people call it.
    loaded_on : datetime
        When it came in.
    sha256 : str
        Hash over all its observations.
    source : str
        Where it came from.
    """

    id: str
    name: str
    loaded_on: datetime
    sha256: str
    source: str


def load_shipped_figures(database: Database, observations: pd.DataFrame | None = None) -> str:
    """Put the figures that came with the workbench into the store, unless it has them.

    Parameters
    ----------
    database : Database
        The store.
    observations : DataFrame, optional
        The figures; those of ``foresight.statistics.shipped`` when not given.

    Returns
    -------
    str
        Identifier of their vintage.
    """
    if observations is None:
        from foresight.statistics.shipped import read_observations

        observations = read_observations()
    rows, digest = _checked(observations)
    identifier = "shipped-" + digest[:12]

    def keep(transaction: Transaction) -> str:
        if transaction.value("select count(*) from vintage where id = $1", [identifier]) == 0:
            _insert(transaction, Vintage(identifier, SHIPPED, clock.now(), digest, "data/"), rows)
            detail = {"name": SHIPPED, "observations": len(rows[0]), "sha256": digest}
            journal.record(transaction, actor="workbench", action="figures_added", subject=identifier, detail=detail)
        return identifier

    return database.write(keep)


def add_vintage(
    database: Database,
    observations: pd.DataFrame,
    *,
    name: str,
    source: str,
    actor: str = "local",
    based_on: str | None = None,
    file_sha256: str = "",
    remember: Mapping[str, object] | None = None,
) -> Vintage:
    """Keep a new set of figures and make it the current one, all in one transaction; earlier sets stay.

    Parameters
    ----------
    database : Database
        The store.
    observations : DataFrame
        ``indicator, region, year, value, unit, status, source, note``, one row an indicator, region and year.
    name : str
        What people will call it.
    source : str
        Where it came from, such as a file's name and its publisher.
    actor : str
        Who brought it in.
    based_on : str, optional
        The set it was made from; refused when another one came into use meanwhile.
    file_sha256 : str
        Hash of the file it came from, for the journal.
    remember : mapping, optional
        Settings kept together with it, such as how the columns of the file were read.

    Returns
    -------
    Vintage
        The new set.

    Raises
    ------
    Problem
        When a column is missing, a status is unknown, an observation comes twice, or a value stands where none can be.
    """
    name, source = clean_text(name, "name", longest=200), clean_text(source, "source")
    rows, digest = _checked(observations)
    vintage = Vintage(new_identifier(), name, clock.now(), digest, source)

    def keep(transaction: Transaction) -> Vintage:
        same = transaction.read("select id, name, loaded_on, sha256, source from vintage where sha256 = $1", [digest])
        if same:
            raise Problem("these figures are already in the store as {name}", name=same[0][1])
        if based_on is not None and current_vintage(transaction) != based_on:
            raise Problem("other figures came into use meanwhile: look at the changes again")
        _insert(transaction, vintage, rows)
        settings.put(transaction, _CURRENT, vintage.id)
        for setting, content in (remember or {}).items():
            settings.put(transaction, setting, content)
        detail = {"name": name, "observations": len(rows[0]), "sha256": digest, "file": file_sha256}
        journal.record(transaction, actor=actor, action="figures_added", subject=vintage.id, detail=detail)
        return vintage

    return database.write(keep)


def vintages(reader: Reading) -> list[Vintage]:
    """Return all sets of figures, newest first.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    list of Vintage
        Empty before the shipped figures are loaded.
    """
    rows = reader.read("select id, name, loaded_on, sha256, source from vintage order by loaded_on desc, id")
    return [Vintage(id, name, clock.moment(loaded), sha256, source) for id, name, loaded, sha256, source in rows]


def find_vintage(reader: Reading, named: str) -> Vintage:
    """Return the set of figures with this identifier, the beginning of one, or this name.

    Parameters
    ----------
    reader : Reading
        The store.
    named : str
        What was typed.

    Returns
    -------
    Vintage
        The newest that fits.

    Raises
    ------
    Problem
        When none fits; the sentence lists the sets there are.
    """
    kept = vintages(reader)
    for fits in (lambda one: one.id == named, lambda one: one.name == named, lambda one: one.id.startswith(named)):
        for vintage in kept:
            if named and fits(vintage):
                return vintage
    raise Problem(
        "there is no set of figures {vintage} in the store: one of {allowed}",
        vintage=named,
        allowed=", ".join(one.id for one in kept[:20]),
    )


def current_vintage(reader: Reading) -> str:
    """Return the identifier of the set of figures in use.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    str
        The one chosen, or else the newest.

    Raises
    ------
    Problem
        When the store has no figures at all.
    """
    chosen = settings.get(reader, _CURRENT)
    if isinstance(chosen, str):
        return chosen
    newest = reader.value("select id from vintage order by loaded_on desc, id limit 1")
    if newest is None:
        raise Problem("the store has no figures yet: load the shipped ones or import a file")
    return str(newest)


def use_vintage(database: Database, vintage: str, *, actor: str = "local") -> None:
    """Choose the set of figures everything is computed from.

    Parameters
    ----------
    database : Database
        The store.
    vintage : str
        Its identifier.
    actor : str
        Who chose.

    Raises
    ------
    Problem
        When there is no such set.
    """

    def choose(transaction: Transaction) -> None:
        _require(transaction, vintage)
        settings.put(transaction, _CURRENT, vintage)
        journal.record(transaction, actor=actor, action="figures_chosen", subject=vintage)
        transaction.touch(TOPIC)

    database.write(choose)


def observations(reader: Reading, vintage: str | None = None, *, indicator: str | None = None) -> pd.DataFrame:
    """Return the observations of a set of figures.

    Parameters
    ----------
    reader : Reading
        The store.
    vintage : str, optional
        Identifier of the set; the current one when not given.
    indicator : str, optional
        Only this indicator.

    Returns
    -------
    DataFrame
        ``indicator, region, year, value, unit, status, source, note``, sorted by the first three.

    Raises
    ------
    Problem
        When there is no such set.
    """
    vintage = current_vintage(reader) if vintage is None else vintage
    frame = reader.frame(
        """
        select indicator, region, year, value, unit, status, source, note from observation
        where vintage = $1 and ($2::varchar is null or indicator = $2::varchar)
        """,
        [vintage, indicator],
    )
    if frame.empty:
        _require(reader, vintage)
    return frame.sort_values(["indicator", "region", "year"], ignore_index=True)


def _require(reader: Reading, vintage: str) -> None:
    if reader.value("select count(*) from vintage where id = $1", [vintage]) == 0:
        raise Problem("there is no set of figures {vintage} in the store", vintage=vintage)


def _insert(transaction: Transaction, vintage: Vintage, rows: list[list]) -> None:
    transaction.execute(
        "insert into vintage (id, name, loaded_on, sha256, source) values ($1, $2, $3, $4, $5)",
        [vintage.id, vintage.name, clock.stamp(vintage.loaded_on), vintage.sha256, vintage.source],
    )
    transaction.execute(
        """
        insert into observation (vintage, indicator, region, year, value, unit, status, source, note)
        select $1::varchar, unnest($2::varchar[]), unnest($3::varchar[]), unnest($4::integer[]),
            unnest($5::double precision[]), unnest($6::varchar[]), unnest($7::varchar[]), unnest($8::varchar[]),
            unnest($9::varchar[])
        """,
        [vintage.id, *rows],
    )
    transaction.touch(TOPIC)


def _checked(frame: pd.DataFrame) -> tuple[list[list], str]:
    """Return the columns as lists, sorted, and the hash over them."""
    missing = [column for column in OBSERVATION_COLUMNS if column not in frame.columns]
    if missing:
        raise Problem(
            "the figures lack the column {column}: they need {columns}",
            column=missing[0],
            columns=", ".join(OBSERVATION_COLUMNS),
        )
    if frame.empty:
        raise Problem("the figures hold no observation")
    frame = frame[list(OBSERVATION_COLUMNS)].sort_values(["indicator", "region", "year"], kind="stable")
    for status in frame["status"].unique():
        one_of(status, "status", STATUSES)
    twice = frame.duplicated(["indicator", "region", "year"])
    filled = frame["status"].isin(WITHOUT_VALUE) & frame["value"].notna()
    if twice.any():
        raise Problem("{indicator} of {region} in {year} is given twice", **_named(frame[twice]))
    if filled.any():
        raise Problem(
            "{indicator} of {region} in {year} has a value although its status is not_published or missing",
            **_named(frame[filled]),
        )
    values = frame["value"].astype("float64")
    if values.isin([float("inf"), float("-inf")]).any():
        raise Problem("the figures hold an infinite value")
    texts = {
        column: [clean_text(text, column, required=False) for text in frame[column].fillna("").tolist()]
        for column in OBSERVATION_COLUMNS
        if column not in ("year", "value")
    }
    lists = [
        [int(year) for year in frame["year"]]
        if column == "year"
        else [None if pd.isna(value) else float(value) for value in values]
        if column == "value"
        else texts[column]
        for column in OBSERVATION_COLUMNS
    ]
    return lists, hashlib.sha256(to_json(lists).encode("ascii")).hexdigest()


def _named(frame: pd.DataFrame) -> dict[str, object]:
    first = frame.iloc[0]
    return {column: first[column] for column in ("indicator", "region", "year")}

"""Scenarios people saved, and results of simulations kept by the hash of everything that went into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from foresight.problems import Problem
from foresight.store import clock, journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.texts import clean_text, from_json, to_json

TOPIC = "scenarios"


@dataclass(frozen=True)
class SavedScenario:
    """A scenario under the name it was saved.

    Attributes
    ----------
    name : str
        Its name.
    content : dict
        ``{"name": …, "changes": [{"path": …, "years": …, "value": …}]}``.
    hash : str
        Hash of the content as the funding engine computes it.
    saved_by : str
        Who saved it last.
    saved_on : datetime
        When.
    """

    name: str
    content: dict
    hash: str
    saved_by: str
    saved_on: datetime


def save_scenario(
    database: Database, name: str, content: Mapping[str, object], *, hash: str = "", actor: str = "local"
) -> SavedScenario:
    """Save a scenario; one of the same name is replaced.

    Parameters
    ----------
    database : Database
        The store.
    name : str
        Its name.
    content : mapping
        What JSON can hold.
    hash : str
        Hash of the content, if the caller has one.
    actor : str
        Who saves it.

    Returns
    -------
    SavedScenario
        As stored.
    """
    name = clean_text(name, "name", longest=200)
    hash = clean_text(hash, "hash", required=False, longest=200)
    text = to_json(dict(content))

    def keep(transaction: Transaction) -> SavedScenario:
        saved_by = transaction.named(actor)
        saved = SavedScenario(name, dict(content), hash, saved_by, clock.now())
        transaction.execute(
            """
            insert into saved_scenario (name, content, hash, saved_by, saved_on) values ($1, $2, $3, $4, $5)
            on conflict (name) do update set content = excluded.content, hash = excluded.hash,
                saved_by = excluded.saved_by, saved_on = excluded.saved_on
            """,
            [name, text, hash, saved.saved_by, clock.stamp(saved.saved_on)],
        )
        journal.record(transaction, actor=actor, action="scenario_saved", subject=name, detail={"hash": hash})
        transaction.touch(TOPIC)
        return saved

    return database.write(keep)


def get_scenario(reader: Reading, name: str) -> SavedScenario:
    """Return a saved scenario.

    Parameters
    ----------
    reader : Reading
        The store.
    name : str
        Its name.

    Returns
    -------
    SavedScenario
        As stored.

    Raises
    ------
    Problem
        When there is none of this name.
    """
    found = [scenario for scenario in list_scenarios(reader) if scenario.name == name]
    if not found:
        raise Problem("there is no saved scenario {name}", name=name)
    return found[0]


def list_scenarios(reader: Reading) -> list[SavedScenario]:
    """Return the saved scenarios, last saved first.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    list of SavedScenario
        Possibly empty.
    """
    rows = reader.read(
        "select name, content, hash, saved_by, saved_on from saved_scenario order by saved_on desc, name"
    )
    return [SavedScenario(name, from_json(text), hash, by, clock.moment(on)) for name, text, hash, by, on in rows]


def delete_scenario(database: Database, name: str, *, actor: str = "local") -> None:
    """Take a saved scenario away.

    Parameters
    ----------
    database : Database
        The store.
    name : str
        Its name.
    actor : str
        Who takes it away.

    Raises
    ------
    Problem
        When there is none of this name.
    """
    name = clean_text(name, "name", longest=200)

    def remove(transaction: Transaction) -> None:
        if transaction.value("select count(*) from saved_scenario where name = $1", [name]) == 0:
            raise Problem("there is no saved scenario {name}", name=name)
        transaction.execute("delete from saved_scenario where name = $1", [name])
        journal.record(transaction, actor=actor, action="scenario_deleted", subject=name)
        transaction.touch(TOPIC)

    database.write(remove)


def keep_result(database: Database, hash: str, content: object) -> None:
    """Keep the result of a simulation, so that the same question is not computed twice.

    Parameters
    ----------
    database : Database
        The store.
    hash : str
        Hash of engine version, data, changes, seed and draws.
    content : object
        What JSON can hold.
    """
    hash = clean_text(hash, "hash", longest=200)
    text = to_json(content)

    def keep(transaction: Transaction) -> None:
        transaction.execute(
            """
            insert into simulation_result (hash, content, made_on) values ($1, $2, $3)
            on conflict (hash) do update set content = excluded.content, made_on = excluded.made_on
            """,
            [hash, text, clock.stamp()],
        )

    database.write(keep)


def find_result(reader: Reading, hash: str) -> object | None:
    """Return a kept result.

    Parameters
    ----------
    reader : Reading
        The store.
    hash : str
        Hash of everything that went into it.

    Returns
    -------
    object or None
        None when it was never kept.
    """
    text = reader.value("select content from simulation_result where hash = $1", [hash])
    return None if text is None else from_json(str(text))

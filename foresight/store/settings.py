"""Named settings of this installation, such as the figures in use."""

from __future__ import annotations

from foresight.store import clock, journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.texts import clean_text, from_json, to_json

TOPIC = "settings"


def get(reader: Reading, name: str, default: object = None) -> object:
    """Return a setting.

    Parameters
    ----------
    reader : Reading
        The store.
    name : str
        Its name.
    default : object
        What to return when it was never set.

    Returns
    -------
    object
        Whatever JSON can hold.
    """
    content = reader.value("select content from setting where name = $1", [name])
    return default if content is None else from_json(str(content))


def put(transaction: Transaction, name: str, content: object) -> None:
    """Set a setting within a change.

    Parameters
    ----------
    transaction : Transaction
        The change.
    name : str
        Its name.
    content : object
        Whatever JSON can hold.
    """
    transaction.execute(
        """
        insert into setting (name, content, changed_on) values ($1, $2, $3)
        on conflict (name) do update set content = excluded.content, changed_on = excluded.changed_on
        """,
        [clean_text(name, "name", longest=200), to_json(content), clock.stamp()],
    )
    transaction.touch(TOPIC)


def change(
    database: Database, name: str, content: object, *, actor: str = "local", action: str = "setting_changed"
) -> None:
    """Set a setting and note who did.

    Parameters
    ----------
    database : Database
        The store.
    name : str
        Its name.
    content : object
        Whatever JSON can hold.
    actor : str
        Who changed it.
    action : str
        What the journal calls the change; who may make it follows from that.
    """
    name = clean_text(name, "name", longest=200)

    def keep(transaction: Transaction) -> None:
        put(transaction, name, content)
        journal.record(transaction, actor=actor, action=action, subject=name)

    database.write(keep)


def all_settings(reader: Reading) -> dict[str, object]:
    """Return every setting by its name.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    dict
        Sorted by name.
    """
    rows = reader.read("select name, content from setting")
    return {name: from_json(content) for name, content in sorted(rows)}

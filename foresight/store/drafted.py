"""One way to keep what is drafted, changed and moved from state to state: specifications, recommendations, initiatives.

Each has a table with an identifier, a content as JSON, and the moments it was made and last changed; every step of its
life is written together with its line in the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Generic, TypeVar

from foresight.problems import Problem
from foresight.store import clock, journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.tables import alteration, insertion, selection
from foresight.store.texts import clean_text, from_json, new_identifier, one_of, to_json

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Register(Generic[Kept]):
    """A table of drafted things.

    Attributes
    ----------
    table : str
        Its name; also the name of a thing in actions of the journal.
    kept : type
        Frozen dataclass with one field per column, in reading order; columns that end in ``_on`` hold days, but for
        ``created_on`` and ``changed_on``, which hold moments.
    topic : str
        Whom a change concerns.
    absent : str
        What to say when there is none, with the placeholder ``{<table>}``.
    """

    table: str
    kept: type[Kept]
    topic: str
    absent: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table."""
        return tuple(one.name for one in fields(self.kept))

    def get(self, reader: Reading, identifier: str) -> Kept:
        """Return one of them, or say that there is none."""
        identifier = clean_text(identifier, self.table, longest=200)
        found = self.list(reader, id=identifier)
        if not found:
            raise Problem(self.absent, **{self.table: identifier})
        return found[0]

    def list(self, reader: Reading, **wanted: str | None) -> list[Kept]:
        """Return those whose columns have the values wanted (None: any), last changed first."""
        asked = {column: value for column, value in wanted.items() if value is not None}
        statement = selection(self.table, self.columns, asked, latest="changed_on")
        return [self._made(row) for row in reader.read(statement, list(asked.values()))]

    def create(
        self,
        database: Database,
        values: Callable[[Transaction], Mapping[str, object]],
        *,
        actor: str,
        told: tuple[str, ...],
        after: Callable[[Transaction, str], None] | None = None,
    ) -> Kept:
        """Enter one: ``values`` looks up its columns in the transaction, ``told`` of them stand in the journal."""
        identifier = new_identifier()

        def create(transaction: Transaction) -> Kept:
            now = clock.stamp()
            given = {"id": identifier, **values(transaction), "created_on": now, "changed_on": now}
            statement = insertion(self.table, given)
            transaction.execute(statement, [_stored(value) for value in given.values()])
            if after:
                after(transaction, identifier)
            detail = {name: given.get(name) for name in told}
            self._note(transaction, "created", identifier, actor, detail)
            return self.get(transaction, identifier)

        return database.write(create)

    def change(
        self,
        database: Database,
        identifier: str,
        values: Callable[[Kept], Mapping[str, object]],
        *,
        actor: str,
        action: str = "changed",
        detail: Callable[[Kept], dict] | None = None,
        after: Callable[[Transaction, Mapping[str, object]], None] | None = None,
    ) -> Kept:
        """Change columns; ``values`` and ``detail`` are made from what stood there before."""

        def change(transaction: Transaction) -> Kept:
            old = self.get(transaction, identifier)
            given = {**values(old), "changed_on": clock.stamp()}
            statement = alteration(self.table, given)
            transaction.execute(statement, [identifier, *(_stored(value) for value in given.values())])
            if after:
                after(transaction, given)
            self._note(transaction, action, identifier, actor, detail(old) if detail else None)
            return self.get(transaction, identifier)

        return database.write(change)

    def move(
        self,
        database: Database,
        identifier: str,
        state: str,
        states: tuple[str, ...],
        *,
        day_in: str,
        counted: tuple[str, ...],
        happened_on: date | str | None,
        actor: str,
    ) -> Kept:
        """Move one to a state; the first day it was in one of the ``counted`` states is kept in ``day_in``.

        The same first counted state once more corrects the day; a step back from a counted state takes it back.
        """
        state = one_of(state, "state", states)
        day = clock.day(clock.now() if happened_on is None else happened_on)

        def counted_day(old: Kept) -> date | str | None:
            kept = getattr(old, day_in)
            if state in counted:
                return day if kept is None or state == old.state == counted[0] else kept
            taken_back = old.state in counted and states.index(state) < states.index(counted[0])
            return None if taken_back else kept

        return self.change(
            database,
            identifier,
            lambda old: {"state": state, day_in: counted_day(old)},
            actor=actor,
            action="moved",
            detail=lambda old: {"from": old.state, "to": state, "on": day},
        )

    def _made(self, row: tuple) -> Kept:
        return self.kept(*(_read(column, value) for column, value in zip(self.columns, row)))

    def _note(self, transaction: Transaction, done: str, identifier: str, actor: str, detail: dict | None) -> None:
        journal.record(
            transaction,
            actor=actor,
            action=f"{self.table}_{done}",
            subject=identifier,
            detail=detail,
            topics=[self.topic],
        )


def given_or(new: object, old: object) -> object:
    """Return what was given, or what stood there when nothing was."""
    return old if new is None else new


def _stored(value: object) -> object:
    if isinstance(value, Mapping):
        return to_json(dict(value))
    return value.isoformat() if isinstance(value, date) else value


def _read(column: str, value: object) -> object:
    if column == "content":
        return from_json(value)
    if column in ("created_on", "changed_on"):
        return clock.moment(value)
    return date.fromisoformat(value) if column.endswith("_on") and value is not None else value

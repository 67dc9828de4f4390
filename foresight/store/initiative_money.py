"""What initiatives cost: planned and paid, by year and by who pays."""

from __future__ import annotations

import pandas as pd

from foresight.problems import Problem
from foresight.store import journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.initiatives import TOPIC, get_initiative
from foresight.store.texts import finite, one_of

PAYERS = ("republican", "local", "private")
MONEY_COLUMNS = ("year", "payer", "planned", "paid")


def set_money(database: Database, initiative: str, money: pd.DataFrame, *, actor: str = "local") -> None:
    """Replace what is planned and paid for an initiative.

    Parameters
    ----------
    database : Database
        The store.
    initiative : str
        Its identifier.
    money : DataFrame
        ``year, payer, planned, paid`` in mln KZT, current prices; a missing amount is not known yet.
    actor : str
        Who enters it.

    Raises
    ------
    Problem
        When a payer is unknown, an amount negative, or a payer comes twice in a year.
    """
    rows = _checked_money(money)

    def replace(transaction: Transaction) -> None:
        get_initiative(transaction, initiative)
        transaction.execute("delete from initiative_money where initiative = $1", [initiative])
        if rows:
            transaction.execute(
                """
                insert into initiative_money (initiative, year, payer, planned, paid)
                select $1::varchar, unnest($2::integer[]), unnest($3::varchar[]), unnest($4::double precision[]),
                    unnest($5::double precision[])
                """,
                [initiative, *(list(column) for column in zip(*rows, strict=True))],
            )
        detail = {"rows": [list(row) for row in rows]}
        journal.record(
            transaction,
            actor=actor,
            action="initiative_money_changed",
            subject=initiative,
            detail=detail,
            topics=[TOPIC],
        )

    database.write(replace)


def money_frame(reader: Reading, initiative: str | None = None) -> pd.DataFrame:
    """Return what is planned and paid.

    Parameters
    ----------
    reader : Reading
        The store.
    initiative : str, optional
        Only this initiative.

    Returns
    -------
    DataFrame
        ``initiative, region, instrument, year, payer, planned, paid`` in mln KZT, current prices.
    """
    frame = reader.frame(
        """
        select initiative.id as initiative, region, instrument, year, payer, planned, paid
        from initiative_money join initiative on initiative.id = initiative_money.initiative
        where $1::varchar is null or initiative.id = $1::varchar
        """,
        [initiative],
    )
    return frame.sort_values(["initiative", "year", "payer"], ignore_index=True)


def _checked_money(money: pd.DataFrame) -> list[tuple]:
    for column in MONEY_COLUMNS:
        if column not in money.columns:
            raise Problem("the money has no column {column}", column=column)
    rows, seen = [], set()
    for year, payer, *amounts in money[list(MONEY_COLUMNS)].itertuples(index=False, name=None):
        one_of(payer, "payer", PAYERS)
        year = int(finite(year, "year"))
        if (year, payer) in seen:
            raise Problem("the money of {payer} in {year} is given twice", payer=payer, year=year)
        seen.add((year, payer))
        checked = [None if pd.isna(amount) else finite(amount, "amount") for amount in amounts]
        for amount in checked:
            if amount is not None and amount < 0:
                raise Problem("an amount must not be negative: {amount}", amount=amount)
        rows.append((year, payer, *checked))
    return rows

"""Changes to forecasts that someone answers for, kept beside the base they change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from foresight.forecasting.judgement import Adjustment
from foresight.problems import Problem
from foresight.store import clock, journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.texts import clean_text, from_json, new_identifier, to_json

TOPIC = "forecasts"

_ADJUSTMENT = """
    select id, indicator, vintage, method, region, years, kind, value, reason, author, made_on, base, kept_on,
        withdrawn_on, withdrawn_by
    from forecast_adjustment
"""


@dataclass(frozen=True)
class KeptAdjustment:
    """An adjustment as it was kept.

    Attributes
    ----------
    id : str
        Identifier.
    indicator, vintage : str
        What was forecast, and the set of figures the base was made from.
    method : str
        The method of the base.
    adjustment : Adjustment
        Region, years, factor or amount, reason, author and day.
    base : DataFrame
        The forecast as it stood: ``unique_id, ds``, the method's point and limits, money in the prices of each year.
    kept_on : datetime
        When it was kept.
    withdrawn_on, withdrawn_by : datetime and str, or None
        When and by whom it was taken back; it stays in the list.
    """

    id: str
    indicator: str
    vintage: str
    method: str
    adjustment: Adjustment
    base: pd.DataFrame
    kept_on: datetime
    withdrawn_on: datetime | None = None
    withdrawn_by: str | None = None

    @property
    def stands(self) -> bool:
        """Whether it was not taken back."""
        return self.withdrawn_on is None


def keep_adjustment(
    database: Database, adjustment: Adjustment, *, indicator: str, vintage: str, method: str, base: pd.DataFrame
) -> KeptAdjustment:
    """Keep an adjustment beside its base.

    Parameters
    ----------
    database : Database
        The store.
    adjustment : Adjustment
        What is changed, why and by whom.
    indicator, vintage : str
        What was forecast, and the set of figures it was forecast from.
    method : str
        The method of the base.
    base : DataFrame
        Forecast rows that hold the adjusted region and years.

    Returns
    -------
    KeptAdjustment
        As stored.

    Raises
    ------
    Problem
        When the base has no forecast for one of the years.
    """
    columns = ["unique_id", "ds", *(name for name in base.columns if name == method or name.startswith(f"{method}-"))]
    rows = base[(base["unique_id"] == adjustment.region) & base["ds"].isin(adjustment.years)][columns]
    rows = rows.astype({"ds": int}).reset_index(drop=True)
    for year in sorted(set(adjustment.years) - set(rows["ds"])):
        raise Problem("there is no forecast of {region} for {year} to adjust", region=adjustment.region, year=year)
    author = clean_text(adjustment.author, "author", longest=200)
    reason = clean_text(adjustment.reason, "reason", longest=2000)
    region = clean_text(adjustment.region, "region", longest=20)
    kept = KeptAdjustment(
        new_identifier(),
        clean_text(indicator, "indicator", longest=100),
        clean_text(vintage, "vintage", longest=200),
        clean_text(method, "method", longest=100),
        Adjustment(region, adjustment.years, adjustment.kind, adjustment.value, reason, author, adjustment.date),
        rows,
        clock.now(),
    )
    values = [
        kept.id,
        kept.indicator,
        region,
        to_json([int(year) for year in adjustment.years]),
        adjustment.kind,
        float(adjustment.value),
        reason,
        author,
        clock.day(adjustment.date),
        kept.vintage,
        kept.method,
        to_json({"columns": list(rows.columns), "values": {name: rows[name].tolist() for name in rows.columns}}),
        clock.stamp(kept.kept_on),
    ]

    def keep(transaction: Transaction) -> KeptAdjustment:
        transaction.execute(
            """
            insert into forecast_adjustment (id, indicator, region, years, kind, value, reason, author, made_on,
                vintage, method, base, kept_on)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            values,
        )
        detail = {"indicator": kept.indicator, "region": region, "years": [int(year) for year in adjustment.years]}
        journal.record(
            transaction, actor=author, action="forecast_adjusted", subject=kept.id, detail=detail, topics=[TOPIC]
        )
        return kept

    return database.write(keep)


def list_adjustments(reader: Reading, *, indicator: str | None = None) -> list[KeptAdjustment]:
    """Return the adjustments, those taken back too, in the order of their days.

    Parameters
    ----------
    reader : Reading
        The store.
    indicator : str, optional
        Only those of this indicator.

    Returns
    -------
    list of KeptAdjustment
        Possibly empty.
    """
    rows = reader.read(
        _ADJUSTMENT + " where $1::varchar is null or indicator = $1::varchar order by made_on, kept_on, id", [indicator]
    )
    return [_adjustment(row) for row in rows]


def withdraw_adjustment(database: Database, adjustment: str, *, actor: str = "local") -> None:
    """Take an adjustment back; it stays in the list with the name of who did.

    Parameters
    ----------
    database : Database
        The store.
    adjustment : str
        Its identifier.
    actor : str
        Who takes it back.

    Raises
    ------
    Problem
        When there is none, or it was taken back before.
    """
    identifier = clean_text(adjustment, "adjustment", longest=200)
    actor = clean_text(actor, "author", longest=200)

    def withdraw(transaction: Transaction) -> None:
        changed = transaction.execute(
            """
            update forecast_adjustment set withdrawn_on = $2, withdrawn_by = $3
            where id = $1 and withdrawn_on is null
            """,
            [identifier, clock.stamp(), transaction.named(actor)],
        )
        if not changed:
            raise Problem("there is no adjustment {adjustment} that still stands", adjustment=identifier)
        journal.record(transaction, actor=actor, action="adjustment_withdrawn", subject=identifier, topics=[TOPIC])

    database.write(withdraw)


def _adjustment(row: tuple) -> KeptAdjustment:
    region, years, kind, value, reason, author, made_on = row[4:11]
    base = from_json(row[11])
    return KeptAdjustment(
        row[0],
        row[1],
        row[2],
        row[3],
        Adjustment(region, tuple(from_json(years)), kind, value, reason, author, date.fromisoformat(made_on)),
        pd.DataFrame(base["values"], columns=base["columns"]),
        clock.moment(row[12]),
        None if row[13] is None else clock.moment(row[13]),
        row[14],
    )

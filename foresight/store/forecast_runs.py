"""Forecasts as they were made, so that next year can show how good they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from foresight.problems import Problem
from foresight.store import clock, journal
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.texts import clean_text, from_json, new_identifier, to_json

TOPIC = "forecasts"

_RUN = "select id, vintage, indicator, horizon, method, made_on, choices, published_by from forecast_run"


@dataclass(frozen=True)
class ForecastRun:
    """A forecast of one indicator from one set of figures.

    Attributes
    ----------
    id : str
        Identifier.
    vintage : str
        The set of figures it was made from.
    indicator : str
        What was forecast.
    horizon : int
        Last year.
    method : str
        How.
    made_on : datetime
        When.
    choices : dict
        What it stood on besides the figures, such as prices and breaks.
    published_by : str
        Who answers for it; possibly empty.
    """

    id: str
    vintage: str
    indicator: str
    horizon: int
    method: str
    made_on: datetime
    choices: Mapping[str, object] = field(default_factory=dict)
    published_by: str = ""


def keep_run(
    database: Database,
    *,
    vintage: str,
    indicator: str,
    horizon: int,
    rows: pd.DataFrame,
    method: str = "",
    choices: Mapping[str, object] | None = None,
    published_by: str = "",
) -> ForecastRun:
    """Keep a forecast.

    Parameters
    ----------
    database : Database
        The store.
    vintage : str
        The set of figures it was made from.
    indicator : str
        What was forecast.
    horizon : int
        Last year.
    rows : DataFrame
        The forecast, one row a region, year and whatever the method gives.
    method : str
        How it was made.
    choices : mapping, optional
        What it stood on besides the figures.
    published_by : str
        Who answers for it.

    Returns
    -------
    ForecastRun
        As stored.
    """
    run = ForecastRun(
        new_identifier(),
        clean_text(vintage, "vintage", longest=200),
        clean_text(indicator, "indicator", longest=100),
        int(horizon),
        clean_text(method, "method", required=False, longest=200),
        clock.now(),
        dict(choices or {}),
        clean_text(published_by, "author", required=False, longest=200),
    )
    plain = rows.astype(object).where(rows.notna(), None)
    content = {str(column): [_plain(value) for value in plain[column]] for column in plain.columns}
    text = to_json({"columns": [str(column) for column in plain.columns], "values": content})
    stood_on = to_json(run.choices)

    def keep(transaction: Transaction) -> ForecastRun:
        transaction.execute(
            """
            insert into forecast_run (id, vintage, indicator, horizon, method, content, made_on, choices, published_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                run.id,
                run.vintage,
                run.indicator,
                run.horizon,
                run.method,
                text,
                clock.stamp(run.made_on),
                stood_on,
                run.published_by,
            ],
        )
        detail = {"indicator": run.indicator, "vintage": run.vintage, "horizon": run.horizon}
        actor = run.published_by or "local"
        journal.record(
            transaction, actor=actor, action="forecast_published", subject=run.id, detail=detail, topics=[TOPIC]
        )
        return run

    return database.write(keep)


def list_runs(reader: Reading, *, indicator: str | None = None) -> list[ForecastRun]:
    """Return the forecasts that were kept, newest first.

    Parameters
    ----------
    reader : Reading
        The store.
    indicator : str, optional
        Only those of this indicator.

    Returns
    -------
    list of ForecastRun
        Possibly empty.
    """
    rows = reader.read(
        _RUN + " where $1::varchar is null or indicator = $1::varchar order by made_on desc, id", [indicator]
    )
    return [
        ForecastRun(*row[:5], clock.moment(row[5]), from_json(row[6]) if row[6] else {}, row[7] or "") for row in rows
    ]


def run_rows(reader: Reading, run: str) -> pd.DataFrame:
    """Return the rows of a kept forecast.

    Parameters
    ----------
    reader : Reading
        The store.
    run : str
        Its identifier.

    Returns
    -------
    DataFrame
        As it was kept; what was missing is NaN.

    Raises
    ------
    Problem
        When there is none.
    """
    text = reader.value("select content from forecast_run where id = $1", [clean_text(run, "run", longest=200)])
    if text is None:
        raise Problem("there is no kept forecast {run}", run=run)
    content = from_json(str(text))
    return pd.DataFrame(content["values"], columns=content["columns"])


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value

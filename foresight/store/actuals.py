"""What the store says of the five target indicators: counted from what was recorded, never typed in."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from foresight.store.engine import Reading
from foresight.store.initiative_money import money_frame

COUNTED = ("foresight_sessions", "technical_specifications", "active_projects", "recommendations")
INDICATORS = (*COUNTED[:3], "cofinancing_share", COUNTED[3])


def recorded(reader: Reading, years: Iterable[int] = range(2026, 2031)) -> pd.DataFrame:
    """Return the five indicators by region and year.

    Sessions count in the year they were held, once closed; specifications in the year they entered a call; projects
    in every year from their first to their last, unless stopped or only planned; recommendations in the year they were
    issued. The share is what local budgets and private partners paid of all that was paid for initiatives. A training
    example is no session held, and nothing that came out of it counts.

    Parameters
    ----------
    reader : Reading
        The store.
    years : iterable of int
        The years to count.

    Returns
    -------
    DataFrame
        ``indicator, region, year, value``; the nation is ``KZ``. Years without a record are 0, and NaN for the share,
        which stands as 0-1. A region with nothing recorded is absent.
    """
    years = sorted({int(year) for year in years})
    events = counted_events(reader, years)
    nation = events.assign(region="KZ")
    counts = (
        pd.concat([events[events["region"] != "KZ"], nation]).groupby(["indicator", "region", "year"]).size().to_dict()
    )
    rows = []
    for indicator in COUNTED:
        regions = sorted({region for name, region, _ in counts if name == indicator} | {"KZ"})
        rows += [
            (indicator, region, year, float(counts.get((indicator, region, year), 0)))
            for region in regions
            for year in years
        ]
    frame = pd.concat(
        [pd.DataFrame(rows, columns=["indicator", "region", "year", "value"]), _shares(reader, years)],
        ignore_index=True,
    )
    order = {indicator: place for place, indicator in enumerate(INDICATORS)}
    frame["place"] = frame["indicator"].map(order)
    return frame.sort_values(["place", "region", "year"], ignore_index=True).drop(columns="place")


def counted_events(reader: Reading, years: Iterable[int]) -> pd.DataFrame:
    """Return everything that counts towards the four counted indicators, a row for each thing and year.

    Parameters
    ----------
    reader : Reading
        The store.
    years : iterable of int
        The years to count.

    Returns
    -------
    DataFrame
        ``indicator, region, year, title, happened``: the day as ISO text; for a project its first year, then its last
        one where that is known. As in `recorded`, nothing of a training example is among them.
    """
    years = sorted({int(year) for year in years})
    parts = [
        dated(
            reader,
            "foresight_sessions",
            "select region, held_on as happened, id as session, title from session where stage = 'closed'",
        ),
        dated(
            reader,
            "technical_specifications",
            "select region, called_on as happened, session, title from specification where called_on is not null",
        ),
        _projects(reader, years),
        dated(
            reader,
            "recommendations",
            """
            select coalesce(region, 'KZ') as region, issued_on as happened, session, title from recommendation
            where issued_on is not null
            """,
        ),
    ]
    events = pd.concat(parts, ignore_index=True)
    return events[events["year"].isin(years)].reset_index(drop=True)


def started_projects(reader: Reading) -> pd.DataFrame:
    """Return how many projects started, by region, first and last year and instrument.

    Planned and stopped ones do not count; a completed one without a last year ran one year.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    DataFrame
        ``region, year, last, instrument, value``; ``last`` is NaN where a running project's end is not known.
    """
    keys = ["region", "starts_year", "last", "instrument"]
    counted = _started(reader).groupby(keys, dropna=False).size().rename("value").reset_index()
    return counted.rename(columns={"starts_year": "year"})


def money_by_payer(reader: Reading) -> pd.DataFrame:
    """Return what initiatives cost by region, year and payer.

    Parameters
    ----------
    reader : Reading
        The store.

    Returns
    -------
    DataFrame
        ``region, year, payer, planned, paid`` in mln KZT, current prices; what nobody entered is NaN.
    """
    money = money_frame(reader)
    origin = dict(reader.read("select id, session from initiative"))
    frame = money[~money["initiative"].map(origin).isin(_invented(reader))]
    return frame.groupby(["region", "year", "payer"], as_index=False)[["planned", "paid"]].sum(min_count=1)


def dated(reader: Reading, indicator: str, statement: str) -> pd.DataFrame:
    """Return ``indicator, region, year`` of each row that a statement yields as ``region, happened, session``.

    What else the statement yields comes along. Rows of invented sessions are left out.
    """
    frame = reader.frame(statement)
    frame = frame[~frame["session"].isin(_invented(reader))]
    years = frame["happened"].astype(str).str[:4].astype("int64")
    return frame.drop(columns="session").assign(indicator=indicator, year=years)


def _invented(reader: Reading) -> list[str]:
    """Sessions that are training examples."""
    return [session for (session,) in reader.read("select session from live_session where demonstration")]


def _started(reader: Reading) -> pd.DataFrame:
    """Projects that are carried out or were, with the session they come from and their ``last`` year.

    A completed project without an end ran one year; of a running one without an end the last year is NaN.
    """
    frame = reader.frame(
        """
        select region, starts_year, ends_year, instrument, state, session, title from initiative
        where state in ('active', 'completed') and starts_year is not null
        """
    )
    one_year = frame["ends_year"].isna() & (frame["state"] == "completed")
    last = frame["ends_year"].astype("float64").mask(one_year, frame["starts_year"])
    return frame.assign(last=last)[~frame["session"].isin(_invented(reader))]


def _projects(reader: Reading, years: list[int]) -> pd.DataFrame:
    columns = ["region", "starts_year", "ends_year", "last", "title"]
    active = []
    for region, first, end, known, title in _started(reader)[columns].astype(object).itertuples(index=False):
        # A running project whose end is not known is taken to go on.
        last = int(known) if pd.notna(known) else (years[-1] if years else first)
        happened = f"{first}–{int(end) if pd.notna(end) else ''}"
        active += [("active_projects", region, year, title, happened) for year in range(first, last + 1)]
    return pd.DataFrame(active, columns=["indicator", "region", "year", "title", "happened"]).astype({"year": "int64"})


def _shares(reader: Reading, years: list[int]) -> pd.DataFrame:
    money = money_by_payer(reader)
    money = pd.concat([money[money["region"] != "KZ"], money.assign(region="KZ")])
    rows = []
    for region in sorted({*money["region"], "KZ"}):
        for year in years:
            paid = money[(money["region"] == region) & (money["year"] == year)]
            total = paid["paid"].sum()
            partners = paid.loc[paid["payer"] != "republican", "paid"].sum()
            rows.append(("cofinancing_share", region, year, partners / total if total > 0 else float("nan")))
    return pd.DataFrame(rows, columns=["indicator", "region", "year", "value"])

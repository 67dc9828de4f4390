"""What ``foresight forecast`` and ``foresight backtest`` are given: files, prices, totals and drivers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from foresight.cli.command import language
from foresight.problems import Problem

if TYPE_CHECKING:
    import pandas as pd

    from foresight.forecasting.judgement import Driver
    from foresight.forecasting.published_prices import Prices
    from foresight.forecasting.series import SeriesProblem

DRIVER_FORM = "budget_grows:2027:0.2 or funded_from:2027:500:KZ-10 or programme_ends:2028:0.4:KZ-75"


def listed(text: str) -> list[str]:
    """Read names that commas part."""
    return [name.strip() for name in text.split(",") if name.strip()]


def told(problems: list[SeriesProblem], lang: str) -> list[dict]:
    """Tell what was set aside: the series, a code, and a sentence in the language asked for."""
    said = language(lang)
    return [{"unique_id": one.unique_id, "code": one.code, "sentence": said.problem(one.problem)} for one in problems]


def complain(problems: list[dict]) -> None:
    """Say one sentence a series on standard error; the rest goes on."""
    for one in problems:
        click.echo(one["sentence"], err=True)


def read_prices(index: str, inflation: str) -> Prices:
    """Read the price index and the course of inflation."""
    from foresight.forecasting.published_prices import Prices, inflation_scenarios, steady_inflation

    known = inflation_scenarios()
    if inflation in known:
        return Prices(index, known[inflation])
    try:
        rate = float(inflation)
    except ValueError:
        raise Problem(
            "unknown inflation {inflation}: one of {allowed}, or a rate a year such as 0.08",
            inflation=inflation,
            allowed=", ".join(known),
        ) from None
    return Prices(index, steady_inflation(rate, 2000))


def read_totals(given: tuple[str, ...]) -> dict[int, float]:
    """Read official totals such as ``2030=400000``."""
    found = {}
    for text in given:
        year, _, amount = text.partition("=")
        try:
            found[int(year)] = float(amount)
        except ValueError:
            raise Problem("{total} is not a year and an amount such as 2030=400000", total=text) from None
    return found


def read_drivers(given: tuple[str, ...]) -> list[Driver]:
    """Read what-ifs such as ``budget_grows:2027:0.2``."""
    from foresight.forecasting.judgement import Driver

    found = []
    for text in given:
        kind, *rest = text.split(":")
        try:
            year, change, *region = rest
            read = int(year), float(change)
        except ValueError:
            raise Problem("{driver} is not a driver such as {form}", driver=text, form=DRIVER_FORM) from None
        found.append(Driver(kind, *read, region[0] if region else None))
    return found


def read_long_file(file: Path) -> pd.DataFrame:
    """Read a long file; a value that is no number stays as it is, so that it can be named."""
    import pandas as pd

    if not file.is_file():
        raise Problem("there is no file {file}", file=str(file))
    try:
        return pd.read_csv(file, skipinitialspace=True)
    except (ValueError, UnicodeDecodeError) as error:
        raise Problem("{file} is not a CSV table with the columns unique_id, ds, y", file=str(file)) from error


def this_year() -> int:
    """Return the present year, after which nothing can have figures."""
    import datetime

    return datetime.datetime.now(datetime.UTC).year

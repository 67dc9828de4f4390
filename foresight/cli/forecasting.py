"""``foresight forecast`` and ``foresight backtest``."""

import time
from pathlib import Path

import click

from foresight.cli.command import answer, as_json, language_option, rows
from foresight.i18n.language import language
from foresight.problems import Problem

INTERVALS = ("lo-80", "hi-80", "lo-95", "hi-95")


@click.command()
@click.option(
    "--indicator",
    default="rd_expenditure",
    show_default=True,
    help="Code of the indicator (see `foresight data list`).",
)
@click.option("--region", help="ISO code such as KZ-75, or KZ for the nation; all regions without it.")
@click.option("--horizon", type=int, default=2030, show_default=True, help="Last year of the forecast.")
@click.option("--with-breaks", is_flag=True, help="Let marked breaks and outliers enter the fits.")
@as_json
@language_option
def forecast(indicator: str, region: str | None, horizon: int, with_breaks: bool, as_json: bool, lang: str) -> None:
    """Forecast an indicator to the horizon, with intervals and naive beside it."""
    from foresight.chain import (
        LOCAL_BUDGETS,
        NATION,
        forecast_local_budgets,
        forecast_nation,
        forecast_regions,
        is_regional,
    )
    from foresight.cli.stored import figures_in_use
    from foresight.regions.regions import region as known_region

    if region and region != NATION:
        known_region(region)
    observations, breaks, vintage = figures_in_use()
    started = time.perf_counter()
    unit = observations.loc[observations["indicator"] == indicator, "unit"].head(1).tolist()
    result = {
        "indicator": indicator,
        "unit": unit[0] if unit else None,
        "region": region,
        "horizon": horizon,
        "vintage": vintage,
    }
    if is_regional(observations, indicator) and indicator == LOCAL_BUDGETS and region != NATION:
        model = forecast_local_budgets(observations, horizon)
        table = model.summary()
        result |= {
            "shown": "states_and_amounts",
            "panel_stay": model.panel_stay,
            "panel_start": model.panel_start,
            "origin": model.last_year,
        }
        problems = model.problems
    else:
        found = (
            forecast_nation(observations, breaks, indicator, horizon)
            if region == NATION
            else forecast_regions(observations, breaks, indicator, horizon, without_breaks=not with_breaks)
        )
        table, problems = found.rows, found.problems
        result |= {
            "shown": found.chosen,
            "shown_because": found.chosen_reason,
            "panel_growth": found.pooled_growth,
            "origin": found.origin,
            "scores": {
                method: {name: found.scores.loc[method, name] for name in found.scores.columns}
                for method in found.scores.index
            },
        }
    if region and region != NATION:
        table = table[table["unique_id"] == region]
        problems = [problem for problem in problems if problem.unique_id == region]
        if table.empty:
            raise Problem(
                "{indicator} has no history of {region}, so there is no forecast", indicator=indicator, region=region
            )
    result |= {
        "forecasts": rows(table),
        "problems": [
            {"unique_id": found.unique_id, "code": found.code, "sentence": language(lang).problem(found.problem)}
            for found in problems
        ],
        "seconds": round(time.perf_counter() - started, 3),
    }
    if as_json:
        answer(result)
        return
    said = language(lang)
    for row in result["forecasts"]:
        name = said.region(row["unique_id"])
        if "funded_probability" in row:
            amount = said.number(row["amount"], 1)
            click.echo(
                f"{name}  {row['ds']}  "
                + said.text(
                    "funded: {chance}; if funded {amount}", chance=said.chance(row["funded_probability"]), amount=amount
                )
            )
        else:
            shown = result["shown"]
            low, high = (said.number(row[f"{shown}-{side}-80"], 1) for side in ("lo", "hi"))
            click.echo(f"{name}  {row['ds']}  {said.number(row[shown], 1)}  [{low} – {high}]")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--horizon", type=int, required=True, help="Years held out at the end of every series.")
@click.option("--train", type=int, help="Use only the last so many years before the held-out ones; all without it.")
@click.option("--methods", default="pooled,naive", show_default=True, help="Comma-separated names of methods.")
@as_json
@language_option
def backtest(file: Path, horizon: int, train: int | None, methods: str, as_json: bool, lang: str) -> None:
    """Score the methods on a long file of yearly series (unique_id, ds, y)."""
    import pandas as pd

    from foresight.forecasting.rolling_origin import backtest as score_methods

    if not file.is_file():
        raise Problem("there is no file {file}", file=str(file))
    try:
        frame = pd.read_csv(file)
    except (ValueError, UnicodeDecodeError) as error:
        raise Problem("{file} is not a CSV table with the columns unique_id, ds, y", file=str(file)) from error
    result = score_methods(frame, horizon, train, [name.strip() for name in methods.split(",") if name.strip()])
    if as_json:
        answer(result)
        return
    for name, scores in result["methods"].items():
        click.echo(
            name
            + "  "
            + "  ".join(f"{score}={value:.3f}" for score, value in scores.items() if isinstance(value, float))
        )

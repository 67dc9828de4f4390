"""``foresight forecast``, ``foresight backtest`` and ``foresight reckon``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foresight.cli.command import answer, as_json, language, language_option, rows
from foresight.cli.forecast_options import (
    DRIVER_FORM,
    complain,
    listed,
    read_drivers,
    read_long_file,
    read_prices,
    read_totals,
    this_year,
    told,
)
from foresight.problems import Problem

if TYPE_CHECKING:
    import pandas as pd

    from foresight.forecasting.judgement import Driver
    from foresight.forecasting.panel_forecast import PanelForecast
    from foresight.forecasting.published_prices import Prices
    from foresight.forecasting.series import SeriesProblem

LONGEST_AHEAD = 6


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--indicator",
    default="rd_expenditure",
    show_default=True,
    help="Code of the indicator (see `foresight data list`).",
)
@click.option("--region", help="ISO code such as KZ-75, or KZ for the nation; all regions without it.")
@click.option("--horizon", type=int, help="Last year of the forecast: 2030, or six years after the last of a file.")
@click.option("--methods", default="", help="Methods beside pooled growth and naive, comma-separated.")
@click.option("--with-breaks", is_flag=True, help="Let marked breaks and outliers enter the fits.")
@click.option("--real", is_flag=True, help="Forecast in constant prices; current prices stand beside.")
@click.option("--index", default="cpi_annual_average", show_default=True, help="Price index for --real.")
@click.option("--inflation", default="official", show_default=True, help="Scenario, or a rate a year such as 0.08.")
@click.option("--shock", type=float, default=0.0, help="Yearly deviation of a shock to all regions, such as 0.1.")
@click.option("--total", "totals", multiple=True, help="Official total of a year, 2030=400000 (mln KZT of that year).")
@click.option("--driver", "drivers", multiple=True, help=f"A what-if: {DRIVER_FORM}.")
@click.option("--budget-share", type=float, default=1.0, show_default=True, help="Part a growing budget pays, 0-1.")
@click.option("--publish", "author", help="Keep the forecast in the store under this author.")
@click.option("--csv", "table_file", type=click.Path(path_type=Path), help="Write the rows to this file.")
@as_json
@language_option
def forecast(
    file: Path | None,
    indicator: str,
    region: str | None,
    horizon: int | None,
    methods: str,
    with_breaks: bool,
    real: bool,
    index: str,
    inflation: str,
    shock: float,
    totals: tuple[str, ...],
    drivers: tuple[str, ...],
    budget_share: float,
    author: str | None,
    table_file: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """Forecast an indicator of the figures in use, or a long FILE of yearly series (unique_id, ds, y)."""
    from foresight.forecasting.from_figures import LOCAL_BUDGETS, NATION, is_regional

    started = time.perf_counter()
    names = ["pooled", "naive", *listed(methods)]
    if file is not None:
        if real or totals or author or region:
            raise Problem(
                "a file is forecast as it stands: --real, --total, --region and --publish are for the figures"
            )
        result, table, problems = _of_file(file, horizon, names, read_drivers(drivers), budget_share, shock)
    else:
        from foresight.cli.stored import figures_in_use
        from foresight.regions.regions import region as known_region

        if region and region != NATION:
            known_region(region)
        observations, breaks, vintage = figures_in_use()
        result = {"indicator": indicator, "region": region, "horizon": horizon or 2030, "vintage": vintage}
        if indicator == LOCAL_BUDGETS and region != NATION and is_regional(observations, indicator):
            if real or totals:
                raise Problem("local budgets are a chance and an amount: constant prices and totals are for spending")
            more, table, problems = _budgets(observations, result["horizon"], drivers, author, vintage)
        else:
            more, table, problems = _figures(
                observations,
                breaks,
                result,
                methods=names,
                without_breaks=not with_breaks,
                prices=read_prices(index, inflation) if real else None,
                shock=shock,
                totals=read_totals(totals),
                drivers=read_drivers(drivers),
                budget_share=budget_share,
                author=author,
            )
        result |= more
        if region and region != NATION:
            table = table[table["unique_id"] == region]
            problems = [problem for problem in problems if problem.unique_id == region]
            if table.empty:
                raise Problem(
                    "{indicator} has no history of {region}, so there is no forecast",
                    indicator=indicator,
                    region=region,
                )
    if table_file is not None:
        plain = table.drop(columns=[name for name in ("notes",) if name in table.columns])
        plain.to_csv(table_file, index=False)
    result |= {
        "forecasts": rows(table),
        "problems": told(problems, lang),
        "seconds": round(time.perf_counter() - started, 3),
    }
    if as_json:
        answer(result)
        return
    complain(result["problems"])
    _write(result, lang)


def _of_file(
    file: Path, horizon: int | None, methods: list[str], drivers: list[Driver], budget_share: float, shock: float
) -> tuple[dict, pd.DataFrame, list[SeriesProblem]]:
    """Forecast the series of a file as one panel."""
    from foresight.forecasting.panel_forecast import forecast_panel
    from foresight.forecasting.series import read_panel, set_future_aside

    frame, late = set_future_aside(read_long_file(file), this_year())
    if horizon is None:
        horizon = read_panel(frame).origin + LONGEST_AHEAD
    found = forecast_panel(frame, horizon, methods=methods)
    table = _moved(_wider(found.rows, found, shock), found, drivers, budget_share)
    return {"file": str(file), "horizon": horizon} | _explained(found), table, [*late, *found.problems]


def _wider(table: pd.DataFrame, found: PanelForecast, shock: float) -> pd.DataFrame:
    from foresight.forecasting.prices import widen_for_common_shock

    if not shock:
        return table
    for method in ("pooled", "naive"):
        table = widen_for_common_shock(table, shock, found.origin, method)
    return table


def _moved(table: pd.DataFrame, found: PanelForecast, drivers: list[Driver], budget_share: float) -> pd.DataFrame:
    """Put the line of a scenario beside the forecast."""
    from foresight.forecasting.judgement import apply_drivers

    if not drivers:
        return table
    moved = apply_drivers(table, drivers, [found.chosen], budget_share)
    return table.assign(scenario=moved[found.chosen])


def _explained(found: PanelForecast) -> dict:
    """Say which method is shown and why, with the scores behind it."""
    return {
        "shown": found.chosen,
        "shown_because": found.chosen_reason,
        "panel_growth": found.pooled_growth,
        "origin": found.origin,
        "scores": {
            method: {name: found.scores.loc[method, name] for name in found.scores.columns}
            for method in found.scores.index
        },
    }


def _budgets(
    observations: pd.DataFrame, horizon: int, drivers: tuple[str, ...], author: str | None, vintage: str
) -> tuple[dict, pd.DataFrame, list[SeriesProblem]]:
    """Forecast local budgets: states and amounts."""
    from foresight.forecasting.from_figures import LOCAL_BUDGETS, forecast_local_budgets, unit_of

    model = forecast_local_budgets(observations, horizon)
    kept = _keep(author, vintage, LOCAL_BUDGETS, horizon, model.summary(), "states_and_amounts", {}) if author else None
    for driver in read_drivers(drivers):
        if driver.kind == "funded_from":
            model = model.funded_from(driver.region, driver.year, driver.change or None)
        elif driver.kind == "programme_ends" and driver.region is not None and driver.change == 1.0:
            model = model.ends_in(driver.region, driver.year)
        elif driver.kind == "budget_grows" and driver.region is None:
            model = model.scaled(1.0 + driver.change)
        else:
            raise Problem(
                "a local budget is funded from a year, ends altogether in a year (programme_ends:2028:1:KZ-75), or all "
                "grow (budget_grows:2026:0.2)"
            )
    more = {
        "unit": unit_of(observations, LOCAL_BUDGETS),
        "shown": "states_and_amounts",
        "panel_stay": model.panel_stay,
        "panel_start": model.panel_start,
        "origin": model.last_year,
    }
    return more | ({"published": kept} if kept else {}), model.summary(), list(model.problems)


def _figures(
    observations: pd.DataFrame,
    breaks: pd.DataFrame,
    asked: dict,
    *,
    methods: list[str],
    without_breaks: bool,
    prices: Prices | None,
    shock: float,
    totals: dict[int, float],
    drivers: list[Driver],
    budget_share: float,
    author: str | None,
) -> tuple[dict, pd.DataFrame, list[SeriesProblem]]:
    """Forecast an indicator of the figures in use."""
    from dataclasses import replace

    from foresight.forecasting import hierarchy
    from foresight.forecasting.common_shock import rolling_coverage
    from foresight.forecasting.from_figures import NATION, forecast_figures, is_regional

    indicator, horizon, national = asked["indicator"], asked["horizon"], asked["region"] == NATION
    options = {"without_breaks": without_breaks, "prices": prices, "methods": methods}
    made = forecast_figures(observations, breaks, indicator, horizon, national=national, **options)
    found = made.found
    more = {"unit": made.unit} | _explained(found)
    if shock:
        held = rolling_coverage(found.panel.values, found.chosen, shock, len(found.years))
        more["coverage_with_shock"] = {"coverage80": held[80], "coverage95": held[95]}
    table = _wider(made.current, found, shock)
    if national and is_regional(observations, indicator):
        regions = forecast_figures(observations, breaks, indicator, horizon, **options)
        added = regions.current.groupby("ds")[regions.found.chosen].sum()
        more["sum_of_regions"] = {str(year): value for year, value in added.items()}
    if totals:
        regions = forecast_figures(observations, breaks, indicator, horizon, **options) if national else made
        agreed = hierarchy.agree_with_total(replace(regions.found, rows=regions.current), totals)
        more["agreed"], more["gaps"] = rows(agreed.rows[agreed.rows["ds"].isin(totals)]), rows(agreed.gaps)
    table = _moved(table, found, drivers, budget_share)
    if author:
        regional = forecast_figures(observations, breaks, indicator, horizon, **options) if national else made
        choices = {
            "index": prices.index if prices else None,
            "inflation": prices.ahead.name if prices else None,
            "shock": shock,
            "without_breaks": without_breaks,
        }
        more["published"] = _publish(observations, breaks, regional, asked, options, shock, author, choices)
    if prices is not None:
        more["prices"] = {
            "base_year": made.base_year,
            "index": prices.index,
            "inflation": prices.ahead.name,
            "levels": {str(year): level for year, level in made.levels.items()},
            "notes": [[code, values] for code, values in made.notes],
        }
        constant = _wider(found.rows, found, shock)
        money = [name for name in constant.columns if name in found.methods or "-lo-" in name or "-hi-" in name]
        table = table.assign(**{f"constant-{name}": constant[name] for name in money})
    return more, table, list(found.problems)


def _publish(
    observations, breaks, regional, asked: dict, options: dict, shock: float, author: str, choices: dict
) -> str:
    """Keep regions and nation with the adjustments that stand."""
    from foresight.cli.stored import store
    from foresight.forecasting.from_figures import NATION, forecast_figures, is_regional
    from foresight.forecasting.publication import published_rows
    from foresight.store import adjustments

    indicator = asked["indicator"]
    of_nation = observations[(observations["indicator"] == indicator) & (observations["region"] == NATION)]
    nation = None
    if is_regional(observations, indicator) and of_nation["value"].notna().any():
        nation = forecast_figures(observations, breaks, indicator, asked["horizon"], national=True, **options)
    with store() as database:
        kept = adjustments.list_adjustments(database, indicator=indicator)
    standing = [one.adjustment for one in kept if one.stands]
    table = published_rows(regional, nation, standing, shock)
    method = regional.found.chosen
    return _keep(author, asked["vintage"], indicator, asked["horizon"], table, method, choices)


def _keep(
    author: str, vintage: str, indicator: str, horizon: int, table: pd.DataFrame, method: str, choices: dict
) -> str:
    from foresight.cli.stored import store
    from foresight.store import forecast_runs

    if not author.strip():
        raise Problem("a published forecast needs an author who answers for it")
    with store() as database:
        return forecast_runs.keep_run(
            database,
            vintage=vintage,
            indicator=indicator,
            horizon=horizon,
            rows=table,
            method=method,
            choices=choices,
            published_by=author,
        ).id


def _write(result: dict, lang: str) -> None:
    """Write one line a series and year."""
    from foresight.regions.regions import NATION, REGIONS

    said = language(lang)
    for row in result["forecasts"]:
        known = row["unique_id"] in REGIONS or row["unique_id"] == NATION
        name = said.region(row["unique_id"]) if known else row["unique_id"]
        if "funded_probability" in row:
            amount = said.number(row["amount"], 1)
            chance = said.chance(row["funded_probability"])
            line = said.text("funded: {chance}; if funded {amount}", chance=chance, amount=amount)
        else:
            shown = result["shown"]
            low, high = (said.number(row[f"{shown}-{side}-80"], 1) for side in ("lo", "hi"))
            line = f"{said.number(row[shown], 1)}  [{low} – {high}]"
            if f"constant-{shown}" in row:
                line += "  " + said.text(
                    "in prices of {year}: {amount}",
                    year=result["prices"]["base_year"],
                    amount=said.number(row[f"constant-{shown}"], 1),
                )
            if "scenario" in row:
                line += "  " + said.text("scenario: {amount}", amount=said.number(row["scenario"], 1))
        click.echo(f"{name}  {row['ds']}  {line}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--horizon", type=int, required=True, help="Years held out at the end of every series.")
@click.option("--train", type=int, help="Use only the last so many years before the held-out ones; all without it.")
@click.option("--methods", default="pooled,naive", show_default=True, help="Comma-separated names of methods.")
@as_json
@language_option
def backtest(file: Path, horizon: int, train: int | None, methods: str, as_json: bool, lang: str) -> None:
    """Score the methods on a long file of yearly series (unique_id, ds, y)."""
    from foresight.forecasting.rolling_origin import backtest as score_methods

    result = score_methods(read_long_file(file), horizon, train, listed(methods), last_year=this_year())
    if "problems" in result:
        result["problems"] = told(result["problems"], lang)
    if as_json:
        answer(result)
        return
    complain(result.get("problems", []))
    for name, scores in result["methods"].items():
        click.echo(
            name
            + "  "
            + "  ".join(f"{score}={value:.3f}" for score, value in scores.items() if isinstance(value, float))
        )


@click.command()
@click.option("--indicator", default="rd_expenditure", show_default=True, help="Code of the indicator.")
@click.option(
    "--run", "wanted", help="Identifier of a published forecast; the newest whose years have come without it."
)
@as_json
@language_option
def reckon(indicator: str, wanted: str | None, as_json: bool, lang: str) -> None:
    """Hold a published forecast against the figures in use."""
    from foresight.cli.stored import figures_in_use, store
    from foresight.forecasting.accountability import reckon as hold
    from foresight.forecasting.accountability import reckon_budgets
    from foresight.store import forecast_runs

    observations, _, vintage = figures_in_use()
    came = observations[observations["indicator"] == indicator]
    came = came.rename(columns={"region": "unique_id", "year": "ds", "value": "y"})[["unique_id", "ds", "y", "status"]]
    with store() as database:
        runs = [one for one in forecast_runs.list_runs(database, indicator=indicator) if wanted in (None, one.id)]
        kept = [(one, forecast_runs.run_rows(database, one.id)) for one in runs]
    if not kept:
        raise Problem("no forecast of {indicator} has been published", indicator=indicator)
    last = came.dropna(subset=["y"])["ds"].max()
    run, stored = next(((one, table) for one, table in kept if table["ds"].min() <= last), kept[0])
    result = {"run": run.id, "indicator": indicator, "made_from": run.vintage, "figures": vintage, "method": run.method}
    if run.method == "states_and_amounts":
        found = reckon_budgets(stored, came)
        names = ("brier", "brier_same_state", "coverage80", "coverage95", "unknown")
    else:
        found = hold(stored, came, run.method)
        names = ("percentage_error", "naive_percentage_error", "coverage80", "coverage95", "waiting")
    result |= {name: getattr(found, name) for name in names} | {"rows": rows(found.rows)}
    if as_json:
        answer(result)
        return
    said = language(lang)
    click.echo("  ".join(f"{name}={said.number(float(result[name]), 2)}" for name in names))
    for row in result["rows"]:
        place = said.label("forecast_place", row["place"]) if row["place"] else "–"
        click.echo(f"{said.region(row['unique_id'])}  {row['ds']}  {said.number(row['actual'], 1)}  {place}")

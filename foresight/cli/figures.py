"""``foresight data import``, ``diff``, ``vintages``, ``use`` and ``mark``: new figures and what they change."""

import time
from pathlib import Path

import click

from foresight.cli.command import answer, as_json, language, language_option, rows
from foresight.problems import Problem

MOST_SHOWN = 200


def _column_of(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Read ``region=Territory`` into a mapping."""
    from foresight.statistics.table_layout import HEADERS

    found = {}
    for value in values:
        ours, sign, theirs = value.partition("=")
        if not sign or ours not in HEADERS or not theirs.strip():
            raise Problem(
                "cannot read the column {value}: write OURS=HEADER with one of {allowed}",
                value=value,
                allowed=", ".join(HEADERS),
            )
        found[ours] = theirs.strip()
    return found


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--indicator", help="Code of the indicator (see `foresight data list`), unless the file has a column of it."
)
@click.option("--unit", help='Unit of the file, such as "mln KZT"; that of the catalogue without it.')
@click.option("--source", default="", help="Citation for rows without one; the name of the file without it.")
@click.option("--status", default="published", show_default=True, help="Status of figures without one.")
@click.option(
    "--column", "columns", multiple=True, callback=_column_of, help="A header of the file, as region=Territory; repeat."
)
@click.option("--series", help="Which column of a year, where a year has several.")
@click.option("--sheet", help="Sheet of a workbook; the first one with figures without it.")
@click.option("--year", type=int, help="Year of a table that has no years of its own.")
@click.option("--decimal", type=click.Choice(["auto", ".", ","]), help="Mark that parts decimals.")
@click.option("--name", default="", help="What to call the new set of figures; the name of the file without it.")
@click.option("--allow-jumps", is_flag=True, help="Take a jump of a thousand for true.")
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@as_json
@language_option
@click.pass_context
def import_file(
    context: click.Context,
    file: Path,
    indicator: str | None,
    unit: str | None,
    source: str,
    status: str,
    columns: dict[str, str],
    series: str | None,
    sheet: str | None,
    year: int | None,
    decimal: str | None,
    name: str,
    allow_jumps: bool,
    dry_run: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Bring the figures of a CSV or XLSX FILE in, as printed by the Bureau or one row a figure.

    With any error nothing is written and the exit code is 2; every fault is listed with its row, cell, value and
    reason. The set of figures used so far stays in the store.
    """
    from foresight.cli.stored import store
    from foresight.reports.findings import reason
    from foresight.statistics.file_guard import check_size
    from foresight.statistics.shipped import read_indicators
    from foresight.statistics.table_head import head_signature
    from foresight.statistics.table_import import import_table
    from foresight.statistics.table_reader import read_grid
    from foresight.store import figures
    from foresight.store.figures_import import TableReading, bring_in, changes_of, remembered_reading

    if not file.is_file():
        raise Problem("there is no file {file}", file=str(file))
    check_size(file.stat().st_size, file.name)
    data, started, said = file.read_bytes(), time.perf_counter(), language(lang)
    with store() as database:
        based_on = figures.current_vintage(database)
        held = figures.observations(database, based_on)
        kept = remembered_reading(database, head_signature(read_grid(data, file.name, sheet).frame)) or TableReading()
        reading = TableReading(
            indicator or kept.indicator, unit or kept.unit, columns or kept.columns, series or kept.series,
            sheet or kept.sheet, decimal or kept.decimal,
        )  # fmt: skip
        found = import_table(
            data,
            file.name,
            read_indicators(),
            held,
            indicator=reading.indicator,
            unit=reading.unit,
            source=source,
            status=status,
            columns=reading.columns or None,
            series=reading.series,
            sheet=reading.sheet,
            year=year,
            decimal=reading.decimal,
            jumps="warning" if allow_jumps else "error",
        )
        changes = changes_of(found, held)
        made = None
        if not found.errors and not dry_run:
            made = bring_in(
                database, found, data=data, file_name=file.name, reading=reading, name=name, based_on=based_on
            )
    shown = sorted(found.findings, key=lambda one: one.severity != "error")[:MOST_SHOWN]
    if as_json:
        answer(
            {
                "file": str(file),
                "layout": found.cells.layout,
                "series": found.cells.chosen,
                "decimal": found.decimal,
                "observations": len(found.observations),
                "errors": len(found.errors),
                "warnings": len(found.findings) - len(found.errors),
                "findings": [
                    {
                        "row": one.row,
                        "cell": one.cell,
                        "column": one.column,
                        "value": one.values.get("written", one.values.get("value")),
                        "severity": one.severity,
                        "code": one.code,
                        "sentence": reason(one, said),
                    }
                    for one in shown
                ],
                "changes": changes["change"].value_counts().to_dict(),
                "changed": rows(changes.head(MOST_SHOWN)),
                "based_on": based_on,
                "vintage": made.id if made else None,
                "written": made is not None,
                "seconds": round(time.perf_counter() - started, 3),
            }
        )
    else:
        for one in shown:
            click.echo("\t".join([str(one.row or "-"), one.cell, str(one.values.get("value", "")), reason(one, said)]))
        if not found.errors:
            _tell_changes(changes, said)
    if found.errors:
        click.echo(
            said.plural("{count} error; nothing was written", "{count} errors; nothing was written", len(found.errors)),
            err=True,
        )
        context.exit(2)
    if made is None:
        click.echo(said.text("Nothing was written: this was a dry run."), err=True)
    else:
        click.echo(said.text("The new set of figures is in use: {vintage}", vintage=made.id), err=True)


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@as_json
@language_option
def diff(old: str | None, new: str | None, as_json: bool, lang: str) -> None:
    """List what differs between two sets of figures; without names, what the one in use changed."""
    from foresight.cli.stored import store
    from foresight.statistics.table_import import diff_observations
    from foresight.store import figures

    with store() as database:
        first, second = _two_vintages(database, old, new)
        changes = diff_observations(figures.observations(database, first), figures.observations(database, second))
    if as_json:
        answer({"old": first, "new": second, "changes": rows(changes)})
    else:
        _tell_changes(changes, language(lang), every=True)


@click.command()
@as_json
@language_option
def vintages(as_json: bool, lang: str) -> None:
    """List the sets of figures, newest first; the one in use has a star."""
    from foresight.cli.stored import store
    from foresight.store import figures

    with store() as database:
        kept, used = figures.vintages(database), figures.current_vintage(database)
    if as_json:
        found = [
            {
                "id": one.id,
                "name": one.name,
                "loaded_on": one.loaded_on,
                "source": one.source,
                "sha256": one.sha256,
                "in_use": one.id == used,
            }
            for one in kept
        ]
        answer({"vintages": found})
        return
    for one in kept:
        sign = "*" if one.id == used else " "
        click.echo(f"{sign} {one.id}  {language(lang).date(one.loaded_on.date())}  {one.name}  {one.source}")


@click.command()
@click.argument("vintage")
@as_json
@language_option
def use(vintage: str, as_json: bool, lang: str) -> None:
    """Compute everything from another set of figures."""
    from foresight.cli.stored import store
    from foresight.store import figures

    with store() as database:
        chosen = figures.find_vintage(database, vintage)
        figures.use_vintage(database, chosen.id)
    if as_json:
        answer({"vintage": chosen.id, "name": chosen.name})
    else:
        click.echo(language(lang).text("The new set of figures is in use: {vintage}", vintage=chosen.id), err=True)


@click.command()
@click.argument("indicator")
@click.argument("region")
@click.argument("year", type=int)
@click.option("--kind", default="outlier", show_default=True, help="outlier, level_break, coverage_change, …")
@click.option("--reason", help="Why the year does not belong to the trend.")
@click.option("--remove", is_flag=True, help="Take the mark away again.")
@language_option
def mark(indicator: str, region: str, year: int, kind: str, reason: str | None, remove: bool, lang: str) -> None:
    """Mark a year of a series as an outlier or a break, with a reason, so that forecasts leave it out."""
    from foresight.chain import is_regional
    from foresight.cli.stored import store
    from foresight.regions.regions import NATION
    from foresight.regions.regions import region as known_region
    from foresight.statistics.panel import require_figure
    from foresight.store import figures, marks

    if region != NATION:
        known_region(region)
    with store() as database:
        held = figures.observations(database)
        is_regional(held, indicator)
        if remove:
            if not marks.remove_break(database, indicator, region, year):
                raise Problem(
                    "{indicator} of {region} in {year} is not marked", indicator=indicator, region=region, year=year
                )
        else:
            require_figure(held, indicator, region, year)
            marks.mark_break(database, indicator, region, year, reason or "", kind=kind)
    click.echo(language(lang).text("Mark removed.") if remove else language(lang).text("Marked."), err=True)


def _two_vintages(database, old: str | None, new: str | None) -> tuple[str, str]:
    """Find the sets asked for; without names the one in use and the one brought in before it."""
    from foresight.store import figures

    kept = figures.vintages(database)
    second = figures.find_vintage(database, new).id if new else figures.current_vintage(database)
    if old:
        return figures.find_vintage(database, old).id, second
    order = [one.id for one in kept]
    earlier = order[order.index(second) + 1 :]
    if not earlier:
        raise Problem("there is no earlier set of figures to compare with: bring a file in first")
    return earlier[0], second


def _tell_changes(changes, said, *, every: bool = False) -> None:
    """Say how many figures change, and which."""
    from foresight.statistics.shipped import indicator_units

    units = indicator_units()
    for row in changes.itertuples() if every else changes.head(20).itertuples():
        pairs = ((row.value_old, row.status_old), (row.value_new, row.status_new))
        old, new = (
            said.number(value, 1)
            if value == value or not isinstance(status, str)
            else said.label("status_short", status)
            for value, status in pairs
        )
        change = said.label("change", row.change)
        unit = said.label("unit", units[row.indicator])
        click.echo(f"{row.indicator}  {said.region(row.region)}  {row.year}  {change}: {old} → {new} ({unit})")
    counts = changes["change"].value_counts()
    told = ", ".join(f"{said.label('change', code)}: {said.number(count)}" for code, count in counts.items())
    click.echo(told or said.text("Nothing differs."), err=True)

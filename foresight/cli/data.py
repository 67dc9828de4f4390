"""``foresight data``: the figures, what they cover, and what disagrees."""

from pathlib import Path

import click

from foresight.cli import figures as figures_commands
from foresight.cli.command import answer, as_json, language, language_option, rows
from foresight.problems import Problem


@click.group()
def data() -> None:
    """Look at, check, bring in and export the official figures."""


for _command in (
    figures_commands.import_file,
    figures_commands.diff,
    figures_commands.vintages,
    figures_commands.use,
    figures_commands.mark,
):
    data.add_command(_command)


@data.command("list")
@as_json
@language_option
def list_figures(as_json: bool, lang: str) -> None:
    """List the indicators with their unit, years and coverage."""
    from foresight.cli.stored import figures_in_use
    from foresight.statistics.shipped import read_indicators

    observations, _, vintage = figures_in_use()
    names = read_indicators().set_index("indicator")
    found = []
    for indicator, of_one in observations.groupby("indicator", sort=False):
        known = of_one.dropna(subset=["value"])
        found.append(
            {
                "indicator": indicator,
                "name": names.loc[indicator, f"name_{lang}"],
                "unit": of_one["unit"].iloc[0],
                "from": int(of_one["year"].min()),
                "to": int(of_one["year"].max()),
                "regions": int(known.loc[known["region"] != "KZ", "region"].nunique()),
                "observations": len(of_one),
                "known": len(known),
                "status": of_one["status"].value_counts().to_dict(),
            }
        )
    if as_json:
        answer({"vintage": vintage, "indicators": found})
        return
    for row in found:
        click.echo(
            f"{row['indicator']:44} {row['from']}–{row['to']}  {row['known']:4}/{row['observations']:<4} "
            f"{row['name']} ({row['unit']})"
        )


@data.command()
@click.option("--indicator", help="Only this indicator.")
@click.option("--region", help="Only this region.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="A CSV file; standard output without it."
)
@as_json
@language_option
def export(indicator: str | None, region: str | None, output: Path | None, as_json: bool, lang: str) -> None:
    """Write the observations as tidy CSV (or JSON), one row an observation, with source and status."""
    from foresight.chain import is_regional
    from foresight.cli.stored import figures_in_use
    from foresight.regions.regions import region as known_region

    observations, _, _ = figures_in_use()
    if indicator:
        is_regional(observations, indicator)
        observations = observations[observations["indicator"] == indicator]
    if region:
        if region != "KZ":
            known_region(region)
        observations = observations[observations["region"] == region]
    if as_json:
        answer(rows(observations))
    elif output:
        if not output.parent.is_dir():
            raise Problem("there is no folder {folder} to write into", folder=str(output.parent))
        observations.to_csv(output, index=False)
        click.echo(language(lang).text("Written: {file}", file=output), err=True)
    else:
        click.echo(observations.to_csv(index=False), nl=False)


@data.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@as_json
@language_option
@click.pass_context
def check(context: click.Context, file: Path | None, as_json: bool, lang: str) -> None:
    """Check the figures and re-derive what the Concept prints; with FILE, check a tidy CSV before it is brought in."""
    import pandas as pd

    from foresight.cli.stored import figures_in_use
    from foresight.regions.regions import REGIONS
    from foresight.statistics.concept_audit import audit_concept
    from foresight.statistics.observations import check_observations
    from foresight.statistics.shipped import (
        read_boundaries,
        read_concept_notes,
        read_concept_printed,
        read_indicators,
    )

    said = language(lang)
    if file is not None:
        if not file.is_file():
            raise Problem("there is no file {file}", file=str(file))
        findings = check_observations(pd.read_csv(file), read_indicators(), REGIONS, history=figures_in_use()[0])
        told = [
            {"row": one.row, "column": one.column, "code": one.code, "sentence": said.text(one.sentence, **one.values)}
            for one in findings
        ]
        if as_json:
            answer({"file": str(file), "findings": told})
        for one in told if not as_json else []:
            click.echo(f"{one['row'] or '-'}\t{one['column']}\t{one['sentence']}")
        if told:
            click.echo(
                said.plural("{count} finding; nothing was written", "{count} findings; nothing was written", len(told)),
                err=True,
            )
            context.exit(2)
        return
    observations, _, vintage = figures_in_use()
    own = check_observations(observations, read_indicators(), REGIONS)
    told = [
        {
            "number": one.number,
            "code": one.code,
            "kind": one.kind,
            "place": one.place,
            "sentence": said.text(one.sentence, **one.values),
            "region": one.region,
            "indicator": one.indicator,
            "years": list(one.years),
            "values": dict(one.values),
        }
        for one in audit_concept(observations, read_concept_printed(), read_boundaries(), read_concept_notes())
    ]
    if as_json:
        answer(
            {
                "vintage": vintage,
                "observations": len(observations),
                "faults": [one.text for one in own],
                "concept": told,
            }
        )
        return
    for one in own:
        click.echo(said.text(one.sentence, **one.values))
    for one in told:
        click.echo(
            f"{one['number']:>2}  {said.label('finding_kind', one['kind']):20}  {one['place']}: {one['sentence']}"
        )
    click.echo(said.plural("{count} observation checked", "{count} observations checked", len(observations)), err=True)

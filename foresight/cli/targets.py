"""``foresight feasibility``: will the targets of 2026–2030 be met, what binds, what would it take."""

import click

from foresight.cli.command import answer, as_json, language, language_option, rows


@click.command()
@click.option(
    "--scenario", default="concept", show_default=True, help="A shipped or saved name, or a JSON file of changes."
)
@click.option("--draws", type=int, default=10_000, show_default=True, help="Number of simulated futures.")
@click.option("--seed", type=int, default=1, show_default=True, help="Root of all random numbers.")
@as_json
@language_option
def feasibility(scenario: str, draws: int, seed: int, as_json: bool, lang: str) -> None:
    """Answer for each target and year: how likely, what binds, what it would take."""
    from foresight.chain import answer_on_targets
    from foresight.cli.stored import recorded, scenario_named, simulation_inputs
    from foresight.funding.engine import simulate
    from foresight.i18n.target_amounts import amount
    from foresight.reports.target_words import plain_rows, what_it_takes_in_full

    simulation = simulate(scenario_named(scenario), simulation_inputs(), draws=draws, seed=seed)
    table = answer_on_targets(simulation, recorded())
    if as_json:
        table = table.assign(
            what_it_takes=[{"code": code, **values} for code, values in table["what_it_takes"]],
        )
        answer({"scenario": scenario, "draws": draws, "seed": seed, "hash": simulation.hash, "targets": rows(table)})
        return
    said = language(lang)
    for row in plain_rows(table):
        if row["target"] is None:
            continue
        target = said.text("target {value}", value=amount(row["indicator"], row["target"], said))
        click.echo(
            f"{row['year']}  {said.label('target', row['indicator'])}: {target}"
            f" — {said.chance(row['probability'])}; {said.label('target_binding', row['binding'])}"
        )
        click.echo(f"      {what_it_takes_in_full(row, said)}")

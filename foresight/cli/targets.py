"""``foresight feasibility``: will the targets of 2026–2030 be met, what binds, what would it take."""

import click

from foresight.cli.command import answer, as_json, language_option, rows
from foresight.i18n.language import language


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

    simulation = simulate(scenario_named(scenario), simulation_inputs(), draws=draws, seed=seed)
    table = answer_on_targets(simulation, recorded())
    if as_json:
        table = table.assign(
            what_it_takes=[{"code": code, **values} for code, values in table["what_it_takes"]],
        )
        answer({"scenario": scenario, "draws": draws, "seed": seed, "hash": simulation.hash, "targets": rows(table)})
        return
    said = language(lang)
    for _, row in table.dropna(subset=["target"]).iterrows():
        share = row["indicator"] == "cofinancing_share"
        target = said.percent(row["target"]) if share else said.number(row["target"])
        click.echo(
            f"{row['year']}  {said.label('target', row['indicator'])}: "
            + said.text("target {value}", value=target)
            + f" — {said.chance(row['probability'])}; {said.label('target_binding', row['binding'])}"
        )

"""``foresight simulate``: what a co-financing rule does to projects by 2030."""

import click

from foresight.cli.command import answer, as_json, language_option
from foresight.i18n.language import language


@click.command()
@click.option(
    "--scenario", default="concept", show_default=True, help="A shipped or saved name, or a JSON file of changes."
)
@click.option("--draws", type=int, default=10_000, show_default=True, help="Number of simulated futures.")
@click.option("--seed", type=int, default=1, show_default=True, help="Root of all random numbers.")
@as_json
@language_option
def simulate(scenario: str, draws: int, seed: int, as_json: bool, lang: str) -> None:
    """Simulate a scenario of co-financing to 2030: projects, money, what binds, and the targets."""
    from foresight.cli.stored import scenario_named, simulation_inputs
    from foresight.funding.engine import simulate as run

    chosen = scenario_named(scenario)
    result = run(chosen, simulation_inputs(), draws=draws, seed=seed).summary()
    if as_json:
        answer(result)
        return
    said = language(lang)
    click.echo(
        said.text(
            "Scenario {name}, {draws} futures, seed {seed}, {seconds} s",
            name=chosen.name,
            draws=said.number(draws),
            seed=seed,
            seconds=said.number(result["seconds"], 2),
        )
    )
    for year, count in result["active_projects"].items():
        click.echo(
            f"{year}  "
            + said.text(
                "{mean} projects under way ({low} to {high} in 8 futures of 10)",
                mean=said.number(count["mean"], 1),
                low=said.number(count["p10"]),
                high=said.number(count["p90"]),
            )
        )
    click.echo(said.text("Hash {hash}", hash=result["hash"]))

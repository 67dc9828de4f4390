"""``foresight simulate`` and ``foresight compare``: what a co-financing rule does to projects by 2030."""

import click

from foresight.cli.command import answer, as_json, language, language_option, rows

scenario_option = click.option(
    "--scenario", default="concept", show_default=True, help="A shipped or saved name, or a JSON file of changes."
)
draws_option = click.option("--draws", type=int, default=10_000, show_default=True, help="Number of simulated futures.")
seed_option = click.option("--seed", type=int, default=1, show_default=True, help="Root of all random numbers.")
year_option = click.option("--year", type=int, default=2030, show_default=True, help="Year of the answer.")


@click.command()
@scenario_option
@draws_option
@seed_option
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
        money = {payer: said.money(result["money"][payer][year]["mean"]) for payer in ("local", "central")}
        click.echo(
            f"{year}  "
            + said.text(
                "{mean} projects under way ({low} to {high} in 8 futures of 10); local {local}, central {central}",
                mean=said.number(count["mean"], 1),
                low=said.number(count["p10"]),
                high=said.number(count["p90"]),
                **money,
            )
        )
    bound = {cause: share for cause, share in result["binding"]["grant"]["2030"].items() if cause != "none"}
    for cause, share in sorted(bound.items(), key=lambda pair: -pair[1])[:3]:
        click.echo(
            said.text(
                "Grants in 2030 are held back by: {cause} ({share} of regions and futures)",
                cause=said.label("binding", cause),
                share=said.percent(share),
            )
        )
    click.echo(said.text("Hash {hash}", hash=result["hash"]))


@click.command()
@click.argument("scenarios", nargs=-1)
@click.option("--measure", default="active", show_default=True, help="What is compared; a wrong name lists them all.")
@year_option
@click.option("--by-region", is_flag=True, help="Add every region: who gains and who loses (two scenarios).")
@draws_option
@seed_option
@as_json
@language_option
def compare(
    scenarios: tuple[str, ...],
    measure: str,
    year: int,
    by_region: bool,
    draws: int,
    seed: int,
    as_json: bool,
    lang: str,
) -> None:
    """Compare two to four SCENARIOS in the same futures; of two, say which change brings how much."""
    from foresight.cli.stored import scenario_named, simulation_inputs
    from foresight.funding.comparison import MEASURES, compare_all
    from foresight.funding.distribution import regional_distribution, winners_and_losers
    from foresight.funding.engine import COUNTS
    from foresight.funding.engine import simulate as run
    from foresight.funding.waterfall import waterfall
    from foresight.problems import Problem

    if not 2 <= len(scenarios) <= 4 or len(set(scenarios)) < len(scenarios):
        raise Problem("from two to four different scenarios are compared, not {count}", count=len(set(scenarios)))
    if measure not in MEASURES:
        raise Problem("unknown measure {measure}: one of {allowed}", measure=measure, allowed=", ".join(MEASURES))
    inputs = simulation_inputs()
    chosen = {name: scenario_named(name) for name in scenarios}
    results = {name: run(one, inputs, draws=draws, seed=seed) for name, one in chosen.items()}
    pairs = compare_all(results, measure, year)
    found: dict[str, object] = {
        "measure": measure,
        "year": year,
        "draws": draws,
        "seed": seed,
        "hashes": {name: result.hash for name, result in results.items()},
        "pairs": rows(pairs),
        "distribution": {name: regional_distribution(result, year) for name, result in results.items()},
    }
    steps = None
    if len(scenarios) == 2:
        first, second = chosen.values()
        if measure in COUNTS:
            steps = waterfall(first, second, inputs, year=year, measure=measure, draws=min(draws, 2000), seed=seed)
            found["waterfall"] = {
                "start": steps.start,
                "end": steps.end,
                "method": steps.method,
                "steps": [vars(step) for step in steps.contributions],
            }
        if by_region:
            found["regions"] = rows(winners_and_losers(*results.values(), year, measure))
    if as_json:
        answer(found)
        return
    said = language(lang)
    for pair in found["pairs"]:
        click.echo(
            said.text(
                "{first} → {second}, {year}: {before} → {after}, difference {difference} ± {error}",
                first=pair["first_scenario"],
                second=pair["second_scenario"],
                year=year,
                before=said.number(pair["first"], 2),
                after=said.number(pair["second"], 2),
                difference=said.number(pair["difference"], 2),
                error=said.number(1.96 * pair["standard_error"], 2),
            )
        )
    for step in steps.contributions if steps else ():
        click.echo(f"  {step.path}: {said.number(step.value, 2)}")
    for row in found.get("regions", ()):
        click.echo(f"  {row['region']}  {said.number(row['difference'], 2)}  {said.label('verdict', row['verdict'])}")

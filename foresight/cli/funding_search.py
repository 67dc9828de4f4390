"""``foresight sweep`` and ``foresight solve``: how likely a goal is over two levers, and what it takes to reach it."""

import math
import re

import click

from foresight.cli.command import answer, as_json, language, language_option, progress_line
from foresight.cli.funding import scenario_option, seed_option, year_option
from foresight.funding.vocabulary import YEARS
from foresight.problems import Problem

projects_option = click.option(
    "--projects", type=float, default=7, show_default=True, help="The goal: at least so many projects."
)
measure_option = click.option(
    "--measure", default="active", show_default=True, help="Projects under way (active), started, or cumulative."
)


def ends_of(text: str) -> tuple[str, float, float, int]:
    """Read ``path=low:high`` or ``path=low:high:steps``."""
    found = re.fullmatch(r"\s*([^=\s]+)=([^:]+):([^:]+)(?::(\d+))?\s*", text)
    try:
        path, low, high = found[1], float(found[2]), float(found[3])
    except (TypeError, ValueError):
        raise Problem(
            "{text} cannot be read: write path=low:high or path=low:high:steps, "
            "such as rule.grant.local_share=0.05:0.95:21",
            text=text,
        ) from None
    steps = int(found[4] or 11)
    if not (low < high and math.isfinite(high - low)) or steps < 2:
        raise Problem("{text}: the ends must rise and there must be at least two steps", text=text)
    return path, low, high, steps


@click.command()
@scenario_option
@click.option(
    "--across",
    default="rule.grant.local_share=0.05:0.95:11",
    show_default=True,
    help="Columns: path=low:high:steps.",
)
@click.option(
    "--down", default="parameters.budget_level=0.5:8:11", show_default=True, help="Rows: path=low:high:steps."
)
@projects_option
@year_option
@measure_option
@click.option("--draws", type=int, default=500, show_default=True, help="Simulated futures a cell.")
@seed_option
@click.option(
    "--executor",
    default="in_process",
    show_default=True,
    help="in_process, processes, or the address of a Dask cluster such as tcp://host:8786.",
)
@click.option("--workers", type=int, default=2, show_default=True, help="Number of processes.")
@as_json
@language_option
def sweep(
    scenario: str,
    across: str,
    down: str,
    projects: float,
    year: int,
    measure: str,
    draws: int,
    seed: int,
    executor: str,
    workers: int,
    as_json: bool,
    lang: str,
) -> None:
    """Map the chance of a number of projects over any two levers; the numbers are the same whatever runs it."""
    import numpy as np

    from foresight.cli.stored import scenario_named, simulation_inputs
    from foresight.funding.goal_seek import Goal
    from foresight.funding.sweep import Axis
    from foresight.funding.sweep import sweep as run

    axes = []
    for text in (across, down):
        path, low, high, steps = ends_of(text)
        axes.append(Axis(path, tuple(np.linspace(low, high, steps).round(6).tolist())))
    with progress_line() as tell:
        found = run(
            scenario_named(scenario),
            simulation_inputs(),
            *axes,
            Goal(projects, year, measure=measure),
            draws=draws,
            seed=seed,
            executor=executor,
            workers=workers,
            progress=tell,
        )
    if as_json:
        answer(
            {
                "scenario": scenario,
                "goal": {"projects": projects, "year": year, "measure": measure},
                "across": {"path": axes[0].path, "values": axes[0].values},
                "down": {"path": axes[1].path, "values": axes[1].values},
                "probability": found.probability,
                "standard_error": found.standard_error,
                "mean": found.mean,
                "kink": found.kink,
                "draws": draws,
                "seed": seed,
            }
        )
        return
    said = language(lang)
    click.echo(
        said.text(
            "Chance of at least {projects} projects in {year}, %; across: {across}, down: {down}",
            projects=said.number(projects),
            year=year,
            across=axes[0].path,
            down=axes[1].path,
        )
    )
    click.echo(" " * 9 + "".join(f"{value:>7.3g}" for value in axes[0].values))
    for value, row in zip(axes[1].values, found.probability):
        click.echo(f"{value:>8.3g} " + "".join(f"{100 * p:>7.0f}" for p in row))
    click.echo(
        said.text(
            "Local and central money are used up together at a local share of {share}", share=said.percent(found.kink)
        )
    )


@click.command()
@scenario_option
@click.option(
    "--lever",
    "levers",
    multiple=True,
    help="path=low:high; several levers give a package. Default: parameters.budget_level=0.25:10.",
)
@projects_option
@year_option
@click.option("--probability", type=float, default=0.8, show_default=True, help="At least so likely, 0 to 1.")
@measure_option
@click.option("--draws", type=int, default=2000, show_default=True, help="Simulated futures a step.")
@seed_option
@as_json
@language_option
def solve(
    scenario: str,
    levers: tuple[str, ...],
    projects: float,
    year: int,
    probability: float,
    measure: str,
    draws: int,
    seed: int,
    as_json: bool,
    lang: str,
) -> None:
    """Find the least move of a lever, or of several together, that reaches a number of projects."""
    from foresight.cli.stored import scenario_named, simulation_inputs
    from foresight.funding.goal_seek import Goal, Lever, goal_seek, least_package

    goal = Goal(projects, year, probability, measure)
    chosen, inputs = scenario_named(scenario), simulation_inputs()
    moved = [Lever(*ends_of(text)[:3], years=YEARS) for text in levers or ("parameters.budget_level=0.25:10",)]
    asked = {"scenario": scenario, "goal": vars(goal), "draws": draws, "seed": seed}
    said = language(lang)
    if len(moved) == 1:
        with progress_line() as tell:
            found = goal_seek(chosen, inputs, moved[0], goal, draws=draws, seed=seed, progress=tell)
        if as_json:
            answer({**asked, **vars(found)})
        elif found.status == "not_reachable":
            click.echo(
                said.text(
                    "Not reachable: at best {probability}, with {path} at {value}",
                    probability=said.chance(found.probability),
                    path=found.path,
                    value=said.number(found.best_value, 3),
                )
            )
        else:
            click.echo(
                said.text(
                    "{path}: {value} reaches it ({low} to {high} with the error of the simulation); chance {chance}",
                    path=found.path,
                    value=said.number(found.reaches_at, 3),
                    low=said.number(found.sure_from, 3),
                    high=said.number(found.sure_to, 3),
                    chance=said.percent(found.probability),
                )
            )
        return
    with progress_line() as tell:
        package = least_package(chosen, inputs, moved, goal, draws=min(draws, 500), seed=seed, progress=tell)
    if as_json:
        answer({**asked, **vars(package)})
        return
    click.echo(said.label("goal_status", package.status) + f" ({said.percent(package.probability)})")
    for path, value in package.moves.items():
        click.echo(f"  {path}: {said.number(value, 3)}")

"""``python -m benchmarks.funding.speed``: seconds of the simulation beside what a data scientist would write instead.

The plain loop is the one the tests use as a second opinion: same model, no arrays. It is timed on a few hundred
futures and scaled up. The EMA Workbench evaluates 1,000 scenarios one by one, as it does with any model; once with
the plain loop inside, once with this engine inside.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import time
import warnings
from collections.abc import Callable

import numpy as np

from foresight.funding import first_stage
from foresight.funding.comparison import compare
from foresight.funding.engine import count_projects, simulate
from foresight.funding.goal_seek import Goal, Lever, goal_seek
from foresight.funding.inputs import shipped_inputs
from foresight.funding.model import resolve
from foresight.funding.random_streams import RandomStreams, random_streams
from foresight.funding.robustness import robustness
from foresight.funding.scenario import Change, read_scenario
from foresight.funding.sensitivity import sensitivity
from foresight.funding.sweep import Axis, sweep
from foresight.targets.feasibility import feasibility
from tests.funding.plain_loop import many_futures

DRAWS, PLAIN, SCENARIOS = 10_000, 300, 1000
INPUTS = shipped_inputs()
CONCEPT = read_scenario("concept")
CHANGED = {
    "rule": {"rule.grant.local_share": (0.2, 0.8)},
    "budget": {"parameters.budget_growth": (0.0, 0.6)},
    "pipeline": {"parameters.specifications_per_session": (1.0, 5.0)},
    "budget and pipeline": {"parameters.entry_hazard": (0.05, 0.25), "parameters.fundable": (0.15, 0.4)},
}
"""What is changed in the lines of one scenario, and between which ends."""


def seconds(job: Callable[[], object], times: int = 5) -> float:
    """Best time of a few runs: what the machine can do when nobody else uses it."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return min(taken)


def row(job: str, own: float, limit: str = "", beside: str = "", other: float | None = None) -> None:
    """Print one line of the table."""
    ratio = "" if other is None else f"{other:12.3f}  {other / own:7.0f} x  {beside}"
    print(f"{job:62}{own:9.4f}{limit:>9}{ratio}", flush=True)


def one_scenario() -> None:
    """Time one scenario: all draws, regions, years and instruments, with money and what binds."""
    random_streams.cache_clear()
    cold = seconds(lambda: simulate(CONCEPT, INPUTS, draws=DRAWS), 1)
    parameters = resolve(CONCEPT, INPUTS).parameters
    plain = seconds(lambda: many_futures(parameters, INPUTS.rules["concept"], INPUTS, PLAIN, 1), 2) * DRAWS / PLAIN
    row("one scenario, first of all (random numbers drawn)", cold, "1.0", "plain Python loop", plain)
    for name, paths in CHANGED.items():
        steps = iter(np.linspace(0, 1, 12))

        def another(paths: dict[str, tuple[float, float]] = paths, steps: object = steps) -> None:
            part = float(next(steps))
            changes = [
                Change(path, INPUTS.years, round(low + part * (high - low), 6)) for path, (low, high) in paths.items()
            ]
            simulate(CONCEPT.with_changes(changes), INPUTS, draws=DRAWS)

        row(
            f"one scenario, random numbers kept: another {name}",
            seconds(another, 12),
            "0.1",
            "plain Python loop",
            plain,
        )
    result = simulate(CONCEPT, INPUTS, draws=DRAWS)
    row("summary of the nation and 20 regions", seconds(lambda: _fresh(result).summary()))


def _fresh(result: object) -> object:
    from dataclasses import replace

    return replace(result)  # without the totals it has worked out already


def many_scenarios() -> None:
    """Time 1,000 scenarios of one future each: one call here, one call a scenario in the EMA Workbench."""
    warnings.simplefilter("ignore")
    from ema_workbench import Model as Experiment
    from ema_workbench import RealParameter, ScalarOutcome, perform_experiments
    from ema_workbench.em_framework.evaluators import SequentialEvaluator

    model = resolve(CONCEPT, INPUTS)
    streams = RandomStreams(1, SCENARIOS, INPUTS.regions, 6)
    single = RandomStreams(1, 1, INPUTS.regions, 6)
    names = {"earmark": (0.2, 1.0), "fundable": (0.15, 0.4), "specifications_per_session": (1.0, 5.0)}
    dice = np.random.default_rng(1)
    values = {name: dice.uniform(*ends, SCENARIOS) for name, ends in names.items()}
    positions = np.arange(SCENARIOS)
    own = seconds(lambda: count_projects(model, streams, values, positions))

    def plain(**given: float) -> dict[str, float]:
        parameters = model.parameters
        for name, value in given.items():
            parameters = parameters.with_value(name, INPUTS.years, value)
        return {"projects": many_futures(parameters, INPUTS.rules["concept"], INPUTS, 1, 1)[0][-1]}

    def arrays(**given: float) -> dict[str, float]:
        overrides = {name: np.array(value) for name, value in given.items()}
        return {"projects": float(count_projects(model, single, overrides)[-1, 0])}

    def workbench(function: Callable[..., dict[str, float]], scenarios: int) -> None:
        experiment = Experiment("funding", function=function)
        experiment.uncertainties = [RealParameter(name, *ends) for name, ends in names.items()]
        experiment.outcomes = [ScalarOutcome("projects")]
        with SequentialEvaluator(experiment) as evaluator:
            perform_experiments(experiment, scenarios=scenarios, evaluator=evaluator)

    for function, name in ((plain, "EMA Workbench, plain loop inside"), (arrays, "EMA Workbench, this engine inside")):
        other = seconds(lambda function=function: workbench(function, SCENARIOS), 1)
        row("1,000 scenarios in one call", own, "", name, other)


def analyses() -> None:
    """Time what the pages ask for."""
    shares = Axis("rule.grant.local_share", tuple(np.linspace(0.05, 0.95, 21).round(4).tolist()))
    growth = Axis("parameters.budget_growth", tuple(np.linspace(0, 0.6, 21).round(4).tolist()))
    several = Axis("parameters.specifications_per_session", tuple(np.linspace(1, 6, 21).tolist()))
    pairs = (
        ("local share x growth of budgets", shares, growth),
        ("two rates", shares, Axis("rule.programme.local_share", shares.values)),
        ("growth x specifications", growth, several),
    )
    for name, across, down in pairs:
        taken = seconds(lambda across=across, down=down: sweep(CONCEPT, INPUTS, across, down, Goal(3)), 2)
        row(f"heat map 21 x 21 x 500 draws: {name}", taken, "2.0")
    lever = Lever("parameters.budget_level", 1.0, 10.0)
    row("goal seek on one lever, 2,000 draws", seconds(lambda: goal_seek(CONCEPT, INPUTS, lever, Goal(3)), 2))
    pair = [simulate(read_scenario(name), INPUTS, draws=DRAWS) for name in ("baseline", "concept")]
    row("comparison of two scenarios, nation and regions", seconds(lambda: compare(*pair, by_region=True), 2))
    rules = [read_scenario(name) for name in ("concept", "rsf_parity", "eu_tiers", "no_rule")]
    row("robustness, 4 rules x 5,000 futures", seconds(lambda: robustness(rules, INPUTS, Goal(4)), 2))
    names = ["budget_growth", "earmark", "specifications_per_session", "elasticity", "fundable", "take_up"]
    row(
        "Sobol indices, 6 inputs x 1,024 sets x 100 draws",
        seconds(lambda: sensitivity(CONCEPT, INPUTS, names=names, base_samples=128), 1),
    )
    row("feasibility of all targets, with searches", seconds(lambda: feasibility(INPUTS.targets, pair[1]), 2))


def kernels() -> None:
    """Estimate the share of time inside numpy: the same calls on one draw a slice cost the calls alone."""
    simulate(CONCEPT, INPUTS, draws=DRAWS)
    whole = seconds(lambda: simulate(CONCEPT, INPUTS, draws=DRAWS))
    slices = -(-DRAWS // first_stage.CHUNK)
    simulate(CONCEPT, INPUTS, draws=1)
    calls = seconds(lambda: simulate(CONCEPT, INPUTS, draws=1), 20)
    print(f"{'share of time in numpy kernels, one scenario':62}{1 - calls * slices / whole:9.0%}")


if __name__ == "__main__":
    print(f"{'':62}{'seconds':>9}{'limit':>9}{'other':>12}  {'ratio':>9}")
    one_scenario()
    many_scenarios()
    analyses()
    kernels()

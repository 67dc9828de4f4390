"""``python -m benchmarks.priorities.speed``: seconds of each job beside what a data scientist would pick instead.

The alternatives evaluate one table at a time; where a job takes thousands of them, a sample is timed and scaled up.
"""

import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from foresight.priorities.acceptability import smaa, weight_draws
from foresight.priorities.bootstrap import bootstrap_ranking
from foresight.priorities.criteria import Criterion
from foresight.priorities.kemeny import kemeny
from foresight.priorities.promethee import Preference, promethee
from foresight.priorities.ratings import ratings_array
from foresight.priorities.session_results import session_results
from foresight.priorities.topsis import topsis
from foresight.priorities.voting import Tally, tally

GROUPS = ("government", "business", "public", "science")


def seconds(job: Callable[[], object], times: int = 3) -> float:
    """Median time of a few runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


def row(job: str, own: float, limit: str, other: str = "", of_other: float | None = None) -> None:
    beside = "" if of_other is None else f"{of_other:12.4f}  {other}"
    print(f"{job:58}{own:10.4f}{limit:>9}{beside}", flush=True)


def ballots(people: int, needs: int, criteria: int, round: int = 1, seed: int = 0) -> pd.DataFrame:
    """Ballots with real differences between needs and a few blanks."""
    generator = np.random.default_rng(seed)
    level = generator.uniform(3, 8, (needs, criteria))
    values = np.clip(np.rint(level + generator.normal(0, 2, (people, needs, criteria))), 1, 9)
    values[generator.random(values.shape) < 0.05] = np.nan
    rater, need, criterion = (axis.ravel() for axis in np.indices(values.shape))
    return pd.DataFrame(
        {
            "round": round,
            "need": np.char.add("n", need.astype(str)),
            "criterion": np.char.add("c", criterion.astype(str)),
            "rater": np.char.add("p", rater.astype(str)),
            "stakeholder_group": np.array(GROUPS)[rater % 4],
            "value": values.ravel(),
        }
    )


def single_tables(generator: np.random.Generator) -> None:
    import skcriteria
    from pymcdm.methods import PROMETHEE_II
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.preprocessing.scalers import VectorScaler

    matrix, weights = generator.uniform(1, 9, (60, 8)), generator.dirichlet(np.ones(8))
    objectives = ["max"] * 8

    def by_scikit_criteria() -> None:
        data = skcriteria.mkdm(matrix, [max] * 8, weights=weights)
        TOPSIS().evaluate(VectorScaler(target="matrix").transform(data))

    def by_pymcdm() -> None:
        PROMETHEE_II("vshape", p=np.full(8, 2.0))(matrix, weights, np.ones(8))

    row(
        "TOPSIS, 60 needs x 8 criteria",
        seconds(lambda: topsis(matrix, objectives, weights), 9),
        "",
        "scikit-criteria",
        seconds(by_scikit_criteria, 9),
    )
    shapes = [Preference("v_shape", p=2.0)] * 8
    row(
        "PROMETHEE II, 60 x 8",
        seconds(lambda: promethee(matrix, objectives, weights, shapes), 9),
        "",
        "pymcdm",
        seconds(by_pymcdm, 9),
    )


def acceptability(generator: np.random.Generator) -> None:
    from pymcdm.methods import WSM

    values = generator.random((60, 8))

    def one_by_one(draws: int) -> None:
        method = WSM()
        for weights in weight_draws("uniform", 8, draws, generator):
            method.rank(method(values, weights, np.ones(8)))

    row(
        "SMAA with ranks, 10,000 weights x 60 needs x 8 criteria",
        seconds(lambda: smaa(values, weight_draws("uniform", 8, 10_000, generator))),
        "< 0.5",
        "pymcdm in a loop",
        seconds(lambda: one_by_one(100)) * 100,
    )


def bootstrap(generator: np.random.Generator) -> None:
    criteria = [Criterion(f"c{number}", f"c{number}") for number in range(5)]
    frame = ballots(200, 60, 5)
    ratings = ratings_array(frame, criteria)
    people = frame.drop_duplicates("rater").set_index("rater")["stakeholder_group"]
    by_person = frame.set_index("rater")

    def one_by_one(draws: int) -> None:
        for _ in range(draws):
            drawn = people.groupby(people).sample(frac=1, replace=True).index
            means = by_person.loc[drawn].groupby(["need", "criterion", "stakeholder_group"])["value"].mean()
            means.groupby(["need", "criterion"]).mean().groupby("need").mean().rank(ascending=False)

    row(
        "bootstrap, 2,000 panels x 200 raters x 60 needs x 5 criteria",
        seconds(lambda: bootstrap_ranking(ratings, 2000, generator)),
        "< 1",
        "pandas in a loop",
        seconds(lambda: one_by_one(3)) / 3 * 2000,
    )


def whole_programme(prefers: np.ndarray) -> float:
    """Kemeny's score by one integer programme with every triangle inequality."""
    size = len(prefers)
    first, second = np.triu_indices(size, 1)
    column = np.zeros((size, size), dtype=int)
    column[first, second] = np.arange(len(first))
    cost = prefers[second, first] - prefers[first, second]
    i, j, k = (part.ravel() for part in np.indices((size,) * 3))
    inside = (i < j) & (j < k)
    i, j, k = i[inside], j[inside], k[inside]
    matrix = np.zeros((len(i), len(first)))
    place = np.arange(len(i))
    matrix[place, column[i, j]] = matrix[place, column[j, k]] = 1
    matrix[place, column[i, k]] = -1
    limits = LinearConstraint(matrix, lb=0, ub=1)
    return milp(cost, integrality=np.ones(len(cost)), bounds=Bounds(0, 1), constraints=limits).fun


def kemeny_orders(generator: np.random.Generator) -> None:
    for name, counted in (
        ("200 random rankings", tally(generator.random((200, 25)))),
        ("9 random rankings", tally(generator.random((9, 25)))),
        ("random majorities", _random_majorities(generator, 25)),
    ):
        row(
            f"Kemeny, all optima, 25 needs, {name}",
            seconds(lambda counted=counted: kemeny(counted)),
            "< 1",
            "one integer programme, one optimum",
            seconds(lambda counted=counted: whole_programme(counted.prefers), 1),
        )
    for size in (40, 60):
        counted = tally(generator.random((40, size)))
        start = time.perf_counter()
        result = kemeny(counted)
        said = "proven" if result.exact else f"within {100 * (result.bound / result.score - 1):.3f} % of the bound"
        row(f"Kemeny, {size} needs without any order, {said}", time.perf_counter() - start, "")


def _random_majorities(generator: np.random.Generator, size: int) -> Tally:
    margins = np.triu(generator.integers(-5, 6, (size, size)), 1)
    margins = margins - margins.T
    return Tally(np.maximum(margins, 0).astype(float), np.full((size, size), 5.0), np.zeros(size))


def results() -> None:
    criteria = [Criterion(f"c{number}", f"c{number}") for number in range(5)]
    frame = pd.concat([ballots(500, 60, 5, 1, 1), ballots(500, 60, 5, 2, 2)], ignore_index=True)
    row(
        "results of a session, 500 people x 60 needs x 5 criteria x 2 rounds",
        seconds(lambda: session_results(frame, criteria)),
        "< 1",
    )


def main() -> None:
    warnings.simplefilter("ignore")
    generator = np.random.default_rng(1)
    print(f"{'job':58}{'seconds':>10}{'goal':>9}{'alternative':>12}")
    single_tables(generator)
    acceptability(generator)
    bootstrap(generator)
    kemeny_orders(generator)
    results()


if __name__ == "__main__":
    main()

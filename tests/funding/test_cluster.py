"""A sweep on a Dask cluster gives the numbers it gives in this process."""

import numpy as np
import pytest
from distributed import LocalCluster

from foresight.funding.executors import executor_for
from foresight.funding.goal_seek import Goal
from foresight.funding.inputs import shipped_inputs
from foresight.funding.scenario import read_scenario
from foresight.funding.sweep import Axis, sweep
from foresight.problems import Problem

ACROSS = Axis("rule.grant.local_share", (0.1, 0.5, 0.9))
DOWN = Axis("parameters.budget_level", (1.0, 4.0))


@pytest.fixture(scope="module")
def cluster():
    """Two workers on the loopback, and nothing that listens elsewhere; a test's process may not start processes."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address=None,
        memory_limit=None,
    ) as found:
        yield found


def test_the_numbers_do_not_depend_on_who_works_them_out(cluster):
    here, there = (
        sweep(read_scenario("concept"), shipped_inputs(), ACROSS, DOWN, Goal(2), draws=60, executor=where)
        for where in (None, cluster.scheduler_address)
    )
    assert np.array_equal(here.probability, there.probability)
    assert np.array_equal(here.mean, there.mean)


def test_a_problem_on_a_worker_arrives_as_the_same_problem(cluster):
    with executor_for(cluster.scheduler_address) as pool:
        future = pool.submit(read_scenario, "nobody")
        with pytest.raises(Problem, match="unknown scenario nobody"):
            future.result(timeout=30)

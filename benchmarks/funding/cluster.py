"""``python -m benchmarks.funding.cluster``: the same heat map here, in two processes and on a local Dask cluster.

Needs the optional extra ``cluster``; without it the Dask line says so.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import time

import numpy as np

from foresight.funding.goal_seek import Goal
from foresight.funding.inputs import shipped_inputs
from foresight.funding.scenario import read_scenario
from foresight.funding.sweep import Axis, sweep


def main() -> None:
    """Run the three and compare their numbers."""
    shares = Axis("rule.grant.local_share", tuple(np.linspace(0.05, 0.95, 21).round(4).tolist()))
    growth = Axis("parameters.budget_growth", tuple(np.linspace(0, 0.6, 21).round(4).tolist()))

    def timed(where: str | None) -> np.ndarray:
        start = time.perf_counter()
        found = sweep(read_scenario("concept"), shipped_inputs(), shares, growth, Goal(3), draws=2000, executor=where)
        print(f"{where or 'in_process':28}{time.perf_counter() - start:8.2f} s", flush=True)
        return found.mean

    here = timed(None)
    print("same numbers:", np.array_equal(here, timed("processes")))
    try:
        from distributed import LocalCluster
    except ImportError:
        print("Dask is not installed (optional extra: cluster)")
        return
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        print("same numbers:", np.array_equal(here, timed(cluster.scheduler_address)))


if __name__ == "__main__":
    main()

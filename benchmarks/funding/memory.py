"""``python -m benchmarks.funding.memory``: peak memory of comparing four scenarios of 10,000 futures with all money."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import resource

from foresight.funding.comparison import compare_all
from foresight.funding.engine import simulate
from foresight.funding.inputs import shipped_inputs
from foresight.funding.scenario import read_scenario

if __name__ == "__main__":
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    inputs = shipped_inputs()
    results = {name: simulate(read_scenario(name), inputs) for name in ("baseline", "concept", "eu_tiers", "no_rule")}
    summaries = [result.summary() for result in results.values()]
    compare_all(results, "central", 2030)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"after imports {before:.0f} MB, peak {peak:.0f} MB (limit 500)")

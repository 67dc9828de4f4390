"""Time of 10,000 variations of the index of 20 regions and 12 indicators, beside a plain loop over ``potential_index``.

Every tenth value is missing, and two directions are in dispute.
"""

import time

import numpy as np
import pandas as pd

from foresight.regions.index_robustness import vary_index
from foresight.regions.potential_index import potential_index

DISPUTED = ["x0", "x5"]


def main():
    table = pd.DataFrame(np.random.default_rng(1).lognormal(size=(20, 12)), columns=[f"x{k}" for k in range(12)])
    table = table.mask(np.random.default_rng(3).random(table.shape) < 0.1)
    errors = pd.DataFrame(0.05, index=table.index, columns=table.columns)
    print(f"{'what':<48}{'seconds':>10}")
    for name, options in (("10,000 variations", {}), ("10,000 variations, values disturbed", {"value_errors": errors})):
        best = min(
            _timed(lambda options=options: vary_index(table, np.random.default_rng(2), disputed=DISPUTED, **options))
            for _ in range(5)
        )
        print(f"{name:<48}{best:>10.3f}")
    one = _timed(lambda: [potential_index(table) for _ in range(200)]) / 200
    print(f"{'a loop over the index, 10,000 times':<48}{one * 10_000:>10.3f}")


def _timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

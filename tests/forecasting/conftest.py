import numpy as np
import pandas as pd
import pytest


def long_frame(series: dict, first: int = 2020) -> pd.DataFrame:
    """A long frame from name -> values; None is a hole."""
    rows = [
        (name, first + place, np.nan if value is None else value)
        for name, values in series.items()
        for place, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=["unique_id", "ds", "y"])


def growing_panel(regions: int = 20, years: int = 5, seed: int = 1, growth: float = 0.1) -> np.ndarray:
    """Random walks with a shared growth, (regions, years)."""
    chance = np.random.default_rng(seed)
    own = growth + 0.05 * chance.standard_normal(regions)
    steps = own[:, None] + 0.1 * chance.standard_normal((regions, years - 1))
    start = chance.uniform(3, 9, regions)[:, None]
    return np.exp(np.concatenate([start, start + steps.cumsum(axis=1)], axis=1))


@pytest.fixture
def frame_of():
    return long_frame


@pytest.fixture
def walks_of():
    return growing_panel


@pytest.fixture
def panel_frame():
    values = growing_panel()
    return long_frame({f"R{row:02d}": list(line) for row, line in enumerate(values)})

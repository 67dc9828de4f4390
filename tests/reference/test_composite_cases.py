"""The technology achievement index of the OECD/JRC Handbook, country by country."""

import json
from pathlib import Path

import numpy as np
import pytest

from .composite_replay import REPLAYS

CASES = sorted(Path(__file__).parent.glob("composite_*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_case_is_replayed_exactly(path):
    case = json.loads(path.read_text(encoding="utf-8"))
    computed = REPLAYS[case["method"]](case["inputs"])
    for key, expected in case["expected"].items():
        tolerance = case["tolerance"].get(key, 0)
        if isinstance(expected, dict):
            for name, value in expected.items():
                assert abs(computed[key][name] - value) <= tolerance, (key, name)
        else:
            assert np.abs(np.asarray(computed[key]) - expected).max() <= tolerance, key


def test_both_cases_are_here():
    assert [path.stem for path in CASES] == ["composite_tai_normalisation_schooling", "composite_tai_rankings"]

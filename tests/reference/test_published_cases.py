import json

import pytest

from .compare import mismatches
from .replay import METHODS, replay


def test_published_case(case_file):
    assert case_file.is_file(), f"no case in {case_file}"
    case = json.loads(case_file.read_text(encoding="utf-8"))
    assert case["source"].strip(), "a case must name its source"
    assert case["expected"], "a case must expect something"
    assert mismatches(case, replay(case)) == []


def test_an_unknown_method_fails():
    with pytest.raises(LookupError, match="method vikor is unknown"):
        replay({"name": "elsewhere", "method": "vikor", "inputs": {}, "expected": {}})


@pytest.mark.parametrize(
    ("expected", "tolerance"),
    [({"w": 0.5}, {}), ({"w": 0.51}, {"w": 0.005}), ({"v": 0.5001}, {}), ({"w": [0.5001]}, {}), ({"w": None}, {})],
)
def test_a_wrong_or_missing_number_is_told(expected, tolerance):
    assert mismatches({"expected": expected, "tolerance": tolerance}, {"w": 0.5001}) != []


def test_a_number_within_its_tolerance_passes():
    assert (
        mismatches({"expected": {"w": [0.5, "a", None]}, "tolerance": {"w": 0.001}}, {"w": [0.5004, "a", None]}) == []
    )


def test_every_method_of_the_format_has_a_case(pytestconfig):
    folder = pytestconfig.rootpath / "tests" / "reference" / "cases"
    shipped = {json.loads(file.read_text(encoding="utf-8"))["method"] for file in folder.glob("*.json")}
    assert shipped == set(METHODS)

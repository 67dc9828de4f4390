"""Golden results: what each preset gave when this version of the engine was signed off.

A change of the engine that moves them must raise ``ENGINE_VERSION`` and write them anew:
``python -m tests.funding.test_golden``. The tolerance is half a Monte Carlo error, room enough for another processor.
"""

import json
from pathlib import Path

import pytest

from foresight.funding.engine import simulate
from foresight.funding.scenario import Change, Scenario
from foresight.funding.vocabulary import ENGINE_VERSION
from tests.funding.cases import YEARS, shipped

FILE = Path(__file__).with_name("golden.json")
GOLDEN = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {"presets": {}}
INPUTS = shipped()
DRAWS = 2000


def outcome(name: str) -> dict[str, float]:
    result = simulate(Scenario(name, (Change("rule", YEARS, name),)), INPUTS, draws=DRAWS)
    projects = result.national("active")
    return {
        "projects_2028": float(projects[3].mean()),
        "projects_2030": float(projects[5].mean()),
        "error_2028": float(projects[3].std() / DRAWS**0.5),
        "error_2030": float(projects[5].std() / DRAWS**0.5),
        "local_2030": float(result.national("local")[5].mean()),
        "central_2030": float(result.national("central")[5].mean()),
    }


def test_the_golden_results_belong_to_this_engine():
    assert GOLDEN["engine"] == ENGINE_VERSION
    assert set(GOLDEN["presets"]) == set(INPUTS.rules)


@pytest.mark.parametrize("name", GOLDEN["presets"])
def test_every_preset_gives_what_it_gave(name):
    wanted, found = GOLDEN["presets"][name], outcome(name)
    for year in ("2028", "2030"):
        error = wanted[f"error_{year}"]
        assert found[f"projects_{year}"] == pytest.approx(wanted[f"projects_{year}"], abs=error / 2 + 1e-9)
        assert found[f"error_{year}"] == pytest.approx(error, rel=0.02, abs=1e-9)
    for payer in ("local", "central"):
        assert found[f"{payer}_2030"] == pytest.approx(wanted[f"{payer}_2030"], rel=0.02, abs=1e-6)


if __name__ == "__main__":
    content = {"engine": ENGINE_VERSION, "draws": DRAWS, "presets": {name: outcome(name) for name in INPUTS.rules}}
    FILE.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

"""Budgets, sessions and pipeline are kept as long as nothing that moves them changes."""

import numpy as np
import pytest

from foresight.funding.first_stage import FirstStage, first_stage, stage_of
from foresight.funding.model import draw_levels, resolve
from foresight.funding.random_streams import RandomStreams
from foresight.funding.scenario import Change, read_scenario
from tests.funding.cases import YEARS, shipped

INPUTS = shipped()
STREAMS = RandomStreams(1, 60, INPUTS.regions, len(YEARS))


def stage(path: str | None = None, value: object = None) -> FirstStage:
    scenario = read_scenario("concept")
    model = resolve(scenario.with_changes([Change(path, YEARS, value)]) if path else scenario, INPUTS)
    return first_stage(model, STREAMS, draw_levels(model, STREAMS))


@pytest.mark.parametrize(
    ("path", "value", "new"),
    [
        ("rule.grant.local_share", 0.3, set()),
        ("parameters.earmark", 0.9, set()),
        ("parameters.budget_growth", 0.3, {"budgets"}),  # who has money stays, so the pipeline does
        ("parameters.entry_hazard", 0.9, {"budgets", "parts"}),
        ("regions.KZ-75.local_budget", 500.0, {"budgets"}),
        ("parameters.fundable", 0.4, {"parts"}),
        ("parameters.session_held", 0.7, {"sessions", "parts"}),
        ("choices.limit_pipeline", False, {"parts"}),
    ],
)
def test_a_change_redraws_only_what_hangs_on_it(path, value, new):
    before, after = stage(), stage(path, value)
    for name in ("budgets", "sessions", "parts"):
        assert (getattr(after, name) is not getattr(before, name)) == (name in new), name


def test_what_is_kept_is_what_would_be_drawn():
    kept = stage("parameters.budget_growth", 0.3)
    model = resolve(read_scenario("concept").with_changes([Change("parameters.budget_growth", YEARS, 0.3)]), INPUTS)
    fresh = RandomStreams(1, 60, INPUTS.regions, len(YEARS))
    drawn = first_stage(model, fresh, draw_levels(model, fresh))
    for name in ("budgets", "specifications", "sessions", "recommendations"):
        assert np.array_equal(getattr(kept, name), getattr(drawn, name))


def test_every_path_knows_its_stage():
    assert stage_of("parameters.budget_level") == stage_of("regions.KZ-75.local_budget") == "budgets"
    assert stage_of("parameters.fundable") == stage_of("mix.specifications") == "pipeline"
    assert stage_of("rule.grant.local_share") is stage_of("parameters.earmark") is stage_of("mix.money") is None

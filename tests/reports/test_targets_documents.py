"""The brief is one page, the comparison stands on the same random numbers, and both say what the model says."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from foresight.funding.engine import simulate
from foresight.i18n.language import LANGUAGES, language
from foresight.problems import Problem
from foresight.reports.document import Notice, Table, texts
from foresight.reports.making import document_of, gather, make, render
from foresight.reports.target_facts import (
    DRAWS,
    SEED,
    brief_reference,
    comparison_reference,
    planning_inputs,
    read_brief_reference,
    read_comparison_reference,
    scenario_named,
)
from foresight.reports.target_words import shade
from foresight.statistics.shipped import read_targets
from foresight.store import scenarios
from foresight.store.database import Database
from foresight.targets.feasibility import feasibility
from foresight.targets.indicators import CountingChoices
from tests.reports.conftest import DAY, Story


@pytest.fixture(scope="module")
def brief_data(story: Story) -> dict:
    return gather(story.database, "brief", "concept")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_brief_is_one_page_in_every_language(brief_data: dict, code: str):
    made = document_of("brief", "concept", brief_data, language(code), DAY)
    file = render(made, "pdf")
    assert file.pages == 1
    text = PdfReader(io.BytesIO(file.content)).pages[0].extract_text()
    assert "₸" in text
    assert all(str(year) in text for year in range(2026, 2031))
    assert render(made, "docx").content.startswith(b"PK")


def test_the_brief_says_what_the_model_says(story: Story, brief_data: dict):
    inputs, recorded, _, _ = planning_inputs(story.database)
    simulation = simulate(scenario_named(story.database, "concept"), inputs, draws=DRAWS, seed=SEED)
    nation = recorded[recorded["region"] == "KZ"]
    table = feasibility(read_targets(), simulation, nation, search=False)
    assert brief_data["scenario"]["hash"] == simulation.hash
    said = [row["probability"] for row in brief_data["targets"]]
    model = [None if value != value else round(value, 6) for value in table["probability"]]
    assert said == pytest.approx(model)


def test_a_year_without_a_target_is_called_so(brief_data: dict):
    made = document_of("brief", "concept", brief_data, language("en"), DAY)
    grid = next(one for one in made.document.blocks if isinstance(one, Table))
    projects = [cell.text for cell in grid.rows[2]]
    assert projects[1] == "no target"
    assert projects[5].endswith("target 7")


def test_what_is_recorded_this_year_stands_beside_its_target(brief_data: dict):
    """The story has one session held and one specification in a call in 2026."""
    said = texts(document_of("brief", "concept", brief_data, language("en"), DAY).document)
    assert not any("everything here is a forecast" in text for text in said)
    line = next(text for text in said if text.startswith("Recorded in 2026 so far"))
    assert "Foresight sessions: 1 of 5" in line
    assert "Specifications in calls: 1 of 2" in line


def test_an_empty_register_and_another_way_of_counting_are_said_on_the_page(planning: Database):
    reference = brief_reference("concept", CountingChoices(active_projects="started", in_kind_counts=False))
    made = make(planning, "brief", reference, "en", DAY)
    notices = [one.text for one in made.document.blocks if isinstance(one, Notice)]
    assert any("everything here is a forecast" in text for text in notices)
    assert any("started in the year" in text for text in notices)
    assert not any(text.startswith("Recorded in") for text in texts(made.document))
    assert made.mark.reference == reference


def test_references_come_back():
    assert read_brief_reference("") == ("concept", CountingChoices())
    choices = CountingChoices(cofinancing_share="gerd", in_kind_counts=False)
    assert read_brief_reference(brief_reference("a, b?&", choices)) == ("a, b?&", choices)
    assert read_comparison_reference(comparison_reference(["a,b", "c"])) == ["a,b", "c"]


@pytest.mark.parametrize(
    ("read", "reference", "said"),
    [
        (read_brief_reference, "concept?gold=1", "gold"),
        (read_brief_reference, "concept?active_projects=all", "all"),
        (read_comparison_reference, "concept", "not 1"),
        (read_comparison_reference, "a,b,c,d,e", "not 5"),
        (read_comparison_reference, "a,a", "named twice"),
    ],
)
def test_a_reference_that_means_nothing_is_refused(read, reference, said):
    with pytest.raises(Problem, match=said):
        read(reference)


def test_an_unknown_scenario_is_named(planning: Database):
    with pytest.raises(Problem, match="utopia"):
        make(planning, "brief", "utopia", "ru", DAY)


def test_a_comparison_shows_every_scenario_and_its_sums(planning: Database):
    scenarios.save_scenario(planning, "Своя, другая", {"name": "Своя, другая", "changes": []})
    reference = comparison_reference(["concept", "Своя, другая"])
    made = make(planning, "comparison", reference, "ru", DAY)
    assert render(made, "pdf").pages >= 1
    assert any("Своя, другая" in text for text in texts(made.document))
    run = made.facts["scenarios"][0]
    inputs, _, _, _ = planning_inputs(planning)
    simulation = simulate(scenario_named(planning, "concept"), inputs, draws=DRAWS, seed=SEED)
    place = simulation.years.index(2030)
    assert run["projects"]["2030"]["mean"] == pytest.approx(simulation.national("active")[place].mean(), abs=1e-5)
    for payer in ("local", "central"):
        assert run["money"][payer]["2030"] == pytest.approx(simulation.national(payer)[place].mean(), abs=1e-3)


def test_words_stay_readable_on_every_shade():
    assert shade(0.0) == ("#D55E00", "#FFFFFF")
    assert shade(0.5) == ("#F4EFE6", "#17242B")
    assert shade(1.0) == ("#0072B2", "#FFFFFF")

"""Every finding and every number on the page of proofs opens to its arithmetic, counting rule and records."""

import pytest

from foresight.screen import resources, target_proof
from foresight.store import initiatives
from foresight.targets.indicators import CountingChoices
from tests.pages.frame import opened as open_page

# One store for all: the project that one test records changes the answer of no other.
pytestmark = pytest.mark.usefixtures("shared_store")


@pytest.fixture
def opened(monkeypatch):
    """Open the page with what stands in its address."""
    return lambda language="en", **address: open_page(monkeypatch, "targets.py", language, **address)


def test_the_title_says_what_was_found_and_every_finding_opens(opened):
    page = opened()
    assert not page.exception
    found = target_proof.findings()
    contradictions = sum(one.severity == "contradiction" for one in found)
    assert page.title[0].value.startswith(f"{contradictions} contradiction")
    labels = [one.label for one in page.expander]
    assert sum("contradiction — " in label for label in labels) == contradictions
    assert len(page.dataframe) >= len(found)


def test_another_counting_rule_is_named_as_a_choice_and_changes_the_answer(opened):
    page = opened(**{"count-technical_specifications": "cumulative"})
    assert not page.exception
    assert any("Your choice, not the default" in one.value for one in page.caption)
    default = target_proof.answer("concept", CountingChoices())
    other = target_proof.answer("concept", CountingChoices(technical_specifications="cumulative"))
    row = (default["indicator"] == "technical_specifications") & (default["year"] == 2030)
    assert other.loc[row, "probability"].item() > default.loc[row, "probability"].item()


def test_a_recorded_project_moves_the_forecast_and_is_listed(opened):
    before = target_proof.answer("concept", CountingChoices())
    initiatives.create_initiative(
        resources.database(),
        title="Water",
        region="KZ-61",
        instrument="grant",
        step="execution",
        state="active",
        starts_year=2026,
        ends_year=2028,
    )
    after = target_proof.answer("concept", CountingChoices())
    row = (before["indicator"] == "active_projects") & (before["year"] == 2027)
    assert after.loc[row, "probability"].item() > 0.5 > before.loc[row, "probability"].item()
    page = opened(proof_indicator="active_projects", proof_year="2027")
    assert not page.exception
    assert page.session_state["proof_year"] == 2027
    assert any("Water" in str(one.value.to_dict()) for one in page.dataframe)


def test_a_year_without_a_target_is_called_so(opened):
    page = opened(proof_indicator="active_projects", proof_year="2026")
    assert not page.exception
    assert any("No target in this year" in one.value for one in page.markdown)

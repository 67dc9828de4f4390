"""From an empty registry to a specification, an initiative and what the target counts, on the page itself."""

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from foresight.screen import resources
from foresight.screen.elements import as_text
from foresight.screen.initiatives import shortened
from foresight.sessions.stages import Stage
from foresight.store import actuals, initiatives, recommendations, specifications
from foresight.store.live_files import load_demonstration
from foresight.store.live_stage import move_stage
from tests.pages.frame import opened as open_page

pytestmark = pytest.mark.usefixtures("with_figures")


@pytest.fixture
def opened(monkeypatch):
    """Open the page with what stands in its address."""
    return lambda language="en", **address: open_page(monkeypatch, "initiatives.py", language, **address)


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    return page.run()


@pytest.fixture
def held(with_figures) -> str:
    """A demonstration whose results are out."""
    database = resources.database()
    session = load_demonstration(database, region="KZ-61", held_on=dt.date(2026, 5, 14), seed=3).id
    move_stage(database, session, Stage("results"))
    return session


def test_an_empty_registry_says_what_to_do_next(opened):
    page = opened()
    assert not page.exception
    assert page.title[0].value == "No initiative yet: the first one comes from a need"
    assert "Draft a specification" in page.info[0].value


def test_an_initiative_entered_by_hand_stands_at_the_first_step_with_what_is_missing(opened):
    page = opened()
    page.text_input(key="new_title").set_value("Су *тапшылығы*")
    page.selectbox(key="new_region").set_value("KZ-61")
    press(page, "Enter")
    assert not page.exception
    made = initiatives.list_initiatives(resources.database())
    assert [(one.title, one.step, one.region) for one in made] == [("Су *тапшылығы*", "council", "KZ-61")]
    said = " ".join(one.value for one in page.markdown)
    assert "Nobody is named who answers for it" in said.replace("\\", "")
    assert page.subheader[0].value == r"Су \*тапшылығы\*", "markup that was typed is shown as typed"


def test_a_title_is_needed_and_said_in_a_sentence(opened):
    page = press(opened(), "Enter")
    assert not page.exception
    assert len(page.error) == 1
    assert initiatives.list_initiatives(resources.database()) == []


def test_from_a_need_to_a_draft_to_an_initiative_in_two_steps(opened, held: str):
    page = opened(initiative_view="specifications")
    press(page, "Draft the specification with its trace")
    assert not page.exception
    database = resources.database()
    draft = specifications.list_specifications(database, session=held)[0]
    assert draft.content["trace"]["result"]["rank"] == 1
    press(page, "Divide among the payers by the rule")
    stored = specifications.get_specification(database, draft.id).content["budget"]
    assert [row[1] for row in stored["rows"][:2]] == ["republican", "local"]
    assert stored["rows"][0][2] == stored["rows"][1][2] == 14.25
    press(page, "Enter it as an initiative")
    assert not page.exception
    made = initiatives.list_initiatives(database)[0]
    assert (made.specification, made.need) == (draft.id, draft.need)
    assert made.starts_year == 2027


def test_the_budget_below_the_rule_is_said_in_the_editor(opened, held: str):
    made = specifications.create_specification(
        resources.database(),
        title="Вода",
        session=held,
        instrument="grant",
        content={"budget": {"rule": "concept", "rows": [[2027, "republican", 20], [2027, "local", 10]]}},
    )
    page = opened(initiative_view="specifications", specification=made.id)
    assert not page.exception
    assert any("33.3" in one.value for one in page.markdown)


def test_every_view_opens_with_an_initiative_whose_dates_are_out_of_order(opened):
    database = resources.database()
    initiatives.create_initiative(
        database,
        title="Ұ" * 400,
        region="KZ",
        instrument="grant",
        step="execution",
        state="active",
        content={"dates": {"call": "2026-09-01", "execution": "2026-05-01"}, "partners": "nonsense"},
    )
    for view in ("board", "table", "timeline", "files", "recommendations"):
        page = opened(initiative_view=view)
        assert not page.exception, view
        assert not page.error, view
        assert page.segmented_control(key="initiative_view").value == view
        if view == "board":
            assert any("comes before" in one.value for one in page.markdown)
            assert any("no first year" in one.value for one in page.markdown)


def test_a_recommendation_is_drafted_and_issued_and_counts(opened):
    page = opened(initiative_view="recommendations")
    page.text_input(key="recommendation_title").set_value("Open a laboratory")
    press(page, "Draft the recommendation")
    assert not page.exception
    database = resources.database()
    made = recommendations.list_recommendations(database)[0]
    page.selectbox(key=f"recommendation-state-choice-{made.id}").set_value("issued")
    day = page.date_input(key=f"recommendation-day-{made.id}").value
    press(page, "Move")
    assert not page.exception
    counted = actuals.recorded(database, [day.year]).set_index(["indicator", "region", "year"])["value"]
    assert counted["recommendations", "KZ", day.year] == 1
    assert any("It counts since" in one.value for one in page.caption)
    page.text_input(key=f"recommendation-addressee-{made.id}-en").set_value("Ministry")
    page.text_area(key=f"recommendation-measures-{made.id}-en").set_value("Find rooms\n\n Buy a microscope ")
    page.text_input(key=f"recommendation-title-{made.id}-en").set_value("Open two laboratories")
    press(page, "Keep the texts")
    assert not page.exception
    kept = recommendations.get_recommendation(database, made.id)
    assert (kept.title, kept.addressee) == ("Open two laboratories", "Ministry")
    assert kept.content["texts"]["en"]["measures"] == ["Find rooms", "Buy a microscope"]


def test_markup_and_long_titles_are_tamed():
    assert as_text("[x](http://y) $a$ :material/star:") == r"\[x\](http\://y) \$a\$ \:material/star:"
    assert shortened("one two three", 9) == "one two…"
    assert shortened("x" * 30, 10) == "x" * 9 + "…"

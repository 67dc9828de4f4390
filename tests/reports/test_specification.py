"""From a need to a specification to an initiative to the indicator, with the trace kept and the sums equal."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from foresight.i18n.language import LANGUAGES, language
from foresight.problems import Problem
from foresight.reports.document import Notice, Table, texts
from foresight.reports.making import Made, document_of, make, render
from foresight.reports.session_facts import session_facts
from foresight.reports.specification import place_name
from foresight.reports.specification_facts import rule_shares, specification_facts, trace_of
from foresight.reports.written import written
from foresight.store import actuals, initiative_money, initiatives, recommendations, sessions, specifications
from foresight.store.database import Database
from tests.reports.conftest import DAY, Story


def notices(database: Database, kind: str, reference: str, code: str = "en") -> list[str]:
    made = make(database, kind, reference, code, DAY)
    return [one.text.replace("\u00a0", " ") for one in made.document.blocks if isinstance(one, Notice)]


@pytest.fixture(scope="module")
def drafted(story: Story) -> dict:
    """What the specification of the story says, gathered once."""
    return specification_facts(story.database, story.specification)


def written_in(facts: dict, code: str) -> Made:
    return document_of("specification", facts["specification"]["id"], facts, language(code), DAY)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", ["specification", "recommendation"])
def test_a_document_is_rendered_in_every_language(story: Story, drafted: dict, kind: str, code: str):
    made = (
        written_in(drafted, code)
        if kind == "specification"
        else make(story.database, kind, story.recommendation, code, DAY)
    )
    file = render(made, "pdf")
    assert file.pages == len(PdfReader(io.BytesIO(file.content)).pages) >= 1
    assert render(made, "docx").content.startswith(b"PK")


def test_the_need_counts_all_the_way_to_the_indicator(story: Story):
    stored = specifications.get_specification(story.database, story.specification)
    initiative = initiatives.get_initiative(story.database, story.initiative)
    assert (stored.need, stored.session) == (story.need, story.closed)
    assert (initiative.need, initiative.session, initiative.specification) == (story.need, story.closed, stored.id)
    counted = actuals.recorded(story.database).set_index(["indicator", "region", "year"])["value"]
    assert counted["technical_specifications", "KZ-61", 2026] == 1
    assert counted["foresight_sessions", "KZ-61", 2026] == 1


def test_the_draft_keeps_the_trace_to_votes_and_dissent(story: Story, drafted: dict, closed_facts: dict):
    kept = specifications.get_specification(story.database, story.specification).content["trace"]
    facts = closed_facts
    row = facts["results"]["needs"][0]
    assert kept["need"]["id"] == story.need == row["need"]
    assert kept["result"]["rank"] == row["rank"]
    assert kept["result"]["score"] == row["score"]
    assert kept["ballots"] == facts["ballots"]["sha256"]
    said = texts(written_in(drafted, "en").document)
    assert any(kept["ballots"][:16] in text for text in said)


def test_a_joined_need_leads_back_to_every_idea():
    needs = [
        {"id": "a", "titles": {"ru": "А"}, "language": "ru", "proposals": 1, "parents": [], "state": "merged"},
        {"id": "b", "titles": {"kk": "Б"}, "language": "kk", "proposals": 2, "parents": ["a"]},
        {"id": "c", "titles": {"ru": "В"}, "language": "ru", "proposals": 0, "parents": ["b", "a", "gone"]},
    ]
    needs = [{"why": "", "beneficiary": "", "horizon": "", "area": "", "state": "accepted", **one} for one in needs]
    facts = {
        "needs": needs,
        "results": None,
        "reasons": [],
        "session": dict.fromkeys(("id", "title", "region", "held_on", "stage"), "x"),
        "ballots": {"sha256": "0"},
        "method": {"fingerprint": "f"},
    }
    assert {one["id"] for one in trace_of(facts, "c")["ideas"]} == {"a", "b"}
    with pytest.raises(Problem, match="does not belong"):
        trace_of(facts, "z")


def test_the_budget_in_the_document_equals_the_store_and_the_rule(story: Story, drafted: dict):
    facts = drafted["specification"]["budget"]
    money = initiative_money.money_frame(story.database, story.initiative)
    assert facts["total"] == money["planned"].sum() == 360
    assert facts["totals"]["local"] == money.loc[money["payer"] == "local", "planned"].sum() == 18
    assert facts["share"] == facts["asked"] == 0.05
    made = written_in(drafted, "en")
    budget = next(one for one in made.document.blocks if isinstance(one, Table) and one.total)
    assert budget.rows[-1] == ("Total", "120.0", "120.0", "120.0", "360.0", "100%")


def test_a_budget_below_its_rule_and_money_without_a_payer_are_said(own: Database):
    made = specifications.create_specification(
        own,
        title="Вода",
        region="KZ-75",
        instrument="grant",
        content={"budget": {"rule": "concept", "rows": [[2027, "republican", 20], [2027, "local", 10], [2027, "", 5]]}},
    )
    said = notices(own, "specification", made.id)
    assert any("bring 33.3% of the cost; the rule asks for 50.0%" in text for text in said)
    assert any("5 mln ₸ in 2027 have no payer" in text for text in said)
    facts = specification_facts(own, made.id)["specification"]["budget"]
    assert facts["total"] == 30, "money without a payer is in no total"


@pytest.mark.parametrize(("place", "named"), [("KZ-71", "Astana"), ("KZ-99", "KZ-99"), ("Berlin", "Berlin"), ("", "–")])
def test_a_partners_place_is_a_region_or_any_name(place: str, named: str):
    assert named in place_name(place, language("en"))


def test_an_unknown_rule_is_said_and_does_not_stop_the_document(own: Database):
    made = specifications.create_specification(
        own,
        title="Вода",
        region="KZ-75",
        instrument="grant",
        content={"budget": {"rule": "utopia", "rows": [[2027, "local", 10]]}},
    )
    assert any("unknown rule utopia" in text for text in notices(own, "specification", made.id))


def test_a_rule_by_fiscal_capacity_asks_a_poor_region_for_less(planning: Database):
    poor, _ = rule_shares(planning, "eu_tiers", "grant", "KZ-61", [2027])
    rich, _ = rule_shares(planning, "eu_tiers", "grant", "KZ-75", [2027])
    assert poor[0] < rich[0]
    assert rule_shares(planning, "concept", "grant", "KZ", [2027, 2028]) == ([0.5, 0.5], 0.0)
    with pytest.raises(Problem, match="loan"):
        rule_shares(planning, "concept", "loan", "KZ", [2027])


def test_an_empty_specification_lists_what_is_not_written(own: Database):
    made = specifications.create_specification(own, title="Т" * 500, region="KZ-75")
    for code in LANGUAGES:
        assert render(make(own, "specification", made.id, code, DAY), "pdf").pages >= 1
    said = notices(own, "specification", made.id)
    assert any(text.startswith("Not written yet") and "Goal" in text for text in said)
    assert any("Not approved" in text for text in said)
    every = texts(make(own, "specification", made.id, "en", DAY).document)
    assert every.count("Nothing is recorded here.") >= 6


def test_a_missing_translation_falls_back_with_a_sign(drafted: dict):
    made = written_in(drafted, "kk")
    assert any("Прогноз за трое суток [RU]" in text for text in texts(made.document))
    assert any("Собрать ряды [RU]" in text for text in texts(made.document))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, ""),
        ({"goal": "plain"}, "plain"),
        ({"texts": {"ru": {"goal": "по-русски"}, "kk": {"goal": " "}}}, "по-русски"),
        ({"texts": "nonsense", "goal": 5}, ""),
        ({"texts": {"kk": "nonsense"}}, ""),
    ],
)
def test_texts_of_any_shape_are_read(content, expected):
    assert written(content, "goal", "kk").text == expected


def test_votes_that_changed_after_the_draft_are_said(own: Database, plain_session: sessions.Session):
    need = sessions.list_needs(own, plain_session.id)[0]
    kept = {"need": {}, "ballots": "0" * 64}
    facts = session_facts(own, plain_session.id)
    made = specifications.create_specification(
        own, title="Су", need=need.id, content={"trace": {**trace_of(facts, need.id), **{"ballots": kept["ballots"]}}}
    )
    said = notices(own, "specification", made.id)
    assert any("have changed since this was drafted" in text for text in said)
    assert any("not closed yet" in text for text in said)


def test_a_recommendation_of_an_open_session_is_marked(own: Database, plain_session: sessions.Session):
    made = recommendations.create_recommendation(own, title="Ұсыным", session=plain_session.id)
    said = notices(own, "recommendation", made.id)
    assert any("draft" in text for text in said)
    assert any("not closed yet" in text for text in said)

"""A document is made from one moment of the store and can be compared with it later."""

from __future__ import annotations

import pytest

from foresight.i18n.language import LANGUAGES, language
from foresight.problems import Problem
from foresight.reports.fingerprint import mark_of
from foresight.reports.making import KINDS, Made, make, note_issue, reference_of, render, subjects, verify
from foresight.reports.verification_words import verification_sentences
from foresight.store import recommendations, sessions, specifications
from foresight.store.database import Database
from tests.reports.conftest import DAY, Story


@pytest.fixture
def advice(own: Database) -> str:
    made = recommendations.create_recommendation(own, title="Открыть лабораторию", region="KZ-61")
    return made.id


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_document_agrees_with_the_store_until_something_changes(own: Database, advice: str, ending: str):
    made = make(own, "recommendation", advice, "kk", DAY)
    file = render(made, ending)
    found = verify(own, file.content)
    assert (found.matches, found.changed, found.issued) == (True, (), ())
    recommendations.set_state(own, advice, "issued", happened_on="2026-10-10")
    later = verify(own, file.content)
    assert not later.matches
    assert later.changed == ("recommendation",)
    assert later.mark == made.mark


def test_the_hash_does_not_depend_on_language_day_or_form(own: Database, advice: str):
    hashes = {make(own, "recommendation", advice, code, DAY).mark.sha256 for code in LANGUAGES}
    assert len(hashes) == 1


def test_the_very_file_is_recognised_and_an_edited_one_is_not(own: Database, advice: str):
    made = make(own, "recommendation", advice, "ru", DAY)
    file = render(made, "pdf")
    note_issue(own, made.mark, file, actor="Ким")
    assert verify(own, file.content).issued[0][1] == "Ким"
    edited = verify(own, file.content + b"\n% edited")
    assert edited.issued == ()
    assert edited.matches, "its data still agree; only the file is another"


def test_what_a_document_is_about_may_be_gone(own: Database):
    mark = mark_of("recommendation", "gone", "ru", "2026-05-14", {"recommendation": {}})
    found = verify(own, b"%PDF " + mark.line.encode())
    assert (found.matches, found.sha256) == (False, None)
    assert "gone" in str(found.problem)
    strange = mark_of("poem", "x", "ru", "2026-05-14", {})
    assert "poem" in str(verify(own, b"%PDF " + strange.line.encode()).problem)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_answer_of_the_check_is_told_in_sentences(own: Database, advice: str, code: str):
    made = make(own, "recommendation", advice, "ru", DAY)
    content = render(made, "pdf").content
    said = verification_sentences(verify(own, content), language(code))
    assert made.mark.short in said[0]
    assert len(said) == 3
    recommendations.set_state(own, advice, "issued")
    assert len(verification_sentences(verify(own, content), language(code))) == 4


def test_without_a_name_the_only_one_is_taken(own: Database, plain_session: sessions.Session):
    assert reference_of(own, "protocol") == plain_session.id
    assert reference_of(own, "brief") == "concept"
    with pytest.raises(Problem, match="nothing yet"):
        reference_of(own, "specification")
    for number in range(2):
        specifications.create_specification(own, title=f"ТЗ {number}", region="KZ-75")
    with pytest.raises(Problem, match="name what"):
        reference_of(own, "specification")
    with pytest.raises(Problem, match="poem"):
        reference_of(own, "poem")


def test_an_unknown_ending_is_refused(own: Database, advice: str):
    made: Made = make(own, "recommendation", advice, "ru", DAY)
    with pytest.raises(Problem, match="odt"):
        render(made, "odt")


@pytest.mark.parametrize("kind", ["protocol", "specification", "recommendation"])
def test_an_unknown_identifier_is_named(own: Database, kind: str):
    with pytest.raises(Problem, match="nowhere"):
        make(own, kind, "nowhere", "ru", DAY)


def test_every_kind_lists_what_it_can_be_about(story: Story):
    found = {kind: [code for code, _ in subjects(story.database, kind)] for kind in KINDS}
    assert set(found["protocol"]) == {story.closed, story.open}
    assert found["specification"] == [story.specification]
    assert found["recommendation"] == [story.recommendation]
    assert found["brief"] == found["comparison"] == []

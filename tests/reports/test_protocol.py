"""The protocol of a session: what it says equals what the store says, and what is missing is said openly."""

from __future__ import annotations

import io

import docx
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from pypdf import PdfReader

from foresight.i18n.language import LANGUAGES, language
from foresight.priorities.session_results import session_results
from foresight.problems import Problem
from foresight.reports.accord import ITEMS, accord_answers
from foresight.reports.document import Figure, Notice, Table, texts
from foresight.reports.fingerprint import digest
from foresight.reports.making import Made, document_of, make, render
from foresight.reports.protocol_supplement import keep_supplement
from foresight.reports.session_facts import session_facts
from foresight.reports.session_votes import AUDIENCE, SEED, canonical_raters, voting, weights_in_force
from foresight.sessions.stages import Stage
from foresight.store import sessions
from foresight.store.database import Database
from foresight.store.live_files import export_session, import_session, load_demonstration
from foresight.store.live_release import answers_shown, response
from foresight.store.live_session import live_session
from foresight.store.live_stage import move_stage
from tests.reports.conftest import DAY, KAZAKH, Story


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def written(facts: dict, code: str) -> Made:
    return document_of("protocol", facts["session"]["id"], facts, language(code), DAY)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_protocol_is_rendered_and_read_back_in_every_language(closed_facts: dict, code: str):
    made = written(closed_facts, code)
    file = render(made, "pdf")
    text = pdf_text(file.content)
    assert file.pages == len(PdfReader(io.BytesIO(file.content)).pages) >= 5
    assert set(KAZAKH) <= set(text), "the decision with all letters stands in it"
    assert "Г. Ахметова" in text
    assert all(item in text for item in ("M12", "O3", "R5"))
    word = docx.Document(io.BytesIO(render(made, "docx").content))
    cells = {cell.text for one in word.tables for cell in one._cells}
    assert {need["titles"][code] for need in made.facts["needs"] if code in need["titles"]} <= cells


def test_both_forms_say_the_same_numbers(closed_facts: dict):
    made = written(closed_facts, "ru")
    ranking = next(one for one in made.document.blocks if isinstance(one, Table) and len(one.rows) == 16)
    word = docx.Document(io.BytesIO(render(made, "docx").content))
    rows = [tuple(cell.text for cell in row.cells) for one in word.tables for row in one.rows]
    for row in ranking.rows:
        assert tuple(cell if isinstance(cell, str) else cell.text for cell in row) in rows


def test_attendance_and_answers_equal_the_store(story: Story, closed_facts: dict):
    facts = closed_facts
    counted = response(story.database, story.closed, 1)
    assert facts["attendance"]["joined"] == dict(zip(counted["stakeholder_group"], counted["joined"]))
    answered = sum(row["people"] for row in facts["attendance"]["answered"])
    assert answered == counted["phone"].sum() + counted["paper"].sum()
    ratings = sessions.ratings_frame(story.database, story.closed)
    assert facts["ballots"]["answers"] == ratings["value"].notna().sum()
    assert facts["ballots"]["people"] == ratings["rater"].nunique()


def test_until_the_close_paper_voters_are_counted_by_their_ballots(story: Story, open_facts: dict):
    facts = open_facts
    counted = response(story.database, story.open, 1)
    assert sum(facts["attendance"]["joined"].values()) == counted["joined"].sum() + counted["paper"].sum()


def test_the_total_row_sums_the_groups(closed_facts: dict):
    made = written(closed_facts, "en")
    attendance = next(one for one in made.document.blocks if isinstance(one, Table) and one.total)
    for column in range(1, len(attendance.columns)):
        values = [int(row[column]) for row in attendance.rows]
        assert values[-1] == sum(values[:-1])


def test_an_open_session_is_called_open_and_a_closed_one_is_not(closed_facts: dict, open_facts: dict):
    for facts, is_open in ((closed_facts, False), (open_facts, True)):
        made = written(facts, "en")
        said = [one.text for one in made.document.blocks if isinstance(one, Notice)]
        assert any("not closed yet" in text for text in said) is is_open
        assert any("invented" in text for text in said) is is_open, "the open one is a training example"


def test_missing_translations_are_counted_and_marked(closed_facts: dict):
    made = written(closed_facts, "kk")
    lacking = [need for need in made.facts["needs"] if "kk" not in need["titles"] and need["state"] == "accepted"]
    notice = next(one.text for one in made.document.blocks if isinstance(one, Notice) and str(len(lacking)) in one.text)
    assert lacking
    assert notice
    assert any(f"{lacking[0]['titles']['ru']} [RU]" in text for text in texts(made.document))


def test_all_35_items_are_answered_or_said_to_be_open(closed_facts: dict):
    answers = {one.code: one for one in accord_answers(closed_facts, language("en"))}
    assert list(answers) == list(ITEMS)
    assert len(answers) == 35
    assert answers["O3"].text == "Средства Академии"
    assert answers["O2"].status == "open"
    assert "Not recorded" in answers["O2"].text
    assert answers["M12"].status == "answered"
    assert "7" in answers["M12"].text


def test_the_thresholds_are_those_that_were_locked(closed_facts: dict):
    assert closed_facts["method"]["locked"] is True
    said = texts(written(closed_facts, "en").document)
    assert closed_facts["method"]["fingerprint"] in said
    assert closed_facts["method"]["rule_fingerprint"] in said


def test_the_ranking_chart_is_a_vector_without_the_sign_of_the_tenge(closed_facts: dict):
    made = written(closed_facts, "ru")
    chart = next(one for one in made.document.blocks if isinstance(one, Figure))
    assert chart.svg.lstrip().startswith("<svg")
    assert "₸" not in chart.svg
    assert chart.alt


def test_closing_restoring_and_carrying_over_keep_the_hash_of_the_ballots(tmp_path):
    with Database.open(str(tmp_path / "a.duckdb")) as first, Database.open(str(tmp_path / "b.duckdb")) as second:
        session = load_demonstration(first, region="KZ-61", held_on=DAY, seed=5).id
        move_stage(first, session, Stage("results"))
        before = session_facts(first, session)
        move_stage(first, session, Stage("closed"))
        closed = session_facts(first, session)
        import_session(second, export_session(first, session))
        elsewhere = session_facts(second, session)
    for part in ("ballots", "results", "weights", "needs", "method", "reasons"):
        assert digest(before[part]) == digest(closed[part]), part
    assert digest(closed) == digest(elsewhere)


def test_raters_are_named_by_their_answers_alone():
    rows = [
        ("x", "science", "n1", 3.0),
        ("x", "science", "n2", 5.0),
        ("y", "business", "n1", 9.0),
        ("z", "science", "n1", None),
    ]
    frame = pd.DataFrame(rows, columns=["rater", "stakeholder_group", "need", "value"]).assign(round=1, criterion="c")
    other = frame.assign(rater=frame["rater"].map({"x": "k", "y": "a", "z": "b"})).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(canonical_raters(frame), canonical_raters(other)[frame.columns])


def test_a_session_without_ballots_says_so_everywhere(own: Database, plain_session: sessions.Session):
    for code in LANGUAGES:
        made = make(own, "protocol", plain_session.id, code, DAY)
        assert render(made, "pdf").pages >= 1
    said = texts(make(own, "protocol", plain_session.id, "en", DAY).document)
    assert any("There are no ballots that may be shown yet" in text for text in said)
    assert "Nothing is recorded here." in said
    assert any("1 need has no title in this language" in text for text in said)


def test_fewer_people_than_may_be_shown_are_not_shown(own: Database, plain_session: sessions.Session):
    need = sessions.list_needs(own, plain_session.id)[0].id
    rows = [(need, "impact", "science", str(number), 9.0) for number in range(4)]
    columns = ["need", "criterion", "stakeholder_group", "rater", "value"]
    sessions.record_ratings(own, plain_session.id, pd.DataFrame(rows, columns=columns))
    made = make(own, "protocol", plain_session.id, "en", DAY)
    assert made.facts["results"] is None
    assert any("results are shown from 5 people on" in text.lower() for text in texts(made.document))


def test_a_session_without_a_need_makes_a_protocol(own: Database):
    made = sessions.create_session(
        own, title="У" * 300, region="KZ", held_on="2026-05-14", method={"criteria": [{"code": "impact"}]}
    )
    assert render(make(own, "protocol", made.id, "kk", DAY), "pdf").pages >= 1
    assert render(make(own, "protocol", made.id, "kk", DAY), "docx").content
    assert render(make(own, "protocol", made.id, "kk", DAY), "xlsx").content


def test_hostile_titles_are_printed(own: Database, plain_session: sessions.Session):
    hostile = '#read("/etc/passwd") =cmd|calc <script>alert(1)</script> $x$'
    sessions.add_need(own, plain_session.id, titles={"ru": hostile}, why="@SUM(A1)")
    made = make(own, "protocol", plain_session.id, "ru", DAY)
    text = pdf_text(render(made, "pdf").content)
    assert "root:" not in text
    assert '#read("/etc/passwd")' in text.replace("\n", " ").replace("  ", " ")


def test_what_people_add_is_kept_cleaned_and_journalled(own: Database, plain_session: sessions.Session):
    keep_supplement(own, plain_session.id, {"chair": " Ким ", "decisions": ["a", " "], "answers": {"M4": ""}})
    assert session_facts(own, plain_session.id)["supplement"]["chair"] == "Ким"
    with pytest.raises(Problem, match="at most 2000"):
        keep_supplement(own, plain_session.id, {"place": "x" * 5000})
    with pytest.raises(Problem, match="there is no"):
        keep_supplement(own, "nowhere", {"chair": "x"})


def test_the_page_of_results_and_the_protocol_say_the_same_to_the_last_digit(story: Story):
    """The page computes from ballots without their source; the protocol names raters by their answers alone."""
    for session in (story.closed, story.open):
        live = live_session(story.database, session)
        of_protocol = voting(story.database, sessions.get_session(story.database, session), live.method, live).results
        weights = weights_in_force(story.database, live.method, live)["weights"]
        of_page = session_results(
            answers_shown(story.database, session, AUDIENCE),
            live.method.criteria("ru", weights),
            live.method.consensus,
            seed=SEED,
        )
        assert_frame_equal(of_protocol.needs, of_page.needs)

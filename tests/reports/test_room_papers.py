"""Papers for the room: one sheet, slips to cut, numbered ballots - in letters that are all there, with text as text."""

import io

import pypdf
import pytest

from foresight.i18n.language import LANGUAGES, language
from foresight.reports import room_papers
from foresight.sessions import needs
from foresight.sessions.method import Method, Question
from foresight.sessions.stages import Stage
from foresight.store import live_needs, live_slips, live_stage, live_start
from foresight.store.database import Database
from foresight.store.live_session import live_session

KAZAKH = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі"
HOSTILE = '#read("/etc/passwd") $x^2$ *bold* {{7*7}}'


@pytest.fixture
def database(tmp_path):
    with Database.open(tmp_path / "papers.duckdb") as opened:
        yield opened


@pytest.fixture
def found(database):
    made = live_start.start_session(
        database, title=f"{KAZAKH} {HOSTILE}", region="KZ-33", held_on="2026-05-14", template_code="regional_needs"
    )
    for title in (HOSTILE, KAZAKH + " қажеттілігі"):
        live_needs.add_need(database, made.id, needs.proposal({"title": title}, "kk"))
    return live_stage.move_stage(database, made.id, Stage("lobby"))


def words(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def pages(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_sheet_for_the_wall_is_one_page_with_code_address_and_the_title_as_written(found, code):
    pdf = room_papers.wall_sheet(
        found, language(code), link="http://192.168.1.5:8501/j/LINK", code="ABCDEFGH", address="192.168.1.5:8501/join"
    )
    assert pages(pdf) == 1
    text = words(pdf)
    assert "ABCD-EFGH" in text
    assert "192.168.1.5:8501/join" in text
    assert "#read(" in text
    assert "root:" not in text
    for letter in KAZAKH.replace(" ", ""):
        assert letter in text


def test_every_slip_carries_its_own_code_group_and_number(database, found):
    tokens = live_slips.make_tokens(database, found.id, {"science": 7, "public": 4})
    pdf = room_papers.slips(found, language("kk"), tokens, link="http://x/j/LINK", address="x/join")
    text = words(pdf)
    for number, _, code in tokens:
        assert "-".join((code[:4], code[4:8], code[8:])) in text
        assert f"№ {number}" in text
    assert pages(pdf) == 2


@pytest.mark.parametrize("scale", ["one_to_nine", "chnri", "points"])
def test_ballots_are_numbered_and_name_every_need_and_criterion(database, found, scale):
    asked = {"kk": "Өңір үшін маңызды ма?"}
    questions = (Question("a", {"kk": "Маңыздылығы"}, asked), Question("b", {"kk": "Орындалуы"}))
    method = Method(questions=questions[: 1 if scale == "points" else 2], scale=scale)
    found = live_stage.change_method(database, found.id, method)
    pdf = room_papers.paper_ballots(found, language("kk"), range(5, 8))
    text = words(pdf)
    assert pages(pdf) == 3
    assert all(f"№ {number}" in text for number in (5, 6, 7))
    assert "қажеттілігі" in text
    # Paper asks the question too, as phones do, and the number stands on every sheet of a ballot.
    assert "Маңыздылығы: Өңір үшін маңызды ма?" in text
    assert text.count("№5") == 1


def test_a_pictogram_in_a_title_does_not_stop_the_printing(database, found):
    live_stage.change_settings(database, found.id, title="Су 💧 және жер")
    again = live_session(database, found.id)
    pdf = room_papers.wall_sheet(again, language("kk"), link="http://x", code="ABCDEFGH", address="x")
    assert "және жер" in words(pdf)

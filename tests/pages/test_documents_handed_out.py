"""A protocol on the page takes what people know, is handed out, and is recognised later."""

import datetime as dt

from foresight.reports.making import verify
from foresight.screen import documents, resources
from foresight.store.live_files import load_demonstration
from tests.pages.frame import opened


def test_a_protocol_of_an_open_session_warns_on_the_page_and_takes_what_people_know(monkeypatch):
    database = resources.database()
    session = load_demonstration(database, region="KZ-61", held_on=dt.date(2026, 5, 14), seed=3).id
    page = opened(monkeypatch, "documents.py", document="protocol", subject=session)
    assert not page.exception
    assert any("not closed yet" in one.value for one in page.caption)
    page.text_input[0].set_value("Г. Ахметова")
    page.text_area[0].set_value("First decision\n\nSecond decision")
    next(button for button in page.button if button.label == "Keep for the protocol").click()
    page.run()
    assert not page.exception
    kept = documents.people_wrote(session)
    assert kept == {"chair": "Г. Ахметова", "decisions": ["First decision", "Second decision"]}
    found = documents.made("protocol", session, "kk", dt.date(2026, 11, 22))
    content = documents.handed_out(found, "pdf")
    checked = verify(database, content)
    assert checked.matches
    assert checked.issued, "what was handed out is recognised byte by byte"
    assert documents.file_name(found, "pdf") == "protocol-2026-11-22-kk.pdf"

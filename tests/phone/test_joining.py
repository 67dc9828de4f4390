"""Coming in with a phone: code or picture, three languages, one answer to every wrong code, a cookie of its own."""

import re

import httpx
import pytest

from foresight.store import live_joining, live_slips
from tests.phone.conftest import Phone, opened, served, text_of
from tests.store.live_room import room_with


@pytest.fixture
def database(empty_store, tmp_path):
    """Wrong codes are counted for the whole store, so that each test has one of its own."""
    with opened(empty_store, tmp_path) as database:
        yield database


@pytest.fixture
def server(database):
    with served(database) as running:
        yield running


@pytest.fixture
def code(database, room):
    return live_joining.join_code(database, room.now)


@pytest.fixture
def link(database, room):
    return live_joining.join_link(database, room.now)


def test_a_typed_code_leads_to_the_choice_of_group_and_into_the_session(phone, room, code):
    page = phone.post("/join", data={"code": code.lower(), "l": "kk"})
    assert page.status_code == 200
    assert 'lang="kk"' in page.text
    assert "k=" in str(page.url)
    link = re.search(r'name="k" value="([^"]+)"', page.text)[1]
    inside = phone.enter(room, link, "business", "kk")
    assert str(inside.url).endswith(f"/s/{room.id}")
    assert live_joining.attendee(room.database, room.id, phone.cookies["pid"]).stakeholder_group == "business"


def test_a_scanned_picture_leads_there_too(phone, room, link):
    page = phone.get(f"/j/{link}?l=en")
    assert page.status_code == 200
    assert 'lang="en"' in page.text
    assert phone.get("/j/NOTALINK").status_code == 403


def test_the_browsers_language_is_met(phone):
    assert 'lang="kk"' in phone.get("/join", headers={"accept-language": "kk-KZ,ru;q=0.8"}).text
    assert 'lang="ru"' in phone.get("/join", headers={"accept-language": "de"}).text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(server, room, link):
    answer = httpx.post(f"{server.address}/s/{room.id}/enter", data={"k": link, "l": "ru", "group": "public"})
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert f"Path=/s/{room.id}" in cookie
    assert "Secure" not in cookie
    behind_tls = httpx.post(
        f"{server.address}/s/{room.id}/enter",
        data={"k": link, "l": "ru", "group": "public"},
        headers={"x-forwarded-proto": "https"},
    )
    assert "Secure" in behind_tls.headers["set-cookie"]


def test_unknown_expired_and_closed_codes_read_the_same(database, phone, code):
    closed = room_with(database, 0)
    closed_code = live_joining.join_code(database, closed.now)
    closed.go("closed")
    draft_code = "ABCDEFGH"
    pages = set()
    for wrong in (draft_code, closed_code, "", "x" * 200):
        answer = phone.post("/join", data={"code": wrong, "l": "ru"})
        assert answer.status_code == 403
        pages.add(re.sub(r'value="[^"]*"', "", answer.text))
    assert len(pages) == 1


def test_closed_and_expired_codes_go_the_way_of_unknown_ones(database, phone, room, code, monkeypatch):
    """The same statements run for all of them, so the time tells nothing either."""
    closed = room_with(database, 0)
    closed_code = live_joining.join_code(database, closed.now)
    closed.go("closed")
    past = "update live_session set code_expires_on = '2000-01-01T00:00:00.000000Z' where session = $1"
    database.write(lambda transaction: transaction.execute(past, [room.id]))
    looked_at = []
    monkeypatch.setattr(live_joining, "_may_be_joined", lambda reader, session: looked_at.append(session))
    for wrong in (closed_code, code, "ABCDEFGH"):
        assert phone.post("/join", data={"code": wrong}).status_code == 403
    assert looked_at == []


def test_forty_wrong_codes_are_throttled_while_sixty_right_ones_pass(server, room, code):
    statuses, entered = [], 0
    for turn in range(60):
        with Phone(server.address) as phone:
            entered += phone.post("/join", data={"code": code, "l": "ru"}).status_code == 200
            if turn < 40:
                statuses.append(phone.post("/join", data={"code": "ZZZZZZZZ", "l": "ru"}).status_code)
    assert entered == 60
    assert statuses == [403] * 30 + [429] * 10


def test_a_form_of_another_site_is_refused(phone, room, link):
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert phone.post("/join", data={"code": "x"}, headers=headers).status_code == 403
        answer = phone.post(f"/s/{room.id}/enter", data={"k": link, "group": "public"}, headers=headers)
        assert answer.status_code == 403
    assert "pid" not in phone.cookies


def test_a_session_cannot_be_entered_without_its_code(phone, room, link):
    assert str(phone.get(f"/s/{room.id}").url).endswith("/join")
    assert str(phone.get(f"/s/{room.id}?k=WRONG").url).endswith("/join")
    assert str(phone.enter(room, "WRONG").url).endswith("/join")
    assert str(phone.get("/s/nowhere").url).endswith("/join")
    for page in ("receipt", "me"):
        assert str(phone.get(f"/s/{room.id}/{page}").url).endswith("/join")


def test_coming_back_needs_no_code(phone, room, link):
    phone.enter(room, link)
    assert text_of(phone.get(f"/s/{room.id}").text) == text_of(phone.get(f"/j/{link}").text)


def test_language_and_group_can_be_changed(phone, room, link):
    phone.enter(room, link, "science", "ru")
    assert 'value="science" required checked' in phone.get(f"/s/{room.id}/me").text
    page = phone.post(f"/s/{room.id}/enter", data={"l": "en", "group": "public"})
    assert 'lang="en"' in page.text
    assert live_joining.attendee(room.database, room.id, phone.cookies["pid"]).stakeholder_group == "public"


def test_a_group_that_does_not_exist_is_told_in_the_phones_language(phone, room, link):
    answer = phone.enter(room, link, "martians", "kk")
    assert answer.status_code == 422
    assert 'lang="kk"' in answer.text
    assert 'role="alert"' in answer.text


def test_the_screen_says_which_mode_is_in_force_and_a_slip_works_once(database, server):
    strict = room_with(database, 0, template="remote_delphi")
    (_, _, token), *_ = live_slips.make_tokens(database, strict.id, {"science": 2})
    link = live_joining.join_link(database, strict.now)
    with Phone(server.address) as phone, Phone(server.address) as thief:
        page = phone.get(f"/j/{link}?t={token}&l=en")
        assert f'value="{token}"' in page.text
        # Another language is chosen before coming in: the code of the slip goes along.
        assert page.text.count(f"&amp;t={token}") == 3
        assert "Strict session" in page.text
        assert phone.enter(strict, link, token=token).status_code == 200
        assert thief.enter(strict, link, token=token).status_code == 422
        phone.cookies.clear()
        assert phone.enter(strict, link, token=token).status_code == 422
        assert phone.enter(strict, link).status_code == 422


def test_the_open_mode_says_that_it_counts_browsers(phone, room, link):
    assert "one ballot per browser" in phone.get(f"/j/{link}?l=en").text

"""Signing in through the front door: cookies, floods, other sites, and everything shut to strangers."""

import re

import httpx
import pytest
import websockets.sync.client
from websockets.exceptions import InvalidStatus

from foresight.store import signed_in, staff
from tests.security.conftest import PASSWORD, Served


def sign_in(browser: httpx.Client, login: str = "planner", password: str = PASSWORD, **more) -> httpx.Response:
    return browser.post("/sign-in", data={"login": login, "password": password, "lang": "en"} | more)


def cookie_of(answer: httpx.Response) -> str:
    return re.match(r"foresight_sign_in=([^;]*)", answer.headers["set-cookie"])[1]


def test_a_stranger_is_sent_to_the_sign_in(browser):
    for path in ("/", "/settings", "/people?lang=kk", "/no-such-page", "//evil.example"):
        answer = browser.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/sign-in?")
        assert "a staff page" not in answer.text


def test_everything_of_the_staff_pages_is_shut_to_strangers(browser):
    for path in (
        "/_stcore/metrics", "/_stcore/host-config", "/_stcore/upload_file/x/y", "/media/x.png", "/component/x",
        "/app/static/x", "/_stcore/script-health-check", "/s", "/static/../media/x", "/.streamlit/secrets.toml",
    ):  # fmt: skip
        assert browser.get(path).status_code in (303, 400, 401, 404), path
        assert browser.put(path).status_code in (400, 401, 404, 405), path


def test_a_socket_needs_a_sign_in(browser, address):
    socket = address.replace("http", "ws") + "/_stcore/stream"
    with pytest.raises(InvalidStatus) as refused:
        websockets.sync.client.connect(socket)
    assert refused.value.response.status_code == 403
    sign_in(browser)
    header = {"Cookie": "foresight_sign_in=" + browser.cookies["foresight_sign_in"]}
    with websockets.sync.client.connect(socket, additional_headers=header) as opened:
        assert opened.recv() == "inside"


def test_a_password_opens_the_pages_and_the_cookie_is_out_of_reach_of_scripts(browser):
    answer = sign_in(browser, next="/people?lang=kk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people?lang=kk")
    said = answer.headers["set-cookie"]
    assert all(part in said for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"))
    assert "Secure" not in said
    assert browser.get("/").text == "a staff page"
    tls = browser.post(
        "/sign-in", data={"login": "planner", "password": PASSWORD}, headers={"x-forwarded-proto": "https"}
    )
    assert "Secure" in tls.headers["set-cookie"]


def test_every_sign_in_gives_a_new_cookie_and_ends_the_one_that_came_with_it(browser):
    first = cookie_of(sign_in(browser))
    second = cookie_of(sign_in(browser))
    assert first != second
    assert browser.get("/", cookies={"foresight_sign_in": first}).status_code == 303
    planted = "planted-by-somebody-else-0123456789abcdef"
    browser.cookies.set("foresight_sign_in", planted)
    assert cookie_of(sign_in(browser)) != planted


def test_a_cookie_replayed_after_signing_out_is_refused(browser, address):
    old = cookie_of(sign_in(browser))
    answer = browser.post("/sign-out", data={"lang": "en"})
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert httpx.get(address, cookies={"foresight_sign_in": old}).status_code == 303


def test_a_one_time_password_leads_to_a_new_one_and_opens_nothing_else(browser):
    answer = sign_in(browser, "leader")
    assert answer.headers["location"].startswith("/password")
    assert browser.get("/").headers["location"] == "/password"
    weak = browser.post("/password", data={"old": PASSWORD, "new": "short", "again": "short", "lang": "en"})
    assert weak.status_code == 422
    differing = browser.post("/password", data={"old": PASSWORD, "new": "four words of mine", "again": "four words"})
    assert differing.status_code == 422
    before = browser.cookies["foresight_sign_in"]
    changed = browser.post(
        "/password", data={"old": PASSWORD, "new": "four words of mine", "again": "four words of mine", "lang": "en"}
    )
    assert changed.status_code == 303
    assert browser.cookies["foresight_sign_in"] != before
    assert browser.get("/").text == "a staff page"


def test_unknown_wrong_and_disabled_get_the_same_answer(browser, database):
    staff.set_state(database, "facilitator", active=False)
    answers = {
        re.sub(r'value="\w+"', "", sign_in(browser, login, password).text)
        for login, password in (("nobody", "x" * 12), ("planner", "x" * 12), ("facilitator", PASSWORD))
    }
    assert len(answers) == 1
    assert "wrong" in answers.pop()


def test_ten_wrong_passwords_answer_429_also_to_the_right_one(browser):
    assert [sign_in(browser, password=f"wrong {n}").status_code for n in range(10)] == [403] * 10
    assert sign_in(browser).status_code == 429
    assert sign_in(browser, "administrator").status_code == 303


def test_a_form_of_another_site_is_refused(browser):
    for path in ("/sign-in", "/sign-out", "/password"):
        for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}):
            answer = browser.post(path, data={"login": "planner", "password": PASSWORD}, headers=headers)
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers


def test_nobody_is_sent_to_another_site_after_signing_in(browser):
    for wanted in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\\\\evil", ""):
        assert sign_in(browser, next=wanted).headers["location"] == "/", wanted
        assert "evil" not in browser.get("/sign-in", params={"next": wanted}).text


def test_a_form_larger_than_ours_is_refused(browser):
    assert sign_in(browser, password="x" * 10_000).status_code == 403


def test_what_is_typed_is_text_on_the_page(browser):
    page = sign_in(browser, '"><script>alert(1)</script>', "x" * 12).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_nobody_is_let_in_from_elsewhere_while_nobody_can_sign_in(empty, options, monkeypatch):
    served = Served(empty, monkeypatch)
    answer = httpx.get(served.address)
    assert answer.status_code == 403
    assert "foresight user add" in answer.text
    assert httpx.get(served.address + "/join").status_code == 200
    served.stop()


def test_a_laptop_is_open_under_its_own_name_only(empty, options, monkeypatch):
    options["server.address"] = "127.0.0.1"
    served = Served(empty, monkeypatch)
    assert httpx.get(served.address).text == "a staff page"
    for name in ("evil.example", "foresight.example.kz", "127.0.0.1.evil.example"):
        assert httpx.get(served.address, headers={"host": name}).status_code == 403
    served.stop()


def test_with_hosts_named_every_other_name_is_refused_before_anything_else(database, options, monkeypatch):
    options["server.allowedHosts"] = ["foresight.example.kz", "*.science.kz"]
    served = Served(database, monkeypatch)
    for name, status in {
        "foresight.example.kz": 200, "FORESIGHT.example.kz:443": 200, "a.science.kz": 200, "localhost": 200,
        "evil.example": 400, "science.kz.evil.example": 400, "": 400,
    }.items():  # fmt: skip
        assert httpx.get(served.address + "/sign-in", headers={"host": name}).status_code == status, name
    assert httpx.get(served.address + "/health", headers={"host": "10.0.0.1"}).status_code == 200
    served.stop()


def test_sign_ins_are_in_the_store_so_that_a_restart_or_another_replica_knows_them(browser, database):
    token = cookie_of(sign_in(browser))
    assert signed_in.current(database, token).person.login == "planner"

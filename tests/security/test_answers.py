"""Every answer: its headers, no inside shown, no person in the log, whatever is asked."""

import json
import logging
import urllib.error
import urllib.parse
import urllib.request

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foresight.phone.routes import phone_routes
from foresight.screen.health import JsonLines, figures, kind_of, serve_figures
from foresight.store import live_joining
from foresight.store.database import Database
from tests.store.live_room import room_with

ROUTES = [(route.path, sorted(route.methods - {"HEAD"})[0]) for route in phone_routes(lambda: None)]
TEXT = st.text(st.characters(codec="utf-8"), max_size=60)


def test_the_strict_policy_is_on_every_answer(browser):
    for path in ("/", "/sign-in", "/sign-out", "/password", "/join", "/health", "/ready", "/nowhere"):
        headers = browser.get(path).headers
        assert "script-src 'self';" in headers["content-security-policy"], path
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_health_and_readiness_say_one_word(browser, database, monkeypatch):
    assert browser.get("/health").text == "ok"
    assert browser.get("/ready").json() == {"ready": True}

    def fail(self, *arguments):
        raise OSError("no space left on /secret/disk")

    monkeypatch.setattr(Database, "write", fail)
    answer = browser.get("/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False})


def test_the_figures_count_and_name_nobody(browser, database):
    room = room_with(database, 4)
    browser.get(f"/s/{room.id}")
    browser.post("/sign-in", data={"login": "planner", "password": "wrong wrong"})
    text = figures(database)
    assert 'foresight_answers_total{part="sign_in",status="4xx"}' in text
    assert "planner" not in text
    assert room.id not in text
    assert all(line.startswith(("foresight_", "# TYPE foresight_")) for line in text.splitlines())


def test_the_figures_are_served_on_the_loopback_on_a_port_of_their_own(database):
    server = serve_figures(lambda: database, 0)
    host, port = server.server_address[:2]
    assert host == "127.0.0.1"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert b"foresight_threads" in answer.read()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/")
    server.shutdown()
    server.server_close()


def test_a_line_of_log_is_json_and_says_where_but_never_what_somebody_wrote():
    logger = logging.getLogger("foresight.test")
    try:
        raise ValueError("the words of Aliya, +7 701 000 00 00")
    except ValueError as error:
        record = logger.makeRecord(
            "foresight", logging.ERROR, __file__, 1, "a page failed", (), (type(error), error, error.__traceback__)
        )
    line = json.loads(JsonLines().format(record))
    assert (line["message"], line["exception"], line["level"]) == ("a page failed", "ValueError", "error")
    assert any("test_answers.py" in place for place in line["places"])
    assert "Aliya" not in json.dumps(line, ensure_ascii=False)


@given(path=TEXT)
@settings(deadline=None, max_examples=50)
def test_a_part_of_the_app_never_carries_an_address(path):
    assert kind_of("/" + path) in {"phone", "sign_in", "staff"}


def test_the_log_of_a_scripted_session_knows_no_login_cookie_code_or_address(browser, database, caplog):
    caplog.set_level(logging.DEBUG)
    room = room_with(database, 0)
    code, link = live_joining.join_code(database, room.now), live_joining.join_link(database, room.now)
    browser.post("/sign-in", data={"login": "planner", "password": "three words remembered"})
    browser.post("/join", data={"code": code})
    browser.post(f"/s/{room.id}/enter", data={"k": link, "l": "ru", "group": "public"})
    own = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))
    )
    for secret in ("planner", "three words", code, link, *browser.cookies.values(), "127.0.0.1"):
        assert secret not in own


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    route=st.sampled_from(ROUTES),
    session=st.one_of(st.just("known"), TEXT.filter(bool)),
    fields=st.dictionaries(
        st.one_of(st.sampled_from(["code", "k", "l", "group", "token", "title", "key", "c", "r", "n", "v"]), TEXT),
        TEXT,
        max_size=5,
    ),
    raw=st.one_of(st.none(), st.binary(max_size=80)),
    cookie=st.one_of(st.none(), st.text("abcXYZ019-_", min_size=1, max_size=80)),
)
def test_no_request_on_any_phone_route_makes_the_server_stumble(fuzzed, route, session, fields, raw, cookie):
    browser, room = fuzzed
    path, method = route
    known = room if session == "known" else urllib.parse.quote(session, safe="")
    for name in ("session", "link", "name"):
        path = path.replace("{" + name + "}", known)
    headers = {"cookie": "pid=" + cookie} if cookie else {}
    if method == "POST":
        content = {"content": raw} if raw is not None else {"data": fields}
        answer = browser.post(path, headers=headers, **content)
    else:
        answer = browser.get(path, params=fields, headers=headers)
    assert answer.status_code < 500
    assert "Traceback" not in answer.text
    assert "select " not in answer.text


@pytest.fixture
def fuzzed(address, database):
    room = room_with(database, 0)
    with httpx.Client(base_url=address, timeout=30) as opened:
        yield opened, room.id

"""Every page: small, labelled, in its language, text as text, no script but our own; no trace of anybody in a log."""

import datetime as dt
import logging
import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foresight.phone.rendering import static_file
from foresight.store import journal, live_files, live_joining, live_stage
from tests.phone.conftest import Form, Phone
from tests.store.live_room import Room, room_with

PAYLOADS = [
    "<script>window.hit=1</script> вода",
    "<img src=x onerror=window.hit=1> вода",
    "<svg onload=window.hit=1> вода",
    '<iframe srcdoc="<script>parent.hit=1</script>"> вода',
    "[вода](javascript:window.hit=1)",
    "![вода](http://127.0.0.1:1/beacon)",
    "$\\href{javascript:window.hit=1}{вода}$",
    '"><script>window.hit=1</script> вода',
    "{{7*7}} {% raw %} вода",
]
STAGES = ["lobby", "collect", "merge", "weights", "round_1", "feedback_1", "round_2", "results", "closed"]


@pytest.fixture
def full(database, server):
    """A demonstration that a phone is in, going from stage to stage."""
    found = live_files.load_demonstration(database, region="KZ-75", held_on=dt.date(2026, 5, 14), seed=1)
    room = Room(database, found.id, needs=[need.id for need in found.needs])
    with Phone(server.address) as phone:
        phone.enter(room, live_joining.join_link(database, found), "science", "kk")
        yield room, phone


def pages_of(phone, room):
    base = f"/s/{room.id}"
    yield from (phone.get(base), phone.get(base + "?n=1"), phone.get(base + "/receipt"), phone.get(base + "/list"))
    yield from (phone.get(base + "/me"), phone.get("/join"))


def test_every_page_of_every_stage_is_small_labelled_and_in_its_language(full):
    room, phone = full
    for stage in STAGES:
        room.go(stage)
        for page in pages_of(phone, room):
            assert page.status_code == 200, (stage, page.url)
            assert len(page.content) < 30_000
            assert re.search(r'<html lang="(kk|ru)">', page.text)
            assert page.headers["cache-control"] == "no-store"
            form = Form(page.text)
            for field in form.inputs:
                if field.get("type") == "hidden":
                    continue
                assert field["inside_label"] or field.get("id") in form.labelled, (stage, field)
            assert "main" in form.ids
            assert form.labelled <= form.ids
            described = {name for _, given in form.tags for name in (given.get("aria-describedby") or "").split()}
            assert described <= form.ids
            assert sum(tag == "h1" for tag, _ in form.tags) == 1
            assert all(script.get("src", "").startswith("/phone/app.js") for script in form.scripts)
            assert "onclick" not in page.text


def test_script_and_style_are_small_and_kept_for_good(phone):
    for name in ("app.js", "app.css"):
        address = f"/phone/{name}?{static_file(name)[1]}"
        answer = phone.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert len(answer.content) < 30_000
    assert phone.get("/phone/secrets.toml").status_code == 404
    assert phone.get("/phone/..%2froutes.py").status_code == 404


def test_the_security_headers_are_on_every_answer(full):
    room, phone = full
    for page in (*pages_of(phone, room), phone.get(f"/s/{room.id}/follow?v=0"), phone.get("/phone/app.js")):
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "no-referrer"


def test_hostile_text_is_shown_as_text_on_every_page(database, server):
    room = room_with(database, 0)
    # As much as a title holds; the rest stands in needs and on a card.
    live_stage.change_settings(database, room.id, title=" ".join(PAYLOADS[:4]))
    card = {"code": "x", "titles": {"ru": PAYLOADS[1]}, "lines": {"ru": PAYLOADS}, "sources": {"ru": PAYLOADS[3]}}
    with Phone(server.address) as phone:
        phone.enter(room, live_joining.join_link(database, room.now))
        room.go("collect")
        for key, payload in enumerate(PAYLOADS):
            fields = {"title": payload, "why": payload, "beneficiary": payload, "key": str(key)}
            assert phone.post(f"/s/{room.id}/needs", data=fields).status_code == 200
        live_stage.send_cards(database, room.id, [card])
        for stage in ("collect", "merge", "round_1"):
            room.go(stage)
            for page in pages_of(phone, room):
                form = Form(page.text)
                assert not {"img", "svg", "iframe"} & {tag for tag, _ in form.tags}
                assert not any(name.startswith("on") for _, given in form.tags for name in given)
                assert not any("javascript:" in (given.get("href") or "") for _, given in form.tags)
                assert len(form.scripts) <= 1
        articles = [need["html"] for need in phone.get(f"/s/{room.id}/needs.json").json()["needs"]]
        for payload in PAYLOADS:
            assert any(f">{payload}<" in unescape(article) for article in articles), payload
        assert not any("<script" in article or "<img" in article for article in articles)


def test_no_log_and_no_journal_knows_who_was_here(database, server, caplog):
    room = room_with(database, 0, "round_1")
    link = live_joining.join_link(database, room.now)
    secrets, tags = [], []
    with caplog.at_level(logging.DEBUG):
        for number in range(6):
            with Phone(server.address) as phone:
                phone.enter(room, link, "science")
                secrets.append(phone.cookies["pid"])
                answers = {need: {"answers": {"relevance": number + 1}} for need in room.needs}
                phone.post(f"/s/{room.id}/ballots", json={"round": 1, "needs": answers})
        room.people = [(secret, "science") for secret in secrets]
        tags = [room.tag(number) for number in range(6)]
        room.go("feedback_1", "closed")
    written = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("foresight", "uvicorn"))
    )
    written += journal.entries(database, limit=1000).astype(str).to_csv()
    for trace in (*secrets, *tags, "127.0.0.1"):
        assert trace not in written


ODD = st.text(max_size=30) | st.sampled_from(["1", "-1", "99999999999999999999", "../..", "%00", "ballots", "\u0000"])


@given(
    address=st.sampled_from(
        [
            "",
            "/enter",
            "/needs",
            "/weights",
            "/ballot",
            "/ballots",
            "/leave",
            "/me",
            "/receipt",
            "/list",
            "/follow",
            "/needs.json",
        ]
    ),
    fields=st.dictionaries(
        st.sampled_from(
            [
                "n",
                "k",
                "l",
                "r",
                "v",
                "t",
                "need",
                "round",
                "v.relevance",
                "w.relevance",
                "title",
                "key",
                "token",
                "group",
                "code",
            ]
        )
        | ODD,
        ODD,
        max_size=5,
    ),
    post=st.booleans(),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_no_request_makes_the_server_stumble(full, address, fields, post):
    room, phone = full
    if address == "/leave" or (address == "/follow" and not post):
        fields = fields | {"v": "0"}
    if post:
        answer = phone.post(
            f"/s/{room.id}{address}",
            data=fields,
            headers={"origin": "https://elsewhere.example"} if address == "/leave" else {},
        )
    else:
        answer = phone.get(f"/s/{room.id}{address}", params=fields)
    assert answer.status_code < 500

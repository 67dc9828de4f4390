"""A whole session on a phone: by plain forms without any script, by JSON with one; nothing lost, nothing doubled."""

import gzip
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from foresight.i18n.language import language
from foresight.sessions.method import Method, Question
from foresight.sessions.stages import Stage
from foresight.store import live_joining, live_stage
from tests.phone.conftest import Form, Phone, text_of
from tests.store.live_room import GROUPS, room_with

CRITERIA = ("relevance", "science", "feasibility", "cofinancing")


@pytest.fixture
def inside(server, room):
    """A phone in the session."""
    with Phone(server.address) as phone:
        phone.enter(room, live_joining.join_link(room.database, room.now))
        yield phone


def rows(room):
    return room.database.read(
        "select need, criterion, value, state from live_ballot where session = $1 order by 1, 2", [room.id]
    )


def sheet(room, value=7, **more):
    return {"round": 1, "needs": {need: {"answers": dict.fromkeys(CRITERIA, value)} | more for need in room.needs}}


def send(phone, room, content, **options):
    return phone.post(f"/s/{room.id}/ballots", json=content, **options)


def test_without_any_script_a_participant_goes_through_two_rounds(server, room):
    """Five people, one of them looked at closely: every step a plain form."""
    link = live_joining.join_link(room.database, room.now)
    phones = [Phone(server.address) for _ in range(6)]
    for phone, group in zip(phones, [*GROUPS, "public", "science"], strict=True):
        phone.enter(room, link, group, "kk")
    first = phones[0]

    room.go("collect")
    form = Form(first.get(f"/s/{room.id}").text)
    answer = first.post(f"/s/{room.id}/needs", data=form.fields | {"title": "Балқаштың суы", "horizon": "short"})
    assert "Балқаштың суы" in answer.text
    assert answer.text.count("Балқаштың суы") == 1
    again = first.post(f"/s/{room.id}/needs", data=form.fields | {"title": "Балқаштың суы", "horizon": "short"})
    assert again.text.count("Балқаштың суы") == 1
    assert "Балқаштың суы" not in phones[1].get(f"/s/{room.id}").text  # collected blindly

    room.go("merge")
    assert "Балқаштың суы" in phones[1].get(f"/s/{room.id}").text

    room.go("weights")
    for phone in phones:
        given = {f"w.{code}": "5" for code in CRITERIA}
        assert 'role="status"' in phone.post(f"/s/{room.id}/weights", data=given).text

    room.go("round_1")
    for number, phone in enumerate(phones):
        page = phone.get(f"/s/{room.id}")
        for _ in range(4):
            form = Form(page.text)
            assert form.fields["round"] == "1"
            answers = {f"v.{code}": str(number + 3) for code in CRITERIA}
            reason = {"rationale": f"себебі {number}"} if number in (0, 5) else {}
            page = phone.post(f"/s/{room.id}/ballot", data=form.fields | answers | reason)
            assert page.status_code == 200
        assert 'href="/s/' in page.text
        assert "4" in text_of(page.text)
    assert len(rows(room)) == 6 * 4 * 4
    checked = Form(first.get(f"/s/{room.id}?n=2").text).fields
    assert {checked[f"v.{code}"] for code in CRITERIA} == {"3"}

    room.go("feedback_1")
    listed = first.get(f"/s/{room.id}").text
    assert listed.count("?n=") == 4
    one = first.get(f"/s/{room.id}?n=1").text
    assert "себебі 5" in one
    assert 'class="own"' in one

    room.go("round_2")
    page = first.get(f"/s/{room.id}").text
    assert 'class="own"' in page
    assert "checked" not in page  # a new round starts with empty answers beside the earlier ones
    form = Form(page)
    first.post(f"/s/{room.id}/ballot", data=form.fields | {f"v.{code}": "9" for code in CRITERIA})

    receipt = re.search(r'class="receipt">([^<]+)<', first.get(f"/s/{room.id}/receipt").text)[1]
    room.go("results", "closed")
    assert "?n=" not in first.get(f"/s/{room.id}").text
    found = first.get(f"/s/{room.id}/list?r={receipt.lower()}").text
    assert 'class="done"' in found
    assert 'class="problem"' in first.get(f"/s/{room.id}/list?r=AAAA-BBBB-CCCC").text
    for phone in phones:
        phone.close()


def test_a_ballot_is_acknowledged_only_when_it_is_in_the_store(inside, room):
    room.go("round_1")
    answer = send(inside, room, sheet(room))
    assert answer.status_code == 200
    assert set(answer.json()["saved"]) == set(room.needs)
    assert len(rows(room)) == 12


def test_sending_again_doubles_nothing_and_the_last_answer_counts(inside, room):
    room.go("round_1")
    for value in (3, 3, 9):
        send(inside, room, sheet(room, value))
    assert {row[2] for row in rows(room)} == {9.0}
    assert len(rows(room)) == 12


def test_ten_submissions_at_once_of_one_participant_leave_one_row_a_question(inside, room):
    room.go("round_1")
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda value: send(inside, room, sheet(room, 1 + value % 9)), range(10)))
    assert [answer.status_code for answer in answers] == [200] * 10
    assert all(set(answer.json()["saved"]) == set(room.needs) for answer in answers)
    assert len(rows(room)) == 12


def test_what_is_not_on_the_scale_is_refused_in_the_phones_language_and_nothing_else_is_lost(inside, room):
    room.go("round_1")
    odd = ["0", "10", "6.5", "семь", "3; drop", None, True, [], {"a": 1}]
    for others, value in enumerate(odd, start=1):
        content = sheet(room, others)
        content["needs"][room.needs[0]]["answers"]["relevance"] = value
        if value is None:
            content["needs"][room.needs[0]]["answers"] = {"relevance": None}
        answer = send(inside, room, content).json()
        assert set(answer["saved"]) == set(room.needs[1:]), value
        assert list(answer["refused"]) == room.needs[:1], value
        assert re.search("[а-я]", answer["refused"][room.needs[0]]), value
        # The other needs took this sheet's answers, the refused one none.
        assert {(row[0], row[2]) for row in rows(room)} == {(need, others) for need in room.needs[1:]}, value


def test_a_ballot_for_a_closed_round_or_another_one_is_refused_and_nothing_changes(inside, room):
    room.go("round_1")
    send(inside, room, sheet(room, 4))
    for number in (0, 2, "1", None, 1.5):
        refused = send(inside, room, sheet(room, 9) | {"round": number})
        assert set(refused.json().get("refused", {"all": 1})) in ({*room.needs}, {"all"})
    room.go("feedback_1")
    assert set(send(inside, room, sheet(room, 9)).json()["refused"]) == set(room.needs)
    assert {row[2] for row in rows(room)} == {4.0}


def test_a_ballot_for_another_session_is_refused(database, inside, room):
    other = room_with(database, 0, "round_1")
    room.go("round_1")
    assert inside.post(f"/s/{other.id}/ballots", json=sheet(other)).status_code == 401
    refused = send(inside, room, {"round": 1, "needs": {other.needs[0]: {"answers": {"relevance": 5}}}})
    assert list(refused.json()["refused"]) == other.needs[:1]
    assert rows(other) == []


def test_nobody_votes_without_having_joined(phone, room):
    room.go("round_1")
    assert send(phone, room, sheet(room)).status_code == 401
    phone.cookies.set("pid", "x" * 24)
    assert send(phone, room, sheet(room)).status_code == 401
    assert phone.post("/s/nowhere/ballots", json={}).status_code == 401
    assert rows(room) == []


BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"needs": 3}',
    b'{"needs": {}}',
    b"\xff\xfe",
    b'{"round":1,"needs":{"x":[]}}',
    b"[" * 50_000,
]


def test_what_is_no_ballot_is_refused_in_a_sentence(inside, room):
    room.go("round_1")
    for body in BODIES:
        answer = inside.post(f"/s/{room.id}/ballots", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (200, 422), body[:40]
        assert re.search("[а-я]", answer.text), body[:40]
    assert rows(room) == []


def test_ten_megabytes_are_refused_before_they_are_read(inside, room):
    room.go("collect")
    large = "я" * 5_000_000
    sentence = language("kk").text("The text is far longer than anybody could read. Nothing was changed.")
    inside.enter(room, live_joining.join_link(room.database, room.now), language="kk")
    for path, sent in (("needs", {"data": {"title": large}}), ("ballots", {"content": large.encode()})):
        answer = inside.post(f"/s/{room.id}/{path}", **sent)
        assert (answer.status_code, sentence in answer.text) == (413, True)

    def in_parts():
        for _ in range(20):
            yield b"x" * 10_000

    assert inside.post(f"/s/{room.id}/ballots", content=in_parts()).status_code == 413


def test_a_script_of_another_site_cannot_vote(inside, room):
    room.go("round_1")
    for headers in (
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        assert send(inside, room, sheet(room), headers=headers).status_code == 403
    assert rows(room) == []


def test_a_proposal_of_a_script_is_kept_once_and_refused_in_a_sentence(inside, room):
    room.go("collect")
    for _ in range(2):
        assert send(inside, room, {"proposal": {"title": "Таза су", "key": "k1"}}).status_code == 200
    assert len([need for need in room.now.needs if need.title("ru") == "Таза су"]) == 1
    refused = send(inside, room, {"proposal": {"title": "😀"}})
    assert refused.status_code == 422
    assert re.search("[а-я]", refused.json()["problem"])
    assert send(inside, room, {"proposal": 3}).status_code == 422


def test_a_refused_form_keeps_what_was_written(inside, room):
    room.go("collect")
    page = inside.post(f"/s/{room.id}/needs", data={"title": "ab", "why": "Очень важная причина"})
    assert page.status_code == 422
    assert "Очень важная причина" in page.text
    assert 'role="alert"' in page.text
    assert 'aria-invalid="true"' in page.text


def test_following_answers_at_once_when_something_is_new_and_wakes_when_it_comes(inside, room):
    found = inside.get(f"/s/{room.id}/follow?v=0").json()
    assert (found["version"], found["stage"]) == (room.now.version, "lobby")
    with ThreadPoolExecutor(3) as threads:
        waiting = [threads.submit(inside.get, f"/s/{room.id}/follow?v={found['version']}") for _ in range(3)]
        live_stage.move_stage(room.database, room.id, Stage("collect"))
        assert {one.result(timeout=60).json()["stage"] for one in waiting} == {"collect"}
    for strange in ("", "?v=", "?v=-1", "?v=abc", "?v=99999999999999999999", "?x=1"):
        assert inside.get(f"/s/{room.id}/follow{strange}").json()["stage"] == "collect"
    assert inside.get("/s/nowhere/follow?v=1").status_code == 404


def test_the_list_of_needs_is_the_same_for_all_phones_of_a_language(server, inside, room):
    room.go("round_1")
    link = live_joining.join_link(room.database, room.now)
    with Phone(server.address) as other, Phone(server.address) as stranger:
        other.enter(room, link, "public", "ru")
        send(inside, room, sheet(room))
        one, two = inside.get(f"/s/{room.id}/needs.json"), other.get(f"/s/{room.id}/needs.json")
        assert one.headers["content-encoding"] == "gzip"
        assert one.content == two.content
        assert [need["id"] for need in one.json()["needs"]] == room.needs
        assert "checked" not in one.text
        assert stranger.get(f"/s/{room.id}/needs.json").status_code == 401
    assert len(gzip.compress(one.content)) < 30_000


def test_points_are_distributed_over_needs_and_never_more_than_there_are(database, server, room):
    method = Method(questions=(Question("points", {"ru": "Баллы"}),), scale="points", points=10)
    live_stage.change_method(database, room.id, method)
    room.go("round_1")
    with Phone(server.address) as phone:
        phone.enter(room, live_joining.join_link(database, room.now))
        page = phone.get(f"/s/{room.id}")
        assert 'type="number"' in page.text
        assert 'max="10"' in page.text
        ballot = {"round": "1", "need": room.needs[0], "v.points": "8"}
        assert phone.post(f"/s/{room.id}/ballot", data=ballot).status_code == 200
        over = phone.post(f"/s/{room.id}/ballot", data=ballot | {"need": room.needs[1], "v.points": "5"})
        assert over.status_code == 422
        assert "13" in over.text


def test_leaving_forgets_the_phone_and_keeps_the_ballot(inside, room):
    room.go("round_1")
    send(inside, room, sheet(room))
    receipt = re.search(r'class="receipt">([^<]+)<', inside.get(f"/s/{room.id}/receipt").text)[1]
    cookie = inside.cookies["pid"]
    left = inside.post(f"/s/{room.id}/leave", data={})
    assert receipt in left.text
    assert "pid" not in inside.cookies
    assert str(inside.get(f"/s/{room.id}").url).endswith("/join")
    replayed = {"cookie": f"pid={cookie}"}
    assert str(inside.get(f"/s/{room.id}", headers=replayed).url).endswith("/join")
    assert send(inside, room, sheet(room, 1), headers=replayed).status_code == 401
    assert len(rows(room)) == 12


def test_an_error_inside_shows_nothing_of_the_inside(inside, room, monkeypatch):
    room.go("round_1")

    def broken(*_arguments, **_named):
        raise RuntimeError("select secret from live_session at /srv/app.py")

    monkeypatch.setattr("foresight.store.live_ballots.own_answers", broken)
    page = inside.get(f"/s/{room.id}")
    assert page.status_code == 503
    assert "select" not in page.text
    assert "app.py" not in page.text
    monkeypatch.setattr("foresight.store.live_ballots.cast", broken)
    answer = send(inside, room, sheet(room))
    assert (answer.status_code, json.loads(answer.text)) == (503, {"again": True})

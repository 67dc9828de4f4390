"""Coming in: right codes pass, all wrong ones get one answer, a slip works once, a lost phone costs no second vote."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from foresight.problems import Problem
from foresight.sessions.join_codes import code_hash, derived_code
from foresight.store import clock, live_ballots, live_joining, live_keys, live_slips, live_start
from foresight.store.database import Database
from foresight.store.live_joining import TooMany
from tests.store.live_room import room_with

ADDRESS = "203.0.113.7"


def refused(database, code, address=ADDRESS):
    with pytest.raises(Problem) as caught:
        live_joining.find_by_code(database, code, address)
    return caught.value


def test_a_code_opens_its_session_however_it_is_typed(database):
    room = room_with(database, 0)
    code = live_joining.join_code(database, room.now)
    for typed in (code, code.lower(), f"{code[:4]}-{code[4:]}", f" {code} "):
        assert live_joining.find_by_code(database, typed, ADDRESS) == room.id
    assert live_joining.find_by_link(database, live_joining.join_link(database, room.now)) == room.id


def test_the_database_holds_hashes_only(database):
    room = room_with(database, 0)
    code, link = live_joining.join_code(database, room.now), live_joining.join_link(database, room.now)
    (row,) = database.read("select code_hash, link_hash from live_session where session = $1", [room.id])
    assert row == (code_hash(code), code_hash(link))
    tokens = live_slips.make_tokens(database, room.id, {"science": 2})
    kept = database.read("select token_hash from live_token where session = $1", [room.id])
    assert not {token for _, _, token in tokens} & {hashed for (hashed,) in kept}


def test_unknown_draft_expired_renewed_and_closed_codes_get_one_answer(database, monkeypatch):
    room, draft = (
        room_with(database, 0),
        live_start.start_session(
            database, title="Черновик", region="KZ-33", held_on="2026-05-14", template_code="regional_needs"
        ),
    )
    old = live_joining.join_code(database, room.now)
    live_joining.renew_code(database, room.id)
    closed = room_with(database, 0)
    closed_code, closed_link = (
        live_joining.join_code(database, closed.now),
        live_joining.join_link(database, closed.now),
    )
    closed.go("closed")
    expired = room_with(database, 0)
    expired_code = live_joining.join_code(database, expired.now)
    past = clock.stamp(clock.now() - timedelta(seconds=1))
    database.write(
        lambda t: t.execute("update live_session set code_expires_on = $2 where session = $1", [expired.id, past])
    )
    codes = ["ZZZZ-ZZZZ", "", "'; drop table session; --", "А" * 10_000, old, closed_code, expired_code]
    codes.append(live_joining.join_code(database, draft))
    answers = {str(refused(database, code)) for code in codes}
    assert len(answers) == 1
    with pytest.raises(Problem) as caught:
        live_joining.find_by_link(database, closed_link)
    assert str(caught.value) in answers


def test_forty_wrong_codes_are_throttled_while_sixty_right_ones_from_the_same_address_pass(database):
    room = room_with(database, 0)
    code = live_joining.join_code(database, room.now)
    kinds = []
    for turn in range(60):
        assert live_joining.find_by_code(database, code, ADDRESS) == room.id
        if turn < 40:
            kinds.append(type(refused(database, "ZZZZ-ZZZZ")))
    assert kinds[: live_joining.WRONG_PER_SOURCE] == [Problem] * live_joining.WRONG_PER_SOURCE
    assert set(kinds[live_joining.WRONG_PER_SOURCE :]) == {TooMany}
    assert type(refused(database, "ZZZZ-ZZZZ", "198.51.100.1")) is Problem


def test_who_goes_on_guessing_is_not_answered_at_all_but_the_picture_still_works(database, monkeypatch):
    monkeypatch.setattr(live_joining, "WRONG_PER_SOURCE_AT_ALL", 35)
    room = room_with(database, 0)
    for _ in range(35):
        refused(database, "ZZZZ-ZZZZ")
    assert type(refused(database, live_joining.join_code(database, room.now))) is TooMany
    assert live_joining.find_by_link(database, live_joining.join_link(database, room.now)) == room.id


def test_no_address_is_kept(database):
    refused(database, "ZZZZ-ZZZZ")
    kept = database.read("select source from live_refusal")
    assert all(ADDRESS not in source for (source,) in kept)


def test_in_the_open_mode_a_browser_without_its_cookie_is_somebody_new(database):
    room = room_with(database, 0)
    for secret in ("first browser", "second browser"):
        live_joining.enter(database, room.id, secret, group="science", language="kk")
    assert database.value("select count(*) from live_attendee where session = $1", [room.id]) == 2
    assert live_joining.attendee(database, room.id, "first browser").language == "kk"
    assert live_joining.attendee(database, room.id, "third browser") is None


def test_language_and_group_change_until_the_first_answer(database):
    room = room_with(database, 6)
    secret = room.people[0][0]
    made, _ = live_joining.enter(database, room.id, secret, group="science", language="en")
    assert (made.stakeholder_group, made.language) == ("science", "en")
    room.go("round_1")
    room.people[0] = (secret, "science")
    room.rate(0, 5)
    live_joining.enter(database, room.id, secret, group="science", language="kk")
    with pytest.raises(Problem, match="group cannot change"):
        live_joining.enter(database, room.id, secret, group="public", language="kk")
    for wrong in ({"group": "martians"}, {"language": "de"}):
        with pytest.raises(Problem):
            live_joining.enter(database, room.id, "x" * 20, **({"group": "public", "language": "kk"} | wrong))


def test_nobody_enters_a_draft_or_a_closed_session(database):
    room = room_with(database, 0)
    room.go("closed")
    with pytest.raises(Problem):
        live_joining.enter(database, room.id, "secret", group="public", language="kk")


@pytest.fixture
def strict(database):
    room = room_with(database, 0, template="remote_delphi")
    return room, live_slips.make_tokens(database, room.id, {"science": 3, "public": 2})


def test_a_slip_says_the_group_and_works_once(database, strict):
    room, tokens = strict
    number, group, code = tokens[0]
    made, kept = live_joining.enter(database, room.id, "phone", group="business", language="ru", token=code.lower())
    assert (made.stakeholder_group, made.token_number) == (group, number)
    assert kept != "phone"
    for token in (code, "", "ZZZZ-ZZZZ-ZZZZ"):
        with pytest.raises(Problem, match="one-time"):
            live_joining.enter(database, room.id, "another phone", group="public", language="ru", token=token)
    # The same phone comes back without a slip.
    live_joining.enter(database, room.id, kept, group="public", language="kk")
    assert live_joining.attendee(database, room.id, kept).stakeholder_group == group


def test_of_ten_phones_with_one_slip_exactly_one_comes_in(database, strict):
    room, tokens = strict
    with ThreadPoolExecutor(10) as threads:
        done = [
            threads.submit(
                live_joining.enter, database, room.id, f"phone {n}", group="", language="ru", token=tokens[0][2]
            )
            for n in range(10)
        ]
    assert sum(one.exception() is None for one in done) == 1
    assert database.value("select count(*) from live_attendee where session = $1", [room.id]) == 1


def test_a_lost_phone_is_replaced_without_a_second_vote(database, strict):
    room, tokens = strict
    number, group, code = tokens[0]
    _, first = live_joining.enter(database, room.id, "phone", group="", language="ru", token=code)
    room.people = [(first, group)]
    room.go("round_1")
    room.rate(0, 3)
    live_slips.release_token(database, room.id, number)
    _, second = live_joining.enter(database, room.id, "new phone", group="", language="ru", token=code)
    room.people = [(second, group)]
    assert live_ballots.own_answers(database, room.id, 1, room.tag(0))[room.needs[0]]["relevance"] == "3"
    room.rate(0, 9)
    assert database.value("select count(*) from live_voter where session = $1", [room.id]) == 1
    with pytest.raises(Problem, match="not been used"):
        live_slips.release_token(database, room.id, tokens[1][0])


def test_reminders_name_slips_and_never_people(database, strict):
    room, tokens = strict
    made, kept = live_joining.enter(database, room.id, "phone", group="", language="ru", token=tokens[0][2])
    room.people = [(kept, made.stakeholder_group)]
    room.go("round_1")
    assert len(live_slips.reminders(database, room.id, 1)) == 5
    sent = room.submission(0, {room.needs[0]: {"answers": {"relevance": 5}}})
    live_ballots.cast_one(database, replace(sent, token_number=made.token_number))
    left = live_slips.reminders(database, room.id, 1)
    assert [number for number, _, _ in left] == [number for number, _, _ in tokens if number != made.token_number]
    assert {used for _, _, used in left} == {False}


@pytest.mark.parametrize("people", [{}, {"science": 0}, {"science": -1}, {"martians": 1}, {"science": 3000}])
def test_slips_that_cannot_be_made(database, people):
    room = room_with(database, 0)
    with pytest.raises(Problem):
        live_slips.make_tokens(database, room.id, people)


def test_the_key_of_the_installation_is_a_file_only_its_owner_reads(tmp_path, monkeypatch):
    with Database.open(tmp_path / "own.duckdb") as database:
        key = live_keys.installation_key(database)
        file = tmp_path / "own.duckdb.key"
        assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
        assert bytes.fromhex(file.read_text()) == key
        assert key not in (tmp_path / "own.duckdb").read_bytes()
        monkeypatch.setenv("FORESIGHT_SECRET", "from the environment")
        assert live_keys.installation_key(database) != key
        monkeypatch.delenv("FORESIGHT_SECRET")
        live_keys._known.clear()
        file.write_text("damaged")
        with pytest.raises(Problem, match="damaged"):
            live_keys.installation_key(database)
    assert derived_code(key, "session", 0) != derived_code(b"0" * 32, "session", 0)

"""A live session in the store: started, copied, moved, undone, timed, closed - each step kept in the journal."""

from datetime import timedelta

import pandas as pd
import pytest

from foresight.problems import Problem
from foresight.sessions import needs
from foresight.sessions.method import Method, Question
from foresight.sessions.stages import Stage
from foresight.store import (
    journal,
    live_joining,
    live_needs,
    live_paper,
    live_slips,
    live_spotlight,
    live_stage,
    live_start,
    live_undo,
    sessions,
)
from foresight.store.live_session import is_live, list_live_sessions, live_session, needs_topic, topic
from foresight.store.sessions import get_session
from tests.store.live_room import room_with


def states(room):
    return [need.state for need in room.now.needs]


def test_a_session_starts_from_a_template_as_a_draft(database):
    made = live_start.start_session(
        database, title=" Су ", region="KZ-33", held_on="2026-05-14", template_code="remote_delphi"
    )
    assert (made.title, made.stage.kind, made.mode, made.life.rounds) == ("Су", "draft", "tokens", 3)
    assert is_live(database, made.id)
    assert list_live_sessions(database)[0].id == made.id
    assert get_session(database, made.id).method["criteria"][0]["highest"] == 9.0


def test_a_session_that_cannot_be_held_is_not_started(database):
    fields = {"title": "Су", "region": "KZ-33", "held_on": "2026-05-14", "template_code": "regional_needs"}
    wrong = {"title": " ", "region": "KZ-99", "held_on": "soon", "template_code": "none", "mode": "secret"}
    for name, value in wrong.items():
        with pytest.raises(Problem):
            live_start.start_session(database, **fields | {name: value})
    assert list_live_sessions(database) == []


def test_a_copy_takes_method_and_needs_along_and_nothing_of_people(database):
    room = room_with(database, 12, "round_1")
    room.rate_all(dict.fromkeys(range(12), 5))
    live_stage_moved = room.go("merge")
    assert live_stage_moved.stage.kind == "merge"
    live_needs.set_state(database, room.id, [room.needs[0]], "hidden")
    copy = live_start.copy_session(database, room.id, title="Снова", region="KZ-75", held_on="2027-05-14")
    assert copy.method == room.now.method
    assert (copy.stage.kind, copy.region, copy.copied_from) == ("draft", "KZ-75", room.id)
    assert [need.title("ru") for need in copy.needs] == ["Тұзданған топырақ", "Прогноз паводков"]
    assert copy.voter_key != room.now.voter_key
    assert not copy.life.method_locked


def test_a_session_entered_by_hand_goes_live_with_its_needs(database):
    made = sessions.create_session(database, title="Су", region="KZ-33", held_on="2026-05-14")
    sessions.add_need(database, made.id, titles={"kk": "Су тапшылығы"})
    live = live_start.go_live(database, made.id)
    assert (live.id, live.stage.kind, [need.title("kk") for need in live.needs]) == (made.id, "draft", ["Су тапшылығы"])
    assert live_start.go_live(database, made.id).version == live.version
    rated = sessions.create_session(database, title="Жер", region="KZ-33", held_on="2026-05-14")
    need = sessions.add_need(database, rated.id, titles={"kk": "Жер"})
    sheet = pd.DataFrame([(need.id, "x", "public", 1, 5)], columns=list(sessions.RATING_COLUMNS))
    sessions.record_ratings(database, rated.id, sheet)
    with pytest.raises(Problem, match="by hand"):
        live_start.go_live(database, rated.id)


def test_moving_is_seen_by_everybody_who_follows(database):
    room = room_with(database)
    before, version = database.version(topic(room.id)), room.now.version
    found = room.go("collect")
    assert found.version > version
    assert database.version(topic(room.id)) != before
    assert get_session(database, room.id).stage == "collect"


def test_a_second_click_moves_nothing(database):
    room = room_with(database)
    lobby = Stage("lobby")
    for _ in range(2):
        live_stage.move_stage(database, room.id, Stage("collect"), expected=lobby)
    assert room.now.stage.kind == "collect"
    live_stage.move_stage(database, room.id, Stage("merge"), expected=lobby)
    assert room.now.stage.kind == "collect"


def test_a_proposal_wakes_nobody_but_is_read_anew(database):
    room = room_with(database, 4, "collect")
    stage, list_of_needs = database.version(topic(room.id)), database.version(needs_topic(room.id))
    room.propose("Питьевая вода")
    assert database.version(topic(room.id)) == stage
    assert database.version(needs_topic(room.id)) != list_of_needs


def test_a_proposal_sent_twice_is_kept_once(database):
    room = room_with(database, 4, "collect")
    assert room.propose("Питьевая вода", key="k") == room.propose("Питьевая вода", key="k")
    assert len(room.now.needs) == 4
    assert room.propose("Питьевая вода", person=1, key="k") != room.propose("Питьевая вода", key="k")


def test_proposals_end_with_the_collecting_and_with_twenty(database):
    room = room_with(database, 4, "collect")
    for number in range(needs.MOST_PROPOSALS):
        room.propose(f"Нужда номер {number}")
    with pytest.raises(Problem, match="20"):
        room.propose("Ещё одна нужда")
    room.propose("Другая нужда", person=1)
    room.go("merge")
    with pytest.raises(Problem, match="no needs are collected"):
        room.propose("Поздняя нужда", person=1)


def test_everything_the_facilitator_does_can_be_taken_back(database):
    room = room_with(database, 4, "collect", "merge")
    joined = live_needs.merge_needs(database, room.id, room.needs[:2], {"ru": "Вода и почва"})
    assert room.now.need(joined).parents == tuple(room.needs[:2])
    assert live_undo.undo(database, room.id) == "needs_merged"
    assert states(room) == ["accepted"] * 3

    live_needs.split_need(database, room.id, room.needs[0], [{"ru": "Сбор стоков"}, {"ru": "Очистка стоков"}])
    assert states(room).count("merged") == 1
    live_undo.undo(database, room.id)
    assert states(room) == ["accepted"] * 3

    live_needs.edit_need(database, room.needs[0], room.id, {"titles": {"ru": "Другое название"}, "why": "почему"})
    live_undo.undo(database, room.id)
    assert room.now.need(room.needs[0]).title("ru") == "Очистка сточных вод"

    live_needs.set_state(database, room.id, room.needs, "hidden")
    live_undo.undo(database, room.id)
    assert states(room) == ["accepted"] * 3

    live_stage.send_cards(database, room.id, [{"code": "x", "titles": {"ru": "К"}, "lines": {"ru": []}}])
    live_undo.undo(database, room.id)
    assert room.now.cards == ()

    live_stage.change_settings(database, room.id, title="Другое", mode="tokens")
    live_undo.undo(database, room.id)
    assert (room.now.title, room.now.mode) == ("Потребности", "open")

    live_stage.change_method(database, room.id, Method(questions=(Question("one", {"ru": "Одно"}),), rounds=4))
    live_undo.undo(database, room.id)
    assert (len(room.now.method.questions), room.now.life.rounds) == (4, 2)

    room.go("weights")
    live_undo.undo(database, room.id)
    assert room.now.stage.kind == "merge"


def test_a_new_code_slips_and_the_need_on_the_wall_can_be_taken_back(database):
    room = room_with(database, 4, "lobby")
    code = live_joining.join_code(database, room.now)
    live_joining.renew_code(database, room.id)
    assert live_joining.join_code(database, room.now) != code
    assert live_undo.undo(database, room.id) == "code_renewed"
    assert live_joining.join_code(database, room.now) == code

    live_stage.change_settings(database, room.id, mode="tokens")
    (_, _, used), *_ = live_slips.make_tokens(database, room.id, {"science": 3})
    live_joining.enter(database, room.id, "a-phone", group="", language="kk", token=used)
    live_slips.release_token(database, room.id, 1)
    assert [slip for slip, _, in_use in live_slips.reminders(database, room.id, 1) if in_use] == []
    assert live_undo.undo(database, room.id) == "token_released"
    assert [slip for slip, _, in_use in live_slips.reminders(database, room.id, 1) if in_use] == [1]
    assert live_undo.undo(database, room.id) == "tokens_made"
    assert [slip for slip, _, _ in live_slips.reminders(database, room.id, 1)] == [1], "who came with it stays"

    first, second, *_ = room.needs
    for need in (first, second, second):
        live_spotlight.put_spotlight(database, room.id, need)
    for expected in (first, ""):
        assert live_undo.undo(database, room.id) == "spotlight_moved"
        assert live_spotlight.spotlight(database, room.id) == expected


def test_a_paper_ballot_can_be_taken_back_until_its_round_is_shown(database):
    room = room_with(database, 12, "round_1")
    questions = [question.code for question in room.now.method.questions]
    sheet = {room.needs[0]: dict.fromkeys(questions, "7")}

    def type_in(entry):
        live_paper.type_in(database, room.id, number=31, stakeholder_group="public", answers=sheet, entry=entry)

    def counted():
        return database.value("select count(*) from live_ballot where session = $1", [room.id])

    type_in(1)
    assert live_undo.undo(database, room.id) == "paper_typed"
    assert live_paper.papers(database, room.id, 1) == []
    type_in(1)
    type_in(2)
    assert (live_paper.papers(database, room.id, 1), counted()) == ([(31, "public", True)], len(questions))
    assert live_undo.undo(database, room.id) == "paper_counted"
    assert (live_paper.papers(database, room.id, 1), counted()) == ([], 0)
    assert database.value("select count(*) from live_voter where session = $1", [room.id]) == 0

    type_in(1)
    type_in(2)
    kept = database.read("select earlier from live_undo where session = $1", [room.id])
    assert not any(f'"{room.needs[0]}":{{' in content for (content,) in kept), "nobody's answers are remembered"
    room.rate_all(dict.fromkeys(range(12), 5))
    room.go("feedback_1")
    live_undo.undo(database, room.id)
    assert live_undo.last_step(database, room.id) == "stage_moved", "the room has seen what was on it"
    assert live_paper.papers(database, room.id, 1) == [(31, "public", True)]


def test_there_is_an_end_to_taking_back(database):
    room = room_with(database, 4)
    while live_undo.last_step(database, room.id):
        live_undo.undo(database, room.id)
    assert room.now.stage.kind == "draft"
    with pytest.raises(Problem, match="nothing to take back"):
        live_undo.undo(database, room.id)


def test_taking_back_the_end_of_a_round_remembers_that_it_was_seen(database):
    room = room_with(database, 12, "round_1")
    room.rate_all(dict.fromkeys(range(12), 5))
    room.go("feedback_1")
    live_undo.undo(database, room.id)
    found = room.now
    assert (found.stage.code, found.life.shown, found.life.reopened) == ("round_1", {1}, {1})


def test_taking_back_a_joining_does_not_lose_ballots_on_the_joined_need(database):
    room = room_with(database, 12, "merge")
    joined = live_needs.merge_needs(database, room.id, room.needs[:2], {"ru": "Вода и почва"})
    room.needs = [joined, room.needs[2]]
    room.go("round_1")
    room.rate(0, 7)
    while live_undo.last_step(database, room.id) != "needs_merged":
        live_undo.undo(database, room.id)
    live_undo.undo(database, room.id)
    assert room.now.need(joined).state == "hidden"
    assert database.value("select count(*) from live_ballot where need = $1", [joined]) == 4


def test_the_list_of_needs_is_fixed_while_it_is_rated_but_a_text_can_be_corrected(database):
    room = room_with(database, 4, "round_1")
    with pytest.raises(Problem, match="fixed"):
        live_needs.set_state(database, room.id, room.needs[:1], "hidden")
    with pytest.raises(Problem, match="fixed"):
        live_needs.merge_needs(database, room.id, room.needs[:2], {"ru": "Вода"})
    live_needs.edit_need(database, room.needs[0], room.id, {"titles": {"ru": "Очистка стоков", "kk": "Ағын су"}})
    assert room.now.need(room.needs[0]).title("kk") == "Ағын су"


def test_a_need_of_another_session_is_not_touched(database):
    room, other = room_with(database, 4), room_with(database, 4)
    with pytest.raises(Problem, match="does not belong"):
        live_needs.edit_need(database, other.needs[0], room.id, {"titles": {"ru": "Чужая"}})
    with pytest.raises(Problem, match="does not belong"):
        live_spotlight.put_spotlight(database, room.id, other.needs[0])


def test_the_method_changes_until_the_first_ballot(database):
    room = room_with(database, 12, "round_1")
    method = Method(questions=(Question("one", {"ru": "Одно"}),), scale="chnri")
    live_stage.change_method(database, room.id, method)
    room.rate(0, 1)
    with pytest.raises(Problem, match="first ballot"):
        live_stage.change_method(database, room.id, Method(questions=method.questions))
    assert room.now.life.method_locked
    assert room.now.method.fingerprint == method.fingerprint


def test_a_timer_that_closes_ends_the_answers(database):
    room = room_with(database, 12, "round_1")
    live_stage.set_timer(database, room.id, length=timedelta(seconds=10), closes=True)
    room.rate(0, 5)
    earlier = room.now.life.timer.ends - timedelta(minutes=1)
    back = [room.id, room.now.life.timer.ends.isoformat(), earlier.isoformat()]
    set_back = "update live_session set life = replace(life, $2, $3) where session = $1"
    database.write(lambda transaction: transaction.execute(set_back, back))
    with pytest.raises(Problem, match="no round is open"):
        room.rate(0, 6)
    live_stage.set_timer(database, room.id, extend_by=timedelta(minutes=5))
    room.rate(0, 6)
    live_stage.set_timer(database, room.id)
    assert room.now.life.timer is None


def test_the_spotlight_stands_and_goes(database):
    room = room_with(database, 4)
    assert live_spotlight.spotlight(database, room.id) == ""
    live_spotlight.put_spotlight(database, room.id, room.needs[1])
    assert live_spotlight.spotlight(database, room.id) == room.needs[1]
    live_spotlight.put_spotlight(database, room.id, "")
    assert live_spotlight.spotlight(database, room.id) == ""


def test_a_closed_session_changes_no_more(database):
    room = room_with(database, 6, "round_1")
    room.rate(0, 5)
    room.go("closed")
    for change in (
        lambda: room.go("results"),
        lambda: live_undo.undo(database, room.id),
        lambda: live_needs.edit_need(database, room.needs[0], room.id, {"titles": {"ru": "Поздно"}}),
        lambda: live_stage.change_settings(database, room.id, title="Поздно"),
        lambda: live_stage.send_cards(database, room.id, []),
        lambda: live_spotlight.put_spotlight(database, room.id, ""),
        lambda: live_stage.change_method(database, room.id, room.now.method),
        lambda: live_stage.set_timer(database, room.id, length=timedelta(minutes=5)),
    ):
        with pytest.raises(Problem):
            change()


def test_the_journal_tells_steps_and_never_who_voted_what(database):
    room = room_with(database, 6, "collect")
    room.propose("Питьевая вода")
    room.go("round_1")
    room.rate_all(dict.fromkeys(range(6), 5), dict.fromkeys(range(6), "потому что"))
    room.go("feedback_1", "closed")
    assert journal.verify(database).intact
    written = " ".join(
        journal.entries(database, limit=500)[["action", "subject", "detail"]].astype(str).to_numpy().ravel()
    )
    for secret, _ in room.people:
        assert secret not in written
    assert "потому" not in written
    assert "'voters': 6" in written


def test_sessions_do_not_know_each_other(database):
    room, other = room_with(database, 6, "round_1"), room_with(database, 6, "round_1")
    room.rate_all(dict.fromkeys(range(6), 5))
    assert live_session(database, other.id).life.method_locked is False
    assert room.tag(0) != other.tag(0)

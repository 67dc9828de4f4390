"""The life of a session: what follows what, what each stage allows, and the timer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from foresight.problems import Problem
from foresight.sessions import stages
from foresight.sessions.stages import Life, Stage, Timer, allows, following, lock_method, move, moves

NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)


def gone_to(*codes: str, life: Life | None = None) -> Life:
    life = life or Life()
    for code in codes:
        life = move(life, Stage.of(code))
    return life


def test_a_session_goes_its_way_stage_by_stage():
    life, seen = Life(rounds=2), []
    while following(life) is not None:
        life = move(life, following(life))
        seen.append(life.stage.code)
    assert seen == [
        "lobby", "collect", "merge", "weights", "round_1", "feedback_1", "round_2", "feedback_2", "results", "closed",
    ]  # fmt: skip


def test_stages_outside_the_plan_are_skipped_but_can_be_entered():
    life = gone_to("lobby", life=Life(plan=("draft", "lobby", "round", "results", "closed")))
    assert following(life) == Stage("round", 1)
    assert Stage("collect") in moves(life)


def test_a_skipped_feedback_is_caught_up_with_in_the_next_round():
    life = gone_to("round_1", "round_2")
    assert life.shown == {1}


def test_nobody_skips_a_round_or_discusses_one_that_was_not_held():
    life = gone_to("lobby")
    assert Stage("round", 2) not in moves(life)
    with pytest.raises(Problem, match="round_2"):
        move(life, Stage("round", 2))
    with pytest.raises(Problem):
        move(life, Stage("feedback", 1))


def test_an_open_stage_is_reopened_and_the_protocol_knows_if_the_room_had_seen_the_answers():
    life = gone_to("round_1", "merge", "round_1")
    assert life.reopened == frozenset()
    life = gone_to("feedback_1", "round_1", life=life)
    assert life.reopened == {1}
    assert life.started == 1


def test_closed_is_closed():
    life = gone_to("round_1", "closed")
    assert moves(life) == ()
    assert following(life) is None
    with pytest.raises(Problem, match="closed"):
        move(life, Stage("results"))


def test_closing_in_the_middle_of_a_round_ends_the_round():
    assert gone_to("round_1", "closed").shown == {1}


@pytest.mark.parametrize(
    ("action", "stage", "possible"),
    [
        ("propose", "collect", True),
        ("propose", "lobby", False),
        ("rate", "round_1", True),
        ("rate", "feedback_1", False),
        ("weigh", "weights", True),
        ("moderate", "merge", True),
        ("moderate", "round_1", False),
        ("join", "results", True),
        ("join", "closed", False),
        ("join", "draft", False),
    ],
)
def test_what_a_stage_allows(action, stage, possible):
    codes = {"feedback_1": ["round_1", "feedback_1"], "draft": []}.get(stage, [stage])
    assert allows(gone_to(*codes), action) is possible


def test_the_first_ballot_locks_the_method():
    life = gone_to("round_1")
    assert allows(life, "edit_method")
    assert not allows(lock_method(life), "edit_method")


def test_a_timer_warns_ends_and_is_extended():
    life = stages.start_timer(gone_to("collect"), NOW, timedelta(minutes=10))
    assert life.timer.phase(NOW) == "running"
    assert life.timer.phase(NOW + timedelta(minutes=8)) == "warning"
    assert life.timer.phase(NOW + timedelta(minutes=10)) == "over"
    assert stages.extend_timer(life, NOW, timedelta(minutes=5)).timer.ends == NOW + timedelta(minutes=15)
    late = NOW + timedelta(minutes=30)
    assert stages.extend_timer(life, late, timedelta(minutes=5)).timer.ends == late + timedelta(minutes=5)


def test_only_a_timer_that_closes_refuses_late_answers():
    shown = stages.start_timer(gone_to("round_1"), NOW, timedelta(minutes=1))
    closing = stages.start_timer(gone_to("round_1"), NOW, timedelta(minutes=1), closes=True)
    late = NOW + timedelta(minutes=1)
    assert allows(shown, "rate", late)
    assert allows(closing, "rate", NOW)
    assert not allows(closing, "rate", late)
    assert allows(closing, "join", late)


def test_a_new_stage_starts_without_the_old_timer():
    life = stages.start_timer(gone_to("collect"), NOW, timedelta(minutes=1))
    assert move(life, Stage("merge")).timer is None


@pytest.mark.parametrize("length", [timedelta(0), timedelta(days=61), timedelta(seconds=-1)])
def test_a_timer_of_no_use_is_refused(length):
    with pytest.raises(Problem):
        stages.start_timer(gone_to("collect"), NOW, length)


def test_a_timer_needs_an_open_stage():
    with pytest.raises(Problem, match="draft"):
        stages.start_timer(Life(), NOW, timedelta(minutes=1))
    with pytest.raises(Problem):
        stages.extend_timer(gone_to("collect"), NOW, timedelta(minutes=1))


@pytest.mark.parametrize("code", ["", "nowhere", "round", "round_0", "lobby_1", "round_x", "round_99999"])
def test_a_stage_that_is_none_is_refused(code):
    with pytest.raises(Problem):
        Stage.of(code)


def test_a_life_survives_being_stored():
    life = lock_method(gone_to("round_1", "feedback_1", "round_1"))
    life = stages.start_timer(life, NOW, timedelta(minutes=10), closes=True)
    assert Life.from_dict(life.as_dict()) == life
    with pytest.raises(Problem):
        Life.from_dict({"stage": "round_1"})


class SessionMachine(RuleBasedStateMachine):
    """Stages and actions in any order, checked against what must always hold."""

    def __init__(self):
        super().__init__()
        self.life = Life(rounds=3)
        self.now = NOW
        self.ballots: set[int] = set()

    @rule(data=st.data())
    def go_somewhere_possible(self, data):
        if moves(self.life):
            self.life = move(self.life, data.draw(st.sampled_from(moves(self.life))))

    @rule(
        stage=st.sampled_from(
            [Stage(kind) for kind in ("draft", "lobby", "collect", "results", "closed")]
            + [Stage("round", n) for n in (1, 2, 3)]
            + [Stage("feedback", n) for n in (1, 2, 3)]
        )
    )
    def try_to_go_anywhere(self, stage):
        possible = stage in moves(self.life) or (stage == self.life.stage and stage.kind != "closed")
        try:
            self.life = move(self.life, stage)
        except Problem:
            assert not possible
        else:
            assert possible

    @rule()
    def rate(self):
        if allows(self.life, "rate", self.now):
            self.ballots.add(self.life.stage.round)
            self.life = lock_method(self.life)
        else:
            assert self.life.stage.kind != "round" or (self.life.timer and self.life.timer.closes)

    @precondition(lambda self: self.life.stage.kind not in ("draft", "closed"))
    @rule(minutes=st.integers(1, 60), closes=st.booleans())
    def start_timer(self, minutes, closes):
        self.life = stages.start_timer(self.life, self.now, timedelta(minutes=minutes), closes=closes)

    @rule(minutes=st.integers(1, 90))
    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.life.timer is not None)
    @rule(minutes=st.integers(1, 30))
    def extend_timer(self, minutes):
        self.life = stages.extend_timer(self.life, self.now, timedelta(minutes=minutes))
        assert self.life.timer.ends > self.now

    @invariant()
    def what_is_shown_was_held(self):
        assert self.life.shown <= set(range(1, self.life.started + 1))
        assert self.life.reopened <= self.life.shown

    @invariant()
    def ballots_lock_the_method(self):
        assert bool(self.ballots) == self.life.method_locked
        assert not (self.ballots and allows(self.life, "edit_method"))

    @invariant()
    def rounds_follow_each_other(self):
        assert self.life.stage.round <= self.life.started
        assert self.ballots <= set(range(1, self.life.started + 1))

    @invariant()
    def a_closed_session_allows_nothing(self):
        if self.life.stage.kind == "closed":
            assert not any(
                allows(self.life, action, self.now) for action in ("join", "propose", "rate", "weigh", "moderate")
            )
            assert moves(self.life) == ()

    @invariant()
    def it_can_be_stored(self):
        assert Life.from_dict(self.life.as_dict()) == self.life


SessionMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestSessionMachine = SessionMachine.TestCase


def test_a_timer_knows_its_phase_to_the_second():
    timer = Timer(NOW, timedelta(seconds=30))
    assert timer.phase(NOW - timedelta(seconds=31)) == "running"
    assert timer.phase(NOW - timedelta(seconds=30)) == "warning"

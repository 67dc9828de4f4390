"""The life of a session: which stage follows which, what each stage allows, and its timer.

Draft → lobby → collect → merge → weights → round 1 → feedback 1 → … → results → closed. A stage may be skipped and,
until the session is closed, reopened. Nothing here reads a clock: the moment is always given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from foresight.problems import Problem

KINDS = ("draft", "lobby", "collect", "merge", "weights", "round", "feedback", "results", "closed")
OPTIONAL = ("collect", "merge", "weights", "feedback")
MOST_ROUNDS = 9

# What may be done in which kind of stage; "join" ends with the session, "moderate" waits only for the last ranking.
ALLOWED: dict[str, tuple[str, ...]] = {
    "edit_settings": ("draft", "lobby", "collect", "merge", "weights", "round", "feedback", "results"),
    "join": ("lobby", "collect", "merge", "weights", "round", "feedback", "results"),
    "propose": ("collect",),
    "moderate": ("draft", "lobby", "collect", "merge", "weights", "feedback"),
    "weigh": ("weights",),
    "rate": ("round",),
}


@dataclass(frozen=True, order=True)
class Stage:
    """One station of a session.

    Attributes
    ----------
    kind : str
        One of ``KINDS``.
    round : int
        Number of the round for ``round`` and ``feedback``, otherwise 0.
    """

    kind: str
    round: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise Problem("unknown stage {stage}: one of {allowed}", stage=self.kind, allowed=", ".join(KINDS))
        if (self.kind in ("round", "feedback")) != (self.round >= 1):
            raise Problem("the stage {stage} cannot have the round number {round}", stage=self.kind, round=self.round)

    @property
    def code(self) -> str:
        """``lobby``, ``round_2``, ``feedback_1`` and so on."""
        return f"{self.kind}_{self.round}" if self.round else self.kind

    @classmethod
    def of(cls, code: str) -> Stage:
        """Return the stage with a code.

        Raises
        ------
        Problem
            If there is no such stage.
        """
        kind, _, number = code.partition("_")
        return cls(kind, int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0)


@dataclass(frozen=True)
class Timer:
    """A running clock of a stage.

    Attributes
    ----------
    ends : datetime
        Aware.
    warning : timedelta
        How long before the end the warning starts.
    closes : bool
        Whether answers are refused after the end; otherwise the end is only shown.
    """

    ends: datetime
    warning: timedelta = timedelta(minutes=3)
    closes: bool = False

    def phase(self, now: datetime) -> str:
        """Return ``running``, ``warning`` or ``over``."""
        if now >= self.ends:
            return "over"
        return "warning" if self.ends - now <= self.warning else "running"


@dataclass(frozen=True)
class Life:
    """Where a session stands and what has happened to it so far.

    Attributes
    ----------
    stage : Stage
    plan : tuple of str
        Kinds of stages this session goes through by itself; the others can still be entered.
    rounds : int
        Most rounds, as set before the first.
    started : int
        Rounds that have been open at least once.
    shown : frozenset of int
        Rounds whose results the room has seen.
    reopened : frozenset of int
        Rounds that were opened again after their results had been seen; the protocol has to say so.
    method_locked : bool
        True from the first ballot on.
    timer : Timer or None
    """

    stage: Stage = Stage("draft")
    plan: tuple[str, ...] = KINDS
    rounds: int = 2
    started: int = 0
    shown: frozenset[int] = field(default_factory=frozenset)
    reopened: frozenset[int] = field(default_factory=frozenset)
    method_locked: bool = False
    timer: Timer | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.rounds <= MOST_ROUNDS:
            raise Problem("{rounds} rounds cannot be held: from 1 to {most}", rounds=self.rounds, most=MOST_ROUNDS)
        for kind in self.plan:
            Stage(kind, 1 if kind in ("round", "feedback") else 0)

    def as_dict(self) -> dict:
        """Plain values to store with the session."""
        timer = self.timer
        return {
            "stage": self.stage.code,
            "plan": list(self.plan),
            "rounds": self.rounds,
            "started": self.started,
            "shown": sorted(self.shown),
            "reopened": sorted(self.reopened),
            "method_locked": self.method_locked,
            "timer": timer and [timer.ends.isoformat(), timer.warning.total_seconds(), timer.closes],
        }

    @classmethod
    def from_dict(cls, stored: Mapping) -> Life:
        """Read a life as stored with a session.

        Raises
        ------
        Problem
            If it is not in the form that `as_dict` writes.
        """
        try:
            timer = stored["timer"]
            return cls(
                stage=Stage.of(stored["stage"]),
                plan=tuple(stored["plan"]),
                rounds=int(stored["rounds"]),
                started=int(stored["started"]),
                shown=frozenset(int(number) for number in stored["shown"]),
                reopened=frozenset(int(number) for number in stored["reopened"]),
                method_locked=bool(stored["method_locked"]),
                timer=timer and Timer(datetime.fromisoformat(timer[0]), timedelta(seconds=timer[1]), bool(timer[2])),
            )
        except Problem:
            raise
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            raise Problem("the stages of the session cannot be read: not in the form this version writes") from None


def sequence(life: Life) -> tuple[Stage, ...]:
    """Return all stages of a session in their order, whether planned or not."""
    stages = [Stage(kind) for kind in KINDS[:5]]
    for number in range(1, life.rounds + 1):
        stages += [Stage("round", number), Stage("feedback", number)]
    return (*stages, Stage("results"), Stage("closed"))


def moves(life: Life) -> tuple[Stage, ...]:
    """Return the stages the facilitator can go to from here.

    Forward past stages that are skipped, and back to stages that are reopened; never out of ``closed``, never back to
    ``draft``, never to a round before the one that precedes it was open, never to the feedback of a round not held.
    """
    if life.stage.kind == "closed":
        return ()
    return tuple(
        stage
        for stage in sequence(life)
        if stage != life.stage
        and stage.kind != "draft"
        and (stage.kind != "round" or stage.round <= life.started + 1)
        and (stage.kind != "feedback" or stage.round <= life.started)
    )


def following(life: Life) -> Stage | None:
    """Return the stage that comes next by the plan, or None after the end."""
    stages = sequence(life)
    possible = set(moves(life))
    for stage in stages[stages.index(life.stage) + 1 :]:
        if stage in possible and (stage.kind in life.plan or stage.kind not in OPTIONAL):
            return stage
    return None


def move(life: Life, target: Stage) -> Life:
    """Go to another stage; the timer of the old stage ends with it.

    Raises
    ------
    Problem
        If the session is closed or the stage cannot be reached from here.
    """
    if life.stage.kind == "closed":
        raise Problem("the session is closed: it cannot be opened again")
    if target == life.stage:
        return life
    if target not in moves(life):
        raise Problem(
            "the stage {target} cannot follow {stage}: one of {allowed}",
            target=target.code,
            stage=life.stage.code,
            allowed=", ".join(stage.code for stage in moves(life)),
        )
    stages = sequence(life)
    started, reopened = life.started, life.reopened
    if target.kind == "round":
        started = max(started, target.round)
        if target.round in life.shown:
            reopened = reopened | {target.round}
    place = stages.index(target)
    passed = {
        number
        for number in range(1, started + 1)
        # Rounds before the one entered are fed back in it; after the last round come feedback and results.
        if stages.index(Stage("round", number)) < place and target.kind in ("round", "feedback", "results", "closed")
    }
    return replace(
        life, stage=target, started=started, reopened=reopened, shown=life.shown | frozenset(passed), timer=None
    )


def lock_method(life: Life) -> Life:
    """Make the method final, as the first ballot does."""
    return replace(life, method_locked=True)


def start_timer(
    life: Life, now: datetime, length: timedelta, warning: timedelta | None = None, closes: bool = False
) -> Life:
    """Start a clock for the stage that is open, replacing a running one.

    Raises
    ------
    Problem
        If the session is a draft or closed, or the length is not between ten seconds and 60 days.
    """
    _refuse_idle(life)
    if not timedelta(seconds=10) <= length <= timedelta(days=60):
        raise Problem("a timer runs from ten seconds to 60 days")
    warning = min(timedelta(minutes=3), length / 4) if warning is None else min(warning, length)
    return replace(life, timer=Timer(now + length, warning, closes))


def extend_timer(life: Life, now: datetime, by: timedelta) -> Life:
    """Give more time: added to the end, or to the present moment if the end has passed.

    Raises
    ------
    Problem
        If no timer is set, or nothing is added.
    """
    _refuse_idle(life)
    if life.timer is None:
        raise Problem("no timer is running: start one first")
    if not timedelta(0) < by <= timedelta(days=60):
        raise Problem("a timer is extended by up to 60 days at a time")
    return replace(life, timer=replace(life.timer, ends=max(life.timer.ends, now) + by))


def stop_timer(life: Life) -> Life:
    """Take the clock away; the stage stays open."""
    return replace(life, timer=None)


def _refuse_idle(life: Life) -> None:
    if life.stage.kind in ("draft", "closed"):
        raise Problem("a timer needs an open stage; the session is {stage}", stage=life.stage.kind)


def allows(life: Life, action: str, now: datetime | None = None) -> bool:
    """Tell whether an action is possible in the present stage.

    Parameters
    ----------
    life : Life
    action : str
        One of ``edit_settings, edit_method, join, propose, moderate, weigh, rate``.
    now : datetime, optional
        Needed to honour a timer that closes.
    """
    if action == "edit_method":
        return not life.method_locked and life.stage.kind != "closed"
    if action not in ALLOWED:
        raise Problem("unknown action {action}: one of {allowed}", action=action, allowed=", ".join(ALLOWED))
    if life.stage.kind not in ALLOWED[action]:
        return False
    timed_out = life.timer is not None and life.timer.closes and now is not None and now >= life.timer.ends
    return not (timed_out and action in ("propose", "weigh", "rate"))

"""The facilitator's hand on the session: where it stands, what comes next, the timer, and the way back."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from foresight.i18n.language import Language
from foresight.screen import resources
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.screen.room.choice import attempt
from foresight.screen.room.pictures import clock_words
from foresight.sessions import stages
from foresight.sessions.stages import Stage
from foresight.store import clock, live_stage, live_undo
from foresight.store.live_session import LiveSession

MINUTES = (1, 3, 5, 10, 15, 20, 30)
OTHER = "room_other_stage"


def _go(session: str, target: str, expected: str) -> None:
    attempt(live_stage.move_stage, resources.database(), session, Stage.of(target), expected=Stage.of(expected))
    st.session_state[OTHER] = False


def _undo(session: str) -> None:
    attempt(live_undo.undo, resources.database(), session)


def _timer(session: str, **change: object) -> None:
    attempt(live_stage.set_timer, resources.database(), session, **change)


def stage_line(found: LiveSession, language: Language) -> str:
    """Return the way of the session with the present stage in bold."""
    planned = [
        stage
        for stage in stages.sequence(found.life)
        if stage.kind in found.life.plan and (stage.round <= max(found.life.started, 1) + 1 or not stage.round)
    ]
    names = []
    for stage in planned:
        name = language.label("stage", stage.code)
        names.append(f"**{name}**" if stage == found.stage else name)
    return " › ".join(names)


def steer(found: LiveSession, language: Language) -> None:
    """Draw the stage and what the facilitator can do with it."""
    st.caption(stage_line(found, language))
    if found.stage.kind == "closed":
        st.info(
            _("The session is closed. Its key is destroyed: nobody can tell any more whose ballot a ballot is."),
            icon=":material/lock:",
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        following = stages.following(found.life)
        if following is not None and following.kind != "closed":
            st.button(
                _("Next: {stage}", stage=language.label("stage", following.code)),
                key="room_next",
                type="primary",
                icon=":material/arrow_forward:",
                on_click=_go,
                args=(found.id, following.code, found.stage.code),
            )
        with st.popover(_("Another stage"), icon=":material/swap_horiz:", key=OTHER, on_change="rerun"):
            _other_stage(found, language)
        if found.stage.kind != "draft":
            with st.popover(_("Timer"), icon=":material/timer:"):
                _timer_choice(found)
        step = live_undo.last_step(resources.database(), found.id)
        st.button(
            _("Undo: {step}", step=language.label("session_step", step)) if step else _("Undo"),
            key="room_undo",
            icon=":material/undo:",
            disabled=step is None,
            on_click=_undo,
            args=(found.id,),
        )
        with st.popover(_("Close"), icon=":material/lock:", key="room_close_popover"):
            _close(found)


def _other_stage(found: LiveSession, language: Language) -> None:
    codes = [stage.code for stage in stages.moves(found.life) if stage.kind != "closed"]
    # Nothing is chosen beforehand: a hasty thumb would send the room back to its beginning.
    target = st.radio(
        _("Go to"),
        codes,
        index=None,
        format_func=lambda code: language.label("stage", code),
        key=f"room_target_{found.version}",
    )
    stage = Stage.of(target) if target else None
    if stage and stage.kind == "round" and stage.round in found.life.shown:
        st.warning(
            _(
                "The room has seen the answers of this round. What was shown changes only if at least {least} people "
                "answer anew, and the protocol says that the round was opened again.",
                least=found.method.minimum_group,
            )
        )
    st.button(
        _("Go"),
        key="room_go",
        disabled=target is None,
        on_click=_go,
        args=(found.id, target, found.stage.code),
    )


def _timer_choice(found: LiveSession) -> None:
    if found.life.timer is not None:
        st.write(clock_words(found, current(), clock.now())[0])
        with st.container(horizontal=True):
            for minutes in (1, 5):
                st.button(
                    _("+{minutes} min", minutes=minutes),
                    key=f"room_extend_{minutes}",
                    on_click=_timer,
                    args=(found.id,),
                    kwargs={"extend_by": timedelta(minutes=minutes)},
                )
            st.button(_("Stop"), key="room_stop_timer", on_click=_timer, args=(found.id,))
    usual = found.started_from.length(found.stage.kind)
    closes = st.checkbox(
        _("Refuse answers after the end"), key="room_timer_closes", value=found.started_from.setting == "remote"
    )
    lengths = {timedelta(minutes=minutes) for minutes in MINUTES} | ({usual} if usual else set())
    chosen = st.select_slider(
        _("Length"), sorted(lengths), value=usual or timedelta(minutes=10), format_func=length_words, key="room_length"
    )
    st.button(
        _("Start the timer"),
        key="room_start_timer",
        type="primary",
        on_click=_timer,
        args=(found.id,),
        kwargs={"length": chosen, "closes": closes},
    )


def length_words(length: timedelta) -> str:
    """Write a length of time."""
    minutes = int(length.total_seconds() // 60)
    if minutes >= 2880:
        return current().plural("{count} day", "{count} days", minutes // 1440)
    return _("{minutes} min", minutes=minutes) if minutes < 120 else _("{hours} h", hours=minutes // 60)


def _close(found: LiveSession) -> None:
    st.write(
        _(
            "Closing is the one step that cannot be undone: the list of receipts is published, the key is destroyed, "
            "and nothing can change any more."
        )
    )
    sure = st.checkbox(_("Everything is done in this session"), key=f"room_sure_{found.id}")
    st.button(
        _("Close the session"),
        key="room_close",
        type="primary",
        disabled=not sure,
        on_click=_go,
        args=(found.id, "closed", found.stage.code),
    )

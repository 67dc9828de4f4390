"""Papers for the room as PDF, and the slips that have not answered."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.i18n.language import Language
from foresight.reports import room_papers
from foresight.screen import resources
from foresight.screen.elements import show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.screen.room import reading
from foresight.screen.room.choice import PROBLEM, attempt
from foresight.sessions.stages import allows
from foresight.store import live_joining, live_slips, settings
from foresight.store.live_session import LiveSession
from foresight.store.sessions.session import STAKEHOLDER_GROUPS

PDF = "application/pdf"
SLIPS = "room_slips"


def _renew(session: str) -> None:
    attempt(live_joining.renew_code, resources.database(), session)


def _make_slips(session: str) -> None:
    people = {group: int(st.session_state.get(f"slips_{group}", 0)) for group in STAKEHOLDER_GROUPS}
    made = attempt(live_slips.make_tokens, resources.database(), session, people)
    if made is not None:
        found, language = reading.live(session), current()
        address = reading.phone_address().partition("://")[2] + "/join"
        # The codes are known only now: what is printed is all there will ever be.
        st.session_state[SLIPS] = room_papers.slips(
            found, language, made, link=reading.join_address(found), address=address
        )


def _release(session: str) -> None:
    attempt(live_slips.release_token, resources.database(), session, int(st.session_state.get("slip_number", 0)))


def _keep_address() -> None:
    attempt(
        settings.change,
        resources.database(),
        reading.ADDRESS_SETTING,
        str(st.session_state.get("phone_address", "")).strip(),
    )


@st.fragment(key="room_printing")
def printing(session: str) -> None:
    """Draw what can be printed, and who still has to answer in a session by slips."""
    found, language = reading.live(session), current()
    if PROBLEM in st.session_state:
        show_problem(st.session_state.pop(PROBLEM))
    if not allows(found.life, "join"):
        st.info(_("Papers can be printed from the gathering on."), icon=":material/print:")
        return
    st.text_input(
        _("Address that phones open"),
        value=reading.phone_address(),
        key="phone_address",
        on_change=_keep_address,
        help=_("The name or number under which this machine is reached in the room’s network."),
    )
    if "127.0.0.1" in reading.phone_address() or "localhost" in reading.phone_address():
        st.warning(_("Phones cannot reach this address: write the one that this machine has in the room’s network."))
    first, second, third = st.columns(3)
    address = reading.phone_address().partition("://")[2] + "/join"
    with first, st.container(border=True):
        st.markdown(f"**{_('Sheet for the wall')}**")
        st.download_button(
            _("QR and code (PDF)"),
            data=lambda: room_papers.wall_sheet(
                found, language, link=reading.join_address(found), code=reading.join_code(found), address=address
            ),
            file_name="join.pdf",
            mime=PDF,
            icon=":material/qr_code_2:",
            on_click="ignore",
            key="print_sheet",
        )
        st.button(
            _("New code"),
            icon=":material/autorenew:",
            on_click=_renew,
            args=(session,),
            help=_("The old code stops working; the picture stays."),
        )
    with second, st.container(border=True):
        st.markdown(f"**{_('Paper ballots')}**")
        count = st.number_input(_("How many"), 1, 300, 10, key="ballots_count")
        start = st.number_input(_("Numbers from"), 1, 99_000, 1, key="ballots_from")
        st.download_button(
            _("Ballots (PDF)"),
            data=lambda: room_papers.paper_ballots(found, language, range(int(start), int(start) + int(count))),
            file_name="ballots.pdf",
            mime=PDF,
            icon=":material/description:",
            on_click="ignore",
            disabled=not found.rated_needs,
            key="print_ballots",
        )
    with third, st.container(border=True):
        _slips(found, language)
    if found.mode == "tokens":
        _reminders(found, language)


def _slips(found: LiveSession, language: Language) -> None:
    st.markdown(f"**{_('Slips with one-time codes')}**")
    st.caption(_("Strict session: one slip, one person, one ballot."))
    for group in STAKEHOLDER_GROUPS:
        st.number_input(language.label("group_short", group), 0, 500, 0, key=f"slips_{group}")
    st.button(
        _("Make the slips"),
        icon=":material/confirmation_number:",
        on_click=_make_slips,
        args=(found.id,),
        key="slips_make",
    )
    if SLIPS in st.session_state:
        st.download_button(
            _("Slips (PDF)"), st.session_state[SLIPS], "slips.pdf", PDF, icon=":material/download:", on_click="ignore"
        )
        st.caption(_("Only hashes of the codes are kept: download the slips now, they cannot be printed again."))


def _reminders(found: LiveSession, language: Language) -> None:
    number = max(1, found.stage.round or found.life.started)
    rows = live_slips.reminders(resources.database(), found.id, number)
    st.markdown(f"**{_('Slips that have not answered round {round}', round=number)}**")
    if not rows:
        st.success(_("Every slip has answered."), icon=":material/done_all:")
        return
    st.dataframe(
        pd.DataFrame(
            [
                (slip, language.label("group_short", group), _("joined") if used else _("not used yet"))
                for slip, group, used in rows
            ],
            columns=[_("Slip"), _("Group"), _("State")],
        ),
        hide_index=True,
        alt=_("Slips that have not answered, by number and never by name"),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(_("Slip of a lost phone"), 0, 99_999, 0, key="slip_number")
        st.button(_("Let it be used again"), on_click=_release, args=(found.id,), key="slip_release")

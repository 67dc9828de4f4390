"""Who is here and who has answered, kept fresh by itself."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.screen.room import reading
from foresight.screen.room.pictures import clock_words
from foresight.sessions import join_codes
from foresight.sessions.stages import allows
from foresight.store import clock

DRAWN = "room_drawn_version"
# Of one count in pixels: two stand side by side on a phone of 390.
WIDTH = 172
OPEN = ("accepted", "proposed")


@st.fragment(run_every=1.5)
def people(session: str) -> None:
    """Draw the counts; when the stage changed elsewhere the whole page is drawn anew."""
    found, language = reading.live(session), current()
    if st.session_state.get(DRAWN) not in (None, (session, found.version)):
        st.session_state[DRAWN] = (session, found.version)
        st.rerun()
    number = max(1, found.stage.round or found.life.started)
    counts = reading.answering(found)
    joined, phones, papers = (int(counts[column].sum()) for column in ("joined", "phone", "paper"))
    numbers, table = st.columns([2, 3], vertical_alignment="center")
    # Side by side on a facilitator's phone too: columns would stand one under the other there.
    with numbers, st.container(horizontal=True, gap="small"):
        if allows(found.life, "join"):
            code = join_codes.written(reading.join_code(found))
            st.metric(_("Code"), code, help=reading.phone_address() + "/join", width=WIDTH)
        else:
            st.metric(_("Code"), "–", help=_("Nobody can join now."), width=WIDTH)
        st.metric(_("In the room"), language.number(joined + papers), width=WIDTH)
        if found.stage.kind == "weights":
            st.metric(_("Have weighed"), f"{language.number(phones)} / {language.number(joined)}", width=WIDTH)
        elif found.life.started == 0:
            st.metric(_("Needs"), language.number(sum(need.state in OPEN for need in found.needs)), width=WIDTH)
        else:
            st.metric(
                _("Answered in round {round}", round=number),
                f"{language.number(phones + papers)} / {language.number(joined + papers)}",
                width=WIDTH,
            )
        time_left, _warns = clock_words(found, language, clock.now())
        st.metric(_("Time left"), time_left or "–", width=WIDTH)
    table.dataframe(
        pd.DataFrame(
            {
                "group": [language.label("group_short", group) for group in counts["stakeholder_group"]],
                "joined": counts["joined"] + counts["paper"],
                "answered": counts["phone"] + counts["paper"],
                "paper": counts["paper"],
                "share": (
                    100 * (counts["phone"] + counts["paper"]) / (counts["joined"] + counts["paper"]).clip(lower=1)
                ).clip(upper=100.0),
            }
        ),
        hide_index=True,
        column_order=["group", "joined", "answered", *(["paper"] if papers else []), "share"],
        column_config={
            "group": _("Group"),
            "joined": st.column_config.NumberColumn(_("In the room"), width="small"),
            "answered": st.column_config.NumberColumn(_("Answered"), width="small"),
            "paper": st.column_config.NumberColumn(_("of them on paper"), width="small"),
            "share": st.column_config.ProgressColumn(
                _("Response"), width="small", format="%.0f %%", min_value=0, max_value=100
            ),
        },
        alt=_("Attendance and response by stakeholder group"),
    )


def remember_drawn(session: str, version: int) -> None:
    """Note which version the page shows, so that the counts know when it is out of date."""
    st.session_state[DRAWN] = (session, version)

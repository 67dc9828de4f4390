"""The session as one file, and its journal: what was done, never who voted what."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from foresight.i18n.language import Language
from foresight.screen import resources
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.screen.room import reading
from foresight.store import live_files


@st.fragment(key="room_record")
def record(session: str) -> None:
    """Draw the download of the session and its journal."""
    found, language = reading.live(session), current()
    st.download_button(
        _("The whole session as one file (ZIP)"),
        data=lambda: live_files.export_session(resources.database(), session),
        file_name=f"session-{found.held_on.isoformat()}-{session}.zip",
        mime="application/zip",
        icon=":material/archive:",
        on_click="ignore",
        key="room_file",
    )
    st.caption(
        _(
            "Tidy tables with a data dictionary: they open in any program and can be brought in again. "
            "A round that is open stays sealed."
        )
    )
    if found.life.reopened:
        st.warning(
            _(
                "Opened again after the room had seen the answers: round {rounds}.",
                rounds=", ".join(map(str, sorted(found.life.reopened))),
            )
        )
    journal = live_files.session_journal(resources.database(), session)
    journal = journal.iloc[::-1]
    st.dataframe(
        pd.DataFrame(
            {
                _("Time (UTC)"): journal["happened"].str.slice(0, 19).str.replace("T", " "),
                _("Who"): journal["actor"],
                _("What"): [
                    _what(action, detail, language)
                    for action, detail in zip(journal["action"], journal["detail"], strict=True)
                ],
            }
        ),
        hide_index=True,
        alt=_("Journal of the session"),
    )


def _what(action: str, detail: str, language: Language) -> str:
    content = json.loads(detail)
    if action == "stage_changed":
        return f"{language.label('stage', content['from'])} → {language.label('stage', content['to'])}"
    return language.label("session_event", action)

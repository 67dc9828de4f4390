"""The registry at a glance: the board along the eight steps, the table, the timeline."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from foresight.charts.initiatives import step_timeline
from foresight.screen.elements import as_text, download_table
from foresight.screen.initiatives import (
    SIGNS,
    STATE_SIGNS,
    Registered,
    money_line,
    registry_table,
    shortened,
    timeline_rows,
)
from foresight.screen.language import current, plural
from foresight.screen.language import text as _
from foresight.targets.initiatives import STEPS

CHOSEN = "initiative"
IN_A_ROW = 4


def open_card(initiative: str) -> None:
    """Remember which initiative is looked at."""
    st.session_state[CHOSEN] = initiative


def board(rows: list[Registered]) -> None:
    """Draw a column a step, in two rows of four; a card opens the initiative below."""
    language = current()
    for start in range(0, len(STEPS), IN_A_ROW):
        for column, step in zip(st.columns(IN_A_ROW), STEPS[start : start + IN_A_ROW]):
            own = [one for one in rows if one.initiative.step == step]
            with column:
                st.markdown(
                    f"**{STEPS.index(step) + 1}. {language.label('initiative_step_short', step)}** · {len(own)}",
                    help=language.label("initiative_step", step),
                )
                for one in own:
                    _card(one)
                if not own:
                    st.caption("—")


def _card(one: Registered) -> None:
    language, found = current(), one.initiative
    with st.container(border=True, gap="xsmall"):
        st.button(
            f"{STATE_SIGNS[found.state]} {as_text(shortened(found.title, 54))}",
            key=f"open-{found.id}",
            on_click=open_card,
            args=(found.id,),
            type="tertiary",
            help=language.label("initiative_state", found.state),
        )
        sign = f" {SIGNS[one.worst]}" if one.worst in ("error", "warning") else ""
        st.caption(f"{language.region(found.region, short=True)} · {money_line(one, language)}{sign}")


def table(rows: list[Registered]) -> None:
    """Draw the registry as a table that can be taken away."""
    language = current()
    frame = registry_table(rows, language)
    st.dataframe(
        frame,
        hide_index=True,
        alt=_("Initiatives with step, state, money and owner"),
        column_config={
            name: st.column_config.NumberColumn(format="%.1f")
            for name in (_("Planned, mln ₸"), _("Paid, mln ₸"), _("Local and private, %"))
        },
    )
    download_table(frame, "initiatives.csv", key="download_initiatives")


def timeline(rows: list[Registered], today: dt.date) -> None:
    """Draw when each initiative stood at which step."""
    language = current()
    frame = timeline_rows(rows, language, today)
    without = len(rows) - frame["initiative"].nunique()
    if len(frame):
        st.altair_chart(step_timeline(frame, today.isoformat(), language), alt=_("Steps of each initiative over time"))
        st.caption(_("The dashed line is today; a diamond is the day a step began."))
    else:
        st.info(_("No initiative has days of its steps yet: open one and set them."), icon=":material/info:")
    if without and len(frame):
        st.caption(
            plural(
                "{count} initiative has no day yet and is not drawn.",
                "{count} initiatives have no day yet and are not drawn.",
                without,
            )
        )

"""What the room answered, for the facilitator: once a round is over, and through the same gate as everybody."""

from __future__ import annotations

import streamlit as st

from foresight.charts import projector
from foresight.screen import resources
from foresight.screen.elements import download_table
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.screen.room import reading
from foresight.screen.room.choice import attempt
from foresight.screen.room.pictures import bars_of
from foresight.store import live_release, live_spotlight

AUDIENCE = "facilitator"


def _spotlight(session: str, need: str) -> None:
    attempt(live_spotlight.put_spotlight, resources.database(), session, need)


@st.fragment(key="room_answers")
def answers(session: str) -> None:
    """Draw the ranking of the last round shown, and the spread of the answers about one need."""
    found, language = reading.live(session), current()
    latest, number = reading.shown_round(found, AUDIENCE), reading.answered_round(session, AUDIENCE)
    if not latest:
        st.info(
            _("Nothing is shown to anybody while a round is open, not even here. Answers appear when it is over."),
            icon=":material/visibility_off:",
        )
        return
    spreads = reading.spreads(session, number, AUDIENCE) if number else {}
    table = reading.ranking(session, number, AUDIENCE, language.code) if number else None
    if table is None or not spreads:
        least = found.method.minimum_group
        st.info(
            _("Too few people answered to show anything: at least {least} are needed.", least=least),
            icon=":material/group:",
        )
        return
    if number < latest:
        st.caption(
            _(
                "Too few people answered in round {latest}: this is what round {round} gave.",
                latest=latest,
                round=number,
            )
        )
    titles = {need.id: need.title(language.code) for need in found.needs}
    shown = table.assign(title=table["need"].map(titles))
    columns = {"rank": _("Rank"), "title": _("Need"), "score": _("Score, 0 to 100"), "raters": _("People")}
    groups = {
        column: language.label("group_short", column.removeprefix("score_"))
        for column in table
        if column.startswith("score_")
    }
    shown = shown[[*columns, *groups]]
    chosen = st.dataframe(
        shown,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"room_ranking_{number}",
        column_config={
            "rank": st.column_config.NumberColumn(columns["rank"], width="small"),
            "title": st.column_config.TextColumn(columns["title"], width="large"),
            "score": st.column_config.ProgressColumn(columns["score"], format="%.0f", min_value=0, max_value=100),
            "raters": columns["raters"],
            **{column: st.column_config.NumberColumn(name, format="%.0f") for column, name in groups.items()},
        },
        alt=_("Needs ranked by score, with the scores of the groups"),
    )
    download_table(shown.rename(columns={**columns, **groups}), f"ranking-round-{number}.csv", key="room_ranking_file")
    rows = chosen.selection.rows
    need = str(table["need"].iloc[rows[0] if rows and rows[0] < len(table) else 0])
    _one_need(session, need, number, titles[need])


def _one_need(session: str, need: str, number: int, title: str) -> None:
    found, language = reading.live(session), current()
    spreads = reading.spreads(session, number, AUDIENCE).get(need, {})
    st.text(title)
    if found.stage.kind == "feedback":
        on_wall = live_spotlight.spotlight(resources.database(), session)
        with st.container(horizontal=True):
            st.button(
                _("Put this need on the projector"),
                icon=":material/present_to_all:",
                key="room_spotlight",
                disabled=on_wall == need,
                on_click=_spotlight,
                args=(session, need),
            )
            st.button(
                _("Let the projector go through all needs"),
                key="room_spotlight_off",
                disabled=not on_wall,
                on_click=_spotlight,
                args=(session, ""),
            )
    if spreads:
        rows = [
            bars_of(found, language, question.name(language.code), spreads[question.code])
            for question in found.method.questions
            if question.code in spreads
        ]
        groups = {group for spread in spreads.values() for group in spread.groups}
        legend = {group: language.label("group_short", group) for group in sorted(groups)}
        words = "; ".join(f"{row.name}: {row.words}" for row in rows)
        st.image(projector.spread_only(rows, legend), width=700, alt=f"{title}. {words}")
    reasons = live_release.visible_reasons(resources.database(), found, number, AUDIENCE)
    reasons = reasons[reasons["need"] == need]
    if len(reasons):
        st.caption(_("Reasons, without who wrote them"))
        sides = {"low": _("rated low"), "middle": _("rated as most did"), "high": _("rated high")}
        st.dataframe(
            reasons.assign(side=reasons["side"].map(sides))[["side", "text"]],
            hide_index=True,
            column_config={"side": _("Side"), "text": st.column_config.TextColumn(_("Reason"), width="large")},
            alt=_("Reasons, without who wrote them"),
        )

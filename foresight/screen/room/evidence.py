"""Evidence for the room: what the region's figures say, what already runs, what earlier sessions found."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from foresight.i18n.language import LANGUAGES, Language, language
from foresight.screen import resources
from foresight.screen.elements import as_text
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.screen.room import reading
from foresight.screen.room.choice import attempt
from foresight.statistics.shipped import source_name
from foresight.store import initiatives, live_stage
from foresight.store.live_session import LiveSession, list_live_sessions

INDICATORS = ("rd_expenditure", "local_budget_rd", "rd_per_100k", "doctoral_students", "population")
SHOWN_STATUSES = ("published", "cross_checked", "derived")
MOST_LINES = 5
MOST_SOURCES = 2


def cards(found: LiveSession) -> list[dict]:
    """Return the evidence there is for the region of a session, each card in three languages."""
    made = [_figures(found), _running(found), _earlier(found)]
    return [card for card in made if card["lines"]["ru"]]


def _card(code: str, heading, lines, cited: Sequence[str] = ()) -> dict:
    readers = {name: language(name) for name in LANGUAGES}
    return {
        "code": code,
        "titles": {name: heading(reader) for name, reader in readers.items()},
        "lines": {name: lines(reader) for name, reader in readers.items()},
        "sources": {name: _cited(cited, name) for name in LANGUAGES} if cited else {},
    }


def _cited(sources: Sequence[str], code: str) -> str:
    return "; ".join(source_name(source, code) for source in sources)


def _figures(found: LiveSession) -> dict:
    observations = resources.observations()
    own = observations[
        (observations["region"] == found.region)
        & observations["indicator"].isin(INDICATORS)
        & observations["status"].isin(SHOWN_STATUSES)
        & observations["value"].notna()
    ]
    names = resources.indicators().set_index("indicator")

    def lines(reader: Language) -> list[str]:
        return [
            _figure_line(own[own["indicator"] == indicator].sort_values("year"), names.loc[indicator], reader)
            for indicator in INDICATORS
            if (own["indicator"] == indicator).any()
        ]

    return _card(
        "figures",
        lambda reader: reader.text("{region} in figures", region=reader.region(found.region)),
        lines,
        sorted(own["source"].unique())[:MOST_SOURCES],
    )


def _figure_line(rows: pd.DataFrame, indicator: pd.Series, reader: Language) -> str:
    last = rows.iloc[-1]
    unit = indicator["unit"]

    def written(value: float) -> str:
        return reader.money(value) if unit == "mln KZT, current prices" else reader.number(value)

    name = indicator[f"name_{reader.code}"]
    before = rows[rows["year"] == last["year"] - 1]
    if before.empty or not before.iloc[0]["value"]:
        return reader.text("{name}, {year}: {value}", name=name, year=last["year"], value=written(last["value"]))
    change = last["value"] / before.iloc[0]["value"] - 1
    return reader.text(
        "{name}, {year}: {value} ({change} on the year before)",
        name=name,
        year=last["year"],
        value=written(last["value"]),
        # A change that rounds to nothing has no sign.
        change=("" if abs(change) < 0.005 else "+" if change > 0 else "−") + reader.percent(abs(change)),
    )


def _running(found: LiveSession) -> dict:
    own = initiatives.list_initiatives(resources.database(), region=found.region)
    own = [one for one in own if one.state in ("planned", "active")]
    return _card(
        "initiatives",
        lambda reader: reader.text("Already running in the region"),
        lambda reader: [one.title for one in own[:MOST_LINES]],
    )


def _earlier(found: LiveSession) -> dict:
    earlier = [
        one
        for one in list_live_sessions(resources.database())
        if one.region == found.region and one.id != found.id and not one.demonstration and one.life.shown
    ]
    lines: dict[str, list[str]] = {}
    for code in LANGUAGES:
        lines[code] = []
        for one in earlier[:1]:
            number = reading.answered_round(one.id, "facilitator")
            table = reading.ranking(one.id, number, "facilitator", code) if number else None
            if table is not None:
                titles = {need.id: need.title(code) for need in reading.live(one.id).needs}
                lines[code] = [f"{row.rank}. {titles[row.need]}" for row in table.head(MOST_LINES).itertuples()]
    day = earlier[0].held_on if earlier else None
    return _card(
        "earlier",
        lambda reader: reader.text("What the session of {day} put first", day=reader.date(day)) if day else "",
        lambda reader: lines[reader.code],
    )


def _send(session: str, chosen: list[dict]) -> None:
    attempt(live_stage.send_cards, resources.database(), session, chosen)


@st.fragment(key="room_evidence")
def evidence(session: str) -> None:
    """Draw the cards and what sends them to phones and projector."""
    found, reader = reading.live(session), current()
    sent = {card["code"] for card in found.cards}
    made = cards(found)
    st.caption(_("A card sent appears on every phone; the last one stands on the projector outside the rounds."))
    if not made:
        st.info(_("There is no evidence for this region yet."), icon=":material/info:")
    for place, (column, card) in enumerate(zip(st.columns(max(1, len(made))), made, strict=False)):
        with column, st.container(border=True):
            st.markdown(f"**{card['titles'][reader.code]}**")
            for line in card["lines"][reader.code]:
                st.text(line)
            if card["sources"]:
                st.caption(_("Source: {source}", source=as_text(card["sources"][reader.code])))
            there = card["code"] in sent
            others = [one for one in found.cards if one["code"] != card["code"]]
            st.button(
                _("Take away") if there else _("Send to phones and projector"),
                key=f"room_card_{place}",
                icon=":material/cancel:" if there else ":material/send:",
                disabled=found.stage.kind == "closed",
                on_click=_send,
                args=(found.id, others if there else [*others, card]),
            )

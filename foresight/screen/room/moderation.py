"""The moderation queue: what came in, what may be the same, and what to do about it. Every step can be undone."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.i18n.language import LANGUAGES as LANGUAGE_NAMES
from foresight.i18n.language import Language
from foresight.screen import resources
from foresight.screen.elements import show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.screen.room import reading
from foresight.screen.room.choice import PROBLEM, attempt
from foresight.sessions import near_duplicates
from foresight.sessions.method import LANGUAGES
from foresight.sessions.needs import AREAS, HORIZONS, LONGEST, Need, proposal
from foresight.sessions.stages import allows
from foresight.store import live_needs
from foresight.store.live_session import LiveSession

CHOSEN = "room_needs_chosen"


@st.cache_data(max_entries=20, show_spinner=False)
def _pairs(titles: tuple[str, ...]) -> list[near_duplicates.Pair]:
    return near_duplicates.near_duplicates(titles)


def needs_table(needs: list[Need], language: Language) -> pd.DataFrame:
    """Return the needs for reading, with what stands behind each."""
    titles = {need.id: need.title(language.code) for need in needs}
    return pd.DataFrame(
        {
            _("Need"): [titles[need.id] for need in needs],
            _("State"): [language.label("need_state", need.state) for need in needs],
            _("Why"): [need.why for need in needs],
            _("Who benefits"): [need.beneficiary for need in needs],
            _("Horizon"): [language.label("horizon", need.horizon) if need.horizon else "" for need in needs],
            _("Area"): [language.label("area", need.area) if need.area else "" for need in needs],
            _("Proposals behind it"): [need.proposals for need in needs],
            _("Made from"): [" + ".join(titles.get(parent, "?") for parent in need.parents) for need in needs],
        }
    )


@st.fragment(key="room_moderation")
def moderate(session: str) -> None:
    """Draw the queue; it is drawn anew on a click and never under the facilitator's hands."""
    found, language = reading.live(session), current()
    if PROBLEM in st.session_state:
        show_problem(st.session_state.pop(PROBLEM))
    fixed = not allows(found.life, "moderate")
    if fixed:
        st.caption(_("The list of needs is fixed while they are rated; a text can still be corrected."))
    with st.container(horizontal=True, vertical_alignment="center"):
        hidden = st.toggle(_("Show hidden and joined ones too"), key="room_show_hidden")
        st.button(_("Look for new ones"), icon=":material/refresh:", key="room_refresh")
    needs = [need for need in found.needs if hidden or need.state in ("accepted", "proposed")]
    waiting = [need for need in needs if need.state == "proposed"]
    needs = waiting + [need for need in needs if need.state != "proposed"]
    if not needs:
        st.info(_("No needs yet: they appear here as phones propose them."), icon=":material/inbox:")
    else:
        _suggest(found, language, needs, fixed)
        chosen = st.dataframe(
            needs_table(needs, language),
            hide_index=True,
            on_select="rerun",
            selection_mode="multi-row",
            key=f"room_needs_{found.version}",
            alt=_("Needs of the session"),
        )
        picked = [needs[row] for row in chosen.selection.rows if row < len(needs)]
        wanted = st.session_state.get(CHOSEN, [])
        if not picked and wanted:
            picked = [need for need in needs if need.id in wanted]
        _actions(found, language, picked, fixed)
    with st.expander(_("Add a need of your own"), icon=":material/add:"):
        _add(found, language)


def _suggest(found: LiveSession, language: Language, needs: list[Need], fixed: bool) -> None:
    open_needs = [need for need in needs if need.state in ("accepted", "proposed")]
    pairs = _pairs(tuple(need.title(need.language) for need in open_needs))
    if not pairs or fixed:
        return
    with st.expander(_("Perhaps the same: {pairs}", pairs=len(pairs)), icon=":material/join_inner:", expanded=True):
        for place, pair in enumerate(pairs[:6]):
            one, other = open_needs[pair.first], open_needs[pair.second]
            left, middle, right = st.columns([5, 5, 2], vertical_alignment="center")
            left.text(one.title(language.code))
            middle.text(other.title(language.code))
            right.button(
                _("Join…"),
                key=f"room_pair_{place}",
                help=_("Similarity of spelling: {share}", share=language.percent(pair.similarity)),
                on_click=_choose,
                args=([one.id, other.id],),
            )


def _choose(needs: list[str]) -> None:
    st.session_state[CHOSEN] = needs


def _actions(found: LiveSession, language: Language, picked: list[Need], fixed: bool) -> None:
    if not picked:
        st.caption(_("Choose one need to edit, hide or split it; choose several to join them."))
        return
    for need in picked:
        st.text("• " + need.title(language.code))
    ids = [need.id for need in picked]
    with st.container(horizontal=True):
        for state, label, icon in (
            ("accepted", _("Show"), ":material/visibility:"),
            ("hidden", _("Hide"), ":material/visibility_off:"),
        ):
            st.button(
                label,
                icon=icon,
                key=f"room_{state}",
                disabled=fixed or all(need.state == state for need in picked),
                on_click=_set_state,
                args=(found.id, ids, state),
            )
        st.button(_("Choose others"), key="room_unchoose", on_click=_choose, args=([],), type="tertiary")
    if len(picked) > 1:
        if not fixed:
            _merge(found, language, picked)
    else:
        _edit(found, language, picked[0])
        if not fixed:
            _split(found, picked[0])


def _set_state(session: str, needs: list[str], state: str) -> None:
    attempt(live_needs.set_state, resources.database(), session, needs, state)
    _choose([])


def _titles(values: dict[str, str], key: str) -> dict[str, str]:
    columns = st.columns(len(LANGUAGES))
    return {
        code: column.text_input(
            LANGUAGE_NAMES[code], value=values.get(code, ""), max_chars=LONGEST["title"], key=f"{key}_{code}"
        )
        for code, column in zip(LANGUAGES, columns, strict=True)
    }


def _merge(found: LiveSession, language: Language, picked: list[Need]) -> None:
    mark = "_".join(need.id for need in picked)
    with st.form(f"merge_{mark}"):
        st.markdown(f"**{_('Join into one')}**")
        st.caption(_("The joined need keeps its parents and their authors; it is rated anew."))
        proposed = {code: next((need.titles[code] for need in picked if code in need.titles), "") for code in LANGUAGES}
        given = _titles(proposed, f"merge_title_{mark}")
        if st.form_submit_button(_("Join"), type="primary", icon=":material/join_inner:", key="room_join"):
            attempt(live_needs.merge_needs, resources.database(), found.id, [need.id for need in picked], given)
            _choose([])
            st.rerun()


def _edit(found: LiveSession, language: Language, need: Need) -> None:
    with st.form(f"edit_{need.id}"):
        given = _titles(dict(need.titles), f"edit_title_{need.id}")
        why = st.text_area(_("Why"), value=need.why, max_chars=LONGEST["why"], height=80)
        first, second, third = st.columns(3)
        who = first.text_input(_("Who benefits"), value=need.beneficiary, max_chars=LONGEST["beneficiary"])
        horizons, areas = ["", *HORIZONS], ["", *AREAS]
        horizon = second.selectbox(
            _("Horizon"),
            horizons,
            index=horizons.index(need.horizon),
            format_func=lambda code: language.label("horizon", code) if code else "–",
        )
        area = third.selectbox(
            _("Area"),
            areas,
            index=areas.index(need.area) if need.area in areas else 0,
            format_func=lambda code: language.label("area", code) if code else "–",
        )
        if st.form_submit_button(_("Save"), icon=":material/save:"):
            changes = {"titles": given, "why": why, "beneficiary": who, "horizon": horizon, "area": area}
            attempt(live_needs.edit_need, resources.database(), need.id, found.id, changes)
            _choose([])
            st.rerun()


def _split(found: LiveSession, need: Need) -> None:
    with st.expander(_("Split into several"), icon=":material/call_split:"), st.form(f"split_{need.id}", border=False):
        lines = st.text_area(_("One title a line"), value=need.title(need.language) + "\n", height=100)
        if st.form_submit_button(_("Split")):
            parts = [{need.language: line} for line in lines.splitlines() if line.strip()]
            attempt(live_needs.split_need, resources.database(), found.id, need.id, parts)
            _choose([])
            st.rerun()


def _add(found: LiveSession, language: Language) -> None:
    with st.form("room_add", clear_on_submit=True, border=False):
        title = st.text_input(_("Need"), max_chars=LONGEST["title"])
        why = st.text_input(_("Why"), max_chars=LONGEST["why"])
        if st.form_submit_button(_("Add the need")):
            attempt(_add_checked, found.id, {"title": title, "why": why}, language.code)
            st.rerun()


def _add_checked(session: str, fields: dict[str, str], language: str) -> None:
    live_needs.add_need(resources.database(), session, proposal(fields, language))

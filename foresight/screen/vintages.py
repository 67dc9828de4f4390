"""The sets of figures on the page: which one is in use, what each changed, and the way back to any of them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.i18n.language import Language
from foresight.screen import people, resources
from foresight.screen.elements import download_table
from foresight.screen.figure_changes import changes_sentence, changes_table, draw_changes
from foresight.screen.language import text as _
from foresight.statistics.table_import import diff_observations
from foresight.store import figures
from foresight.store.figures import Vintage

_MOST_SHOWN = 1000


@st.cache_data(max_entries=30, show_spinner=False)
def _difference(old: str, new: str) -> pd.DataFrame:
    """Compare two sets; a set never changes, so its identifier is enough of a key."""
    database = resources.database()
    return diff_observations(figures.observations(database, old), figures.observations(database, new))


def draw_vintages(language: Language) -> None:
    """Draw the list of sets and their differences."""
    database = resources.database()
    kept = figures.vintages(database)
    used = figures.current_vintage(database)
    may_plan = people.allowed("plan")
    for place, vintage in enumerate(kept):
        _draw_one(vintage, kept[place + 1].id if place + 1 < len(kept) else None, used, may_plan, language)
    if len(kept) > 1:
        _draw_difference(kept, used, language)


def vintage_name(vintage: Vintage, language: Language) -> str:
    """Name a set of figures; the shipped one in words."""
    return _("Figures that came with the workbench") if vintage.name == figures.SHIPPED else vintage.name


def _draw_one(vintage: Vintage, before: str | None, used: str, may_plan: bool, language: Language) -> None:
    with st.container(border=True):
        left, right = st.columns([4, 1], vertical_alignment="center")
        with left:
            st.text(vintage_name(vintage, language))
            told = [language.date(vintage.loaded_on.date())]
            if vintage.name != figures.SHIPPED:
                told.append(vintage.source)
            if before is not None:
                changes = _difference(before, vintage.id)
                told.append(changes_sentence(changes, language) if len(changes) else _("no differences"))
            # A name of a file is a user's text: never as Markdown.
            st.text(" · ".join(told))
        with right:
            if vintage.id == used:
                st.badge(_("in use"), icon=":material/check:", color="green")
            elif may_plan and st.button(_("Use this"), key=f"use_{vintage.id}", width="stretch"):
                figures.use_vintage(resources.database(), vintage.id)
                st.session_state.pop("brought_in", None)
                st.rerun()


def _draw_difference(kept: list[Vintage], used: str, language: Language) -> None:
    names = {
        vintage.id: f"{vintage_name(vintage, language)} ({language.date(vintage.loaded_on.date())})" for vintage in kept
    }
    order = list(names)
    st.subheader(_("What differs between two sets"), anchor=False)
    left, right = st.columns(2)
    after = right.selectbox(_("Now"), order, index=order.index(used), format_func=names.get, key="difference_new")
    earlier = order[min(order.index(after) + 1, len(order) - 1)]
    before = left.selectbox(
        _("Before"), order, index=order.index(earlier), format_func=names.get, key=f"difference_old_{after}"
    )
    changes = _difference(before, after)
    if changes.empty:
        st.write(_("Nothing differs."))
        return
    st.markdown(f"**{changes_sentence(changes, language)}**")
    draw_changes(changes, language, most=_MOST_SHOWN, alt=_("Differences of two sets of figures"))
    download_table(changes_table(changes, language), "differences.csv", key="download_differences")

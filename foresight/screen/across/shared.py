"""The same need in several regions: one project instead of seven; and what people decided about which are the same."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import streamlit as st

from foresight.charts import across_sessions as charts
from foresight.i18n.language import Language
from foresight.screen import people, resources
from foresight.screen.across import reading
from foresight.screen.across.reading import Across
from foresight.screen.criteria_weights import different
from foresight.screen.elements import download_table
from foresight.screen.results import tables
from foresight.store import need_matches

FIRST = 10


def groups(found: pd.DataFrame) -> pd.DataFrame:
    """Return the needs raised in several regions: one row each, the most shared first.

    Returns
    -------
    DataFrame
        ``shared, regions, best`` (best rank), ``similarity``, ``members``.
    """
    several = found[found["regions"] > 1]
    rows = several.groupby("shared").agg(
        regions=("regions", "first"),
        best=("rank", "min"),
        similarity=("similarity", "first"),
        members=("members", "first"),
    )
    return rows.sort_values(["regions", "best"], ascending=[False, True]).reset_index()


def table(several: pd.DataFrame, found: pd.DataFrame, across: Across) -> pd.DataFrame:
    """Return the shared needs as they are read."""
    language = across.language
    where = {
        shared: "; ".join(across.place(row) for row in own.sort_values("rank").itertuples())
        for shared, own in found.groupby("shared")
    }
    return pd.DataFrame(
        {
            language.text("Regions"): several["regions"].astype(int).tolist(),
            language.text("Need"): [across.titles[need] for need in several["shared"]],
            language.text("Where, and at which rank"): [where[need] for need in several["shared"]],
            language.text("Alike in spelling, at least"): [
                language.percent(float(value)) for value in several["similarity"]
            ],
        }
    )


def headline(several: pd.DataFrame, language: Language) -> str:
    """Say the finding."""
    if not len(several):
        return language.text("No need was raised in two regions yet")
    projects = int(several["regions"].sum())
    return language.plural(
        "{count} need is raised in several regions: one project instead of {projects}",
        "{count} needs are raised in several regions: as many projects instead of {projects}",
        len(several),
        projects=language.number(projects),
    )


def places(several: pd.DataFrame, found: pd.DataFrame, across: Across) -> pd.DataFrame:
    """Return where the shared needs stand in each region: ``title, position, place``."""
    language = across.language
    count = dict(zip(several["shared"], several["regions"]))
    names = different(
        {
            need: language.plural("{count} region", "{count} regions", int(count[need])) + " · " + across.titles[need]
            for need in several["shared"]
        }
    )
    order = {need: place for place, need in enumerate(several["shared"])}
    rows = found[found["shared"].isin(order)]
    rows = rows.assign(
        title=rows["shared"].map(names),
        place=[across.place(row) for row in rows.itertuples()],
        position=positions(rows, across),
        order=rows["shared"].map(order),
    )
    return rows.sort_values("order", kind="stable")[["title", "position", "place"]]


def positions(rows: pd.DataFrame, across: Across) -> list[float]:
    """Return the place of needs in their sessions from 1 (first) to 0 (last)."""
    return [
        1.0 - (rank - 1) / max(across.sizes[session] - 1, 1) for rank, session in zip(rows["rank"], rows["session"])
    ]


def _take_apart(found: pd.DataFrame, several: pd.DataFrame, across: Across) -> None:
    language = across.language
    chosen = st.selectbox(
        language.text("Take apart"),
        several["shared"].tolist(),
        index=None,
        format_func=across.titles.get,
        placeholder=language.text("Choose a shared need"),
        key="across_shared",
    )
    if chosen is None:
        return
    own = found[found["shared"] == chosen].sort_values("rank")
    names = {row.need: f"{across.titles[row.need]} — {across.place(row)}" for row in own.itertuples()}
    picked = st.multiselect(
        language.text("Which of them say something else?"), list(names), format_func=names.get, key="across_apart"
    )
    if st.button(language.text("Not the same"), disabled=not picked, icon=":material/call_split:", key="across_reject"):
        others = [need for need in own["need"] if need not in picked]
        need_matches.decide(resources.database(), [(first, second) for first in picked for second in others], False)
        st.rerun()


def _join(found: pd.DataFrame, across: Across) -> None:
    language = across.language
    names = {row.need: f"{across.titles[row.need]} — {across.place(row)}" for row in found.itertuples()}
    picked = st.multiselect(
        language.text("Needs that say the same in other words"),
        list(names),
        format_func=names.get,
        key="across_join",
        placeholder=language.text("Choose needs of different regions"),
    )
    if st.button(
        language.text("They are one need"), disabled=len(picked) < 2, icon=":material/merge:", key="across_confirm"
    ):
        groups_of = set(found.loc[found["need"].isin(picked), "shared"])
        members = found.loc[found["shared"].isin(groups_of), "need"].tolist()
        session_of = dict(zip(found["need"], found["session"]))
        pairs = [pair for pair in combinations(members, 2) if session_of[pair[0]] != session_of[pair[1]]]
        need_matches.decide(resources.database(), pairs, True)
        st.rerun()


def _decisions(found: pd.DataFrame, across: Across) -> None:
    language = across.language
    known = set(found["need"])
    decided = need_matches.decided(resources.database())
    rows = [(answer, pair) for answer, pairs in decided.items() for pair in pairs if known.issuperset(pair)]
    for answer, (first, second) in rows:
        left, right = st.columns([4, 1], vertical_alignment="center")
        said = language.text("the same") if answer else language.text("not the same")
        line = f"{across.titles[first]} · {across.titles[second]}: {said}"
        left.text(line)
        if right.button(language.text("Take back"), key=f"across_back-{first}-{second}", icon=":material/undo:"):
            need_matches.decide(resources.database(), [(first, second)], None)
            st.rerun()


def draw(across: Across) -> None:
    """Draw the section."""
    language = across.language
    found = reading.matched(reading.latest_of_regions(across))
    several = groups(found)
    if len(several):
        st.caption(language.text("Dot: a region, by the place of the need in its session."))
        st.altair_chart(
            charts.shared_places(places(several.head(FIRST), found, across), language),
            alt=language.text("Place of each shared need in the regions that raised it"),
        )
        told = table(several, found, across)
        tables.show(told, language.text("Needs raised in several regions"))
        download_table(told, "shared-needs.csv", key="download_shared")
    else:
        st.info(language.text("No two regions have raised a need in nearly the same words."), icon=":material/info:")
    st.caption(
        language.text(
            "Suggested by spelling, the latest session of each region; two needs of one session are never joined, and "
            "what a person decides overrules the spelling."
        )
    )
    if people.allowed("compare_needs"):
        with st.expander(
            language.text("Join needs, take them apart, or take a decision back"), icon=":material/merge:"
        ):
            _join(found, across)
            if len(several):
                _take_apart(found, several, across)
            _decisions(found, across)

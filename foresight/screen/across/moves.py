"""How the priorities of a region moved since its last session: news only where the rank intervals do not overlap."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts import across_sessions as charts
from foresight.i18n.language import Language
from foresight.priorities.across_sessions import priority_moves
from foresight.screen.across import reading
from foresight.screen.across.reading import Across
from foresight.screen.criteria_weights import different, in_force
from foresight.screen.elements import download_table
from foresight.screen.results import reading as results
from foresight.screen.results import tables
from foresight.screen.results.words import DASH

COMPARED = ("moved_up", "moved_down", "within_uncertainty")


def by_region(across: Across) -> dict[str, list[str]]:
    """Return the regions with several ranked sessions, and these, latest first."""
    ordered = across.needs.drop_duplicates("session").sort_values("held_on", ascending=False, kind="stable")
    found = ordered.groupby("region")["session"].agg(list)
    return {region: own for region, own in found.items() if len(own) > 1}


def _with_intervals(session: str, across: Across) -> pd.DataFrame:
    own = across.needs[across.needs["session"] == session]
    found = results.results(session, across.aggregation, in_force(session), across.language)
    needs = found.needs[["need", "rank_low", "rank_high"]]
    return own.drop(columns="held_on").merge(needs, on="need", how="left")


def moved(earlier: str, later: str, across: Across) -> pd.DataFrame:
    """Return the moves between two sessions of a region; see :func:`priority_moves`."""
    before, after = _with_intervals(earlier, across), _with_intervals(later, across)
    both = reading.matched(across.needs[across.needs["session"].isin([earlier, later])].reset_index(drop=True))
    same = {}
    for _, own in both.groupby("shared"):
        old = own.loc[own["session"] == earlier, "need"].tolist()
        new = own.loc[own["session"] == later, "need"].tolist()
        if old and new:
            same[new[0]] = old[0]
    return priority_moves(before, after, same)


def table(rows: pd.DataFrame, across: Across) -> pd.DataFrame:
    """Return the moves as they are read."""
    language = across.language
    names = [across.titles[now or before] for now, before in zip(rows["need"], rows["need_before"])]
    return pd.DataFrame(
        {
            language.text("Rank now"): [DASH if pd.isna(value) else str(int(value)) for value in rows["rank"]],
            language.text("Rank last time"): [
                DASH if pd.isna(value) else str(int(value)) for value in rows["rank_before"]
            ],
            language.text("Need"): names,
            language.text("What changed"): [language.label("move", code) for code in rows["move"]],
        }
    )


def sentence(compared: int, news: int, language: Language) -> str:
    """Say how many of the needs raised both times moved for certain."""
    if not compared:
        return language.text("The two sessions share no need.")
    if not news:
        return language.text("No need moved for certain: all stay within the uncertainty of their ranks.")
    return language.plural(
        "{count} need moved for certain; the others stay within the uncertainty of their ranks.",
        "{count} needs moved for certain; the others stay within the uncertainty of their ranks.",
        news,
    )


def draw(across: Across) -> None:
    """Draw the section."""
    language = across.language
    regions = by_region(across)
    if not regions:
        st.info(
            language.text("No region has held two sessions yet: there is nothing to compare."), icon=":material/info:"
        )
        return
    left, middle, right = st.columns(3)
    region = left.selectbox(
        language.text("Region"), list(regions), format_func=language.region, key="across_moves_region"
    )
    lines = different(
        {code: f"{language.date(across.known[code].held_on)} · {across.known[code].title}" for code in regions[region]}
    )
    later = middle.selectbox(
        language.text("Session"), regions[region][:-1], format_func=lines.get, key=f"across_later-{region}"
    )
    older = regions[region][regions[region].index(later) + 1 :]
    earlier = right.selectbox(
        language.text("Compared with"), older, format_func=lines.get, key=f"across_earlier-{region}-{later}"
    )
    rows = moved(earlier, later, across)
    compared = rows[rows["move"].isin(COMPARED)]
    news = compared[compared["move"] != "within_uncertainty"]
    st.markdown(f"**{sentence(len(compared), len(news), language)}**")
    if len(compared):
        names = results.row_titles(compared, across.titles)
        drawn = compared.assign(title=compared["need"].map(names)).sort_values("rank")
        st.caption(language.text("Hollow: the place last time. Filled: the place now."))
        st.altair_chart(
            charts.moves(
                drawn.astype({"position": float, "position_before": float, "rank": int, "rank_before": int}).drop(
                    columns="change"
                ),
                language.labels("move"),
                language,
            ),
            alt=language.text("Place of each need last time and now"),
        )
    told = table(rows, across)
    tables.show(told, language.text("Moves of the needs since last time"))
    download_table(told, "moves.csv", key="download_moves")

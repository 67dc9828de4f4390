"""The national picture: every region and every group counting the same, and the population-weighted one beside it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts import across_sessions as charts
from foresight.priorities.across_sessions import national_picture
from foresight.screen.across import reading
from foresight.screen.across.reading import Across
from foresight.screen.elements import as_text, download_table
from foresight.screen.results import tables
from foresight.screen.results.reading import row_titles
from foresight.screen.results.words import number

FIRST = 10


def picture(across: Across) -> tuple[pd.DataFrame, int | None]:
    """Return the national ranking and the year of the population it stands beside, or None where a region has none."""
    found = reading.matched(reading.latest_of_regions(across))
    people = reading.population()
    regions = set(found["region"])
    if regions <= set(people):
        years = {people[region][1] for region in regions}
        return national_picture(found, {region: people[region][0] for region in regions}), max(years)
    return national_picture(found), None


def table(ranked: pd.DataFrame, across: Across) -> pd.DataFrame:
    """Return the national ranking as it is read."""
    language = across.language
    columns = {
        language.text("Rank"): ranked["rank"].astype(int).tolist(),
        language.text("Need"): [across.titles[need] for need in ranked["shared"]],
        language.text("Points, each region the same"): [number(100 * value, language) for value in ranked["points"]],
        language.text("Ranks without any one region"): [
            f"{low}–{high}" if low != high else str(low) for low, high in zip(ranked["rank_low"], ranked["rank_high"])
        ],
    }
    if "rank_population" in ranked:
        columns[language.text("Rank by population")] = ranked["rank_population"].astype(int).tolist()
        columns[language.text("Points by population")] = [
            number(100 * value, language) for value in ranked["points_population"]
        ]
    columns[language.text("Regions")] = ranked["regions"].astype(int).tolist()
    columns[language.text("Raised in")] = [
        ", ".join(language.region(region, short=True) for region in regions) for regions in ranked["raised_in"]
    ]
    return pd.DataFrame(columns)


def sentence(ranked: pd.DataFrame, across: Across) -> str:
    """Say what comes first, and whether counting people instead of regions would change it."""
    language = across.language
    first = ranked[ranked["rank"] == 1]
    need = as_text(across.titles[first["shared"].iloc[0]])
    if len(first) > 1:
        return language.plural(
            "{count} need shares the first place: no region raised it alone",
            "{count} needs share the first place for the country: each was first in its own region",
            len(first),
        )
    if "rank_population" not in ranked:
        return language.text("First for the country: {need}", need=need)
    other = ranked[ranked["rank_population"] == 1]
    if set(other["shared"]) == set(first["shared"]):
        return language.text("First for the country, by regions and by population: {need}", need=need)
    return language.text(
        "First with each region the same: {need}; by population: {other}",
        need=need,
        other=as_text(across.titles[other["shared"].iloc[0]]),
    )


def draw(across: Across) -> None:
    """Draw the section."""
    language = across.language
    ranked, year = picture(across)
    st.markdown(f"**{sentence(ranked, across)}**")
    shown = ranked
    if len(ranked) > FIRST and not st.toggle(
        language.text("All {count} needs", count=len(ranked)), key="across_national_all"
    ):
        shown = ranked.head(FIRST)
    names = row_titles(shown.rename(columns={"shared": "need"}), across.titles)
    st.caption(language.text("Line: the ranks if any one region is left out."))
    st.altair_chart(
        charts.national_ranks(shown.assign(title=shown["shared"].map(names)), language),
        alt=language.text("National rank of each need, by regions and by population"),
    )
    told = table(ranked, across)
    tables.show(told, language.text("Needs of the country"))
    st.caption(
        language.text(
            "A need earns points by its place in each region’s latest session, from 100 for the first to 0 for the "
            "last; a region that did not raise it gives 0."
        )
        + (" " + language.text("Population of {year}.", year=year) if year else "")
    )
    if year is None:
        st.caption(language.text("A region has no figure of population: the ranking by population is left out."))
    download_table(told, "national-picture.csv", key="download_national")

"""Regional speciality: which areas a region asks for more than the country does."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts import across_sessions as charts
from foresight.priorities.across_sessions import ENOUGH_NEEDS, location_quotients
from foresight.screen.across import reading
from foresight.screen.across.reading import Across
from foresight.screen.elements import as_text, download_table
from foresight.screen.results.words import number, percent

STRONG = 1.5


def quotients(across: Across) -> pd.DataFrame:
    """Return the location quotients with the names of regions and areas."""
    language = across.language
    found = location_quotients(reading.latest_of_regions(across).drop(columns="held_on"))
    return found.assign(
        region_text=[language.region(code, short=True) for code in found["region"]],
        area_text=[language.label("area", code) for code in found["area"]],
        told=[
            number(value, language, 1) + ("" if reliable else "?")
            for value, reliable in zip(found["location_quotient"], found["reliable"])
        ],
    )


def sentence(found: pd.DataFrame, across: Across) -> str:
    """Say the strongest speciality that can be relied on."""
    language = across.language
    sure = found[found["reliable"] & (found["location_quotient"] >= STRONG)]
    if not len(sure):
        return language.text("No region stands out by an area yet.")
    best = sure.sort_values("location_quotient", ascending=False).iloc[0]
    return language.text(
        "Most of all {region} asks for {area}: {times} times the country’s share.",
        region=best["region_text"],
        area=as_text(best["area_text"]),
        times=language.number(float(best["location_quotient"]), 1),
    )


def draw(across: Across) -> None:
    """Draw the section."""
    language = across.language
    if not across.needs["area"].astype(bool).any():
        st.info(language.text("No need has an area yet: without areas there is no speciality."), icon=":material/info:")
        return
    found = quotients(across)
    st.markdown(f"**{sentence(found, across)}**")
    st.altair_chart(
        charts.location_quotients(found, language),
        alt=language.text("Share of each area in each region beside the country"),
    )
    st.caption(
        language.text(
            "Location quotient: an area’s share of a region’s priority points over its share in the country; above 1 "
            "is a speciality. Pale and with a question mark: fewer than {least} needs in the region or the area.",
            least=ENOUGH_NEEDS,
        )
    )
    told = pd.DataFrame(
        {
            language.text("Region"): found["region_text"].tolist(),
            language.text("Area"): found["area_text"].tolist(),
            language.text("Location quotient"): found["told"].tolist(),
            language.text("share in the region"): [percent(value, language) for value in found["share"]],
            language.text("share in the country"): [percent(value, language) for value in found["national_share"]],
            language.text("Needs"): found["needs"].astype(int).tolist(),
        }
    )
    download_table(told, "specialities.csv", key="download_specialities")

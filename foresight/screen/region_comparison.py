"""Up to five regions side by side: nominal and real, per head and per gross regional product."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts.regions import compared_lines
from foresight.i18n.language import Language
from foresight.regions.regions import REGIONS
from foresight.screen import regions
from foresight.screen.elements import STATUS_SIGNS, download_table, status_legend
from foresight.screen.language import text as _

MOST = 5
_DEFAULT = ["KZ-75", "KZ-71", "KZ-35"]


def draw_comparison(language: Language) -> None:
    """Draw the comparison."""
    first, second, third, fourth = st.columns([2, 1.5, 1.2, 0.8], vertical_alignment="bottom")
    codes = first.multiselect(
        _("Regions, up to five"),
        list(REGIONS),
        default=_DEFAULT,
        format_func=lambda code: language.region(code, short=True),
        max_selections=MOST,
        key="compared",
        persist_state="session",
    )
    items = [item for layer in ("spending", "capacity", "economy") for item in regions.items_of(layer)]
    item = second.selectbox(
        _("Indicator"), items, format_func=lambda code: regions.item_name(code, language), key="compared_item"
    )
    measures = regions.measures_of(item)
    measure = third.selectbox(
        _("Measured"),
        measures,
        index=measures.index("per_head") if "per_head" in measures else 0,
        format_func=lambda code: language.label("region_measure", code),
        key=f"compared_measure_{item}",
        disabled=len(measures) == 1,
    )
    values = regions.values_of(item, measure)
    years = sorted(regions.years_of(values), reverse=True)
    year = fourth.selectbox(_("Year of the table"), years, key=f"compared_year_{item}")
    if not codes:
        st.info(_("Choose up to five regions to compare them over the years."), icon=":material/info:")
        return
    shown = values[values["region"].isin(codes)]
    title = regions.unit_words(item, measure, language)
    st.markdown(f"**{_finding(shown, item, measure, year, language)}**")
    st.altair_chart(
        compared_lines(_in_order(shown, codes), title, language), alt=_("Lines of the chosen regions over the years")
    )
    if measure != "nominal":
        st.caption(_note(measure))
    st.markdown(f"**{_('Side by side in {year}', year=year)}**")
    table = regions.comparison_table(item, measures, codes, year, language)
    st.table(table, border="horizontal", hide_index=True, alt=_("Regions side by side"))
    frames = [regions.values_of(item, one) for one in measures]
    statuses = {
        one for frame in frames for one in frame.loc[(frame["year"] == year) & frame["region"].isin(codes), "status"]
    }
    status_legend([code for code in STATUS_SIGNS if code in statuses])
    wide = _all_indicators(codes, year, language)
    with st.expander(_("All indicators side by side"), icon=":material/table:"):
        st.dataframe(wide, hide_index=True, alt=_("All indicators of the chosen regions"))
        download_table(wide, f"regions-{year}.csv", key="download_comparison")


def _in_order(frame: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    return frame.sort_values(
        ["region", "year"], key=lambda column: column.map(codes.index) if column.name == "region" else column
    )


def _finding(shown: pd.DataFrame, item: str, measure: str, year: int, language: Language) -> str:
    of_year = shown[shown["year"] == year].dropna(subset=["value"]).sort_values("value", ascending=False)
    name = regions.item_name(item, language)
    if len(of_year) < 2:
        return language.text("{indicator}, {year}: too few of these regions have a figure", indicator=name, year=year)
    first, last = of_year.iloc[0], of_year.iloc[-1]
    if last["value"] <= 0:
        return language.text(
            "{indicator}, {year}: {first} leads", indicator=name, year=year, first=language.region(first["region"])
        )
    times = first["value"] / last["value"]
    return language.text(
        "{indicator} {measure}, {year}: {first} has {times} times as much as {last}",
        indicator=name,
        measure=language.label("region_measure", measure),
        year=year,
        first=language.region(first["region"]),
        last=language.region(last["region"]),
        times=language.number(times, 1 if times < 10 else 0),
    )


def _note(measure: str) -> str:
    if measure == "real":
        return _("Deflated by consumer prices of the nation; prices of regions are not published with these figures.")
    return _("Years in which the indicator and the divisor stand on different boundaries are left out, never divided.")


def _all_indicators(codes: list[str], year: int, language: Language) -> pd.DataFrame:
    parts = []
    for layer in ("spending", "capacity", "economy"):
        for item in regions.items_of(layer):
            table = regions.comparison_table(item, regions.measures_of(item), codes, year, language)
            head = table.columns[0]
            parts.append(table.rename(columns={head: _("Measured")}).assign(**{_("Indicator"): head}))
    frame = pd.concat(parts, ignore_index=True)
    return frame[[_("Indicator"), *[column for column in frame.columns if column != _("Indicator")]]]

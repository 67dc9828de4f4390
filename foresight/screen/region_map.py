"""The map on the page: what is chosen, playing over the years, a click, and boundaries that a user brings."""

from __future__ import annotations

import time
from collections.abc import Callable

import altair as alt
import pandas as pd
import streamlit as st

from foresight.charts.maps import CLICKED, Quantity, area_map, circle_map, tile_map
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.regions.boundary_file import LARGEST_FILE, MEGABYTE
from foresight.regions.regions import REGIONS
from foresight.screen import people, regions
from foresight.screen.address import linked
from foresight.screen.elements import show_problem, status_legend, upload_help
from foresight.screen.language import text as _

Picture = tuple[alt.TopLevelMixin, str, str]
TICK = 1.2
_CHART, _REGION, _YEAR, _PLAYING, _TICKED = "region_map", "region", "map_year", "map_playing", "map_ticked"
_LARGEST_UPLOAD = LARGEST_FILE // MEGABYTE


def choose_item(language: Language) -> tuple[str, str]:
    """Draw layer, indicator and measure; return the item and the measure."""
    linked("layer", list(regions.LAYERS), "spending")
    layer = st.selectbox(
        _("Layer"),
        list(regions.LAYERS),
        format_func=lambda code: language.label("map_layer", code),
        key="layer",
    )
    items = regions.items_of(layer)
    item = st.selectbox(
        _("What to show"),
        items,
        format_func=lambda code: regions.item_name(code, language),
        key=f"map_item_{layer}",
        disabled=len(items) == 1,
    )
    measures = regions.measures_of(item)
    measure = st.selectbox(
        _("Measured"),
        measures,
        format_func=lambda code: language.label("region_measure", code),
        key=f"map_measure_{item}",
        disabled=len(measures) == 1,
    )
    return item, measure


def draw_map(item: str, measure: str, language: Language) -> None:
    """Draw the map with its year; while it plays, it advances on its own and nothing else on the page is drawn anew."""
    playing = bool(st.session_state.get(_PLAYING))
    part = st.fragment(_draw, run_every=TICK if playing else None)
    part(item, measure, language)


def _draw(item: str, measure: str, language: Language) -> None:
    values = regions.values_of(item, measure)
    years = regions.years_of(values)
    _advance(years)
    told, picture = st.container(), st.container()
    year = _choose_year(years, regions.full_year(values, years))
    view = st.session_state.get("map_view") or "tiles"
    chosen = st.session_state.get(_REGION, "")
    sentence, chart, statuses = _shown((item, measure, year, view, chosen), regions.map_key(language), language)
    told.markdown(f"**{sentence}**")
    picture.vega_lite_chart(
        chart,
        key=_CHART,
        on_select=_clicked,
        selection_mode=CLICKED,
        alt=_("Map of the regions; the list of regions beside it does the same by keyboard"),
    )
    if statuses:
        with picture:
            status_legend(statuses)
    # A click inside the part that plays redraws only that part; the card outside has to follow.
    if st.session_state.get(_REGION, "") != st.session_state.get("card_region", chosen):
        st.rerun()


@st.cache_data(max_entries=150, show_spinner=False)
def _shown(asked: tuple[str, str, int, str, str], key: tuple, _language: Language) -> tuple[str, dict, list[str]]:
    """Return sentence, drawing and statuses of a map; drawing costs more than all else on the page, so it is kept."""
    item, measure, year, view, chosen = asked
    rows, quantity = regions.map_rows(item, measure, year, _language)
    statuses = [code for code in dict.fromkeys(rows["status"]) if code != regions.RECORDED]
    chart = _chart(view, rows, quantity, chosen, _language)
    return regions.finding(rows, item, year, _language), chart.to_dict(), statuses


def printable(item: str, measure: str, region: str, language: Language) -> Callable[[], Picture]:
    """Return what draws the map as it stands now for a document: chart, caption and what it shows."""
    view, year = st.session_state.get("map_view") or "tiles", st.session_state.get(_YEAR)

    def drawn() -> Picture:
        values = regions.values_of(item, measure)
        years = regions.years_of(values)
        shown = year if year in years else regions.full_year(values, years)
        rows, quantity = regions.map_rows(item, measure, shown, language)
        sentence = regions.finding(rows, item, shown, language)
        return _chart(view, rows, quantity, region, language), sentence, language.text("Map of the regions")

    return drawn


def _chart(view: str, rows: pd.DataFrame, quantity: Quantity, chosen: str, language: Language) -> alt.TopLevelMixin:
    kept = regions.kept_boundaries()
    if view == "areas" and kept is not None:
        return area_map(rows, quantity, language, kept, chosen=chosen)
    if view == "circles":
        return circle_map(rows, quantity, language, chosen=chosen, boundaries=kept)
    return tile_map(rows, quantity, language, chosen=chosen)


def _clicked() -> None:
    """Take over the region that was clicked."""
    found = st.session_state[_CHART].get("selection", {}).get(CLICKED) or []
    code = found[0].get("region") if found else None
    if code in REGIONS:
        st.session_state[_REGION] = code


def _choose_year(years: list[int], first_shown: int) -> int:
    if len(years) == 1:
        st.caption(_("Only {year} has figures.", year=years[0]))
        return years[0]
    if st.session_state.get(_YEAR) not in years:
        st.session_state[_YEAR] = first_shown
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = st.select_slider(_("Year"), years, key=_YEAR)
        play = st.container(width=190)
    playing = bool(st.session_state.get(_PLAYING))
    label = _("Stop") if playing else _("Play")
    icon = ":material/stop:" if playing else ":material/play_arrow:"
    if play.button(label, icon=icon, key="map_play", width="stretch"):
        st.session_state[_PLAYING] = not playing
        st.session_state["map_start_over"] = not playing
        st.session_state[_TICKED] = time.monotonic()
        st.rerun()
    return year


def _advance(years: list[int]) -> None:
    """Go on to the next year when the time has come; stop at the last one."""
    if st.session_state.pop("map_start_over", False):
        st.session_state[_YEAR] = years[0]
        return
    if not st.session_state.get(_PLAYING) or time.monotonic() - st.session_state.get(_TICKED, 0.0) < 0.8 * TICK:
        return
    st.session_state[_TICKED] = time.monotonic()
    now = st.session_state.get(_YEAR)
    later = [year for year in years if now is None or year > now]
    if later:
        st.session_state[_YEAR] = later[0]
    if len(later) <= 1:
        st.session_state[_PLAYING] = False
        if later:
            st.rerun()


def choose_view(language: Language) -> None:
    """Draw the choice of the picture; boundaries appear once they were brought in."""
    views = ["tiles", "circles", *(["areas"] if regions.kept_boundaries() is not None else [])]
    if st.session_state.get("map_view") not in views:
        st.session_state["map_view"] = "tiles"
    st.segmented_control(
        _("Picture"),
        views,
        format_func=language.labels("map_view").get,
        key="map_view",
        required=True,
        label_visibility="collapsed",
    )


def choose_region(language: Language) -> str:
    """Draw the list of regions, which does by keyboard what a click on the map does."""
    codes = sorted(REGIONS, key=lambda code: language.region(code).casefold())
    linked(_REGION, codes, "KZ-75")
    code = st.selectbox(_("Region"), codes, format_func=language.region, key=_REGION, persist_state="session")
    st.session_state["card_region"] = code
    return code


def bring_boundaries(language: Language) -> None:
    """Draw the place for a GeoJSON of boundaries; what cannot be used is told, and the tiles stay."""
    if not people.allowed("plan"):
        return
    with st.expander(_("Boundaries of your own (GeoJSON)"), icon=":material/polyline:"):
        st.caption(
            _(
                "The workbench ships no boundaries. A GeoJSON with all 20 regions, matched by ISO code or by name in "
                "any of the three languages, adds a map of areas for everybody."
            )
            + " "
            + _("The browser refuses a file of more than {limit} MB before it is sent.", limit=_LARGEST_UPLOAD)
        )
        file = st.file_uploader(
            _("GeoJSON file, up to {limit} MB", limit=_LARGEST_UPLOAD),
            help=upload_help(),
            type=["geojson", "json"],
            key="boundary_file",
            max_upload_size=_LARGEST_UPLOAD,
        )
        if file is not None and st.session_state.get("boundary_read") != file.file_id:
            try:
                found = regions.keep_boundaries(file.getvalue(), file.name)
                st.session_state["boundary_read"] = file.file_id
                st.session_state["boundary_done"] = found.property_name
                st.session_state["map_view_next"] = "areas"
                st.rerun()
            except Problem as problem:
                show_problem(problem)
                st.caption(_("The tiles stay as they are."))
        if regions.kept_boundaries() is not None:
            if st.session_state.get("boundary_done"):
                st.success(
                    _("Boundaries of 20 regions, matched by “{name}”.", name=st.session_state["boundary_done"]),
                    icon=":material/check:",
                )
            if st.button(_("Remove the boundaries"), icon=":material/delete:", key="boundary_remove"):
                regions.drop_boundaries()
                st.session_state.pop("boundary_done", None)
                st.rerun()


def take_up_next_view() -> None:
    """Show the areas right after they were brought in; a widget's value may only be set before it is drawn."""
    following = st.session_state.pop("map_view_next", None)
    if following:
        st.session_state["map_view"] = following

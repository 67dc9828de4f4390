"""What the map of the regions shows: layers, measures, years, and values ready to be drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from foresight.charts.maps import Quantity
from foresight.i18n.language import Language
from foresight.regions.boundary_file import Boundaries, read_boundary_file
from foresight.regions.comparison import measured, possible_measures, unit_of_measure
from foresight.regions.regions import NATION, REGIONS
from foresight.screen import region_index, resources
from foresight.screen.elements import STATUS_SIGNS
from foresight.statistics.shipped import indicator_names, indicator_units, read_boundaries
from foresight.store import actuals, settings
from foresight.store.region_records import NEEDS, SPECIFICATIONS_BEGUN, needs_counted, specifications_counted

RECORDED = "recorded"
INDEX = "potential_index"
FIRST_YEAR, LAST_YEAR = 2024, 2031
LAYERS: dict[str, tuple[str, ...]] = {
    "spending": ("rd_expenditure", "local_budget_rd"),
    "capacity": (
        "doctoral_students",
        "doctoral_graduates",
        "rd_personnel",
        "researchers",
        "publications",
        "orgs_doing_rd",
        "share_of_enterprises_doing_rd",
    ),
    "economy": ("grp", "population"),
    "needs": (NEEDS, "foresight_sessions"),
    "initiatives": (
        SPECIFICATIONS_BEGUN,
        "technical_specifications",
        "active_projects",
        "cofinancing_share",
        "recommendations",
    ),
    "index": (INDEX,),
}
_DERIVED = ("rd_per_100k", "rd_share_of_grp")
_KEPT_BOUNDARIES = "region_boundaries"
_MONEY = "mln KZT"


@st.cache_data(show_spinner=False)
def boundaries_of_figures() -> pd.DataFrame:
    """Return which indicator stands on which boundaries."""
    return read_boundaries()


def items_of(layer: str) -> list[str]:
    """Return what a layer can show now: indicators with a value of some region, and everything recorded."""
    if layer in ("needs", "initiatives", "index"):
        return list(LAYERS[layer])
    frame = resources.observations()
    known = set(frame.loc[(frame["region"] != NATION) & frame["value"].notna(), "indicator"])
    listed = {code for codes in LAYERS.values() for code in codes} | set(_DERIVED)
    others = [code for code in dict.fromkeys(frame["indicator"]) if code in known and code not in listed]
    return [code for code in LAYERS[layer] if code in known] + (others if layer == "economy" else [])


def item_name(item: str, language: Language) -> str:
    """Name an indicator or a record."""
    return indicator_names(language.code).get(item) or language.label("record", item)


def is_figure(item: str) -> bool:
    """Tell whether an item is an official indicator and not a record of the workbench."""
    return item in indicator_units()


def measures_of(item: str) -> list[str]:
    """Return the measures in which an item can be shown."""
    return possible_measures(resources.unit_of(item), item) if is_figure(item) else ["nominal"]


@st.cache_data(max_entries=60, show_spinner=False)
def _figures(item: str, measure: str, key: tuple) -> pd.DataFrame:
    return measured(resources.observations(), boundaries_of_figures(), item, measure)


@st.cache_data(max_entries=8, show_spinner=False)
def _records(key: tuple) -> pd.DataFrame:
    database = resources.database()
    years = range(FIRST_YEAR, LAST_YEAR)
    counted = actuals.recorded(database, years)
    frame = pd.concat([counted, needs_counted(database), specifications_counted(database)], ignore_index=True)
    return frame[frame["region"] != NATION]


def values_of(item: str, measure: str = "nominal") -> pd.DataFrame:
    """Return an item for every region and year: ``region, year, value, status``."""
    if item == INDEX:
        return region_index.default_over_time()
    if is_figure(item):
        return _figures(item, measure, resources.figures_key())
    frame = _records(resources.version(""))
    frame = frame[frame["indicator"] == item]
    years = sorted(set(frame["year"])) or [FIRST_YEAR]
    grid = pd.MultiIndex.from_product([list(REGIONS), years], names=["region", "year"])
    # What nobody recorded has not happened; only a share without any money is not known.
    filled = frame.set_index(["region", "year"])["value"].reindex(grid)
    filled = filled if item == "cofinancing_share" else filled.fillna(0.0)
    status = filled.isna().map({True: "missing", False: RECORDED})
    return pd.DataFrame({"value": filled, "status": status}).reset_index()


def years_of(values: pd.DataFrame) -> list[int]:
    """Return the years in which some region has a value; the last year of all where none has."""
    known = sorted(int(year) for year in values.loc[values["value"].notna(), "year"].unique())
    return known or [int(values["year"].max())]


def full_year(values: pd.DataFrame, years: Sequence[int]) -> int:
    """Return the last year that has figures of at least half as many regions as the best one."""
    counts = values[values["value"].notna()].groupby("year").size()
    full = [year for year in years if counts.get(year, 0) >= counts.max() / 2] if len(counts) else []
    return full[-1] if full else years[-1]


def unit_of(item: str, measure: str) -> str:
    """Return the unit of an item in a measure."""
    if item == INDEX:
        return "0–1"
    return unit_of_measure(resources.unit_of(item), measure) if is_figure(item) else RECORDED


def last_price_year() -> int:
    """Return the year whose prices are the constant ones."""
    frame = resources.observations()
    return int(frame.loc[frame["indicator"] == "cpi_annual_average"].dropna(subset=["value"])["year"].max())


def unit_words(item: str, measure: str, language: Language) -> str:
    """Name the unit of an item in a measure."""
    unit = unit_of(item, measure)
    return language.label("unit", unit, year=last_price_year() if "{year}" in unit else "")


def writer(item: str, measure: str, language: Language) -> Callable[[float], str]:
    """Return how a value of an item is written for the reader."""
    unit = unit_of(item, measure)
    if item == "cofinancing_share":
        return lambda value: language.percent(value, 1)
    if unit.startswith(_MONEY):
        return language.money
    if unit.startswith("%"):
        return lambda value: language.percent(value / 100, 2 if abs(value) < 1 else 1)
    if item == INDEX:
        return lambda value: language.number(value, 2)
    return lambda value: language.number(value, 0 if abs(value) >= 100 or value == round(value) else 1)


def map_rows(item: str, measure: str, year: int, language: Language) -> tuple[pd.DataFrame, Quantity]:
    """Return the rows a map draws for a year, and the quantity they are of."""
    values = values_of(item, measure)
    write = writer(item, measure, language)
    rows = values[values["year"] == year].set_index("region").reindex(list(REGIONS)).reset_index()
    rows["status"] = rows["status"].fillna("missing")
    rows["text"] = [
        language.label("status_short", status) if _missing(value) else f"{write(value)}{_mark(status)}"
        for value, status in zip(rows["value"], rows["status"])
    ]
    rows["plain"] = [write(value) if not _missing(value) else "" for value in rows["value"]]
    rows["sign"] = [
        STATUS_SIGNS.get(status, "–") if _missing(value) else write(value).replace("\u00a0₸", "")
        for value, status in zip(rows["value"], rows["status"])
    ]
    rows["status_text"] = [
        language.label("unit", RECORDED) if status == RECORDED else language.label("status", status)
        for status in rows["status"]
    ]
    title = f"{item_name(item, language)}, {unit_words(item, measure, language)}"
    return rows[["region", "value", "status", "text", "plain", "sign", "status_text"]], Quantity(
        title, values["value"], write
    )


def finding(rows: pd.DataFrame, item: str, year: int, language: Language) -> str:
    """Say what the map of a year shows: the first region, the last one, and who has no figure."""
    known = rows.dropna(subset=["value"]).sort_values("value", ascending=False)
    known = known[known["value"] > 0] if not is_figure(item) and item != INDEX else known
    if known.empty:
        return language.text("{indicator}, {year}: nothing yet", indicator=item_name(item, language), year=year)
    values = {"indicator": item_name(item, language), "year": year}
    first = known.iloc[0]
    if not is_figure(item) and item != INDEX:
        return language.text(
            "{indicator}, {year}: in {count} of {all} regions, most in {first}, {value}",
            **values,
            count=len(known),
            all=len(REGIONS),
            first=language.region(first["region"], short=True),
            value=first["plain"],
        )
    values |= {"first": language.region(first["region"], short=True), "value": first["plain"]}
    if len(known) == 1:
        return language.text("{indicator}, {year}: only {first}, {value}", **values)
    total = known["value"].sum()
    share = first["value"] / total if total > 0 else 0.0
    if is_figure(item) and share >= 0.25 and item not in ("share_of_enterprises_doing_rd",):
        return language.text(
            "{indicator}, {year}: {first} has {share} of the sum of the regions, {value}",
            **values,
            share=language.percent(share),
        )
    last = known.iloc[-1]
    return language.text(
        "{indicator}, {year}: from {last_value} ({last}) to {value} ({first})",
        **values,
        last=language.region(last["region"], short=True),
        last_value=last["plain"],
    )


def map_key(language: Language) -> tuple:
    """Return what a drawn map hangs on: the reader's language, the figures, and everything recorded or brought in."""
    return language.code, *resources.figures_key(), *resources.version("")


def kept_boundaries() -> Boundaries | None:
    """Return the boundaries that were brought in, if any."""
    return _kept_boundaries(resources.version(settings.TOPIC))


@st.cache_resource(max_entries=2, show_spinner=False)
def _kept_boundaries(key: tuple) -> Boundaries | None:
    kept = settings.get(resources.database(), _KEPT_BOUNDARIES)
    return Boundaries.from_dict(kept) if isinstance(kept, dict) and kept else None


def keep_boundaries(data: bytes, name: str) -> Boundaries:
    """Check a GeoJSON and keep its boundaries for everybody.

    Raises
    ------
    Problem
        If it cannot be used; what was kept before stays.
    """
    found = read_boundary_file(data, name)
    settings.change(resources.database(), _KEPT_BOUNDARIES, found.as_dict(), action="region_boundaries_kept")
    return found


def drop_boundaries() -> None:
    """Forget the boundaries; the tiles remain."""
    settings.change(resources.database(), _KEPT_BOUNDARIES, {}, action="region_boundaries_kept")


def comparison_table(item: str, measures: list[str], codes: list[str], year: int, language: Language) -> pd.DataFrame:
    """Return regions side by side in one year: a column a region, a row a measure of an indicator."""
    rows = {}
    for measure in measures:
        values = values_of(item, measure)
        of_year = values[values["year"] == year].set_index("region")
        write = writer(item, measure, language)
        # A unit that names its divisor says the measure too.
        words = unit_words(item, measure, language)
        if measure in ("nominal", "real"):
            words = f"{language.label('region_measure', measure)} ({words})"
        rows[words] = [_said(of_year, code, write, language) for code in codes]
    table = pd.DataFrame(rows, index=[language.region(code, short=True) for code in codes]).T
    return table.rename_axis(item_name(item, language)).reset_index()


def _said(of_year: pd.DataFrame, code: str, write: Callable[[float], str], language: Language) -> str:
    if code not in of_year.index:
        return language.label("status_short", "missing")
    value, status = of_year.loc[code, "value"], of_year.loc[code, "status"]
    return language.label("status_short", status) if _missing(value) else f"{write(value)}{_mark(status)}"


def _mark(status: str) -> str:
    """Return the sign of a figure that is not official, so that an estimate never looks like one."""
    return f"\u00a0{STATUS_SIGNS[status]}" if status in ("estimate", "unverified") else ""


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))

"""The index of regional potential as the page asks for it: choices, ranks with intervals, drivers, years, peers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from foresight.i18n.language import Language
from foresight.regions.index_over_time import (
    ENOUGH_REGIONS,
    POSSIBLE_INDICATORS,
    drivers_of,
    index_over_time,
    usable_indicators,
)
from foresight.regions.index_robustness import RankRobustness, vary_index
from foresight.regions.index_table import (
    SHIPPED_INDICATORS,
    IndexIndicator,
    IndexTable,
    RegionalFigures,
    index_table,
)
from foresight.regions.potential_index import IndexResult, nearest_regions, potential_index
from foresight.screen import resources
from foresight.statistics.panel import weakest
from foresight.statistics.shipped import read_boundaries
from foresight.store import settings

DRAWS = 10_000
SEED = 20_260_101
INTERVAL = 0.9
KEPT_POINTS = "index_points"


@dataclass(frozen=True)
class IndexChoices:
    """What a planner has chosen on the page.

    Attributes
    ----------
    year : int
    indicators : tuple of IndexIndicator
        With direction, whether it is disputed, and transformation.
    normalisation, aggregation, missing : str
    weighting : str
        ``equal``, ``expert``, ``entropy`` or ``principal_components``.
    points : tuple of (str, float)
        Points of experts by indicator, used by ``expert``.
    """

    year: int
    indicators: tuple[IndexIndicator, ...] = SHIPPED_INDICATORS
    normalisation: str = "min_max"
    aggregation: str = "arithmetic"
    weighting: str = "equal"
    points: tuple[tuple[str, float], ...] = ()
    missing: str = "available"

    @property
    def weights(self) -> str | dict[str, float]:
        """Return the weights as the index takes them."""
        return dict(self.points) if self.weighting == "expert" else self.weighting

    @property
    def directions(self) -> dict[str, int]:
        """Return 1 or -1 by indicator."""
        return {row.name: row.direction for row in self.indicators}

    @property
    def disputed(self) -> list[str]:
        """Return the indicators whose direction is in dispute."""
        return [row.name for row in self.indicators if row.disputed]

    @property
    def transformations(self) -> dict[str, str]:
        """Return ``none`` or ``log`` by indicator."""
        return {row.name: row.transformation for row in self.indicators}


@st.cache_resource(max_entries=2, show_spinner=False)
def _figures(key: tuple) -> RegionalFigures:
    return RegionalFigures(resources.observations(), read_boundaries())


@st.cache_data(max_entries=20, show_spinner=False)
def _usable(year: int, key: tuple) -> list[tuple[IndexIndicator, int]]:
    return usable_indicators(_figures(key), year)


def usable(year: int) -> list[tuple[IndexIndicator, int]]:
    """Return the indicators that have values in a year, and for how many regions."""
    return _usable(year, resources.figures_key())


@st.cache_data(max_entries=4, show_spinner=False)
def _index_years(key: tuple) -> list[int]:
    frame = resources.observations()
    years = sorted(frame.loc[frame["indicator"] == "rd_expenditure", "year"].unique(), reverse=True)
    return [int(year) for year in years if len(_usable(int(year), key)) >= 2]


def index_years() -> list[int]:
    """Return the years that can carry an index, the last first."""
    return _index_years(resources.figures_key())


def default_names(year: int) -> list[str]:
    """Return the shipped indicators that a year has for enough regions; those with most regions where none has."""
    counts = {row.name: count for row, count in usable(year)}
    shipped = [row.name for row in SHIPPED_INDICATORS if counts.get(row.name, 0) >= ENOUGH_REGIONS]
    return shipped or sorted(counts, key=counts.get, reverse=True)[:2]


@st.cache_resource(max_entries=80, show_spinner=False)
def _computed(choices: IndexChoices, key: tuple) -> tuple[IndexTable, IndexResult]:
    table = index_table(_figures(key), choices.year, choices.indicators)
    found = potential_index(
        table.values,
        choices.directions,
        choices.transformations,
        choices.normalisation,
        None,
        choices.weights,
        choices.aggregation,
        choices.missing,
    )
    return table, found


def computed(choices: IndexChoices) -> tuple[IndexTable, IndexResult]:
    """Return the values that enter the index, and the index."""
    return _computed(choices, resources.figures_key())


@st.cache_resource(max_entries=40, show_spinner=False)
def _varied(choices: IndexChoices, key: tuple) -> RankRobustness:
    table, _ = _computed(choices, key)
    # A value that rests on an estimate may be off; a tenth is what the shipped estimates of GRP were revised by.
    unsure = table.statuses.isin(["estimate", "unverified"])
    errors = pd.DataFrame(np.where(unsure, 0.1, 0.0), index=table.values.index, columns=table.values.columns)
    return vary_index(
        table.values,
        np.random.default_rng(SEED),
        DRAWS,
        choices.directions,
        choices.transformations,
        dict(choices.points) if choices.points else None,
        disputed=choices.disputed,
        value_errors=errors if unsure.to_numpy().any() else None,
        interval=INTERVAL,
    )


def varied(choices: IndexChoices) -> RankRobustness:
    """Return the ranks when every choice is varied at once."""
    return _varied(choices, resources.figures_key())


@st.cache_data(max_entries=40, show_spinner=False)
def _over_time(choices: IndexChoices, key: tuple) -> pd.DataFrame:
    frame = resources.observations()
    years = sorted(int(year) for year in frame.loc[frame["region"] != "KZ", "year"].unique())
    return index_over_time(
        _figures(key),
        years,
        choices.indicators,
        normalisation=choices.normalisation,
        weights=choices.weights,
        aggregation=choices.aggregation,
        missing=choices.missing,
    )


def over_time(choices: IndexChoices) -> pd.DataFrame:
    """Return score and rank of every year that has all the indicators."""
    return _over_time(choices, resources.figures_key())


def default_over_time() -> pd.DataFrame:
    """Return the shipped index for the map: ``region, year, value, status``."""
    frame = over_time(IndexChoices(index_years()[0]))
    status = frame["score"].isna().map({True: "missing", False: "derived"})
    # GRP of the last years is an estimate, and so is an index that uses it.
    estimates = _estimated_years(resources.figures_key())
    status = status.where(~(frame["year"].isin(estimates) & frame["score"].notna()), weakest(("estimate", "derived")))
    return frame.assign(value=frame["score"], status=status)[["region", "year", "value", "status"]]


@st.cache_data(max_entries=4, show_spinner=False)
def _estimated_years(key: tuple) -> set[int]:
    frame = resources.observations()
    used = {name for row in SHIPPED_INDICATORS for name in (row.indicator, row.per)}
    unsure = (
        frame["indicator"].isin(used) & frame["status"].isin(["estimate", "unverified"]) & (frame["region"] != "KZ")
    )
    return set(frame.loc[unsure, "year"])


def indicator_label(name: str, language: Language) -> str:
    """Name an indicator of the index in a few words."""
    return language.label("index_indicator", name)


def place_sentence(row: pd.Series, language: Language) -> str:
    """Say a region's rank and how firm it is."""
    rank, low, high = int(row["rank"]), int(row["low"]), int(row["high"])
    if low == high == rank:
        return language.text("Rank {rank}, and the same in 9 variations of 10 at least.", rank=rank)
    return language.text("Rank {rank}; in 9 variations of 10 between {low} and {high}.", rank=rank, low=low, high=high)


def by_name(name: str) -> IndexIndicator:
    """Return the indicator with this name."""
    return next(row for row in POSSIBLE_INDICATORS if row.name == name)


def rank_frame(found: IndexResult, robust: RankRobustness) -> pd.DataFrame:
    """Join rank, score, coverage and interval by region."""
    frame = pd.DataFrame({"rank": found.rank, "score": found.score, "coverage": found.coverage})
    return frame.join(robust.summary[["median", "low", "high", "first", "top"]]).rename_axis("region").reset_index()


def rank_table(frame: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return the ranking for reading and for the file."""
    ordered = frame.sort_values(["rank", "median"], na_position="last")
    return pd.DataFrame(
        {
            language.text("Rank"): ordered["rank"].astype("Int64").tolist(),
            language.text("Region"): [language.region(code) for code in ordered["region"]],
            language.text("Score"): ordered["score"].round(3).tolist(),
            language.text("Rank in 9 variations of 10"): [
                f"{int(low)}–{int(high)}" if rank == rank else "–"
                for low, high, rank in zip(ordered["low"], ordered["high"], ordered["rank"])
            ],
            language.text("Among the first five"): [language.percent(share) for share in ordered["top"]],
            language.text("Part of the weights with a value"): [
                language.percent(share) for share in ordered["coverage"]
            ],
        }
    )


def headline(frame: pd.DataFrame, language: Language) -> str:
    """Say what the index finds, with how firm it is."""
    rows = frame.dropna(subset=["rank"]).sort_values(["rank", "median"])
    first = rows.iloc[0]
    wide = rows.assign(width=rows["high"] - rows["low"]).sort_values("width").iloc[-1]
    return language.text(
        "{first} is first in {share} of variations; {wide} may be anywhere from {low} to {high}",
        first=language.region(first["region"], short=True),
        share=language.percent(first["first"]),
        wide=language.region(wide["region"], short=True),
        low=int(wide["low"]),
        high=int(wide["high"]),
    )


def missing_sentence(table: IndexTable, language: Language) -> str:
    """Say which regions lack which indicator."""
    parts = []
    for name in table.values.columns:
        lacking = table.values.index[table.values[name].isna()]
        if len(lacking):
            names = ", ".join(language.region(code, short=True) for code in lacking)
            parts.append(f"{indicator_label(name, language)}: {names}")
    if not parts:
        return language.text("Every region has every indicator.")
    return language.text("Without a value: {list}.", list="; ".join(parts))


def drivers_frame(found: IndexResult, code: str, language: Language) -> pd.DataFrame:
    """Return what drives a region's score with names of the indicators."""
    frame = drivers_of(found, code)
    return frame.assign(name=[indicator_label(name, language) for name in frame.index]).reset_index(drop=True)


def varied_choices(robust: RankRobustness, code: str) -> pd.Series:
    """Return what each choice explains of a region's rank, of the choices that differ between the variations."""
    shares = robust.drivers.loc[code]
    return shares[[name for name in shares.index if robust.choices[name].nunique() > 1]]


def peers_table(table: IndexTable, found: IndexResult, code: str, language: Language) -> pd.DataFrame:
    """Return the regions most like one, with their values."""
    near = nearest_regions(found.normalised, code)
    codes = [code, *near.index]
    columns = {
        indicator_label(name, language): [
            "–" if value != value else language.number(value, 0 if abs(value) >= 100 else 2)
            for value in table.values.loc[codes, name]
        ]
        for name in table.values.columns
    }
    return pd.DataFrame(
        {
            language.text("Region"): [language.region(one, short=True) for one in codes],
            language.text("Distance"): ["–", *(language.number(value, 2) for value in near)],
            language.text("Rank"): [int(rank) if rank == rank else None for rank in found.rank.loc[codes]],
            **columns,
        }
    )


def kept_points() -> dict[str, float]:
    """Return the points experts have shared out, if they were kept."""
    kept = settings.get(resources.database(), KEPT_POINTS, {})
    return {str(name): float(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def keep_points(points: dict[str, float]) -> None:
    """Keep the points of experts for everybody."""
    settings.change(resources.database(), KEPT_POINTS, points, action="index_points_kept")

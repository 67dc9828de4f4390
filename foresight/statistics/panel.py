"""Series by region and year, with holes kept as holes and boundaries kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from foresight.problems import Problem
from foresight.regions.regions import NATION, REGIONS, region, split_pairs
from foresight.statistics.observations import STATUSES

PANEL_COLUMNS = ("unique_id", "ds", "y", "status")


def panel(observations: pd.DataFrame, indicator: str, regions: Sequence[str] | None = None) -> pd.DataFrame:
    """Return one indicator as a complete grid of regions and years.

    Parameters
    ----------
    observations : pandas.DataFrame
        Long frame of observations.
    indicator : str
        Code of the indicator.
    regions : sequence of str, optional
        Codes of regions, in the order wanted; all 20 by default. The nation is never part of a panel.

    Returns
    -------
    pandas.DataFrame
        ``unique_id, ds, y, status`` with every year from the first to the last that any region has; ``y`` is
        NaN in a hole and ``status`` says why (``not_published`` or ``missing``).

    Raises
    ------
    Problem
        If no region has an observation of the indicator, or a region is unknown.
    """
    wanted = list(REGIONS) if regions is None else [region(code).code for code in regions]
    rows = observations[(observations["indicator"] == indicator) & (observations["region"] != NATION)]
    if rows.empty:
        _refuse_unknown(observations, indicator)
    years = np.arange(rows["year"].min(), rows["year"].max() + 1)
    return _grid(rows, wanted, years)


def national_series(observations: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Return the series of the nation, in the form of :func:`panel`, with its holes kept."""
    rows = observations[(observations["indicator"] == indicator) & (observations["region"] == NATION)]
    if rows.empty:
        _refuse_unknown(observations, indicator)
    return _grid(rows, [NATION], np.arange(rows["year"].min(), rows["year"].max() + 1))


def excluded_from_fit(frame: pd.DataFrame, breaks: pd.DataFrame, indicator: str) -> pd.Series:
    """Tell which observations of a panel may not enter a trend.

    What is left out follows from the kind of break: an outlier leaves out its own year; after a level break or
    a change of boundaries the earlier years are another series; after a change of coverage the later ones are;
    a series made by a single performer has no trend at all.

    Parameters
    ----------
    frame : pandas.DataFrame
        A panel or a national series.
    breaks : pandas.DataFrame
        As read by ``read_breaks``.
    indicator : str
        The indicator the panel is of.

    Returns
    -------
    pandas.Series
        Boolean, aligned with ``frame``.
    """
    excluded = pd.Series(False, index=frame.index)
    chosen = breaks[(breaks["indicator"] == indicator) & breaks["excluded_from_fit"]]
    for row in chosen.itertuples():
        years = {
            "outlier": frame["ds"] == row.year,
            "level_break": frame["ds"] < row.year,
            "boundary_change": frame["ds"] < row.year,
            "coverage_change": frame["ds"] >= row.year,
            "single_performer": pd.Series(True, index=frame.index),
        }[row.kind]
        excluded |= (frame["unique_id"] == row.region) & years
    return excluded


def require_figure(observations: pd.DataFrame, indicator: str, region: str, year: int) -> None:
    """Refuse a year of a series that has no figure, not even a hidden one.

    Raises
    ------
    Problem
        Naming the years there are.
    """
    series = (observations["indicator"] == indicator) & (observations["region"] == region)
    years = sorted(observations.loc[series, "year"])
    if year not in years:
        raise Problem(
            "{indicator} of {region} has no figure in {year}, so there is nothing to mark: one of {allowed}",
            indicator=indicator,
            region=region,
            year=year,
            allowed=", ".join(map(str, years)) or "–",
        )


def boundaries_of(boundaries: pd.DataFrame, indicator: str, year: int) -> str:
    """Return ``regions_17`` or ``regions_20``: what the indicator stands on in the year, or an empty string.

    A year after the last one listed (a new bulletin) stands on the boundaries of the last.
    """
    of_one = boundaries[boundaries["indicator"] == indicator]
    rows = of_one[(of_one["year_from"] <= year) & (of_one["year_to"] >= year)]
    if rows.empty and len(of_one) and year > of_one["year_to"].max():
        rows = of_one[of_one["year_to"] == of_one["year_to"].max()]
    return "" if rows.empty else str(rows["boundaries"].iloc[0])


def comparable_share(
    observations: pd.DataFrame,
    numerator: str,
    denominator: str,
    boundaries: pd.DataFrame,
    pairs: str = "refuse",
    years: Iterable[int] | None = None,
    regions: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Divide one indicator by another, never across different boundaries.

    Parameters
    ----------
    observations, boundaries : pandas.DataFrame
        As read by ``read_observations`` and ``read_boundaries``.
    numerator, denominator : str
        Codes of indicators.
    pairs : {"refuse", "join", "leave_out"}
        What to do with East Kazakhstan and Abai, Almaty and Zhetisu, Karaganda and Ulytau in a year in which
        the two indicators stand on different boundaries: raise, add the pair up (``KZ-63+KZ-10``), or leave the
        share empty.
    years : iterable of int, optional
        Years wanted; by default those in which both indicators have a regional value.
    regions : sequence of str, optional
        Regions wanted; all 20 by default.

    Returns
    -------
    pandas.DataFrame
        ``unique_id, ds, numerator, denominator, share, status, reason``: the share is 0 to 1, ``status`` is the
        weaker of the two, ``reason`` is ``different_boundaries``, ``joined``, ``no_value`` or empty.

    Raises
    ------
    Problem
        If ``pairs`` is "refuse" and a wanted region stands on different boundaries in a wanted year.
    """
    if pairs not in ("refuse", "join", "leave_out"):
        raise Problem("unknown treatment {value}: one of {allowed}", value=pairs, allowed="refuse, join, leave_out")
    both = panel(observations, numerator).merge(
        panel(observations, denominator), on=["unique_id", "ds"], suffixes=("_above", "_below")
    )
    known = both.loc[both["y_above"].notna() & both["y_below"].notna(), "ds"]
    wanted_years = sorted(set(known if years is None else years))
    wanted = list(REGIONS) if regions is None else [region(code).code for code in regions]
    frame = both[both["ds"].isin(wanted_years) & both["unique_id"].isin(wanted)].reset_index(drop=True)
    stands_on = {
        year: (boundaries_of(boundaries, numerator, year), boundaries_of(boundaries, denominator, year))
        for year in wanted_years
    }
    apart = {year: sides for year, sides in stands_on.items() if sides[0] != sides[1]}
    touched = {code for pair in split_pairs() for code in pair}
    clash = frame["unique_id"].isin(touched) & frame["ds"].isin(apart)
    if clash.any() and pairs == "refuse":
        raise Problem(
            "{numerator} cannot be divided by {denominator} for {regions} in {years}: they stand on different "
            "boundaries; add up {pairs} or leave these years out",
            numerator=numerator,
            denominator=denominator,
            regions=", ".join(sorted(frame.loc[clash, "unique_id"].unique())),
            years=", ".join(map(str, sorted(frame.loc[clash, "ds"].unique()))),
            pairs=", ".join(f"{parent}+{child}" for parent, child in split_pairs()),
        )
    frame["reason"] = np.where(clash, "different_boundaries", "")
    if pairs == "join":
        frame = pd.concat([frame[~clash], _joined(both, apart, wanted)], ignore_index=True)
    frame["share"] = (frame["y_above"] / frame["y_below"].where(frame["y_below"] > 0)).where(
        frame["reason"] != "different_boundaries"
    )
    frame.loc[(frame["reason"] == "") & frame["share"].isna(), "reason"] = "no_value"
    frame["status"] = [weakest(pair) for pair in zip(frame["status_above"], frame["status_below"], strict=True)]
    renamed = frame.rename(columns={"y_above": "numerator", "y_below": "denominator"})
    columns = ["unique_id", "ds", "numerator", "denominator", "share", "status", "reason"]
    return renamed[columns].sort_values(["unique_id", "ds"], ignore_index=True)


def suppressed_bounds(observations: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Bound every dash of an indicator by what the printed national total leaves for all dashes together.

    Returns
    -------
    pandas.DataFrame
        ``unique_id, ds, lower, upper``; the upper bound is zero where the total leaves nothing, and NaN where
        the nation has no value. A region that did not exist yet has no bound and is left out.
    """
    regional, nation = panel(observations, indicator), national_series(observations, indicator)
    left = nation.set_index("ds")["y"] - regional.groupby("ds")["y"].sum()
    # A rest within rounding of the printed cells is nothing.
    left = left.where(left.isna() | (left > 0.05 * 1e-3 * len(REGIONS)), 0.0)
    dashes = regional[regional["status"] == "not_published"]
    created = dashes["unique_id"].map({code: found.created.year for code, found in REGIONS.items() if found.created})
    dashes = dashes[~(dashes["ds"] < created)]
    return pd.DataFrame(
        {"unique_id": dashes["unique_id"], "ds": dashes["ds"], "lower": 0.0, "upper": dashes["ds"].map(left)}
    ).reset_index(drop=True)


def weakest(statuses: Iterable[str]) -> str:
    """Return the least certain of several statuses."""
    return max(statuses, key=STATUSES.index)


def _joined(both: pd.DataFrame, apart: dict[int, tuple[str, str]], wanted: list[str]) -> pd.DataFrame:
    """Add the two regions of each pair up; on the old boundaries the parent already holds both."""
    rows = []
    for parent, child in split_pairs():
        if not {parent, child} & set(wanted):
            continue
        for year, stands_on in apart.items():
            of_year = both[both["ds"] == year].set_index("unique_id")
            old, new = of_year.loc[parent], of_year.loc[child]
            row = {"unique_id": f"{parent}+{child}", "ds": year}
            for side, boundaries in zip(("above", "below"), stands_on, strict=True):
                whole = boundaries == "regions_17"
                row[f"y_{side}"] = old[f"y_{side}"] + (0.0 if whole else new[f"y_{side}"])
                statuses = [old[f"status_{side}"]] + ([] if whole else [new[f"status_{side}"]])
                row[f"status_{side}"] = weakest(statuses)
            known = not np.isnan(row["y_above"] + row["y_below"])
            rows.append(row | {"reason": "joined" if known else "no_value"})
    return pd.DataFrame(rows)


def _grid(rows: pd.DataFrame, codes: list[str], years: np.ndarray) -> pd.DataFrame:
    grid = pd.MultiIndex.from_product([codes, years], names=["unique_id", "ds"])
    indexed = rows.set_index(["region", "year"])[["value", "status"]].rename_axis(["unique_id", "ds"])
    if indexed.index.has_duplicates:
        twice = indexed.index[indexed.index.duplicated()][0]
        raise Problem(
            "{indicator} of {region} in {year} stands in the observations more than once",
            indicator=rows["indicator"].iloc[0],
            region=twice[0],
            year=twice[1],
        )
    filled = indexed.reindex(grid).rename(columns={"value": "y"}).reset_index()
    return filled.assign(status=filled["status"].fillna("missing"))[list(PANEL_COLUMNS)]


def _refuse_unknown(observations: pd.DataFrame, indicator: str) -> None:
    raise Problem(
        "no observations of {indicator} at this level: one of {allowed}",
        indicator=indicator,
        allowed=", ".join(sorted(observations["indicator"].unique())),
    )

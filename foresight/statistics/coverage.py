"""What the figures cover, what is missing and what that blocks, and whether regions add up to the nation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.regions.regions import NATION, REGIONS
from foresight.statistics.observations import WITHOUT_VALUE

UNSURE = ("estimate", "unverified")
NOT_YET = "not_yet"
"""A region that did not exist in the year on the boundaries the indicator stands on."""
_ROUNDING = 0.05
_LEVELS = ("official", "derived", "unsure", "not_published", "missing", NOT_YET)


@dataclass(frozen=True)
class Use:
    """One thing the workbench does with an indicator.

    Attributes
    ----------
    code : str
        Short name of the use.
    indicator : str
        What it needs.
    level : str
        ``regions`` (a figure of every region) or ``nation``.
    years : int
        How many last years it needs.
    """

    code: str
    indicator: str
    level: str = "regions"
    years: int = 1


USES = (
    Use("spending_forecast", "rd_expenditure", years=3),
    Use("budget_forecast", "local_budget_rd", years=3),
    Use("simulated_budgets", "local_budget_rd"),
    Use("simulated_capacity", "rd_personnel"),
    Use("fiscal_capacity", "grp"),
    Use("fiscal_capacity", "population"),
    Use("index", "rd_expenditure"),
    Use("index", "population"),
    Use("index", "grp"),
    Use("index", "doctoral_students"),
    Use("index", "doctoral_graduates"),
    Use("index_capacity", "researchers"),
    Use("index_results", "publications"),
    Use("index_organisations", "share_of_enterprises_doing_rd"),
    Use("constant_prices", "cpi_annual_average", "nation", 5),
    Use("central_envelope", "rd_by_source:republican_budget", "nation"),
)
"""What the figures are used for, in the order of the chain."""


def coverage(observations: pd.DataFrame, boundaries: pd.DataFrame) -> pd.DataFrame:
    """Return for every regional indicator, region and year how sure its figure is.

    Parameters
    ----------
    observations, boundaries : pandas.DataFrame
        As read by ``read_observations`` and ``read_boundaries``.

    Returns
    -------
    pandas.DataFrame
        ``indicator, region, year, status, level``: every year between the first and the last of the indicator;
        ``level`` is ``official``, ``derived``, ``unsure``, ``not_published``, ``missing`` or ``not_yet``.
    """
    regional = observations[observations["region"] != NATION]
    parts = []
    for indicator, rows in regional.groupby("indicator", sort=False):
        years = range(int(rows["year"].min()), int(rows["year"].max()) + 1)
        grid = pd.MultiIndex.from_product([list(REGIONS), years], names=["region", "year"])
        status = rows.set_index(["region", "year"])["status"].reindex(grid).fillna("missing")
        frame = status.rename("status").reset_index()
        frame["level"] = frame["status"].map(_level)
        frame.loc[_before_creation(frame, boundaries, str(indicator)), "level"] = NOT_YET
        parts.append(frame.assign(indicator=indicator))
    columns = ["indicator", "region", "year", "status", "level"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def gaps(observations: pd.DataFrame, boundaries: pd.DataFrame) -> pd.DataFrame:
    """Return what is missing or only estimated for each use of the figures.

    Returns
    -------
    pandas.DataFrame
        ``use, indicator, year, known, unsure, wanted, missing``, one row for every use and year that lacks
        something; ``missing`` holds the codes of the regions. A use whose indicator has no figure at all has year
        0. The last year is the latest for which half the regions have their R&D expenditure, so that the first
        figures of a new year do not make every other one missing.
    """
    covered = coverage(observations, boundaries)
    national = observations[observations["region"] == NATION]
    last = _last_full_year(covered)
    rows = []
    for use in USES:
        held = covered if use.level == "regions" else national.assign(level=national["status"].map(_level))
        held = held[held["indicator"] == use.indicator]
        wanted = list(REGIONS) if use.level == "regions" else [NATION]
        if held.empty:
            rows.append((use.code, use.indicator, 0, 0, 0, len(wanted), tuple(wanted)))
            continue
        for year in range(last - use.years + 1, last + 1):
            of_year = held[held["year"] == year].set_index("region")["level"].reindex(wanted).fillna("missing")
            lacking = of_year[of_year.isin(["missing", "not_published"])].index
            unsure = int((of_year == "unsure").sum())
            if len(lacking) or unsure:
                known = int(of_year.isin(["official", "derived"]).sum())
                rows.append((use.code, use.indicator, year, known, unsure, len(wanted), tuple(lacking)))
    return pd.DataFrame(rows, columns=["use", "indicator", "year", "known", "unsure", "wanted", "missing"])


def national_sums(observations: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Compare the regions' sum with the nation, for every indicator that adds up.

    Parameters
    ----------
    observations, indicators : pandas.DataFrame
        The figures and the catalogue.

    Returns
    -------
    pandas.DataFrame
        ``indicator, year, nation, regions, difference, relative, known, dashes, missing, verdict``; ``verdict`` is
        ``adds_up`` (within rounding of the printed cells), ``hidden`` (the rest lies behind dashes), ``incomplete``
        (regions are missing), ``too_much`` (regions add up to more than the nation) or ``unexplained``.
    """
    summed = set(indicators.loc[indicators["aggregation"] == "sum", "indicator"])
    rows = []
    for (indicator, year), group in observations[observations["indicator"].isin(summed)].groupby(["indicator", "year"]):
        nation = group.loc[group["region"] == NATION, "value"]
        regional = group[group["region"] != NATION]
        if nation.dropna().empty or regional.empty:
            continue
        total, known = float(nation.iloc[0]), regional["value"].notna()
        added = float(regional["value"].sum())
        dashes = int((regional["status"] == "not_published").sum())
        holes = len(REGIONS) - int(known.sum()) - dashes
        rest = total - added
        within = abs(rest) <= _ROUNDING * (len(regional) + 1)
        verdict = (
            "adds_up" if within else "too_much" if rest < 0 else "hidden" if dashes else "incomplete" if holes else ""
        )
        rows.append(
            (indicator, int(year), total, added, rest, rest / total if total else np.nan, int(known.sum()), dashes,
             holes, verdict or "unexplained")
        )  # fmt: skip
    columns = ["indicator", "year", "nation", "regions", "difference", "relative", "known", "dashes", "missing"]
    return pd.DataFrame(rows, columns=[*columns, "verdict"])


def _last_full_year(covered: pd.DataFrame) -> int:
    spending = covered[(covered["indicator"] == "rd_expenditure") & covered["level"].isin(["official", "derived"])]
    counts = spending.groupby("year").size()
    full = counts[counts >= len(REGIONS) / 2]
    return int(full.index.max() if len(full) else covered["year"].max())


def _level(status: str) -> str:
    if status in WITHOUT_VALUE:
        return status
    if status == "derived":
        return "derived"
    return "unsure" if status in UNSURE else "official"


def _before_creation(frame: pd.DataFrame, boundaries: pd.DataFrame, indicator: str) -> np.ndarray:
    """Tell which empty places belong to regions that the boundaries of the year did not have yet."""
    created = {code: found.created.year for code, found in REGIONS.items() if found.created}
    of_one = boundaries[(boundaries["indicator"] == indicator) & (boundaries["boundaries"] == "regions_17")]
    old_years = {year for row in of_one.itertuples() for year in range(int(row.year_from), int(row.year_to) + 1)}
    young = frame["region"].map(created).fillna(0) > frame["year"]
    return (young & frame["year"].isin(old_years) & frame["level"].isin(WITHOUT_VALUE)).to_numpy()

"""Audit of Tables 1 and B1 of the Concept: sums, growth, boundaries, breaks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from foresight.problems import extracted
from foresight.regions.regions import NATION, REGIONS
from foresight.statistics.concept_figures import YEARS, AuditFinding, ConceptFigures
from foresight.statistics.outliers import find_breaks
from foresight.statistics.panel import boundaries_of, national_series, panel

LAST, FIRST = YEARS[-1], YEARS[0]
BEFORE_SPLIT = (2020, 2021)
EAST, ABAI, ALMATY_REGION, ZHETISU, NORTH, ATYRAU, ZHAMBYL, ULYTAU = (
    "KZ-63",
    "KZ-10",
    "KZ-19",
    "KZ-33",
    "KZ-59",
    "KZ-23",
    "KZ-31",
    "KZ-62",
)


def check_regional_tables(figures: ConceptFigures, boundaries: pd.DataFrame) -> Iterator[AuditFinding]:
    """Yield the findings on the spending of regions and on doctoral students."""
    yield from _boundaries(figures, boundaries)
    yield from _breaks_of_table_1(figures)
    yield from _growth_of_table_1(figures)
    yield from _sums_of_table_1(figures)
    yield from _table_b1(figures)


def _boundaries(figures: ConceptFigures, boundaries: pd.DataFrame) -> Iterator[AuditFinding]:
    year = BEFORE_SPLIT[0]
    stands = {
        name: boundaries_of(boundaries, name, year)
        for name in ("rd_expenditure", "local_budget_rd", "doctoral_students")
    }
    if len(set(stands.values())) == 1:
        return
    spending, students = figures.regional("rd_expenditure"), figures.regional("doctoral_students")
    yield AuditFinding(
        5,
        "different_boundaries",
        "method",
        "Tables 1, 2 and B1",
        extracted(
            "Table 1 is recalculated to 20 regions for 2020-2021 (Abai {abai_2020} and {abai_2021} "
            "mln), Tables 2 and B1 are on the boundaries of the time (doctoral students of East "
            "Kazakhstan {east_2021}, then {east_2022} and {abai_students_2022} in Abai; Almaty "
            "Region {almaty_2021}, then {almaty_2022} and {zhetisu_2022} in Zhetisu): never divide "
            "one by the other in these years without adding the pairs up"
        ),
        {
            "abai_2020": spending.loc[ABAI, 2020],
            "abai_2021": spending.loc[ABAI, 2021],
            "east_2021": int(students.loc[EAST, 2021]),
            "east_2022": int(students.loc[EAST, 2022]),
            "abai_students_2022": int(students.loc[ABAI, 2022]),
            "almaty_2021": int(students.loc[ALMATY_REGION, 2021]),
            "almaty_2022": int(students.loc[ALMATY_REGION, 2022]),
            "zhetisu_2022": int(students.loc[ZHETISU, 2022]),
        },
        years=BEFORE_SPLIT,
    )


def _breaks_of_table_1(figures: ConceptFigures) -> Iterator[AuditFinding]:
    nation = national_series(figures.observations, "rd_expenditure")
    known = {NORTH: 6, ATYRAU: 7, ZHAMBYL: 8, ULYTAU: 9}
    spending, total = figures.regional("rd_expenditure"), figures.national("rd_expenditure")
    implied = figures.national("rd_share_of_gdp") / 100 * figures.national("gdp")
    for row in find_breaks(panel(figures.observations, "rd_expenditure"), nation).itertuples():
        values = {
            "year": row.ds,
            "value": row.value,
            "before": row.before,
            "after": row.after,
            "times_before": round(max(row.ratio_before, 1 / row.ratio_before), 2),
            "times_after": round(max(row.ratio_after, 1 / row.ratio_after), 2),
            "share_of_nation": round(100 * row.value / total[row.ds], 2),
        }
        if row.kind == "outlier":
            sentence = extracted(
                "{value} mln in {year} is {times_before} times the year before ({before}) and "
                "{times_after} times the year after ({after}), {share_of_nation}% of the nation; the "
                "regions add up to {sum_of_regions} against the printed {nation} mln, so the national "
                "total requires it: keep it, leave it out of trends"
            )
            values |= {"sum_of_regions": round(spending[row.ds].sum(), 1), "nation": total[row.ds]}
            values["from_share_of_gdp"] = round(float(implied.get(row.ds, np.nan)))
        elif row.kind == "level_break":
            sentence = extracted(
                "{value} mln in {year} is {times_before} times below {before} mln of the year before "
                "and does not come back ({share_first}% of the nation in 2020, {share_last}% in 2024): "
                "a break of the series, not a decline"
            )
            series = spending.loc[row.unique_id]
            values |= {
                f"share_{name}": round(100 * series[y] / total[y], 2) for name, y in (("first", FIRST), ("last", LAST))
            }
            values["growth"] = round(100 * (series[LAST] / series[FIRST] - 1), 1)
        else:
            sentence = extracted(
                "the series is made by a single performer: {series} mln; no trend, only the level is shown"
            )
            values["series"] = "; ".join(f"{value:g}" for value in spending.loc[row.unique_id])
        yield AuditFinding(
            known.get(row.unique_id, 42),
            row.kind,
            "outlier",
            "Table 1",
            sentence,
            values,
            row.unique_id,
            "rd_expenditure",
            (row.ds,),
        )


def _growth_of_table_1(figures: ConceptFigures) -> Iterator[AuditFinding]:
    spending = figures.regional("rd_expenditure")
    total = figures.national("rd_expenditure")
    printed = figures.cell("Table 1", "growth")
    ratio = total[LAST] / total[FIRST]
    if figures.agrees(100 * (ratio - 1), "Table 1", "growth"):
        yield AuditFinding(
            15,
            "growth_called_ratio",
            "label",
            "Table 1",
            extracted(
                "the column headed 2024/2020, % is the growth, not the ratio: {last} / {first} - 1 = "
                "{printed}%, the ratio is {ratio}"
            ),
            {"last": total[LAST], "first": total[FIRST], "printed": printed, "ratio": round(ratio, 3)},
            indicator="rd_expenditure",
            years=(FIRST, LAST),
        )
    for code in REGIONS:
        first, last, cell = spending.loc[code, FIRST], spending.loc[code, LAST], figures.cell("Table 1", "growth", code)
        if np.isnan(cell) or first <= 0:
            continue
        growth = 100 * (last / first - 1)
        if figures.agrees(growth, "Table 1", "growth", code):
            continue
        low, high = (100 * ((last + a) / (first + b) - 1) for a, b in ((-0.05, 0.05), (0.05, -0.05)))
        within = low <= cell <= high
        yield AuditFinding(
            16 if code == ZHETISU else 43,
            "growth_within_rounding" if within else "growth_differs",
            "rounding" if within else "error",
            "Table 1",
            extracted(
                "the printed growth is {printed}%, the printed inputs {last} / {first} give "
                "{computed}%; rounding of the inputs allows {low} to {high}"
            ),
            {
                "printed": cell,
                "computed": round(growth, 1),
                "last": last,
                "first": first,
                "low": round(low, 1),
                "high": round(high, 1),
            },
            code,
            "rd_expenditure",
            (FIRST, LAST),
        )


def _sums_of_table_1(figures: ConceptFigures) -> Iterator[AuditFinding]:
    differences = (figures.regional("rd_expenditure").sum() - figures.national("rd_expenditure").reindex(YEARS)).round(
        1
    )
    # Twenty cells rounded to a tenth can be off by one in the sum without any being wrong.
    within = bool((differences.abs() <= 0.05 * (len(REGIONS) + 1)).all())
    yield AuditFinding(
        17,
        "sums_within_rounding" if within else "sums_differ",
        "rounding" if within else "error",
        "Table 1",
        extracted("the 20 regions less the nation give {d2020}; {d2021}; {d2022}; {d2023}; {d2024} mln in 2020-2024"),
        {f"d{year}": float(differences[year]) + 0.0 for year in YEARS},
        indicator="rd_expenditure",
        years=YEARS,
    )


def _table_b1(figures: ConceptFigures) -> Iterator[AuditFinding]:
    students, graduates = figures.regional("doctoral_students"), figures.regional("doctoral_graduates")
    all_students, all_graduates = figures.national("doctoral_students"), figures.national("doctoral_graduates")
    wrong = int((students.sum() != all_students).sum() + (graduates.sum() != all_graduates).sum())
    yield AuditFinding(
        24,
        "sums_agree",
        "error" if wrong else "ok",
        "Table B1",
        extracted("all {columns} columns were added up; {wrong} do not give the national row"),
        {"columns": 2 * len(YEARS), "wrong": wrong},
        indicator="doctoral_students",
        years=YEARS,
    )
    growth = all_students[LAST] / all_students[LAST - 1] - 1
    ratios = (students[LAST] / students[LAST - 1]).dropna()
    if growth > 0.5 and ratios.min() > 1:
        yield AuditFinding(
            25,
            "coverage_change",
            "series_break",
            "Table B1",
            extracted(
                "doctoral students rise from {before} to {after} in one year (+{growth}%), in every "
                "region {low} to {high} times, graduates by {graduates}% only: another coverage, not a "
                "trend"
            ),
            {
                "before": int(all_students[LAST - 1]),
                "after": int(all_students[LAST]),
                "growth": round(100 * growth, 1),
                "low": round(ratios.min(), 1),
                "high": round(ratios.max(), 1),
                "graduates": round(100 * (all_graduates[LAST] / all_graduates[LAST - 1] - 1)),
                "almaty": round(ratios["KZ-75"], 2),
                "astana": round(ratios["KZ-71"], 2),
            },
            NATION,
            "doctoral_students",
            (LAST,),
        )
    rate = all_graduates / all_students
    peak = int(rate.idxmax())
    if FIRST < peak < LAST and all_graduates[peak] > 1.5 * max(all_graduates[peak - 1], all_graduates[peak + 1]):
        yield AuditFinding(
            26,
            "deferred_graduates",
            "outlier",
            "Table B1",
            extracted(
                "{value} graduates in {year} are {rate}% of the students, against {before} the year "
                "before and {after} the year after: probably defences that were put off"
            ),
            {
                "value": int(all_graduates[peak]),
                "year": peak,
                "rate": round(100 * rate[peak], 1),
                "before": int(all_graduates[peak - 1]),
                "after": int(all_graduates[peak + 1]),
            },
            NATION,
            "doctoral_graduates",
            (peak,),
        )

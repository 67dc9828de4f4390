"""Audit of Table 2 of the Concept: its unit, its shares of Table 1, its dashes, its averages."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from foresight.problems import extracted
from foresight.regions.regions import REGIONS, split_pairs
from foresight.statistics.concept_figures import FIVE_YEARS, THOUSAND, YEARS, AuditFinding, ConceptFigures

LAST = YEARS[-1]
BEFORE_SPLIT = (2020, 2021)
EAST = "KZ-63"


def check_local_budget_table(figures: ConceptFigures) -> Iterator[AuditFinding]:
    """Yield the findings on R&D funded from local budgets."""
    yield from _unit_of_table_2(figures)
    yield from _shares_of_table_2(figures)
    yield from _hidden_cells_of_table_2(figures)
    yield from _averages_of_table_2(figures)


def _unit_of_table_2(figures: ConceptFigures) -> Iterator[AuditFinding]:
    printed = figures.cell("Table 2", "local_budget_rd", period=LAST)
    nation = figures.national("rd_expenditure")[LAST]
    as_printed, as_thousand = 100 * printed / nation, 100 * printed / THOUSAND / nation
    share = figures.cell("Table 2", "local_budget_share", period=LAST)
    if figures.agrees(as_thousand, "Table 2", "local_budget_share", period=LAST) and as_printed > 100:
        yield AuditFinding(
            1,
            "unit_thousandfold",
            "error",
            "Table 2",
            extracted(
                "Table 2 is headed mln KZT but holds thousand KZT: {printed} mln would be {times} "
                "times all R&D of the nation ({nation} mln), while the printed share of {share}% fits "
                "thousand KZT"
            ),
            {
                "printed": printed,
                "times": round(printed / nation, 2),
                "nation": nation,
                "share": share,
                "share_in_thousand": round(as_thousand, 3),
            },
            indicator="local_budget_rd",
            years=YEARS,
        )


def _shares_of_table_2(figures: ConceptFigures) -> Iterator[AuditFinding]:
    """Derive every printed share again; a wrong one is tried with the two sides on different boundaries."""
    local, spending = figures.regional("local_budget_rd"), figures.regional("rd_expenditure")
    child_of = dict(split_pairs())
    checked, agreed = 0, 0
    for code in REGIONS:
        for period in (*YEARS, FIVE_YEARS):
            if np.isnan(figures.cell("Table 2", "local_budget_share", code, period)):
                continue
            years = list(YEARS) if period == FIVE_YEARS else [period]
            above, below = local.loc[code, years].sum(), spending.loc[code, years].sum()
            fits = _share_fits(figures, code, period, above, below, len(years))
            checked, agreed = checked + (period != FIVE_YEARS), agreed + (fits and period != FIVE_YEARS)
            if not fits:
                child = child_of.get(code)
                added = spending.loc[child, [y for y in years if y in BEFORE_SPLIT]].sum() if child else 0.0
                yield _wrong_share(figures, code, period, above, below, added)
    nation = all(
        figures.agrees(
            100
            * figures.national("local_budget_rd")[list(years)].sum()
            / figures.national("rd_expenditure")[list(years)].sum(),
            "Table 2",
            "local_budget_share",
            period=period,
        )
        for period, years in [*((year, (year,)) for year in YEARS), (FIVE_YEARS, YEARS)]
    )
    yield AuditFinding(
        23,
        "shares_agree",
        "ok" if nation else "error",
        "Table 2",
        extracted("{agreed} of {checked} yearly shares of the regions follow from Table 1 within rounding"),
        {"agreed": agreed, "checked": checked, "national_shares_agree": nation},
        indicator="local_budget_rd",
        years=YEARS,
    )


def _share_fits(figures: ConceptFigures, code: str, period: int | str, above: float, below: float, cells: int) -> bool:
    """Tell whether a share is the printed one, the cells of Table 1 being rounded to a tenth themselves."""
    low, high = (100 * above / (below + sign * 0.05 * cells) for sign in (1, -1))
    printed = figures.cell("Table 2", "local_budget_share", code, period)
    half = figures.half_unit("Table 2", "local_budget_share", code, period) + 1e-9
    return low - half <= printed <= high + half


def _wrong_share(
    figures: ConceptFigures, code: str, period: int | str, above: float, below: float, added: float
) -> AuditFinding:
    number = {2021: 2, 2020: 3, FIVE_YEARS: 4}.get(period, 41) if code == EAST else 41
    printed = figures.cell("Table 2", "local_budget_share", code, period)
    years = YEARS if period == FIVE_YEARS else (int(period),)
    values = {
        "period": period,
        "printed": printed,
        "computed": round(100 * above / below, 3),
        "above": round(above, 4),
        "below": round(below, 1),
        "joined": round(below + added, 1),
        "refitted": round(100 * above / (below + added), 3),
    }
    if added and _share_fits(figures, code, period, above, below + added, len(years)):
        sentence = extracted(
            "the share printed for {period}, {printed}%, does not follow from Table 1: {above} / "
            "{below} mln is {computed}%; the printed value needs the denominator of both regions "
            "of the split pair, {joined} mln"
        )
        return AuditFinding(
            number, "share_across_boundaries", "error", "Table 2", sentence, values, code, "local_budget_rd", years
        )
    sentence = extracted(
        "the share printed for {period}, {printed}%, does not follow from Table 1: {above} / {below} mln is {computed}%"
    )
    return AuditFinding(number, "share_differs", "error", "Table 2", sentence, values, code, "local_budget_rd", years)


def _hidden_cells_of_table_2(figures: ConceptFigures) -> Iterator[AuditFinding]:
    local, total = figures.regional("local_budget_rd"), figures.national("local_budget_rd").reindex(YEARS)
    hidden = (THOUSAND * (total - local.sum())).round(1)
    if hidden.abs().max() <= 1:
        return
    yield AuditFinding(
        18,
        "suppressed_cells",
        "hidden_data",
        "Table 2",
        extracted(
            "the regions fall short of the national row by {h2020} (2020), {h2021} (2021), {h2022} "
            "(2022), {h2023} (2023) and {h2024} thousand KZT (2024, {share_2024}%): a dash is zero "
            "or confidential, and is surely zero only where nothing is left"
        ),
        {f"h{year}": float(hidden[year]) + 0.0 for year in YEARS}
        | {"share_2024": round(100 * hidden[LAST] / THOUSAND / total[LAST], 1)},
        indicator="local_budget_rd",
        years=YEARS,
    )
    without = figures.regions_of("regions_without_funding")
    east = local.loc[EAST].dropna()
    if local.loc[without].isna().all(axis=None):
        yield AuditFinding(
            19,
            "zero_not_shown",
            "overclaim",
            "Section 5.2",
            extracted(
                "that {count} regions funded nothing cannot be shown: {hidden} thousand KZT ({share}% "
                "of five years) is confidential in {years} of five years; East Kazakhstan, a dash in "
                "2024 after {low} to {high} mln a year, is probably confidential: say not published"
            ),
            {
                "count": len(without),
                "hidden": round(hidden.sum(), 1),
                "share": round(100 * hidden.sum() / THOUSAND / total.sum(), 1),
                "years": int((hidden > 1).sum()),
                "low": round(east.min(), 1),
                "high": round(east.max(), 1),
            },
            indicator="local_budget_rd",
            years=YEARS,
        )


def _averages_of_table_2(figures: ConceptFigures) -> Iterator[AuditFinding]:
    local = THOUSAND * figures.regional("local_budget_rd")[list(YEARS)]
    columns = {**{year: local[year] for year in YEARS}, FIVE_YEARS: local.sum(axis=1, min_count=1)}
    wrong = [
        period
        for period, column in columns.items()
        if not figures.agrees(column.mean(), "Table 2", "local_budget_rd", "mean", period)
    ]
    rows = [
        code
        for code in REGIONS
        if not np.isnan(figures.cell("Table 2", "local_budget_rd", code))
        and not figures.agrees(columns[FIVE_YEARS][code], "Table 2", "local_budget_rd", code)
    ]
    yield AuditFinding(
        22,
        "averages_and_row_totals",
        "error" if wrong or rows else "ok",
        "Table 2",
        extracted(
            "the averages are means over the regions with a value ({counts}), and the row totals add up; {wrong} do not"
        ),
        {
            "counts": ", ".join(
                str(int(columns[period].notna().sum())) for period in (2024, 2023, 2022, 2021, 2020, FIVE_YEARS)
            ),
            "wrong": len(wrong) + len(rows),
            "means": tuple(
                round(float(columns[period].mean()), 2) for period in (2024, 2023, 2022, 2021, 2020, FIVE_YEARS)
            ),
        },
        indicator="local_budget_rd",
        years=YEARS,
    )

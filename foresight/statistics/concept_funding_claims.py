"""Audit of what the Concept says of who pays and who works: local budgets, types of work, personnel, target shares."""

from __future__ import annotations

from collections.abc import Iterator

from foresight.problems import extracted
from foresight.regions.regions import NATION
from foresight.statistics.concept_figures import YEARS, AuditFinding, ConceptFigures

LAST = YEARS[-1]
S2, S3, S64 = "Section 5.2", "Section 5.3", "Section 6.4"


def check_funding_claims(figures: ConceptFigures) -> Iterator[AuditFinding]:
    """Yield the findings on the text of sections 5.2, 5.3 and 6.4 and on Table 3."""
    yield from _local_budgets(figures)
    yield from _types_of_work(figures)
    yield from _personnel(figures)
    yield from _cofinancing_target(figures)


def _local_budgets(figures: ConceptFigures) -> Iterator[AuditFinding]:
    local, total = figures.regional("local_budget_rd")[list(YEARS)], figures.national("local_budget_rd").reindex(YEARS)
    six = figures.regions_of("six_regions_share")
    of_six = local.loc[six].sum().sum()
    share = 100 * of_six / total.sum()
    fits = figures.agrees(share, S2, "six_regions_share", " ".join(six))
    yield AuditFinding(
        20,
        "six_regions_share",
        "ok" if fits else "error",
        S2,
        extracted(
            "six regions hold {of_six} of {total} mln in five years, {share}% (printed "
            "{printed}%); {visible}% of what is published by region"
        ),
        {
            "of_six": round(of_six, 4),
            "total": round(total.sum(), 4),
            "share": round(share, 2),
            "printed": figures.cell(S2, "six_regions_share", " ".join(six)),
            "visible": round(100 * of_six / local.sum().sum(), 2),
        },
        NATION,
        "local_budget_rd",
        YEARS,
    )
    published = local[LAST].dropna()
    mean = published.mean()
    grants = figures.cell(S2, "grants_per_region", period=LAST)
    size = figures.cell(S2, "mean_per_funding_region", period=LAST) / grants
    fits = figures.agrees(mean, S2, "mean_per_funding_region", period=LAST) and figures.agrees(
        len(published) * grants, S2, "grants_of_eight_regions", period=LAST
    )
    yield AuditFinding(
        21,
        "grants_paid_by_local_budgets",
        "ok" if fits else "error",
        S2,
        extracted(
            "{published} mln over {count} regions is {mean} mln each, {grants} grants of {size} "
            "mln, {projects} in all, {per_region} a region of 20: a lower bound, with the "
            "confidential cells {upper}"
        ),
        {
            "published": round(published.sum(), 4),
            "count": len(published),
            "mean": round(mean, 3),
            "grants": int(grants),
            "size": round(size, 1),
            "projects": int(len(published) * grants),
            "per_region": round(len(published) * grants / 20, 1),
            "upper": round(total[LAST] / size, 1),
        },
        NATION,
        "local_budget_rd",
        (LAST,),
    )
    shares = (100 * figures.national("local_budget_rd") / figures.national("rd_expenditure")).dropna()
    fits = shares.max() < 1 and shares.idxmin() == LAST and list(shares.nlargest(2).index) == [2017, 2019]
    yield AuditFinding(
        39,
        "local_share_extremes",
        "ok" if fits else "error",
        S2,
        extracted(
            "the share of local budgets is highest in {first} ({high}%) and lowest in {last} "
            "({low}%) among the {count} years known, never above 1%"
        ),
        {
            "first": int(shares.idxmax()),
            "high": round(shares.max(), 2),
            "last": int(shares.idxmin()),
            "low": round(shares.min(), 3),
            "count": len(shares),
        },
        NATION,
        "local_budget_rd",
        tuple(int(year) for year in shares.index),
    )


def _types_of_work(figures: ConceptFigures) -> Iterator[AuditFinding]:
    types = ("applied", "basic", "experimental_development")
    amounts = [figures.national(f"local_budget_rd_by_type:{name}")[LAST] for name in types]
    total = figures.national("local_budget_rd")[LAST]
    shares = [100 * amount / total for amount in amounts]
    fits = abs(sum(amounts) - total) <= 0.15 and all(
        figures.agrees(share, S2, f"local_budget_rd_by_type_share:{name}", period=LAST)
        for name, share in zip(types, shares, strict=True)
    )
    yield AuditFinding(
        30,
        "types_of_work",
        "ok" if fits else "error",
        S2,
        extracted(
            "{applied} + {basic} + {development} = {total} mln, {shares}%: a second proof that "
            "Table 2 holds thousand KZT"
        ),
        {
            "applied": amounts[0],
            "basic": amounts[1],
            "development": amounts[2],
            "total": round(sum(amounts), 1),
            "shares": " / ".join(f"{share:.1f}" for share in shares),
        },
        NATION,
        "local_budget_rd",
        (LAST,),
    )


def _personnel(figures: ConceptFigures) -> Iterator[AuditFinding]:
    six = figures.regions_of("rd_personnel_six")
    shares = [figures.cell(S3, "rd_personnel_share", code, LAST) for code in six]
    claimed = figures.cell(S3, "rd_personnel_six", " ".join(six), LAST)
    fits = abs(sum(shares) - claimed) < 2.5
    yield AuditFinding(
        29,
        "six_regions_personnel",
        "ok" if fits else "error",
        S3,
        extracted("the six shares of personnel add up to {total}%, about {claimed}%"),
        {"total": round(sum(shares), 1), "claimed": int(claimed)},
        NATION,
        "rd_personnel",
        (LAST,),
    )


def _cofinancing_target(figures: ConceptFigures) -> Iterator[AuditFinding]:
    floor = min(figures.cell(S64, f"minimum_local_share:{name}", period="") for name in ("grant", "programme"))
    targets = {year: figures.cell("Table 3", "cofinancing_share", period=year) for year in range(2026, 2031)}
    set_years = [year for year, target in targets.items() if target > 0]
    if max(targets[year] for year in set_years) < floor:
        yield AuditFinding(
            31,
            "target_below_rule",
            "contradiction",
            "Table 3, Section 6.4",
            extracted(
                "the target share of co-financing is {first}% to {last}% in {years}, but section 6.4 "
                "asks every grant for {grant}% and every programme for {programme}%: any mix of such "
                "projects has at least {floor}%; ask which base is meant"
            ),
            {
                "first": targets[set_years[0]],
                "last": targets[set_years[-1]],
                "years": f"{set_years[0]}-{set_years[-1]}",
                "grant": figures.cell(S64, "minimum_local_share:grant", period=""),
                "programme": figures.cell(S64, "minimum_local_share:programme", period=""),
                "floor": floor,
            },
            NATION,
            "cofinancing_share",
            tuple(set_years),
        )

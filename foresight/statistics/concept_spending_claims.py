"""Audit of what the Concept says of spending in the regions: a head, an enterprise, of the product, after prices."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from foresight.problems import extracted
from foresight.regions.regions import NATION
from foresight.statistics.concept_figures import YEARS, AuditFinding, ConceptFigures
from foresight.statistics.deflators import price_index, real_growth

LAST, FIRST = YEARS[-1], YEARS[0]
ALMATY, MANGYSTAU, ULYTAU = "KZ-75", "KZ-47", "KZ-62"
S1 = "Section 5.1"


def check_spending_claims(figures: ConceptFigures) -> Iterator[AuditFinding]:
    """Yield the findings on the text of section 5.1."""
    yield from _per_head(figures)
    yield from _enterprises(figures)
    yield from _leading_regions(figures)
    yield from _spending_over_grp(figures)
    yield from _real_growth(figures)


def _per_head(figures: ConceptFigures) -> Iterator[AuditFinding]:
    spending, people = figures.regional("rd_expenditure")[LAST], figures.regional("population")[LAST]
    per_head = 1e5 * spending / people
    ordered = np.sort(per_head.to_numpy())
    printed_ratio, printed_range = (
        figures.cell(S1, "range_ratio", period=LAST),
        figures.cell(S1, "interquartile_range", period=LAST),
    )
    ratio, spread = ordered[-1] / ordered[0], ordered[14] - ordered[5]
    absolute_ratio = spending.max() / spending.min()
    absolute_spread = spending.quantile(0.75) - spending.quantile(0.25)
    # The printed whole number may be the rounded or the cut one: 277.4 and 658.1 give 277 and 658 either way.
    fits = abs(ratio - printed_ratio) < 1 and abs(spread - printed_range) < 1
    if fits and abs(absolute_ratio - printed_ratio) >= 1:
        yield AuditFinding(
            10,
            "per_head_not_said",
            "ambiguous",
            S1,
            extracted(
                "{printed_ratio} times and {printed_range} mln stand as if about spending, but are per "
                "100,000 people: {ratio} times and {high} - {low} = {spread} mln; spending itself "
                "differs {absolute_ratio} times, with an interquartile range of {absolute_spread} mln"
            ),
            {
                "printed_ratio": int(printed_ratio),
                "printed_range": int(printed_range),
                "ratio": round(ratio, 1),
                "high": round(ordered[14], 1),
                "low": round(ordered[5], 1),
                "spread": round(spread, 1),
                "absolute_ratio": round(absolute_ratio),
                "absolute_spread": round(absolute_spread),
            },
            NATION,
            "rd_expenditure",
            (LAST,),
        )
    nation = 1e5 * figures.national("rd_expenditure")[LAST] / figures.national("population")[LAST]
    claimed = figures.cell(S1, "per_100k_over_mean", ALMATY, LAST)
    over_mean, over_nation = per_head[ALMATY] / per_head.mean(), per_head[ALMATY] / nation
    if over_mean >= claimed > over_nation:
        yield AuditFinding(
            11,
            "mean_of_regions_called_national",
            "ambiguous",
            S1,
            extracted(
                "more than {claimed} times the national average holds for the plain mean of 20 regions "
                "only: {value} is {over_mean} times {mean} but {over_nation} times the national "
                "{nation} mln per 100,000 people"
            ),
            {
                "claimed": int(claimed),
                "value": round(per_head[ALMATY], 1),
                "over_mean": round(over_mean, 2),
                "mean": round(per_head.mean(), 1),
                "over_nation": round(over_nation, 2),
                "nation": round(nation, 1),
            },
            ALMATY,
            "rd_per_100k",
            (LAST,),
        )
    named = set(figures.regions_of("per_100k_over_billion"))
    above = set(per_head[per_head > 1000].index)
    yield AuditFinding(
        38,
        "billion_per_100k",
        "ok" if named == above else "error",
        S1,
        extracted("{count} regions spend over a billion KZT per 100,000 people, {named} are named"),
        {"count": len(above), "named": len(named & above)},
        NATION,
        "rd_per_100k",
        (LAST,),
    )


def _enterprises(figures: ConceptFigures) -> Iterator[AuditFinding]:
    doing, reporting = figures.national("orgs_doing_rd")[LAST], figures.national("orgs_reporting")[LAST]
    mean = figures.cell(S1, "share_of_enterprises_mean", period=LAST)
    if not figures.agrees(100 * doing / reporting, S1, "share_of_enterprises_mean", period=LAST):
        yield AuditFinding(
            12,
            "mean_of_regions_called_national",
            "ambiguous",
            S1,
            extracted(
                "the average of the republic, {printed}%, is the plain mean of the regions; the "
                "national share is {doing} / {reporting} = {computed}%, given two sentences earlier"
            ),
            {
                "printed": mean,
                "doing": int(doing),
                "reporting": int(reporting),
                "computed": round(100 * doing / reporting, 2),
            },
            NATION,
            "share_of_enterprises_doing_rd",
            (LAST,),
        )


def _leading_regions(figures: ConceptFigures) -> Iterator[AuditFinding]:
    spending, total = figures.regional("rd_expenditure")[list(YEARS)], figures.national("rd_expenditure").reindex(YEARS)
    leaders = figures.regions_of("leading_regions")
    claimed = figures.cell(S1, "leading_regions", " ".join(leaders))
    yearly = 100 * spending.loc[leaders].sum() / total
    five = 100 * spending.loc[leaders].sum().sum() / total.sum()
    holds_in = [year for year in YEARS if yearly[year] > claimed]
    if five > claimed and len(holds_in) < len(YEARS):
        yield AuditFinding(
            13,
            "five_year_claim",
            "partly_true",
            S1,
            extracted(
                "more than {claimed}% in seven regions holds for the five-year sum ({five}%) and in "
                "{holds}, not in every year: {y2020}; {y2021}; {y2022}; {y2023}; {y2024}%"
            ),
            {"claimed": int(claimed), "five": round(five, 2), "holds": ", ".join(map(str, holds_in))}
            | {f"y{year}": round(yearly[year], 2) for year in YEARS},
            NATION,
            "rd_expenditure",
            YEARS,
        )
    limit = figures.cell(S1, "other_regions_limit")
    others = spending.drop(index=leaders)
    five_years = (100 * others.sum(axis=1) / total.sum()).sort_values(ascending=False)
    above = (100 * others / total).stack()
    above = above[above > limit]
    if five_years.max() <= limit and len(above):
        yield AuditFinding(
            14,
            "five_year_claim",
            "partly_true",
            S1,
            extracted(
                "at most {limit}% in each of the other 13 regions holds for the five-year sum (largest "
                "{first}% and {second}%), not in single years: {exceptions}"
            ),
            {
                "limit": int(limit),
                "first": round(five_years.iloc[0], 2),
                "second": round(five_years.iloc[1], 2),
                "exceptions": "; ".join(f"{code} {year}: {share:.2f}%" for (code, year), share in above.items()),
            },
            NATION,
            "rd_expenditure",
            YEARS,
        )


def _spending_over_grp(figures: ConceptFigures) -> Iterator[AuditFinding]:
    share = 100 * figures.regional("rd_expenditure")[LAST] / figures.regional("grp")[LAST]
    spending, product = figures.regional("rd_expenditure").loc[ULYTAU, LAST], figures.regional("grp").loc[ULYTAU, LAST]
    if not figures.agrees(share[ULYTAU], S1, "rd_share_of_grp", ULYTAU, LAST):
        yield AuditFinding(
            27,
            "minimum_rounded",
            "rounding",
            S1,
            extracted(
                "the smallest share of GRP is {computed}% ({spending} mln of about {product} mln), so "
                "{shown}% rather than {printed}%; the largest {highest}% and the median {median}% are "
                "as printed"
            ),
            {
                "computed": round(share[ULYTAU], 4),
                "spending": spending,
                "product": round(product, -4),
                "shown": round(share[ULYTAU], 3),
                "printed": figures.cell(S1, "rd_share_of_grp", ULYTAU, LAST),
                "highest": round(share.max(), 3),
                "median": round(share.median(), 3),
            },
            ULYTAU,
            "rd_share_of_grp",
            (LAST,),
        )
    first, second = share.nlargest(2).items()
    # Regional product of 2024 is an estimate with an error of a few per cent.
    if second[1] / first[1] > 0.95:
        yield AuditFinding(
            28,
            "maximum_not_robust",
            "close_call",
            S1,
            extracted(
                "the largest share of GRP, {first}%, is within the error of the estimated product of "
                "the next, {second}%: the order of the two regions is not certain"
            ),
            {
                "first": round(first[1], 3),
                "second": round(second[1], 3),
                "first_region": first[0],
                "second_region": second[0],
            },
            str(first[0]),
            "rd_share_of_grp",
            (LAST,),
        )


def _real_growth(figures: ConceptFigures) -> Iterator[AuditFinding]:
    index = price_index(figures.observations, FIRST)
    prices = index[LAST] - 1
    nation, region = figures.national("rd_expenditure"), figures.regional("rd_expenditure").loc[MANGYSTAU]
    nominal, nominal_region = nation[LAST] / nation[FIRST] - 1, region[LAST] / region[FIRST] - 1
    if prices > 0.05:
        yield AuditFinding(
            37,
            "growth_in_current_prices",
            "nominal",
            "Table 1",
            extracted(
                "+{nominal}% is in current prices; consumer prices rose by {prices}%, so spending grew "
                "by {real}% in volume (Mangystau: +{nominal_region}% is +{real_region}%): deflate "
                "before comparing"
            ),
            {
                "nominal": round(100 * nominal, 1),
                "prices": round(100 * prices),
                "real": round(100 * real_growth(nominal, prices)),
                "nominal_region": round(100 * nominal_region, 1),
                "real_region": round(100 * real_growth(nominal_region, prices)),
            },
            NATION,
            "rd_expenditure",
            (FIRST, LAST),
        )

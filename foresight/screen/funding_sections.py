"""The answers of the page of funding scenarios, one section at a time: regions, causes, money, the difference."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight import chain
from foresight.charts import funding as charts
from foresight.charts import funding_analysis
from foresight.funding.comparison import compare_all
from foresight.funding.distribution import regional_distribution, winners_and_losers
from foresight.funding.engine import COUNTS
from foresight.funding.result import SimulationResult
from foresight.funding.vocabulary import INSTRUMENTS, PAYERS
from foresight.funding.waterfall import Waterfall
from foresight.funding.waterfall import waterfall as steps_between
from foresight.i18n.changes import path_label
from foresight.i18n.language import Language
from foresight.screen import funding, long_work, resources
from foresight.screen.elements import download_table
from foresight.screen.language import text as _

TARGET_YEARS = tuple(range(chain.FIRST_TARGET_YEAR, chain.LAST_TARGET_YEAR + 1))
Results = dict[str, SimulationResult]


def choose_year(key: str, container=st) -> int:
    """Draw the choice of a year of the targets."""
    return container.segmented_control(_("Year"), TARGET_YEARS, default=chain.LAST_TARGET_YEAR, key=key, required=True)


def by_region(results: Results, first: str, second: str, measure: str, language: Language) -> None:
    """Draw projects by region, who gains and loses, and how evenly they are spread."""
    year = choose_year("regions_year")
    names = language.labels("count")
    left, right = st.columns(2, gap="large")
    left.markdown(f"**{_('Projects by region, {count}, {year}', count=names[measure], year=year)}**")
    left.altair_chart(
        charts.projects_by_region(funding.projects_by_region(results, year, measure), language),
        alt=_("Projects by region in the scenarios compared"),
    )
    what = right.selectbox(
        _("Who gains and who loses, from A to B"),
        ["active", "started", *PAYERS, "unused"],
        format_func=language.labels("measure").get,
        key="winners_measure",
    )
    found = winners_and_losers(results[first], results[second], year, what)
    gained, lost = ((found["verdict"] == code).sum() for code in ("winner", "loser"))
    right.markdown(
        _(
            "{gained} regions gain, {lost} lose, {rest} see no clear change.",
            gained=gained,
            lost=lost,
            rest=len(found) - gained - lost,
        )
    )
    right.altair_chart(
        funding_analysis.winners_and_losers(
            found, _("difference B − A, {measure}", measure=language.label("measure", what)), language
        ),
        alt=_("Difference between the scenarios by region"),
    )
    spread = pd.DataFrame(
        [
            {
                _("Scenario"): name,
                _("Gini of projects"): language.number(row["gini_projects"], 2),
                _("Gini of central money"): language.number(row["gini_central_money"], 2),
                _("Regions with a project, on average"): language.number(row["regions_with_projects"], 1),
                _("Share of the region that has most"): language.percent(row["most"]),
            }
            for name, row in ((name, regional_distribution(result, year)) for name, result in results.items())
        ]
    )
    st.dataframe(spread, hide_index=True, alt=_("How evenly projects are spread over the regions"))
    st.caption(_("Gini coefficient: 0 when all regions have the same, close to 1 when one has everything."))
    with st.expander(_("All figures with intervals and errors"), icon=":material/table:"):
        st.dataframe(readable(funding.projects_by_region(results, year, measure), language), hide_index=True)
        if st.checkbox(_("Prepare the file with every region, year, count and payer"), key="everything_wanted"):
            download_table(funding.everything(results), "scenarios.csv", key="download_everything")


def readable(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return counts with intervals and errors for reading."""
    places = {"region": _("Region"), "year": _("Year")}
    columns = {_("Scenario"): rows["scenario"].tolist()}
    for name, title in places.items():
        if name in rows:
            columns[title] = [language.region(v) if name == "region" else str(v) for v in rows[name]]
    return pd.DataFrame(
        columns
        | {
            _("On average"): [language.number(value, 2) for value in rows["mean"]],
            _("8 futures in 10"): [
                f"{language.number(low, 1)} – {language.number(high, 1)}" for low, high in zip(rows["p10"], rows["p90"])
            ],
            _("Error of the simulation"): [language.number(value, 3) for value in rows["standard_error"]],
        }
    )


def binding(results: Results, second: str, language: Language) -> None:
    """Draw which constraint binds, by region and by year."""
    picked, kind = st.columns(2)
    by_letter = {label[0]: label for label in results}
    letter = picked.segmented_control(
        _("Scenario"), list(by_letter), default="B", key="binding_scenario", required=True
    )
    shown = by_letter.get(letter, second)
    instrument = kind.segmented_control(
        _("Instrument"),
        list(INSTRUMENTS),
        default="grant",
        format_func=lambda code: language.label("instrument", code),
        key="binding_instrument",
        required=True,
        wrap=True,
    )
    year = choose_year("binding_year")
    by_year = funding.binding_by_year(results[shown], instrument)
    of_year = by_year[(by_year["year"] == year) & (by_year["cause"] != "none")]
    worst = of_year.loc[of_year["share"].idxmax()]
    st.markdown(
        _(
            "In {year} the next project is held back most often by: **{cause}**, in {share} of regions and futures.",
            year=year,
            cause=language.label("binding", worst["cause"]),
            share=language.percent(worst["share"]),
        )
    )
    left, right = st.columns([3, 2], gap="large")
    left.altair_chart(
        charts.binding_shares(funding.binding_by_region(results[shown], year, instrument), language),
        alt=_("Which constraint binds, by region"),
    )
    right.altair_chart(charts.binding_shares(by_year, language, by="year"), alt=_("Which constraint binds, by year"))


def money(results: Results, language: Language) -> None:
    """Draw who pays, in the nation or a region, and how much local money is left unused."""
    regions = next(iter(results.values())).regions
    region = st.selectbox(
        _("Where"), ["KZ", *regions], format_func=lambda code: language.region(code), key="money_region"
    )
    prices = {result.model.choices["prices"] for result in results.values()}
    if len(prices) > 1:
        st.warning(_("One scenario counts in tenge of the year, another in tenge of 2024: amounts do not compare."))
    st.altair_chart(
        charts.money_by_payer(funding.money_by_payer(results, region), language), alt=_("Money by payer and year")
    )
    st.caption(
        _("Amounts in tenge of 2024, on average over all futures.")
        if prices == {"real"}
        else _("Amounts in tenge of the year, on average over all futures.")
    )
    measures = (*PAYERS, "in_kind", "unused", "displaced")
    table = {_("Measure, 2026–2030 together"): [language.label("measure", measure) for measure in measures]}
    for name, result in results.items():
        inside = [year >= chain.FIRST_TARGET_YEAR for year in result.years]
        cells = []
        for measure in measures:
            total = funding.counts(result, measure, region)[inside].sum(axis=0)
            low, high = pd.Series(total).quantile([0.1, 0.9])
            cells.append(f"{language.money(float(total.mean()))} ({language.money(low)} – {language.money(high)})")
        table[name] = cells
    st.dataframe(pd.DataFrame(table), hide_index=True, alt=_("Money of five years by payer, and money left unused"))
    st.caption(_("In brackets: 8 futures in 10. Money left unused was there for joint projects and found none."))


def difference(results: Results, first: str, second: str, language: Language) -> None:
    """Draw the steps from A to B, and every pair of scenarios compared."""
    wanted, when = st.columns([2, 3])
    measure = wanted.selectbox(
        _("Projects"), list(COUNTS), format_func=language.labels("count").get, key="difference_measure"
    )
    year = choose_year("difference_year", when)
    one, other = results[first], results[second]
    inputs = funding.inputs()

    def work(progress: long_work.Progress) -> dict[str, object]:
        found = steps_between(one.scenario, other.scenario, inputs, year=year, measure=measure, progress=progress)
        return {
            "start": found.start,
            "end": found.end,
            "method": found.method,
            "steps": [vars(step) for step in found.contributions],
        }

    key = long_work.question("waterfall", one.hash, other.hash, year, measure)
    found = long_work.answer(resources.database(), "waterfall", key, work)
    if found is not None and not found["steps"]:
        st.info(_("A and B do not differ: choose another scenario or move a lever."), icon=":material/info:")
    elif found is not None:
        st.altair_chart(
            funding_analysis.waterfall(waterfall_rows(found, language), language),
            alt=_("Steps from scenario A to scenario B"),
        )
        st.caption(
            _("Each step is the mean over all orders in which the changes could be made, so the steps add up exactly.")
            if found["method"] == "all_orders"
            else _("Steps are means over sampled orders of the changes; they add up exactly.")
        )
    shown = measure if measure != "cumulative" else "started"
    pairs = compare_all(results, shown, year)
    st.dataframe(
        pd.DataFrame(
            {
                _("First scenario"): pairs["first_scenario"].tolist(),
                _("Second scenario"): pairs["second_scenario"].tolist(),
                _("Difference, {measure}", measure=language.label("measure", shown)): [
                    f"{language.number(gap, 2)} ± {language.number(1.96 * error, 2)}"
                    for gap, error in zip(pairs["difference"], pairs["standard_error"])
                ],
                _("More in"): [language.percent(share) for share in pairs["more"]],
                _("Fewer in"): [language.percent(share) for share in pairs["less"]],
            }
        ),
        hide_index=True,
        alt=_("Every scenario against every other"),
    )
    st.caption(_("Futures in which the second has more, and fewer, than the first. ±: 95 % error of the simulation."))


def waterfall_rows(found: dict[str, object] | Waterfall, language: Language) -> pd.DataFrame:
    """Turn the steps from A to B into bars."""
    rows = [{"step": "A", "low": 0.0, "high": found["start"], "kind": "total", "value": found["start"]}]
    level = found["start"]
    for step in found["steps"]:
        after = level + step["value"]
        rows.append(
            {
                "step": path_label(language, step["path"]),
                "low": min(level, after),
                "high": max(level, after),
                "kind": "more" if step["value"] >= 0 else "less",
                "value": step["value"],
            }
        )
        level = after
    rows.append({"step": "B", "low": 0.0, "high": found["end"], "kind": "total", "value": found["end"]})
    frame = pd.DataFrame(rows)
    signs = ["" if kind == "total" or value < 0 else "+" for kind, value in zip(frame["kind"], frame["value"])]
    return frame.assign(text=[sign + language.number(v, 2) for sign, v in zip(signs, frame["value"])])

"""The ranking: ranks with their intervals, both ways of counting groups side by side, scores by criterion."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts import results as charts
from foresight.priorities.weighted_sum import AGGREGATIONS
from foresight.screen.elements import download_table
from foresight.screen.results import tables
from foresight.screen.results.reading import Shown
from foresight.screen.results.words import number, percent


def chance_asked(shown: Shown) -> bool:
    """Tell whether the session chooses fewer needs than it has, so that the chance to be chosen says something."""
    return shown.found.uncertainty.reliable and shown.found.rule.top_k < len(shown.found.needs)


def chart(shown: Shown, count: int | None) -> None:
    """Draw the first needs by rank."""
    needs, language = shown.found.needs, shown.language
    sizes = needs.groupby("band")["need"].transform("size")
    leads = ~needs["band"].duplicated()
    frame = needs.assign(
        title=needs["need"].map(shown.rows),
        band_text=[
            language.text("tie of {count}", count=size) if first and size > 1 else ""
            for size, first in zip(sizes, leads)
        ],
        chance=[language.chance(float(value)) if chance_asked(shown) else "" for value in needs["top_probability"]],
    )
    st.caption(
        language.text(
            "Dot: the rank. Line: the ranks in {share} of panels like this one.",
            share=percent(shown.found.rule.confidence, language),
        )
        if shown.found.uncertainty.reliable
        else language.text("Dot: the rank. With so few people every rank is possible.")
    )
    st.altair_chart(
        charts.rank_intervals(frame if count is None else frame.head(count), language),
        alt=language.text("Needs by rank with the interval of each rank"),
    )


def table(shown: Shown) -> pd.DataFrame:
    """Return ranks, scores and chances as they are read."""
    needs, language = shown.found.needs, shown.language
    here = shown.found.aggregation
    other = next(name for name in AGGREGATIONS if name != here)
    columns = {
        **shown.named(needs["need"]),
        language.text("Ranks in other panels"): [
            f"{low}–{high}" if low != high else str(low) for low, high in zip(needs["rank_low"], needs["rank_high"])
        ],
        language.text("Score: {who}", who=language.label("aggregation", here)): _scores(needs["score"], shown),
        language.text("Score: {who}", who=language.label("aggregation", other)): _scores(
            needs[f"score_{other}"], shown
        ),
        language.text("Rank: {who}", who=language.label("aggregation", other)): needs[f"rank_{other}"].tolist(),
    }
    if chance_asked(shown):
        k = language.number(shown.found.rule.top_k)
        columns[language.text("Among the first {k}, other panels", k=k)] = [
            percent(value, language) for value in needs["top_probability"]
        ]
        columns[language.text("Among the first {k}, any weights", k=k)] = [
            percent(value, language) for value in needs["top_probability_weights"]
        ]
    columns[language.text("Ranks under weights a tenth apart")] = [
        f"{low}–{high}" if low != high else str(low)
        for low, high in zip(needs["weight_rank_low"], needs["weight_rank_high"])
    ]
    if len(shown.groups) > 1:
        for group in shown.groups:
            columns[language.label("group", group)] = _scores(needs[f"score_{group}"], shown)
    return pd.DataFrame(columns)


def _scores(values: pd.Series, shown: Shown) -> list[str]:
    return [number(value, shown.language, 1) for value in values]


def criterion_table(shown: Shown) -> pd.DataFrame:
    """Return the desirability of each need by criterion, 0 to 100."""
    by_criterion = shown.found.by_criterion
    wide = by_criterion.pivot(index="need", columns="criterion", values="desirability")
    frame = pd.DataFrame(shown.named(shown.found.needs["need"]))
    for one in shown.criteria:
        header = f"{one.name} ({percent(shown.weights.weights[one.code], shown.language)})"
        frame[header] = [number(wide.at[need, one.code], shown.language) for need in shown.found.needs["need"]]
    return frame


def draw(shown: Shown, count: int | None) -> None:
    """Draw the section."""
    language = shown.language
    told = table(shown)
    tables.show(told, language.text("Ranks and scores of the needs"))
    st.caption(
        language.text(
            "Scores run from 0 to 100. Needs of one band cannot be told apart: the first of them outscores the others "
            "in fewer than {share} of the panels.",
            share=percent(shown.found.rule.confidence, language),
        )
    )
    download_table(told, "ranking.csv", key="download_ranking")
    st.markdown(f"**{language.text('Desirability by criterion, and the weight of each')}**")
    by_criterion = criterion_table(shown)
    tables.show(by_criterion, language.text("Desirability of each need by criterion"))
    download_table(by_criterion, "criteria.csv", key="download_criteria")

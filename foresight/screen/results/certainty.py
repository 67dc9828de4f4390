"""How sure the ranking is: other panels, all weights, the size of the panel, the weight that flips the first place."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts import certainty as charts
from foresight.screen.elements import as_text, download_table
from foresight.screen.results import tables
from foresight.screen.results.reading import Shown
from foresight.screen.results.words import DASH, number, percent


def acceptability(shown: Shown, kind: str, count: int | None) -> pd.DataFrame:
    """Return how often each need takes each rank: ``title, rank, share``."""
    rows = shown.first(shown.found.rank_acceptability, count).rename(columns={kind: "share"})
    return rows.sort_values(["place", "rank"])[["title", "rank", "share"]]


def panel_sentence(shown: Shown) -> str:
    """Say how firm the choice of the first needs is."""
    language, panel = shown.language, shown.found.panel
    if not shown.found.uncertainty.reliable:
        return language.text("Too few people answered to tell how sure the ranks are.")
    if panel.k >= len(shown.found.needs):
        return language.text("All needs are to be chosen: the panel cannot choose wrongly.")
    return language.text(
        "Another panel of {people} people would share {overlap} of the first {k} needs; the rule asks for {least}.",
        people=language.number(panel.people),
        overlap=language.percent(panel.overlap),
        k=language.number(panel.k),
        least=language.percent(panel.least),
    )


def flips(shown: Shown) -> pd.DataFrame:
    """Return for each criterion the range of weights within which the first place stays.

    Returns
    -------
    DataFrame
        ``criterion, weight, low, high, below, above, change``: the needs that would come first below and above.
    """
    names = {one.code: one.name for one in shown.criteria}
    frame = shown.found.weight_flips
    return pd.DataFrame(
        {
            "criterion": [names[code] for code in frame["criterion"]],
            "weight": frame["weight"].astype(float).tolist(),
            "low": frame["flip_below"].fillna(0.0).astype(float).tolist(),
            "high": frame["flip_above"].fillna(1.0).astype(float).tolist(),
            "below": [shown.titles.get(need, DASH) if need else DASH for need in frame["first_below"]],
            "above": [shown.titles.get(need, DASH) if need else DASH for need in frame["first_above"]],
            "change": [None if pd.isna(value) else float(value) for value in frame["smallest_change"]],
        }
    )


def flip_sentence(frame: pd.DataFrame, shown: Shown) -> str:
    """Say which weight the first place hangs on most."""
    language = shown.language
    changed = frame[frame["change"].notna()]
    if not len(changed):
        return language.text("No weight of a single criterion can change the first place.")
    least = changed.loc[changed["change"].astype(float).idxmin()]
    down = least["below"] != DASH and least["weight"] - least["low"] <= least["change"] + 1e-9
    turn = least["low"] if down else least["high"]
    decimals = 0 if least["change"] >= 0.01 else 1
    return language.text(
        "The first place hangs most on “{criterion}”: at a weight of {turn} instead of {weight} another need leads.",
        criterion=as_text(least["criterion"]),
        turn=percent(turn, language, decimals),
        weight=percent(least["weight"], language, decimals),
    )


def flip_table(frame: pd.DataFrame, shown: Shown) -> pd.DataFrame:
    """Return the ranges as they are read."""
    language = shown.language
    return pd.DataFrame(
        {
            language.text("Criterion"): frame["criterion"].tolist(),
            language.text("Weight now"): [percent(value, language) for value in frame["weight"]],
            language.text("First place stays from"): [percent(value, language) for value in frame["low"]],
            language.text("Below it comes first"): frame["below"].tolist(),
            language.text("First place stays up to"): [percent(value, language) for value in frame["high"]],
            language.text("Above it comes first"): frame["above"].tolist(),
        }
    )


def central_weights(shown: Shown) -> pd.DataFrame:
    """Return the weights of those who would put each need first, with the share of all weights that do."""
    language, found = shown.language, shown.found
    firsts = found.rank_acceptability[found.rank_acceptability["rank"] == 1].set_index("need")["all_weights"]
    rows = shown.first(found.central_weights.reset_index(), None)
    frame = pd.DataFrame(shown.named(rows["need"]))
    frame[language.text("First under")] = [
        language.text("{share} of all weights", share=percent(firsts[need], language)) for need in rows["need"]
    ]
    for one in shown.criteria:
        frame[one.name] = [percent(value, language) for value in rows[one.code]]
    return frame


def draw(shown: Shown, count: int | None) -> None:
    """Draw the section."""
    language, found = shown.language, shown.found
    st.markdown(f"**{panel_sentence(shown)}**")
    if found.panel.people_needed and not found.panel.enough:
        st.write(
            language.text(
                "About {people_needed} people would make the choice firm.",
                people_needed=number(found.panel.people_needed, language),
            )
        )
    kind = st.segmented_control(
        language.text("What is varied"),
        ["panels", "all_weights"],
        default="panels",
        format_func=lambda code: language.label("varied", code),
        key="results_varied",
        required=True,
    )
    if kind == "panels" and not found.uncertainty.reliable:
        st.info(
            language.text("With so few people every rank is possible: no chart pretends otherwise."),
            icon=":material/info:",
        )
    else:
        st.altair_chart(
            charts.acceptability(acceptability(shown, kind, count), language),
            alt=language.text("How often each need takes each rank"),
        )
    ranges = flips(shown)
    if not len(ranges):
        return
    st.markdown(f"**{flip_sentence(ranges, shown)}**")
    st.altair_chart(
        charts.weight_flips(ranges, language), alt=language.text("Weights within which the first place stays")
    )
    told = flip_table(ranges, shown)
    tables.show(told, language.text("What change of weight puts another need first"))
    st.caption(language.text("When one weight changes, the others shrink or grow in proportion."))
    download_table(told, "weights-that-decide.csv", key="download_flips")
    st.markdown(f"**{language.text('Who would put which need first')}**")
    tables.show(central_weights(shown), language.text("Mean weights of those who put a need first"))

"""Whether answers still move between rounds: a second answer beside agreement, never mixed with it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts import results as charts
from foresight.screen.elements import download_table
from foresight.screen.results import tables
from foresight.screen.results.agreement import EVERYBODY, choose_group, in_order
from foresight.screen.results.reading import Shown
from foresight.screen.results.words import DASH, number, percent, probability, share_between
from foresight.sessions.consensus.stability import kappa_band

JUDGED = ("stable", "moving")


def _kappa(value: object, shown: Shown) -> str:
    if pd.isna(value):
        return DASH
    return f"{number(value, shown.language, 2)}, {shown.language.label('kappa', kappa_band(float(value)))}"


def of_group(shown: Shown, group: str) -> pd.DataFrame:
    """Return the stability of every need in one group, or of all together."""
    found = shown.found
    if group == EVERYBODY:
        return found.stability
    return found.stability_by_group[found.stability_by_group["stakeholder_group"] == group]


def table(shown: Shown, group: str = EVERYBODY) -> pd.DataFrame:
    """Return for each need what happened to its answers between its two last rounds."""
    language = shown.language
    rows = shown.first(of_group(shown, group), None)
    return pd.DataFrame(
        {
            **shown.named(rows["need"]),
            language.text("Stability"): [language.label("stability", code) for code in rows["state"]],
            language.text("Kept the answer"): [
                share_between(*part, language)
                for part in zip(rows["unchanged_share"], rows["unchanged_low"], rows["unchanged_high"])
            ],
            language.text("Moved toward the median"): [percent(value, language) for value in rows["toward"]],
            language.text("Moved away"): [percent(value, language) for value in rows["away"]],
            language.text("Answered twice"): rows["paired"].tolist(),
            language.text("Did not come back"): rows["attrition"].tolist(),
            language.text("Wilcoxon, p-value"): [
                probability(p, language) + (f" ({language.label('wilcoxon', how)})" if how and not pd.isna(p) else "")
                for p, how in zip(rows["wilcoxon_p"], rows["wilcoxon_method"])
            ],
            language.text("Weighted kappa"): [_kappa(value, shown) for value in rows["weighted_kappa"]],
            language.text("Change of the distribution"): [
                percent(value, language) for value in rows["distribution_change"]
            ],
        }
    )


def attrition(shown: Shown) -> pd.DataFrame:
    """Return who took part in each round by group, and who did not come back."""
    language, rows = shown.language, in_order(shown.found.attrition, shown)
    first = rows["round"] == rows["round"].min()
    return pd.DataFrame(
        {
            language.text("Round"): rows["round"].tolist(),
            language.text("Group"): [language.label("group", code) for code in rows["stakeholder_group"]],
            language.text("People"): rows["people"].tolist(),
            language.text("Came back"): _from_second(rows["came_back"], first, shown),
            language.text("Did not come back"): _from_second(rows["lost"], first, shown),
            language.text("Joined"): _from_second(rows["joined"], first, shown),
        }
    )


def _from_second(values: pd.Series, first: pd.Series, shown: Shown) -> list[str]:
    return [DASH if opening else number(value, shown.language) for value, opening in zip(values, first)]


def firm_but_split(shown: Shown) -> list[str]:
    """Return the needs on which people keep their answers and do not agree: a finding, not a failure."""
    needs = shown.found.needs
    split = needs["verdict"].eq("disagreement") | needs["label"].eq("contested")
    return [shown.rows[need] for need in needs["need"][split & needs["stability"].eq("stable")]]


def draw(shown: Shown, count: int | None) -> None:
    """Draw the section."""
    language, found = shown.language, shown.found
    once = found.stability["state"].eq("once").all()
    group = EVERYBODY if once else choose_group(shown, "stability")
    kept = of_group(shown, group)
    judged = shown.first(kept[kept["state"].isin(JUDGED)], count)
    if not len(judged):
        st.info(
            language.text("Every need was rated in one round: whether answers still move is not known.")
            if once
            else language.text("Too few people answered two rounds to tell whether answers still move."),
            icon=":material/info:",
        )
    else:
        still = int(kept["state"].eq("moving").sum())
        st.markdown(
            "**"
            + language.plural(
                "Answers to {count} need still move: another round may change it.",
                "Answers to {count} needs still move: another round may change them.",
                still,
            )
            + "**"
            if still
            else f"**{language.text('Answers have settled: another round would change little.')}**"
        )
        split = firm_but_split(shown) if group == EVERYBODY else []
        if split:
            st.info(
                language.text("Settled and still split; more rounds will not bring agreement:"),
                icon=":material/call_split:",
            )
            for title in split:
                st.text(title)
        drawn = judged.astype(dict.fromkeys(["unchanged_share", "unchanged_low", "unchanged_high"], float))
        st.altair_chart(
            charts.unchanged_shares(drawn, found.rule.unchanged_at_least, language),
            alt=language.text("Share of people who kept their answer, by need"),
        )
        told = table(shown, group)
        tables.show(told, language.text("Measures of stability by need"))
        st.caption(
            language.text(
                "A test that finds no shift is no proof of stability: read it with the share of people who kept their "
                "answer. Kappa with linear weights."
            )
        )
        download_table(told, "stability.csv", key="download_stability")
    if len(found.rounds) > 1:
        st.markdown(f"**{language.text('Who took part, and who did not come back')}**")
        tables.show(attrition(shown), language.text("People by round and group"))

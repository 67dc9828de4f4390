"""Rankings of needs, with the stakeholder groups side by side."""

import altair as alt
import pandas as pd

from foresight.charts.style import ACCENT, GROUP_COLOURS, colours_by, finished
from foresight.i18n.language import Language


def ranked_needs(ranking: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw the score of each need as a bar and the score each group gives it as a point.

    Parameters
    ----------
    ranking : DataFrame
        ``need, title, score, rank`` and ``score_<group>`` for the groups that rated.
    """
    rows = ranking.assign(label=[f"{rank}. {title}" for rank, title in zip(ranking["rank"], ranking["title"])])
    order = rows["label"].tolist()
    # The short names: the long ones do not fit into one line of a legend.
    labels = {code: language.label("group_short", code) for code in language.labels("stakeholder_group")}
    groups = [code for code in GROUP_COLOURS if f"score_{code}" in rows]
    by_group = rows.melt(
        id_vars=["label"], value_vars=[f"score_{code}" for code in groups], var_name="group_code"
    ).dropna()
    by_group["group_text"] = [labels[code.removeprefix("score_")] for code in by_group["group_code"]]
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=420, labelOverlap=False))
    bars = (
        alt.Chart(rows)
        .mark_bar(color=ACCENT, opacity=0.3, cornerRadiusEnd=2)
        .encode(
            y=y,
            x=alt.X("score:Q", title=language.text("score, 0 to 100"), scale=alt.Scale(domain=[0, 100])),
            tooltip=[
                alt.Tooltip("title:N", title=language.text("Need")),
                alt.Tooltip("score:Q", title=language.text("score, 0 to 100"), format=".0f"),
                alt.Tooltip("raters:Q", title=language.text("ballots")),
            ],
        )
    )
    points = (
        alt.Chart(by_group)
        .mark_point(filled=True, size=80, opacity=1)
        .encode(
            y=y,
            x="value:Q",
            color=alt.Color("group_text:N", title=language.text("Group"), scale=colours_by(labels, GROUP_COLOURS)),
            shape=alt.Shape(
                "group_text:N", title=language.text("Group"), scale=alt.Scale(domain=list(labels.values()))
            ),
            tooltip=["group_text:N", alt.Tooltip("value:Q", format=".0f")],
        )
    )
    return finished((bars + points).properties(height=alt.Step(30)), language)

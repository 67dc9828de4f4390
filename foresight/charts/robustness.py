"""Which rule survives most futures: how often each is good enough, and what choosing it may cost."""

import altair as alt
import pandas as pd

from foresight.charts.funding_analysis import height_of, rows_by_name, wrapped
from foresight.charts.style import ACCENT, GREY, INK, ORANGE, SCENARIO_COLOURS, finished, narrow_legend
from foresight.i18n.language import Language


def satisficing(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw the share of futures in which each rule reaches the goal, with its error.

    Parameters
    ----------
    rows : DataFrame
        ``name, satisfices, low, high``, best first.
    """
    rows = rows.assign(name=wrapped(rows["name"].tolist()))
    best = rows["name"].iloc[0] if len(rows) else ""
    base = alt.Chart(rows).encode(y=rows_by_name(rows["name"].tolist()))
    bars = base.mark_bar(height=15).encode(
        x=alt.X(
            "satisfices:Q",
            title=language.text("share of futures"),
            axis=alt.Axis(format="%", tickCount=5),
            scale=alt.Scale(domainMin=0),
        ),
        color=alt.condition(alt.datum.name == best, alt.value(ACCENT), alt.value("#9DB4BF")),
        tooltip=[
            alt.Tooltip("name:N", title=language.text("Scenario")),
            alt.Tooltip("satisfices:Q", title=language.text("goal reached"), format=".1%"),
            alt.Tooltip("low:Q", title=language.text("at least"), format=".1%"),
            alt.Tooltip("high:Q", title=language.text("at most"), format=".1%"),
        ],
    )
    spread = base.mark_rule(color=INK, strokeWidth=2).encode(x="low:Q", x2="high:Q")
    texts = base.mark_text(align="left", dx=6).encode(x="high:Q", text="text:N")
    return finished((bars + spread + texts).properties(height=height_of(len(rows), 32)), language)


def regret(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw the mean and the 90th percentile of the projects forgone against the best rule of each future.

    Parameters
    ----------
    rows : DataFrame
        ``name, mean_regret, p90_regret, most_regret, best_in``, least first.
    """
    rows = rows.assign(name=wrapped(rows["name"].tolist()))
    base = alt.Chart(rows).encode(y=rows_by_name(rows["name"].tolist()))
    tooltip = [
        alt.Tooltip("name:N", title=language.text("Scenario")),
        alt.Tooltip("mean_regret:Q", title=language.text("on average"), format=".2f"),
        alt.Tooltip("p90_regret:Q", title=language.text("in 1 future of 10 more than"), format=".1f"),
        alt.Tooltip("most_regret:Q", title=language.text("at most"), format=".0f"),
        alt.Tooltip("best_in:Q", title=language.text("best, alone or with others"), format=".0%"),
    ]
    line = base.mark_rule(color=GREY, strokeWidth=2).encode(x="mean_regret:Q", x2="p90_regret:Q")
    mean = base.mark_point(filled=True, size=80, color=ACCENT, opacity=1).encode(
        x=alt.X("mean_regret:Q", title=language.text("projects forgone")),
        tooltip=tooltip,
    )
    far = base.mark_point(filled=True, size=60, color=ORANGE, shape="diamond", opacity=1).encode(
        x="p90_regret:Q", tooltip=tooltip
    )
    return finished((line + mean + far).properties(height=height_of(len(rows), 32)), language)


def goals(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw how often each rule reaches one, two, three … projects: which goal is within reach at all.

    Parameters
    ----------
    rows : DataFrame
        ``name, projects, share``.
    """
    names = list(dict.fromkeys(rows["name"]))
    chart = (
        alt.Chart(rows)
        .mark_line(point=True, strokeWidth=2)
        .encode(
            x=alt.X("projects:O", title=language.text("at least so many projects"), axis=alt.Axis(labelAngle=0)),
            y=alt.Y(
                "share:Q",
                title=language.text("share of futures"),
                axis=alt.Axis(format="%"),
            ),
            color=alt.Color(
                "name:N",
                title=None,
                sort=names,
                scale=alt.Scale(domain=names, range=list(SCENARIO_COLOURS)),
                legend=narrow_legend(),
            ),
            shape=alt.Shape("name:N", title=None, sort=names, scale=alt.Scale(domain=names), legend=narrow_legend()),
            tooltip=[
                alt.Tooltip("name:N", title=language.text("Scenario")),
                alt.Tooltip("projects:O", title=language.text("at least so many projects")),
                alt.Tooltip("share:Q", title=language.text("goal reached"), format=".1%"),
            ],
        )
    )
    return finished(chart.properties(height=260 + 26 * len(names)), language)

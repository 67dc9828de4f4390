"""What a co-financing rule does: projects, money, and the constraint that binds."""

import altair as alt
import pandas as pd

from foresight.charts.style import INK, PAYER_COLOURS, SCENARIO_COLOURS, colours_by, finished, narrow_legend
from foresight.i18n.language import Language

# Shades by kind of cause: money warm, people and ideas cool, arithmetic grey.
BINDING_COLOURS = {
    "budget": "#D55E00",
    "envelope": "#E69F00",
    "pipeline": "#0072B2",
    "capacity": "#56B4E9",
    "indivisibility": "#7A7A7A",
    "payment": "#CC79A7",
    "none": "#D5DEE3",
}


def _scenario_colour(rows: pd.DataFrame, language: Language) -> alt.Color:
    names = list(dict.fromkeys(rows["scenario"]))
    return alt.Color(
        "scenario:N",
        title=language.text("Scenario"),
        scale=alt.Scale(domain=names, range=list(SCENARIO_COLOURS[: len(names)])),
        legend=narrow_legend(beside=130),
    )


def _scenario_shape(names: list[str]) -> alt.Shape:
    """Tell scenarios apart by shape too; the scale is the colour's, so that both share one legend."""
    return alt.Shape("scenario:N", scale=alt.Scale(domain=names), legend=narrow_legend(beside=130))


def projects_by_year(rows: pd.DataFrame, targets: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw active projects a year with the interval of eight futures in ten, beside the target.

    Parameters
    ----------
    rows : DataFrame
        ``scenario, year, mean, p10, p90``.
    targets : DataFrame
        ``year, target``.
    """
    names = list(dict.fromkeys(rows["scenario"]))
    rows = rows.assign(year_text=rows["year"].astype(str))
    base = alt.Chart(rows).encode(
        x=alt.X("year_text:O", title=None, axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("scenario:N", sort=names),
        color=_scenario_colour(rows, language),
    )
    tooltip = [
        alt.Tooltip("scenario:N", title=language.text("Scenario")),
        alt.Tooltip("year_text:O", title=language.text("Year")),
        alt.Tooltip("mean:Q", title=language.text("on average"), format=".1f"),
        alt.Tooltip("p10:Q", title=language.text("low, 1 future in 10 is lower"), format=".1f"),
        alt.Tooltip("p90:Q", title=language.text("high, 1 future in 10 is higher"), format=".1f"),
    ]
    spread = base.mark_rule(strokeWidth=5, opacity=0.45).encode(
        y=alt.Y("p10:Q", title=language.text("projects and programmes")), y2="p90:Q"
    )
    points = base.mark_point(filled=True, size=110, opacity=1).encode(
        y="mean:Q", tooltip=tooltip, shape=_scenario_shape(names)
    )
    wanted = targets.dropna(subset=["target"]).assign(
        year_text=lambda frame: frame["year"].astype(str),
        note=lambda frame: [language.text("target {value}", value=language.number(t)) for t in frame["target"]],
    )
    goal = alt.Chart(wanted).mark_tick(thickness=3, color=INK, size=46).encode(x="year_text:O", y="target:Q")
    goal_text = (
        alt.Chart(wanted).mark_text(dy=-9, fontWeight="bold").encode(x="year_text:O", y="target:Q", text="note:N")
    )
    return finished(alt.layer(spread, points, goal, goal_text, height=370), language)


def projects_by_region(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw each region's active projects with intervals.

    Parameters
    ----------
    rows : DataFrame
        ``scenario, region, mean, p10, p90``.
    """
    names = list(dict.fromkeys(rows["scenario"]))
    rows = rows.assign(name=[language.region(code, short=True) for code in rows["region"]])
    order = rows.groupby("name")["mean"].max().sort_values(ascending=False).index.tolist()
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelOverlap=False)),
        yOffset=alt.YOffset("scenario:N", sort=names),
        color=_scenario_colour(rows, language),
    )
    spread = base.mark_rule(strokeWidth=3, opacity=0.45).encode(
        x=alt.X("p10:Q", title=language.text("projects and programmes")), x2="p90:Q"
    )
    points = base.mark_point(filled=True, size=55, opacity=1).encode(
        x="mean:Q",
        shape=_scenario_shape(names),
        tooltip=[
            alt.Tooltip("name:N", title=language.text("Region")),
            alt.Tooltip("scenario:N", title=language.text("Scenario")),
            alt.Tooltip("mean:Q", title=language.text("on average"), format=".2f"),
            alt.Tooltip("p10:Q", format=".1f"),
            alt.Tooltip("p90:Q", format=".1f"),
        ],
    )
    height = 24 * rows["region"].nunique() + 20 * len(names) + 60
    return finished(alt.layer(spread, points, height=height), language)


def binding_shares(rows: pd.DataFrame, language: Language, *, by: str = "region") -> alt.TopLevelMixin:
    """Draw which constraint binds, as shares of the simulated futures.

    Parameters
    ----------
    rows : DataFrame
        ``region`` or ``year``, ``cause`` (code), ``share`` (0-1).
    by : {"region", "year"}
    """
    labels = language.labels("binding")
    rows = rows.assign(
        cause_text=rows["cause"].map(labels),
        rank=rows["cause"].map({code: place for place, code in enumerate(BINDING_COLOURS)}),
        name=[language.region(code, short=True) for code in rows["region"]]
        if by == "region"
        else rows["year"].astype(str),
    )
    chart = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            y=alt.Y("name:N", title=None, sort=None),
            x=alt.X(
                "share:Q",
                stack="normalize",
                title=language.text("share of simulated futures"),
                axis=alt.Axis(format="%"),
            ),
            color=alt.Color(
                "cause_text:N",
                title=None,
                scale=colours_by(labels, BINDING_COLOURS),
                legend=narrow_legend(2, beside=130) if by == "region" else None,
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("name:N", title=language.text("Region") if by == "region" else language.text("Year")),
                alt.Tooltip("cause_text:N", title=language.text("What binds")),
                alt.Tooltip("share:Q", title=language.text("share of simulated futures"), format=".0%"),
            ],
        )
    )
    return finished(chart.properties(height=alt.Step(20)), language)


def money_by_payer(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw who pays, scenario by scenario.

    Parameters
    ----------
    rows : DataFrame
        ``scenario, year, payer, amount`` with the amount in mln KZT.
    """
    labels = language.labels("payer")
    rows = rows.assign(
        payer_text=rows["payer"].map(labels), year_text=rows["year"].astype(str), letter=rows["scenario"].str[0]
    )
    names = list(dict.fromkeys(rows["scenario"]))
    base = alt.Chart(rows).encode(
        x=alt.X("year_text:O", title=None, axis=alt.Axis(labelAngle=0)), xOffset=alt.XOffset("scenario:N", sort=names)
    )
    bars = base.mark_bar().encode(
        y=alt.Y("amount:Q", title=language.text("mln KZT a year, on average")),
        color=alt.Color(
            "payer_text:N",
            title=None,
            scale=colours_by(labels, PAYER_COLOURS),
            legend=narrow_legend(len(labels), beside=70),
        ),
        tooltip=[
            alt.Tooltip("scenario:N", title=language.text("Scenario")),
            alt.Tooltip("year_text:N", title=language.text("Year")),
            alt.Tooltip("payer_text:N", title=language.text("Who pays")),
            alt.Tooltip("amount:Q", title=language.text("mln KZT a year, on average"), format=",.1f"),
        ],
    )
    letters = base.mark_text(dy=-7, fontWeight="bold").encode(y=alt.Y("sum(amount):Q"), text="letter:N")
    return finished(alt.layer(bars, letters, height=300), language)

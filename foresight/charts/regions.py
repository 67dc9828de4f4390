"""Regions compared: over the years, in the index, and what stands behind a rank."""

import altair as alt
import pandas as pd

from foresight.charts.style import ACCENT, FILLED_STATUSES, GREY, STATUS_SHAPES, VERMILION, finished
from foresight.i18n.language import Language


def compared_lines(frame: pd.DataFrame, title: str, language: Language) -> alt.TopLevelMixin:
    """Draw up to five regions over the years; the shape of a point is the status of the figure.

    Parameters
    ----------
    frame : DataFrame
        ``region, year, value, status``.
    title : str
        The quantity with its unit.
    """
    known = frame.dropna(subset=["value"])
    known = known.assign(
        name=[language.region(code, short=True) for code in known["region"]],
        status_text=[language.label("status", code) for code in known["status"]],
        year_text=known["year"].astype(str),
    )
    codes = [code for code in STATUS_SHAPES if code in set(known["status"])]
    base = alt.Chart(known).encode(
        x=alt.X("year_text:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=None),
        color=alt.Color("name:N", title=None, sort=None),
    )
    points = base.mark_point(size=70, strokeWidth=1.8, opacity=1).encode(
        shape=alt.Shape(
            "status_text:N",
            title=None,
            scale=alt.Scale(
                domain=[language.label("status", code) for code in codes], range=[STATUS_SHAPES[code] for code in codes]
            ),
            legend=alt.Legend(orient="bottom", columns=1),
        ),
        fill=alt.Fill("name:N", title=None, sort=None),
        fillOpacity=alt.condition(
            alt.FieldOneOfPredicate("status", list(FILLED_STATUSES)), alt.value(1.0), alt.value(0.0)
        ),
        tooltip=[
            alt.Tooltip("name:N", title=language.text("Region")),
            alt.Tooltip("year_text:O", title=language.text("Year")),
            alt.Tooltip("value:Q", title=language.text("Value"), format=",.2f"),
            alt.Tooltip("status_text:N", title=language.text("Status")),
        ],
    )
    head = alt.TitleParams(title, anchor="start", fontSize=12, fontWeight="normal", color="#607D8B", offset=4)
    return finished((base.mark_line(opacity=0.6) + points).properties(height=300, title=head), language)


def index_ranks(frame: pd.DataFrame, language: Language, *, chosen: str = "") -> alt.TopLevelMixin:
    """Draw every region's rank with the interval in which it lies when the choices behind it are varied.

    Parameters
    ----------
    frame : DataFrame
        ``region, rank, median, low, high, score, coverage``; rank 1 is best.
    chosen : str
        Region drawn in another colour.
    """
    rows = frame.dropna(subset=["rank"]).sort_values(["rank", "median"])
    rows = rows.assign(
        name=[language.region(code, short=True) for code in rows["region"]],
        chosen=rows["region"] == chosen,
        interval=[
            language.text("{low} to {high}", low=int(low), high=int(high))
            for low, high in zip(rows["low"], rows["high"])
        ],
        score_text=[language.number(value, 2) for value in rows["score"]],
        coverage_text=[language.percent(share) for share in rows["coverage"]],
        partial=rows["coverage"] < 1 - 1e-9,
    )
    order = rows["name"].tolist()
    count = int(frame["rank"].notna().sum())
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "name:N", sort=order, title=None, axis=alt.Axis(labelOverlap=False, labelFlush=False, labelBound=False)
        ),
        tooltip=[
            alt.Tooltip("name:N", title=language.text("Region")),
            alt.Tooltip("rank:Q", title=language.text("Rank"), format=".0f"),
            alt.Tooltip("interval:N", title=language.text("9 variations in 10")),
            alt.Tooltip("score_text:N", title=language.text("Score")),
            alt.Tooltip("coverage_text:N", title=language.text("Part of the weights with a value")),
        ],
    )
    colour = alt.condition("datum.chosen", alt.value(VERMILION), alt.value(ACCENT))
    axis = alt.Axis(
        values=[1, *range(5, count + 1, 5)], format=".0f", title=language.text("Rank, 1 is best"), orient="top"
    )
    place = alt.Scale(domain=[0.5, count + 0.5], nice=False)
    bars = base.mark_bar(height=9, cornerRadius=4, opacity=0.3).encode(
        x=alt.X("from:Q", scale=place, axis=axis), x2="to:Q", color=colour
    )
    bars = bars.transform_calculate(**{"from": "datum.low - 0.3", "to": "datum.high + 0.3"})
    x = alt.X("rank:Q", scale=place, axis=axis)
    dots = base.transform_filter("!datum.partial").mark_point(filled=True, size=95, opacity=1).encode(x=x, color=colour)
    hollow = base.transform_filter("datum.partial").mark_point(filled=False, size=80, strokeWidth=2, opacity=1)
    hollow = hollow.encode(x=x, color=colour)
    return finished((bars + dots + hollow).properties(height=alt.Step(19)), language)


def index_drivers(frame: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw what lifts (right) and what lowers (left) a region's score against the mean of all regions.

    Parameters
    ----------
    frame : DataFrame
        ``name, effect, own, mean, weight``, names ready to read.
    """
    rows = frame.dropna(subset=["effect"])
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=rows["name"].tolist(), title=None, axis=alt.Axis(labelLimit=230, labelFlush=False)),
        x=alt.X("effect:Q", title=None, axis=alt.Axis(tickCount=4)),
        tooltip=[
            alt.Tooltip("name:N", title=language.text("Indicator")),
            alt.Tooltip("own:Q", title=language.text("This region, scaled"), format=".2f"),
            alt.Tooltip("mean:Q", title=language.text("Mean of the regions, scaled"), format=".2f"),
            alt.Tooltip("weight:Q", title=language.text("Weight"), format=".2f"),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        color=alt.condition("datum.effect >= 0", alt.value(ACCENT), alt.value(VERMILION))
    )
    return finished(bars.properties(height=alt.Step(28)), language)


def index_years(frame: pd.DataFrame, measure: str, language: Language) -> alt.TopLevelMixin:
    """Draw score or rank of a few regions over the years.

    Parameters
    ----------
    frame : DataFrame
        ``region, year, score, rank``.
    measure : {"score", "rank"}
    """
    rows = frame.dropna(subset=[measure])
    rows = rows.assign(
        name=[language.region(code, short=True) for code in rows["region"]], year_text=rows["year"].astype(str)
    )
    scale = alt.Scale(reverse=True, zero=False) if measure == "rank" else alt.Scale(zero=False)
    title = language.text("Rank, 1 is best") if measure == "rank" else language.text("Score, 0 to 1")
    base = alt.Chart(rows).encode(
        x=alt.X("year_text:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y(f"{measure}:Q", title=title, scale=scale),
        color=alt.Color("name:N", title=None, sort=None),
        tooltip=[
            alt.Tooltip("name:N", title=language.text("Region")),
            alt.Tooltip("year_text:O", title=language.text("Year")),
            alt.Tooltip("score:Q", title=language.text("Score"), format=".2f"),
            alt.Tooltip("rank:Q", title=language.text("Rank"), format=".0f"),
        ],
    )
    return finished((base.mark_line() + base.mark_point(filled=True, size=70)).properties(height=280), language)


def choice_shares(shares: pd.Series, language: Language) -> alt.TopLevelMixin:
    """Draw which choice moves a region's rank most.

    Parameters
    ----------
    shares : Series
        Part of the variance of the rank that each choice explains alone, by code of the choice.
    """
    rows = pd.DataFrame(
        {
            "name": [language.label("index_choice", code) for code in shares.index],
            "share": shares.to_numpy(),
            "said": [language.percent(share) for share in shares],
        }
    ).sort_values("share", ascending=False)
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=rows["name"].tolist(), title=None, axis=alt.Axis(labelLimit=230, labelFlush=False)),
        x=alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, max(0.05, 1.25 * float(rows["share"].max()))])),
    )
    bars = base.mark_bar(color=GREY, opacity=0.6, cornerRadiusEnd=2)
    return finished(
        (bars + base.mark_text(align="left", dx=4).encode(text="said:N")).properties(height=alt.Step(24)), language
    )

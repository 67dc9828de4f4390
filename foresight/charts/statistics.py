"""Official figures by region and year, with their status visible."""

import altair as alt
import pandas as pd

from foresight.charts.style import ACCENT, FILLED_STATUSES, STATUS_SHAPES, finished
from foresight.i18n.language import Language


def regions_in_a_year(rows: pd.DataFrame, axis_title: str, language: Language) -> alt.TopLevelMixin:
    """Draw a bar for each region: official figures filled, others outlined, missing ones named.

    Parameters
    ----------
    rows : DataFrame
        ``region, value, status`` of one indicator and year.
    axis_title : str
        The quantity with its unit.
    """
    rows = rows.assign(
        name=[language.region(code, short=True) for code in rows["region"]],
        status_text=[language.label("status", code) for code in rows["status"]],
        official=rows["status"].isin(FILLED_STATUSES),
        unsure=rows["status"].isin(["estimate", "unverified"]),
        shown=rows["value"].fillna(0.0),
        note=[
            language.label("status_short", status)
            if pd.isna(value)
            else language.number(value, 0 if value >= 100 else 1)
            for value, status in zip(rows["value"], rows["status"])
        ],
    )
    order = rows.sort_values("value", ascending=False, na_position="last")["name"].tolist()
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelOverlap=False)),
        x=alt.X("shown:Q", title=axis_title),
        tooltip=[
            alt.Tooltip("name:N", title=language.text("Region")),
            alt.Tooltip("note:N", title=axis_title),
            alt.Tooltip("status_text:N", title=language.text("Status")),
        ],
    )
    # Official figures are filled, derived ones outlined, estimates dashed; a missing one has no bar and says why.
    bars = base.mark_bar(color=ACCENT, stroke=ACCENT, strokeWidth=1.2, cornerRadiusEnd=2).encode(
        fillOpacity=alt.condition("datum.official", alt.value(0.85), alt.value(0.12)),
        strokeOpacity=alt.condition("datum.unsure", alt.value(0), alt.value(1)),
    )
    dashed = (
        base.transform_filter("datum.unsure")
        .mark_bar(fillOpacity=0, stroke=ACCENT, strokeWidth=1.4, strokeDash=[3, 3])
        .encode()
    )
    values = base.mark_text(align="left", dx=4, fontSize=11).encode(text="note:N")
    return finished((bars + dashed + values).properties(height=alt.Step(21)), language)


def years_of_regions(rows: pd.DataFrame, axis_title: str, language: Language) -> alt.TopLevelMixin:
    """Draw up to five series over the years; gaps stay gaps, and each point shows its status.

    Parameters
    ----------
    rows : DataFrame
        ``region, year, value, status``.
    """
    known = rows.dropna(subset=["value"])
    known = known.assign(
        name=[language.region(code, short=True) for code in known["region"]],
        status_text=[language.label("status", code) for code in known["status"]],
        year_text=known["year"].astype(str),
    )
    codes = [code for code in STATUS_SHAPES if code in set(known["status"])]
    base = alt.Chart(known).encode(
        x=alt.X("year_text:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=axis_title),
        color=alt.Color("name:N", title=None, sort=None, legend=alt.Legend(columns=3)),
    )
    points = base.mark_point(filled=True, size=70).encode(
        shape=alt.Shape(
            "status_text:N",
            title=None,
            scale=alt.Scale(
                domain=[language.label("status", code) for code in codes], range=[STATUS_SHAPES[code] for code in codes]
            ),
            legend=alt.Legend(orient="bottom", columns=1),
        ),
        tooltip=[
            alt.Tooltip("name:N", title=language.text("Region")),
            alt.Tooltip("year_text:O", title=language.text("Year")),
            alt.Tooltip("value:Q", title=axis_title, format=",.1f"),
            alt.Tooltip("status_text:N", title=language.text("Status")),
        ],
    )
    return finished((base.mark_line(opacity=0.6) + points).properties(height=320), language)

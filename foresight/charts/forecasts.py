"""Fan charts: what was, what is expected, and how sure that is."""

import altair as alt
import pandas as pd

from foresight.charts.style import ACCENT, GREY, STATUS_SHAPES, VERMILION, finished
from foresight.i18n.language import Language


def _history(history: pd.DataFrame, language: Language) -> pd.DataFrame:
    return history.assign(
        status_text=[language.label("status", code) for code in history["status"]],
        when=pd.to_datetime(history["year"].astype(str)),
    )


def _status_shape(statuses: pd.Series, language: Language) -> alt.Shape:
    codes = [code for code in STATUS_SHAPES if code in set(statuses)]
    return alt.Shape(
        "status_text:N",
        title=language.text("Figures"),
        scale=alt.Scale(
            domain=[language.label("status", code) for code in codes], range=[STATUS_SHAPES[code] for code in codes]
        ),
    )


def fan_chart(
    history: pd.DataFrame, forecast: pd.DataFrame, axis_title: str, language: Language, *, shown: str = "pooled"
) -> alt.TopLevelMixin:
    """Draw one series with its forecast.

    Parameters
    ----------
    history : DataFrame
        ``year, value, status, excluded``; excluded years (breaks and outliers) are drawn hollow and named.
    forecast : DataFrame
        ``ds`` and, for the method shown and for ``naive``, the columns of the forecast table.
    axis_title : str
        The quantity with its unit.
    shown : str
        The method whose fan is drawn; naive is drawn beside it always.
    """
    past = _history(history.dropna(subset=["value"]), language)
    future = forecast.assign(when=pd.to_datetime(forecast["ds"].astype(str)))
    join = past[~past["excluded"]].tail(1)
    if len(join):
        start = {column: join["value"].iloc[0] for column in future.columns if column.startswith((shown, "naive"))}
        future = pd.concat([pd.DataFrame([{**start, "when": join["when"].iloc[0]}]), future], ignore_index=True)
    future = future.rename(
        columns={f"{shown}-{side}-{level}": f"{side}{level}" for side in ("lo", "hi") for level in (80, 95)}
    )
    future["shown"], future["naive_value"] = future[shown], future["naive"]
    future = future[["when", "shown", "naive_value", "lo80", "hi80", "lo95", "hi95"]]
    number = alt.Axis(title=axis_title, format="~s" if future["hi95"].max() > 1e6 else ",.0f")
    time = alt.X("when:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", labelAngle=0))
    fans = [
        alt.Chart(future)
        .mark_area(opacity=opacity, color=ACCENT)
        .encode(x=time, y=alt.Y(f"{low}:Q", axis=number), y2=high)
        for low, high, opacity in (("lo95", "hi95", 0.15), ("lo80", "hi80", 0.25))
    ]
    median = (
        alt.Chart(future)
        .mark_line(color=ACCENT, strokeWidth=2.5)
        .encode(
            x=time,
            y="shown:Q",
            tooltip=[
                alt.Tooltip("when:T", title=language.text("Year"), format="%Y"),
                alt.Tooltip("shown:Q", title=language.text("Forecast"), format=",.1f"),
                alt.Tooltip("lo80:Q", title=language.text("lower limit, 80 %"), format=",.1f"),
                alt.Tooltip("hi80:Q", title=language.text("upper limit, 80 %"), format=",.1f"),
                alt.Tooltip("naive_value:Q", title=language.text("same as last year"), format=",.1f"),
            ],
        )
    )
    naive = alt.Chart(future).mark_line(color=GREY, strokeDash=[4, 4]).encode(x=time, y="naive_value:Q")
    line = alt.Chart(past[~past["excluded"]]).mark_line(color="#455A64", strokeWidth=1.5).encode(x=time, y="value:Q")
    points = (
        alt.Chart(past)
        .mark_point(size=70, filled=True, color="#455A64")
        .encode(
            x=time,
            y="value:Q",
            shape=_status_shape(past["status"], language),
            opacity=alt.condition("datum.excluded", alt.value(0.0), alt.value(1.0)),
            tooltip=[
                alt.Tooltip("when:T", title=language.text("Year"), format="%Y"),
                alt.Tooltip("value:Q", title=axis_title, format=",.1f"),
                alt.Tooltip("status_text:N", title=language.text("Status")),
            ],
        )
    )
    left_out = (
        alt.Chart(past[past["excluded"]])
        .mark_point(size=110, filled=False, strokeWidth=2, color=VERMILION)
        .encode(x=time, y="value:Q")
    )
    left_out_text = (
        alt.Chart(past[past["excluded"]].assign(note=language.text("not used in the fit")))
        .mark_text(align="left", dx=9, color=VERMILION)
        .encode(x=time, y="value:Q", text="note:N")
    )
    return finished(
        alt.layer(*fans, naive, median, line, points, left_out, left_out_text).properties(height=330), language
    )


def small_multiples(
    observations: pd.DataFrame, found, indicator: str, language: Language, *, same_scale: bool
) -> alt.TopLevelMixin:
    """Draw every region's history and fan in a small chart of its own."""
    past = observations[(observations["indicator"] == indicator) & observations["region"].isin(found.ids)].dropna(
        subset=["value"]
    )
    past = pd.DataFrame({"unique_id": past["region"], "year": past["year"], "value": past["value"]})
    ahead = found.shown().rename(columns={"ds": "year", "lo-80": "low", "hi-80": "high"})[
        ["unique_id", "year", "median", "low", "high"]
    ]
    rows = pd.concat([past, ahead], ignore_index=True)
    rows["name"] = [language.region(code, short=True) for code in rows["unique_id"]]
    rows["when"] = pd.to_datetime(rows["year"].astype(str))
    order = past.groupby("unique_id")["value"].last().sort_values(ascending=False).index
    base = alt.Chart(rows).encode(x=alt.X("when:T", title=None, axis=alt.Axis(format="%y", tickCount=5)))
    fan = base.mark_area(opacity=0.25, color=ACCENT).encode(
        y=alt.Y("low:Q", title=None, axis=alt.Axis(tickCount=4, format="~s")), y2="high:Q"
    )
    median = base.mark_line(color=ACCENT, strokeWidth=2).encode(y="median:Q")
    line = base.mark_line(color="#455A64", point=alt.OverlayMarkDef(size=18, color="#455A64"), strokeWidth=1.3).encode(
        y="value:Q"
    )
    chart = (
        alt.layer(fan, median, line)
        .properties(width=168, height=105)
        .facet(
            facet=alt.Facet("name:N", title=None, sort=[language.region(code, short=True) for code in order]), columns=4
        )
    )
    return finished(chart if same_scale else chart.resolve_scale(y="independent"), language)


def shrinkage_plot(growth: pd.DataFrame, pooled_growth: float, language: Language) -> alt.TopLevelMixin:
    """Draw for each region its own growth and the growth used: what it learns from the panel."""
    rows = growth.dropna(subset=["own_growth", "growth"])
    rows = rows.assign(name=[language.region(code, short=True) for code in rows["unique_id"]])
    order = rows.sort_values("own_growth", ascending=False)["name"].tolist()
    base = alt.Chart(rows).encode(y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelOverlap=False)))
    tooltip = [
        alt.Tooltip("name:N", title=language.text("Region")),
        alt.Tooltip("own_growth:Q", title=language.text("own growth a year"), format=".0%"),
        alt.Tooltip("growth:Q", title=language.text("growth used"), format=".0%"),
        alt.Tooltip("own_weight:Q", title=language.text("weight of own history"), format=".0%"),
    ]
    link = base.mark_rule(color="#B0BEC5").encode(
        x=alt.X("own_growth:Q", axis=alt.Axis(format="%"), title=language.text("growth a year")), x2="growth:Q"
    )
    own = base.mark_point(color=GREY, size=55).encode(x="own_growth:Q", tooltip=tooltip)
    used = base.mark_point(color=ACCENT, filled=True, size=65, opacity=1).encode(x="growth:Q", tooltip=tooltip)
    centre = (
        alt.Chart(pd.DataFrame({"growth": [pooled_growth]}))
        .mark_rule(color=ACCENT, strokeDash=[3, 3])
        .encode(x="growth:Q")
    )
    return finished((centre + link + own + used).properties(height=alt.Step(17)), language)


def budget_states(
    history: pd.DataFrame, summary: pd.DataFrame, axis_title: str, language: Language
) -> alt.TopLevelMixin:
    """Draw one region's local budget: amounts published, dashes where nothing was, and the chance and the amount ahead.

    Parameters
    ----------
    history : DataFrame
        ``year, value, status``.
    summary : DataFrame
        ``ds, funded_probability, amount, amount-lo-80, amount-hi-80`` of one region.
    """
    past = history.assign(year_text=history["year"].astype(str), dash=language.label("status_short", "not_published"))
    ahead = summary.rename(columns={"amount-lo-80": "low", "amount-hi-80": "high"}).assign(
        year_text=summary["ds"].astype(str),
        chance=[language.text("{count} in 10", count=round(p * 10)) for p in summary["funded_probability"]],
        chance_text=[language.chance(p) for p in summary["funded_probability"]],
    )
    x = alt.X("year_text:O", title=None, axis=alt.Axis(labelAngle=0))
    bars = (
        alt.Chart(past.dropna(subset=["value"]))
        .mark_bar(color="#455A64", width=26)
        .encode(x=x, y=alt.Y("value:Q", title=axis_title))
    )
    dashes = (
        alt.Chart(past[past["value"].isna()])
        .mark_text(text="–", fontSize=22, color="#455A64")
        .encode(x=x, y=alt.value(250), tooltip="dash:N")
    )
    spread = (
        alt.Chart(ahead)
        .mark_rule(color=ACCENT, strokeWidth=9)
        .encode(
            x=x,
            y="low:Q",
            y2="high:Q",
            opacity=alt.Opacity("funded_probability:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[0.08, 0.6])),
        )
    )
    amount = (
        alt.Chart(ahead)
        .mark_tick(color=ACCENT, thickness=3, size=26)
        .encode(
            x=x,
            y="amount:Q",
            tooltip=[
                alt.Tooltip("year_text:O", title=language.text("Year")),
                alt.Tooltip("chance_text:N", title=language.text("Chance to be funded")),
                alt.Tooltip("amount:Q", title=language.text("amount if funded"), format=",.1f"),
                alt.Tooltip("low:Q", title=language.text("lower limit, 80 %"), format=",.1f"),
                alt.Tooltip("high:Q", title=language.text("upper limit, 80 %"), format=",.1f"),
            ],
        )
    )
    chance = (
        alt.Chart(ahead).mark_text(dy=-10, fontWeight="bold", color=ACCENT).encode(x=x, y="high:Q", text="chance:N")
    )
    return finished((bars + dashes + spread + amount + chance).properties(height=280), language)

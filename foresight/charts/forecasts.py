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
        scale=alt.Scale(domain=[language.label("status", code) for code in codes], range=[STATUS_SHAPES[code] for code in codes]),
    )


def fan_chart(history: pd.DataFrame, forecast: pd.DataFrame, axis_title: str, language: Language, *, shown: str = "pooled") -> alt.TopLevelMixin:
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
    future = future.rename(columns={f"{shown}-{side}-{level}": f"{side}{level}" for side in ("lo", "hi") for level in (80, 95)})
    future["shown"], future["naive_value"] = future[shown], future["naive"]
    future = future[["when", "shown", "naive_value", "lo80", "hi80", "lo95", "hi95"]]
    number = alt.Axis(title=axis_title, format="~s" if future["hi95"].max() > 1e6 else ",.0f")
    time = alt.X("when:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", labelAngle=0))
    fans = [
        alt.Chart(future).mark_area(opacity=opacity, color=ACCENT).encode(x=time, y=alt.Y(f"{low}:Q", axis=number), y2=high)
        for low, high, opacity in (("lo95", "hi95", 0.15), ("lo80", "hi80", 0.25))
    ]
    median = alt.Chart(future).mark_line(color=ACCENT, strokeWidth=2.5).encode(
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
    naive = alt.Chart(future).mark_line(color=GREY, strokeDash=[4, 4]).encode(x=time, y="naive_value:Q")
    line = alt.Chart(past[~past["excluded"]]).mark_line(color="#455A64", strokeWidth=1.5).encode(x=time, y="value:Q")
    points = alt.Chart(past).mark_point(size=70, filled=True, color="#455A64").encode(
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
    left_out = alt.Chart(past[past["excluded"]]).mark_point(size=110, filled=False, strokeWidth=2, color=VERMILION).encode(x=time, y="value:Q")
    left_out_text = (
        alt.Chart(past[past["excluded"]].assign(note=language.text("not used in the fit")))
        .mark_text(align="left", dx=9, color=VERMILION)
        .encode(x=time, y="value:Q", text="note:N")
    )
    return finished(alt.layer(*fans, naive, median, line, points, left_out, left_out_text).properties(height=330), language)

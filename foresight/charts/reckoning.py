"""How a published forecast did: what came against the limits, region by region, in one chart."""

import altair as alt
import pandas as pd

from foresight.charts.forecasts import ROW_HEIGHT
from foresight.charts.style import BLUE, GREEN, GREY, ORANGE, VERMILION, finished
from foresight.i18n.language import Language

PLACES = {"inside_80": GREEN, "inside_95": ORANGE, "above": VERMILION, "below": BLUE}
SHAPES = {"inside_80": "circle", "inside_95": "diamond", "above": "triangle-up", "below": "triangle-down"}
WIDEST = 2.0  # times the forecast; wider limits would leave no room for the rest


def reckoning_chart(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw what came in one year as a share of what was forecast, with the limits that were published.

    Parameters
    ----------
    rows : DataFrame
        Rows of a ``Reckoning`` of one year: ``unique_id, actual, forecast, naive, lo-80, hi-80, lo-95, hi-95, place``.
        A forecast of zero has no share and is left out.
    """
    rows = rows[rows["forecast"] > 0]
    share = {
        name.replace("-", ""): (rows[name] / rows["forecast"] - 1.0).clip(-1.0, WIDEST)
        for name in ("actual", "naive", "lo-80", "hi-80", "lo-95", "hi-95")
    }
    frame = pd.DataFrame(
        {
            "region": [language.region(code, short=True) for code in rows["unique_id"]],
            **share,
            "place": [language.label("forecast_place", code) for code in rows["place"]],
            "size": rows["actual"],
            "came": [language.number(value, 1) for value in rows["actual"]],
            "said": [language.number(value, 1) for value in rows["forecast"]],
        }
    ).sort_values("actual", ascending=False)
    labels = [language.label("forecast_place", code) for code in PLACES]
    y = alt.Y(
        "region:N", sort=frame["region"].tolist(), title=None, axis=alt.Axis(labelOverlap=False, labelFlush=False)
    )

    def x(field: str) -> alt.X:
        return alt.X(
            f"{field}:Q",
            title=language.text("what came against the forecast"),
            axis=alt.Axis(format="+.0%", tickCount=7),
            scale=alt.Scale(domainMin=-1, nice=False),
        )

    # More than two names in one row do not fit on a phone.
    legend = alt.Legend(columns=2, labelFontSize=11)
    base = alt.Chart(frame)
    layers = [
        base.mark_rule(color=GREY, opacity=0.35, strokeWidth=3).encode(y, x("lo95"), alt.X2("hi95")),
        base.mark_rule(color=GREY, opacity=0.55, strokeWidth=8).encode(y, x("lo80"), alt.X2("hi80")),
        base.mark_tick(color="#37474F", thickness=2, size=13).encode(y, x("naive")),
        base.mark_rule(color="#37474F", strokeDash=[3, 3]).encode(alt.X(datum=0)),
        base.mark_point(size=95, filled=True, opacity=1).encode(
            y,
            x("actual"),
            color=alt.Color(
                "place:N", title=None, legend=legend, scale=alt.Scale(domain=labels, range=list(PLACES.values()))
            ),
            shape=alt.Shape(
                "place:N", title=None, legend=legend, scale=alt.Scale(domain=labels, range=list(SHAPES.values()))
            ),
            tooltip=[
                alt.Tooltip("region:N", title=language.text("Region")),
                alt.Tooltip("came:N", title=language.text("what came")),
                alt.Tooltip("said:N", title=language.text("forecast")),
                alt.Tooltip("place:N", title=language.text("Place")),
            ],
        ),
    ]
    return finished(alt.layer(*layers).properties(height=ROW_HEIGHT * len(frame) + 90), language)

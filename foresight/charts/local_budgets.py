"""Local budgets: years funded, dashes, the chance ahead with the amount if funded, and the share of all R&D money."""

import altair as alt
import pandas as pd

from foresight.charts.amounts import ReadableUnit
from foresight.charts.forecasts import HISTORY, ROOM_ABOVE
from foresight.charts.style import ACCENT, ORANGE, finished
from foresight.i18n.language import Language

#: Limits of shares reach many times the share itself; the chart shows this much of them, the sentence says the rest.
SHARES_ABOVE = 5.0


def budget_states(
    history: pd.DataFrame,
    summary: pd.DataFrame,
    unit: ReadableUnit,
    language: Language,
    *,
    adjusted: pd.DataFrame | None = None,
    height: int = 280,
) -> alt.TopLevelMixin:
    """Draw one region's local budget: amounts published, dashes where nothing was, the chance and the amount ahead.

    Parameters
    ----------
    history : DataFrame
        ``year, value, status``.
    summary : DataFrame
        ``ds, funded_probability, amount, amount-lo-80, amount-hi-80`` of one region.
    unit : ReadableUnit
        What the axis is in.
    adjusted : DataFrame, optional
        ``ds, adjusted``: amounts that people have put beside the forecast, which stays.
    """
    past = history.assign(
        year_text=history["year"].astype(str),
        value=history["value"] / unit.divisor,
        dash=[language.label("status", code) for code in history["status"]],
    )
    ahead = pd.DataFrame(
        {
            "year_text": summary["ds"].astype(str),
            "probability": summary["funded_probability"],
            "low": summary["amount-lo-80"] / unit.divisor,
            "high": summary["amount-hi-80"] / unit.divisor,
            "amount": summary["amount"] / unit.divisor,
            # Words would run into each other on a phone; the tip says them.
            "chance": [f"{round(p * 10)}/10" for p in summary["funded_probability"]],
            "chance_text": [language.chance(p) for p in summary["funded_probability"]],
        }
    )
    x = alt.X("year_text:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    changed = _changed(adjusted, unit, language)
    raised = ahead["year_text"].map(changed.set_index("year_text")["value"])
    ahead["above"] = pd.concat([ahead["high"], raised], axis=1).max(axis=1)
    top = float(pd.concat([past["value"], ahead["above"]]).max())
    scale = alt.Scale(domain=[0, top * ROOM_ABOVE * 1.05], nice=False)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=unit.axis)

    base, behind = alt.Chart(ahead), alt.Chart(past)
    layers = [
        behind.mark_bar(color=HISTORY, size=22).encode(
            x,
            y("value"),
            tooltip=[
                alt.Tooltip("year_text:O", title=language.text("Year")),
                alt.Tooltip("value:Q", title=language.text("Value"), format=",.3~r"),
            ],
        ),
        behind.transform_filter("!isValid(datum.value)")
        .mark_text(text="–", fontSize=22, color=HISTORY, dy=-8)
        .encode(x, alt.Y(datum=0), tooltip=alt.Tooltip("dash:N", title=language.text("Status"))),
        base.mark_rule(color=ACCENT, strokeWidth=9).encode(
            x,
            y("low"),
            alt.Y2("high"),
            opacity=alt.Opacity("probability:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[0.08, 0.6])),
        ),
        base.mark_tick(color=ACCENT, thickness=3, size=24).encode(
            x,
            y("amount"),
            tooltip=[
                alt.Tooltip("year_text:O", title=language.text("Year")),
                alt.Tooltip("chance_text:N", title=language.text("Chance to be funded")),
                alt.Tooltip("amount:Q", title=language.text("amount if funded"), format=",.3~r"),
                alt.Tooltip("low:Q", title=language.text("lower limit, 80 %"), format=",.3~r"),
                alt.Tooltip("high:Q", title=language.text("upper limit, 80 %"), format=",.3~r"),
            ],
        ),
        base.mark_text(dy=-12, fontWeight="bold", color=ACCENT).encode(x, y("above"), alt.Text("chance:N")),
    ]
    if len(changed):
        layers.append(
            alt.Chart(changed)
            .mark_point(shape="diamond", filled=True, size=130, opacity=1, stroke="white", strokeWidth=1)
            .encode(
                x,
                y("value"),
                alt.Color("name:N", title=None, scale=alt.Scale(range=[ORANGE])),
                tooltip=[
                    alt.Tooltip("year_text:O", title=language.text("Year")),
                    alt.Tooltip("value:Q", title=language.text("adjusted by people"), format=",.3~r"),
                ],
            )
        )
    return finished(alt.layer(*layers).properties(height=height, title=unit.title()), language)


def _changed(adjusted: pd.DataFrame | None, unit: ReadableUnit, language: Language) -> pd.DataFrame:
    """Return the adjusted amounts under the names of the chart."""
    if adjusted is None:
        return pd.DataFrame({"year_text": [], "value": [], "name": []})
    values = adjusted["adjusted"] / unit.divisor
    return pd.DataFrame(
        {"year_text": adjusted["ds"].astype(str), "value": values, "name": language.text("adjusted by people")}
    )


def shares(reported: pd.DataFrame, ahead: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw the reported share of local budgets in one region's R&D expenditure, and its last value carried on.

    Parameters
    ----------
    reported : DataFrame
        ``ds, share`` of one region, 0-1; years without a share are left out.
    ahead : DataFrame
        ``ds, share, share-lo-80, share-hi-80``.
    """
    past = pd.DataFrame({"year": reported["ds"].astype(int), "value": reported["share"]}).dropna()
    future = pd.DataFrame(
        {
            "year": ahead["ds"].astype(int),
            "middle": ahead["share"],
            "low": ahead["share-lo-80"],
            "high": ahead["share-hi-80"],
        }
    )
    x = alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(nice=False, zero=False, padding=14),
        axis=alt.Axis(format="d", tickMinStep=1, grid=False),
    )
    top = max(float(past["value"].max()), float(future["middle"].max())) * SHARES_ABOVE
    scale = alt.Scale(domain=[0, top], nice=False)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=alt.Axis(title=None, format=".1~%", tickCount=5))

    base = alt.Chart(future)
    layers = [
        base.mark_area(opacity=0.24, color=ACCENT, clip=True).encode(x, y("low"), alt.Y2("high")),
        base.mark_line(color=ACCENT, strokeWidth=2.5, strokeDash=[4, 4]).encode(x, y("middle")),
        alt.Chart(past)
        .mark_line(color=HISTORY, strokeWidth=1.5, point=alt.OverlayMarkDef(color=HISTORY, size=60))
        .encode(x, y("value"), tooltip=[alt.Tooltip("value:Q", title=language.text("Share"), format=".2%")]),
    ]
    return finished(alt.layer(*layers).properties(height=240), language)

"""Fan charts: what was, what is expected, and how sure that is."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from foresight.charts.amounts import ReadableUnit, readable_unit
from foresight.charts.style import ACCENT, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, STATUS_SHAPES, VERMILION, finished
from foresight.i18n.language import Language

HISTORY = "#546E7A"
BESIDE = (ORANGE, PURPLE, GREEN, BLUE, SKY, VERMILION)
ROOM_ABOVE = 1.12
#: Two small charts stand side by side on a phone, five on a laptop.
SMALL_WIDTH, SMALL_HEIGHT = 165, 155
#: Of a chart with a region a row; the room for the axis comes on top.
ROW_HEIGHT = 19
LIMITS = ("lo-80", "hi-80", "lo-95", "hi-95")


def _years() -> alt.X:
    return alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(nice=False, zero=False, padding=14),
        axis=alt.Axis(format="d", tickMinStep=1, labelFlush=False, grid=False),
    )


def largest_shown(history: pd.DataFrame, forecast: pd.DataFrame, shown: str) -> float:
    """Return what a fan chart must have room for: the figures and the limits of eight futures in ten."""
    values = [history["value"].max(), forecast[f"{shown}-hi-80"].max(), forecast["naive"].max()]
    return float(max(value for value in values if pd.notna(value)))


def fan_chart(
    history: pd.DataFrame,
    forecast: pd.DataFrame,
    unit: ReadableUnit,
    language: Language,
    *,
    shown: str = "pooled",
    beside: Mapping[str, pd.DataFrame] | None = None,
    naive_name: str = "",
    height: int = 300,
) -> alt.TopLevelMixin:
    """Draw one series with its forecast.

    Parameters
    ----------
    history : DataFrame
        ``year, value, status, excluded, flag``; a year with a flag (the reason of a break or an outlier) is ringed, one
        that the fit leaves out is drawn hollow.
    forecast : DataFrame
        ``ds`` and, for the method shown and for ``naive``, the columns of the forecast table.
    unit : ReadableUnit
        What the axis is in.
    shown : str
        The method whose fan is drawn; naive is drawn beside it always.
    beside : mapping of name to DataFrame, optional
        Further lines ``ds, value``: other methods, scenarios, adjusted or official values.
    naive_name : str
        What naive is called where it is not simply the same as last year.
    height : int
        In pixels.
    """
    past = history.dropna(subset=["value"]).assign(value=lambda rows: rows["value"] / unit.divisor)
    past = past.assign(
        status_text=[language.label("status", code) for code in past["status"]],
        kind=[language.label("status_short", code) for code in past["status"]],
        ringed=past["value"].where(past["flag"] != ""),
        joined=past["value"].where(~past["excluded"]),
        filled=past["value"].where(~past["excluded"]),
        said=[
            _said_of(flag, out, bool(history["excluded"].any()), language)
            for flag, out in zip(past["flag"], past["excluded"])
        ],
    )
    ahead = pd.DataFrame({"year": forecast["ds"].astype(int)})
    for name in LIMITS:
        ahead[name.replace("-", "")] = forecast[f"{shown}-{name}"].to_numpy() / unit.divisor
    ahead["middle"] = forecast[shown].to_numpy() / unit.divisor
    used = past.dropna(subset=["joined"]).tail(1)
    used = used if len(used) else past.tail(1)
    if len(used):
        start = {"year": int(used["year"].iloc[0])} | dict.fromkeys(
            ("lo80", "hi80", "lo95", "hi95", "middle"), used["value"].iloc[0]
        )
        ahead = pd.concat([pd.DataFrame([start]), ahead], ignore_index=True)
    lines = {language.text("forecast"): (ahead["year"], ahead["middle"])}
    if shown != "naive":
        lines[naive_name or language.text("same as last year")] = (forecast["ds"], forecast["naive"] / unit.divisor)
    parted = []
    for name, rows in (beside or {}).items():
        # A year without a value parts the line; one that stands alone is seen by its point.
        spread = rows.set_index("ds")["value"].reindex(forecast["ds"])
        lines[name] = (forecast["ds"], spread / unit.divisor)
        if spread.isna().any():
            parted.append(name)
    long = pd.concat(
        pd.DataFrame({"name": name, "year": years.to_numpy(dtype=int), "value": values.to_numpy(dtype=float)})
        for name, (years, values) in lines.items()
    )
    colours = [ACCENT, *([GREY] if shown != "naive" else []), *BESIDE][: len(lines)]
    dashes = [[1, 0], *([[4, 4]] if shown != "naive" else []), *([[6, 3]] * len(BESIDE))][: len(lines)]
    highest = max(
        largest_shown(history, forecast, shown) / unit.divisor, *(float(values.max()) for _, values in lines.values())
    )
    top = alt.Scale(domain=[0, highest * ROOM_ABOVE or 1.0], nice=False)
    x = _years()

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=top, axis=unit.axis)

    base = alt.Chart(ahead)
    bands = [
        base.mark_area(opacity=opacity, color=ACCENT, clip=True).encode(x, y(low), alt.Y2(high))
        for low, high, opacity in (("lo95", "hi95", 0.14), ("lo80", "hi80", 0.24))
    ]
    names = list(lines)
    # More than two names in one row do not fit on a phone.
    legend = alt.Legend(columns=2)
    middle = (
        alt.Chart(long)
        .mark_line(strokeWidth=2.5, clip=True)
        .encode(
            x,
            y("value"),
            alt.Color("name:N", title=None, scale=alt.Scale(domain=names, range=colours), legend=legend),
            alt.StrokeDash("name:N", title=None, scale=alt.Scale(domain=names, range=dashes), legend=legend),
        )
    )
    alone = [
        alt.Chart(long[long["name"] == name])
        .mark_point(size=55, filled=True, opacity=1, color=colours[names.index(name)])
        .encode(x, y("value"))
        for name in parted
    ]
    tips = base.mark_point(size=260, opacity=0.001, filled=True, color=ACCENT).encode(
        x,
        y("middle"),
        tooltip=[
            alt.Tooltip("year:Q", title=language.text("Year"), format="d"),
            alt.Tooltip("middle:Q", title=language.text("forecast"), format=",.3~r"),
            alt.Tooltip("lo80:Q", title=language.text("lower limit, 80 %"), format=",.3~r"),
            alt.Tooltip("hi80:Q", title=language.text("upper limit, 80 %"), format=",.3~r"),
            alt.Tooltip("lo95:Q", title=language.text("lower limit, 95 %"), format=",.3~r"),
            alt.Tooltip("hi95:Q", title=language.text("upper limit, 95 %"), format=",.3~r"),
        ],
    )
    return finished(
        alt.layer(*bands, middle, *alone, tips, *_past_layers(past, x, y, language)).properties(
            height=height, title=unit.title()
        ),
        language,
    )


def _said_of(flag: str, out: bool, some_out: bool, language: Language) -> str:
    """Say beside a ringed year what the mark does to the fit."""
    if not flag or not some_out:
        return ""
    return language.text("not used in the fit") if out else language.text("the fit starts here")


def _past_layers(past: pd.DataFrame, x: alt.X, y, language: Language) -> list[alt.Chart]:
    """Draw the figures: a line through those the fit uses, a point each by status, a ring on marked years."""
    base = alt.Chart(past)
    tooltip = [
        alt.Tooltip("year:Q", title=language.text("Year"), format="d"),
        alt.Tooltip("value:Q", title=language.text("Value"), format=",.3~r"),
        alt.Tooltip("status_text:N", title=language.text("Status")),
        alt.Tooltip("flag:N", title=language.text("Mark")),
    ]
    kinds = {language.label("status_short", code): STATUS_SHAPES[code] for code in dict.fromkeys(past["status"])}
    shape = alt.Shape(
        "kind:N",
        title=None,
        # One kind of figure needs no legend of kinds.
        legend=alt.Legend() if len(kinds) > 1 else None,
        scale=alt.Scale(domain=list(kinds), range=list(kinds.values())),
    )
    layers = [
        base.mark_line(color=HISTORY, strokeWidth=1.5, clip=True).encode(x, y("joined")),
        base.mark_point(size=60, filled=True, color=HISTORY, opacity=1).encode(x, y("filled"), shape, tooltip=tooltip),
    ]
    if (past["flag"] != "").any() or past["excluded"].any():
        out = base.mark_point(size=60, filled=False, color=HISTORY)
        layers += [
            out.encode(x, alt.Y("value:Q"), opacity=alt.condition("datum.excluded", alt.value(1), alt.value(0))),
            base.mark_point(size=190, filled=False, strokeWidth=2, color=VERMILION).encode(
                x, y("ringed"), tooltip=tooltip
            ),
            base.mark_text(align="left", dx=11, color=VERMILION, fontSize=11).encode(
                x, y("ringed"), alt.Text("said:N")
            ),
        ]
    return layers


def small_multiples(
    history: Mapping[str, pd.DataFrame],
    forecast: pd.DataFrame,
    unit: str,
    language: Language,
    *,
    shown: str,
    prices_of: int | None = None,
    same_scale: bool = False,
) -> dict[str, dict]:
    """Draw every region's history and fan in a small chart of its own.

    Parameters
    ----------
    history : mapping of region to DataFrame
        ``year, value, excluded``, in the order wanted.
    forecast : DataFrame
        Forecast rows of all regions.
    unit : str
        Unit of the figures.
    shown : str
        The method shown.
    prices_of : int, optional
        The year whose prices are used.
    same_scale : bool
        One scale for all regions, or one each.

    Returns
    -------
    dict of region to Vega-Lite specification
        The same chart with other values: it is built once, because building is what takes time.
    """
    template = _small_fan(language)
    tops = {
        code: max(largest_shown(rows, forecast[forecast["unique_id"] == code], shown), 1e-9)
        for code, rows in history.items()
    }
    charts = {}
    for code, past in history.items():
        top = max(tops.values()) if same_scale else tops[code]
        scale = readable_unit(top, unit, language, prices_of=prices_of)
        rows = forecast[forecast["unique_id"] == code]
        values = [
            {"year": int(year), "value": float(value) / scale.divisor, "out": bool(out)}
            for year, value, out in zip(past["year"], past["value"], past["excluded"])
            if pd.notna(value)
        ]
        # A series of which only the level is carried on has no year in a fit; its fan starts from the last one.
        if used := [one for one in values if not one["out"]] or values[-1:]:
            values.append({"year": used[-1]["year"], **dict.fromkeys(("middle", "low", "high"), used[-1]["value"])})
        columns = (rows[shown], rows[f"{shown}-lo-80"], rows[f"{shown}-hi-80"])
        values += [
            {
                "year": int(year),
                **{name: float(one) / scale.divisor for name, one in zip(("middle", "low", "high"), two)},
            }
            for year, *two in zip(rows["ds"], *columns)
        ]
        domain = {"domain": [0, top * ROOM_ABOVE / scale.divisor], "nice": False}
        charts[code] = {
            **template,
            "data": {"values": values},
            "title": {
                **template["title"],
                "text": language.region(code, short=True),
                "subtitle": scale.name.split(",")[0],
            },
            "layer": [
                {**one, "encoding": {**one["encoding"], "y": {**one["encoding"]["y"], "scale": domain}}}
                for one in template["layer"]
            ],
        }
    return charts


def _small_fan(language: Language) -> dict:
    """Build the small chart without values."""
    base = alt.Chart(alt.Data(values=[]))
    x = alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(format="d", tickCount=3, grid=False, labelFlush=True),
    )

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=alt.Axis(title=None, tickCount=3, format=",~r"))

    layers = [
        base.mark_area(opacity=0.25, color=ACCENT, clip=True).encode(x, y("low"), alt.Y2("high")),
        base.mark_line(color=ACCENT, strokeWidth=2).encode(x, y("middle")),
        base.mark_line(color=HISTORY, strokeWidth=1.3).encode(x, y("value")),
        base.mark_point(size=22, filled=True, opacity=1).encode(
            x,
            y("value"),
            color=alt.condition("datum.out", alt.value(VERMILION), alt.value(HISTORY)),
            tooltip=[
                alt.Tooltip("year:Q", title=language.text("Year"), format="d"),
                alt.Tooltip("value:Q", title=language.text("Value"), format=",.3~r"),
            ],
        ),
    ]
    title = alt.TitleParams(
        "", anchor="start", fontSize=12, fontWeight="bold", subtitleFontSize=11, subtitleColor="#607D8B", offset=2
    )
    chart = finished(alt.layer(*layers).properties(height=SMALL_HEIGHT, title=title), language)
    spec = chart.to_dict()
    spec.pop("datasets", None)
    for layer in spec["layer"]:
        layer.pop("data", None)
    return spec


def shrinkage_plot(growth: pd.DataFrame, pooled_growth: float, language: Language) -> alt.TopLevelMixin:
    """Draw for each region its own growth and the growth used: what it learns from the panel."""
    rows = growth.dropna(subset=["own_growth", "growth"])
    rows = rows.assign(
        name=[language.region(code, short=True) for code in rows["unique_id"]], panel=pooled_growth
    ).sort_values("own_growth", ascending=False)
    base = alt.Chart(rows)
    y = alt.Y("name:N", sort=rows["name"].tolist(), title=None, axis=alt.Axis(labelOverlap=False, labelFlush=False))
    tooltip = [
        alt.Tooltip("name:N", title=language.text("Region")),
        alt.Tooltip("own_growth:Q", title=language.text("own growth a year"), format=".0%"),
        alt.Tooltip("growth:Q", title=language.text("growth used"), format=".0%"),
        alt.Tooltip("own_weight:Q", title=language.text("weight of own history"), format=".0%"),
    ]
    link = base.mark_rule(color="#B0BEC5").encode(
        y, alt.X("own_growth:Q", axis=alt.Axis(format="%"), title=language.text("growth a year")), alt.X2("growth:Q")
    )
    own = base.mark_point(color=GREY, size=55).encode(y, alt.X("own_growth:Q"), tooltip=tooltip)
    used = base.mark_point(color=ACCENT, filled=True, size=65, opacity=1).encode(y, alt.X("growth:Q"), tooltip=tooltip)
    centre = base.mark_rule(color=ACCENT, strokeDash=[3, 3]).encode(alt.X("panel:Q", aggregate="mean"))
    return finished((centre + link + own + used).properties(height=ROW_HEIGHT * len(rows) + 60), language)

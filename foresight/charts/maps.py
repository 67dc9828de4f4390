"""Maps of the 20 regions: equal tiles, circles at the centres, and areas where boundaries were brought in."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import wrap

import altair as alt
import numpy as np
import pandas as pd

from foresight.charts.style import finished
from foresight.i18n.language import Language
from foresight.regions.boundary_file import Boundaries
from foresight.regions.projection import albers
from foresight.regions.regions import REGIONS
from foresight.regions.rings import ring_area

#: Name of the selection that a click makes.
CLICKED = "clicked"
CHOSEN = "#E69F00"
EMPTY_INK = "#5F6F78"
# One hue from pale to deep, so that more is darker in print and for every reader.
SHADES = ("#E6F1F5", "#9CC9D8", "#3F93AE", "#0B5A73", "#04303F")
_DARK_FROM = 0.45
_SKEWED = 30.0
_NARROW, _MIDDLE = 520, 640
_LETTER = f"(width < {_NARROW} ? 5.9 : width < {_MIDDLE} ? 6.8 : 7.7)"
_LONGEST_LINE = 9
# A title of more letters would be cut off on a phone.
_LEGEND_LETTERS = 42
# Syllables that begin with two consonants stay whole.
_TOGETHER = ("ск", "ст", "тр")
_VOWELS = "аеёиоуыэюяәөүұіaeiouy"
_FRAME_KM = 160.0
# Centres so near to each other that their names need a side of their own: horizontal and vertical shift in pixels.
_BESIDE = {
    "KZ-75": (24, 14, "left"),
    "KZ-19": (24, -8, "left"),
    "KZ-79": (-10, 12, "right"),
    "KZ-61": (-10, -6, "right"),
    "KZ-31": (10, 12, "left"),
    "KZ-71": (-20, 4, "right"),
    "KZ-35": (12, 10, "left"),
    "KZ-11": (10, 0, "left"),
    "KZ-10": (-9, 4, "right"),
    "KZ-63": (0, 22, "center"),
    "KZ-55": (8, 4, "left"),
}
_ABOVE = (0, -13, "center")


def two_lines(name: str) -> str:
    """Break a name that is too long for a narrow tile, at a space or between syllables."""
    if len(name) <= _LONGEST_LINE:
        return name
    if " " in name:
        return name.replace(" ", "\n", 1)
    inner = range(3, len(name) - 2)
    places = [place for place in inner if name[place] not in _VOWELS and name[place + 1] in _VOWELS] or list(inner)
    places = [place - (name[place - 1 : place + 1] in _TOGETHER) for place in places]
    best = min(places, key=lambda place: abs(place - len(name) / 2 - 0.5))
    return f"{name[:best]}-\n{name[best:]}"


@dataclass(frozen=True)
class Quantity:
    """What a map shows.

    Attributes
    ----------
    title : str
        The quantity with its unit.
    everything : Series
        All values the scale must hold, such as those of all years, so that playing over the years keeps colours.
    write : callable
        Turns a value into words for the legend.
    """

    title: str
    everything: pd.Series
    write: Callable[[float], str]

    @property
    def limits(self) -> tuple[float, float]:
        """Return the smallest and the largest value; a quantity that never varies gets room above."""
        known = self.everything.dropna()
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        return low, high if high > low else low + 1.0

    @property
    def kind(self) -> str:
        """Return the scale: ``log`` where values differ by more than 30 times, ``sqrt`` where zeros forbid that."""
        low, high = self.limits
        if low > 0 and high / low > _SKEWED:
            return "log"
        middle = self.everything[self.everything > 0].median()
        return "sqrt" if low == 0 and high > _SKEWED / 3 * middle else "linear"

    def shade(self, values: pd.Series) -> pd.Series:
        """Return where values lie between pale and deep, 0 to 1."""
        low, high = self.limits
        if self.kind == "log":
            return np.log(values / low) / np.log(high / low)
        return np.sqrt(values / high) if self.kind == "sqrt" else (values - low) / (high - low)

    def scale(self) -> alt.Scale:
        """Return the scale of colours that belongs to :meth:`shade`."""
        options = {"zero": False} if self.kind == "linear" else {}
        return alt.Scale(type=self.kind, domain=list(self.limits), range=list(SHADES), interpolate="rgb", **options)

    def legend(self) -> alt.Legend:
        """Return a legend that names the ends of the scale and its middle in words."""
        low, high = self.limits
        centre = {"log": float(np.sqrt(max(low, 0) * high)), "sqrt": high / 4, "linear": (low + high) / 2}[self.kind]
        first, middle, last = (json.dumps(self.write(value), ensure_ascii=False) for value in (low, centre, high))
        below, above = (low + centre) / 2, (centre + high) / 2
        return alt.Legend(
            title=wrap(self.title, _LEGEND_LETTERS),
            orient="bottom",
            values=[low, centre, high],
            labelExpr=f"datum.value < {below!r} ? {first} : datum.value < {above!r} ? {middle} : {last}",
            labelLimit=110,
            gradientLength=260,
            gradientThickness=10,
            titleLimit=420,
        )


def shaded(rows: pd.DataFrame, quantity: Quantity, language: Language) -> pd.DataFrame:
    """Add what the maps draw.

    Parameters
    ----------
    rows : DataFrame
        ``region, value, status, text, sign``: one row a region; the value as words, and in a word or a sign for narrow
        screens; ``status_text`` where the status is none of official figures.
    quantity : Quantity
        What is shown.
    language : Language
        The reader's.
    """
    share = quantity.shade(rows["value"])
    full = [language.region(code) for code in rows["region"]]
    short = [language.region(code, short=True) for code in rows["region"]]
    frame = rows.assign(
        name=short,
        full=full,
        narrow=[two_lines(name) for name in short],
        known=rows["value"].notna(),
        unsure=rows["status"].isin(["estimate", "unverified"]),
        ink=np.select([rows["value"].isna(), share > _DARK_FROM], ["empty", "light"], "dark"),
    )
    if "status_text" not in frame:
        frame["status_text"] = [language.label("status", code) for code in rows["status"]]
    # What a screen reader says of a mark.
    told = zip(frame["full"], frame["text"], frame["status_text"])
    return frame.assign(told=[f"{name}: {text}; {status}" for name, text, status in told])


def tile_map(
    rows: pd.DataFrame,
    quantity: Quantity,
    language: Language,
    *,
    chosen: str = "",
    clickable: bool = True,
) -> alt.TopLevelMixin:
    """Draw the regions as tiles of one size, north at the top; each says its name, its value and how sure that is.

    Parameters
    ----------
    rows, quantity
        As for :func:`shaded`.
    chosen : str
        Region with a frame around it.
    clickable : bool
        Whether a click selects; not in a document.
    """
    frame = shaded(rows, quantity, language)
    frame = frame.assign(
        row=[REGIONS[code].tile_row for code in frame["region"]],
        column=[REGIONS[code].tile_column for code in frame["region"]],
        chosen=frame["region"] == chosen,
    )
    base = (
        alt.Chart(frame)
        .encode(
            x=alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.05, paddingOuter=0)),
            y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.07, paddingOuter=0)),
            tooltip=_tooltip(quantity, language),
            description="told:N",
        )
        .transform_calculate(
            # A letter is about six tenths of its height wide; what does not fit is broken or said by a sign.
            label=f"length(datum.name) * {_LETTER} > width / 6.4 ? datum.narrow : datum.name",
            said=f"length(datum.text) * {_LETTER} > width / 6 ? datum.sign : datum.text",
        )
    )
    known = base.transform_filter("datum.known")
    tiles = known.mark_rect(cornerRadius=5, cursor="pointer").encode(color=_colour(quantity))
    if clickable:
        tiles = tiles.add_params(alt.selection_point(CLICKED, fields=["region"], on="click", empty=False))
    hollow = base.transform_filter("!datum.known").mark_rect(
        cornerRadius=5, fillOpacity=0.04, fill=EMPTY_INK, stroke=EMPTY_INK, strokeDash=[3, 3], strokeOpacity=0.6
    )
    # An estimate never looks like an official figure: a dashed rim, and a sign behind the value.
    rim = known.transform_filter("datum.unsure").mark_rect(
        cornerRadius=5, fillOpacity=0, stroke="#FFFFFF", strokeWidth=1.5, strokeDash=[4, 3], tooltip=None, aria=False
    )
    frame_mark = base.transform_filter("datum.chosen").mark_rect(
        cornerRadius=5, fillOpacity=0, stroke=CHOSEN, strokeWidth=4, aria=False
    )
    ink = alt.Color(
        "ink:N",
        legend=None,
        scale=alt.Scale(domain=["light", "dark", "empty"], range=["#FFFFFF", "#17242B", EMPTY_INK]),
    )
    size = alt.ExprRef(f"width < {_NARROW} ? 9.5 : width < {_MIDDLE} ? 11 : 12.5")
    # A screen reader hears a region once, from its tile; the texts on it would repeat that.
    names = base.mark_text(
        fontSize=size, fontWeight="bold", lineBreak="\n", lineHeight=10, dy=-12, baseline="middle", aria=False
    ).encode(text="label:N", color=ink)
    values = base.mark_text(fontSize=size, dy=13, lineBreak="\n", lineHeight=11, baseline="middle", aria=False).encode(
        text="said:N", color=ink
    )
    layers = alt.layer(hollow, tiles, rim, frame_mark, names, values).resolve_scale(color="independent")
    return finished(layers.properties(height=5 * 62 + 74), language)


def circle_map(
    rows: pd.DataFrame,
    quantity: Quantity,
    language: Language,
    *,
    chosen: str = "",
    boundaries: Boundaries | None = None,
) -> alt.TopLevelMixin:
    """Draw a circle at each administrative centre, its area in proportion to the value."""
    frame = shaded(rows, quantity, language)
    x, y = albers(
        np.array([REGIONS[code].longitude for code in frame["region"]]),
        np.array([REGIONS[code].latitude for code in frame["region"]]),
    )
    beside = [_BESIDE.get(code, _ABOVE) for code in frame["region"]]
    frame = frame.assign(x=x, y=y, chosen=frame["region"] == chosen, side=[place[2] for place in beside])
    # Small circles lie on top of large ones.
    frame = frame.sort_values("value", ascending=False, na_position="last")
    largest = max(quantity.limits[1], 1e-9)
    words = [json.dumps(quantity.write(value), ensure_ascii=False) for value in (largest / 4, largest)]
    base = alt.Chart(frame).encode(
        longitude="x:Q", latitude="y:Q", tooltip=_tooltip(quantity, language), description="told:N"
    )
    circles = (
        base.transform_filter("datum.known && datum.value > 0")
        .mark_circle(opacity=0.75, cursor="pointer", stroke="#FFFFFF")
        .encode(
            size=alt.Size(
                "value:Q",
                title=quantity.title,
                scale=alt.Scale(domain=[0, largest], range=[4, 2600]),
                legend=alt.Legend(
                    values=[largest / 4, largest],
                    labelExpr=f"datum.value < {largest / 2!r} ? {words[0]} : {words[1]}",
                    symbolFillColor=SHADES[2],
                    symbolStrokeWidth=0,
                    orient="bottom",
                    titleLimit=420,
                ),
            ),
            color=alt.condition("datum.unsure", alt.value("#7FA9B7"), alt.value(SHADES[3])),
        )
        .add_params(alt.selection_point(CLICKED, fields=["region"], on="click", empty=False))
    )
    rings = base.transform_filter("datum.chosen").mark_point(
        size=260, filled=False, color=CHOSEN, strokeWidth=3, tooltip=None, aria=False
    )
    empty = base.transform_filter("!datum.known").mark_point(
        size=60, filled=False, color=EMPTY_INK, strokeDash=[2, 2], cursor="pointer"
    )
    names = [
        base.transform_filter(alt.FieldOneOfPredicate("region", codes))
        .mark_text(
            dx=dx,
            dy=dy,
            align=side,
            fontSize=alt.ExprRef(f"width < {_NARROW} ? 8.5 : 11"),
            color=EMPTY_INK,
            aria=False,
        )
        .encode(text="name:N")
        for (dx, dy, side), codes in _sides(frame["region"]).items()
    ]
    ground = _ground(boundaries)
    layers = alt.layer(ground, empty, circles, rings, *names).project(type="identity", reflectY=True)
    return finished(layers.properties(height=440), language)


def area_map(
    rows: pd.DataFrame,
    quantity: Quantity,
    language: Language,
    boundaries: Boundaries,
    *,
    chosen: str = "",
) -> alt.TopLevelMixin:
    """Shade the areas of the regions with boundaries that a user brought."""
    frame = shaded(rows, quantity, language)
    shown = frame.set_index("region")
    features = []
    for code in shown.index:
        facts = shown.loc[code]
        features.append(
            _feature(boundaries, code)
            | {
                "region": code,
                "value": None if pd.isna(facts["value"]) else float(facts["value"]),
                **{name: str(facts[name]) for name in ("name", "full", "text", "status_text", "told")},
                **{name: bool(facts[name]) for name in ("known", "unsure")},
                "chosen": code == chosen,
            }
        )
    # One copy of the outlines for all layers.
    base = alt.Chart(alt.NamedData(name="areas")).encode(tooltip=_tooltip(quantity, language), description="told:N")
    areas = (
        base.transform_filter("datum.known")
        .mark_geoshape(stroke="#FFFFFF", strokeWidth=1, cursor="pointer")
        .encode(color=_colour(quantity))
        .add_params(alt.selection_point(CLICKED, fields=["region"], on="click", empty=False))
    )
    hollow = base.transform_filter("!datum.known").mark_geoshape(
        fill=EMPTY_INK, fillOpacity=0.05, stroke=EMPTY_INK, strokeDash=[3, 3]
    )
    unsure = base.transform_filter("datum.unsure").mark_geoshape(
        fillOpacity=0, stroke="#FFFFFF", strokeWidth=1.5, strokeDash=[4, 3], tooltip=None, aria=False
    )
    framed = base.transform_filter("datum.chosen").mark_geoshape(
        fillOpacity=0, stroke=CHOSEN, strokeWidth=3.5, aria=False
    )
    layers = alt.layer(hollow, areas, unsure, framed).project(type="identity", reflectY=True)
    return finished(layers.properties(height=440, datasets={"areas": features}), language)


def _tooltip(quantity: Quantity, language: Language) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("full:N", title=language.text("Region")),
        alt.Tooltip("text:N", title=re.sub(r"[.\[\]]", " ", quantity.title)),
        alt.Tooltip("status_text:N", title=language.text("Status")),
    ]


def _colour(quantity: Quantity) -> alt.Color:
    return alt.Color("value:Q", scale=quantity.scale(), legend=quantity.legend())


def _sides(codes: pd.Series) -> dict[tuple[int, int, str], list[str]]:
    found: dict[tuple[int, int, str], list[str]] = {}
    for code in codes:
        found.setdefault(_BESIDE.get(code, _ABOVE), []).append(code)
    return found


def _feature(boundaries: Boundaries, code: str) -> dict:
    """Return the polygons of a region in kilometres, outer rings in one direction and holes in the other."""
    polygons = []
    for polygon in boundaries.polygons[code]:
        rings = []
        for position, ring in enumerate(polygon):
            turned = ring if (ring_area(ring) < 0) == (position == 0) else ring[::-1]
            x, y = albers(turned[:, 0], turned[:, 1])
            rings.append(np.column_stack([x, y]).round(1).tolist())
        polygons.append(rings)
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def _ground(boundaries: Boundaries | None) -> alt.Chart:
    """Draw what stands behind: the outlines where there are any, and a frame that keeps the margins."""
    x, y = albers(
        np.array([one.longitude for one in REGIONS.values()]), np.array([one.latitude for one in REGIONS.values()])
    )
    west, east, south, north = x.min() - _FRAME_KM, x.max() + _FRAME_KM, y.min() - _FRAME_KM, y.max() + _FRAME_KM
    features: list[dict] = []
    if boundaries is None:
        box = [[west, south], [west, north], [east, north], [east, south], [west, south]]
        features.append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [box]}})
    else:
        features += [_feature(boundaries, code) for code in REGIONS]
    look = {"strokeOpacity": 0} if boundaries is None else {"stroke": EMPTY_INK, "strokeOpacity": 0.35}
    return alt.Chart(alt.Data(values=features)).mark_geoshape(fill=EMPTY_INK, fillOpacity=0.05, tooltip=None, **look)

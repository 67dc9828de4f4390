"""Needs of many sessions: the national ranking, moves since last time, what a region asks for more than the country."""

import json

import altair as alt
import pandas as pd

from foresight.charts.needs import DOT, ROW, SPREAD, dot_legend, rows
from foresight.charts.style import ACCENT, BLUE, GREY, ORANGE, SKY, VERMILION, finished
from foresight.i18n.language import Language

MOVE_COLOURS = {"moved_up": BLUE, "within_uncertainty": GREY, "moved_down": VERMILION}
# Upright and a word a line where there is room, slanted on a phone.
AREAS = alt.Axis(
    labelAngle=alt.ExprRef("width < 620 ? -60 : 0"),
    labelAlign=alt.ExprRef("width < 620 ? 'right' : 'center'"),
    labelExpr="width < 620 ? datum.label : split(datum.label, ' ')",
    labelLimit=130,
    labelOverlap=False,
)
MOVE_SHAPES = {"moved_up": "triangle-up", "within_uncertainty": "circle", "moved_down": "triangle-down"}


def first_and_last(language: Language) -> alt.Axis:
    """Return the axis of places in sessions of any length: the last and the first one are named."""
    last, first = json.dumps(language.text("last in its session")), json.dumps(language.text("first in its session"))
    return alt.Axis(
        values=[0, 0.5, 1],
        orient="top",
        labelAlign=alt.ExprRef("datum.value == 0 ? 'left' : 'right'"),
        labelExpr=f"datum.value == 0 ? {last} : datum.value == 1 ? {first} : ''",
    )


def shared_places(places: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw where each shared need stands in every region that raised it.

    Parameters
    ----------
    places : DataFrame
        ``title, position`` (1 first, 0 last), ``region_text, place``.
    language : Language
    """
    order = list(dict.fromkeys(places["title"]))
    chart = (
        alt.Chart(places)
        .mark_circle(size=110, opacity=0.65, color=SKY, stroke=BLUE, strokeWidth=1)
        .encode(
            y=rows(order),
            x=alt.X(
                "position:Q",
                title=None,
                scale=alt.Scale(domain=[0, 1], padding=10),
                axis=first_and_last(language),
            ),
            tooltip=[
                alt.Tooltip("title:N", title=language.text("Need")),
                alt.Tooltip("place:N", title=language.text("Rank")),
            ],
        )
    )
    return finished(chart.properties(height=ROW), language)


def national_ranks(needs: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw the national rank of each need, every region counting the same, beside the one weighted by population.

    Parameters
    ----------
    needs : DataFrame
        ``title, rank, rank_low, rank_high`` and ``rank_population`` if known.
    language : Language
    """
    order = needs["title"].tolist()
    names = [language.text("each region the same"), language.text("by population")]
    parts = [needs.assign(which=names[0], value=needs["rank"])]
    worst = int(needs["rank_high"].max())
    if "rank_population" in needs:
        parts.append(needs.assign(which=names[1], value=needs["rank_population"]))
        worst = max(worst, int(needs["rank_population"].max()))
    y = rows(order)
    rank = alt.X(
        "rank_low:Q",
        title=None,
        scale=alt.Scale(domain=[0.5, max(worst, 2) + 0.5], nice=False),
        axis=alt.Axis(tickMinStep=1, format="d", orient="top"),
    )
    spread = (
        alt.Chart(needs).mark_rule(strokeWidth=8, strokeCap="round", **SPREAD).encode(y=y, x=rank, x2="rank_high:Q")
    )
    points = (
        alt.Chart(pd.concat(parts))
        .mark_point(**DOT)
        .encode(
            y=y,
            x="value:Q",
            color=alt.Color("which:N", legend=dot_legend(), scale=alt.Scale(domain=names, range=[ACCENT, ORANGE])),
            shape=alt.Shape("which:N", legend=dot_legend(), scale=alt.Scale(domain=names, range=["circle", "diamond"])),
            tooltip=[
                alt.Tooltip("title:N", title=language.text("Need")),
                alt.Tooltip("which:N", title=language.text("Who counts the same")),
                alt.Tooltip("value:Q", title=language.text("Rank")),
                alt.Tooltip("regions:Q", title=language.text("Regions")),
            ],
        )
    )
    return finished((spread + points).properties(height=ROW), language)


def moves(changed: pd.DataFrame, names: dict[str, str], language: Language) -> alt.TopLevelMixin:
    """Draw where each need stood last time and where it stands now, first to last.

    Parameters
    ----------
    changed : DataFrame
        ``title, position, position_before`` (1 first, 0 last), ``move`` (code).
    names : dict of str to str
        Of the moves.
    language : Language
    """
    frame = changed.assign(move_text=changed["move"].map(names))
    order = frame["title"].tolist()
    present = [code for code in MOVE_COLOURS if code in set(frame["move"])]
    domain = [names[code] for code in present]
    y = rows(order)
    place = alt.X(
        "position_before:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1], padding=10),
        axis=first_and_last(language),
    )
    base = alt.Chart(frame).encode(
        y=y,
        color=alt.Color(
            "move_text:N", title=None, scale=alt.Scale(domain=domain, range=[MOVE_COLOURS[code] for code in present])
        ),
        shape=alt.Shape(
            "move_text:N", title=None, scale=alt.Scale(domain=domain, range=[MOVE_SHAPES[code] for code in present])
        ),
        tooltip=[
            alt.Tooltip("title:N", title=language.text("Need")),
            alt.Tooltip("rank:Q", title=language.text("Rank now")),
            alt.Tooltip("rank_before:Q", title=language.text("Rank last time")),
            alt.Tooltip("move_text:N", title=language.text("What changed")),
        ],
    )
    way = (
        alt.Chart(frame)
        .mark_rule(strokeWidth=2, color=GREY, opacity=0.7)
        .encode(y=y, x="position_before:Q", x2="position:Q")
    )
    then = base.mark_point(filled=False, size=90, opacity=0.8).encode(x=place)
    now = base.mark_point(filled=True, size=120, opacity=1).encode(x="position:Q")
    return finished((way + then + now).properties(height=ROW), language)


def location_quotients(quotients: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw how much more (or less) of each area a region asks for than the country.

    Parameters
    ----------
    quotients : DataFrame
        ``region_text, area_text, location_quotient, told`` (as it is read), ``reliable``.
    language : Language
    """
    base = alt.Chart(quotients).encode(
        x=alt.X("area_text:N", title=None, axis=AREAS),
        y=alt.Y("region_text:N", title=None, axis=alt.Axis(labelLimit=130)),
        tooltip=[
            alt.Tooltip("region_text:N", title=language.text("Region")),
            alt.Tooltip("area_text:N", title=language.text("Area")),
            alt.Tooltip("location_quotient:Q", title=language.text("times the country’s share"), format=".2f"),
            alt.Tooltip("needs:Q", title=language.text("Needs")),
            alt.Tooltip("share:Q", title=language.text("share in the region"), format=".0%"),
            alt.Tooltip("national_share:Q", title=language.text("share in the country"), format=".0%"),
        ],
    )
    # White beneath, so that a pale field stays pale on a dark page and its number can be read.
    ground = base.mark_rect(color="white")
    fields = base.mark_rect().encode(
        color=alt.Color(
            "shade:Q",
            title=language.text("times the country’s share"),
            scale=alt.Scale(
                domain=[0, 1, 2],
                range=["#F0B27A", "#F4F6F7", BLUE],
                clamp=True,
                interpolate=alt.ScaleInterpolateEnum("rgb"),
            ),
            legend=alt.Legend(gradientLength=160, values=[0, 1, 2]),
        ),
        opacity=alt.condition("datum.reliable", alt.value(1.0), alt.value(0.35)),
    )
    told = base.mark_text(fontSize=12).encode(
        text="told:N",
        color=alt.condition("datum.reliable && datum.shade > 1.6", alt.value("white"), alt.value("#333333")),
    )
    return finished(
        (ground + fields + told).transform_calculate(shade="datum.location_quotient").properties(height=alt.Step(30)),
        language,
    )

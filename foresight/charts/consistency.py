"""Why the targets disagree: their amounts of money on one scale, and specifications against projects."""

import math

import altair as alt
import pandas as pd

from foresight.charts.style import ACCENT, GREY, INK, VERMILION, finished
from foresight.charts.targets import two_lines
from foresight.i18n.language import Language

# Letters of the smallest size that a line of a phone's chart holds.
LONGEST_ON_A_PHONE = 36
KIND_COLOURS = {"today": GREY, "projects": ACCENT, "share": VERMILION}


def money_scale(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw amounts of local money that the targets mean, beside today's, on a logarithmic scale.

    Parameters
    ----------
    rows : DataFrame
        ``label``, ``amount`` in mln KZT, ``told`` (the amount in words), ``kind`` (``today``, ``projects`` or
        ``share``); in reading order.
    language : Language
    """
    halves = [two_lines(label) if len(label) > LONGEST_ON_A_PHONE else [label] for label in rows["label"]]
    rows = rows.assign(first=[lines[0] for lines in halves], second=[(*lines, None)[1] for lines in halves])
    lowest = 10.0 ** math.floor(math.log10(max(rows["amount"].min(), 1.0)) - 0.3)
    base = alt.Chart(rows).encode(y=alt.Y("label:N", sort=rows["label"].tolist(), title=None, axis=None))
    x = alt.X(
        "amount:Q",
        title=language.text("mln KZT a year; each step of the axis is ten times more"),
        scale=alt.Scale(type="log", domain=[lowest, float(rows["amount"].max()) * 4], nice=False),
        axis=alt.Axis(values=[10.0**power for power in range(0, 8)], format=",d"),
    )
    lines = (
        base.mark_rule(strokeWidth=2, opacity=0.6, color=INK)
        .encode(x=alt.X("start:Q"), x2="amount:Q")
        .transform_calculate(start=str(lowest))
    )
    points = base.mark_point(filled=True, size=170, opacity=1).encode(
        x=x,
        color=alt.Color(
            "kind:N", scale=alt.Scale(domain=list(KIND_COLOURS), range=list(KIND_COLOURS.values())), legend=None
        ),
        tooltip=[
            alt.Tooltip("label:N", title=language.text("What")),
            alt.Tooltip("told:N", title=language.text("Amount")),
        ],
    )
    # A phone has no room for a long name in one line: there its first half stands a line higher.
    narrow = "width < 420 && isValid(datum.second)"
    named = base.transform_calculate(
        upper=f"{narrow} ? datum.first : ''", lower=f"{narrow} ? datum.second : datum.label"
    ).encode(x=alt.value(2))
    names = named.mark_text(align="left", dy=-15, fontSize=12).encode(text="lower:N")
    names += named.mark_text(align="left", dy=-29, fontSize=12).encode(text="upper:N")
    words = base.mark_text(align="left", dx=12, fontWeight="bold", fontSize=12).encode(x="amount:Q", text="told:N")
    return finished((lines + points + names + words).properties(height=alt.Step(60)), language)


def expected_projects(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw how many projects the planned specifications yield against how many are asked for.

    Parameters
    ----------
    rows : DataFrame
        ``year, expected, target``.
    language : Language
    """
    rows = rows.assign(
        year_text=rows["year"].astype(str),
        told=[language.number(value, 1) for value in rows["expected"]],
        wanted=[language.text("target {value}", value=language.number(value)) for value in rows["target"]],
    )
    rows["words"] = rows["told"] + "\n" + rows["wanted"]
    base = alt.Chart(rows).encode(x=alt.X("year_text:O", title=None, axis=alt.Axis(labelAngle=0)))
    bars = base.mark_bar(color=ACCENT, opacity=0.55, size=34).encode(
        y=alt.Y("expected:Q", title=language.text("projects")),
        tooltip=[
            alt.Tooltip("year_text:O", title=language.text("Year")),
            alt.Tooltip("told:N", title=language.text("Expected")),
            alt.Tooltip("wanted:N", title=language.text("Asked for")),
        ],
    )
    ticks = base.mark_tick(thickness=3, size=44, color=VERMILION).encode(y="target:Q")
    # Above both, since no ink reads on the bar and on the page alike.
    words = base.transform_calculate(top="max(datum.expected, datum.target)")
    words = words.mark_text(dy=-22, fontWeight="bold", lineBreak="\n").encode(y="top:Q", text="words:N")
    return finished((bars + ticks + words).properties(height=230), language)


def futures(rows: pd.DataFrame, target: float | None, percent: bool, language: Language) -> alt.TopLevelMixin:
    """Draw how many of a hundred simulated futures have which value, and where the target stands.

    Parameters
    ----------
    rows : DataFrame
        ``value, share``.
    target : float or None
        None where the year has no target.
    percent : bool
        Whether the values are shares.
    language : Language
    """
    factor = 100 if percent else 1
    met, missed = language.text("target reached"), language.text("target missed")
    rows = rows.assign(
        value=rows["value"] * factor,
        count=rows["share"] * 100,
        reached=[met if target is None or value >= target - 1e-9 else missed for value in rows["value"]],
        told=[language.percent(share, 1) for share in rows["share"]],
    )
    colours = {met: ACCENT, missed: VERMILION}
    if target is None:
        colours = {language.text("no target"): GREY}
        rows["reached"] = language.text("no target")
    ends = [*rows["value"], *([] if target is None else [target * factor])]
    bars = (
        alt.Chart(rows)
        .mark_bar(size=14 if len(rows) < 25 else 6)
        .encode(
            x=alt.X(
                "value:Q",
                title=language.text("value in the year, %") if percent else language.text("value in the year"),
                axis=alt.Axis(tickMinStep=1),
                # Room for half a bar, so that no axis begins at minus one project.
                scale=alt.Scale(domain=[min(ends) - 0.6, max(ends) + 0.6], nice=False, zero=False),
            ),
            y=alt.Y("count:Q", title=language.text("futures of 100")),
            color=alt.Color(
                "reached:N", title=None, scale=alt.Scale(domain=list(colours), range=list(colours.values()))
            ),
            tooltip=[
                alt.Tooltip("value:Q", title=language.text("Value")),
                alt.Tooltip("told:N", title=language.text("share of simulated futures")),
                alt.Tooltip("reached:N", title=language.text("Target")),
            ],
        )
    )
    if target is None:
        return finished(bars.properties(height=230), language)
    mark = pd.DataFrame({"target": [target * factor]})
    line = alt.Chart(mark).mark_rule(strokeWidth=2.5, color=INK).encode(x="target:Q")
    return finished((bars + line).properties(height=230), language)

"""Why a scenario brings what it brings: steps from one to the other, assumptions that matter, maps of chances."""

from textwrap import wrap

import altair as alt
import pandas as pd

from foresight.charts.style import ACCENT, BLUE, GREEN, GREY, INK, ORANGE, VERMILION, finished, narrow_legend
from foresight.i18n.changes import path_label
from foresight.i18n.language import Language

GRADE_COLOURS = {"A": GREEN, "B": BLUE, "C": ORANGE}
VERDICT_COLOURS = {"winner": GREEN, "unchanged": GREY, "loser": VERMILION}


def wrapped(names: list[str], width: int = 30) -> list[str]:
    """Break long names into two lines, so that a chart beside another keeps room for its bars."""
    return ["\n".join(wrap(name, max(width, len(name) // 2 + 6))) for name in names]


def rows_by_name(names: list[str]) -> alt.Y:
    """Return the axis of a chart with one row a name, in the order given, every name shown in full."""
    axis = alt.Axis(labelExpr="split(datum.label, '\\n')", labelOverlap=False, labelLimit=400, labelLineHeight=13)
    return alt.Y("name:N", sort=names, title=None, axis=axis)


def height_of(rows: int, step: int = 30, around: int = 60) -> int:
    """Return the height of a chart with so many rows; axis, title and legend are part of it."""
    return step * rows + around


def waterfall(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw the steps from the first scenario to the second.

    Parameters
    ----------
    rows : DataFrame
        In order: ``step`` (text), ``low``, ``high``, ``value``, ``kind`` in {"total", "more", "less"}.
    """
    rows = rows.assign(name=wrapped(rows["step"].tolist(), 44))
    base = alt.Chart(rows).encode(y=rows_by_name(rows["name"].tolist()))
    bars = base.mark_bar(height=18).encode(
        x=alt.X("low:Q", title=language.text("projects, on average"), scale=alt.Scale(zero=True)),
        x2="high:Q",
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=["total", "more", "less"], range=[ACCENT, GREEN, VERMILION]),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("step:N", title=language.text("Step")),
            alt.Tooltip("text:N", title=language.text("Adds")),
        ],
    )
    texts = base.mark_text(align="left", dx=5).encode(x="high:Q", text="text:N")
    return finished((bars + texts).properties(height=height_of(len(rows))), language)


def tornado(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw how far each assumption moves the result from its low to its high end.

    Parameters
    ----------
    rows : DataFrame
        ``label, grade, low_mean, high_mean, low_text, high_text, middle``, widest first.
    """
    labels = language.labels("grade")
    rows = rows.assign(grade_text=rows["grade"].map(labels), name=wrapped(rows["label"].tolist()))
    base = alt.Chart(rows).encode(y=rows_by_name(rows["name"].tolist()))
    bars = base.mark_bar(height=14).encode(
        x=alt.X("low_mean:Q", title=language.text("projects, on average"), scale=alt.Scale(zero=False)),
        x2="high_mean:Q",
        color=_grades(labels, language),
        tooltip=[
            alt.Tooltip("label:N", title=language.text("Parameter")),
            alt.Tooltip("low_text:N", title=language.text("at its low end")),
            alt.Tooltip("high_text:N", title=language.text("at its high end")),
            alt.Tooltip("grade_text:N", title=language.text("Grade")),
        ],
    )
    high = base.mark_point(filled=True, size=45, color=INK, shape="triangle-right").encode(x="high_mean:Q")
    middle = alt.Chart(rows.head(1)).mark_rule(color=INK).encode(x="middle:Q")
    return finished((bars + high + middle).properties(height=height_of(len(rows), around=130)), language)


def _grades(labels: dict[str, str], language: Language) -> alt.Color:
    return alt.Color(
        "grade_text:N",
        title=language.text("Grade"),
        scale=alt.Scale(domain=[labels[code] for code in GRADE_COLOURS], range=list(GRADE_COLOURS.values())),
        legend=narrow_legend(beside=215),
    )


def sobol(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw total and first-order indices with their intervals.

    Parameters
    ----------
    rows : DataFrame
        ``label, grade, first, total, total_low, total_high``, largest first.
    """
    labels = language.labels("grade")
    rows = rows.assign(grade_text=rows["grade"].map(labels), name=wrapped(rows["label"].tolist()))
    base = alt.Chart(rows).encode(y=rows_by_name(rows["name"].tolist()))
    bars = base.mark_bar(height=14).encode(
        x=alt.X("total:Q", title=language.text("share of the spread of the result"), axis=alt.Axis(format="%")),
        color=_grades(labels, language),
        tooltip=[
            alt.Tooltip("label:N", title=language.text("Parameter")),
            alt.Tooltip("first:Q", title=language.text("alone"), format=".0%"),
            alt.Tooltip("total:Q", title=language.text("with all its interplay"), format=".0%"),
            alt.Tooltip("grade_text:N", title=language.text("Grade")),
        ],
    )
    spread = base.mark_rule(color=INK).encode(x="total_low:Q", x2="total_high:Q")
    alone = base.mark_tick(color=INK, thickness=3, height=14).encode(x="first:Q")
    return finished((bars + spread + alone).properties(height=height_of(len(rows), around=130)), language)


def heat_map(
    cells: pd.DataFrame, kink: pd.DataFrame, across: str, down: str, here: dict[str, float], language: Language
) -> alt.TopLevelMixin:
    """Draw the chance of the goal over two paths, the kink, and where the scenario stands.

    Parameters
    ----------
    cells : DataFrame
        ``across, down, probability, standard_error, mean`` and the edges ``across_low, across_high, down_low,
        down_high``.
    kink : DataFrame
        ``across, down``: the local share at which local and central money are used up together; may be empty.
    across, down : str
        Paths.
    here : dict
        ``across`` and ``down`` of the scenario itself.
    """
    share_across, share_down = (path.endswith("_share") for path in (across, down))

    def axis(name: str, path: str, share: bool) -> dict:
        low, high = cells[f"{name}_low"].min(), cells[f"{name}_high"].max()
        return {
            "title": path_label(language, path),
            "scale": alt.Scale(domain=[low, high], nice=False, zero=False),
            "axis": alt.Axis(format="%" if share else "~g", grid=False),
        }

    x = alt.X("across_low:Q", **axis("across", across, share_across))
    y = alt.Y("down_low:Q", **axis("down", down, share_down))
    squares = (
        alt.Chart(cells)
        .mark_rect()
        .encode(
            x=x,
            x2="across_high:Q",
            y=y,
            y2="down_high:Q",
            color=alt.Color(
                "probability:Q",
                title=language.text("chance of the goal"),
                scale=alt.Scale(scheme="viridis", domain=[0, 1]),
                legend=alt.Legend(format="%", gradientLength=220),
            ),
            tooltip=[
                alt.Tooltip("across:Q", title=path_label(language, across), format=".0%" if share_across else ".3~g"),
                alt.Tooltip("down:Q", title=path_label(language, down), format=".0%" if share_down else ".3~g"),
                alt.Tooltip("probability:Q", title=language.text("chance of the goal"), format=".0%"),
                alt.Tooltip("standard_error:Q", title=language.text("error of the simulation"), format=".1%"),
                alt.Tooltip("mean:Q", title=language.text("projects, on average"), format=".2f"),
            ],
        )
    )
    layers = [squares]
    if len(kink):
        layers.append(
            alt.Chart(kink)
            .mark_line(color="white", strokeWidth=3, strokeDash=[6, 4], clip=True)
            .encode(x=alt.X("across:Q"), y=alt.Y("down:Q"), order="order:Q")
        )
    point = pd.DataFrame([{**here, "text": language.text("scenario B")}])
    mark = alt.Chart(point).encode(x=alt.X("across:Q"), y=alt.Y("down:Q"))
    layers.append(mark.mark_point(shape="cross", size=130, color="#FFFFFF", strokeWidth=3, clip=True))
    layers.append(mark.mark_text(dy=-12, color="#FFFFFF", fontWeight="bold", clip=True).encode(text="text:N"))
    return finished(alt.layer(*layers).properties(height=380), language)


def winners_and_losers(rows: pd.DataFrame, title: str, language: Language) -> alt.TopLevelMixin:
    """Draw which regions gain and which lose.

    Parameters
    ----------
    rows : DataFrame
        ``region, difference, low, high, verdict``, most gained first.
    title : str
        What is counted.
    """
    labels = language.labels("verdict")
    rows = rows.assign(
        name=[language.region(code, short=True) for code in rows["region"]], verdict_text=rows["verdict"].map(labels)
    )
    base = alt.Chart(rows).encode(y=rows_by_name(rows["name"].tolist()))
    bars = base.mark_bar(height=12).encode(
        x=alt.X("difference:Q", title=title),
        color=alt.Color(
            "verdict_text:N",
            title=None,
            scale=alt.Scale(domain=[labels[code] for code in VERDICT_COLOURS], range=list(VERDICT_COLOURS.values())),
            legend=narrow_legend(2, beside=130),
        ),
        tooltip=[
            alt.Tooltip("name:N", title=language.text("Region")),
            alt.Tooltip("difference:Q", title=title, format="+.3f"),
            alt.Tooltip("verdict_text:N", title=language.text("Verdict")),
        ],
    )
    spread = base.mark_rule(color=INK).encode(x="low:Q", x2="high:Q")
    return finished(alt.layer(bars, spread, height=height_of(len(rows), 20, 100)), language)

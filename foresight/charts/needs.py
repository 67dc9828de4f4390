"""One row a need: its title stands above its marks, so that a chart reads on a phone as on a projector."""

import altair as alt
import pandas as pd

from foresight.charts.style import BLUE, GREEN, GREY, ORANGE, SKY, VERMILION
from foresight.i18n.language import Language

# Height of a row: the title and the marks below it.
ROW = alt.Step(38)
AGREEMENT_COLOURS = {
    "accepted_by_all": BLUE,
    "contested": VERMILION,
    "undecided": ORANGE,
    "declined_by_all": GREY,
    "not_asked": GREEN,
}
AGREEMENT_SHAPES = {
    "accepted_by_all": "circle",
    "contested": "diamond",
    "undecided": "square",
    "declined_by_all": "triangle-down",
    "not_asked": "triangle-up",
}

# An interval and the dot on it are seen on a light page and on a dark one.
SPREAD = {"color": SKY, "opacity": 0.45}
DOT = {"filled": True, "size": 120, "opacity": 1, "stroke": "white", "strokeWidth": 1}


def dot_legend(columns: int = 2) -> alt.Legend:
    """Return a legend for such dots, without their edge, which would eat a symbol this small on a light page."""
    return alt.Legend(title=None, columns=columns, symbolStrokeWidth=0)


def rows(order: list[str], field: str = "title") -> alt.Y:
    """Return the axis of a chart with one row a title, the titles above their rows and as wide as the chart."""
    return alt.Y(
        f"{field}:N",
        sort=order,
        title=None,
        scale=alt.Scale(paddingInner=0.55, paddingOuter=0.55),
        axis=alt.Axis(
            labelAlign="left",
            labelPadding=0,
            labelOffset=-17,
            labelLimit=alt.ExprRef("width"),
            labelOverlap=False,
            labelFontSize=13,
            ticks=False,
            domain=False,
            grid=False,
            zindex=1,
        ),
    )


def lines(title: str) -> list[str]:
    """Break an axis title where a phone is too narrow for it: at its semicolon."""
    return title.split("; ")


def agreement_marks(needs: pd.DataFrame, language: Language) -> tuple[alt.Color, alt.Shape]:
    """Return colour and shape by the label of agreement, which stands in ``label_text``."""
    names = language.labels("agreement")
    present = [code for code in AGREEMENT_COLOURS if code in set(needs["label"])]
    domain = [names[code] for code in present]
    legend = dot_legend()
    colours = alt.Scale(domain=domain, range=[AGREEMENT_COLOURS[code] for code in present])
    shapes = alt.Scale(domain=domain, range=[AGREEMENT_SHAPES[code] for code in present])
    return (
        alt.Color("label_text:N", legend=legend, scale=colours),
        alt.Shape("label_text:N", legend=legend, scale=shapes),
    )

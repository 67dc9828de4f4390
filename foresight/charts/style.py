"""Colours, marks and number formats that mean the same thing in every chart."""

import altair as alt

from foresight.i18n.language import Language

# Okabe and Ito's palette: told apart by colour-blind readers.
BLUE, ORANGE, GREEN, PURPLE, VERMILION, SKY, GREY = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#D55E00",
    "#56B4E9",
    "#7A7A7A",
)
ACCENT = "#0B6E8A"
# Words and lines on the page itself: a chart does not know whether the page is light or dark; this reads on both.
INK = "#66767F"

GROUP_COLOURS = {"government": BLUE, "business": ORANGE, "public": GREEN, "science": PURPLE}
PAYER_COLOURS = {"central": SKY, "local": VERMILION, "private": GREY}
SCENARIO_COLOURS = (BLUE, ORANGE, GREEN, PURPLE)
# Filled, outlined, hatched (a cross stands in for hatching on a point), empty: how sure a figure is.
STATUS_SHAPES = {
    "published": "circle",
    "cross_checked": "circle",
    "derived": "diamond",
    "estimate": "cross",
    "unverified": "triangle-up",
    "not_published": "stroke",
    "missing": "stroke",
}
FILLED_STATUSES = ("published", "cross_checked")


def narrow_legend(columns: int = 1, *, beside: int = 100) -> alt.Legend:
    """Return a legend that stays readable on a phone: one column there, long names in several lines.

    Parameters
    ----------
    columns : int
        Where the chart is wide.
    beside : int
        Pixels left of the bars, for the names of the rows: a legend begins where the bars begin.
    """
    room = f"max(12, floor((containerSize()[0] - {beside + 20}) / 6.2))"  # letters in a line
    lines = f"replace(datum.label, regexp('(.{{1,' + {room} + '}})(\\\\s+|$)', 'g'), '$1\\n')"
    return alt.Legend(
        title=None,
        columns=alt.ExprRef(f"containerSize()[0] < 480 ? 1 : {columns}") if columns > 1 else 1,
        labelExpr=f"split(trim({lines}), '\\n')",
        labelLimit=0,
    )


def finished(
    chart: alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart, language: Language
) -> alt.TopLevelMixin:
    """Give a chart the number format of the reader's language and quiet axes."""
    return chart.configure(  # in one go: every call copies the chart with all its layers
        locale=alt.Locale(number=alt.NumberLocale(**language.vega_locale())),
        axis=alt.AxisConfig(
            labelLimit=260, titleFontWeight="normal", grid=True, gridOpacity=0.5, domain=False, tickSize=0
        ),
        axisBand=alt.AxisConfig(labelFlush=False),  # names of rows stand at their row, the first and last ones too
        text=alt.MarkConfig(color=INK),
        view=alt.ViewConfig(stroke=None),
        legend=alt.LegendConfig(titleFontWeight="normal", labelLimit=320, orient="top"),
        header=alt.HeaderConfig(titleFontWeight="normal", labelFontWeight="bold", labelLimit=260),
    )


def colours_by(labels: dict[str, str], colours: dict[str, str]) -> alt.Scale:
    """Return a scale that gives each label the colour of its code."""
    return alt.Scale(domain=[labels[code] for code in colours], range=list(colours.values()))

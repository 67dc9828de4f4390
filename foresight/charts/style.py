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


def finished(
    chart: alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart, language: Language
) -> alt.TopLevelMixin:
    """Give a chart the number format of the reader's language and quiet axes."""
    return chart.configure(  # in one go: every call copies the chart with all its layers
        locale=alt.Locale(number=alt.NumberLocale(**language.vega_locale())),
        axis=alt.AxisConfig(
            labelLimit=260, titleFontWeight="normal", grid=True, gridOpacity=0.5, domain=False, tickSize=0
        ),
        view=alt.ViewConfig(stroke=None),
        legend=alt.LegendConfig(titleFontWeight="normal", labelLimit=320, orient="top"),
        header=alt.HeaderConfig(titleFontWeight="normal", labelFontWeight="bold", labelLimit=260),
    )


def colours_by(labels: dict[str, str], colours: dict[str, str]) -> alt.Scale:
    """Return a scale that gives each label the colour of its code."""
    return alt.Scale(domain=[labels[code] for code in colours], range=list(colours.values()))

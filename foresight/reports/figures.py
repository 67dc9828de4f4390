"""Charts for documents: the same Vega-Lite charts as on the screen, turned into SVG without a browser or a network."""

from __future__ import annotations

import altair as alt
import vl_convert

from foresight.i18n.language import TENGE, Language
from foresight.reports.document import Figure


def figure(chart: alt.TopLevelMixin, language: Language, caption: str, alt_text: str, width: float = 1.0) -> Figure:
    """Turn a chart into a figure of a document.

    Parameters
    ----------
    chart : altair chart
    language : Language
    caption : str
        The finding.
    alt_text : str
        What the chart shows, for who cannot see it.
    width : float
        Part of the width of the text, up to 1.
    """
    # The converter's own fonts have all Kazakh letters but no sign of the tenge: in a chart it is written out.
    svg = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[]).replace(TENGE, language.text("tenge"))
    return Figure(svg, caption, alt_text, width)

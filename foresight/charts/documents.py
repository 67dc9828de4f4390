"""Charts that stand in documents: no tooltips, readable in print, without the sign of the tenge."""

import altair as alt
import pandas as pd

from foresight.charts.style import ACCENT, GREY, finished
from foresight.i18n.language import Language


def ranked_intervals(rows: pd.DataFrame, language: Language, width: int = 300) -> alt.TopLevelMixin:
    """Draw scores with their intervals, the best need first, bands of equal rank told apart by shade.

    Parameters
    ----------
    rows : DataFrame
        ``label, score, score_low, score_high, band``; best first.
    language : Language
    width : int
        Of the plot without the names, in pixels.
    """
    rows = rows.assign(shade=[int(band) % 2 for band in rows["band"]])
    order = rows["label"].tolist()
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "label:N",
            sort=order,
            title=None,
            axis=alt.Axis(labelLimit=330, labelOverlap=False, labelFontSize=10, grid=False),
        ),
        color=alt.Color("shade:N", scale=alt.Scale(domain=[0, 1], range=[GREY, ACCENT]), legend=None),
    )
    x = alt.X("score_low:Q", title=language.text("score, 0 to 100"), scale=alt.Scale(domain=[0, 100]))
    lines = base.mark_rule(strokeWidth=2.5, opacity=0.55).encode(x=x, x2="score_high:Q")
    points = base.mark_point(filled=True, size=45, opacity=1).encode(x="score:Q")
    return finished((lines + points).properties(height=alt.Step(17), width=width), language)

"""How complete the figures are: by indicator and year, and by region."""

import altair as alt
import pandas as pd

from foresight.charts.style import finished
from foresight.i18n.language import Language
from foresight.regions.regions import REGIONS

# From deep to pale with how sure a figure is; what is absent is hollow, in two ways.
LEVEL_COLOURS = {
    "official": "#0B5A73",
    "derived": "#56A3BA",
    "unsure": "#F0C266",
    "not_published": "#F6DED3",
    "missing": "#FFFFFF",
    "not_yet": "#E3E8EB",
}
LEVEL_SIGNS = {"official": "●", "derived": "○", "unsure": "◍", "not_published": "–", "missing": "∅", "not_yet": ""}
_DARK = ("official",)
_CELL_WITH_BOTH = 36


def coverage_by_indicator(covered: pd.DataFrame, names: dict[str, str], language: Language) -> alt.TopLevelMixin:
    """Draw indicators by years; a cell says how many regions have a figure and how many of these are only estimates.

    Parameters
    ----------
    covered : DataFrame
        As of ``foresight.statistics.coverage.coverage``.
    names : dict
        Names of the indicators in the reader's language, in the order wanted.
    """
    counted = (
        covered.assign(
            known=covered["level"].isin(["official", "derived", "unsure"]),
            firm=covered["level"].isin(["official", "derived"]),
            wanted=covered["level"] != "not_yet",
        )
        .groupby(["indicator", "year"], as_index=False)[["known", "firm", "wanted"]]
        .sum()
    )
    rows = counted.assign(
        name=counted["indicator"].map(names),
        year_text=counted["year"].astype(str),
        share=counted["firm"] / counted["wanted"].clip(lower=1),
        said=[f"{int(known)}/{int(wanted)}" for known, wanted in zip(counted["known"], counted["wanted"])],
        estimates=[
            language.plural("{count} estimate", "{count} estimates", int(known - firm)) if known > firm else ""
            for known, firm in zip(counted["known"], counted["firm"])
        ],
    ).dropna(subset=["name"])
    rows = rows.assign(ink=["light" if share > 0.55 else "dark" for share in rows["share"]])
    # A cell too narrow for "20/20" says the first number only, and its year the last two digits.
    narrow = f"width < {_CELL_WITH_BOTH * rows['year'].nunique()}"
    base = alt.Chart(rows).encode(
        x=alt.X(
            "year_text:O",
            title=None,
            axis=alt.Axis(
                orient="top",
                labelAngle=0,
                labelOverlap=False,
                labelFlush=False,
                labelExpr=f"{narrow} ? slice(datum.label, 2) : datum.label",
            ),
        ),
        y=alt.Y(
            "name:N",
            title=None,
            sort=[name for name in names.values() if name in set(rows["name"])],
            axis=alt.Axis(labelLimit=230, labelOverlap=False, labelFlush=False),
        ),
        tooltip=[
            alt.Tooltip("name:N", title=language.text("Indicator")),
            alt.Tooltip("year_text:O", title=language.text("Year")),
            alt.Tooltip("said:N", title=language.text("Regions with a figure")),
            alt.Tooltip("estimates:N", title=language.text("of these")),
        ],
    )
    cells = base.mark_rect(stroke="#9FB2BB", strokeWidth=0.6, cornerRadius=2).encode(
        color=alt.Color(
            "share:Q",
            legend=None,
            scale=alt.Scale(domain=[0, 1], range=["#FFFFFF", LEVEL_COLOURS["official"]], interpolate="rgb"),
        )
    )
    estimated = base.transform_filter("datum.firm == 0 && datum.known > 0").mark_rect(
        fill=LEVEL_COLOURS["unsure"], fillOpacity=0.6, stroke="#9FB2BB", strokeWidth=0.6, cornerRadius=2
    )
    ink = alt.Color("ink:N", legend=None, scale=alt.Scale(domain=["light", "dark"], range=["#FFFFFF", "#17242B"]))
    counts = (
        base.transform_calculate(short=f"{narrow} ? split(datum.said, '/')[0] : datum.said")
        .mark_text(fontSize=alt.ExprRef(f"{narrow} ? 9 : 11"))
        .encode(text="short:N", color=ink)
    )
    layers = alt.layer(cells, estimated, counts).resolve_scale(color="independent")
    return finished(layers.properties(height=alt.Step(27)), language)


def coverage_by_region(covered: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw regions by years of one indicator; colour and sign say how sure each figure is.

    Parameters
    ----------
    covered : DataFrame
        ``region, year, level`` of one indicator.
    """
    levels = [code for code in LEVEL_COLOURS if code in set(covered["level"])]
    labels = language.labels("level")
    rows = covered.assign(
        name=[language.region(code, short=True) for code in covered["region"]],
        year_text=covered["year"].astype(str),
        level_text=[language.label("level", code) for code in covered["level"]],
        sign=covered["level"].map(LEVEL_SIGNS),
        dark=covered["level"].isin(_DARK),
    )
    base = alt.Chart(rows).encode(
        x=alt.X(
            "year_text:O", title=None, axis=alt.Axis(orient="top", labelAngle=0, labelOverlap=False, labelFlush=False)
        ),
        y=alt.Y(
            "name:N",
            title=None,
            sort=[language.region(code, short=True) for code in REGIONS],
            axis=alt.Axis(labelOverlap=False, labelFlush=False),
        ),
        tooltip=[
            alt.Tooltip("name:N", title=language.text("Region")),
            alt.Tooltip("year_text:O", title=language.text("Year")),
            alt.Tooltip("level_text:N", title=language.text("Status")),
        ],
    )
    cells = base.mark_rect(stroke="#9FB2BB", strokeWidth=0.6, cornerRadius=2).encode(
        color=alt.Color(
            "level_text:N",
            title=None,
            scale=alt.Scale(domain=[labels[code] for code in levels], range=[LEVEL_COLOURS[code] for code in levels]),
            legend=alt.Legend(orient="bottom", columns=1, symbolStrokeColor="#9FB2BB", symbolStrokeWidth=1),
        )
    )
    signs = base.mark_text(fontSize=11).encode(
        text="sign:N", color=alt.condition("datum.dark", alt.value("#FFFFFF"), alt.value("#17242B"))
    )
    return finished((cells + signs).properties(height=alt.Step(19)), language)

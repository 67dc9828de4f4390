"""How likely each target is, year by year."""

import altair as alt
import pandas as pd

from foresight.charts.style import finished
from foresight.i18n.language import Language


def target_grid(feasibility: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw five targets by five years; the words in a tile say what its colour says.

    Parameters
    ----------
    feasibility : DataFrame
        ``indicator, year, target, mean, p10, p90, probability`` with one row a target and year;
        a year without a target has a missing ``target``.
    """
    percent = feasibility["indicator"].eq("cofinancing_share")

    def amount(value: float, is_percent: bool) -> str:
        return (
            language.percent(value, 1 if value < 0.1 else 0)
            if is_percent
            else language.number(value, 0 if value == round(value) else 1)
        )

    rows = feasibility.assign(
        label=[language.label("target_short", code) for code in feasibility["indicator"]],
        full=[language.label("target", code) for code in feasibility["indicator"]],
        year_text=feasibility["year"].astype(str),
        target_text=[
            language.text("target {value}", value=amount(target, is_percent)) if pd.notna(target) else ""
            for target, is_percent in zip(feasibility["target"], percent)
        ],
        count=[
            language.text("no target") if pd.isna(target) else count_of_ten(probability, language)
            for target, probability in zip(feasibility["target"], feasibility["probability"])
        ],
        words=[
            language.chance(p) if pd.notna(t) else "" for p, t in zip(feasibility["probability"], feasibility["target"])
        ],
        expected=[
            language.text(
                "{low} to {high} in eight futures of ten", low=amount(low, is_percent), high=amount(high, is_percent)
            )
            for low, high, is_percent in zip(feasibility["p10"], feasibility["p90"], percent)
        ],
        shade=feasibility["probability"].where(feasibility["target"].notna()),
    )[["indicator", "label", "full", "year_text", "target_text", "count", "words", "expected", "shade"]]
    order = list(dict.fromkeys(rows["label"]))
    base = alt.Chart(rows).encode(
        x=alt.X(
            "year_text:O",
            title=None,
            axis=alt.Axis(orient="top", labelAngle=0, labelFontSize=14, labelFontWeight="bold"),
        ),
        y=alt.Y("label:N", title=None, sort=order, axis=alt.Axis(labelFontSize=14, labelLimit=190, labelPadding=8)),
        tooltip=[
            alt.Tooltip("full:N", title=language.text("Target")),
            alt.Tooltip("year_text:O", title=language.text("Year")),
            alt.Tooltip("target_text:N", title=language.text("Asked for")),
            alt.Tooltip("words:N", title=language.text("Chance")),
            alt.Tooltip("expected:N", title=language.text("Expected")),
        ],
    )
    tiles = base.mark_rect(cornerRadius=6, stroke="white", strokeWidth=3).encode(
        color=alt.Color(
            "shade:Q",
            legend=None,
            # From vermilion (out of reach) over a pale middle to blue (within reach): safe for colour-blind readers.
            scale=alt.Scale(domain=[0, 0.5, 1], range=["#D55E00", "#F4EFE6", "#0072B2"], interpolate="rgb"),
        )
    )
    ink = alt.condition(
        "datum.shade === null || (datum.shade > 0.2 && datum.shade < 0.75)", alt.value("#17242B"), alt.value("#FFFFFF")
    )
    counts = (
        base.transform_filter("datum.shade !== null")
        .mark_text(fontSize=14, fontWeight="bold", dy=-8)
        .encode(text="count:N", color=ink)
    )
    none = base.transform_filter("datum.shade === null").mark_text(fontSize=12, color="#7A8A93").encode(text="count:N")
    targets = base.mark_text(fontSize=12, dy=11).encode(text="target_text:N", color=ink)
    return finished((tiles + counts + none + targets).properties(height=5 * 58), language)


def count_of_ten(probability: float, language: Language) -> str:
    """Say a probability as a count of ten futures, or of a hundred near the ends."""
    if probability < 0.005:
        return language.text("< 1 in 100")
    if probability > 0.995:
        return language.text("> 99 in 100")
    if 0.095 <= probability <= 0.905:
        return language.text("{count} in 10", count=round(probability * 10))
    return language.text("{count} in 100", count=round(probability * 100))

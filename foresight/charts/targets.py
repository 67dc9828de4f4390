"""How likely each target is, year by year."""

import altair as alt
import pandas as pd

from foresight.charts.style import INK, finished
from foresight.i18n.language import Language
from foresight.i18n.target_amounts import amount, brief_count, count_of_ten


def target_grid(feasibility: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw five targets by five years; the words in a tile say what its colour says.

    Parameters
    ----------
    feasibility : DataFrame
        ``indicator, year, target, mean, p10, p90, probability`` with one row a target and year;
        a year without a target has a missing ``target``.
    """
    rows = feasibility.assign(
        label=["\n".join(two_lines(language.label("target_short", code))) for code in feasibility["indicator"]],
        full=[language.label("target", code) for code in feasibility["indicator"]],
        year_text=feasibility["year"].astype(str),
        target_text=[
            language.text("target {value}", value=amount(indicator, target, language)) if pd.notna(target) else ""
            for target, indicator in zip(feasibility["target"], feasibility["indicator"])
        ],
        count=[
            language.text("no target") if pd.isna(target) else count_of_ten(probability, language)
            for target, probability in zip(feasibility["target"], feasibility["probability"])
        ],
        brief=[
            "–" if pd.isna(target) else brief_count(probability)
            for target, probability in zip(feasibility["target"], feasibility["probability"])
        ],
        brief_target=[
            amount(indicator, target, language) if pd.notna(target) else ""
            for target, indicator in zip(feasibility["target"], feasibility["indicator"])
        ],
        words=[
            language.chance(p) if pd.notna(t) else "" for p, t in zip(feasibility["probability"], feasibility["target"])
        ],
        expected=[
            language.text(
                "{low} to {high} in eight futures of ten",
                low=amount(indicator, low, language),
                high=amount(indicator, high, language),
            )
            for low, high, indicator in zip(feasibility["p10"], feasibility["p90"], feasibility["indicator"])
        ],
        shade=feasibility["probability"].where(feasibility["target"].notna()),
    ).drop(columns=["what_it_takes"], errors="ignore")
    order = list(dict.fromkeys(rows["label"]))
    base = alt.Chart(rows).encode(
        x=alt.X(
            "year_text:O",
            title=None,
            scale=alt.Scale(paddingInner=0.04),
            axis=alt.Axis(
                orient="top",
                labelAngle=0,
                labelFontSize=13,
                labelFontWeight="bold",
                labelOverlap=False,
                labelFlush=False,
            ),
        ),
        y=alt.Y(
            "label:N",
            title=None,
            sort=order,
            scale=alt.Scale(paddingInner=0.06),
            axis=alt.Axis(
                labelFontSize=14,
                labelLimit=130,
                labelPadding=8,
                labelOverlap=False,
                labelExpr=r"split(datum.label, '\n')",
                # The first of two lines stands higher, so that both together stand at the middle of their row.
                labelBaseline=alt.condition(
                    r"indexof(datum.value, '\n') >= 0", alt.value("line-bottom"), alt.value("middle")
                ),
            ),
        ),
        tooltip=[
            alt.Tooltip("full:N", title=language.text("Target")),
            alt.Tooltip("year_text:O", title=language.text("Year")),
            alt.Tooltip("target_text:N", title=language.text("Asked for")),
            alt.Tooltip("words:N", title=language.text("Chance")),
            alt.Tooltip("expected:N", title=language.text("Expected")),
        ],
    )
    tiles = base.mark_rect(cornerRadius=6).encode(
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
    # A phone leaves a tile a third of its width: there the count is a fraction and the target a bare number.
    narrow = "width < 420"
    base = base.transform_calculate(
        said=f"{narrow} ? datum.brief : datum.count", asked=f"{narrow} ? datum.brief_target : datum.target_text"
    )
    counts = (
        base.transform_filter("datum.shade !== null")
        .mark_text(fontSize=alt.expr(f"{narrow} ? 11 : 14"), fontWeight="bold", dy=-8)
        .encode(text="said:N", color=ink)
    )
    none = base.transform_filter("datum.shade === null").mark_text(fontSize=12, color=INK).encode(text="said:N")
    targets = base.mark_text(fontSize=alt.expr(f"{narrow} ? 10 : 12"), dy=11).encode(text="asked:N", color=ink)
    return finished((tiles + counts + none + targets).properties(height=5 * 68), language)


def two_lines(label: str) -> list[str]:
    """Break a label where its two lines come out most alike."""
    words = label.split(" ")
    breaks = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    if len(label) <= 12 or not breaks:
        return [label]
    return list(min(breaks, key=lambda lines: max(map(len, lines))))

"""How sure a ranking is: how often each need takes each rank, what the weights decide, what the methods say."""

import altair as alt
import pandas as pd

from foresight.charts.needs import DOT, ROW, SPREAD, agreement_marks, lines, rows
from foresight.charts.style import ACCENT, GREY, ORANGE, finished, narrow_legend
from foresight.i18n.language import Language


def acceptability(shares: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw how often each need takes each rank.

    Parameters
    ----------
    shares : DataFrame
        ``title, rank, share``.
    language : Language
    """
    order = list(dict.fromkeys(shares["title"]))
    every = [1, *range(5, int(shares["rank"].max()) + 1, 5)] if shares["rank"].max() > 15 else None
    chart = (
        alt.Chart(shares)
        .mark_rect()
        .encode(
            x=alt.X(
                "rank:O",
                title=language.text("Rank"),
                axis=alt.Axis(labelAngle=0, orient="top", **({"values": every} if every else {})),
            ),
            y=rows(order),
            color=alt.Color(
                "share:Q",
                title=language.text("how often"),
                scale=alt.Scale(domain=[0, 1], range=["#EEF3F5", ACCENT]),
                legend=alt.Legend(format="%", gradientLength=140),
            ),
            tooltip=[
                alt.Tooltip("title:N", title=language.text("Need")),
                alt.Tooltip("rank:O", title=language.text("Rank")),
                alt.Tooltip("share:Q", title=language.text("how often"), format=".0%"),
            ],
        )
    )
    return finished(chart.properties(height=ROW), language)


def weight_flips(flips: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw, for each criterion, the weight it has and between which weights the first place stays.

    Parameters
    ----------
    flips : DataFrame
        ``criterion, weight, low, high`` and the needs that would come first below and above, ``below, above``.
    language : Language
    """
    order = flips["criterion"].tolist()
    base = alt.Chart(flips[["criterion", "weight", "low", "high", "below", "above"]]).encode(
        y=rows(order, "criterion"),
        tooltip=[
            alt.Tooltip("criterion:N", title=language.text("Criterion")),
            alt.Tooltip("weight:Q", title=language.text("weight now"), format=".0%"),
            alt.Tooltip("below:N", title=language.text("first below this range")),
            alt.Tooltip("above:N", title=language.text("first above this range")),
        ],
    )
    weight = alt.X(
        "low:Q",
        title=lines(language.text("weight; within the bar the first place stays")),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%"),
    )
    ranges = base.mark_bar(cornerRadius=3, **SPREAD).encode(x=weight, x2="high:Q")
    points = base.mark_point(**DOT, color=ACCENT).encode(x="weight:Q")
    return finished((ranges + points).properties(height=ROW), language)


def outranking_map(flows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw the two flows of PROMETHEE I: a need outranks what lies neither to its right nor above it.

    Parameters
    ----------
    flows : DataFrame
        ``title, rank, phi_plus, phi_minus, label``.
    language : Language
    """
    frame = flows.assign(
        label_text=flows["label"].map(language.labels("agreement")), rank_text=flows["rank"].astype(str)
    )
    colour, shape = agreement_marks(frame, language)
    base = alt.Chart(frame).encode(
        x=alt.X(
            "phi_plus:Q",
            title=language.text("how far it is preferred to the others"),
            scale=alt.Scale(zero=False, padding=12),
        ),
        y=alt.Y(
            "phi_minus:Q",
            title=language.text("how far the others are preferred to it"),
            scale=alt.Scale(zero=False, reverse=True, padding=12),
        ),
        tooltip=[
            alt.Tooltip("title:N", title=language.text("Need")),
            alt.Tooltip("phi_plus:Q", title=language.text("preferred to the others"), format=".2f"),
            alt.Tooltip("phi_minus:Q", title=language.text("others preferred to it"), format=".2f"),
        ],
    )
    points = base.mark_point(filled=True, size=130, opacity=0.9).encode(color=colour, shape=shape)
    numbers = base.mark_text(dx=11, align="left", fontSize=12, color=GREY).encode(text="rank_text:N")
    return finished((points + numbers).properties(height=340), language)


def what_if(ranking: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw the scores under tried weights beside those under the weights in use.

    Parameters
    ----------
    ranking : DataFrame
        ``title, score, score_now``, in the tried order.
    language : Language
    """
    order = ranking["title"].tolist()
    names = [language.text("weights in use"), language.text("what if")]
    ends = pd.concat(
        [
            ranking.assign(which=names[0], value=ranking["score_now"]),
            ranking.assign(which=names[1], value=ranking["score"]),
        ]
    )
    y = rows(order)
    score = alt.X("value:Q", title=language.text("score, 0 to 100"), scale=alt.Scale(zero=False, padding=12))
    lines = alt.Chart(ranking).mark_rule(strokeWidth=2, color=GREY).encode(y=y, x="score_now:Q", x2="score:Q")
    points = (
        alt.Chart(ends)
        .mark_point(filled=True, size=120, opacity=1)
        .encode(
            y=y,
            x=score,
            color=alt.Color("which:N", title=None, scale=alt.Scale(domain=names, range=[GREY, ORANGE])),
            shape=alt.Shape("which:N", title=None, scale=alt.Scale(domain=names, range=["circle", "diamond"])),
            tooltip=[
                alt.Tooltip("title:N", title=language.text("Need")),
                alt.Tooltip("which:N", title=language.text("Weights of the criteria")),
                alt.Tooltip("value:Q", title=language.text("score, 0 to 100"), format=".1f"),
            ],
        )
    )
    return finished((lines + points).properties(height=ROW), language)


def weights(by_group: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw the weight each group gives each criterion, and the combined one.

    Parameters
    ----------
    by_group : DataFrame
        ``criterion, source`` (a group or the combination, as it is called), ``colour``, ``shape``, ``weight``.
    language : Language
    """
    order = list(dict.fromkeys(by_group["criterion"]))
    sources = by_group.drop_duplicates("source")
    scale = alt.Scale(domain=sources["source"].tolist(), range=sources["colour"].tolist())
    shapes = alt.Scale(domain=sources["source"].tolist(), range=sources["shape"].tolist())
    legend = narrow_legend(2, beside=0)
    chart = (
        alt.Chart(by_group)
        .mark_point(filled=True, size=120, opacity=0.9)
        .encode(
            y=rows(order, "criterion"),
            x=alt.X("weight:Q", title=language.text("weight"), axis=alt.Axis(format="%"), scale=alt.Scale(zero=True)),
            color=alt.Color("source:N", scale=scale, legend=legend),
            shape=alt.Shape("source:N", scale=shapes, legend=legend),
            tooltip=[
                alt.Tooltip("criterion:N", title=language.text("Criterion")),
                alt.Tooltip("source:N", title=language.text("Whose weights")),
                alt.Tooltip("weight:Q", title=language.text("weight"), format=".0%"),
            ],
        )
    )
    return finished(chart.properties(height=ROW), language)

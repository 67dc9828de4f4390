"""What a session found: ranks with their intervals, agreement by group, and how sure all of it is."""

import altair as alt
import pandas as pd

from foresight.charts.style import ACCENT, BLUE, GREEN, GREY, ORANGE, VERMILION, finished
from foresight.i18n.follow_up_labels import follow_up_labels
from foresight.i18n.language import Language

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


def _agreement(rows: pd.DataFrame, language: Language) -> tuple[alt.Color, alt.Shape]:
    names = follow_up_labels(language, "agreement")
    present = [code for code in AGREEMENT_COLOURS if code in set(rows["label"])]
    domain = [names[code] for code in present]
    legend = alt.Legend(title=None, columns=2)
    return (
        alt.Color(
            "label_text:N",
            legend=legend,
            scale=alt.Scale(domain=domain, range=[AGREEMENT_COLOURS[code] for code in present]),
        ),
        alt.Shape(
            "label_text:N",
            legend=legend,
            scale=alt.Scale(domain=domain, range=[AGREEMENT_SHAPES[code] for code in present]),
        ),
    )


def rank_intervals(needs: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw each need's rank with the interval it would have in other panels like this one.

    Parameters
    ----------
    needs : DataFrame
        ``title, rank, rank_low, rank_high, band, score, label``; needs of one band cannot be told apart.
    """
    names = follow_up_labels(language, "agreement")
    rows = needs.assign(label_text=needs["label"].map(names))
    order = rows["title"].tolist()
    colour, shape = _agreement(rows, language)
    y = alt.Y("title:N", sort=order, title=None, axis=alt.Axis(labelLimit=380, labelOverlap=False))
    base = alt.Chart(rows).encode(
        y=y,
        tooltip=[
            alt.Tooltip("title:N", title=language.text("Need")),
            alt.Tooltip("rank:Q", title=language.text("Rank")),
            alt.Tooltip("rank_low:Q", title=language.text("best rank in other panels")),
            alt.Tooltip("rank_high:Q", title=language.text("worst rank in other panels")),
            alt.Tooltip("score:Q", title=language.text("score, 0 to 100"), format=".0f"),
            alt.Tooltip("label_text:N", title=language.text("Agreement")),
        ],
    )
    ranks = alt.X(
        "rank_low:Q",
        title=language.text("rank; the line spans the ranks of 95 in 100 panels like this one"),
        scale=alt.Scale(domain=[1, max(len(rows), 2)], nice=False),
        axis=alt.Axis(tickMinStep=1, format="d"),
    )
    spread = base.mark_rule(strokeWidth=6, opacity=0.25, color=ACCENT).encode(x=ranks, x2="rank_high:Q")
    points = base.mark_point(filled=True, size=110, opacity=1).encode(x="rank:Q", color=colour, shape=shape)
    bands = base.mark_text(align="left", dx=10, fontSize=11, color=GREY).encode(x="rank_high:Q", text="band_text:N")
    return finished((spread + points + bands).properties(height=alt.Step(26)), language)


def diverging_distribution(distribution: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw the shares of low, middle and high answers of each need around a common middle.

    Parameters
    ----------
    distribution : DataFrame
        ``title, zone`` (low, middle, high) and ``share``, in order of rank.
    """
    names = {"low": language.text("against"), "middle": language.text("in between"), "high": language.text("for")}
    order = list(dict.fromkeys(distribution["title"]))
    rows = []
    for title, of_need in distribution.groupby("title", sort=False):
        shares = of_need.set_index("zone")["share"]
        middle = shares.get("middle", 0.0)
        start = -middle / 2
        for zone, left in (
            ("low", start - shares.get("low", 0.0)),
            ("middle", start),
            ("high", start + middle),
        ):
            share = shares.get(zone, 0.0)
            rows.append({"title": title, "zone": names[zone], "from": left, "to": left + share, "share": share})
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar()
        .encode(
            y=alt.Y("title:N", sort=order, title=None, axis=alt.Axis(labelLimit=380, labelOverlap=False)),
            x=alt.X("from:Q", title=language.text("share of people"), axis=alt.Axis(format="%", labels=False)),
            x2="to:Q",
            color=alt.Color(
                "zone:N",
                title=None,
                scale=alt.Scale(domain=list(names.values()), range=[VERMILION, "#D9D9D9", BLUE]),
            ),
            tooltip=["title:N", "zone:N", alt.Tooltip("share:Q", format=".0%")],
        )
    )
    return finished(chart.properties(height=alt.Step(22)), language)


def consensus_priority_map(needs: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw score against agreement: top right is what all want.

    Parameters
    ----------
    needs : DataFrame
        ``title, rank, score, van_der_eijk_a, label``.
    """
    names = follow_up_labels(language, "agreement")
    rows = needs.assign(label_text=needs["label"].map(names), rank_text=needs["rank"].astype(str))
    colour, shape = _agreement(rows, language)
    base = alt.Chart(rows).encode(
        x=alt.X("score:Q", title=language.text("score, 0 to 100"), scale=alt.Scale(zero=False)),
        y=alt.Y(
            "van_der_eijk_a:Q",
            title=language.text("agreement, −1 split to 1 all alike"),
            scale=alt.Scale(domain=[-1, 1]),
        ),
        tooltip=[
            alt.Tooltip("title:N", title=language.text("Need")),
            alt.Tooltip("score:Q", format=".0f"),
            alt.Tooltip("van_der_eijk_a:Q", title=language.text("agreement"), format=".2f"),
            alt.Tooltip("label_text:N", title=language.text("Agreement")),
        ],
    )
    points = base.mark_point(filled=True, size=130, opacity=0.9).encode(color=colour, shape=shape)
    numbers = base.mark_text(dx=11, align="left", fontSize=12).encode(text="rank_text:N")
    return finished((points + numbers).properties(height=320), language)


def group_slopes(ranks: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw how each group would rank the first needs.

    Parameters
    ----------
    ranks : DataFrame
        ``title, group`` (code), ``rank``.
    """
    names = follow_up_labels(language, "group")
    rows = ranks.assign(group_text=ranks["group"].map(names))
    order = [names[code] for code in names if code in set(ranks["group"])]
    base = alt.Chart(rows).encode(
        x=alt.X("group_text:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelLimit=150)),
        y=alt.Y("rank:Q", scale=alt.Scale(reverse=True, zero=False), title=language.text("Rank")),
        color=alt.Color("title:N", title=None, legend=alt.Legend(columns=1, orient="bottom", labelLimit=600)),
        tooltip=["title:N", "group_text:N", "rank:Q"],
    )
    return finished(
        (base.mark_line(strokeWidth=2, opacity=0.7) + base.mark_point(filled=True, size=80)).properties(height=340),
        language,
    )


def acceptability(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw how often each need takes each rank.

    Parameters
    ----------
    rows : DataFrame
        ``title, rank, share``.
    """
    order = list(dict.fromkeys(rows["title"]))
    chart = (
        alt.Chart(rows)
        .mark_rect()
        .encode(
            x=alt.X("rank:O", title=language.text("Rank"), axis=alt.Axis(labelAngle=0)),
            y=alt.Y("title:N", sort=order, title=None, axis=alt.Axis(labelLimit=380, labelOverlap=False)),
            color=alt.Color(
                "share:Q",
                title=language.text("share"),
                scale=alt.Scale(domain=[0, 1], range=["#F3F6F8", ACCENT]),
                legend=alt.Legend(format="%"),
            ),
            tooltip=["title:N", "rank:O", alt.Tooltip("share:Q", format=".0%")],
        )
    )
    return finished(chart.properties(height=alt.Step(22)), language)

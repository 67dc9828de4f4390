"""What a session found: ranks with their intervals, answers for and against, dots of small groups, movement."""

import altair as alt
import pandas as pd

from foresight.charts.needs import DOT, ROW, SPREAD, agreement_marks, dot_legend, lines, rows
from foresight.charts.style import ACCENT, BLUE, GREEN, GREY, ORANGE, VERMILION, finished
from foresight.i18n.language import Language

MIDDLE = "#D9D9D9"
RANKED = ["title", "rank", "rank_low", "rank_high", "band_text", "score", "label", "chance"]
STABILITY_COLOURS = {"stable": BLUE, "moving": ORANGE}
STABILITY_SHAPES = {"stable": "circle", "moving": "triangle-right"}


def rank_intervals(needs: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw each need's rank with the interval it would have in other panels like this one.

    Parameters
    ----------
    needs : DataFrame
        ``title, rank, rank_low, rank_high, band_text, score, label, chance``; needs of one band cannot be told apart.
    language : Language
    """
    frame = needs[RANKED].assign(label_text=needs["label"].map(language.labels("agreement")))
    order = frame["title"].tolist()
    colour, shape = agreement_marks(frame, language)
    tooltip = [
        alt.Tooltip("title:N", title=language.text("Need")),
        alt.Tooltip("rank:Q", title=language.text("Rank")),
        alt.Tooltip("rank_low:Q", title=language.text("best rank in other panels")),
        alt.Tooltip("rank_high:Q", title=language.text("worst rank in other panels")),
        alt.Tooltip("score:Q", title=language.text("score, 0 to 100"), format=".0f"),
        alt.Tooltip("label_text:N", title=language.text("Agreement")),
    ]
    if (frame["chance"] != "").any():
        tooltip.append(alt.Tooltip("chance:N", title=language.text("Chance to be among the first")))
    base = alt.Chart(frame).encode(y=rows(order), tooltip=tooltip)
    ranks = alt.X(
        "rank_low:Q",
        title=None,
        scale=alt.Scale(domain=[0.5, max(int(frame["rank_high"].max()), 2) + 0.5], nice=False),
        axis=alt.Axis(tickMinStep=1, format="d", orient="top"),
    )
    spread = base.mark_rule(strokeWidth=8, strokeCap="round", **SPREAD).encode(x=ranks, x2="rank_high:Q")
    points = base.mark_point(**DOT).encode(x="rank:Q", color=colour, shape=shape)
    bands = base.mark_text(align="left", dx=12, fontSize=12, color=GREY).encode(x="rank_high:Q", text="band_text:N")
    return finished((spread + points + bands).properties(height=ROW), language)


def diverging_distribution(distribution: pd.DataFrame, zones: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw the shares of low, middle and high answers around a common middle, with the interval of the share for.

    Parameters
    ----------
    distribution : DataFrame
        ``title, zone`` (low, middle, high) and ``share``, in order of rank.
    zones : DataFrame
        ``title, zone_low, zone_high``: the interval of the share of high answers.
    language : Language
    """
    names = {"low": language.text("against"), "middle": language.text("in between"), "high": language.text("for")}
    order = list(dict.fromkeys(distribution["title"]))
    shares = distribution.pivot_table(index="title", columns="zone", values="share", aggfunc="sum", fill_value=0.0)
    shares = shares.reindex(index=order, columns=list(names), fill_value=0.0)
    start = {"middle": -shares["middle"] / 2, "high": shares["middle"] / 2}
    start["low"] = start["middle"] - shares["low"]
    bars = pd.concat(
        pd.DataFrame(
            {
                "title": order,
                "zone": names[zone],
                "from": start[zone].to_numpy(),
                "to": (start[zone] + shares[zone]).to_numpy(),
                "share": shares[zone].to_numpy(),
            }
        )
        for zone in names
    )
    whiskers = zones.assign(
        **{
            "from": zones["title"].map(start["high"]) + zones["zone_low"].astype(float),
            "to": zones["title"].map(start["high"]) + zones["zone_high"].astype(float),
        }
    )
    y = rows(order)
    drawn = (
        alt.Chart(bars)
        .mark_bar()
        .encode(
            y=y,
            x=alt.X("from:Q", title=language.text("share of people"), axis=alt.Axis(labels=False)),
            x2="to:Q",
            color=alt.Color(
                "zone:N", title=None, scale=alt.Scale(domain=list(names.values()), range=[VERMILION, MIDDLE, BLUE])
            ),
            tooltip=[
                alt.Tooltip("title:N", title=language.text("Need")),
                alt.Tooltip("zone:N", title=language.text("Answers")),
                alt.Tooltip("share:Q", title=language.text("share"), format=".0%"),
            ],
        )
    )
    spread = alt.Chart(whiskers).encode(
        y=y,
        x="from:Q",
        x2="to:Q",
        tooltip=[
            alt.Tooltip("title:N", title=language.text("Need")),
            alt.Tooltip("zone_low:Q", title=language.text("share for, at least"), format=".0%"),
            alt.Tooltip("zone_high:Q", title=language.text("share for, at most"), format=".0%"),
        ],
    )
    # A light edge keeps the line in sight on the bar and on a dark page.
    edge = spread.mark_rule(strokeWidth=6, color="white", opacity=0.9)
    return finished((drawn + edge + spread.mark_rule(strokeWidth=2, color="black")).properties(height=ROW), language)


def answer_dots(dots: pd.DataFrame, lowest: float, highest: float, language: Language) -> alt.TopLevelMixin:
    """Draw the answers of a group too small for statistics, each as a dot.

    Parameters
    ----------
    dots : DataFrame
        ``title, answer, level``: dots at the same place are stacked by level.
    lowest, highest : float
        Ends of the scale.
    language : Language
    """
    order = list(dict.fromkeys(dots["title"]))
    chart = (
        alt.Chart(dots)
        .mark_circle(size=90, opacity=0.75, color=ACCENT)
        .encode(
            y=rows(order),
            yOffset=alt.YOffset("level:Q", scale=alt.Scale(domain=[0, 7], range=[12, -8])),
            x=alt.X(
                "answer:Q",
                title=lines(language.text("overall answer; every dot is a person")),
                scale=alt.Scale(domain=[lowest, highest], nice=False),
            ),
            tooltip=[
                alt.Tooltip("title:N", title=language.text("Need")),
                alt.Tooltip("answer:Q", title=language.text("overall answer"), format=".1f"),
            ],
        )
    )
    return finished(chart.properties(height=ROW), language)


def unchanged_shares(stability: pd.DataFrame, least: float, language: Language) -> alt.TopLevelMixin:
    """Draw the share of people who kept their answer, with its interval, against the threshold of the rule.

    Parameters
    ----------
    stability : DataFrame
        ``title, state, unchanged_share, unchanged_low, unchanged_high``, in order of rank.
    least : float
        Share from which a need counts as stable.
    language : Language
    """
    names = language.labels("stability")
    shares = ["unchanged_share", "unchanged_low", "unchanged_high"]
    frame = stability[["title", "state", *shares]].assign(state_text=stability["state"].map(names))
    order = frame["title"].tolist()
    present = [code for code in STABILITY_COLOURS if code in set(frame["state"])]
    domain = [names[code] for code in present]
    base = alt.Chart(frame).encode(
        y=rows(order),
        tooltip=[
            alt.Tooltip("title:N", title=language.text("Need")),
            alt.Tooltip("unchanged_share:Q", title=language.text("kept the answer"), format=".0%"),
            alt.Tooltip("unchanged_low:Q", title=language.text("at least"), format=".0%"),
            alt.Tooltip("unchanged_high:Q", title=language.text("at most"), format=".0%"),
            alt.Tooltip("state_text:N", title=language.text("Stability")),
        ],
    )
    share = alt.X(
        "unchanged_low:Q",
        title=lines(language.text("share of people who kept their answer; the line is the threshold of the rule")),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%"),
    )
    spread = base.mark_rule(strokeWidth=8, strokeCap="round", **SPREAD).encode(x=share, x2="unchanged_high:Q")
    points = base.mark_point(**DOT).encode(
        x="unchanged_share:Q",
        color=alt.Color(
            "state_text:N",
            legend=dot_legend(),
            scale=alt.Scale(domain=domain, range=[STABILITY_COLOURS[code] for code in present]),
        ),
        shape=alt.Shape(
            "state_text:N",
            legend=dot_legend(),
            scale=alt.Scale(domain=domain, range=[STABILITY_SHAPES[code] for code in present]),
        ),
    )
    threshold = alt.Chart(pd.DataFrame({"least": [least]})).mark_rule(strokeDash=[4, 3], color=GREY).encode(x="least:Q")
    return finished((threshold + spread + points).properties(height=ROW), language)


def consensus_priority_map(needs: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw score against agreement: top right is what all want.

    Parameters
    ----------
    needs : DataFrame
        ``title, rank, score, van_der_eijk_a, label``; needs without a measure of agreement are left out.
    language : Language
    """
    names = language.labels("agreement")
    needs = needs.loc[needs["van_der_eijk_a"].notna(), ["title", "rank", "score", "van_der_eijk_a", "label"]]
    frame = needs.assign(label_text=needs["label"].map(names), rank_text=needs["rank"].astype(str))
    colour, shape = agreement_marks(frame, language)
    base = alt.Chart(frame).encode(
        x=alt.X("score:Q", title=language.text("score, 0 to 100"), scale=alt.Scale(zero=False, padding=12)),
        y=alt.Y(
            "van_der_eijk_a:Q",
            title=language.text("agreement, −1 split to 1 all alike"),
            scale=alt.Scale(zero=False, padding=12),
        ),
        tooltip=[
            alt.Tooltip("title:N", title=language.text("Need")),
            alt.Tooltip("score:Q", title=language.text("score, 0 to 100"), format=".0f"),
            alt.Tooltip("van_der_eijk_a:Q", title=language.text("agreement"), format=".2f"),
            alt.Tooltip("label_text:N", title=language.text("Agreement")),
        ],
    )
    points = base.mark_point(filled=True, size=130, opacity=0.9).encode(color=colour, shape=shape)
    numbers = base.mark_text(dx=11, align="left", fontSize=12, color=GREY).encode(text="rank_text:N")
    return finished((points + numbers).properties(height=340), language)


def group_slopes(ranks: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw how each group would rank the first needs.

    Parameters
    ----------
    ranks : DataFrame
        ``title, group`` (code), ``rank``; groups in the order in which they are drawn.
    language : Language
    """
    order = [language.label("group_short", code) for code in dict.fromkeys(ranks["group"])]
    frame = ranks.assign(group_text=[language.label("group_short", code) for code in ranks["group"]])
    colours = alt.Scale(range=[BLUE, ORANGE, GREEN, VERMILION, "#CC79A7", "#56B4E9"])
    base = alt.Chart(frame).encode(
        x=alt.X("group_text:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelLimit=110)),
        y=alt.Y(
            "rank:Q",
            scale=alt.Scale(reverse=True, zero=False, padding=8),
            title=language.text("Rank"),
            axis=alt.Axis(values=list(range(1, int(ranks["rank"].max()) + 1)) if len(ranks) else [], format="d"),
        ),
        color=alt.Color(
            "title:N",
            title=None,
            sort=list(dict.fromkeys(frame["title"])),
            scale=colours,
            legend=alt.Legend(columns=1, orient="bottom", labelLimit=290),
        ),
        tooltip=[
            alt.Tooltip("title:N", title=language.text("Need")),
            alt.Tooltip("group_text:N", title=language.text("Stakeholder group")),
            alt.Tooltip("rank:Q", title=language.text("Rank")),
        ],
    )
    lines = base.mark_line(strokeWidth=2, opacity=0.7)
    return finished((lines + base.mark_point(filled=True, size=80)).properties(height=380), language)

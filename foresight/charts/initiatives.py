"""Initiatives along the eight steps and in money."""

import altair as alt
import pandas as pd

from foresight.charts.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAYER_COLOURS,
    PURPLE,
    SKY,
    VERMILION,
    finished,
)
from foresight.i18n.language import Language

STEP_COLOURS = {
    "council": GREY,
    "session": PURPLE,
    "specification": SKY,
    "call": BLUE,
    "structuring": ORANGE,
    "execution": GREEN,
    "results": VERMILION,
    "dissemination": "#9C6B3F",
}
#: Shortest month in milliseconds: two ticks in one month would bear the same label.
MONTH = 28 * 24 * 3600 * 1000
#: The payers of the registry in the colours they have in the whole app.
REGISTRY_PAYERS = {
    "republican": PAYER_COLOURS["central"],
    "local": PAYER_COLOURS["local"],
    "private": PAYER_COLOURS["private"],
}


def step_timeline(rows: pd.DataFrame, today: str, language: Language) -> alt.TopLevelMixin:
    """Draw from when to when each initiative stood at each step.

    Parameters
    ----------
    rows : DataFrame
        ``initiative`` (its name), ``step``, ``starts``, ``ends``, ``told`` (both days in words).
    today : str
        Day, ISO; drawn as a line.
    language : Language
    """
    labels = language.labels("initiative_step_short")
    rows = rows.assign(
        step_text=rows["step"].map(labels),
        starts=pd.to_datetime(rows["starts"]).dt.strftime("%Y-%m-%d"),
        ends=pd.to_datetime(rows["ends"]).dt.strftime("%Y-%m-%d"),
    )
    colour = alt.Color(
        "step_text:N",
        title=language.text("Step"),
        scale=alt.Scale(domain=list(labels.values()), range=list(STEP_COLOURS.values())),
        legend=alt.Legend(columns=4),
    )
    # Names stand above their bars: beside them they would leave a phone no room for the time.
    y = alt.Y("initiative:N", sort=list(dict.fromkeys(rows["initiative"])), axis=None)
    tooltip = [
        alt.Tooltip("initiative:N", title=language.text("Initiative")),
        alt.Tooltip("step_text:N", title=language.text("Step")),
        alt.Tooltip("told:N", title=language.text("When")),
    ]
    base = alt.Chart(rows).encode(y=y, color=colour, tooltip=tooltip)
    x = alt.X("starts:T", title=None, axis=alt.Axis(format="%m.%Y", labelAngle=0, tickMinStep=MONTH))
    bars = base.mark_bar(height=14, cornerRadius=3).encode(x=x, x2="ends:T")
    starts = base.mark_point(filled=True, size=70, opacity=1, shape="diamond").encode(x="starts:T")
    names = base.transform_aggregate(groupby=["initiative"]).mark_text(align="left", dy=-17, fontSize=12)
    names = names.encode(x=alt.value(2), text="initiative:N", color=alt.value(INK))
    now = alt.Chart(pd.DataFrame({"today": [today]})).mark_rule(strokeDash=[4, 3], color=INK).encode(x="today:T")
    return finished((bars + starts + names + now).properties(height=alt.Step(46)), language)


def money_by_year(rows: pd.DataFrame, language: Language) -> alt.TopLevelMixin:
    """Draw what is planned and paid, by year and payer.

    Parameters
    ----------
    rows : DataFrame
        ``year, payer, planned, paid`` in mln KZT.
    language : Language
    """
    kinds = {"planned": language.text("planned"), "paid": language.text("paid")}
    payers = language.labels("initiative_payer")
    long = rows.melt(id_vars=["year", "payer"], value_vars=["planned", "paid"], var_name="kind", value_name="amount")
    long = long.dropna(subset=["amount"]).assign(
        year_text=lambda frame: frame["year"].astype(int).astype(str),
        payer_text=lambda frame: frame["payer"].map(payers),
        kind_text=lambda frame: frame["kind"].map(kinds),
        amount_text=lambda frame: [language.money(value) for value in frame["amount"]],
    )
    chart = (
        alt.Chart(long)
        .mark_bar()
        .encode(
            x=alt.X("year_text:O", title=None, axis=alt.Axis(labelAngle=0)),
            xOffset=alt.XOffset("kind_text:N", sort=list(kinds.values())),
            y=alt.Y("amount:Q", title=language.text("mln KZT a year")),
            color=alt.Color(
                "payer_text:N",
                title=language.text("Who pays"),
                scale=alt.Scale(
                    domain=[payers[code] for code in REGISTRY_PAYERS], range=list(REGISTRY_PAYERS.values())
                ),
            ),
            # What is only planned is lighter than what was paid.
            opacity=alt.Opacity(
                "kind_text:N",
                title=None,
                scale=alt.Scale(domain=list(kinds.values()), range=[0.5, 1]),
            ),
            tooltip=[
                alt.Tooltip("year_text:O", title=language.text("Year")),
                alt.Tooltip("payer_text:N", title=language.text("Who pays")),
                alt.Tooltip("kind_text:N", title=language.text("What")),
                alt.Tooltip("amount_text:N", title=language.text("Amount")),
            ],
        )
    )
    return finished(chart.properties(height=220), language)

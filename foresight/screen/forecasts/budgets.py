"""Local budgets on the page: a chance and an amount, every region, and the share of the R&D expenditure."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts.amounts import readable_unit
from foresight.charts.local_budgets import budget_states, shares
from foresight.forecasting.from_figures import MONEY
from foresight.i18n.language import Language
from foresight.screen.elements import download_table
from foresight.screen.forecasts import answers, sentences
from foresight.screen.forecasts.answers import View
from foresight.screen.forecasts.kept import adjusted_rows
from foresight.screen.language import text as _


def states_chart(
    view: View, summary: pd.DataFrame, language: Language, *, adjusted: pd.DataFrame | None = None
) -> object:
    """Build the chart of one region's local budget, with what people have adjusted beside it."""
    history = answers.history(view)
    parts = [summary["amount-hi-80"], history["value"], *([] if adjusted is None else [adjusted["adjusted"]])]
    unit = readable_unit(float(pd.concat(parts).max()), MONEY, language)
    return budget_states(history, summary, unit, language, adjusted=adjusted)


def draw_first(view: View, language: Language) -> None:
    """Draw the chance and the amount of one region, never their product."""
    model = answers.local_budgets(view.horizon)
    summary = model.summary()
    mine = summary[summary["unique_id"] == view.place]
    last = mine[mine["ds"] == view.horizon].iloc[0]
    st.subheader(
        sentences.capital(
            _(
                "{region}: {chance} to be funded in {year}; if funded, about {amount}",
                region=language.region(view.place),
                chance=language.chance(last["funded_probability"]),
                year=view.horizon,
                amount=language.money(last["amount"]),
            )
        ),
        anchor=False,
    )
    chart, facts = st.columns([1.9, 1], gap="medium")
    adjusted = adjusted_rows(view, mine, "amount")
    with chart:
        answers.draw(
            ("budget", view),
            lambda: states_chart(view, mine, language, adjusted=adjusted),
            alt=_("Local budget of the region: years funded, the chance ahead and the amount if funded"),
        )
        st.caption(_("Bars: published. A dash: zero or confidential. Ahead: the chance, and the amount if funded."))
    place = model.regions.index(view.place)
    said = [
        _(
            "8 in 10 amounts lie between {low} and {high}.",
            low=language.money(last["amount-lo-80"]),
            high=language.money(last["amount-hi-80"]),
        ),
        _(
            "In {year} the line was: {state}.",
            year=model.last_year,
            state=language.label("budget_state", str(last["last_state"])),
        ),
        _(
            "**A funded line stays funded in {stay} of years, a silent one starts in {start}** here; "
            "{panel_stay} and {panel_start} over all regions.",
            stay=language.percent(float(model.stay[place])),
            start=language.percent(float(model.start[place])),
            panel_stay=language.percent(model.panel_stay),
            panel_start=language.percent(model.panel_start),
        ),
    ]
    if adjusted is not None:
        amounts = zip(adjusted["ds"], adjusted["adjusted"])
        said.append(
            _(
                "**Adjusted by people: {amounts}**; the base stays beside it.",
                amounts="; ".join(f"{int(year)}: {language.money(value)}" for year, value in amounts),
            )
        )
    if last["last_state"] == "not_published":
        said.append(
            _(
                "The national total shows more than the regions print, so the dash may hide money: "
                "{chance} that it was funded.",
                chance=language.chance(float(model.funded_now[place])),
            )
        )
    said.append(
        _("A chance times an amount is a budget that nobody will ever vote, so it is not shown; the simulation draws.")
    )
    with facts:
        sentences.list_small(said)


def draw_regions(view: View, language: Language) -> None:
    """Every region's chance and amount."""
    model = answers.local_budgets(view.horizon)
    summary = model.summary()
    st.dataframe(
        sentences.budget_table(summary[summary["ds"] == view.horizon], language),
        hide_index=True,
        height="content",
        alt=_("Chance of being funded and amount if funded, by region"),
    )
    hidden = model.hidden[model.hidden["hidden"] > 0]
    if len(hidden):
        st.caption(
            _(
                "Behind the dashes: {years}.",
                years="; ".join(
                    f"{int(row.ds)}: {language.money(row.hidden)} ({language.percent(row.hidden_share)})"
                    for row in hidden.itertuples()
                ),
            )
        )
    download_table(summary, f"{view.indicator}-{view.horizon}.csv", key="download_budgets")


def draw_shares(view: View, language: Language) -> None:
    """Draw the second view: the reported share of local budgets in the R&D expenditure, in per cent."""
    reported, found = answers.budget_shares(view.horizon)
    mine = reported[reported["unique_id"] == view.place]
    ahead = found.rows[found.rows["unique_id"] == view.place]
    place = sentences.capital(language.region(view.place))
    if ahead.empty:
        st.info(_("{region} has no reported share.", region=place), icon=":material/info:")
    else:
        last = ahead.iloc[-1]
        st.markdown(
            _(
                "**{region}: local budgets paid {share} of its R&D expenditure in {year}**; carried on, 8 in 10 lie "
                "between {low} and {high} by {until}.",
                region=place,
                share=language.percent(last["share"], 1),
                year=int(last["last_year"]),
                low=language.percent(last["share-lo-80"], 1),
                high=language.percent(last["share-hi-80"], 1),
                until=view.horizon,
            )
        )
        answers.draw(
            ("shares", view),
            lambda: shares(mine, ahead, language),
            alt=_("Share of local budgets in the R&D expenditure of the region"),
        )
    gaps = mine[mine["reason"] == "different_boundaries"]
    if len(gaps):
        st.caption(
            _(
                "{years}: no share, because {reason}.",
                years=", ".join(str(year) for year in gaps["ds"]),
                reason=language.label("share_reason", "different_boundaries"),
            )
        )
    of_last = found.rows[found.rows["ds"] == view.horizon].sort_values("share", ascending=False)
    st.dataframe(
        pd.DataFrame(
            {
                _("Region"): [language.region(code) for code in of_last["unique_id"]],
                _("Last reported share"): [language.percent(value, 1) for value in of_last["share"]],
                _("Year"): of_last["last_year"].tolist(),
                _("Years used"): of_last["years_used"].tolist(),
                _("8 in 10 between"): [
                    f"{language.percent(low, 1)} – {language.percent(high, 1)}"
                    for low, high in zip(of_last["share-lo-80"], of_last["share-hi-80"])
                ],
            }
        ),
        hide_index=True,
        alt=_("Share of local budgets in the R&D expenditure, by region"),
    )
    download_table(found.rows, f"budget-shares-{view.horizon}.csv", key="download_shares")

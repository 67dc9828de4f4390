"""The section of what-ifs: drivers move the forecast as a scenario, never as an official figure."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from foresight.forecasting.from_figures import RD_EXPENDITURE, budget_share_of_spending
from foresight.forecasting.judgement import Driver, apply_drivers
from foresight.i18n.language import Language
from foresight.screen import resources
from foresight.screen.forecasts import answers
from foresight.screen.forecasts.answers import View
from foresight.screen.forecasts.fans import fan
from foresight.screen.language import text as _


def _years(label: str, years: tuple[int, ...], key: str) -> int:
    return st.selectbox(label, list(years), index=min(1, len(years) - 1), key=key)


def draw_scenarios(view: View, language: Language) -> None:
    """Ask for the drivers, draw the moved line, and say what it does to the region and to all regions."""
    found = answers.forecast(view)
    panel = found.found
    st.caption(_("A scenario beside the forecast, not a forecast: nothing here is stored or published."))
    first, second, third = st.columns(3, gap="medium")
    with first:
        st.markdown(f"**{_('The central budget grows')}**")
        growth = st.number_input(_("by, % (below zero: it is cut)"), -100, 300, 0, 5, key="driver_growth")
        growth_year = _years(_("from"), panel.years, "driver_growth_year")
        known = budget_share_of_spending(resources.observations()) if view.indicator == RD_EXPENDITURE else 1.0
        share = st.number_input(
            _("part of the money it pays, %"), 0, 100, round(100 * known) if known == known else 100, key="driver_share"
        )
    with second:
        st.markdown(f"**{_('{region} is funded', region=language.region(view.place, short=True))}**")
        new_money = st.number_input(
            _("with, mln ₸ a year in prices of the year"), min_value=0, value=0, step=100, key="driver_money"
        )
        money_year = _years(_("from"), panel.years, "driver_money_year")
    with third:
        st.markdown(f"**{_('A programme ends')}**")
        lost = st.number_input(_("part of the money that goes, %"), 0, 100, 0, 5, key="driver_lost")
        lost_year = _years(_("from"), panel.years, "driver_lost_year")
        everywhere = st.toggle(_("in all regions"), key="driver_everywhere")
    drivers = []
    if growth:
        drivers.append(Driver("budget_grows", growth_year, growth / 100))
    if new_money:
        drivers.append(Driver("funded_from", money_year, float(new_money), view.place))
    if lost:
        drivers.append(Driver("programme_ends", lost_year, lost / 100, None if everywhere else view.place))
    if not drivers:
        st.info(
            _("Move one of the three: the line of the scenario appears beside the forecast."), icon=":material/tune:"
        )
        return
    method = panel.chosen
    moved = apply_drivers(found.current, drivers, [method], share / 100)
    level = moved["ds"].map(found.levels) if found.real and view.constant else pd.Series(1.0, index=moved.index)
    line = pd.DataFrame({"unique_id": moved["unique_id"], "ds": moved["ds"], "value": moved[method] / level})
    rows = answers.shown_rows(view, found)
    mine, own = rows[rows["unique_id"] == view.place], line[line["unique_id"] == view.place]
    before = mine[mine["ds"] == view.horizon][method].iloc[0]
    after = own[own["ds"] == view.horizon]["value"].iloc[0]
    all_before = rows[rows["ds"] == view.horizon][method].sum()
    all_after = line[line["ds"] == view.horizon]["value"].sum()
    sentence = _(
        "**{region} in {year}: {after} instead of {before}.**",
        region=language.region(view.place),
        year=view.horizon,
        after=language.money(after),
        before=language.money(before),
    )
    if len(panel.ids) > 1 and not view.national:
        sentence += " " + _(
            "All regions together: {after} instead of {before}.",
            after=language.money(all_after),
            before=language.money(all_before),
        )
    st.markdown(sentence)
    answers.draw(
        ("what_if", view, tuple(drivers), share),
        lambda: fan(view, found, mine, language, beside={_("scenario"): own[["ds", "value"]]}, height=260),
        alt=_("The forecast with the line of the scenario beside it"),
    )


def draw_budget_scenarios(view: View, language: Language) -> None:
    """Do the same for local budgets, whose answer is a chance and an amount."""
    from foresight.screen.forecasts.budgets import states_chart

    model = answers.local_budgets(view.horizon)
    place = language.region(view.place)
    st.caption(_("A scenario beside the forecast, not a forecast: nothing here is stored or published."))
    first, second, third = st.columns(3, gap="medium")
    with first:
        st.markdown(f"**{_('{region} is funded', region=language.region(view.place, short=True))}**")
        funded = st.toggle(_("for sure"), key="driver_funded")
        funded_year = _years(_("from"), model.years, "driver_funded_year")
        money = st.number_input(
            _("with, mln ₸ a year (0: as in the forecast)"), min_value=0, value=0, step=5, key="driver_amount"
        )
    with second:
        st.markdown(f"**{_('Its funding ends')}**")
        ends = st.toggle(_("for sure"), key="driver_ends")
        ends_year = _years(_("from"), model.years, "driver_ends_year")
    with third:
        st.markdown(f"**{_('All local budgets grow')}**")
        growth = st.number_input(_("by, % (below zero: it is cut)"), -90, 900, 0, 5, key="driver_budgets")
    changed = model
    if growth:
        changed = changed.scaled(1 + growth / 100)
    if funded:
        changed = changed.funded_from(view.place, funded_year, money or None)
    if ends:
        changed = changed.ends_in(view.place, ends_year)
    if changed is model:
        st.info(
            _("Move one of the three: the line of the scenario appears beside the forecast."), icon=":material/tune:"
        )
        return
    base, moved = (one.summary().query("unique_id == @view.place") for one in (model, changed))
    before, after = base[base["ds"] == view.horizon].iloc[0], moved[moved["ds"] == view.horizon].iloc[0]
    st.markdown(
        _(
            "**{region} in {year}: {after}, {after_amount} if funded** – instead of {before}, {before_amount}.",
            region=place,
            year=view.horizon,
            after=language.chance(after["funded_probability"]),
            after_amount=language.money(after["amount"]),
            before=language.chance(before["funded_probability"]),
            before_amount=language.money(before["amount"]),
        )
    )
    asked = (funded, funded_year, money, ends, ends_year, growth)
    answers.draw(
        ("budget_what_if", replace(view, shock=0.0), asked),
        lambda: states_chart(view, moved, language),
        alt=_("Local budget of the region under the scenario"),
    )

"""Where spending and local budgets go, how sure that is, and how the method does on this very panel.

A planner picks an indicator and a region and sees the fan with naive beside it; below, all regions on one sheet,
what was learned from the panel, and the scores of rolling origins. Local budgets are states and amounts, never a mean.
"""

import streamlit as st

from foresight import chain
from foresight.charts.forecasts import budget_states, fan_chart, shrinkage_plot, small_multiples
from foresight.problems import Problem
from foresight.screen import resources
from foresight.screen.elements import download_table, page_head, show_problem
from foresight.screen.figures import indicator_names
from foresight.screen.forecasting import (
    budget_table,
    chosen_sentence,
    forecast_sentence,
    history_of,
    notes_of,
    scores_table,
    weight_sentence,
)
from foresight.screen.language import current
from foresight.screen.language import text as _

language = current()
page_head(
    _("Forecasts"),
    _("Where spending and local budgets go, how sure that is, and what the method is worth on these figures."),
)

names = indicator_names(resources.observations(), language)
possible = chain.forecastable(resources.observations())
forecastable = {code: name for code, name in names.items() if code in possible}

first, second, third = st.columns([3, 2, 1.2], vertical_alignment="bottom")
indicator = first.selectbox(
    _("Indicator"), list(forecastable), format_func=forecastable.get, key="forecast_indicator", bind="query-params"
)
places = [*chain.regions_with_history(resources.observations(), indicator), chain.NATION]
place = second.selectbox(
    _("Region"), places, format_func=language.region, key="forecast_region", persist_state="session"
)
horizon = third.selectbox(_("Until"), list(range(2026, 2036)), index=4, key="forecast_horizon", persist_state="session")
without_breaks = st.toggle(
    _("Leave marked breaks and outliers out of the fits"),
    value=True,
    key="forecast_without_breaks",
    persist_state="session",
)

unit = language.label("unit", resources.unit_of(indicator))

try:
    if indicator == chain.LOCAL_BUDGETS and place != chain.NATION:
        model = resources.local_budget_model(horizon)
        summary = model.summary()
        st.subheader(
            _(
                "{region}: {chance} to be funded in {year}; if funded, about {amount}",
                region=language.region(place),
                chance=language.chance(
                    summary.query("unique_id == @place and ds == @horizon")["funded_probability"].iloc[0]
                ),
                year=horizon,
                amount=language.money(summary.query("unique_id == @place and ds == @horizon")["amount"].iloc[0]),
            ),
            anchor=False,
        )
        st.caption(
            _(
                "A local budget is funded or it is not; years behind a dash may hide money. "
                "Over all regions a funded line stays funded in "
                "{stay} and a silent one starts in {start} of years.",
                stay=language.percent(model.panel_stay),
                start=language.percent(model.panel_start),
            )
        )
        st.altair_chart(
            budget_states(
                history_of(resources.observations(), indicator, place, set()),
                summary.query("unique_id == @place"),
                unit,
                language,
            ),
            alt=_("Local budget of the region: years funded, the chance ahead and the amount if funded"),
        )
        st.dataframe(
            budget_table(summary.query("ds == @horizon"), language),
            hide_index=True,
            alt=_("Chance of being funded and amount if funded, by region"),
        )
        download_table(summary, f"{indicator}-{horizon}.csv", key="download_budgets")
    else:
        found = resources.forecast(indicator, horizon, without_breaks, national=place == chain.NATION)
        rows = found.rows[found.rows["unique_id"] == place]
        if rows.empty:
            st.info(
                _("There is no history from which {region} could be forecast.", region=language.region(place)),
                icon=":material/info:",
            )
        else:
            excluded = resources.excluded_years(indicator, place) if without_breaks else set()
            st.subheader(
                forecast_sentence(rows, found.chosen, place, horizon, resources.unit_of(indicator), language),
                anchor=False,
            )
            st.altair_chart(
                fan_chart(
                    history_of(resources.observations(), indicator, place, excluded),
                    rows,
                    unit,
                    language,
                    shown=found.chosen,
                ),
                alt=_("Fan chart of the region: history, forecast and its limits"),
            )
            st.caption(
                " ".join(
                    [
                        _("Dark band: 8 futures in 10; light band: 95 in 100; dashed line: same as last year."),
                        weight_sentence(rows.iloc[-1], found, language),
                        *notes_of(rows.iloc[-1], language),
                    ]
                )
            )
        if len(found.ids) > 1:
            st.subheader(_("All regions"), anchor=False)
            same_scale = st.toggle(_("One scale for all"), value=False, key="forecast_same_scale")
            st.altair_chart(
                small_multiples(resources.observations(), found, indicator, language, same_scale=same_scale),
                alt=_("Small fan charts of all regions"),
            )
            left, right = st.columns(2)
            with left:
                st.markdown(f"**{_('What a region learns from the others')}**")
                st.altair_chart(
                    shrinkage_plot(found.own_growth, found.pooled_growth, language),
                    alt=_("Own growth and pooled growth by region"),
                )
            with right:
                st.markdown(f"**{_('How the methods did on these figures')}**")
                st.write(chosen_sentence(found, language))
                st.dataframe(
                    scores_table(found.scores, language), hide_index=True, alt=_("Scores of rolling origins by method")
                )
                st.caption(
                    _(
                        "Overall weighted average of errors against naive (below 1 is better), "
                        "over all rolling origins of this panel."
                    )
                )
        for problem in found.problems:
            st.caption(f":material/info: {language.region(problem.unique_id)}: {language.problem(problem.problem)}")
        download_table(
            found.rows.drop(columns="notes"),
            f"forecast-{indicator.replace(':', '-')}-{horizon}.csv",
            key="download_forecast",
        )
except Problem as problem:
    show_problem(problem)

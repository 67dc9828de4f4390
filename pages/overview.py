"""Will the five targets of 2026–2030 be met, what binds, and the one thing to change.

A leader reads the headline, the grid and three sentences in ninety seconds; below, every number opens to its proof.
"""

import streamlit as st

from foresight.charts.targets import target_grid
from foresight.i18n.target_amounts import amount
from foresight.problems import Problem
from foresight.reports.target_words import (
    LAST_YEAR,
    hardest,
    headline,
    package,
    plain_rows,
    recorded_so_far,
    what_it_takes,
)
from foresight.screen import funding, targets
from foresight.screen.address import linked
from foresight.screen.elements import download_table, page_head, show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.store import clock

# A change that brings less rounds to no project at all.
SMALLEST_GAIN = 0.05

language = current()
try:
    names = funding.scenario_names(language)
    title = st.container()
    linked("overview_scenario", names)
    chosen = st.selectbox(
        _("Under the scenario"),
        list(names),
        format_func=names.get,
        key="overview_scenario",
        width=460,
    )
    table = targets.answer(chosen)
    rows = plain_rows(table)
    hard = hardest(rows)
    with title:
        page_head(
            headline(rows, language),
            _("The five targets of the Concept, year by year: how many of ten simulated futures reach them."),
        )
    grid, story = st.columns([2.4, 1], gap="medium")
    with grid:
        st.altair_chart(target_grid(table, language), alt=_("Five targets by five years with the chance of each"))
        st.caption(recorded_so_far(rows, clock.now().year, language))
    with story:
        st.markdown(f"**{_('Hardest to reach')}**")
        st.write(
            _(
                "{target} in 2030: {chance}. Asked for {wanted}, expected {low} to {high}.",
                target=language.label("target", hard["indicator"]),
                chance=language.chance(hard["probability"]),
                wanted=amount(hard["indicator"], hard["target"], language),
                low=amount(hard["indicator"], hard["p10"], language),
                high=amount(hard["indicator"], hard["p90"], language),
            )
        )
        st.markdown(f"**{_('What binds')}**")
        st.write(language.label("target_binding_sentence", hard["binding"]))
        if hard["indicator"] == "active_projects":
            cause, gain = targets.relief(chosen, int(hard["year"]))
            if gain >= SMALLEST_GAIN:
                st.write(
                    _(
                        "The one change that helps most: {change} (+{gain} projects on average).",
                        change=language.label("relief", cause),
                        gain=language.number(gain, 1),
                    )
                )
        st.markdown(f"**{_('What it would take')}**")
        st.write(what_it_takes(hard, language))
    levers = package(hard, language)
    beside, others = st.columns([1, 1.4], gap="medium") if levers else (None, st.container())
    if levers:
        beside.markdown(f"**{_('The package, from where each lever stands')}**")
        beside.markdown("\n".join(f"- {lever}" for lever in levers))
    with others:
        st.markdown(f"**{_('The other targets of {year}', year=LAST_YEAR)}**")
        st.markdown(
            "\n".join(
                f"- **{language.label('target_short', row['indicator'])}** — {language.chance(row['probability'])}"
                f" · {language.label('target_binding', row['binding'])}. {what_it_takes(row, language)}"
                for row in rows
                if row["year"] == LAST_YEAR and row is not hard
            )
        )
    simulation = funding.simulation(funding.scenario_named(chosen))
    st.caption(
        _(
            "{draws} simulated futures, error of a chance at most {error} points. "
            "It rests on assumptions: {share} of the model's parameters are graded C, to be replaced.",
            draws=language.number(simulation.draws),
            error=language.number(100 * float(table["standard_error"].max()), 1),
            share=language.percent(funding.assumption_share(simulation)),
        )
    )
    with st.expander(_("Every target and year, with what binds and what it would take"), icon=":material/list:"):
        told = targets.answer_table(table, language)
        st.dataframe(told, hide_index=True, alt=_("Targets with chance, binding cause and remedy"))
        download_table(told, "targets.csv", key="download_targets")
        st.caption(f"{_('hash')} `{simulation.hash}` · {_('seed')} {simulation.seed}")
    left, middle, right = st.columns(3)
    left.page_link("funding_scenarios.py", label=_("Try another rule"), icon=":material/account_balance:")
    middle.page_link("forecasts.py", label=_("See the local budgets behind it"), icon=":material/trending_up:")
    right.page_link("sessions.py", label=_("See the sessions that feed it"), icon=":material/groups:")
except Problem as problem:
    show_problem(problem)

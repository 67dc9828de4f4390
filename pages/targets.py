"""The five targets with their proof: how each is counted, what is behind each number, whether they fit each other.

The overview says whether they will be met; here every number opens to the scenario, the data and the assumption.
"""

import pandas as pd
import streamlit as st

from foresight.charts.consistency import expected_projects, futures, money_scale
from foresight.charts.targets import target_grid
from foresight.i18n.target_amounts import amount, amounts_between
from foresight.problems import Problem
from foresight.reports.target_words import plain_rows, what_it_takes_in_full
from foresight.screen import funding, target_proof
from foresight.screen.address import linked
from foresight.screen.elements import download_table, page_head, show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.targets.indicators import INDICATORS, OPTIONS, REASONS, CountingChoices

language = current()
try:
    found = target_proof.findings()
    page_head(
        target_proof.headline(found, language),
        _("How each target is counted, what stands behind each number, and whether the targets fit each other."),
    )
    fits, proof = st.tabs([_("Do the targets fit each other?"), _("Every number with its proof")], key="targets_part")

    with fits:
        left, right = st.columns(2, gap="medium")
        left.markdown(f"**{_('The same word “target”, a hundredfold apart: local money a year')}**")
        left.altair_chart(
            money_scale(target_proof.money_rows(language), language),
            alt=_("Local money meant by the targets beside today's, on a logarithmic scale"),
        )
        expected = target_proof.expected_rows()
        if len(expected):
            right.markdown(f"**{_('Projects that the planned specifications would bring, by their number alone')}**")
            right.altair_chart(
                expected_projects(expected, language), alt=_("Projects expected from specifications beside the target")
            )
        for one in found:
            with st.expander(
                f"{language.label('consistency', one.severity)} — {target_proof.sentence(one, language)}",
                icon=target_proof.SIGNS[one.severity],
            ):
                st.caption(language.label("consistency_meaning", one.severity))
                st.dataframe(
                    target_proof.arithmetic(one, language), hide_index=True, alt=_("The arithmetic line by line")
                )
        everything = pd.concat(
            [
                target_proof.arithmetic(one, language).assign(**{_("Finding"): target_proof.sentence(one, language)})
                for one in found
            ],
            ignore_index=True,
        )
        download_table(everything, "consistency.csv", key="download_consistency")
        st.page_link(
            "documents.py",
            label=_("Take the arithmetic away as formulas (XLSX of the brief)"),
            icon=":material/calculate:",
            query_params={"document": "brief"},
        )

    with proof:
        names = funding.scenario_names(language)
        linked("targets_scenario", names)
        scenario = st.selectbox(
            _("Under the scenario"),
            list(names),
            format_func=names.get,
            key="targets_scenario",
            width=460,
        )
        default = CountingChoices()
        with st.expander(_("How the targets are counted"), icon=":material/rule:"):
            st.caption(_("Table 3 leaves room; the first choice is the default, with its reason beside it."))
            state: dict[str, object] = {}
            for indicator in INDICATORS:
                first, second = st.columns([1.2, 2], vertical_alignment="center")
                linked(f"count-{indicator}", OPTIONS[indicator])
                state[indicator] = first.selectbox(
                    language.label("target", indicator),
                    OPTIONS[indicator],
                    format_func=lambda code: language.label("target_choice", code),
                    key=f"count-{indicator}",
                )
                own = state[indicator] != getattr(default, indicator)
                second.caption(language.label("target_reason", "own_choice" if own else REASONS[indicator]))
            state["in_kind_counts"] = st.toggle(
                _("People, rooms and equipment count as co-financing"), value=True, key="count-in-kind"
            )
        choices = target_proof.chosen(state)
        table = target_proof.answer(scenario, choices)
        st.altair_chart(target_grid(table, language), alt=_("Five targets by five years with the chance of each"))

        first, second = st.columns([2, 1])
        linked("proof_indicator", INDICATORS, "active_projects")
        indicator = first.selectbox(
            _("Target"),
            INDICATORS,
            format_func=lambda code: language.label("target", code),
            key="proof_indicator",
        )
        linked("proof_year", range(2026, 2031), 2030)
        year = second.segmented_control(_("Year"), [2026, 2027, 2028, 2029, 2030], key="proof_year", required=True)
        (row,) = plain_rows(table[(table["indicator"] == indicator) & (table["year"] == year)])
        numbers = (
            (_("Asked for"), amount(indicator, row["target"], language)),
            (_("Recorded so far"), amount(indicator, row["actual"], language)),
            (_("Committed already"), amount(indicator, row["committed"], language)),
            (_("on average"), amount(indicator, row["mean"], language)),
            (_("8 futures in 10"), amounts_between(indicator, row["p10"], row["p90"], language)),
        )
        with st.container(horizontal=True):
            for name, value in numbers:
                st.metric(name, value, width="content")
        picture, words = st.columns([1.5, 1], gap="medium")
        with picture:
            draws = target_proof.futures(scenario, choices, indicator, year)
            if len(draws):
                st.altair_chart(
                    futures(draws, row["target"], indicator == "cofinancing_share", language),
                    alt=_("How many of the simulated futures have which value, and the target"),
                )
            else:
                st.info(
                    _("No simulated future has a value here: there is nothing to divide by."), icon=":material/info:"
                )
        with words:
            if row["target"] is None:
                st.write(_("No target in this year."))
            else:
                st.markdown(f"**{language.chance(row['probability'])}**")
                error = 100 * row["standard_error"]
                st.caption(_("error of the simulation {error} points", error=language.number(error, 1)))
                st.write(language.label("target_binding_sentence", row["binding"]))
                st.write(what_it_takes_in_full(row, language))
        with st.expander(_("What was recorded and counts here"), icon=":material/fact_check:"):
            events = target_proof.recorded_events(indicator, year, choices, language)
            if len(events):
                st.dataframe(events, hide_index=True, alt=_("Recorded sessions, specifications or initiatives"))
            else:
                st.write(_("Nothing is recorded for this year yet."))
        with st.expander(_("The assumptions behind it"), icon=":material/tune:"):
            st.dataframe(
                target_proof.assumptions_table(scenario, indicator, language),
                hide_index=True,
                alt=_("Parameters with their sources and grades"),
            )
            st.caption(_("Grade A: Kazakhstan, official · B: foreign analogue · C: assumption to be replaced."))
        with st.expander(_("The scenario"), icon=":material/difference:"):
            simulation = funding.simulation(funding.scenario_named(scenario))
            st.dataframe(funding.changes_table(simulation, language), hide_index=True, alt=_("Changes of the scenario"))
            st.caption(
                f"{_('hash')} `{simulation.hash[:16]}` · {_('seed')} {simulation.seed} · "
                + _("{draws} simulated futures", draws=language.number(simulation.draws))
            )
            st.page_link("funding_scenarios.py", label=_("Try another rule"), icon=":material/account_balance:")
            st.page_link("figures.py", label=_("See the figures behind it"), icon=":material/table_chart:")
except Problem as problem:
    show_problem(problem)

"""Change a co-financing rule, see projects by 2030 by region, who pays, and what binds.

Two scenarios stand side by side on the same random numbers; the second can be moved with sliders and saved.
"""

import streamlit as st

from foresight.charts import funding as charts
from foresight.problems import Problem
from foresight.screen import funding, resources
from foresight.screen.elements import download_table, page_head, show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _

language = current()
page_head(
    _("Funding scenarios"),
    _(
        "What a co-financing rule does to projects by 2030: how many, where, "
        "who pays, and what holds the next one back."
    ),
)

names = funding.scenario_names(language)
left, right = st.columns(2)
first = left.selectbox(
    _("Scenario A"), list(names), index=1, format_func=names.get, key="scenario_a", bind="query-params"
)
second = right.selectbox(_("Scenario B"), list(names), format_func=names.get, key="scenario_b", bind="query-params")

try:
    base_b = funding.scenario_named(second)
    with st.expander(_("Move the levers of scenario B"), icon=":material/tune:"):
        st.caption(_("A lever that stands at its first value changes nothing; moved levers are marked."))
        values = funding.lever_values(base_b)
        moved, columns = {}, st.columns(3)
        for place, (path, (low, high, step)) in enumerate(funding.LEVERS.items()):
            share = path in funding.SHARES
            factor = 100 if share else 1
            given = columns[place % 3].slider(
                language.label("lever", path) + (", %" if share else ""),
                min_value=int(low * factor) if share else low,
                max_value=int(high * factor) if share else high,
                value=round(values[path] * factor) if share else float(values[path]),
                step=max(1, round(step * factor)) if share else step,
                key=f"lever-{second}-{path}",
            )
            if abs(given / factor - values[path]) > 1e-9:
                moved[path] = given / factor
    label_a = names[first]
    label_b = names[second] if not moved else _("{name}, {count} levers moved", name=names[second], count=len(moved))
    if label_a == label_b:
        label_b = f"{label_b} (B)"
    scenario_b = funding.with_levers(base_b, moved, label_b)
    results = {label_a: funding.simulation(funding.scenario_named(first)), label_b: funding.simulation(scenario_b)}

    counts = funding.projects_by_year(results)
    wanted = resources.targets().query("indicator == 'active_projects'")[["year", "target"]]
    final = counts[counts["year"] == 2030].set_index("scenario")
    st.subheader(
        _(
            "Projects under way in 2030: {a} in A, {b} in B; the target is {target}",
            a=language.number(final.loc[label_a, "mean"], 1),
            b=language.number(final.loc[label_b, "mean"], 1),
            target=language.number(wanted.query("year == 2030")["target"].iloc[0]),
        ),
        anchor=False,
    )
    st.altair_chart(
        charts.projects_by_year(counts, wanted, language),
        alt=_("Active projects by year in both scenarios, with targets"),
    )
    st.caption(
        _(
            "{draws} futures with the same random numbers in both scenarios; lines span 8 futures in 10. "
            "Error of the simulation: {error} projects.",
            draws=language.number(funding.DRAWS),
            error=language.number(
                max(result.national("active")[-1].std() for result in results.values()) / funding.DRAWS**0.5, 2
            ),
        )
    )

    st.subheader(_("By region in 2030"), anchor=False)
    st.altair_chart(
        charts.projects_by_region(funding.projects_by_region(results, 2030), language),
        alt=_("Active projects by region in both scenarios"),
    )

    st.subheader(_("What holds the next project back"), anchor=False)
    picked, kind, when = st.columns(3)
    shown = picked.segmented_control(_("Scenario"), ["A", "B"], default="B", key="binding_scenario", required=True)
    instrument = kind.segmented_control(
        _("Instrument"),
        ["grant", "programme"],
        default="grant",
        format_func=lambda code: language.label("instrument", code),
        key="binding_instrument",
        required=True,
    )
    year = when.segmented_control(
        _("Year"), [2026, 2027, 2028, 2029, 2030], default=2030, key="binding_year", required=True
    )
    result = results[label_a if shown == "A" else label_b]
    st.altair_chart(
        charts.binding_shares(funding.binding_by_region(result, year, instrument), language),
        alt=_("Which constraint binds, by region"),
    )

    st.subheader(_("Who pays"), anchor=False)
    st.altair_chart(charts.money_by_payer(funding.money_by_payer(results), language), alt=_("Money by payer and year"))

    with st.expander(_("What changes, and how it was computed"), icon=":material/difference:"):
        for label, result in results.items():
            st.markdown(f"**{label}** · {_('hash')} `{result.hash[:16]}` · {_('seed')} {result.seed}")
            st.dataframe(funding.changes_table(result, language), hide_index=True, alt=_("Changes of the scenario"))
        st.dataframe(
            funding.parameters_table(language), hide_index=True, alt=_("Parameters with their sources and grades")
        )
        st.caption(_("Grade A: Kazakhstan, official · B: foreign analogue · C: assumption to be replaced."))
        download_table(counts, "projects-by-year.csv", key="download_counts")

    with st.form("save_scenario", clear_on_submit=True):
        st.markdown(f"**{_('Save scenario B')}**")
        name = st.text_input(_("Name"), max_chars=80)
        if st.form_submit_button(_("Save"), icon=":material/save:"):
            funding.save(scenario_b, name)
            st.success(_("Saved: {name}", name=name), icon=":material/check:")
except Problem as problem:
    show_problem(problem)

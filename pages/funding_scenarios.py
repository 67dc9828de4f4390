"""Change a co-financing rule, see projects by 2030 by region, who pays, and what binds.

Up to four scenarios stand side by side on the same random numbers; the second can be changed without code and saved.
"""

import streamlit as st

from foresight.charts import funding as charts
from foresight.problems import Problem
from foresight.screen import (
    funding,
    funding_assumptions,
    funding_choices,
    funding_composer,
    funding_draft,
    funding_levers,
    funding_search,
    funding_sections,
    funding_sharing,
    resources,
)
from foresight.screen.elements import page_head, show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _

SECTIONS = {
    "regions": _("By region"),
    "binding": _("What binds"),
    "money": _("Who pays"),
    "difference": _("Why A and B differ"),
    "assumptions": _("Assumptions"),
    "rule": _("Compose the rule of B"),
    "choices": _("Choices and regions"),
    "search": _("What it takes"),
    "share": _("Save and share"),
}

language = current()
page_head(
    _("Funding scenarios"),
    _(
        "What a co-financing rule does to projects by 2030: how many, where, "
        "who pays, and what holds the next one back."
    ),
)

names = funding.scenario_names(language)
columns = st.columns([5, 5, 4])
USUAL = {"scenario_a": "baseline", "scenario_b": "concept", "scenario_more": []}
standing = {**USUAL, "section": "regions"}
for key, usual in tuple(standing.items()):
    try:
        standing[key] = funding_draft.from_address(key, list(SECTIONS if key == "section" else names), usual)
    except Problem as problem:
        show_problem(problem)
first, second = (
    column.selectbox(title, list(names), index=list(names).index(standing[key]), format_func=names.get, key=key)
    for column, title, key in zip(columns, (_("Scenario A"), _("Scenario B")), USUAL)
)
others = columns[2].multiselect(
    _("Also compare"),
    list(names),
    default=standing["scenario_more"],
    format_func=names.get,
    max_selections=2,
    placeholder=_("up to two more"),
    key="scenario_more",
)
for key, value in zip(USUAL, (first, second, others)):
    funding_draft.to_address(key, value, USUAL[key])

inputs = funding.inputs()
base = funding.scenario_named(second)
try:
    funding_draft.open_link(second, base, inputs)
except Problem as problem:
    show_problem(problem)
laid = base.with_changes(funding_draft.changes(second))

# The answer stands first, so that a phone shows it above the levers.
answer, controls = st.columns([7, 3], gap="large")
with controls:
    moved = funding_levers.draw(second, laid, inputs, language)
changed = funding_draft.changes(second) + funding_levers.as_changes(moved)
funding_draft.show_in_address(changed)

label_a = f"A · {names[first]}"
label_b = f"B · {_('{name}, changed', name=names[second]) if changed else names[second]}"
scenario_b = base.with_changes(changed, label_b.partition(" · ")[2]) if changed else base
results = {label_a: funding.simulation(funding.scenario_named(first)), label_b: funding.simulation(scenario_b)}
for letter, name in zip("CD", others):
    results[f"{letter} · {names[name]}"] = funding.simulation(funding.scenario_named(name))

with answer:
    measure = st.segmented_control(
        _("Projects"),
        list(language.labels("count")),
        format_func=language.labels("count").get,
        default="active",
        key="measure",
        required=True,
        wrap=True,
        label_visibility="collapsed",
    )
    counts = funding.projects_by_year(results, measure)
    targets = resources.targets().query("indicator == 'active_projects'")[["year", "target"]]
    st.subheader(funding.headline(counts, results[label_b], label_a, label_b, measure, targets, language), anchor=False)
    st.altair_chart(
        charts.projects_by_year(counts, targets, language),
        alt=_("Projects by year in the scenarios compared, with targets"),
    )
    st.caption(
        _(
            "{draws} futures, the same for every scenario; lines span 8 futures in 10. "
            "Error of the simulation: {error} projects.",
            draws=language.number(funding.DRAWS),
            error=language.number(1.96 * counts["standard_error"].max(), 2),
        )
    )

section = st.segmented_control(
    _("Look closer"),
    list(SECTIONS),
    format_func=SECTIONS.get,
    default=standing["section"],
    key="section",
    required=True,
)
funding_draft.to_address("section", section, "regions")
if section == "regions":
    funding_sections.by_region(results, label_a, label_b, measure, language)
elif section == "binding":
    funding_sections.binding(results, label_b, language)
elif section == "money":
    funding_sections.money(results, language)
elif section == "difference":
    funding_sections.difference(results, label_a, label_b, language)
elif section == "assumptions":
    funding_assumptions.section(second, scenario_b, results[label_b], language)
elif section == "rule":
    funding_composer.section(second, scenario_b, language)
elif section == "choices":
    funding_choices.section(second, scenario_b, language)
elif section == "search":
    funding_search.section(scenario_b, results[label_b], language)
else:
    funding_sharing.section(second, scenario_b, results[label_b], language)

"""The assumptions behind a scenario: how much rests on them, which matter, what each says, and changing one."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from foresight.charts import funding_analysis
from foresight.funding.parameters import Parameter
from foresight.funding.result import SimulationResult
from foresight.funding.scenario import Change, Scenario
from foresight.funding.sensitivity import sensitivity
from foresight.funding.tornado import AssumptionLoad, assumption_load
from foresight.funding.tornado import tornado as one_at_a_time
from foresight.funding.vocabulary import YEARS
from foresight.i18n.changes import path_label, value_label
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.screen import funding, funding_draft, long_work, resources
from foresight.screen.elements import show_problem
from foresight.screen.language import text as _
from foresight.statistics.shipped import source_name

SHOWN = 12
#: A power of two; times (parameters + 2) it is the number of parameter sets tried. Many sets of few futures: what an
#: index is unsure by comes from the sets, and chance is the same in all of them.
SOBOL_SAMPLES, SOBOL_DRAWS = 512, 50


@st.cache_data(max_entries=30, show_spinner=False)
def load(hash: str, year: int, _result: SimulationResult) -> AssumptionLoad:
    """Return how much of a result rests on which grade of evidence; kept under the hash of the result."""
    return assumption_load(_result, year=year)


def section(base: str, scenario: Scenario, result: SimulationResult, language: Language) -> None:
    """Draw the assumptions of scenario B."""
    found = load(result.hash, YEARS[-1], result)
    if found.by_grade:
        st.markdown(
            _(
                "**{assumed} of the explained spread of projects in {year} rests on assumptions of grade C**; "
                "{foreign} on foreign analogues, {official} on official figures of Kazakhstan.",
                assumed=language.percent(found.assumed),
                foreign=language.percent(found.by_grade.get("B", 0.0)),
                official=language.percent(found.by_grade.get("A", 0.0)),
                year=YEARS[-1],
            )
        )
        st.caption(
            _(
                "Single assumptions explain {explained} of the spread; the rest is chance and their interplay.",
                explained=language.percent(found.explained),
            )
        )
    else:
        st.info(_("In this scenario only chance is drawn, so nothing rests on an assumption's range."))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{_('One at a time, from the low to the high end')}**")
        _tornado(scenario, result, language)
    with right:
        st.markdown(f"**{_('All together: Sobol indices')}**")
        _sobol(scenario, result, language)
    _table(base, scenario, result, found, language)


def _tornado(scenario: Scenario, result: SimulationResult, language: Language) -> None:
    inputs = funding.inputs()

    def work(progress: long_work.Progress) -> dict[str, object]:
        return {"rows": one_at_a_time(scenario, inputs, progress=progress).to_dict("records")}

    found = long_work.answer(resources.database(), "tornado", long_work.question("tornado", result.hash), work)
    if found is None:
        return
    rows = pd.DataFrame(found["rows"]).head(SHOWN)
    if rows.empty:
        return
    parameters = result.model.parameters
    rows = rows.assign(
        label=[language.label("parameter", name) for name in rows["name"]],
        **{
            f"{end}_text": [
                f"{_amount(parameters[name], value, language)} → {language.number(mean, 2)}"
                for name, value, mean in zip(rows["name"], rows[f"{end}_value"], rows[f"{end}_mean"])
            ]
            for end in ("low", "high")
        },
    )
    st.altair_chart(funding_analysis.tornado(rows, language), alt=_("Which assumptions move the result most"))
    st.caption(_("The triangle marks the high end of the assumption, the line the result as it is."))


def _sobol(scenario: Scenario, result: SimulationResult, language: Language) -> None:
    inputs = funding.inputs()

    def work(progress: long_work.Progress) -> dict[str, object]:
        found = sensitivity(scenario, inputs, base_samples=SOBOL_SAMPLES, draws=SOBOL_DRAWS, progress=progress)
        return {
            "rows": found.table.to_dict("records"),
            "evaluations": found.evaluations,
            "sum_of_first": found.sum_of_first,
        }

    key = long_work.question("sobol", result.hash, SOBOL_SAMPLES, SOBOL_DRAWS)
    started = _("Work out Sobol indices")
    found = long_work.answer(resources.database(), "sobol", key, work, at_once=False, start=started)
    if found is None:
        st.caption(_("Every assumption varied at once, also with its interplay; takes some seconds, can be stopped."))
        return
    rows = pd.DataFrame(found["rows"]).head(SHOWN)
    rows = rows.assign(label=[language.label("parameter", name) for name in rows["name"]])
    st.altair_chart(funding_analysis.sobol(rows, language), alt=_("Sobol indices of the assumptions"))
    st.caption(
        _(
            "Bar: with all interplay; tick: alone; line: 95 % interval. {sets} sets of parameters. "
            "Here chance is averaged out: acting alone the assumptions explain {alone}, the rest is their interplay.",
            sets=language.number(found["evaluations"]),
            alone=language.percent(max(0.0, min(1.0, found["sum_of_first"]))),
        )
    )


def _table(base: str, scenario: Scenario, result: SimulationResult, found: AssumptionLoad, language: Language) -> None:
    st.markdown(f"**{_('Parameters of scenario B')}**")
    entries = [entry for name in result.model.parameters.names for entry in result.model.parameters.series[name]]
    picked = st.dataframe(
        parameters_table(entries, found, language),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="parameters_table",
        column_config={
            " ": st.column_config.TextColumn(width=30),
            _("Parameter"): st.column_config.TextColumn(width=300),
        },
        alt=_("Parameters with their sources and grades"),
        height=320,
    )
    st.caption(
        _("● changed in this scenario.")
        + " "
        + " · ".join(language.labels("grade").values())
        + ". "
        + _("Select a row to change its value.")
    )
    rows = picked["selection"]["rows"]
    names = list(result.model.parameters.names)
    chosen = st.selectbox(
        _("Parameter to change"),
        names,
        index=names.index(entries[rows[0]].name) if rows and rows[0] < len(entries) else 0,
        format_func=lambda name: language.label("parameter", name),
        key=f"parameter-to-change-{rows[0] if rows else '-'}",
    )
    _change(base, scenario, result.model.parameters[chosen], language)


def _change(base: str, scenario: Scenario, entry: Parameter, language: Language) -> None:
    note = language.label("parameter_note", entry.name) if entry.note else ""
    st.caption(f"{language.label('parameter_unit', entry.unit)}. {note}")
    # What stood in the fields before a change is not what a reader gives after it.
    form = f"change-{entry.name}-{entry.value:g}-{entry.low:g}-{entry.high:g}"
    with st.form(form, border=False):
        columns = st.columns([2, 2, 2, 3, 2], vertical_alignment="bottom")
        numbers = [
            column.number_input(title, value=float(number), step=None, format="%g", key=f"{form}-{part}")
            for column, title, number, part in zip(
                columns,
                (_("Value"), _("Low"), _("High")),
                (entry.value, entry.low, entry.high),
                ("value", "low", "high"),
            )
        ]
        years = columns[3].select_slider(_("Years"), list(YEARS), value=(YEARS[0], YEARS[-1]), key=f"{form}-years")
        if columns[4].form_submit_button(_("Change"), icon=":material/edit:", width="stretch"):
            value, low, high = numbers
            exact = low == high or (low, high) == (entry.low, entry.high)
            new = value if exact else {"value": value, "low": low, "high": high}
            change = Change(f"parameters.{entry.name}", tuple(range(years[0], years[1] + 1)), new)
            try:
                funding_draft.lay(base, scenario, [change], funding.inputs())
            except Problem as problem:
                show_problem(problem)
            else:
                st.rerun()
    st.caption(_("A new value alone is meant exactly; give a new low and high end too to keep it uncertain."))


def parameters_table(entries: list[Parameter], found: AssumptionLoad, language: Language) -> pd.DataFrame:
    """Return every parameter with its range, grade, source, day of reading and share of the result."""
    return pd.DataFrame(
        {
            " ": ["●" if entry.changed else "" for entry in entries],
            _("Parameter"): [path_label(language, f"parameters.{entry.name}") for entry in entries],
            _("Value"): [_amount(entry, entry.value, language) for entry in entries],
            _("Range"): [
                ""
                if entry.low == entry.high
                else f"{_amount(entry, entry.low, language)} – {_amount(entry, entry.high, language)}"
                for entry in entries
            ],
            _("Share of the spread"): [
                language.percent(found.by_parameter[entry.name]) if entry.name in found.by_parameter else ""
                for entry in entries
            ],
            _("Grade"): [entry.grade for entry in entries],
            _("Source"): [source_name(entry.source, language.code) for entry in entries],
            _("Read on"): [language.date(dt.date.fromisoformat(entry.read_on)) for entry in entries],
            _("Unit"): [language.label("parameter_unit", entry.unit) for entry in entries],
            _("From year"): [str(entry.from_year or "") for entry in entries],
            _("Note"): [language.label("parameter_note", entry.name) if entry.note else "" for entry in entries],
        }
    )


def _amount(entry: Parameter, value: float, language: Language) -> str:
    return value_label(language, f"parameters.{entry.name}", value)

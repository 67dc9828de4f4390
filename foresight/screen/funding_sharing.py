"""Keeping and sharing a scenario: its changes one by one, saving, the link, JSON and a Python script."""

from __future__ import annotations

import json

import streamlit as st

from foresight.funding.result import SimulationResult
from foresight.funding.scenario import Scenario, runnable_snippet, shipped_scenarios
from foresight.i18n.changes import path_label, value_label
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.screen import funding, funding_draft, resources
from foresight.screen.elements import show_problem
from foresight.screen.language import text as _
from foresight.store import scenarios


def section(base: str, scenario: Scenario, result: SimulationResult, language: Language) -> None:
    """Draw what scenario B changes, and the ways to keep and pass it on."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        _changes(base, result, language)
    with right:
        _save(base, scenario)
        _pass_on(scenario, result)


def _changes(base: str, result: SimulationResult, language: Language) -> None:
    st.markdown(f"**{_('What scenario B changes against today')}**")
    st.dataframe(
        funding.changes_table(result, language),
        hide_index=True,
        height="content",
        column_config={_("What"): st.column_config.TextColumn(width=260)},
        alt=_("Changes of the scenario, with the value of the baseline and the new one"),
    )
    own = funding_draft.changes(base)
    if own:
        st.markdown(f"**{_('Changes made here')}**")
    for place, change in enumerate(own):
        name, button = st.columns([3, 1], vertical_alignment="center")
        span = f"{change.years[0]}–{change.years[-1]}" if len(change.years) > 1 else str(change.years[0])
        name.markdown(
            f"{path_label(language, change.path)} → {value_label(language, change.path, change.value)} · {span}"
        )
        button.button(
            _("Take back"),
            icon=":material/undo:",
            key=f"take-back-{place}",
            on_click=funding_draft.take_back,
            args=(base, place),
        )
    for code, values in result.notes:
        if code in ("budgets_come_from_the_forecast", "no_forecast_of_local_budgets", "no_private_share_in_the_rule"):
            st.warning(
                _(
                    "{what}: this change moves no number, because {reason}.",
                    what=path_label(language, str(values["path"])),
                    reason=language.label("inert_change", code),
                )
            )
    st.caption(
        _(
            "Hash {hash} · seed {seed} · {draws} futures. The same hash means the same numbers on any machine.",
            hash=result.hash[:16],
            seed=result.seed,
            draws=language.number(result.draws),
        )
    )


def _save(base: str, scenario: Scenario) -> None:
    st.markdown(f"**{_('Save scenario B')}**")
    with st.form("save_scenario", clear_on_submit=True, border=False):
        field, button = st.columns([3, 2], vertical_alignment="bottom")
        name = field.text_input(_("Name"), max_chars=80, key="save_name")
        if button.form_submit_button(_("Save"), icon=":material/save:", width="stretch"):
            try:
                funding.save(scenario, name)
            except Problem as problem:
                show_problem(problem)
            else:
                st.success(_("Saved: {name}", name=name), icon=":material/check:")
    st.caption(_("Saved under a new name it is a copy; under its old name it replaces it."))
    saved = base not in shipped_scenarios()
    if saved and st.button(_("Delete {name}", name=base), icon=":material/delete:", key="delete_scenario"):
        try:
            scenarios.delete_scenario(resources.database(), base)
        except Problem as problem:
            show_problem(problem)
        else:
            funding_draft.take_all_back(base)
            st.rerun()


def _pass_on(scenario: Scenario, result: SimulationResult) -> None:
    st.markdown(f"**{_('Pass it on')}**")
    st.caption(_("The address of this page carries both scenarios with all changes: copy it to share them."))
    left, right = st.columns(2)
    left.download_button(
        _("Scenario (JSON)"),
        data=lambda: json.dumps(scenario.to_document(), ensure_ascii=False, indent=2).encode(),
        file_name="scenario.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
        key="download_json",
        width="stretch",
    )
    right.download_button(
        _("Result (JSON)"),
        data=lambda: json.dumps(result.summary(), ensure_ascii=False, indent=2).encode(),
        file_name="result.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
        key="download_result",
        width="stretch",
    )
    st.markdown(_("The same run in Python:"))
    script = runnable_snippet(
        scenario, result.seed, result.draws, records=result.inputs.records(), expected=result.hash
    )
    st.code(script, language="python", height=260)
    given = st.file_uploader(_("Open a scenario from a file (JSON)"), type=["json"], key="upload_scenario")
    if given is not None and st.button(_("Save it here"), icon=":material/upload:", key="upload_save"):
        try:
            opened = funding.read_uploaded(given.getvalue())
            funding.save(opened, opened.name)
        except Problem as problem:
            show_problem(problem)
        else:
            st.success(_("Saved: {name}", name=opened.name), icon=":material/check:")

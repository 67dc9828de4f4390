"""Choices of the model that are not numbers, the mix of instruments, and figures of single regions."""

from __future__ import annotations

import streamlit as st

from foresight.funding.model import resolve
from foresight.funding.scenario import CHOICES, MIXES, REGION_FIELDS, Change, Scenario
from foresight.funding.vocabulary import YEARS
from foresight.i18n.changes import path_label, value_label
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.screen import funding, funding_draft
from foresight.screen.elements import show_problem
from foresight.screen.language import text as _


def section(base: str, scenario: Scenario, language: Language) -> None:
    """Draw choices, mix and regional figures of scenario B."""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{_('How the future is simulated')}**")
        _choices(base, scenario, language)
    with right:
        st.markdown(f"**{_('Grants and programmes')}**")
        _mixes(base, scenario, language)
        st.markdown(f"**{_('Figures of one region')}**")
        _regional(base, scenario, language)


def _choices(base: str, scenario: Scenario, language: Language) -> None:
    now = resolve(scenario, funding.inputs()).choices
    changed = []
    names = list(CHOICES)
    for row in range(0, len(names), 2):
        for name, column in zip(names[row : row + 2], st.columns(2)):
            allowed = list(CHOICES[name])
            given = column.selectbox(
                language.label("choice_name", name),
                allowed,
                index=allowed.index(now[name]),
                format_func=lambda value, name=name: value_label(language, f"choices.{name}", value),
                key=f"choice-{base}-{name}-{now[name]}",
            )
            if given != now[name]:
                changed.append(Change(f"choices.{name}", YEARS, given))
    if changed:
        _lay(base, scenario, changed)


def _mixes(base: str, scenario: Scenario, language: Language) -> None:
    parameters = resolve(scenario, funding.inputs()).parameters
    for path, name in MIXES.items():
        entry = parameters.at(name, YEARS[-1])
        now = round(100 * entry.value)
        given = st.slider(
            _("{what}: part for programmes, %", what=path_label(language, path)),
            0,
            100,
            now,
            step=5,
            key=f"mix-{base}-{path}-{now}",
        )
        if given != now:
            share = given / 100
            _lay(base, scenario, [Change(path, YEARS, {"grant": round(1 - share, 4), "programme": share})])


def _regional(base: str, scenario: Scenario, language: Language) -> None:
    regions = funding.inputs().regions
    with st.form("regional", border=False):
        columns = st.columns(2)
        code = columns[0].selectbox(
            _("Region"), regions, format_func=lambda one: language.region(one, short=True), key="regional_region"
        )
        name = columns[1].selectbox(
            _("Figure"), REGION_FIELDS, format_func=language.labels("region_field").get, key="regional_field"
        )
        columns = st.columns([1, 2], vertical_alignment="bottom")
        value = columns[0].number_input(_("Value a year"), value=0.0, step=None, format="%g", key="regional_value")
        years = columns[1].select_slider(_("Years"), list(YEARS), value=(2027, YEARS[-1]), key="regional_years")
        if st.form_submit_button(_("Put in"), icon=":material/edit_location:"):
            change = Change(f"regions.{code}.{name}", tuple(range(years[0], years[1] + 1)), value)
            _lay(base, scenario, [change])
    st.caption(_("What is put in replaces the forecast of this region; it is meant exactly, without a spread."))


def _lay(base: str, scenario: Scenario, added: list[Change]) -> None:
    try:
        funding_draft.lay(base, scenario, added, funding.inputs())
    except Problem as problem:
        show_problem(problem)
    else:
        st.rerun()

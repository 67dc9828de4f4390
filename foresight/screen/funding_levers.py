"""The levers beside the answer: what a planner moves first, each marked when it no longer stands as in the scenario."""

from __future__ import annotations

import streamlit as st

from foresight.funding.inputs import FundingInputs
from foresight.funding.scenario import Change, Scenario
from foresight.funding.vocabulary import YEARS
from foresight.i18n.language import Language
from foresight.screen import funding, funding_draft
from foresight.screen.language import text as _


def draw(base: str, scenario: Scenario, inputs: FundingInputs, language: Language) -> dict[str, float]:
    """Draw the levers of scenario B and return those that were moved, path to value."""
    values = funding_draft.lever_values(scenario, inputs)
    before, moved = funding_draft.moved(base), {}
    for path, (low, high, step) in funding.LEVERS.items():
        share = path in funding.SHARES
        factor = 100 if share else 1
        stand = round(values[path] * factor) if share else float(values[path])
        key = f"lever-{base}-{path}-{stand}-{funding_draft.lever_round()}"
        if key not in st.session_state:
            start = before.get(path, stand / factor)
            start = min(max(start, low), high)
            st.session_state[key] = round(start * factor) if share else float(start)
        mark = "● " if st.session_state[key] != stand else ""
        given = st.slider(
            mark + language.label("lever", path) + (", %" if share else ""),
            min_value=int(low * factor) if share else low,
            max_value=int(high * factor) if share else high,
            step=max(1, round(step * factor)) if share else step,
            format="%g",
            key=key,
        )
        if given != stand:
            moved[path] = given / factor
    funding_draft.move(base, moved)
    if moved or funding_draft.changes(base):
        st.button(
            _("Put everything back"),
            icon=":material/restart_alt:",
            key="take_all_back",
            on_click=funding_draft.take_all_back,
            args=(base,),
        )
    else:
        st.caption(_("Move a lever: B answers at once."))
    return moved


def as_changes(moved: dict[str, float]) -> list[Change]:
    """Return moved levers as changes of a scenario."""
    return [Change(path, YEARS, value) for path, value in moved.items()]

"""Where spending and local budgets go, how sure that is, and how earlier forecasts did.

A planner picks an indicator and a region and sees the fan with naive beside it and what it stands on; one section at a
time opens below: all regions, the nation, methods, what-ifs, adjustments, and how published forecasts did.
"""

from foresight.forecasting.from_figures import MONEY, is_regional
from foresight.problems import Problem
from foresight.regions.regions import NATION
from foresight.screen import resources
from foresight.screen.address import choose_section
from foresight.screen.elements import page_head, show_problem
from foresight.screen.forecasts import (
    answers,
    budgets,
    controls,
    fans,
    judgement,
    methods,
    own_panel,
    panels,
    reckoning,
    scenarios,
)
from foresight.screen.language import current
from foresight.screen.language import text as _

BUDGET_SECTIONS = {
    "regions": budgets.draw_regions,
    "share": budgets.draw_shares,
    "scenarios": scenarios.draw_budget_scenarios,
    "judgement": judgement.draw_judgement,
    "reckoning": reckoning.draw_reckoning,
}
SECTIONS = {
    "regions": panels.draw_regions,
    "total": panels.draw_total,
    "methods": methods.draw_methods,
    "scenarios": scenarios.draw_scenarios,
    "judgement": judgement.draw_judgement,
    "reckoning": reckoning.draw_reckoning,
    "own": own_panel.draw_own_panel,
}

language = current()
page_head(_("Forecasts"), _("Where spending and local budgets go, how sure that is, and how earlier forecasts did."))

try:
    view = controls.ask(language)
    observations = resources.observations()
    regional = is_regional(observations, view.indicator)
    if view.states:
        sections = BUDGET_SECTIONS
        budgets.draw_first(view, language)
    else:
        possible = set(SECTIONS)
        if not regional:
            possible -= {"regions", "total"}
        elif NATION not in answers.places_of(view.indicator):
            possible -= {"total"}
        found = fans.draw_first(view, language)
        if found.unit != MONEY:
            possible -= {"scenarios", "total"}
        sections = {code: draw for code, draw in SECTIONS.items() if code in possible}
    names = {code: language.label("forecast_section", code) for code in sections}
    section = choose_section(_("Look closer"), names, "forecast_section", next(iter(names)))
    sections[section](view, language)
except Problem as problem:
    show_problem(problem)

"""The section of adjustments: what people know and the figures do not, with a reason, an author and a day."""

from __future__ import annotations

import datetime

import pandas as pd
import streamlit as st

from foresight.forecasting.from_figures import MONEY, unit_of
from foresight.forecasting.judgement import Adjustment
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.screen import resources
from foresight.screen.elements import show_problem
from foresight.screen.forecasts import kept
from foresight.screen.forecasts.answers import View
from foresight.screen.forecasts.sentences import amount
from foresight.screen.language import text as _
from foresight.store import adjustments
from foresight.store.adjustments import KeptAdjustment


def draw_judgement(view: View, language: Language) -> None:
    """Ask for an adjustment, list those that were made, and say later whether they helped."""
    st.caption(
        _(
            "The forecast stands unless someone answers for a change: for what has happened, is planned or is expected "
            "and is not in the figures. The base stays beside it, and both are scored when the year has come."
        )
    )
    if kept.may_plan():
        _form(view, language)
    made = adjustments.list_adjustments(resources.database(), indicator=view.indicator)
    if not made:
        st.info(_("Nobody has adjusted this forecast yet."), icon=":material/edit_note:")
        return
    st.markdown(f"**{_('Adjustments of this indicator')}**")
    st.dataframe(_table(made, language), hide_index=True, alt=_("Adjustments with their base, reason and author"))
    _take_back([one for one in made if one.stands], language)
    draw_scored(view.indicator, language)


def _form(view: View, language: Language) -> None:
    base, method = kept.base_of(view)
    mine = base[base["unique_id"] == view.place]
    unit = unit_of(resources.observations(), view.indicator)
    years = [int(year) for year in mine["ds"]]
    with st.form("forecast_adjustment", clear_on_submit=False):
        st.markdown(f"**{_('Adjust {region}', region=language.region(view.place))}**")
        first, second, third = st.columns([1.3, 1.5, 1.2])
        chosen = first.multiselect(_("Years"), years, default=[view.horizon], key="adjust_years")
        kind = second.segmented_control(
            _("Change"),
            ["factor", "amount"],
            default="factor",
            format_func=lambda code: language.label("adjustment_kind", code),
            required=True,
            wrap=True,
            key="adjust_kind",
        )
        value = third.number_input(
            _("Factor, or mln ₸ in prices of the year")
            if unit == MONEY
            else _("Factor, or a number ({unit})", unit=language.label("unit", unit)),
            min_value=0.0,
            value=1.0,
            step=0.05,
            key="adjust_value",
        )
        reason = st.text_area(
            _("Reason: what is known that the figures do not show"), max_chars=2000, height=80, key="adjust_reason"
        )
        left, right, button = st.columns([1.5, 1, 1], vertical_alignment="bottom")
        author = left.text_input(_("Author"), kept.reader_name(), max_chars=200, key="adjust_author")
        day = right.date_input(_("Day"), value="today", key="adjust_day")
        sent = button.form_submit_button(_("Keep the adjustment"), icon=":material/save:", width="stretch")
    if not sent:
        return
    try:
        if not isinstance(day, datetime.date):
            raise Problem("an adjustment needs the day on which it is made")
        kept.adjust(view, Adjustment(view.place, tuple(sorted(chosen)), kind, float(value), reason, author, day))
    except Problem as problem:
        show_problem(problem)
        return
    st.toast(_("Kept beside the forecast."), icon=":material/check:")
    st.rerun()


def _value(one: KeptAdjustment, language: Language) -> str:
    if one.adjustment.kind == "factor":
        return f"× {language.number(one.adjustment.value, 2)}"
    return amount(one.adjustment.value, unit_of(resources.observations(), one.indicator), language)


def _base(one: KeptAdjustment, language: Language) -> str:
    """Say what stood before, year by year."""
    unit = unit_of(resources.observations(), one.indicator)
    return "; ".join(amount(value, unit, language) for value in one.base.sort_values("ds")[one.method])


def _table(made: list[KeptAdjustment], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Region"): [language.region(one.adjustment.region) for one in made],
            _("Years"): [", ".join(map(str, one.adjustment.years)) for one in made],
            _("Base"): [_base(one, language) for one in made],
            _("Adjustment"): [_value(one, language) for one in made],
            _("Reason"): [one.adjustment.reason for one in made],
            _("Author"): [one.adjustment.author for one in made],
            _("Day"): [language.date(one.adjustment.date) for one in made],
            _("State"): [
                _("stands") if one.stands else _("taken back by {name}", name=one.withdrawn_by) for one in made
            ],
        }
    )


def _take_back(standing: list[KeptAdjustment], language: Language) -> None:
    if not standing or not kept.may_plan():
        return
    names = {
        one.id: f"{language.region(one.adjustment.region)}, {', '.join(map(str, one.adjustment.years))}: "
        f"{_value(one, language)}, {one.adjustment.author}"
        for one in standing
    }
    with st.popover(_("Take one back"), icon=":material/undo:"):
        chosen = st.selectbox(_("Adjustment"), list(names), format_func=names.get, key="withdraw_which")
        actor = st.text_input(_("Your name"), kept.reader_name(), max_chars=200, key="withdraw_actor")
        if st.button(_("Take it back"), key="withdraw"):
            try:
                kept.withdraw(chosen, actor)
            except Problem as problem:
                show_problem(problem)
                return
            st.rerun()


def draw_scored(indicator: str, language: Language) -> None:
    """Say whether adjustments whose year has come were closer than the base they changed."""
    scored = kept.scored_adjustments(indicator)
    if scored.empty:
        st.caption(
            _("None of the adjusted years has figures yet: they are scored when the next bulletin is brought in.")
        )
        return
    unit = unit_of(resources.observations(), indicator)
    stands = scored[scored["stands"]]
    if len(stands):
        st.markdown(
            _(
                "**Adjustments were closer than the base in {helped} of {count} cases**; mean error {adjusted} instead "
                "of {base}.",
                helped=int(stands["helped"].sum()),
                count=len(stands),
                adjusted=amount(stands["adjusted_error"].mean(), unit, language),
                base=amount(stands["base_error"].mean(), unit, language),
            )
        )
    st.dataframe(
        pd.DataFrame(
            {
                _("Region"): [language.region(code) for code in scored["unique_id"]],
                _("Year"): scored["ds"].tolist(),
                _("What came"): [amount(value, unit, language) for value in scored["actual"]],
                _("Base"): [amount(value, unit, language) for value in scored["base"]],
                _("Adjusted"): [amount(value, unit, language) for value in scored["adjusted"]],
                _("Closer"): [_("adjusted") if one else _("base") for one in scored["helped"]],
                _("Author"): scored["author"].tolist(),
                _("State"): [_("stands") if one else _("taken back") for one in scored["stands"]],
            }
        ),
        hide_index=True,
        alt=_("Adjustments held against what came"),
    )

"""What a file of figures or another set of them changes, in words and as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.i18n.language import Language
from foresight.screen.language import text as _
from foresight.statistics.shipped import indicator_names, indicator_units


def changes_sentence(changes: pd.DataFrame, language: Language) -> str:
    """Say how many figures are new and how many differ, and by how much the largest one."""
    counts = changes["change"].value_counts()
    told = [f"{language.label('change', code)}: {language.number(count)}" for code, count in counts.items()]
    revised = changes[(changes["change"] == "revised") & changes["relative"].notna()]
    if len(revised):
        largest = revised.loc[revised["relative"].abs().idxmax()]
        told.append(
            language.text(
                "largest revision {share} ({region}, {year})",
                share=language.percent(abs(largest["relative"]), 1),
                region=language.region(largest["region"], short=True),
                year=int(largest["year"]),
            )
        )
    return " · ".join(told)


def changes_table(changes: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return the differences of two sets of figures for reading."""
    names, units = indicator_names(language.code), indicator_units()

    def said(value: float, status: object) -> str:
        if not isinstance(status, str):
            return "–"
        return language.label("status_short", status) if value != value else _digits(value, language)

    return pd.DataFrame(
        {
            _("Indicator"): [names[code] for code in changes["indicator"]],
            _("Region"): [language.region(code) for code in changes["region"]],
            _("Year"): changes["year"].tolist(),
            _("What changed"): [language.label("change", code) for code in changes["change"]],
            _("Before"): [said(*row) for row in zip(changes["value_old"], changes["status_old"])],
            _("Now"): [said(*row) for row in zip(changes["value_new"], changes["status_new"])],
            _("Difference"): [
                "–" if share != share else f"{'+' if share >= 0 else '−'}{language.percent(abs(share), 2)}"
                for share in changes["relative"]
            ],
            _("Unit"): [language.label("unit", units[code]) for code in changes["indicator"]],
        }
    )


def draw_changes(changes: pd.DataFrame, language: Language, *, most: int, alt: str) -> None:
    """Draw the differences; what all of them share stands above the table, so that a phone shows the figures."""
    table = changes_table(changes.head(most), language)
    if changes["indicator"].nunique() == 1:
        st.caption(f"{table[_('Indicator')].iloc[0]}, {table[_('Unit')].iloc[0]}")
        table = table.drop(columns=[_("Indicator"), _("Unit")])
    st.dataframe(table, hide_index=True, alt=alt)


def _digits(value: float, language: Language) -> str:
    """Write a figure with all its digits: a revision may hide in the last one."""
    return language.number(value, 0 if value == round(value) else 1 if value == round(value, 1) else 3)
